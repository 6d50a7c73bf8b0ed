//! A database in which a schema is created and looked at.

use std::process::{Command, Stdio};

/// An empty database, which is dropped at the end.
pub(crate) trait Database {
    /// Runs a whole file, to its end even if a statement fails. Returns what failed.
    fn run(&mut self, sql: &str) -> Vec<String>;

    /// Returns a line for each fact about what is there, sorted.
    fn facts(&mut self) -> Vec<String>;
}

/// Runs a client with this input. Returns what it writes and what it complains about.
pub(crate) fn client(command: &mut Command, input: &str) -> (String, Vec<String>) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    // The client may write before it has read everything.
    let writer = std::thread::spawn(move || {
        let _ = std::io::Write::write_all(&mut stdin, input.as_bytes());
    });
    let output = child.wait_with_output().expect("a client that ends");
    let _ = writer.join();
    let errors =
        String::from_utf8_lossy(&output.stderr).lines().filter(|line| is_error(line)).map(Into::into).collect();
    (String::from_utf8_lossy(&output.stdout).into_owned(), errors)
}

/// Whether a line of a client is an error, and not a notice.
fn is_error(line: &str) -> bool {
    line.contains("ERROR") || line.contains("FATAL") || line.contains("could not connect") || line.contains("error:")
}
