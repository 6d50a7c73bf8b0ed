//! A query that is rendered once for each dialect, and then run with values only.

use std::sync::OnceLock;

use realgar_metadata::Dialect;

use super::ast::{Compound, Select, Statement};
use super::columns::Columns;
use super::render::{Binds, Limits, Needs, Rendered, render};
use super::value::{Kind, Parameter, Value};
use crate::error::{Error, ErrorKind, Result};

/// A query with its parameters' values.
#[derive(Clone, Copy, Debug)]
pub struct Prepared<'a> {
    pub(crate) query: PreparedTree<'a>,
    pub(crate) texts: &'a PreparedTexts,
    pub(crate) values: &'a [(&'static str, Value)],
}

impl PartialEq for Prepared<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.query == other.query && self.values == other.values
    }
}

/// What can be prepared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PreparedTree<'a> {
    Select(&'a Select),
    Compound(&'a Compound),
}

impl<'a> PreparedTree<'a> {
    /// The query itself; `None` for other statements.
    pub(crate) const fn of(statement: Statement<'a>) -> Option<Self> {
        match statement {
            Statement::Select(select) => Some(Self::Select(select)),
            Statement::Compound(compound) => Some(Self::Compound(compound)),
            _ => None,
        }
    }

    /// As the statement that it was.
    pub(crate) const fn statement(self) -> Statement<'a> {
        match self {
            Self::Select(select) => Statement::Select(select),
            Self::Compound(compound) => Statement::Compound(compound),
        }
    }
}

/// The texts of a prepared query, each made when it is first wanted.
#[derive(Debug, Default)]
pub(crate) struct PreparedTexts([OnceLock<PreparedText>; Dialect::ALL.len()]);

/// A rendered query.
#[derive(Debug)]
pub(crate) struct PreparedText {
    pub(crate) sql: String,
    pub(crate) columns: Columns,
    pub(crate) varies: bool,
    pub(crate) limits: Limits,
    pub(crate) needs: Needs,
    /// One for each placeholder: a constant, or the parameter whose value goes there.
    binds: Vec<Value>,
}

impl<'a> Prepared<'a> {
    /// The text in a dialect.
    pub(crate) fn text(&self, dialect: Dialect) -> Result<&'a PreparedText> {
        let place = &self.texts.0[dialect as usize];
        if let Some(text) = place.get() {
            return Ok(text);
        }
        let rendered = render(self.query.statement(), dialect)?;
        let binds = rendered.binds.iter().map(|value| (*value).clone()).collect();
        let (sql, columns) = (rendered.sql, rendered.columns);
        let Rendered { varies, limits, needs, .. } = rendered;
        let text = PreparedText { sql, columns, varies, limits, needs, binds };
        Ok(place.get_or_init(|| text))
    }

    /// Hands the value of each placeholder of the text to `run`.
    pub(crate) fn with_binds<T>(&self, text: &PreparedText, run: impl FnOnce(&Binds<'_>) -> Result<T>) -> Result<T> {
        let mut used = 0_u64;
        let mut widened = Vec::new();
        let mut binds = Binds::new();
        for bind in &text.binds {
            let Value::Parameter(parameter) = bind else {
                binds.push(bind);
                continue;
            };
            let position = self.values.iter().rposition(|(name, _)| *name == parameter.name);
            let Some((position, (_, value))) = position.and_then(|at| Some((at, self.values.get(at)?))) else {
                return Err(without_value(parameter));
            };
            used |= 1 << position.min(63);
            if value.is_null() || value.kind() != parameter.kind {
                widened.push((binds.len(), fitting(value, parameter)?));
            }
            binds.push(value);
        }
        if used.count_ones() as usize != self.values.len() {
            self.refuse_unknown(text)?;
        }
        for (position, value) in &widened {
            binds[*position] = value;
        }
        run(&binds)
    }

    /// Refuses a value for a parameter that the query does not have. One that is given twice is what it was given last.
    #[cold]
    fn refuse_unknown(&self, text: &PreparedText) -> Result<()> {
        let is_known = |name: &str| text.binds.iter().any(|bind| matches!(bind, Value::Parameter(p) if p.name == name));
        match self.values.iter().find(|(name, _)| !is_known(name)) {
            None => Ok(()),
            Some((name, _)) => {
                Err(Error::new(ErrorKind::Parameter, format!("the prepared query has no parameter `{name}`")))
            }
        }
    }
}

/// For a parameter that is run without a value.
#[cold]
pub(crate) fn without_value(parameter: &Parameter) -> Error {
    let name = parameter.name;
    Error::new(
        ErrorKind::Parameter,
        format!(
            "the parameter `{name}` has no value: `.prepare()` the query, and give it one with `.bind(\"{name}\", …)`"
        ),
    )
}

/// Refuses a statement whose parameters have no values, because it is not prepared.
pub(crate) fn refuse_parameters(binds: &[&Value]) -> Result<()> {
    let parameter = binds.iter().find_map(|bind| match bind {
        Value::Parameter(parameter) => Some(parameter),
        _ => None,
    });
    parameter.map_or(Ok(()), |parameter| Err(without_value(parameter)))
}

/// A value of another kind as one of the parameter's SQL type: an integer may be a narrower one.
#[cold]
fn fitting(value: &Value, parameter: &Parameter) -> Result<Value> {
    if value.is_null() {
        return Err(Error::new(
            ErrorKind::Parameter,
            format!(
                "the parameter `{}` is NULL, which nothing is equal to: write `.is_null()` in a query of its own",
                parameter.name
            ),
        ));
    }
    Ok(match (value, parameter.kind) {
        (Value::SmallInt(number), Kind::Integer) => Value::Integer(i32::from(*number)),
        (Value::SmallInt(number), Kind::BigInt) => Value::BigInt(i64::from(*number)),
        (Value::Integer(number), Kind::BigInt) => Value::BigInt(i64::from(*number)),
        (Value::Real(number), Kind::Double) => Value::Double(f64::from(*number)),
        _ => {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!(
                    "the parameter `{}` is of SQL type {}, and its value is {}",
                    parameter.name,
                    parameter.kind.noun(),
                    value.kind().noun()
                ),
            ));
        }
    })
}
