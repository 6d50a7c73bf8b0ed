//! DISTINCT and what it is ordered by; set operations that are nullable on one side.

use realgar::prelude::*;

use crate::schemas::filled;
use crate::schemas::travel::Sample;
use crate::schemas::tutorial::{Address, User};

#[test]
fn distinct_rows_are_ordered_by_what_is_selected() {
    let names = || select((User.name, func::length(User.name).label("length"))).distinct();
    assert!(names().order_by((func::length(User.name).desc(), User.name)).compile(Dialect::PostgreSql).is_ok());
    assert!(select(User).distinct().order_by(User.fullname).compile(Dialect::PostgreSql).is_ok());
    let message = "ORDER BY beside DISTINCT has a key that is not selected: select it too, or group the rows with \
                   `.group_by(…)` and sort by an aggregate";
    for dialect in [Dialect::Sqlite, Dialect::PostgreSql, Dialect::MySql] {
        assert_eq!(names().order_by(User.id).compile(dialect).unwrap_err().message(), message);
        // PostgreSQL refuses a part of what is selected, too.
        assert_eq!(
            select(User.name).distinct().order_by(func::lower(User.name)).compile(dialect).unwrap_err().message(),
            message
        );
        let inside = select(func::count_all()).select_from(names().order_by(User.id).limit(3).subquery("inside"));
        assert_eq!(inside.compile(dialect).unwrap_err().message(), message);
    }
}

#[test]
fn a_join_has_a_from_clause() {
    let joined = select(func::count_all()).cross_join(User);
    let error = joined.compile(Dialect::Sqlite).unwrap_err();
    assert_eq!(*error.kind(), realgar::ErrorKind::InvalidStatement);
    assert!(error.message().contains("`.select_from(…)`"), "{error}");
}

#[test]
fn a_union_is_nullable_if_one_side_is() {
    let mut conn = filled();
    let either = select((User.id, User.name)).union(select((User.id, null::<Text>())));
    let rows: Vec<(i32, Option<String>)> = conn.execute(either.order_by(User.id).limit(2)).unwrap().all();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().any(|(_, name)| name.is_none()));
    // Its columns are, too, in the query around it.
    let names = select(User.name).union_all(select(User.fullname)).subquery("names");
    let name = names.columns();
    let missing: Vec<Option<String>> =
        conn.scalars(select(name).select_from(names).filter(name.eq(None))).unwrap().all();
    assert!(missing.iter().all(Option::is_none));
    // An entity that an outer join may lack is an `Option`.
    let outer = select(User).select_from(Address).left_join(User);
    let users: Vec<Option<User>> = conn.execute(select(User).union(outer)).unwrap().all();
    assert!(users.iter().all(Option::is_some) && !users.is_empty());
}

#[test]
fn the_greatest_of_booleans_is_any_of_them() {
    let query = select((func::max(Sample.flag), func::min(Sample.flag)));
    assert_eq!(
        query.compile(Dialect::PostgreSql).unwrap().sql(),
        "SELECT bool_or(sample.flag), bool_and(sample.flag) FROM sample"
    );
    assert_eq!(query.compile(Dialect::MySql).unwrap().sql(), "SELECT max(sample.flag), min(sample.flag) FROM sample");
    let opposite = select(Sample.id).filter(!Sample.flag);
    assert_eq!(
        opposite.compile(Dialect::Sqlite).unwrap().sql(),
        "SELECT sample.id FROM sample WHERE NOT (sample.flag)"
    );
}
