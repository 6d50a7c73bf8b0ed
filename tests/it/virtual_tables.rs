//! SQLite's virtual tables: created as written, read and written like tables, and searched.

use realgar::metadata::MetaData;
use realgar::prelude::*;

mod archive {
    realgar::include_schema!("archive");
}
use archive::{Area, Article, ArticleWord, Letter, NewArea, NewArticle, NewLetter};

/// What the file's trigger does, which is no part of a schema.
const TRIGGER: &str = "CREATE TRIGGER article_added AFTER INSERT ON article BEGIN \
    INSERT INTO article_words (rowid, title, body) VALUES (new.id, new.title, new.body); END";

fn created() -> Engine {
    let engine = Engine::new("sqlite://").unwrap();
    archive::METADATA.create_all(&engine).unwrap();
    engine
}

#[test]
fn a_table_for_full_text_search_is_searched_by_its_columns() {
    let engine = created();
    let mut conn = engine.connect().unwrap();
    conn.execute(insert(Letter).values([
        NewLetter::new(1).subject("Nuts").body("Acorns are falling").sender("sandy"),
        NewLetter::new(2).subject("Stars").body("Stars fall, too").sender("patrick"),
    ]))
    .unwrap();
    let found = |conn: &mut Connection, condition| {
        conn.execute(select((Letter.rowid, Letter.sender)).filter(condition).order_by(Letter.rowid)).unwrap().all()
    };
    assert_eq!(found(&mut conn, Letter.body.match_("acorns").of_table()), [(1, Some("sandy".to_owned()))]);
    assert_eq!(found(&mut conn, Letter.body.match_("fall*").of_table()).len(), 2);
    // A column that is not indexed is found by its value only.
    assert_eq!(found(&mut conn, Letter.sender.eq("patrick").of_table()), [(2, Some("patrick".to_owned()))]);

    let best = func::table_call("letters", literal("stars")).table_valued::<(BigInt, Double)>(["rowid", "rank"]);
    let best = best.alias("best");
    let (id, rank) = best.columns();
    let query = select((Letter.subject, rank.lt(0.0))).join_on(best, Letter.rowid.eq(id));
    assert_eq!(conn.execute(query).unwrap().all(), [(Some("Stars".to_owned()), true)]);
}

#[test]
fn words_of_another_table_lead_to_its_rows() {
    let engine = created();
    let mut conn = engine.connect().unwrap();
    conn.execute(text(TRIGGER)).unwrap();
    conn.execute(insert(Article).values([
        NewArticle::new("Rust").body("It rusts, and it is fast"),
        NewArticle::new("Gold").body("It never does"),
    ]))
    .unwrap();
    let query = select(Article.title)
        .join_on(ArticleWord, ArticleWord.rowid.eq(Article.id))
        .filter(ArticleWord.body.match_("rusting"));
    assert_eq!(conn.execute(query).unwrap().all(), ["Rust"]);
}

#[test]
fn a_session_keeps_rows_of_virtual_tables_by_their_keys() {
    let engine = created();
    let mut session = Session::new(&engine);
    let letter = session.add(NewLetter::new(7).subject("Bubbles"));
    let area = session.add(NewArea::new(3, 1.0, 2.5).label("pond"));
    session.commit().unwrap();
    session[letter].body = Some("Soap".to_owned());
    session[area].max_x = 4.0;
    session.commit().unwrap();

    let mut other = Session::new(&engine);
    let found = other.get(Letter, 7).unwrap().unwrap();
    assert_eq!((other[found].subject.as_deref(), other[found].body.as_deref()), (Some("Bubbles"), Some("Soap")));
    let inside = other.execute(select(Area).filter(Area.max_x.gt(3.0))).unwrap().all();
    assert_eq!((other[inside[0]].id, other[inside[0]].label.as_deref()), (3, Some("pond")));
    other.delete(found).unwrap();
    other.commit().unwrap();
    assert_eq!(other.execute(select(func::count(Letter.rowid))).unwrap().one().unwrap(), 0);
}

#[test]
fn virtual_tables_are_created_as_written_and_read_again() {
    let engine = created();
    let sql = archive::METADATA.to_sql(Dialect::Sqlite).unwrap();
    for statement in [
        "CREATE VIRTUAL TABLE letters USING fts5(subject, body, sender UNINDEXED, prefix='2 3');",
        "CREATE VIRTUAL TABLE area USING rtree(id, min_x, max_x, +label TEXT);",
        "CREATE VIRTUAL TABLE letter_terms USING fts5vocab(letters, 'row');",
    ] {
        assert!(sql.contains(statement), "{sql}");
    }
    let mut names = Inspector::new(&engine).table_names().unwrap();
    names.sort();
    assert_eq!(names, ["area", "article", "article_words", "letters"]);
    let found = MetaData::reflect(&engine).unwrap();
    assert!(archive::METADATA.diff(&found).is_empty(), "{}", archive::METADATA.diff(&found));
    assert!(archive::METADATA.check_against(&found).is_ok());
    // What is there stays, and what was created is dropped.
    archive::METADATA.create_all(&engine).unwrap();
    archive::METADATA.drop_all(&engine).unwrap();
    let left =
        engine.connect().unwrap().execute(text("SELECT name FROM sqlite_schema").typed::<String>()).unwrap().all();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn other_databases_have_no_virtual_tables() {
    let error = archive::METADATA.create_all_sql(Dialect::PostgreSql).unwrap_err().to_string();
    for table in ["area", "article_words", "letters"] {
        assert!(error.contains(&format!("table `{table}`: ")), "{error}");
    }
    let (rest, left_out) = archive::METADATA.supported(Dialect::PostgreSql);
    assert_eq!((rest.tables().count(), left_out.len()), (1, 3));
}
