//! Views that name their columns themselves.

use realgar::prelude::*;

mod library {
    realgar::include_schema!("library");
}
use library::{Book, Catalogue, NewBook, Shelf};

#[test]
fn a_view_is_created_with_the_names_that_it_gives_its_columns() {
    let engine = Engine::new("sqlite://").unwrap();
    library::METADATA.create_all(&engine).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(insert(Book).values([NewBook::new("one", 10), NewBook::new("two", 20)])).unwrap();
    let shelf = conn.execute(select((Shelf.number, Shelf.label)).order_by(Shelf.number.desc())).unwrap().all();
    assert_eq!(shelf, [(2, "two".to_owned()), (1, "one".to_owned())]);
    let first = conn.scalars(select(Catalogue).order_by(Catalogue.order)).unwrap().all().remove(0);
    assert_eq!((first.label.as_str(), first.order), ("one", 1));
    let sql = library::METADATA.create_all_sql(Dialect::PostgreSql).unwrap();
    assert!(
        sql.iter().any(|sql| sql == "CREATE VIEW catalogue (label, \"order\") AS\nSELECT label, number FROM shelf"),
        "{sql:?}"
    );
}
