//! When parts of two schemas mean the same, although they may be written differently.

use crate::ddl::{column_type_sql, without_parentheses};
use crate::default_value::clock;
use crate::in_list::with_in_lists;
use crate::{Column, DefaultValue, Dialect, MetaData, SqlType, Table};

/// A schema in the comparison, and the dialects that decide what is the same.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) metadata: &'a MetaData,
    pub(crate) dialects: &'a [Dialect],
}

impl Side<'_> {
    /// Whether the dialect takes part in the comparison.
    pub(super) fn speaks(&self, dialect: Dialect) -> bool {
        self.dialects.contains(&dialect)
    }

    /// Whether two names mean the same object. SQLite ignores case.
    pub(crate) fn same_name(&self, a: &str, b: &str) -> bool {
        a == b || (self.speaks(Dialect::Sqlite) && a.eq_ignore_ascii_case(b))
    }

    /// Whether two lists of names are the same, in order.
    pub(super) fn same_names<A: AsRef<str>, B: AsRef<str>>(&self, a: &[A], b: &[B]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same_name(a.as_ref(), b.as_ref()))
    }

    /// Whether two schemas are the same. One without a name is the default schema, which may have a name on the other
    /// side.
    pub(crate) fn same_schema(&self, a: Option<&str>, b: Option<&str>) -> bool {
        a.zip(b).is_none_or(|(a, b)| self.same_name(a, b))
    }

    /// A column's type as text, as the first dialect of the comparison spells it.
    pub(crate) fn type_text(&self, table: &Table, column: &Column) -> String {
        let dialect = self.dialects.first().copied().unwrap_or(Dialect::PostgreSql);
        column_type_sql(self.metadata, table, column, dialect).unwrap_or_else(|_| format!("{:?}", column.sql_type))
    }
}

/// A column with its table and schema.
pub(crate) type Place<'a> = (Side<'a>, &'a Table, &'a Column);

/// Whether the types of two columns are the same, in general or in one of the dialects.
pub(crate) fn same_type(a: Place<'_>, b: Place<'_>) -> bool {
    let (a_type, b_type) = (&a.2.sql_type, &b.2.sql_type);
    let same_in = |dialect: &Dialect| {
        let spelled = |(side, table, column): Place<'_>| column_type_sql(side.metadata, table, column, *dialect).ok();
        spelled(a).zip(spelled(b)).is_some_and(|(a, b)| squeeze(&a) == squeeze(&b))
            || is_alias(*dialect, a_type, b_type)
            || is_alias(*dialect, b_type, a_type)
    };
    (same_sql_type(a_type, b_type) && same_labels(a, b)) || a.0.dialects.iter().any(same_in)
}

/// Whether two enums that are part of their columns have the same labels. Those that are separate types are compared as
/// such.
fn same_labels(a: Place<'_>, b: Place<'_>) -> bool {
    let (SqlType::Enum(a_name), SqlType::Enum(b_name)) = (&a.2.sql_type, &b.2.sql_type) else { return true };
    let types = a.0.metadata.enum_type(a_name).zip(b.0.metadata.enum_type(b_name));
    types.is_none_or(|(a, b)| a.labels == b.labels || (a.declared && b.declared))
}

fn same_sql_type(a: &SqlType, b: &SqlType) -> bool {
    match (a, b) {
        (SqlType::Numeric { precision: a, scale: a_scale }, SqlType::Numeric { precision: b, scale: b_scale }) => {
            a == b && a_scale.unwrap_or(0) == b_scale.unwrap_or(0)
        }
        (SqlType::Char(a), SqlType::Char(b)) => a.unwrap_or(1) == b.unwrap_or(1),
        (SqlType::Enum(a), SqlType::Enum(b)) => last_part(a) == last_part(b),
        (SqlType::Array(a), SqlType::Array(b)) => {
            squeeze(a).trim_end_matches("[]") == squeeze(b).trim_end_matches("[]")
        }
        (SqlType::Other(a), SqlType::Other(b)) => squeeze(a) == squeeze(b),
        (a, b) => a == b,
    }
}

