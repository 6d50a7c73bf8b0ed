//! Prepared queries: built and rendered once, run with values only.

use std::marker::PhantomData;

use smallvec::SmallVec;

use super::rules::{NoRefs, Operand, ParameterValue};
use super::{Compound, Query, Select};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::ast::{Node, Statement};
use crate::sql::compiled::Compiled;
use crate::sql::prepared::{Prepared, PreparedTexts, PreparedTree};
use crate::sql::value::{Parameter, Value};
use crate::statement::executable::{Answer, Executable, Returning};
use crate::types::BaseType;

/// A value that a prepared query is given when it runs. Its SQL type is that of what it is compared with.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let mut conn = engine.connect()?;
/// # conn.execute(insert(User).values(["sandy", "squidward"].map(NewUser::new)))?;
/// let by_name = select(User.id).filter(User.name.eq(param("name"))).prepare();
/// assert_eq!(conn.scalar(by_name.bind("name", "sandy"))?, Some(1));
/// assert_eq!(conn.scalar(by_name.bind("name", "squidward"))?, Some(2));
/// # Ok(())
/// # }
/// ```
///
/// A parameter that is kept checks the types of its values when the program is compiled:
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let mut conn = engine.connect()?;
/// # conn.execute(insert(User).values(["sandy", "squidward"].map(NewUser::new)))?;
/// let name = param("name");
/// let by_name = select(User).filter(User.name.eq(name)).prepare();
/// let user = conn.scalars(by_name.bind(name, "sandy"))?.one()?;
/// assert_eq!(user.name, "sandy");
/// # Ok(())
/// # }
/// ```
#[must_use]
pub const fn param<B: BaseType>(name: &'static str) -> Param<B> {
    Param { name, sql: PhantomData }
}

/// A parameter of a prepared query: see [`param`].
pub struct Param<B> {
    name: &'static str,
    sql: PhantomData<fn() -> B>,
}

impl<B> Clone for Param<B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<B> Copy for Param<B> {}

impl<B> std::fmt::Debug for Param<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, ":{}", self.name)
    }
}

#[diagnostic::do_not_recommend]
impl<B: BaseType> Operand<B> for Param<B> {
    type Sql = B;
    type Refs = NoRefs;
    type Wider = B;

    fn operand(self) -> Node {
        Node::Bind(Value::Parameter(Parameter { name: self.name, kind: B::KIND }))
    }
}

/// Which parameter a value is for: its name, or the [`Param`] itself, which knows the value's type.
#[diagnostic::on_unimplemented(
    message = "`{V}` cannot be the value of the parameter `{Self}`",
    label = "expected a value of the parameter's SQL type",
    note = "convert the value in Rust, or give the parameter another type where it is made"
)]
pub trait BindTo<V> {
    /// The name, and the value as it is sent.
    fn bound(self, value: V) -> (&'static str, Value);
}

#[diagnostic::do_not_recommend]
impl<V: Into<Value>> BindTo<V> for &'static str {
    fn bound(self, value: V) -> (&'static str, Value) {
        (self, value.into())
    }
}

#[diagnostic::do_not_recommend]
impl<B: BaseType, V: ParameterValue<B>> BindTo<V> for Param<B> {
    fn bound(self, value: V) -> (&'static str, Value) {
        (self.name, value.parameter_value())
    }
}

/// A query that is rendered once for each dialect and run with values only: made by `.prepare()`.
///
/// It costs about as much to run as SQL text that is written by hand, and may be kept in a `static` and shared by threads.
/// Without parameters it is run by reference: `conn.execute(&all)`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewUser, User};
/// # fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let mut conn = engine.connect()?;
/// # conn.execute(insert(User).values(["sandy", "squidward"].map(NewUser::new)))?;
/// let everybody = select(User.name).order_by(User.id).prepare();
/// for _ in 0..2 {
///     assert_eq!(conn.scalars(&everybody)?.all(), ["sandy", "squidward"]);
/// }
/// # Ok(())
/// # }
/// ```
pub struct PreparedQuery<Q> {
    query: Q,
    texts: PreparedTexts,
}

