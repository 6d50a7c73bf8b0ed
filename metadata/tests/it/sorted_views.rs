//! Views are created after those that they read, and dropped before them.

use realgar_metadata::{Dialect, MetaData, View};

fn schema(views: &[(&'static str, &'static str)]) -> MetaData {
    let mut metadata = MetaData::default();
    metadata.views = views.iter().map(|(name, query)| View::new(name, query)).collect();
    metadata
}

fn names(metadata: &MetaData) -> Vec<&str> {
    metadata.sorted_views().iter().map(|view| view.name.as_ref()).collect()
}

#[test]
fn a_view_comes_after_those_that_it_reads() {
    let metadata = schema(&[
        ("alone", "SELECT 'base' AS x /* top */"),
        ("top", "SELECT * FROM \"Middle\" JOIN base USING (x)"),
        ("Middle", "SELECT x FROM base"),
        ("base", "SELECT 1 AS x"),
    ]);
    assert_eq!(names(&metadata), ["alone", "base", "Middle", "top"]);
    let created = metadata.create_all_sql(Dialect::PostgreSql).expect("the dialect can say it");
    assert!(created[3].starts_with("CREATE VIEW top"), "{created:?}");
    let dropped = metadata.drop_all_sql(Dialect::PostgreSql).expect("the dialect can say it");
    assert_eq!(dropped[0], "DROP VIEW top");
}

#[test]
fn a_column_that_is_called_like_a_view_stops_nothing() {
    let metadata = schema(&[("a", "SELECT 1 AS b"), ("b", "SELECT 1 AS a"), ("c", "SELECT c FROM b")]);
    assert_eq!(names(&metadata), ["a", "b", "c"]);
}
