//! Closures that return the application's own errors.

use std::fmt;

use realgar::prelude::*;
use realgar::{Error, ErrorKind};

use crate::support::Scratch;

/// An application's error.
#[derive(Debug)]
enum AppError {
    OutOfStock(i64),
    Database(Error),
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

fn engine() -> Engine {
    let engine = Engine::new("sqlite://").unwrap();
    engine
        .begin(|conn| conn.execute(text("CREATE TABLE item (id INTEGER PRIMARY KEY, stock INTEGER NOT NULL)")))
        .unwrap();
    engine.begin(|conn| conn.execute(text("INSERT INTO item VALUES (1, 2)"))).unwrap();
    engine
}

fn stock(engine: &Engine) -> i64 {
    engine.connect().unwrap().scalar(text("SELECT stock FROM item").typed::<i64>()).unwrap().unwrap()
}

fn take<X: Executor>(db: &mut X, count: i64) -> Result<i64, AppError> {
    db.execute(text("UPDATE item SET stock = stock - :count").bind("count", count))?;
    match db.scalar(text("SELECT stock FROM item").typed::<i64>())? {
        Some(left) if left >= 0 => Ok(left),
        _ => Err(AppError::OutOfStock(count)),
    }
}

#[test]
fn an_applications_error_rolls_back_and_comes_out_as_it_is() {
    let engine = engine();
    assert!(matches!(engine.begin(|conn| take(conn, 5)), Err(AppError::OutOfStock(5))));
    assert!(matches!(Session::begin(&engine, |session| take(session, 6)), Err(AppError::OutOfStock(6))));
    assert!(matches!(SessionMaker::new(&engine).begin(|session| take(session, 7)), Err(AppError::OutOfStock(7))));
    assert_eq!(stock(&engine), 2);
    assert_eq!(engine.begin(|conn| take(conn, 1)).unwrap(), 1);
    assert_eq!(stock(&engine), 1);
}

#[test]
fn a_savepoint_is_rolled_back_and_the_transaction_goes_on() {
    let engine = engine();
    let left = engine.begin(|conn| {
        assert!(matches!(conn.begin_nested(|conn| take(conn, 9)), Err(AppError::OutOfStock(9))));
        take(conn, 1)
    });
    assert_eq!(left.unwrap(), 1);
    let left = Session::begin(&engine, |session| {
        assert!(session.begin_nested(|session| take(session, 9)).is_err());
        take(session, 1)
    });
    assert_eq!((left.unwrap(), stock(&engine)), (0, 0));
}

#[test]
fn an_error_of_the_database_is_made_into_the_applications() {
    let engine = engine();
    let error = engine.begin(|conn| {
        conn.execute(text("INSERT INTO item VALUES (1, 1)"))?;
        Err::<(), _>(AppError::OutOfStock(0))
    });
    assert!(matches!(error, Err(AppError::Database(error)) if error.is_unique_violation()));
    // COMMIT and the connection fail as the database's errors, too.
    let lost: Result<(), AppError> = engine.begin(|conn| {
        let _ = conn.execute(text("INSERT OR ROLLBACK INTO item VALUES (1, 1)"));
        Ok(())
    });
    assert!(matches!(lost, Err(AppError::Database(error)) if *error.kind() == ErrorKind::TransactionAborted));
}

#[test]
fn the_error_of_a_closure_is_the_librarys_where_nothing_says_otherwise() -> realgar::Result<()> {
    let engine = engine();
    let count = engine.begin(|conn| {
        conn.execute(text("INSERT INTO item VALUES (2, 3)"))?;
        let count = conn.scalar(text("SELECT count(*) FROM item").typed::<i64>())?;
        Ok(count)
    })?;
    assert_eq!(count, Some(2));
    let mut session = Session::new(&engine);
    session.begin_nested(|session| {
        session.execute(text("DELETE FROM item"))?;
        Ok(())
    })?;
    session.commit()
}

/// Reads before it writes, while another connection commits in between at the first attempt: SQLite refuses the write.
fn attempts(retry: impl FnOnce(&Engine, &mut dyn FnMut()) -> Result<i64, AppError>) -> (Result<i64, AppError>, u32) {
    let scratch = Scratch::new();
    let engine = scratch.engine("stock.db");
    engine
        .begin(|conn| conn.execute(text("CREATE TABLE item (id INTEGER PRIMARY KEY, stock INTEGER NOT NULL)")))
        .unwrap();
    engine.begin(|conn| conn.execute(text("INSERT INTO item VALUES (1, 2)"))).unwrap();
    let mut number = 0;
    let other = engine.clone();
    let result = retry(&engine, &mut || {
        number += 1;
        if number == 1 {
            other.begin(|conn| conn.execute(text("UPDATE item SET stock = stock + 10"))).unwrap();
        }
    });
    (result, number)
}

#[test]
fn a_retry_looks_at_what_the_database_said_and_not_at_the_applications_error() {
    let (left, number) = attempts(|engine, interfere| {
        engine.retry(5, |conn| {
            conn.scalar(text("SELECT stock FROM item").typed::<i64>())?;
            interfere();
            take(conn, 1)
        })
    });
    assert_eq!((left.unwrap(), number), (11, 2));
    let (left, number) = attempts(|engine, interfere| {
        SessionMaker::new(engine).retry(5, |session| {
            session.scalar(text("SELECT stock FROM item").typed::<i64>())?;
            interfere();
            take(session, 1)
        })
    });
    assert_eq!((left.unwrap(), number), (11, 2));
    // Nor is a conflict that the program has got over, whatever it fails of afterwards.
    let (refused, number) = attempts(|engine, interfere| {
        engine.retry(5, |conn| {
            conn.scalar(text("SELECT stock FROM item").typed::<i64>())?;
            interfere();
            if take(conn, 1).is_err() {
                conn.rollback()?;
            }
            take(conn, 100)
        })
    });
    assert!(matches!(refused, Err(AppError::OutOfStock(100))));
    assert_eq!(number, 1);
    let (refused, number) = attempts(|engine, interfere| {
        SessionMaker::new(engine).retry(5, |session| {
            session.scalar(text("SELECT stock FROM item").typed::<i64>())?;
            interfere();
            if take(session, 1).is_err() {
                session.rollback()?;
            }
            take(session, 100)
        })
    });
    assert!(matches!(refused, Err(AppError::OutOfStock(100))));
    assert_eq!(number, 1);
    // What the application has refused is not tried again.
    let (refused, number) = attempts(|engine, interfere| {
        engine.retry(5, |conn| {
            interfere();
            take(conn, 100)
        })
    });
    assert!(matches!(refused, Err(AppError::OutOfStock(100))));
    assert_eq!(number, 1);
}
