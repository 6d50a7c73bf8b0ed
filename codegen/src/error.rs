//! Why a schema could not be compiled.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::input::Source;
use crate::report::Report;

/// Why a schema could not be compiled. `Display` is the report to show to people: every problem of the schema with its
/// file, line, caret and cure.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// What is wrong with the schema, and one line for each problem.
    Schema { report: Report, headlines: Vec<String> },
    /// A file or directory that could not be read or written.
    Io { action: &'static str, path: PathBuf, source: io::Error },
    /// What the build script asks for is impossible.
    Config(String),
}

impl Error {
    pub(crate) fn schema(report: Report, sources: &[Source]) -> Self {
        let headlines = report
            .problems()
            .iter()
            .map(|problem| {
                let span = problem.span;
                match sources.get(span.file as usize) {
                    Some(Source { path, .. }) => format!("{path}:{}:{}: {}", span.line, span.column, problem.message),
                    None => problem.message.clone(),
                }
            })
            .collect();
        Self { kind: Kind::Schema { report, headlines } }
    }

    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self { kind: Kind::Io { action, path: path.to_owned(), source } }
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self { kind: Kind::Config(message.into()) }
    }

    /// The code generated for this table is not Rust: a bug of this crate, not a mistake of the schema.
    pub(crate) fn internal(table: &str, error: &syn::Error) -> Self {
        Self::config(format!(
            "the code generated for `{table}` is not Rust ({error}); this is a bug of realgar-build: please report it \
             with the statement that declares `{table}`"
        ))
    }

    /// Returns whether the schema is at fault, and not the file system or the build script.
    #[must_use]
    pub const fn is_schema(&self) -> bool {
        matches!(self.kind, Kind::Schema { .. })
    }

    /// Returns one line for each problem: `schema/tutorial.sql:2:4: unknown word …`.
    #[must_use]
    pub fn headlines(&self) -> Vec<String> {
        match &self.kind {
            Kind::Schema { headlines, .. } => headlines.clone(),
            Kind::Io { .. } | Kind::Config(_) => vec![self.to_string()],
        }
    }

    /// Ends a build script with this error: prints a line for each problem the way Cargo shows errors, then the report.
    ///
    /// Cargo repeats what a failed build script has printed, so the report is printed only once, at the very end.
    pub fn exit(&self) -> ! {
        let mut stdout = io::stdout().lock();
        for headline in self.headlines() {
            // If this cannot be written, there is nobody left to tell; the exit code still says that the build failed.
            let _ = writeln!(stdout, "cargo::error={}", headline.replace('\n', " "));
        }
        let _ = stdout.flush();
        let _ = writeln!(io::stderr().lock(), "{}", self.to_string().trim_end());
        std::process::exit(1)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Schema { report, .. } => report.fmt(f),
            Kind::Io { action, path, source } => write!(f, "cannot {action} `{}`: {source}", path.display()),
            Kind::Config(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Schema { report, .. } => Some(report),
            Kind::Io { source, .. } => Some(source),
            Kind::Config(_) => None,
        }
    }
}
