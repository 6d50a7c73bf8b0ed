//! A program that is killed while it writes: what it was told is committed is there, and nothing is there by half.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use realgar::Engine;
use realgar::prelude::*;

use crate::schemas::tutorial::{self, Address, NewAddress, NewUser, User};
use crate::support::{Scratch, servers};

/// How often a program is killed.
const KILLS: u32 = 12;

/// Names the database to the program that is killed.
const URL: &str = "REALGAR_KILLED_WRITER_URL";

/// What the program says when a commit has gone well, before the name of the row.
const COMMITTED: &str = "committed: ";

#[test]
#[ignore = "the program that other tests kill"]
fn writes_until_it_is_killed() {
    let engine = Engine::new(&std::env::var(URL).expect("the test that kills this program names a database")).unwrap();
    for number in 0.. {
        let name = format!("{}-{number}", std::process::id());
        let mut session = Session::new(&engine);
        let user = session.add(NewUser::new(name.clone()));
        session.flush().unwrap();
        session.add(NewAddress::new(format!("{name}@example.org"), user));
        session.commit().unwrap();
        // Not `println!`, which the harness keeps to itself.
        writeln!(std::io::stdout(), "{COMMITTED}{name}").unwrap();
    }
}

/// Starts the program, kills it after a while, and returns the names that it was told are committed.
fn kill_after(url: &str, acknowledged: u32, pause: Duration) -> Vec<String> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "faults::killed_writers::writes_until_it_is_killed", "--nocapture"])
        .env(URL, url)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut names = lines.filter_map(|line| line.split_once(COMMITTED).map(|(_, name)| name.to_owned()));
    let mut told: Vec<String> = names.by_ref().take(acknowledged as usize).collect();
    std::thread::sleep(pause);
    // SIGKILL: nothing of the program runs any more.
    writer.kill().unwrap();
    assert!(!writer.wait().unwrap().success());
    told.extend(names);
    told
}

fn survives(url: &str) {
    let engine = Engine::new(url).unwrap();
    tutorial::METADATA.create_all(&engine).unwrap();
    let mut told = Vec::new();
    for kill in 0..KILLS {
        told.extend(kill_after(url, 3 + kill * 2, Duration::from_micros(u64::from(kill) * 1_700)));
        let mut session = Session::new(&engine);
        let halves = select(User.name).left_join(User.addresses).filter(Address.id.is_null());
        assert_eq!(session.scalars(halves).unwrap().all(), [""; 0], "a transaction is there by half");
    }
    assert!(told.len() >= 100, "{} commits", told.len());
    let there: std::collections::HashSet<String> =
        engine.connect().unwrap().scalars(select(User.name)).unwrap().into_iter().collect();
    let lost: Vec<_> = told.iter().filter(|name| !there.contains(*name)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged commits are lost: {lost:?}", lost.len(), told.len());
    // What was not acknowledged may be there or not: at most one for each kill.
    assert!(there.len() - told.len() <= KILLS as usize, "{} and {}", there.len(), told.len());
}

#[test]
fn no_acknowledged_commit_is_lost_on_sqlite_when_the_writer_is_killed() {
    for options in ["wal.db", "rollback.db?journal_mode=DELETE"] {
        let scratch = Scratch::new();
        survives(&scratch.url(options));
    }
}

#[test]
fn no_acknowledged_commit_is_lost_on_postgresql_when_the_writer_is_killed() {
    let Some(url) = servers::postgres() else { return };
    survives(&servers::postgres_schema(&url));
}

#[test]
fn no_acknowledged_commit_is_lost_on_mysql_when_the_writer_is_killed() {
    let Some(url) = servers::mysql() else { return };
    survives(&servers::mysql_database(&url));
}
