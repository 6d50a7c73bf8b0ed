//! Disks that are full, and tables that may not grow: a kind of its own, and what was committed stays.

use std::process::Command;

use realgar::{Engine, ErrorKind, text};

use crate::support::own::OwnServer as _;
use crate::support::own::postgres::OwnPostgres;
use crate::support::{Scratch, servers};

/// A small disk of its own, for as long as the folder is there.
struct SmallDisk(Scratch);

impl SmallDisk {
    /// `None` where the tests may not mount one, which is told.
    fn mount(megabytes: u32) -> Option<Self> {
        use std::io::Write as _;
        let folder = Scratch::new();
        std::fs::create_dir(folder.path("disk")).unwrap();
        let size = format!("size={megabytes}m,mode=777");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "none"]).arg(folder.path("disk")).output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(Self(folder));
        }
        let _ = writeln!(std::io::stderr(), "skipped: a full disk of PostgreSQL's: only root may mount a small one");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path("disk")).output();
    }
}

#[test]
fn a_full_disk_of_postgresql_is_told_and_loses_nothing_that_was_committed() {
    let Some(disk) = SmallDisk::mount(12) else { return };
    let Some(server) = OwnPostgres::start() else { return };
    let engine = Engine::new(&server.url("postgres")).unwrap();
    // The log of changes is on the large disk: only the table cannot grow.
    let place = disk.0.path("disk");
    server.give(&place);
    {
        let mut conn = engine.connect().unwrap();
        let raw = conn.postgres().unwrap();
        let sql = format!("CREATE TABLESPACE small LOCATION '{}'", place.display());
        raw.block_on(raw.client().batch_execute(&sql)).unwrap();
    }
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (x text) TABLESPACE small"))).unwrap();
    let row = || text("INSERT INTO t SELECT repeat('x', 1900) FROM generate_series(1, 500)");
    engine.begin(|conn| conn.execute(row())).unwrap();
    let mut conn = engine.connect().unwrap();
    let error = (0..40).find_map(|_| conn.execute(row()).err()).expect("the disk is full at some time");
    assert_eq!((error.kind(), error.code()), (&ErrorKind::DiskFull, Some("53100")), "{error:?}");
    assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::TransactionAborted);
    conn.rollback().unwrap();
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(500));
    drop(conn);
    drop(server);
}

#[test]
fn a_full_table_of_mysql_is_told_and_the_transaction_goes_on_or_says_that_it_is_over() {
    let Some(url) = servers::mysql() else { return };
    let engine = Engine::new(&servers::mysql_database(&url)).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("SET SESSION max_heap_table_size = 16384")).unwrap();
    conn.execute(text("CREATE TABLE t (x varchar(1000)) ENGINE = MEMORY")).unwrap();
    let error = (0..1000)
        .find_map(|_| conn.execute(text("INSERT INTO t VALUES (repeat('x', 1000))")).err())
        .expect("the table is full at some time");
    assert_eq!((error.kind(), error.code()), (&ErrorKind::DiskFull, Some("1114")), "{error:?}");
    conn.rollback().unwrap();
    assert!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap() > Some(0));
}
