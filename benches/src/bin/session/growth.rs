//! How time grows with the number of instances that one piece of work changes: 5000 to 100 000 of them.

mod collections;
mod database;
mod instances;
mod trees;

use std::time::{Duration, Instant};

use realgar::Session;
use realgar_benches::contest::duration;
use realgar_benches::markdown::Table;

use crate::{GOOD, Settings};

/// So many instances are changed.
const SIZES: [usize; 5] = [5_000, 10_000, 20_000, 40_000, 100_000];

/// A larger size is not tried after a piece of work that took longer.
const TOO_LONG: Duration = Duration::from_secs(20);

/// At most so many rounds for each size: what is looked for is a factor of twenty, not of 1.05.
const ROUNDS: u32 = 3;

/// Does something to so many instances, in a database of its own, and says how long it took without what it needs
/// before.
type Work = fn(usize) -> Duration;

pub(crate) fn table(name: &str, settings: &Settings) {
    let sizes = SIZES.iter().map(|size| format!("{} k", size / 1000));
    let last = "one of 100 k / one of 5 k".to_owned();
    let mut table = Table::new(std::iter::once(name.to_owned()).chain(sizes).chain([last]));
    let all = collections::WORK.iter().chain(&trees::WORK).chain(&instances::WORK);
    for (what, work) in all.filter(|(what, _)| what.contains(&settings.contestant)) {
        let times = measure(*work, settings.rounds.min(ROUNDS));
        let mut row = vec![(*what).to_owned()];
        row.extend(times.iter().map(|time| time.map_or("—".to_owned(), |time| duration(time * 1e9))));
        row.push(match (times.first().copied().flatten(), times.last().copied().flatten()) {
            (Some(first), Some(last)) => format!("{:.1}", last / 20.0 / first),
            _ => "—".to_owned(),
        });
        // Seen while the others are running.
        eprintln!("{}", row.join(" | "));
        table.row(row);
    }
    println!("{table}");
}

/// For each size, the least number of seconds.
fn measure(work: Work, rounds: u32) -> Vec<Option<f64>> {
    let mut is_too_long = false;
    let mut times = Vec::new();
    for size in SIZES {
        if is_too_long {
            times.push(None);
            continue;
        }
        let mut best = work(size);
        is_too_long = best > TOO_LONG;
        for _ in 1..if is_too_long { 1 } else { rounds.max(1) } {
            best = best.min(work(size));
        }
        times.push(Some(best.as_secs_f64()));
    }
    times
}

/// Times work in a session.
fn timed(session: &mut Session, work: impl FnOnce(&mut Session) -> realgar::Result<()>) -> Duration {
    let start = Instant::now();
    work(session).expect(GOOD);
    start.elapsed()
}
