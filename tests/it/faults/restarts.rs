//! Servers that go away and come back: a pool notices once, and recovers by itself.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use realgar::{Engine, ErrorKind, text};

use crate::support::own::OwnServer;
use crate::support::own::mariadb::OwnMariadb;
use crate::support::own::postgres::OwnPostgres;
use crate::support::proxy::{self, Proxy};

const POOL: usize = 5;

fn one(engine: &Engine) -> realgar::Result<Option<i32>> {
    engine.connect()?.scalar(text("SELECT 1").typed::<i32>())
}

/// Has a pool as many idle connections as it keeps.
fn fill(engine: &Engine) {
    let all: Vec<_> = (0..POOL).map(|_| engine.connect().unwrap()).collect();
    drop(all);
    assert_eq!(engine.pool_status().idle, POOL);
}

fn restarts(mut server: impl OwnServer, database: &str, usual_port: u16) {
    let url = server.url(database);
    let network = Proxy::before(&proxy::place(&url, usual_port));
    let builder = || Engine::builder(&network.url(&url)).pool_size(POOL).max_overflow(0);
    let engine = builder().build().unwrap();
    let careful = builder().pool_pre_ping(true).build().unwrap();
    for crashes in [false, true] {
        fill(&engine);
        fill(&careful);
        if crashes {
            server.crash()
        } else {
            server.stop()
        }
        // The first finds out that its connection is lost, the others that there is no server. Nobody hangs.
        let started = Instant::now();
        for _ in 0..3 {
            assert!(one(&engine).unwrap_err().is_disconnected());
        }
        assert!(started.elapsed() < Duration::from_secs(10));
        assert_eq!((engine.pool_status().in_use, engine.pool_status().idle), (0, 0), "nothing lost is kept");
        server.start_again();
        for _ in 0..2 * POOL {
            assert_eq!(one(&engine).unwrap(), Some(1));
            assert_eq!(one(&careful).unwrap(), Some(1), "a ping finds out");
        }
        // If nobody was there meanwhile, one error tells of all connections.
        fill(&engine);
        if crashes {
            server.crash()
        } else {
            server.stop()
        }
        server.start_again();
        let opened = network.opened();
        let errors: Vec<_> = (0..2 * POOL).filter_map(|_| one(&engine).err()).collect();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(*errors[0].kind(), ErrorKind::Disconnected);
        assert_eq!(network.opened() - opened, 1, "who comes one after the other needs one connection");
    }
    under_load(&mut server, &engine, &network);
}

/// Threads that do not stop asking while the server is away.
fn under_load(server: &mut impl OwnServer, engine: &Engine, network: &Proxy) {
    let (is_back, is_over) = (AtomicBool::new(false), AtomicBool::new(false));
    let (late_errors, answers) = (AtomicU32::new(0), AtomicU32::new(0));
    let opened = std::thread::scope(|scope| {
        for _ in 0..4 * POOL {
            scope.spawn(|| {
                while !is_over.load(SeqCst) {
                    let was_back = is_back.load(SeqCst);
                    match one(engine) {
                        Ok(_) if was_back => drop(answers.fetch_add(1, SeqCst)),
                        Ok(_) => {}
                        Err(error) => {
                            assert!(error.is_disconnected(), "{error:?}");
                            if was_back {
                                late_errors.fetch_add(1, SeqCst);
                            }
                            std::thread::sleep(Duration::from_millis(20));
                        }
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_millis(200));
        server.stop();
        server.start_again();
        let opened = network.opened();
        is_back.store(true, SeqCst);
        std::thread::sleep(Duration::from_millis(500));
        is_over.store(true, SeqCst);
        network.opened() - opened
    });
    assert!(answers.load(SeqCst) > 20, "{answers:?}");
    // Those whose connection had gone before it was noticed.
    assert!(late_errors.load(SeqCst) <= POOL as u32, "{late_errors:?}");
    assert!(opened <= 2 * POOL, "{opened} connections were opened where {POOL} are enough");
    assert_eq!((engine.pool_status().in_use, engine.pool_status().waiting), (0, 0));
}

#[test]
fn a_pool_recovers_from_a_restart_of_postgresql() {
    let Some(server) = OwnPostgres::start() else { return };
    restarts(server, "postgres", 5432);
}

#[test]
fn a_pool_recovers_from_a_restart_of_mariadb() {
    let Some(server) = OwnMariadb::start() else { return };
    restarts(server, "mysql", 3306);
}
