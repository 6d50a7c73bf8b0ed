//! Many threads on few connections while connections are killed at random: no deadlock, no slot lost, no other error.
//!
//! `REALGAR_STORM_THREADS=1000 REALGAR_STORM_SECONDS=60` is the long form.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use realgar::{Engine, text};

use crate::support::servers;

/// A number from the environment.
fn wish(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |wish| wish.parse().expect("a number"))
}

/// Lets threads read and write through five connections while `kill_one` kills them.
fn storm(engine: &Engine, mut kill_one: impl FnMut() + Send) {
    engine.begin(|conn| conn.execute(text("CREATE TABLE tag (name varchar(40))"))).unwrap();
    let threads = wish("REALGAR_STORM_THREADS", 200);
    let end = Instant::now() + Duration::from_secs(wish("REALGAR_STORM_SECONDS", 3));
    let is_over = AtomicBool::new(false);
    let (answered, lost, kept, unknown) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (answered, lost, kept, unknown) = (&answered, &lost, &kept, &unknown);
                scope.spawn(move || {
                    let mut round = 0;
                    while Instant::now() < end {
                        round += 1;
                        let name = format!("{worker}-{round}");
                        let written = engine.begin(|conn| {
                            // Somebody else's answer would be another one.
                            let echo = text("SELECT :name").bind("name", name.as_str());
                            assert_eq!(conn.scalar(echo.typed::<String>())?.as_ref(), Some(&name));
                            conn.execute(text("INSERT INTO tag VALUES (:name)").bind("name", name.as_str()))
                        });
                        match written {
                            Ok(_) => drop(kept.fetch_add(1, Relaxed)),
                            Err(error) if error.is_commit_unknown() => drop(unknown.fetch_add(1, Relaxed)),
                            Err(error) => {
                                assert!(error.is_disconnected(), "{error:?}");
                                lost.fetch_add(1, Relaxed);
                            }
                        }
                        answered.fetch_add(1, Relaxed);
                    }
                })
            })
            .collect();
        scope.spawn(|| {
            while !is_over.load(Relaxed) {
                kill_one();
                std::thread::sleep(Duration::from_millis(30));
            }
        });
        let results: Vec<_> = workers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        is_over.store(true, Relaxed);
        assert!(results.iter().all(Result::is_ok));
    });
    let (kept, unknown, lost) = (kept.into_inner(), unknown.into_inner(), lost.into_inner());
    assert!(kept > 0 && lost > 0, "{kept} kept, {lost} lost: that was no storm");
    let status = engine.pool_status();
    assert_eq!((status.in_use, status.waiting, status.limit), (0, 0, 5));
    // Those that were killed last may still be in the pool. One error tells of all of them.
    let count = || engine.connect()?.scalar(text("SELECT count(*) FROM tag").typed::<i64>());
    let rows = count().or_else(|_| count()).unwrap().unwrap();
    let (least, most) = (i64::from(kept), i64::from(kept) + i64::from(unknown));
    assert!((least..=most).contains(&rows), "{rows} rows, {kept} kept, {unknown} unknown, {lost} lost");
}

/// Five connections, and patience for a thousand threads.
fn five(url: &str) -> Engine {
    let wait = Duration::from_secs(120);
    Engine::builder(url).pool_size(3).max_overflow(2).pool_timeout(wait).build().unwrap()
}

#[test]
fn many_threads_share_few_connections_to_postgresql_while_some_are_killed() {
    let Some(server) = servers::postgres() else { return };
    let url = servers::postgres_schema(&server);
    // The killer must not hit connections of other tests.
    let own = format!("storm_{}", std::process::id());
    let engine = five(&servers::with_option(&url, &format!("application_name={own}")));
    let admin = Engine::new(&url).unwrap();
    storm(&engine, || {
        let victims = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :own \
             ORDER BY random() LIMIT 1",
        );
        admin.connect().unwrap().execute(victims.bind("own", own.as_str()).typed::<bool>()).unwrap();
    });
}

#[test]
fn many_threads_share_few_connections_to_mysql_while_some_are_killed() {
    let Some(server) = servers::mysql() else { return };
    let engine = five(&servers::mysql_database(&server));
    // In another database, so that the killer does not meet itself.
    let admin = Engine::new(&servers::mysql_database(&server)).unwrap();
    let database = engine.connect().unwrap().scalar(text("SELECT database()").typed::<String>()).unwrap().unwrap();
    storm(&engine, || {
        let victims =
            text("SELECT id FROM information_schema.processlist WHERE db = :database ORDER BY rand() LIMIT 1");
        let mut conn = admin.connect().unwrap();
        let victims = conn.scalars(victims.bind("database", database.as_str()).typed::<i64>()).unwrap();
        for victim in victims {
            // It may have gone meanwhile.
            let _ = conn.execute(text(format!("KILL {victim}")));
        }
    });
}
