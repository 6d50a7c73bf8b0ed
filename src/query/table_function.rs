//! Functions that return rows, as something that stands in FROM.

use std::sync::Arc;

use realgar_metadata as metadata;

use super::expr::LiteralValue;
use super::rules::{IsArray, Listed, Mark, Needs, NoRefs};
use super::{AliasTag, Aliasable, DerivedTable, Expr, Expression};
use crate::sql::ast::{FromItem, Node, TableCall, TableFunction as Function};
use crate::sql::value::Value;
use crate::types::{Array, BaseType, BigInt, SqlType};

/// A function that returns rows with the columns of select list `Sel`, from arguments that refer to `Refs`:
/// [`alias`](Self::alias) makes it an item of FROM. SQLAlchemy calls it a table-valued function.
#[must_use = "a function stands in FROM under a name: `.alias(\"name\")`"]
pub struct TableFunction<Sel, Refs> {
    call: TableCall,
    mark: Mark<(Sel, Refs)>,
}

/// The table that a function is in FROM: its arguments may use what stands before it.
type AsTable<Sel, Refs, Tag = ()> = DerivedTable<Sel, (Needs<Refs>, ()), Tag>;

impl<Sel, R> TableFunction<Sel, R> {
    pub(super) fn new(
        function: Function,
        arguments: Vec<Node>,
        columns: Vec<(&'static str, metadata::SqlType)>,
    ) -> Self {
        let call = TableCall { function, arguments, columns, has_ordinality: false, writes_types: false };
        Self { call, mark: std::marker::PhantomData }
    }

    /// `function(arguments) AS name (columns)`: to be joined or selected from, its columns used like a table's. The arguments
    /// may use columns of what stands before it in FROM, where the dialect has LATERAL; SQLite has it for functions.
    ///
    /// Two of them in one query need names by [`alias!`](crate::alias!), which gives each a type of its own:
    /// `alias!("n", func::generate_series(1, 10))`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// let numbers = func::generate_series(1, 3).alias("numbers");
    /// let n = numbers.columns();
    /// let query = select(n * n).select_from(numbers);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT numbers.value * numbers.value \
    ///      FROM generate_series($1, $2) AS numbers (value)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn alias(self, name: &'static str) -> AsTable<Sel, R> {
        let name = AsTable::<Sel, R>::unique(name);
        self.named(name)
    }

    fn named<Tag>(self, name: &'static str) -> AsTable<Sel, R, Tag> {
        let names: Arc<[&'static str]> = self.call.columns.iter().map(|(column, _)| *column).collect();
        DerivedTable::new(FromItem::Function(Arc::new(self.call), name), name, names)
    }

    /// `WITH ORDINALITY`: one column more, `ordinality`, that counts the rows from 1. On PostgreSQL; for the elements of JSON
    /// arrays on SQLite and MySQL, too.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// let words = func::unnest(vec!["a", "b"]).with_ordinality().alias("words");
    /// let (word, position) = words.columns();
    /// let query = select((word, position)).select_from(words);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT words.value, words.ordinality FROM unnest(CAST($1 AS TEXT[])) \
    ///      WITH ORDINALITY AS words (value, ordinality)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn with_ordinality(mut self) -> TableFunction<Sel::Columns, R>
    where
        Sel: WithOrdinality,
    {
        self.call.has_ordinality = true;
        self.call.columns.push(("ordinality", BigInt::sql_type()));
        TableFunction { call: self.call, mark: std::marker::PhantomData }
    }

    /// `AS name (column type, …)`: with the types of the columns, which PostgreSQL wants of a function that returns records.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// let document = literal("[{\"x\": 1}]").cast::<Json>();
    /// let points = func::table_call("json_to_recordset", document)
    ///     .table_valued::<(Integer, Nullable<Text>)>(["x", "label"])
    ///     .with_types()
    ///     .alias("points");
    /// let (x, _label) = points.columns();
    /// let query = select(x).select_from(points);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT points.x FROM json_to_recordset(CAST($1 AS JSON)) \
    ///      AS points (x INTEGER, label TEXT)",
    /// );
    /// # use realgar::types::Json;
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn with_types(mut self) -> Self {
        self.call.writes_types = true;
        self
    }
}

impl<Sel, R> Clone for TableFunction<Sel, R> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), mark: std::marker::PhantomData }
    }
}

impl<Sel, R> std::fmt::Debug for TableFunction<Sel, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.call.fmt(f)
    }
}

impl<Sel, R, Tag: AliasTag> Aliasable<Tag> for TableFunction<Sel, R> {
    type Aliased = AsTable<Sel, R, Tag>;

    fn alias(self) -> Self::Aliased {
        self.named(Tag::name())
    }
}

/// A call by name whose columns are not said yet: what `func::table_call` makes.
#[must_use = "say what its columns are: `.table_valued::<(Text, Integer)>([\"a\", \"b\"])`"]
pub struct NamedTableFunction<Refs> {
    name: &'static str,
    arguments: Vec<Node>,
    mark: Mark<Refs>,
}

impl<R> NamedTableFunction<R> {
    pub(super) const fn new(name: &'static str, arguments: Vec<Node>) -> Self {
        Self { name, arguments, mark: std::marker::PhantomData }
    }

