//! Parts of JSON documents (feature `json`).

use std::sync::Arc;

use super::{Expr, Expression};
use crate::sql::ast::{JsonPath, JsonStep, Node};
use crate::types::{Json, Nullable, SqlType, Text};

/// A SQL type that is a JSON document.
#[diagnostic::on_unimplemented(
    message = "this takes a JSON document, but this is of SQL type `{Self}`",
    label = "is not a JSON document; convert it with `.cast::<Json>()`"
)]
pub trait IsJson: SqlType<Base = Json> {}

#[diagnostic::do_not_recommend]
impl IsJson for Json {}
#[diagnostic::do_not_recommend]
impl IsJson for Nullable<Json> {}

/// One step into a JSON document: a key, or the number of an element.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a step into a JSON document",
    label = "is neither a key nor the number of an element",
    note = "give a `&str`, a `String` or an `i32`"
)]
pub trait JsonKey {
    /// The step.
    fn step(self) -> JsonStep;
}

#[diagnostic::do_not_recommend]
impl JsonKey for &str {
    fn step(self) -> JsonStep {
        JsonStep::key(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl JsonKey for String {
    fn step(self) -> JsonStep {
        JsonStep::key(self)
    }
}

#[diagnostic::do_not_recommend]
impl JsonKey for i32 {
    fn step(self) -> JsonStep {
        JsonStep::index(self)
    }
}

/// The ways into JSON documents, on columns and expressions. A part that is not there is NULL.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let document = Sample.document;
/// let query = select((document.json_get("tags"), document.path("tags[0]")))
///     .filter(
///         document
///             .json_text("name")
///             .eq("sandy")
///             .or(document.path_text("owner.name").eq("sandy")),
///     );
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT sample.document -> $1, sample.document -> $2 -> $3 FROM sample \
///      WHERE sample.document ->> $4 = $5 OR sample.document -> $6 ->> $7 = $8",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub trait JsonOperators: Expression + Sized {
    /// The value of a key, or an element of an array from 0, as JSON: `self -> 'key'` on PostgreSQL,
    /// `self -> '$."key"'` on SQLite, `JSON_EXTRACT(self, '$."key"')` on MySQL.
    fn json_get(&self, key: impl JsonKey) -> Expr<Nullable<Json>, Self::Refs>
    where
        Self::Sql: IsJson,
    {
        part(self.node(), [key.step()], false)
    }

    /// The same as text: a string without its quotes, a number in digits; NULL for the null of JSON.
    /// `self ->> 'key'` on PostgreSQL.
    fn json_text(&self, key: impl JsonKey) -> Expr<Nullable<Text>, Self::Refs>
    where
        Self::Sql: IsJson,
    {
        part(self.node(), [key.step()], true)
    }

    /// Several steps at once, as JSON: `.path("a.b[0]")` is `.json_get("a").json_get("b").json_get(0)`.
    fn path(&self, path: &str) -> Expr<Nullable<Json>, Self::Refs>
    where
        Self::Sql: IsJson,
    {
        part(self.node(), steps(path), false)
    }

    /// Several steps at once, as text: `.path_text("a.b")` is `.json_get("a").json_text("b")`.
    fn path_text(&self, path: &str) -> Expr<Nullable<Text>, Self::Refs>
    where
        Self::Sql: IsJson,
    {
        part(self.node(), steps(path), true)
    }
}

impl<E: Expression> JsonOperators for E {}

fn part<T, R>(document: Node, steps: impl IntoIterator<Item = JsonStep>, as_text: bool) -> Expr<T, R> {
    Expr::new(Node::Json(Arc::new(JsonPath::new(document, steps, as_text))))
}

/// `a.b[0]`: keys between points, numbers in brackets. What does not look like that is a key.
fn steps(path: &str) -> Vec<JsonStep> {
    let mut steps = Vec::new();
    for segment in path.split('.') {
        let mut key = segment;
        let mut indexes = Vec::new();
        while let Some((before, number)) = key.strip_suffix(']').and_then(|open| open.rsplit_once('[')) {
            let Ok(index) = number.parse() else { break };
            indexes.push(JsonStep::index(index));
            key = before;
        }
        if !key.is_empty() || indexes.is_empty() {
            steps.push(JsonStep::key(key.to_owned()));
        }
        steps.extend(indexes.into_iter().rev());
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_split_into_keys_and_indexes() {
        let key = |name: &str| JsonStep::key(name.to_owned());
        assert_eq!(steps("a.b"), [key("a"), key("b")]);
        assert_eq!(steps("a[0][12].b"), [key("a"), JsonStep::index(0), JsonStep::index(12), key("b")]);
        assert_eq!(steps("[3]"), [JsonStep::index(3)]);
        assert_eq!(steps("a[x]"), [key("a[x]")]);
        assert_eq!(steps(""), [key("")]);
    }
}
