//! SQL text written by the user, as an expression.

use std::borrow::Cow;
use std::sync::Arc;

use super::operand::Operand;
use super::rules::{Checked, Mark, Unchecked};
use super::{ComparableWith, Expression};
use crate::sql::ast::Node;
use crate::sql::text_sql::TextSql;
use crate::sql::value::Value;
use crate::types::SqlType;

/// SQL text as an expression of SQL type `T`: [`text_expr`].
#[must_use]
pub struct TextExpr<T> {
    text: TextSql,
    mark: Mark<T>,
}

/// SQL text as an expression of SQL type `T`, where the language has no words for it:
/// `text_expr::<Boolean>("user_account.name GLOB :pattern").bind("pattern", "s*")`.
///
/// Neither the text, nor its type, nor that its columns stand in FROM is checked by the compiler; the database does.
/// A result that may be NULL is a [`Nullable`](crate::types::Nullable). As an operand it gets parentheses.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select(User.id).filter(
///     text_expr::<Boolean>("user_account.name GLOB :pattern")
///         .bind("pattern", "s*"),
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id FROM user_account WHERE user_account.name GLOB ?",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn text_expr<T: SqlType>(sql: impl Into<String>) -> TextExpr<T> {
    TextExpr { text: TextSql::new(sql.into()), mark: std::marker::PhantomData }
}

impl<T> TextExpr<T> {
    /// Gives the parameter `:name` its value. A colon that begins no parameter is written `\:`.
    pub fn bind(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.text.bind(name.into(), value.into());
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType> Expression for TextExpr<T> {
    type Sql = T;
    type Refs = Unchecked;

    fn node(&self) -> Node {
        Node::Text(Arc::new(self.text.clone()))
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, B> Operand<B> for TextExpr<T>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = Unchecked;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        Node::Text(Arc::new(self.text))
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, B> Operand<B> for &TextExpr<T>
where
    T::Base: ComparableWith<B>,
{
    type Sql = Checked<T, <T::Base as ComparableWith<B>>::Kept>;
    type Refs = Unchecked;
    type Wider = <T::Base as ComparableWith<B>>::Wider;

    fn operand(self) -> Node {
        self.node()
    }
}

impl<T> Clone for TextExpr<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), mark: std::marker::PhantomData }
    }
}

impl<T> std::fmt::Debug for TextExpr<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.text.fmt(f)
    }
}
