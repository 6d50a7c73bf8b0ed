//! Columns: their types, defaults and what else they say.

use realgar_metadata::lexer::tokens;
use realgar_metadata::type_name::TypeName;
use realgar_metadata::{
    Check, Column, DefaultValue, Dialect, EnumType, Generated, GeneratedStorage, Identity, SqlType,
};

use super::catalog::{self, Asked, Relation};
use crate::inspector::words::{default, expression, lexis, owned, sql_type, texts};

const DIALECT: Dialect = Dialect::MySql;

/// Makes a column. The checks that say what the model says of the column are taken from those of the table.
pub(super) fn column(found: &catalog::Column, table: &Relation, asked: &Asked<'_>, checks: &mut Vec<Check>) -> Column {
    let mut column = Column::new("", SqlType::Text);
    column.name = owned(&found.name);
    let says = |word: &str| found.extra.to_ascii_lowercase().contains(word);
    column.collation =
        found.collation.as_ref().filter(|own| table.collation.as_ref() != Some(own)).map(|own| owned(own));
    if is_enum(found) {
        column.sql_type = SqlType::Enum(enum_name(found).into());
    } else if let Some((sql_type, native)) = sql_type(&found.column_type, DIALECT) {
        column.sql_type = sql_type;
        column.native_type = native;
    } else {
        column.sql_type = SqlType::Other(owned(&found.column_type));
    }
    column.nullable = found.nullable;
    column.comment = Some(&found.comment).filter(|comment| !comment.is_empty()).map(|comment| owned(comment));
    column.identity = says("auto_increment").then_some(Identity::BY_DEFAULT);
    column.invisible = says("invisible");
    column.on_update = on_update(&found.extra).map(owned);
    if let Some(sql) = &found.expression {
        let stored = says("stored") || says("persistent");
        let storage = if stored { GeneratedStorage::Stored } else { GeneratedStorage::Virtual };
        column.generated = Some(Generated { expression: expression(sql, DIALECT), storage });
    } else {
        column.default = default_value(found, &column.sql_type, asked);
    }
    take_checks(&mut column, checks);
    column
}

/// MariaDB keeps JSON as LONGTEXT with a check, and generated columns that are NOT NULL have one in place of the words.
fn take_checks(column: &mut Column, checks: &mut Vec<Check>) {
    let mut name = String::new();
    super::quoted(&mut name, &column.name);
    let is_text = |native: &realgar_metadata::NativeType| native.sql.eq_ignore_ascii_case("longtext");
    let mut take = |condition: String| {
        let at = checks.iter().position(|check| check.expression.eq_ignore_ascii_case(&condition));
        at.map(|at| checks.remove(at)).is_some()
    };
    if column.native_type.as_ref().is_some_and(is_text) && take(format!("json_valid({name})")) {
        column.sql_type = SqlType::Json { binary: false };
        column.native_type = None;
        column.collation = None;
    }
    if column.generated.is_some() && column.nullable && take(format!("{name} is not null")) {
        column.nullable = false;
    }
}

/// MariaDB writes an expression, MySQL the value of a literal.
fn default_value(found: &catalog::Column, sql_type: &SqlType, asked: &Asked<'_>) -> Option<DefaultValue> {
    let written = found.default.as_deref()?;
    let is_expression = asked.is_mariadb || found.extra.to_ascii_lowercase().contains("default_generated");
    let is_clock = written.to_ascii_lowercase().starts_with("current_timestamp");
    if is_expression || is_clock || written.starts_with("b'") {
        return Some(default(written, DIALECT)).filter(|default| *default != DefaultValue::Null);
    }
    let is_number = sql_type.is_integer()
        || matches!(sql_type, SqlType::Real | SqlType::Double | SqlType::Numeric { .. } | SqlType::Boolean);
    Some(if is_number { DefaultValue::Number(owned(written)) } else { DefaultValue::String(owned(written)) })
}

/// What follows ON UPDATE.
fn on_update(extra: &str) -> Option<&str> {
    let at = extra.to_ascii_lowercase().find("on update ")?;
    let rest = &extra[at + "on update ".len()..];
    rest.split_whitespace().next()
}

fn is_enum(found: &catalog::Column) -> bool {
    found.column_type.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("enum("))
}

/// The name that the enum of a column has in schema files, too.
fn enum_name(found: &catalog::Column) -> String {
    format!("{}_{}", found.place.1, found.name)
}

/// The enum of a column, if it is one.
pub(super) fn enum_type(found: &catalog::Column) -> Option<EnumType> {
    let written = is_enum(found).then_some(&found.column_type)?;
    let labels = TypeName::read(written, &tokens(written, lexis(DIALECT))).arguments;
    let mut enum_type = EnumType::new("", &[], false);
    enum_type.name = enum_name(found).into();
    enum_type.labels = texts(&labels).into();
    Some(enum_type)
}
