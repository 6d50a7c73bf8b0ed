//! What the texts of a server's catalog mean in the model: types, defaults, expressions, names.

use realgar_metadata::in_list::with_in_lists;
use realgar_metadata::lexer::{self, Lexis};
use realgar_metadata::type_name::TypeName;
use realgar_metadata::{DefaultValue, Dialect, NativeType, ReferentialAction, SqlType, Text, default_value};

use crate::error::{Error, Result};
use crate::sql::value::{Value, ValueRef};
use crate::statement::FromValue;

/// How a server cuts the texts that it writes.
pub(super) const fn lexis(dialect: Dialect) -> Lexis {
    match dialect {
        Dialect::MySql => Lexis::MYSQL,
        Dialect::PostgreSql => Lexis::POSTGRESQL,
        _ => Lexis::SQLITE,
    }
}

/// Text of the model.
pub(super) fn owned(text: &str) -> Text {
    Text::Owned(text.to_owned())
}

/// A type that the server writes in these words. `None` if they are not among those that some dialect knows.
pub(super) fn sql_type(written: &str, dialect: Dialect) -> Option<(SqlType, Option<NativeType>)> {
    let name = TypeName::read(written, &lexer::tokens(written, lexis(dialect)));
    let sql_type = name.family()?.sql_type(&name, Some(dialect));
    let says_more = !matches!(sql_type, SqlType::Array(_) | SqlType::Other(_)) && !name.is_plain(&sql_type, dialect);
    Some((sql_type, says_more.then(|| native(written, dialect))))
}

/// A type in the words of the server.
pub(super) fn native(written: &str, dialect: Dialect) -> NativeType {
    let mut native = NativeType::new(dialect, "");
    native.sql = owned(written);
    native
}

/// What the text of a default means.
pub(super) fn default(written: &str, dialect: Dialect) -> DefaultValue {
    let tokens = lexer::tokens(written, lexis(dialect));
    default_value::simple(written, &tokens, Some(dialect))
        .unwrap_or_else(|| DefaultValue::Expression(expression(written, dialect)))
}

/// An expression of the model: without the parentheses around the whole of it, and with IN where PostgreSQL writes ANY.
pub(super) fn expression(written: &str, dialect: Dialect) -> Text {
    let bare = without_parentheses(written, dialect);
    if dialect == Dialect::PostgreSql { with_in_lists(bare).into_owned().into() } else { owned(bare) }
}

fn without_parentheses(written: &str, dialect: Dialect) -> &str {
    let tokens = lexer::tokens(written, lexis(dialect));
    match lexer::without_parentheses(&tokens) {
        [] => "",
        [first, .., last] => &written[first.start..last.end],
        [only] => &written[only.start..only.end],
    }
}

/// ON DELETE or ON UPDATE.
pub(super) fn action(words: &str) -> ReferentialAction {
    match words {
        "RESTRICT" | "r" => ReferentialAction::Restrict,
        "CASCADE" | "c" => ReferentialAction::Cascade,
        "SET NULL" | "n" => ReferentialAction::SetNull,
        "SET DEFAULT" | "d" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

/// An array of a catalog, whose elements are never NULL. NULL itself has no elements.
#[derive(Debug, Default)]
pub(super) struct Array<T>(pub(super) Vec<T>);

impl<T: FromValue> FromValue for Array<T> {
    fn from_value(cell: ValueRef<'_>) -> Result<Self> {
        match cell {
            ValueRef::Null => Ok(Self(Vec::new())),
            ValueRef::Array(_, elements) => {
                Ok(Self(elements.iter().map(|element| T::from_value(element.as_cell())).collect::<Result<_>>()?))
            }
            _ => Err(Error::decode("the catalog has no array where one was expected")),
        }
    }
}

/// A list of names as a bind.
pub(super) fn names_bind(names: &[String]) -> Value {
    Value::Array(&crate::sql::value::Kind::Text, names.iter().cloned().map(Value::Text).collect())
}

/// Names of the model.
pub(super) fn texts(names: &[String]) -> Vec<Text> {
    names.iter().map(|name| owned(name)).collect()
}
