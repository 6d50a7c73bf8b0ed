//! Runs another program and says what it cost.

use std::io;
use std::process::{Command, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use wait4::Wait4;

/// How often is looked whether the program has ended.
const LOOK: Duration = Duration::from_millis(1);

/// What a program that was run has cost, with all programs that it ran and waited for.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// From its start to its end.
    pub wall: Duration,
    /// User CPU time.
    pub user: Duration,
    /// CPU time in the kernel.
    pub system: Duration,
    /// The most memory that one of them had, in bytes.
    pub memory: u64,
    /// How it ended.
    pub status: ExitStatus,
}

/// Runs a program to its end, or for as long as `limit`: then it is killed, which shows in the status.
///
/// # Errors
///
/// The program cannot be started.
pub fn run(command: &mut Command, limit: Option<Duration>) -> io::Result<Cost> {
    let start = Instant::now();
    let mut child = command.spawn()?;
    loop {
        if let Some(end) = child.try_wait4()? {
            let wall = start.elapsed();
            let usage = end.rusage;
            return Ok(Cost { wall, user: usage.utime, system: usage.stime, memory: usage.maxrss, status: end.status });
        }
        if limit.is_some_and(|limit| start.elapsed() > limit) {
            child.kill()?;
        }
        sleep(LOOK);
    }
}
