//! Where a driver sends other statements than SQLite's, by design: one table for each of the test drivers.
//!
//! A test compares what is sent with what SQLite's driver sends. On another driver, the pair of what is expected and what
//! was sent may stand in `differences/<driver>.txt`. Run with `REALGAR_TEST_BLESS=1` to add the pairs that are missing,
//! and read what was added.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;

use crate::support::TestDriver;

static TABLE: Mutex<()> = Mutex::new(());

/// Whether this driver sends `sent` where SQLite's sends `expected`.
pub(super) fn is_by_design(test: &str, expected: &[&str], sent: &[String]) -> bool {
    let Some(name) = TestDriver::current().name() else { return false };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/session/differences/{name}.txt"));
    let entry = entry(test, expected, sent);
    let _one_at_a_time = TABLE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let table = std::fs::read_to_string(&path).unwrap_or_default();
    let mut entries: Vec<&str> = table.split_inclusive("\n\n").collect();
    if entries.contains(&entry.as_str()) {
        return true;
    }
    let blesses = std::env::var("REALGAR_TEST_BLESS").is_ok_and(|value| value == "1");
    if blesses {
        entries.push(&entry);
        entries.sort_unstable();
        std::fs::write(path, entries.concat()).unwrap();
    }
    blesses
}

/// Lines that both have are unmarked, as in a diff.
fn entry(test: &str, expected: &[&str], sent: &[String]) -> String {
    let mut text = format!("@ {test}\n");
    let mut rest = sent.iter().peekable();
    for (index, line) in expected.iter().enumerate() {
        let is_common = |sent: &str| sent == *line;
        let is_later = |sent: &str| expected[index..].contains(&sent);
        if rest.clone().any(|sent| is_common(sent)) {
            while let Some(only) = rest.next_if(|sent| !is_common(sent) && !is_later(sent)) {
                let _ = writeln!(text, "+ {only}");
            }
        }
        let common = rest.next_if(|sent| is_common(sent)).is_some();
        let _ = writeln!(text, "{} {line}", if common { " " } else { "-" });
    }
    for only in rest {
        let _ = writeln!(text, "+ {only}");
    }
    text.push('\n');
    text
}
