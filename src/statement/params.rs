//! Named values for the parameters of text SQL.

use std::borrow::Cow;

use crate::sql::value::Value;

/// Values by name, one for each parameter of a [`text`](crate::statement::text). Made by [`params!`](crate::params).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params(Vec<(Cow<'static, str>, Value)>);

impl Params {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a value; the last one of a name counts.
    #[must_use]
    pub fn bind(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
        self
    }

    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    pub(crate) fn into_pairs(self) -> Vec<(Cow<'static, str>, Value)> {
        self.0
    }
}

/// Values by name: `params! { x: 1, y: "two" }`.
///
/// ```
/// use realgar::{Value, params};
///
/// let values = params! { x: 1, name: "one", nothing: None::<i64> };
/// assert_eq!(values.get("x"), Some(&Value::from(1)));
/// assert_eq!(params! {}, realgar::Params::new());
/// ```
#[macro_export]
macro_rules! params {
    ($($name:ident : $value:expr),* $(,)?) => {
        $crate::statement::Params::new()$(.bind(stringify!($name), $value))*
    };
}
