//! VALUES as something that stands in FROM.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::empty;
use crate::schemas::tutorial::User;

#[test]
fn rows_of_the_program_are_a_table() {
    let v = values("v", [(1, "a"), (2, "b"), (3, "c")]);
    let (number, letter) = v.columns();
    assert_snapshot!(check(select((number, letter)).select_from(&v).filter(number.gt(1)).order_by(letter.desc())), @r#"
    SELECT v.column_1, v.column_2 FROM (SELECT ? AS column_1, ? AS column_2 UNION ALL VALUES (?, ?), (?, ?)) AS v WHERE v.column_1 > ? ORDER BY v.column_2 DESC
    postgresql: SELECT v.column_1, v.column_2 FROM (VALUES ($1, $2), ($3, $4), ($5, $6)) AS v (column_1, column_2) WHERE v.column_1 > $7 ORDER BY v.column_2 DESC
    mysql: SELECT v.column_1, v.column_2 FROM (SELECT ? AS column_1, ? AS column_2 UNION ALL SELECT ?, ? UNION ALL SELECT ?, ?) AS v WHERE v.column_1 > ? ORDER BY v.column_2 DESC
    binds: [Integer(1), Text("a"), Integer(2), Text("b"), Integer(3), Text("c"), Integer(1)]
    (3, "c")
    (2, "b")
    "#);
}

#[test]
fn a_single_row_and_a_single_column_are_enough() {
    let v = values("v", [("x",)]);
    let (letter,) = v.columns();
    assert_snapshot!(check(select(letter).select_from(&v)), @r#"
    SELECT v.column_1 FROM (SELECT ? AS column_1) AS v
    postgresql: SELECT v.column_1 FROM (VALUES ($1)) AS v (column_1)
    binds: [Text("x")]
    "x"
    "#);
}

#[test]
fn values_are_joined() {
    let v = values("renamed", [(1, Some("bob")), (2, None)]);
    let (id, name) = v.columns();
    let q = select((User.name, name)).left_join_on(&v, User.id.eq(id)).order_by(User.id);
    assert_snapshot!(check(q), @r#"
    SELECT user_account.name, renamed.column_2 FROM user_account LEFT OUTER JOIN (SELECT ? AS column_1, ? AS column_2 UNION ALL VALUES (?, ?)) AS renamed ON user_account.id = renamed.column_1 ORDER BY user_account.id
    postgresql: SELECT user_account.name, renamed.column_2 FROM user_account LEFT OUTER JOIN (VALUES ($1, $2), ($3, $4)) AS renamed (column_1, column_2) ON user_account.id = renamed.column_1 ORDER BY user_account.id
    mysql: SELECT user_account.name, renamed.column_2 FROM user_account LEFT OUTER JOIN (SELECT ? AS column_1, ? AS column_2 UNION ALL SELECT ?, ?) AS renamed ON user_account.id = renamed.column_1 ORDER BY user_account.id
    binds: [Integer(1), Text("bob"), Integer(2), Null(Text)]
    ("spongebob", Some("bob"))
    ("sandy", None)
    ("patrick", None)
    "#);
}

#[test]
fn values_have_aliases() {
    let v = values("v", [(1,), (2,)]);
    let w = alias!("w", &v);
    let ((a,), (b,)) = (v.columns(), w.columns());
    assert_snapshot!(check(select((a, b)).select_from(&v).join_on(&w, a.lt(b))), @"
    SELECT v.column_1, w.column_1 AS column_1_1 FROM (SELECT ? AS column_1 UNION ALL VALUES (?)) AS v JOIN (SELECT ? AS column_1 UNION ALL VALUES (?)) AS w ON v.column_1 < w.column_1
    postgresql: SELECT v.column_1, w.column_1 AS column_1_1 FROM (VALUES ($1), ($2)) AS v (column_1) JOIN (VALUES ($3), ($4)) AS w (column_1) ON v.column_1 < w.column_1
    mysql: SELECT v.column_1, w.column_1 AS column_1_1 FROM (SELECT ? AS column_1 UNION ALL SELECT ?) AS v INNER JOIN (SELECT ? AS column_1 UNION ALL SELECT ?) AS w ON v.column_1 < w.column_1
    binds: [Integer(1), Integer(2), Integer(1), Integer(2)]
    (1, 2)
    ");
}

#[test]
fn no_row_is_refused() {
    let v = values("v", Vec::<(i32, String)>::new());
    let (number, _) = v.columns();
    assert_snapshot!(check(select(number).select_from(&v)), @"
    InvalidStatement: VALUES `v` has no row; leave it out where there is nothing
    InvalidStatement: VALUES `v` has no row; leave it out where there is nothing
    ");
}

#[test]
fn thousands_of_rows_are_no_limit() {
    let v = values("v", (0..10_000_i64).map(|number| (number, number * 2)));
    let (_, double) = v.columns();
    let sum = empty().scalar(select(func::sum(double)).select_from(&v)).unwrap();
    assert_eq!(sum, Some(Some(99_990_000)));
}

#[test]
fn more_values_than_a_statement_takes_are_refused() {
    let v = values("v", (0..100_000).map(|number| (number,)));
    let error = empty().execute(select(v.columns().0).select_from(&v)).unwrap_err();
    assert_eq!(*error.kind(), realgar::ErrorKind::LimitExceeded, "{error}");
}

#[test]
fn values_have_names_for_their_columns() {
    let wanted = values_named("wanted", ["id", "full name"], [(1, Some("one")), (3, None)]);
    let (id, name) = wanted.columns();
    let query: Query<(String, Option<String>)> = select((User.name, name)).join_on(wanted, User.id.eq(id)).erase();
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, wanted."full name" FROM user_account JOIN (SELECT ? AS id, ? AS "full name" UNION ALL VALUES (?, ?)) AS wanted ON user_account.id = wanted.id
    postgresql: SELECT user_account.name, wanted."full name" FROM user_account JOIN (VALUES ($1, $2), ($3, $4)) AS wanted (id, "full name") ON user_account.id = wanted.id
    mysql: SELECT user_account.name, wanted.`full name` FROM user_account INNER JOIN (SELECT ? AS id, ? AS `full name` UNION ALL SELECT ?, ?) AS wanted ON user_account.id = wanted.id
    binds: [Integer(1), Text("one"), Integer(3), Null(Text)]
    ("spongebob", Some("one"))
    ("patrick", None)
    "#);
    let twice = values_named("twice", ["x", "x"], [(1, 2)]);
    let (first, _) = twice.columns();
    assert_snapshot!(check(select(first).select_from(twice)), @"
    InvalidStatement: two columns of VALUES `twice` are called `x`; give one another name
    InvalidStatement: two columns of VALUES `twice` are called `x`; give one another name
    ");
}