/// Whether the dialect treats both types as one.
fn is_alias(dialect: Dialect, a: &SqlType, b: &SqlType) -> bool {
    match (dialect, a, b) {
        (Dialect::Sqlite, a, b) => a.is_integer() && b.is_integer(),
        // BOOL is TINYINT(1) there.
        (Dialect::MySql, SqlType::Boolean, SqlType::SmallInt) => true,
        // MariaDB's JSON is LONGTEXT.
        (Dialect::MySql, SqlType::Json { .. }, SqlType::Text) => true,
        (Dialect::MySql, SqlType::Numeric { precision: None, .. }, SqlType::Numeric { precision, scale }) => {
            *precision == Some(10) && scale.unwrap_or(0) == 0
        }
        _ => false,
    }
}

/// Lower case, without spaces.
fn squeeze(sql: &str) -> String {
    sql.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect()
}

/// A name without its schema.
fn last_part(name: &str) -> String {
    squeeze(name.rsplit('.').next().unwrap_or(name))
}

/// A default as a text that does not depend on how it is written. `None` for NULL.
pub(super) fn plain_default(default: Option<&DefaultValue>) -> Option<String> {
    Some(match default? {
        DefaultValue::Null => return None,
        DefaultValue::Boolean(value) => u8::from(*value).to_string(),
        DefaultValue::Number(text) | DefaultValue::String(text) => plain_number(text),
        DefaultValue::CurrentDate => "current_date".into(),
        DefaultValue::CurrentTime => "current_time".into(),
        DefaultValue::CurrentTimestamp => "current_timestamp".into(),
        DefaultValue::Expression(sql) => {
            let plain = plain_expression(sql);
            match plain.as_str() {
                "null" => return None,
                "true" => "1".into(),
                "false" => "0".into(),
                // MySQL keeps a number of bits without zeros in front.
                bits if bits.starts_with("b'") => format!("b'{}", bits[2..].trim_start_matches('0')),
                // A precision may follow, whose parentheses are already gone.
                name => match clock(name.trim_end_matches(|c: char| c.is_ascii_digit())) {
                    Some(clock) => return plain_default(Some(&clock)),
                    None => plain_number(string_literal(name).as_deref().unwrap_or(name)),
                },
            }
        }
    })
}

/// `1.50` is `1.5`.
fn plain_number(text: &str) -> String {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_decimal = digits.contains('.') && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_decimal { text.trim_end_matches('0').trim_end_matches('.').into() } else { text.into() }
}

/// The content of a single string literal.
fn string_literal(sql: &str) -> Option<String> {
    let inner = sql.strip_prefix('\'')?.strip_suffix('\'')?;
    let content = inner.replace("''", "\u{0}");
    (!content.contains('\'')).then(|| content.replace('\u{0}', "'"))
}

/// An expression without what databases change when they store it: spaces, case, quotes of names, parentheses, and
/// PostgreSQL's casts.
pub(super) fn plain_expression(sql: &str) -> String {
    let sql = &*with_in_lists(sql);
    let mut plain = String::with_capacity(sql.len());
    let mut rest = without_parentheses(sql);
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            let end = rest[1..].find('\'').map_or(rest.len(), |at| at + 2);
            plain.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some(cast) = rest.strip_prefix("::") {
            rest = after_type(cast);
        } else {
            if !c.is_whitespace() && !matches!(c, '"' | '`' | '(' | ')') {
                plain.push(c.to_ascii_lowercase());
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    plain
}

/// What follows the name of a type.
fn after_type(sql: &str) -> &str {
    let mut rest = sql.trim_start().trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"'));
    for more in [" varying", " precision", " without time zone", " with time zone"] {
        rest = rest.strip_prefix(more).unwrap_or(rest);
    }
    if let Some((_, after)) = rest.strip_prefix('(').and_then(|length| length.split_once(')')) {
        rest = after;
    }
    rest.trim_start_matches("[]")
}
