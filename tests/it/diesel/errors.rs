//! What Diesel tells of an error, what its sentence tells, and errors between the two libraries.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use realgar::query::{insert, select};
use realgar::{Dialect, Engine, Error, ErrorKind, text};

use super::engines;
use super::tutorial::{Address, NewAddress, NewUser, User};

#[test]
fn errors_have_their_kind_and_name_what_was_violated() {
    for engine in engines() {
        let mut conn = engine.connect().unwrap();
        let user = || insert(User).value(NewUser::new("sandy"));
        conn.execute(user()).unwrap();
        conn.commit().unwrap();
        let mut fails = |sql: &str| {
            let error = conn.execute(text(sql)).unwrap_err();
            conn.rollback().unwrap();
            error
        };
        let unique = fails("INSERT INTO user_account (name) VALUES ('sandy')");
        assert!(unique.is_unique_violation(), "{engine:?}: {unique}");
        let violation = unique.violation().unwrap();
        assert!(violation.columns == ["name"] || violation.constraint.is_some(), "{engine:?}: {violation:?}");
        let null = fails("INSERT INTO user_account (name) VALUES (NULL)");
        assert!(null.is_not_null_violation() && null.violation().unwrap().columns == ["name"], "{engine:?}: {null}");
        let orphan = fails("INSERT INTO address (email_address, user_id) VALUES ('a', 99)");
        assert!(orphan.is_foreign_key_violation(), "{engine:?}: {orphan}");
        assert!(fails("SELECT 1 FROM missing").is_no_such_table(), "{engine:?}");
        assert!(fails("SELECT missing FROM user_account").is_no_such_column(), "{engine:?}");
        assert_eq!(*fails("SELECT FROM WHERE").kind(), ErrorKind::Sql, "{engine:?}");
        let unfinished = fails("SELECT (");
        assert_eq!(*unfinished.kind(), ErrorKind::Sql, "{engine:?}: {unfinished}");
    }
}

#[test]
fn a_lock_that_somebody_else_has_is_busy_and_a_deadlock_can_be_retried() {
    for engine in engines() {
        let Some(wait) = (match engine.dialect() {
            Dialect::PostgreSql => Some("SET LOCAL lock_timeout = '100ms'"),
            Dialect::MySql => Some("SET innodb_lock_wait_timeout = 1"),
            _ => None,
        }) else {
            let engine = Engine::new("sqlite+diesel://?busy_timeout=50").unwrap();
            let (mut one, mut two) = (engine.connect().unwrap(), engine.connect().unwrap());
            one.begin().unwrap();
            let error = two.begin().unwrap_err();
            assert!(*error.kind() == ErrorKind::Busy && error.is_retryable(), "{error}");
            continue;
        };
        engine.begin(|conn| conn.execute(insert(User).value(NewUser::new("sandy")))).unwrap();
        let (mut one, mut two) = (engine.connect().unwrap(), engine.connect().unwrap());
        let write = || text("UPDATE user_account SET fullname = :word").bind("word", "x");
        one.execute(write()).unwrap();
        two.execute(text(wait)).unwrap();
        let error = two.execute(write()).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Busy, "{engine:?}: {error}");
        two.rollback().unwrap();
        one.commit().unwrap();
        two.execute(write()).unwrap();
    }
}

#[test]
fn a_deadlock_ends_one_transaction_and_its_connection_goes_on() {
    for engine in engines().into_iter().filter(|engine| engine.dialect() != Dialect::Sqlite) {
        engine.begin(|conn| conn.execute(insert(User).values(["a", "b"].map(NewUser::new)))).unwrap();
        let write = |name: &str| {
            text("UPDATE user_account SET fullname = 'x' WHERE name = :name").bind("name", name.to_owned())
        };
        let barrier = std::sync::Barrier::new(2);
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let run = |first: &'static str, second: &'static str| {
                let (engine, barrier) = (&engine, &barrier);
                scope.spawn(move || {
                    let mut conn = engine.connect().unwrap();
                    conn.execute(write(first)).unwrap();
                    barrier.wait();
                    let outcome = conn.execute(write(second)).map(|_| ());
                    conn.rollback().unwrap();
                    conn.execute(select(User.id)).unwrap();
                    outcome
                })
            };
            [run("a", "b"), run("b", "a")].map(|thread| thread.join().unwrap()).into()
        });
        let errors: Vec<&Error> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
        assert_eq!(errors.len(), 1, "{engine:?}: {errors:?}");
        assert_eq!(*errors[0].kind(), ErrorKind::Deadlock, "{engine:?}");
    }
}

#[test]
fn a_connection_that_the_server_has_ended_is_disconnected_and_replaced() {
    for engine in engines().into_iter().filter(|engine| engine.dialect() != Dialect::Sqlite) {
        let (find, kill) = match engine.dialect() {
            Dialect::PostgreSql => ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend(:id)"),
            _ => ("SELECT CONNECTION_ID()", "KILL :id"),
        };
        let mut conn = engine.connect().unwrap();
        let id = conn.scalar(text(find).typed::<i64>()).unwrap().unwrap();
        let kill = kill.replace(":id", &id.to_string());
        engine.connect().unwrap().execute(text(kill)).unwrap();
        let error = conn.execute(select(User.id)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Disconnected, "{engine:?}: {error}");
        assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::Disconnected, "{engine:?}");
        drop(conn);
        engine.connect().unwrap().execute(select(User.id)).unwrap();
    }
}

#[test]
fn our_error_becomes_diesels_and_back_with_its_kind() {
    let engine = engines().remove(0);
    let user = || insert(User).value(NewUser::new("sandy"));
    let ours = engine
        .begin(|conn| {
            conn.execute(user())?;
            conn.execute(user())
        })
        .unwrap_err();
    let DieselError::DatabaseError(kind, info) = DieselError::from(ours) else { panic!("a database's error") };
    assert_eq!(kind, DatabaseErrorKind::UniqueViolation);
    assert_eq!((info.table_name(), info.column_name()), (Some("user_account"), Some("name")));
    let back = Error::diesel(DieselError::DatabaseError(kind, info));
    assert!(back.is_unique_violation());
    assert_eq!(back.violation().unwrap().columns, ["name"]);
    let none = engine.connect().unwrap().execute(select(Address.id)).unwrap().one().unwrap_err();
    assert!(matches!(DieselError::from(none), DieselError::NotFound));
    let unsupported = Error::new(ErrorKind::Unsupported, "no");
    assert!(Error::diesel(DieselError::from(unsupported)).is_unsupported());
    let _ = NewAddress::new("a", 1);
}
