//! Prepared queries: rendered once, run with values only.

use std::sync::LazyLock;

use realgar::prelude::*;
use realgar::query::PreparedQuery;
use realgar::{Error, ErrorKind};

use crate::schemas::filled;
use crate::schemas::travel::Flight;
use crate::schemas::tutorial::{Address, NewUser, User};
use crate::support::Statements;

fn parameter(error: &Error) -> &str {
    assert_eq!(*error.kind(), ErrorKind::Parameter, "{error}");
    error.message()
}

#[test]
fn values_are_given_by_name_or_by_the_parameter_itself() {
    let mut conn = filled();
    let by_name = select(User.id).filter(User.name.eq(param("name"))).prepare();
    assert_eq!(conn.scalar(by_name.bind("name", "sandy")).unwrap(), Some(2));
    assert_eq!(conn.scalar(by_name.bind("name", "nobody")).unwrap(), None);

    let (from, until) = (param("from"), param("until"));
    let between = select(User.name).filter(User.id.ge(from)).filter(User.id.lt(until)).order_by(User.id).prepare();
    assert_eq!(conn.scalars(between.bind(from, 2).bind(until, 4)).unwrap().all(), ["sandy", "patrick"]);
    // What is given twice is what it was given last.
    assert_eq!(conn.scalars(between.bind(from, 1).bind(until, 4).bind(from, 3)).unwrap().all(), ["patrick"]);
}

#[test]
fn a_parameter_may_stand_several_times_and_beside_values() {
    let mut conn = filled();
    let query = select(User.name).filter(or_((User.id.eq(param("id")), User.id.eq(1)))).filter(User.id.le(param("id")));
    let query = query.order_by(User.id).prepare();
    assert_eq!(conn.scalars(query.bind("id", 2)).unwrap().all(), ["spongebob", "sandy"]);
    let sql = query.compile(Dialect::PostgreSql).unwrap();
    assert!(sql.literal_binds().contains("user_account.id = :id OR user_account.id = 1"), "{}", sql.literal_binds());
}

#[test]
fn text_that_is_looked_for_may_have_wildcards_in_it() {
    let mut conn = filled();
    conn.execute(insert(User).value(NewUser::new("100 %"))).unwrap();
    let query = select(User.name).filter(User.name.contains(param("part"))).prepare();
    assert_eq!(conn.scalars(query.bind("part", "%")).unwrap().all(), ["100 %"]);
    assert_eq!(conn.scalars(query.bind("part", "_")).unwrap().all(), [""; 0]);
    assert_eq!(conn.scalars(query.bind("part", "and")).unwrap().all(), ["sandy"]);
}

#[test]
fn a_query_of_a_static_is_run_by_all_threads() {
    static EVERYBODY: LazyLock<PreparedQuery<Query<String>>> =
        LazyLock::new(|| select(User.name).order_by(User.id).erase().prepare());
    let names = || filled().scalars(&*EVERYBODY).unwrap().all();
    let (here, there) = (names(), std::thread::spawn(names).join().unwrap());
    assert_eq!((here.len(), &here), (3, &there));
}

#[test]
fn sets_and_streams_are_prepared_too() {
    let mut conn = filled();
    let either = select(User.id).filter(User.name.eq(param("one")));
    let either = either.union(select(User.id).filter(User.name.eq(param("other")))).prepare();
    let mut found = conn.scalars(either.bind("one", "sandy").bind("other", "patrick")).unwrap().all();
    found.sort_unstable();
    assert_eq!(found, [2, 3]);

    let from = select(User.name).filter(User.id.ge(param("from"))).order_by(User.id).prepare();
    let names: Vec<String> = conn.stream(from.bind("from", 2)).unwrap().map(Result::unwrap).collect();
    assert_eq!(names, ["sandy", "patrick"]);
}

#[test]
fn a_session_answers_with_handles() {
    let (engine, statements) = Statements::engine();
    crate::schemas::tutorial::METADATA.create_all(&engine).unwrap();
    statements.take();
    let mut session = Session::new(&engine);
    let sandy = session.add(NewUser::new("sandy"));
    let by_name = select(User).filter(User.name.eq(param("name"))).prepare();
    // Flushed before.
    assert_eq!(session.scalar(by_name.bind("name", "sandy")).unwrap(), Some(sandy));
    assert_eq!(session.scalar(by_name.bind("name", "patrick")).unwrap(), None);
    let sent = statements.take();
    let selects: Vec<&String> = sent.iter().filter(|sql| sql.starts_with("SELECT")).collect();
    assert!(selects[0].ends_with("WHERE user_account.name = ? -- Text(\"sandy\")"), "{selects:?}");
}

#[test]
fn what_does_not_fit_is_refused_with_the_name_of_the_parameter() {
    let mut conn = filled();
    let by_name = select(User.id).filter(User.name.eq(param("name"))).prepare();
    let error = conn.execute(&by_name).unwrap_err();
    assert_eq!(
        parameter(&error),
        "the parameter `name` has no value: `.prepare()` the query, and give it one with `.bind(\"name\", …)`"
    );
    let error = conn.execute(by_name.bind("name", "sandy").bind("nmae", "sandy")).unwrap_err();
    assert_eq!(parameter(&error), "the prepared query has no parameter `nmae`");
    let error = conn.execute(by_name.bind("name", 2)).unwrap_err();
    assert_eq!(parameter(&error), "the parameter `name` is of SQL type TEXT, and its value is INTEGER");
    let error = conn.execute(by_name.bind("name", None::<&str>)).unwrap_err();
    assert!(parameter(&error).ends_with("write `.is_null()` in a query of its own"), "{error}");
    // The connection is as it was.
    assert_eq!(conn.scalar(by_name.bind("name", "sandy")).unwrap(), Some(2));
}

#[test]
fn a_parameter_without_prepare_is_refused() {
    let mut conn = filled();
    let query = || select(User.id).filter(User.name.eq(param("name")));
    assert!(parameter(&conn.execute(query()).unwrap_err()).contains("`.prepare()`"));
    assert!(parameter(&conn.stream(query()).err().unwrap()).contains("`.prepare()`"));
    let error = conn.execute(delete(User).filter(User.name.eq(param("name")))).unwrap_err();
    assert!(parameter(&error).contains("`name`"));
    let nested = select(Address.id).filter(Address.user_id.in_(query()));
    assert!(parameter(&conn.execute(nested).unwrap_err()).contains("`name`"));
}

#[test]
fn a_narrower_integer_is_taken() {
    let mut conn = filled();
    let seats = select(Flight.id).filter(Flight.seats.eq(param("seats"))).prepare();
    assert_eq!(conn.scalar(seats.bind("seats", 180_i16)).unwrap(), Some(1));
    let error = conn.execute(seats.bind("seats", 180_i64)).unwrap_err();
    assert_eq!(parameter(&error), "the parameter `seats` is of SQL type INTEGER, and its value is BIGINT");
}
