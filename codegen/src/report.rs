//! Problems of a schema file: collected, sorted and shown with line, caret and cure. Knows none of the rules itself.

use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use realgar_metadata::Span;

use crate::input::Source;

/// Problems beyond this number are counted but not shown: a binary file should not fill the screen.
const SHOWN: usize = 50;

/// Longer lines are cut around the caret before they are rendered: a dump may be a single line of megabytes.
const LINE_LENGTH: usize = 5000;

/// One thing that is wrong with a schema file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// What is wrong, in lower case and without a full stop.
    pub(crate) message: String,
    /// Where.
    pub(crate) span: Span,
    /// What to do about it.
    pub(crate) cure: Option<String>,
}

/// All problems of one run, in the order of files and lines.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    problems: Vec<Problem>,
    rendered: String,
}

impl Problem {
    /// Creates a problem without a cure.
    pub(crate) fn new(message: impl Into<String>, span: Span) -> Self {
        Self { message: message.into(), span, cure: None }
    }

    /// A mistake of the build script, which has no place in the schema.
    pub(crate) fn of_configuration(message: impl Into<String>) -> Self {
        Self::new(message, Span { file: u32::MAX, line: 1, column: 1, length: 1 })
    }

    /// Adds what to do about it.
    #[must_use]
    pub(crate) fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }
}

impl Report {
    /// Sorts and renders the problems.
    pub(crate) fn new(mut problems: Vec<Problem>, sources: &[Source]) -> Self {
        problems.sort_by(|a, b| a.span.cmp(&b.span).then_with(|| a.message.cmp(&b.message)));
        problems.dedup();
        let mut rendered = String::new();
        for problem in problems.iter().take(SHOWN) {
            if !rendered.is_empty() {
                rendered.push('\n');
            }
            rendered.push_str(&render(problem, sources));
            rendered.push('\n');
        }
        if problems.len() > SHOWN {
            rendered.push_str(&format!("\nand {} more\n", problems.len() - SHOWN));
        }
        Self { problems, rendered }
    }

    /// The problems as data.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rendered)
    }
}

impl std::error::Error for Report {}

fn render(problem: &Problem, sources: &[Source]) -> String {
    let Some(source) = sources.get(problem.span.file as usize) else {
        let cure = problem.cure.as_ref().map(|cure| format!("\n  |\n  = help: {cure}")).unwrap_or_default();
        return format!("error: {}{cure}", problem.message);
    };
    let line = line(&source.text, problem.span.line);
    let (line, first) = cut(&line, problem.span.column as usize - 1);
    let from = offset(&line, first);
    let to = offset(&line, first + problem.span.length as usize).max(from);
    let mut group = Level::ERROR.primary_title(problem.message.as_str()).element(
        Snippet::source(line.as_str())
            .line_start(problem.span.line as usize)
            .path(source.path.as_str())
            .annotation(AnnotationKind::Primary.span(from..to)),
    );
    if let Some(cure) = &problem.cure {
        group = group.element(Level::HELP.message(cure.as_str()));
    }
    Renderer::plain().decor_style(DecorStyle::Ascii).render(&[group])
}

/// The text of a line, counted from 1, as far as it is UTF-8.
fn line(text: &[u8], number: u32) -> String {
    let line = text.split(|byte| *byte == b'\n').nth(number as usize - 1).unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    // The byte order mark at the start of some files is not a character of the first line.
    line.trim_end_matches('\r').trim_start_matches('\u{feff}').to_owned()
}

/// A window of a long line, and the column (from 0) in it.
fn cut(line: &str, column: usize) -> (String, usize) {
    if line.chars().count() <= LINE_LENGTH {
        return (line.to_owned(), column);
    }
    let skipped = column.saturating_sub(LINE_LENGTH / 2);
    (line.chars().skip(skipped).take(LINE_LENGTH).collect(), column - skipped)
}

/// The byte at which a character starts.
fn offset(line: &str, character: usize) -> usize {
    line.char_indices().nth(character).map_or(line.len(), |(at, _)| at)
}
