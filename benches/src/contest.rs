//! Measures closures against each other in one process: they take turns (A B C, B C A, C A B, …), so that whatever
//! else the machine does meets all of them alike, and the ratios come from neighbours in time.

use std::time::{Duration, Instant};

use crate::markdown::Table;
use crate::statistics::median;

/// How long one turn of the slowest contestant lasts.
const TURN: Duration = Duration::from_millis(4);

/// One way to do the work.
pub struct Contestant<'a> {
    name: &'static str,
    /// Does the work so many times and says how long that took, without what it does before and after.
    work: Box<dyn FnMut(u32) -> Duration + 'a>,
}

impl<'a> Contestant<'a> {
    /// Work that is timed as a whole.
    pub fn new(name: &'static str, mut work: impl FnMut() + 'a) -> Self {
        Self::timed(name, move |times| {
            let start = Instant::now();
            for _ in 0..times {
                work();
            }
            start.elapsed()
        })
    }

    /// What it is called.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Work that looks at the clock itself.
    pub fn timed(name: &'static str, work: impl FnMut(u32) -> Duration + 'a) -> Self {
        Self { name, work: Box::new(work) }
    }
}

impl std::fmt::Debug for Contestant<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contestant").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What was measured: for each contestant, in each round, the nanoseconds of one piece of work.
#[derive(Clone, Debug)]
pub struct Contest {
    names: Vec<&'static str>,
    rounds: Vec<Vec<f64>>,
}

impl Contest {
    /// Runs the contest.
    #[must_use]
    pub fn run(rounds: u32, mut contestants: Vec<Contestant<'_>>) -> Self {
        // Once to fill caches, then as often as fills a turn.
        let slowest = contestants.iter_mut().map(|contestant| {
            (contestant.work)(1);
            (contestant.work)(1)
        });
        let slowest = slowest.max().unwrap_or_default().max(Duration::from_nanos(50));
        let times = u32::try_from(TURN.as_nanos() / slowest.as_nanos()).unwrap_or(u32::MAX).max(1);
        let count = contestants.len();
        let mut measured = Vec::new();
        for round in 0..rounds as usize {
            let mut nanoseconds = vec![0.0; count];
            for turn in 0..count {
                let who = (round + turn) % count;
                nanoseconds[who] = (contestants[who].work)(times).as_secs_f64() * 1e9 / f64::from(times);
            }
            measured.push(nanoseconds);
        }
        Self { names: contestants.iter().map(|contestant| contestant.name).collect(), rounds: measured }
    }

    /// The median of a contestant, in nanoseconds.
    #[must_use]
    pub fn nanoseconds(&self, who: usize) -> f64 {
        median(self.rounds.iter().map(|round| round[who])).unwrap_or_default()
    }

    /// The median over the rounds of one contestant's time by another's.
    #[must_use]
    pub fn ratio(&self, who: usize, to: usize) -> f64 {
        median(self.rounds.iter().map(|round| round[who] / round[to])).unwrap_or_default()
    }

    /// A table: medians, and the first contestant's time by each other's.
    #[must_use]
    pub fn table(&self, what: &str) -> Table {
        let first = self.names.first().copied().unwrap_or_default();
        let mut table = Table::new([what.to_owned(), "median".to_owned(), format!("{first} / it")]);
        for (who, name) in self.names.iter().enumerate() {
            let ratio = if who == 0 { String::new() } else { format!("{:.2}", self.ratio(0, who)) };
            table.row([(*name).to_owned(), duration(self.nanoseconds(who)), ratio]);
        }
        table
    }
}

/// Nanoseconds as people read them: three digits and a unit.
#[must_use]
pub fn duration(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    let digits = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.digits$} {unit}")
}
