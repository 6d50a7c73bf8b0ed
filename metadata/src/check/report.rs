//! What a check has found.

use std::fmt;

/// The differences that can break a query; see [`MetaData::check`](crate::MetaData::check). `Display` writes a line for
/// each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a report does nothing by itself: print it, or turn it into an error with `into_result`"]
pub struct CheckReport {
    /// What was found, in the order of the schema.
    pub problems: Vec<Problem>,
}

/// One difference that can break a query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of difference it is.
    pub kind: ProblemKind,
    /// The schema of the table, where it has one.
    pub schema: Option<String>,
    /// The table or view.
    pub table: String,
    /// The column, if it is about one.
    pub column: Option<String>,
    /// What differs, in lower case and without a full stop.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}

/// What kind of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// There is no table or view of this name.
    MissingTable,
    /// A view stands where a table is declared: it may not be written.
    NotATable,
    /// There is no column of this name.
    MissingColumn,
    /// A column that the schema does not know must be given a value.
    ExtraColumn,
    /// Values of the column's type do not decode, or cannot be stored or compared.
    Type,
    /// NULL is in one of both and cannot be in the other one.
    Nullability,
    /// The column has no default, and inserts rely on one.
    MissingDefault,
    /// The database does not count the column up.
    MissingIdentity,
    /// The column is computed in one of both.
    Generated,
    /// The enum type lacks a label, or has one that cannot be read.
    Label,
    /// There is no key over these columns for ON CONFLICT and for finding rows.
    MissingKey,
}

impl CheckReport {
    /// Returns whether nothing was found.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }

    /// Returns the report as an error, unless nothing was found.
    ///
    /// # Errors
    ///
    /// Returns the report itself.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_ok() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problems.iter().try_for_each(|problem| writeln!(f, "{problem}"))
    }
}

impl std::error::Error for CheckReport {}

impl fmt::Display for Problem {
    /// `` `table.column`: what differs; the cure ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`")?;
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.table)?;
        if let Some(column) = &self.column {
            write!(f, ".{column}")?;
        }
        write!(f, "`: {}; {}", self.message, self.cure)
    }
}
