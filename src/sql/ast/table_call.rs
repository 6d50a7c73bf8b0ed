//! Functions that stand in FROM.

use realgar_metadata::SqlType;

use super::Node;

/// A call in FROM, with the columns that it has there.
#[derive(Clone, Debug, PartialEq)]
pub struct TableCall {
    /// Which function.
    pub function: TableFunction,
    /// The arguments.
    pub arguments: Vec<Node>,
    /// The names of its columns, that of the ordinality last, and their types.
    pub columns: Vec<(&'static str, SqlType)>,
    /// WITH ORDINALITY: the last column counts the rows from 1.
    pub has_ordinality: bool,
    /// The types of the columns are written, too, for a function that returns records.
    pub writes_types: bool,
}

/// A function that returns rows. Those whose spelling differs from dialect to dialect have a variant of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFunction {
    /// The same name wherever there is one.
    Named(&'static str),
    /// Numbers from one to another, in steps of the third argument if there is one.
    Series,
    /// The elements of an array.
    Unnest,
    /// The members of a JSON object.
    JsonEach,
    /// The elements of a JSON array.
    JsonElements,
    /// The elements of a JSON array, as text.
    JsonElementsText,
}
