//! Where in a schema file something was declared.

/// A place in a schema file: lines and columns count from 1; the file is its position in the list of inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Which input file, counted from 0.
    pub file: u32,
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// How many characters the marked text has, at least 1.
    pub length: u32,
}
