//! Enumerated types.

use crate::constant::replace;
use crate::{List, Span, Text};

/// CREATE TYPE … AS ENUM; MySQL's ENUM(…) and `CHECK (x IN (…))` are such types too, with a name made from table and
/// column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnumType {
    /// The name.
    pub name: Text,
    /// The schema it belongs to.
    pub schema: Option<Text>,
    /// The labels, in order.
    pub labels: List<Text>,
    /// The database knows it as a type of its own (PostgreSQL's CREATE TYPE).
    pub declared: bool,
    /// Its comment.
    pub comment: Option<Text>,
    /// Where it was declared.
    pub span: Option<Span>,
}

impl EnumType {
    /// Creates an enum with these labels.
    #[must_use]
    pub const fn new(name: &'static str, labels: &'static [Text], declared: bool) -> Self {
        Self {
            name: Text::Borrowed(name),
            schema: None,
            labels: List::Borrowed(labels),
            declared,
            comment: None,
            span: None,
        }
    }

    /// Sets the schema it belongs to.
    #[must_use]
    pub const fn in_schema(mut self, schema: &'static str) -> Self {
        replace(&mut self.schema, Some(Text::Borrowed(schema)));
        self
    }

    /// Sets the comment.
    #[must_use]
    pub const fn with_comment(mut self, comment: &'static str) -> Self {
        replace(&mut self.comment, Some(Text::Borrowed(comment)));
        self
    }
}