    /// The SQL types of its columns, and their names: PostgreSQL gives it these names, on SQLite it has to have them itself.
    /// The database checks the types.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let words = func::table_call("regexp_split_to_table", (User.name, literal(" ")))
    ///     .table_valued::<(Text,)>(["word"])
    ///     .alias("words");
    /// let (word,) = words.columns();
    /// let query = select((User.id, word)).cross_join(words);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id, words.word FROM user_account CROSS JOIN \
    ///      regexp_split_to_table(user_account.name, $1) AS words (word)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn table_valued<C: TableColumns>(self, names: C::Names) -> TableFunction<C::Columns, R> {
        let columns = names.as_ref().iter().copied().zip(C::sql_types()).collect();
        TableFunction::new(Function::Named(self.name), self.arguments, columns)
    }
}

impl<R> Clone for NamedTableFunction<R> {
    fn clone(&self) -> Self {
        Self { name: self.name, arguments: self.arguments.clone(), mark: std::marker::PhantomData }
    }
}

impl<R> std::fmt::Debug for NamedTableFunction<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple(self.name).field(&self.arguments).finish()
    }
}

/// The columns of a function by name: a tuple of at most 8 SQL types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tuple of SQL types",
    label = "expected a tuple of at most 8 SQL types: `(Text, Nullable<Integer>)`; a single one is `(Text,)`"
)]
pub trait TableColumns {
    /// The select list that has these columns.
    type Columns;
    /// A name for each.
    type Names: AsRef<[&'static str]>;

    /// Their types.
    fn sql_types() -> Vec<metadata::SqlType>;
}

/// A column as an item of the select list that a function stands for.
type Valued<T> = Expr<T, NoRefs>;

/// The columns of a function with one more, that counts the rows.
pub trait WithOrdinality {
    /// The longer list.
    type Columns;
}

impl<T: SqlType> WithOrdinality for Expr<T, NoRefs> {
    type Columns = (Self, Valued<BigInt>);
}

macro_rules! table_columns {
    ($width:literal; $($column:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<$($column: SqlType),+> TableColumns for ($($column,)+) {
            type Columns = ($(Valued<$column>,)+);
            type Names = [&'static str; $width];

            fn sql_types() -> Vec<metadata::SqlType> {
                vec![$(<$column::Base as BaseType>::sql_type()),+]
            }
        }

        impl<$($column: SqlType),+> WithOrdinality for ($(Valued<$column>,)+) {
            type Columns = ($(Valued<$column>,)+ Valued<BigInt>);
        }
    };
}

table_columns!(1; A);
table_columns!(2; A, B);
table_columns!(3; A, B, C);
table_columns!(4; A, B, C, D);
table_columns!(5; A, B, C, D, E);
table_columns!(6; A, B, C, D, E, F);
table_columns!(7; A, B, C, D, E, F, G);
table_columns!(8; A, B, C, D, E, F, G, H);

/// A value or an expression that is an argument of a function in FROM.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a value nor an expression",
    label = "has no SQL type",
    note = "give a number, a text, a column or an expression"
)]
pub trait Argument<M> {
    /// The SQL type.
    type Sql: SqlType;
    /// The columns it uses.
    type Refs;

    /// The untyped tree.
    fn argument(self) -> Node;
}

/// Marks a value.
#[derive(Debug)]
pub struct AsValue;

/// Marks an expression.
#[derive(Debug)]
pub struct AsExpression;

#[diagnostic::do_not_recommend]
impl<V: LiteralValue> Argument<AsValue> for V {
    type Sql = V::Sql;
    type Refs = NoRefs;

    fn argument(self) -> Node {
        Node::Bind(self.into_value())
    }
}

#[diagnostic::do_not_recommend]
impl<E: Expression> Argument<AsExpression> for E {
    type Sql = E::Sql;
    type Refs = E::Refs;

    fn argument(self) -> Node {
        self.into_node()
    }
}

/// What `func::unnest` takes: a list of values, or an array of the database's.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a list of values nor an array",
    label = "has no elements",
    note = "give an array, a `Vec` or an iterator of values, or an expression of SQL type `Array<…>`"
)]
pub trait Unnested<M> {
    /// The SQL type of the elements.
    type Element: SqlType;
    /// The columns it uses.
    type Refs;

    /// The array.
    fn array(self) -> Node;
}

#[diagnostic::do_not_recommend]
impl<L: IntoIterator<Item: LiteralValue<Sql: BaseType>>> Unnested<Listed> for L {
    type Element = <L::Item as LiteralValue>::Sql;
    type Refs = NoRefs;

    fn array(self) -> Node {
        let values = self.into_iter().map(LiteralValue::into_value).collect();
        let array = Value::Array(&<Self::Element as BaseType>::KIND, values);
        // Alone, PostgreSQL would not know the type of its elements.
        Node::Cast(Arc::new(Node::Bind(array)), Array::<Self::Element>::KIND, Array::<Self::Element>::sql_type())
    }
}

#[diagnostic::do_not_recommend]
impl<E: Expression<Sql: SqlType<Base: IsArray>>> Unnested<AsExpression> for E {
    type Element = <<E::Sql as SqlType>::Base as IsArray>::Element;
    type Refs = E::Refs;

    fn array(self) -> Node {
        self.into_node()
    }
}
