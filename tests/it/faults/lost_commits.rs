//! Connections that break in COMMIT: the outcome is not known, and nobody does it again by himself.

use realgar::prelude::*;
use realgar::{Engine, ErrorKind, text};

use crate::support::proxy::{self, Cut, Proxy};
use crate::support::servers;

fn count(engine: &Engine) -> Option<i64> {
    engine.connect().unwrap().scalar(text("SELECT count(*) FROM tag").typed::<i64>()).unwrap()
}

fn breaks_in_commit(url: &str, usual_port: u16) {
    let direct = Engine::new(url).unwrap();
    direct.begin(|conn| conn.execute(text("CREATE TABLE tag (name varchar(9))"))).unwrap();
    let network = Proxy::before(&proxy::place(url, usual_port));
    let engine = Engine::new(&network.url(url)).unwrap();
    for (cut, committed) in [(Cut::BeforeCommit, 0), (Cut::AfterCommit, 1)] {
        let before = count(&direct).unwrap();
        let mut attempts = 0;
        network.cut(cut);
        let error = engine
            .retry(5, |conn| {
                attempts += 1;
                conn.execute(text("INSERT INTO tag VALUES ('a')"))
            })
            .unwrap_err();
        network.cut(Cut::Never);
        assert!(error.is_commit_unknown() && !error.is_retryable(), "{error:?}");
        assert!(error.message().contains("whether it was committed is not known"), "{error}");
        assert_eq!(attempts, 1, "nobody knows whether doing it again does it twice");
        // The server may take a moment to commit, or to notice that nobody is there.
        let is_there = || count(&direct) == Some(before + committed);
        assert!((0..100).any(|_| is_there() || {
            std::thread::sleep(std::time::Duration::from_millis(20));
            false
        }));
        assert_eq!(engine.pool_status().in_use, 0);
        // A session says the same, and its pool goes on.
        network.cut(cut);
        let mut session = Session::new(&engine);
        session.execute(text("INSERT INTO tag VALUES ('b')")).unwrap();
        assert_eq!(*session.commit().unwrap_err().kind(), ErrorKind::CommitUnknown);
        network.cut(Cut::Never);
        assert!(!session.in_transaction());
        session.commit().unwrap();
        assert!(session.scalar(text("SELECT 1").typed::<i64>()).unwrap() == Some(1));
    }
}

#[test]
fn a_commit_that_breaks_on_postgresql_is_unknown_and_not_repeated() {
    let Some(url) = servers::postgres() else { return };
    breaks_in_commit(&servers::postgres_schema(&url), 5432);
}

#[test]
fn a_commit_that_breaks_on_mysql_is_unknown_and_not_repeated() {
    let Some(url) = servers::mysql() else { return };
    breaks_in_commit(&servers::mysql_database(&url), 3306);
}
