//! Views.

use crate::constant::replace;
use crate::{Column, Index, List, Span, TableOption, Text};

/// CREATE VIEW.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct View {
    /// The name.
    pub name: Text,
    /// The schema it belongs to.
    pub schema: Option<Text>,
    /// The query, as written.
    pub definition: Text,
    /// The columns, if they are known.
    pub columns: List<Column>,
    /// The names that the statement itself gives the columns, if it does: `CREATE VIEW v (a, b) AS …`.
    pub column_names: List<Text>,
    /// Kept on disk: CREATE MATERIALIZED VIEW.
    pub materialized: bool,
    /// The indexes of a materialized view.
    pub indexes: List<Index>,
    /// What one dialect says of it besides, in order: `WITH (security_barrier = true)`, `SQL SECURITY INVOKER`, `WITH LOCAL
    /// CHECK OPTION`.
    pub options: List<TableOption>,
    /// Its comment.
    pub comment: Option<Text>,
    /// Where it was declared.
    pub span: Option<Span>,
}

impl View {
    /// Creates a view with this query.
    #[must_use]
    pub const fn new(name: &'static str, definition: &'static str) -> Self {
        Self {
            name: Text::Borrowed(name),
            schema: None,
            definition: Text::Borrowed(definition),
            columns: List::Borrowed(&[]),
            column_names: List::Borrowed(&[]),
            materialized: false,
            indexes: List::Borrowed(&[]),
            options: List::Borrowed(&[]),
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

    /// Sets the columns: all of them, in order.
    #[must_use]
    pub const fn with_columns(mut self, columns: &'static [Column]) -> Self {
        replace(&mut self.columns, List::Borrowed(columns));
        self
    }

    /// Sets the names that the statement gives the columns.
    #[must_use]
    pub const fn with_column_names(mut self, names: &'static [Text]) -> Self {
        replace(&mut self.column_names, List::Borrowed(names));
        self
    }

    /// Makes it CREATE MATERIALIZED VIEW.
    #[must_use]
    pub const fn materialized(mut self) -> Self {
        self.materialized = true;
        self
    }

    /// Sets the indexes of a materialized view.
    #[must_use]
    pub const fn with_indexes(mut self, indexes: &'static [Index]) -> Self {
        replace(&mut self.indexes, List::Borrowed(indexes));
        self
    }

    /// Sets what one dialect says of it besides.
    #[must_use]
    pub const fn with_options(mut self, options: &'static [TableOption]) -> Self {
        replace(&mut self.options, List::Borrowed(options));
        self
    }

    /// Sets the comment.
    #[must_use]
    pub const fn with_comment(mut self, comment: &'static str) -> Self {
        replace(&mut self.comment, Some(Text::Borrowed(comment)));
        self
    }
}
