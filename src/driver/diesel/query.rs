//! A statement of ours as one of Diesel's: text with values between its pieces.

use std::borrow::Cow;
use std::sync::Arc;

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Untyped;

use super::outline::Outline;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::value::Value;

/// A value on its way to one of Diesel's connections.
#[derive(Debug)]
pub struct Bound<'q>(Cow<'q, Value>);

impl Bound<'_> {
    pub(super) fn value(&self) -> &Value {
        &self.0
    }
}

/// A database that takes our values.
pub trait TakesValues: Backend {
    /// Hands the next value over, as the SQL type that it has in this database.
    ///
    /// # Errors
    ///
    /// `SerializationError` around one of ours, for a value that the database would store as another one.
    fn push<'b>(pass: AstPass<'_, 'b, Self>, value: &'b Bound<'_>) -> QueryResult<()>;
}

/// A text and its values.
pub struct Sent<'q> {
    text: Cow<'q, str>,
    values: Vec<Bound<'q>>,
    outline: Arc<Outline>,
    /// Diesel is to keep it prepared.
    is_kept: bool,
}

impl<'q> Sent<'q> {
    /// A statement that lives as long as its text and values do.
    pub(super) fn borrowed(text: &'q str, values: &[&'q Value], outline: Arc<Outline>, is_kept: bool) -> Result<Self> {
        check_count(&outline, values)?;
        let values = values.iter().map(|value| Bound(Cow::Borrowed(*value))).collect();
        Ok(Self { text: Cow::Borrowed(text), values, outline, is_kept })
    }

    /// A statement that keeps copies.
    pub(super) fn owned(text: &str, values: &[&Value], outline: Arc<Outline>, is_kept: bool) -> Result<Self> {
        check_count(&outline, values)?;
        let values = values.iter().map(|value| Bound(Cow::Owned((*value).clone()))).collect();
        Ok(Self { text: Cow::Owned(text.to_owned()), values, outline, is_kept })
    }
}

fn check_count(outline: &Outline, values: &[&Value]) -> Result<()> {
    let wanted = outline.count();
    if wanted == values.len() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Parameter,
        format!(
            "the statement has {wanted} placeholders, but {} values: in text, write parameters as `:name`",
            values.len()
        ),
    ))
}

impl Query for Sent<'_> {
    type SqlType = Untyped;
}

impl QueryId for Sent<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C> RunQueryDsl<C> for Sent<'_> {}

impl<DB: TakesValues> QueryFragment<DB> for Sent<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.is_kept {
            pass.unsafe_to_cache_prepared();
        }
        let mut values = self.values.iter();
        for piece in self.outline.pieces(&self.text) {
            pass.push_sql(piece);
            if let Some(value) = values.next() {
                DB::push(pass.reborrow(), value)?;
            }
        }
        Ok(())
    }
}
