//! A primary and a streaming replica of the test's own: who reads where, and how late a replica is.

use std::time::{Duration, Instant};

use realgar::engine::IsolationLevel;
use realgar::prelude::*;
use realgar::{Engine, ErrorKind, text};

use crate::schemas::tutorial::{self, NewUser, User};
use crate::support::own::OwnServer as _;
use crate::support::own::postgres::OwnPostgres;

const SOON: Duration = Duration::from_secs(20);

fn names(session: &mut Session) -> realgar::Result<Vec<String>> {
    Ok(session.scalars(select(User.name).order_by(User.id))?.all())
}

#[test]
fn sessions_write_to_the_primary_and_read_from_a_replica_that_is_waited_for() {
    let Some(server) = OwnPostgres::start() else { return };
    let primary = Engine::new(&server.url("postgres")).unwrap();
    tutorial::METADATA.create_all(&primary).unwrap();
    let copy = server.replica();
    let replica = Engine::new(&copy.url("postgres")).unwrap();
    let sessions = SessionMaker::new(&primary).reader(&replica);
    let add = |name: &str| {
        sessions.begin(|session| {
            session.add(NewUser::new(name));
            Ok::<_, realgar::Error>(())
        })
    };
    // Who has to see what was written waits for its place in the log.
    for round in 0..20 {
        add(&round.to_string()).unwrap();
        let written = primary.log_position().unwrap();
        replica.wait_for(&written, SOON).unwrap();
        assert_eq!(sessions.read(names).unwrap().len(), round + 1);
        assert_eq!(written, written.to_string().parse().unwrap());
    }
    // A replica that stands still is read as it was, and waiting for it ends in time.
    let run = |engine: &Engine, sql: &str| engine.connect().unwrap().execute(text(sql)).map(drop).unwrap();
    run(&replica, "SELECT pg_wal_replay_pause()");
    let paused = || {
        let state = text("SELECT pg_get_wal_replay_pause_state()").typed::<String>();
        replica.connect().unwrap().scalar(state).unwrap().unwrap() == "paused"
    };
    while !paused() {
        std::thread::sleep(Duration::from_millis(10));
    }
    add("late").unwrap();
    let written = primary.log_position().unwrap();
    assert!(!sessions.read(names).unwrap().contains(&"late".to_owned()));
    let started = Instant::now();
    let error = replica.wait_for(&written, Duration::from_millis(200)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ReplicaBehind);
    assert!(error.message().contains("read from the primary"), "{error}");
    assert!(started.elapsed() >= Duration::from_millis(200) && started.elapsed() < SOON);
    primary.wait_for(&written, Duration::ZERO).unwrap();
    run(&replica, "SELECT pg_wal_replay_resume()");
    replica.wait_for(&written, SOON).unwrap();
    assert!(sessions.read(names).unwrap().contains(&"late".to_owned()));
    assert_eq!((primary.pool_status().in_use, replica.pool_status().in_use), (0, 0));
    what_a_replica_refuses(&replica, &sessions);
    a_replica_that_has_to_go_on_ends_what_reads(&primary, &copy, &sessions);
    the_primary_is_found(server, &copy, &sessions);
}

fn what_a_replica_refuses(replica: &Engine, sessions: &SessionMaker) {
    let refused = |error: realgar::Error| (error.kind().clone(), error.code().map(str::to_owned));
    let read_only = (ErrorKind::ReadOnly, Some("25006".to_owned()));
    let mut session = sessions.read_session();
    session.add(NewUser::new("nobody"));
    assert_eq!(refused(session.flush().unwrap_err()), read_only);
    session.rollback().unwrap();
    // The server refuses by itself, too, where nobody has said READ ONLY.
    let insert = || text("INSERT INTO user_account (name) VALUES ('nobody')");
    assert_eq!(refused(replica.begin(|conn| conn.execute(insert())).unwrap_err()), read_only);
    let serializable = replica.with_isolation_level(IsolationLevel::Serializable);
    let error = serializable.begin(|conn| conn.scalar(select(func::count(User.id)))).unwrap_err();
    assert_eq!(refused(error), (ErrorKind::Unsupported, Some("0A000".to_owned())));
    // So the level of those who write is not taken along.
    let sessions = sessions.clone().isolation_level(IsolationLevel::Serializable);
    assert!(!sessions.read(names).unwrap().is_empty());
}

/// A row that is read on a replica is cleaned away on the primary: the one who reads is told to do it again.
fn a_replica_that_has_to_go_on_ends_what_reads(primary: &Engine, copy: &OwnPostgres, sessions: &SessionMaker) {
    let impatient = Engine::new(&copy.url("postgres")).unwrap();
    {
        let mut conn = impatient.connect().unwrap();
        let raw = conn.postgres().unwrap();
        raw.block_on(raw.client().batch_execute("ALTER SYSTEM SET max_standby_streaming_delay = 0")).unwrap();
        raw.block_on(raw.client().batch_execute("SELECT pg_reload_conf()")).unwrap();
    }
    std::thread::sleep(Duration::from_millis(100));
    let reading = impatient.with_isolation_level(IsolationLevel::RepeatableRead);
    let mut conn = reading.connect().unwrap();
    let seen = conn.scalar(select(func::count(User.id))).unwrap().unwrap();
    primary.begin(|conn| conn.execute(delete(User).filter(User.name.eq("late")))).unwrap();
    {
        let mut conn = primary.connect().unwrap();
        let raw = conn.postgres().unwrap();
        raw.block_on(raw.client().batch_execute("VACUUM user_account")).unwrap();
    }
    impatient.wait_for(&primary.log_position().unwrap(), SOON).unwrap();
    let error = conn.scalar(select(func::count(User.id))).unwrap_err();
    assert!(error.message().contains("conflict with recovery"), "{error:?}");
    assert_eq!((error.kind(), error.code()), (&ErrorKind::SerializationFailure, Some("40001")), "{error:?}");
    assert!(error.is_retryable());
    drop(conn);
    assert_eq!(impatient.pool_status().in_use, 0);
    assert_eq!(sessions.read(names).unwrap().len() as i64, seen - 1);
}

/// A URL of several hosts finds the one that may be written to, after the replica has taken over, too.
fn the_primary_is_found(mut server: OwnPostgres, copy: &OwnPostgres, sessions: &SessionMaker) {
    let url = format!(
        "postgresql://postgres@127.0.0.1:{},127.0.0.1:{}/postgres?target_session_attrs=read-write",
        copy.port(),
        server.port()
    );
    let engine = Engine::new(&url).unwrap();
    let add = |name: &str| {
        Session::begin(&engine, |session| {
            session.add(NewUser::new(name));
            Ok::<_, realgar::Error>(())
        })
    };
    add("before").unwrap();
    let written = engine.log_position().unwrap();
    let replica = Engine::new(&copy.url("postgres")).unwrap();
    replica.wait_for(&written, SOON).unwrap();
    server.stop();
    assert!(add("lost").unwrap_err().is_disconnected());
    let promoted = replica.connect().unwrap().scalar(text("SELECT pg_promote()").typed::<bool>()).unwrap();
    assert_eq!(promoted, Some(true));
    add("after").unwrap();
    let names = sessions.read(names).unwrap();
    assert_eq!(names[names.len() - 2..], ["before", "after"]);
}