impl<Q> PreparedQuery<Q> {
    pub(crate) fn new(query: Q) -> Self {
        Self { query, texts: PreparedTexts::default() }
    }

    /// Gives a parameter its value, for one run. `.bind` on what it returns gives the next one its value.
    #[must_use]
    pub fn bind<P: BindTo<V>, V>(&self, parameter: P, value: V) -> BoundQuery<'_, Q> {
        BoundQuery { prepared: self, values: SmallVec::from_buf([parameter.bound(value)]) }
    }

    /// The SQL of this query in a dialect, without a connection. A parameter is a [`Value::Parameter`] among the binds.
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it.
    pub fn compile<I>(&self, dialect: Dialect) -> Result<Compiled>
    where
        Q: Executable<I>,
    {
        Compiled::new(self.query.ast()?, dialect)
    }

    fn with_values<'a, I, M>(&'a self, values: &'a [(&'static str, Value)]) -> Result<Statement<'a>>
    where
        Q: Executable<I, M>,
    {
        if self.query.options().is_some() {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                "loader options are not prepared: run the query itself, or leave the options out",
            ));
        }
        let query = PreparedTree::of(self.query.ast()?)
            .ok_or_else(|| Error::new(ErrorKind::InvalidStatement, "only a SELECT can be prepared"))?;
        Ok(Statement::Prepared(Prepared { query, texts: &self.texts, values }))
    }
}

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    /// Lets the query be rendered once and run with values only: those of its [`param`]s.
    #[must_use]
    pub fn prepare(self) -> PreparedQuery<Self> {
        PreparedQuery::new(self)
    }
}

impl<Sel, Sc> Compound<Sel, Sc> {
    /// Lets the query be rendered once and run with values only: those of its [`param`]s.
    #[must_use]
    pub fn prepare(self) -> PreparedQuery<Self> {
        PreparedQuery::new(self)
    }
}

impl<R, H> Query<R, H> {
    /// Lets the query be rendered once and run with values only: those of its [`param`]s. Its type can be named, that of a
    /// `static`, too.
    #[must_use]
    pub fn prepare(self) -> PreparedQuery<Self> {
        PreparedQuery::new(self)
    }
}

impl<Q: std::fmt::Debug> std::fmt::Debug for PreparedQuery<Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.query.fmt(f)
    }
}

/// A prepared query and the values of one run.
#[derive(Debug)]
pub struct BoundQuery<'q, Q> {
    prepared: &'q PreparedQuery<Q>,
    values: SmallVec<[(&'static str, Value); 1]>,
}

impl<Q> BoundQuery<'_, Q> {
    /// Gives one more parameter its value.
    #[must_use]
    pub fn bind<P: BindTo<V>, V>(mut self, parameter: P, value: V) -> Self {
        self.values.push(parameter.bound(value));
        self
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Executable<I, M, Answer = A>, I, M, A: Answer> Executable<I, M> for BoundQuery<'_, Q> {
    type Answer = A;

    fn ast(&self) -> Result<Statement<'_>> {
        self.prepared.with_values::<I, M>(&self.values)
    }

    fn decoder(&self) -> A::Decoder {
        self.prepared.query.decoder()
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Returning<I, M>, I, M> Returning<I, M> for BoundQuery<'_, Q> {
    type Row = Q::Row;
    type Scalar = Q::Scalar;

    fn scalar(row: Q::Row) -> Q::Scalar {
        Q::scalar(row)
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Executable<I, M, Answer = A>, I, M, A: Answer> Executable<I, M> for &PreparedQuery<Q> {
    type Answer = A;

    fn ast(&self) -> Result<Statement<'_>> {
        self.with_values::<I, M>(&[])
    }

    fn decoder(&self) -> A::Decoder {
        self.query.decoder()
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Returning<I, M>, I, M> Returning<I, M> for &PreparedQuery<Q> {
    type Row = Q::Row;
    type Scalar = Q::Scalar;

    fn scalar(row: Q::Row) -> Q::Scalar {
        Q::scalar(row)
    }
}
