//! Input of odd sizes: NULLs in lists, empty lists, very long ones, statements beyond what a database takes.

use insta::assert_snapshot;
use realgar::prelude::*;
use realgar::{Error, ErrorKind};

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::Flight;
use crate::schemas::tutorial::{NewUser, User};

fn exceeded(error: &Error) -> &str {
    assert_eq!(*error.kind(), ErrorKind::LimitExceeded, "{error}");
    error.message()
}

#[test]
fn null_in_a_list_is_a_value_that_is_looked_for() {
    let with_null = || [Some(180), None];
    assert_snapshot!(check(select(Flight.id).filter(Flight.seats.in_(with_null()))), @"
    SELECT flight.id FROM flight WHERE flight.seats IN (?) OR flight.seats IS NULL
    binds: [Integer(180)]
    1
    2
    ");
    assert_snapshot!(check(select(Flight.id).filter(Flight.seats.not_in(with_null()))), @"
    SELECT flight.id FROM flight WHERE flight.seats NOT IN (?) AND flight.seats IS NOT NULL
    binds: [Integer(180)]
    3
    4
    ");
    assert_snapshot!(check(select(Flight.id).filter(!Flight.seats.in_(with_null()))), @"
    SELECT flight.id FROM flight WHERE NOT (flight.seats IN (?) OR flight.seats IS NULL)
    binds: [Integer(180)]
    3
    4
    ");
    assert_snapshot!(check(select(Flight.id).filter(Flight.seats.in_([None]))), @"
    SELECT flight.id FROM flight WHERE flight.seats IS NULL
    2
    ");
    assert_snapshot!(check(select(Flight.id).filter(Flight.seats.not_in([None])).order_by(Flight.id)), @"
    SELECT flight.id FROM flight WHERE flight.seats IS NOT NULL ORDER BY flight.id
    1
    3
    4
    ");
}

#[test]
fn an_empty_list_holds_nothing() {
    let nothing: [i32; 0] = [];
    assert_snapshot!(check(select(User.id).filter(User.id.in_(nothing))), @"
    SELECT user_account.id FROM user_account WHERE 0 = 1
    postgresql: SELECT user_account.id FROM user_account WHERE false
    (no rows)
    ");
    assert_snapshot!(check(select(User.id).filter(User.id.not_in(nothing)).order_by(User.id)), @"
    SELECT user_account.id FROM user_account WHERE 1 = 1 ORDER BY user_account.id
    postgresql: SELECT user_account.id FROM user_account WHERE true ORDER BY user_account.id
    1
    2
    3
    ");
}

#[test]
fn a_list_of_a_hundred_thousand_is_refused_with_the_cure() {
    let long = select(User.id).filter(User.id.in_(0..100_000));
    let error = filled().execute(long.clone()).unwrap_err();
    assert_snapshot!(exceeded(&error), @"the statement has 100000 values, and sqlite takes at most 32766: run it for parts of the list (`list.chunks(…)`), or insert the list into a table and join that");
    assert_snapshot!(exceeded(&long.compile(Dialect::PostgreSql).unwrap_err()), @"the statement has 100000 values, and postgresql takes at most 65535: run it for parts of the list (`list.chunks(…)`), or insert the list into a table and join that");
    assert_snapshot!(exceeded(&long.compile(Dialect::MySql).unwrap_err()), @"the statement has 100000 values, and mysql takes at most 65535: run it for parts of the list (`list.chunks(…)`), or insert the list into a table and join that");
    let error = filled().stream(long).err().unwrap();
    exceeded(&error);
}

#[test]
fn a_list_as_long_as_the_database_takes_is_taken() {
    let mut conn = filled();
    assert_eq!(conn.scalars(select(User.id).filter(User.id.in_(0..32_766))).unwrap().len(), 3);
    let error = conn.scalars(select(User.id).filter(User.id.in_(0..32_767))).unwrap_err();
    exceeded(&error);
    assert_eq!(conn.scalars(select(User.id)).unwrap().len(), 3, "the transaction goes on");
}

#[test]
fn any_number_of_rows_is_inserted() {
    let mut conn = filled();
    let rows = (0..40_000).map(|n| NewUser::new(format!("user {n}")));
    assert_eq!(conn.execute(insert(User).values(rows)).unwrap().rows_affected, 40_000);
    let rows = || (0..40_000).map(|n| NewUser::new(format!("user {n}")));
    let again = insert(User).values(rows()).on_conflict_do_nothing();
    assert_eq!(conn.execute(again).unwrap().rows_affected, 0);
    let updated = insert(User)
        .values(rows())
        .on_conflict(User.name)
        .do_update()
        .set(User.fullname, excluded(User.name))
        .returning(User.fullname);
    let names = conn.execute(updated).unwrap().all();
    assert_eq!((names.len(), names[39_999].as_deref()), (40_000, Some("user 39999")));
    assert_eq!(conn.scalar(select(func::count_all()).select_from(User)).unwrap(), Some(40_003));
    let more = (0..40_000).map(|n| NewUser::new(format!("another user {n}")));
    assert_eq!(conn.scalar(insert(User).values(more).returning(User.id)).unwrap(), Some(40_004));
    let none: [NewUser; 0] = [];
    assert_eq!(conn.scalar(insert(User).values(none).returning(User.id)).unwrap(), None);
}

#[test]
fn a_set_operation_has_as_many_members_as_the_database_takes() {
    let mut conn = filled();
    let member = || select(User.id);
    let many = |count: usize| (2..count).fold(member().union(member()), |all, _| all.union(member()));
    assert_eq!(conn.execute(many(500)).unwrap().len(), 3);
    assert_snapshot!(exceeded(&conn.execute(many(501)).unwrap_err()), @"a set operation of 501 selects, and sqlite takes at most 500: join the conditions with `or_`, or run several statements");
    assert!(many(501).compile(Dialect::PostgreSql).is_ok());
}

#[test]
fn conditions_may_be_many_and_deep() {
    let mut conn = filled();
    let many = |count: i32| select(User.id).filter(or_((0..count).map(|id| User.id.eq(id)).collect::<Vec<_>>()));
    assert_eq!(conn.execute(many(900)).unwrap().len(), 3);
    assert_snapshot!(exceeded(&conn.execute(many(2_000)).unwrap_err()), @"expression tree is too large (maximum depth 1000): join fewer conditions with AND and OR, or look them up in a list with `in_`");
    // a loop makes a long condition, not a deep one
    let looped = |count| (0..count).fold(or_([User.id.eq(1)]), |any, id| or_([any, or_([User.id.eq(id)])]));
    assert_eq!(conn.execute(select(User.id).filter(looped(900))).unwrap().len(), 3);
    exceeded(&conn.execute(select(User.id).filter(looped(30_000))).unwrap_err());
    exceeded(&conn.execute(select(User.id).filter(looped(100_000))).unwrap_err());
    let deep = |depth: usize| {
        let first = or_([User.id.eq(1), User.id.eq(2)]);
        let deep = (0..depth).fold(first.clone(), |inner, _| and_([or_([inner.clone(), inner]), first.clone()]));
        select(User.id).filter(deep)
    };
    exceeded(&deep(2_000).compile(Dialect::PostgreSql).map(|_| ()).unwrap_err());
}

#[test]
fn results_have_as_many_columns_as_the_database_gives() {
    let names = || std::iter::repeat_n("id", 2_001);
    let wide = select(User.columns_by_name(names()).unwrap());
    let error = filled().execute(wide.clone()).unwrap_err();
    assert_snapshot!(exceeded(&error), @"the result has 2001 columns, and sqlite gives at most 2000: select them with several statements");
    assert!(wide.compile(Dialect::MySql).is_ok());
    assert!(wide.compile(Dialect::PostgreSql).is_err());
    assert_eq!(filled().execute(select(User.columns_by_name(names().take(2_000)).unwrap())).unwrap().len(), 3);
}

#[test]
fn wildcards_in_a_users_text_are_text() {
    let mut conn = filled();
    for odd in ["100%", "under_score", "sl/ash", "back\\slash", "quote'", "\"", "", "ü💎", "a;--"] {
        conn.execute(insert(User).value(NewUser::new(format!("<{odd}>")))).unwrap();
        let found = |conn: &mut Connection, condition| conn.scalars(select(User.name).filter(condition)).unwrap().all();
        assert_eq!(found(&mut conn, User.name.contains(format!("<{odd}>"))), [format!("<{odd}>")]);
        assert_eq!(found(&mut conn, User.name.starts_with(format!("<{odd}>"))), [format!("<{odd}>")]);
        assert_eq!(found(&mut conn, User.name.ends_with(format!("<{odd}>"))), [format!("<{odd}>")]);
        assert_eq!(found(&mut conn, User.name.eq(format!("<{odd}>"))), [format!("<{odd}>")]);
    }
    assert!(conn.scalars(select(User.name).filter(User.name.contains("<1%>"))).unwrap().is_empty());
}

#[test]
fn odd_arguments_are_answers_or_typed_errors() {
    let mut conn = filled();
    let long = conn.execute(select(User.id).filter(User.name.contains("x".repeat(60_000)))).unwrap_err();
    assert_snapshot!(exceeded(&long), @"LIKE or GLOB pattern too complex: a pattern may have 50000 bytes; cut the text before it is looked for");
    let zero = conn.execute(select(func::ntile(0).over().order_by(User.id))).unwrap_err();
    assert_snapshot!(format!("{:?}: {}", zero.kind(), zero.message()), @"Sql: argument of ntile must be a positive integer");
    let nth = conn.execute(select(func::nth_value(User.id, 0).over().order_by(User.id))).unwrap_err();
    assert_snapshot!(format!("{:?}: {}", nth.kind(), nth.message()), @"Sql: second argument to nth_value must be a positive integer");
    let ahead = conn.scalars(select(func::lag(User.id, -1).over().order_by(User.id)).order_by(User.id)).unwrap();
    assert_eq!(ahead.all(), [Some(2), Some(3), None]);
    let none = conn.scalars(select(func::lead_or(User.id, i32::MAX, 0).over().order_by(User.id))).unwrap();
    assert_eq!(none.all(), [0, 0, 0]);
    let all = conn.scalars(select(User.id).order_by(User.id).limit(u64::MAX).offset(0)).unwrap();
    assert_eq!(all.all(), [1, 2, 3]);
    assert!(conn.scalars(select(User.id).offset(u64::MAX)).unwrap().is_empty());
    let sum = conn.execute(select(literal(i64::MAX) + 1_i64)).unwrap_err();
    assert_snapshot!(format!("{:?}: {}", sum.kind(), sum.message()), @"Decode: column `?column?`, row 1: a floating point number where an integer was expected");
    let total = values("v", [(i64::MAX,), (1,)]);
    let (number,) = total.columns();
    let sum = conn.execute(select(func::sum(number)).select_from(&total)).unwrap_err();
    assert_snapshot!(format!("{:?}: {}", sum.kind(), sum.message()), @"OutOfRange: integer overflow");
    let absolute = conn.execute(select(func::abs(literal(i64::MIN)))).unwrap_err();
    assert_snapshot!(format!("{:?}: {}", absolute.kind(), absolute.message()), @"OutOfRange: integer overflow");
}
