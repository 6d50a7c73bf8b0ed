//! The command line: `--name value` and `--name`, nothing else.

use std::process::exit;
use std::str::FromStr;

/// The arguments that were given and not asked for yet.
#[derive(Debug)]
pub struct Arguments(Vec<String>);

impl Arguments {
    /// Those of this program. `--help` prints `help` and ends it.
    #[must_use]
    pub fn parse(help: &str) -> Self {
        let arguments = Self(std::env::args().skip(1).collect());
        if arguments.0.iter().any(|argument| argument == "--help" || argument == "-h") {
            println!("{help}");
            exit(0);
        }
        arguments
    }

    /// Whether `--name` was given.
    pub fn has(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|argument| argument != name);
        self.0.len() < before
    }

    /// The value after each `--name`.
    pub fn all(&mut self, name: &str) -> Vec<String> {
        let mut values = Vec::new();
        while let Some(at) = self.0.iter().position(|argument| argument == name) {
            if at + 1 == self.0.len() {
                fail(&format!("`{name}` needs a value"));
            }
            values.extend(self.0.drain(at..at + 2).nth(1));
        }
        values
    }

    /// The value after `--name`, or `default`.
    pub fn value<T: FromStr>(&mut self, name: &str, default: T) -> T {
        match self.all(name).pop() {
            None => default,
            Some(text) => text.parse().unwrap_or_else(|_| fail(&format!("`{name} {text}` cannot be understood"))),
        }
    }

    /// Ends the program if something is left that nobody asked for.
    pub fn finish(self) {
        if let Some(unknown) = self.0.first() {
            fail(&format!("`{unknown}` is not known here"));
        }
    }
}

fn fail(message: &str) -> ! {
    eprintln!("{message}; `--help` says what there is");
    exit(2);
}
