//! Who writes next: transactions that begin as writers take turns, first come, first served.
//!
//! SQLite lets one transaction write at a time. Those that find the lock taken sleep for a while and try again, so that
//! one who came late may be lucky, and one who waits may wait for ever. Within one engine, they stand in line instead.
//! What other programs and other engines do with the file, and transactions that read before they write, is still
//! between them and SQLite.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The line of one engine.
#[derive(Debug, Default)]
pub(super) struct Writers(Mutex<Line>);

#[derive(Debug, Default)]
struct Line {
    /// Whose turn it is.
    writes: Option<u64>,
    waiting: VecDeque<(u64, Arc<Condvar>)>,
    /// How many have come.
    count: u64,
}

/// The right to write. The next one gets it when this is dropped.
#[derive(Debug)]
pub(super) struct Turn(Arc<Writers>);

/// A place in the line, through which whoever waits there can be called away.
#[derive(Clone, Debug)]
pub(super) struct Place {
    writers: Arc<Writers>,
    /// The number in the line, or 0.
    number: Arc<AtomicU64>,
}

/// Why there is no turn.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoTurn {
    /// The time is over.
    TimedOut,
    /// Called away.
    Cancelled,
}

impl Place {
    /// Not in the line yet.
    pub(super) fn new(writers: &Arc<Writers>) -> Self {
        Self { writers: Arc::clone(writers), number: Arc::default() }
    }

    /// Waits for the turn, behind those who came before.
    pub(super) fn wait(&self, patience: Duration) -> Result<Turn, NoTurn> {
        let mut line = self.writers.lock();
        line.count += 1;
        let number = line.count;
        if line.writes.is_none() {
            line.writes = Some(number);
            return Ok(Turn(Arc::clone(&self.writers)));
        }
        let started = Instant::now();
        let called = Arc::new(Condvar::new());
        line.waiting.push_back((number, Arc::clone(&called)));
        self.number.store(number, Ordering::Release);
        let answer = loop {
            if line.writes == Some(number) {
                break Ok(Turn(Arc::clone(&self.writers)));
            }
            let Some(left) = patience.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) else {
                line.leave(number);
                break Err(NoTurn::TimedOut);
            };
            line = called.wait_timeout(line, left).unwrap_or_else(PoisonError::into_inner).0;
            if line.writes != Some(number) && line.place(number).is_none() {
                break Err(NoTurn::Cancelled);
            }
        };
        self.number.store(0, Ordering::Release);
        answer
    }

    /// Calls away whoever waits here, if somebody does.
    pub(super) fn leave(&self) {
        let number = self.number.load(Ordering::Acquire);
        if number != 0 {
            self.writers.lock().leave(number);
        }
    }
}

impl Line {
    fn place(&self, number: u64) -> Option<usize> {
        self.waiting.iter().position(|(waiting, _)| *waiting == number)
    }

    fn leave(&mut self, number: u64) {
        if let Some((_, called)) = self.place(number).and_then(|place| self.waiting.remove(place)) {
            called.notify_one();
        }
    }
}

impl Writers {
    fn lock(&self) -> MutexGuard<'_, Line> {
        // Nothing panics while it is held, so a poisoned lock guards a sound line.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut line = self.0.lock();
        let next = line.waiting.pop_front();
        line.writes = next.as_ref().map(|(number, _)| *number);
        if let Some((_, called)) = next {
            called.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn waiting(writers: &Writers) -> usize {
        writers.lock().waiting.len()
    }

    fn until(writers: &Writers, count: usize) {
        while waiting(writers) != count {
            thread::yield_now();
        }
    }

    #[test]
    fn turns_are_given_in_the_order_of_coming() {
        let writers = Arc::new(Writers::default());
        let first = Place::new(&writers).wait(LONG).expect("nobody else is here");
        let order = Arc::new(Mutex::new(Vec::new()));
        let waiters: Vec<_> = (0..8)
            .map(|number| {
                let (place, order) = (Place::new(&writers), Arc::clone(&order));
                let waiter = thread::spawn(move || {
                    let turn = place.wait(LONG).expect("the turn comes");
                    order.lock().unwrap_or_else(PoisonError::into_inner).push(number);
                    drop(turn);
                });
                until(&writers, number + 1);
                waiter
            })
            .collect();
        drop(first);
        waiters.into_iter().for_each(|waiter| waiter.join().expect("it does not panic"));
        assert_eq!(*order.lock().unwrap_or_else(PoisonError::into_inner), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn whoever_leaves_does_not_keep_the_turn_from_the_next() {
        let writers = Arc::new(Writers::default());
        let first = Place::new(&writers).wait(LONG).expect("nobody else is here");
        assert_eq!(Place::new(&writers).wait(Duration::from_millis(5)).err(), Some(NoTurn::TimedOut));
        let called_away = Place::new(&writers);
        let there = called_away.clone();
        let waiter = thread::spawn(move || there.wait(LONG).err());
        until(&writers, 1);
        let last = Place::new(&writers);
        let patient = thread::spawn(move || last.wait(LONG).is_ok());
        until(&writers, 2);
        called_away.leave();
        assert_eq!(waiter.join().expect("it does not panic"), Some(NoTurn::Cancelled));
        drop(first);
        assert!(patient.join().expect("it does not panic"));
        assert_eq!(waiting(&writers), 0);
        called_away.leave();
        assert!(Place::new(&writers).wait(Duration::ZERO).is_ok());
    }
}
