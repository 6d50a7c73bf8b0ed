//! Full-text search.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::empty;
use crate::schemas::tutorial::User;

#[test]
fn a_text_is_searched_for_the_words_of_another() {
    let query = select(User.name).filter(User.fullname.match_("cheeks"));
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.fullname MATCH ?
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.fullname @@ plainto_tsquery($1)
    mysql: SELECT user_account.name FROM user_account WHERE MATCH (user_account.fullname) AGAINST (? IN BOOLEAN MODE) > 0
    binds: [Text("cheeks")]
    Sql: unable to use function MATCH in the requested context
    "#);
    let opposite = select(User.name).filter(!User.fullname.match_("cheeks")).order_by(User.id);
    assert_snapshot!(opposite.compile(Dialect::MySql).unwrap().sql(), @"SELECT user_account.name FROM user_account WHERE NOT (MATCH (user_account.fullname) AGAINST (? IN BOOLEAN MODE) > 0) ORDER BY user_account.id");
}

#[test]
fn a_vector_is_searched_for_a_query_and_ranked() {
    let document = func::to_tsvector_in("english", User.fullname);
    let wanted = func::websearch_to_tsquery_in("english", literal("cheek -star"));
    let query =
        select((User.name, func::ts_headline(User.fullname, &wanted), func::ts_rank(&document, &wanted).gt(0.0)))
            .filter(document.match_(&wanted));
    assert_snapshot!(check(query), @"
    Unsupported: sqlite has no `ts_headline`; use `.match_(…)` of a column
    postgresql: SELECT user_account.name, ts_headline(user_account.fullname, websearch_to_tsquery('english', $1)), ts_rank(to_tsvector('english', user_account.fullname), websearch_to_tsquery('english', $2)) > $3 FROM user_account WHERE to_tsvector('english', user_account.fullname) @@ websearch_to_tsquery('english', $4)
    mysql: Unsupported: mysql has no `ts_headline`; use `.match_(…)` of a column
    Unsupported: sqlite has no `ts_headline`; use `.match_(…)` of a column
    ");
    let prefix = func::to_tsvector(User.name).match_(func::to_tsquery(literal("sand:*")));
    assert_snapshot!(check(select((User.name, &prefix)).order_by(User.id)), @"
    Unsupported: sqlite has no `tsvector`; use `.match_(…)` of a column
    postgresql: SELECT user_account.name, to_tsvector(user_account.name) @@ to_tsquery($1) FROM user_account ORDER BY user_account.id
    mysql: Unsupported: mysql has no `tsvector`; use `.match_(…)` of a column
    Unsupported: sqlite has no `tsvector`; use `.match_(…)` of a column
    ");
    assert_snapshot!(check(select(func::to_tsvector(User.name).cast::<Text>()).order_by(User.id)), @"
    Unsupported: sqlite has no `to_tsvector`; use `.match_(…)` of a column
    postgresql: SELECT CAST(to_tsvector(user_account.name) AS TEXT) FROM user_account ORDER BY user_account.id
    mysql: Unsupported: mysql has no `to_tsvector`; use `.match_(…)` of a column
    Unsupported: sqlite has no `to_tsvector`; use `.match_(…)` of a column
    ");
}

#[test]
fn mysql_matches_several_columns_and_says_how_well_they_fit() {
    let fit = func::match_against((User.name, User.fullname), "+sandy -star", MatchMode::Boolean);
    let query = select((User.name, &fit)).filter(fit.gt(0.0)).order_by(fit.desc());
    assert_snapshot!(query.compile(Dialect::MySql).unwrap().sql(), @"SELECT user_account.name, MATCH (user_account.name, user_account.fullname) AGAINST (? IN BOOLEAN MODE) FROM user_account WHERE MATCH (user_account.name, user_account.fullname) AGAINST (? IN BOOLEAN MODE) > ? ORDER BY 2 DESC");
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap_err(), @"postgresql has no MATCH … AGAINST; use `.match_(…)`, and `func::ts_rank` on PostgreSQL");
    let plain = func::match_against(User.name, "sandy", MatchMode::NaturalLanguage);
    assert_snapshot!(select(plain).compile(Dialect::MySql).unwrap().sql(), @"SELECT MATCH (user_account.name) AGAINST (? IN NATURAL LANGUAGE MODE) FROM user_account");
}

#[test]
fn a_table_of_fts5_is_searched_as_a_function() {
    let mut conn = empty();
    conn.execute(text("CREATE VIRTUAL TABLE note USING fts5(title, body)")).unwrap();
    conn.execute(text("INSERT INTO note VALUES ('one', 'sandy cheeks'), ('two', 'patrick star')")).unwrap();
    let found = func::table_call("note", literal("cheeks")).table_valued::<(BigInt, Text)>(["rowid", "title"]);
    let found = found.alias("found");
    let (id, title) = found.columns();
    let rows = conn.execute(select((id, title)).select_from(found)).unwrap().all();
    assert_eq!(rows, [(1, "one".to_owned())]);
}
