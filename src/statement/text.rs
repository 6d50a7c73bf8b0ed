//! SQL text as a statement.

use std::borrow::Cow;
use std::fmt;

use crate::entity::cells::Decoder;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::ast::Statement;
use crate::sql::compiled::Compiled;
use crate::sql::render::Binds;
use crate::sql::text_sql::{TextSql, missing};
use crate::sql::value::Value;
use crate::statement::executable::{Executable, Returning};
use crate::statement::from_row::{FirstColumn, FromRow};
use crate::statement::params::Params;
use crate::statement::row::Row;
use crate::statement::row_struct::{ReadByName, RowStruct};
use crate::statement::rows::Rows;

/// SQL text with `:name` parameters, as a statement.
///
/// Values are always sent as binds. A colon is not a parameter inside strings, quoted names and comments, nor in `x::type`
/// and `:=`; elsewhere write `\:`. One text is one statement.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// use realgar::{Engine, text};
///
/// let mut conn = Engine::new("sqlite://")?.connect()?;
/// let row = conn
///     .execute(text("SELECT :x + 1 AS next, ':x' AS text").bind("x", 41))?
///     .one()?;
/// assert_eq!(row.get::<i64>("next")?, 42);
/// assert_eq!(row.get::<String>("text")?, ":x");
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn text(sql: impl Into<String>) -> Text {
    Text(TextSql::new(sql.into()))
}

/// SQL text as a statement: made by [`text`].
#[derive(Clone)]
pub struct Text(TextSql);

impl Text {
    /// Gives a parameter its value.
    #[must_use]
    pub fn bind(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.0.bind(name.into(), value.into());
        self
    }

    /// Gives several parameters their values.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, params, text};
    /// # let mut conn = Engine::new("sqlite://")?.connect()?;
    /// let sum = text("SELECT :x + :y").params(params! { x: 1, y: 2 }).typed::<i64>();
    /// assert_eq!(conn.scalar(sum)?, Some(3));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn params(self, params: Params) -> Self {
        params.into_pairs().into_iter().fold(self, |text, (name, value)| text.bind(name, value))
    }

    /// The SQL of this text in a dialect, without a connection.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Dialect, text};
    /// let compiled = text("SELECT x::int FROM t WHERE y > :y")
    ///     .bind("y", 6)
    ///     .compile(Dialect::PostgreSql)?;
    /// assert_eq!(compiled.sql(), "SELECT x::int FROM t WHERE y > $1");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Parameter` if a parameter has no value, or a value no parameter.
    pub fn compile(&self, dialect: Dialect) -> Result<Compiled> {
        Compiled::new(self.checked()?, dialect)
    }

    /// Says what the rows are: a tuple, a single value, or a type that implements [`FromRow`].
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let mut conn = Engine::new("sqlite://")?.connect()?;
    /// let pair: (i64, String) = conn.execute(text("SELECT 1, 'one'").typed())?.one()?;
    /// assert_eq!(pair, (1, "one".to_string()));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn typed<R: FromRow>(self) -> TypedText<R> {
        TypedText { text: self, decoder: R::from_row }
    }

    /// Says which struct the rows are, declared by [`row_struct!`](crate::row_struct!): each field is read from the column
    /// of its name, in whatever order they stand. Columns without a field are passed over.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// realgar::row_struct! {
    ///     #[derive(Debug, PartialEq)]
    ///     struct Point { x: i64, y: Option<i64> }
    /// }
    /// # let mut conn = Engine::new("sqlite://")?.connect()?;
    /// let rows = conn.execute(text("SELECT NULL AS y, 1 AS x").named::<Point>())?;
    /// assert_eq!(rows.one()?, Point { x: 1, y: None });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The statement fails with `Decode` if no column, or more than one, has the name of a field.
    #[must_use]
    pub fn named<R: RowStruct<Fields: ReadByName>>(self) -> TypedText<R> {
        TypedText { text: self, decoder: |cells| R::Fields::read(cells, R::FIELDS).map(R::from_fields) }
    }

    /// The SQL text for many executions; `first` are the values of the first one.
    pub(crate) fn sql_for(&self, first: &Params, dialect: Dialect) -> Result<String> {
        self.checked()?;
        self.0.sql(dialect, |name| self.value(first, name))
    }

    /// The values of one execution, in the order of their places.
    pub(crate) fn binds_for<'a>(&'a self, set: &'a Params) -> Result<Binds<'a>> {
        self.0.refuse_unused(set.names())?;
        self.0.parameters().map(|name| self.value(set, name).ok_or_else(|| missing(name))).collect()
    }

    /// A value of the set, or else the one given to the text itself.
    fn value<'a>(&'a self, set: &'a Params, name: &str) -> Option<&'a Value> {
        set.get(name).or_else(|| self.0.value(name))
    }

    fn checked(&self) -> Result<Statement<'_>> {
        match self.0.transaction_control() {
            None => Ok(Statement::Text(&self.0)),
            Some(word) => Err(Error::new(
                ErrorKind::InvalidStatement,
                format!("`{word}` as text would end the transaction unnoticed: use the connection's methods"),
            )
            .with_statement(self.0.text())),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<M> Executable<(), M> for Text {
    type Answer = Rows<Row>;

    fn ast(&self) -> Result<Statement<'_>> {
        self.checked()
    }

    fn decoder(&self) -> Decoder<Row> {
        Row::from_row
    }
}

#[diagnostic::do_not_recommend]
impl<M> Returning<(), M> for Text {
    type Row = Row;
    type Scalar = Value;

    fn scalar(row: Row) -> Value {
        row.first_column()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("sql", &self.0.text()).finish_non_exhaustive()
    }
}

/// SQL text whose rows have a type: made by [`Text::typed`].
pub struct TypedText<R> {
    text: Text,
    decoder: Decoder<R>,
}

impl<R> TypedText<R> {
    /// Gives a parameter its value.
    #[must_use]
    pub fn bind(self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        Self { text: self.text.bind(name, value), ..self }
    }

    /// Gives several parameters their values.
    #[must_use]
    pub fn params(self, params: Params) -> Self {
        Self { text: self.text.params(params), ..self }
    }
}

#[diagnostic::do_not_recommend]
impl<R, M> Executable<(), M> for TypedText<R> {
    type Answer = Rows<R>;

    fn ast(&self) -> Result<Statement<'_>> {
        self.text.checked()
    }

    fn decoder(&self) -> Decoder<R> {
        self.decoder
    }
}

#[diagnostic::do_not_recommend]
impl<R: FirstColumn, M> Returning<(), M> for TypedText<R> {
    type Row = R;
    type Scalar = R::First;

    fn scalar(row: R) -> R::First {
        row.first_column()
    }
}

impl<R> Clone for TypedText<R> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), decoder: self.decoder }
    }
}

impl<R> fmt::Debug for TypedText<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}
