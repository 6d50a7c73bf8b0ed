//! `Config::diesel`: the same schema for Diesel, in a file of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use realgar_metadata::{Dialect, SqlType};

use super::item::{sql_name, sql_schema};
use crate::model::{EnumModel, Field, Mapping, Model, Origin, Schema};

/// Names that a module of `table!` has for something else.
const TAKEN: &[&str] = &["table", "columns", "dsl", "star", "all_columns", "SqlType", "BoxedQuery"];

/// The most columns that Diesel's tables have, with its feature `128-column-tables`.
const MOST_COLUMNS: usize = 128;

/// What every generated type may be.
const ALLOWED: &str = "#[allow(dead_code, unreachable_pub, reason = \"not every program uses all of it\")]";

/// A column as Diesel sees it.
struct Column<'s> {
    field: &'s Field,
    /// Its name in `table!`.
    name: String,
    sql_type: String,
    rust_type: String,
}

/// A table as Diesel sees it.
struct Table<'s> {
    position: usize,
    model: &'s Model,
    columns: Vec<Column<'s>>,
}

/// The file, and what is left out of it, a sentence each.
pub(super) fn file(schema: &Schema) -> (String, Vec<String>) {
    let mut notes = Vec::new();
    let tables: Vec<Table<'_>> =
        (0..schema.models.len()).filter_map(|position| table(schema, position, &mut notes)).collect();
    let mut text = String::new();
    sql_types(schema, &tables, &mut text);
    for (position, model) in schema.enums.iter().enumerate() {
        if uses(&tables, position) {
            enumeration(schema, position, model, &mut text);
        }
    }
    for table in &tables {
        declaration(schema, table, &mut text);
        rows(schema, table, &mut text);
    }
    joinable(&tables, &mut text);
    if tables.len() > 1 {
        let names: Vec<&str> = tables.iter().map(|table| table.model.module.as_str()).collect();
        let _ = writeln!(text, "::diesel::allow_tables_to_appear_in_same_query!({});", names.join(", "));
    }
    (text, notes)
}

/// A table, unless Diesel cannot have it.
fn table<'s>(schema: &'s Schema, position: usize, notes: &mut Vec<String>) -> Option<Table<'s>> {
    let model = &schema.models[position];
    let Origin::Table(at) = model.origin else { return None };
    let name = sql_name(schema, position);
    let mut leave_out = |why: &str| notes.push(format!("`{name}` is left out for Diesel: {why}"));
    if model.key.is_empty() {
        leave_out("its tables need a primary key");
        return None;
    }
    if sql_schema(schema, position).is_some_and(|name| syn::parse_str::<syn::Ident>(name).is_err()) {
        leave_out("it writes the names of schemas as Rust does");
        return None;
    }
    let mut columns = Vec::new();
    let mut unknown = Vec::new();
    for (at_field, field) in model.fields.iter().enumerate() {
        let declared = schema.metadata.tables[at].columns.iter().find(|column| *column.name == *field.column);
        let native = declared.and_then(|column| column.native_type.as_ref());
        let is_unsigned = native.is_some_and(|native| native.sql.to_ascii_uppercase().contains("UNSIGNED"));
        let found = declared.and_then(|column| types(schema, field, &column.sql_type, is_unsigned));
        match found {
            Some((sql_type, rust_type)) => {
                columns.push(Column { field, name: column_name(model, field), sql_type, rust_type });
            }
            None if model.key.contains(&at_field) => {
                leave_out(&format!("it has no type for `{}`, which is in the primary key", field.column));
                return None;
            }
            None => unknown.push(format!("`{}`", field.column)),
        }
    }
    if columns.len() > MOST_COLUMNS {
        leave_out("its tables have 128 columns at most");
        return None;
    }
    if !unknown.is_empty() {
        notes.push(format!("Diesel has no type for {} of `{name}`, which are left out for it", unknown.join(", ")));
    }
    Some(Table { position, model, columns })
}

/// A column may not have the name of its table, or of something else that is in the table's module.
fn column_name(model: &Model, field: &Field) -> String {
    let is_taken = field.name == model.module || TAKEN.contains(&field.name.as_str());
    format!("{}{}", field.name, if is_taken { "_" } else { "" })
}

/// The type in Diesel's language, and in Rust. `None`: Diesel has none in this dialect.
fn types(schema: &Schema, field: &Field, sql_type: &SqlType, is_unsigned: bool) -> Option<(String, String)> {
    let dialect = schema.dialect;
    let (sql, rust) = match (&field.mapping, sql_type) {
        (Mapping::Enum(position), _) => {
            let name = &schema.enums[*position].name;
            let sql = if is_declared(schema, *position) { format!("sql_types::{name}") } else { "Text".to_owned() };
            (sql, name.clone())
        }
        (_, SqlType::Array(element)) if dialect != Some(Dialect::MySql) && dialect != Some(Dialect::Sqlite) => {
            let (sql, rust) = element_types(element)?;
            (format!("Array<Nullable<{sql}>>"), format!("Vec<Option<{rust}>>"))
        }
        _ => {
            let (sql, rust) = plain_types(sql_type, dialect)?;
            match rust.strip_prefix('i').filter(|_| is_unsigned && sql_type.is_integer()) {
                Some(bits) => (format!("Unsigned<{sql}>"), format!("u{bits}")),
                None => (sql.to_owned(), rust.to_owned()),
            }
        }
    };
    Some(if field.nullable { (format!("Nullable<{sql}>"), format!("Option<{rust}>")) } else { (sql, rust) })
}

fn plain_types(sql_type: &SqlType, dialect: Option<Dialect>) -> Option<(&'static str, &'static str)> {
    let is_postgres = !matches!(dialect, Some(Dialect::MySql | Dialect::Sqlite));
    Some(match sql_type {
        SqlType::SmallInt => ("SmallInt", "i16"),
        SqlType::Integer => ("Integer", "i32"),
        SqlType::BigInt => ("BigInt", "i64"),
        SqlType::Real => ("Float", "f32"),
        SqlType::Double => ("Double", "f64"),
        SqlType::Numeric { .. } => ("Numeric", "::bigdecimal::BigDecimal"),
        SqlType::Boolean => ("Bool", "bool"),
        SqlType::Char(_) | SqlType::VarChar(_) | SqlType::Text => ("Text", "String"),
        SqlType::Blob(_) => ("Binary", "Vec<u8>"),
        SqlType::Date => ("Date", "::chrono::NaiveDate"),
        SqlType::Time { with_time_zone: false } => ("Time", "::chrono::NaiveTime"),
        SqlType::Timestamp { with_time_zone: false } => ("Timestamp", "::chrono::NaiveDateTime"),
        SqlType::Timestamp { with_time_zone: true } => match dialect {
            Some(Dialect::MySql) => ("Timestamp", "::chrono::NaiveDateTime"),
            Some(Dialect::Sqlite) => ("TimestamptzSqlite", "::chrono::DateTime<::chrono::Utc>"),
            _ => ("Timestamptz", "::chrono::DateTime<::chrono::Utc>"),
        },
        SqlType::Uuid if is_postgres => ("Uuid", "::uuid::Uuid"),
        // Text there.
        SqlType::Uuid => ("Text", "String"),
        SqlType::Json { binary: true } if is_postgres => ("Jsonb", "::serde_json::Value"),
        SqlType::Json { .. } => ("Json", "::serde_json::Value"),
        SqlType::Interval if is_postgres => ("Interval", "::diesel::pg::data_types::PgInterval"),
        _ => return None,
    })
}

/// The types of an array's elements, by their name in SQL.
fn element_types(element: &str) -> Option<(&'static str, &'static str)> {
    let name = element.to_ascii_lowercase();
    let name = name.trim_end_matches("[]");
    let name = name.split_once('(').map_or(name, |(name, _)| name).trim();
    Some(match name {
        "smallint" | "int2" => ("SmallInt", "i16"),
        "integer" | "int" | "int4" => ("Integer", "i32"),
        "bigint" | "int8" => ("BigInt", "i64"),
        "real" | "float4" => ("Float", "f32"),
        "double precision" | "float8" => ("Double", "f64"),
        "boolean" | "bool" => ("Bool", "bool"),
        "text" | "varchar" | "character varying" => ("Text", "String"),
        "bytea" => ("Binary", "Vec<u8>"),
        "uuid" => ("Uuid", "::uuid::Uuid"),
        _ => return None,
    })
}

/// Whether the database knows the enum by its name.
fn is_declared(schema: &Schema, position: usize) -> bool {
    let may_have = !matches!(schema.dialect, Some(Dialect::MySql | Dialect::Sqlite));
    may_have && schema.metadata.enums[position].declared
}

fn uses(tables: &[Table<'_>], position: usize) -> bool {
    let mut columns = tables.iter().flat_map(|table| &table.columns);
    columns.any(|column| column.field.mapping == Mapping::Enum(position))
}

/// PostgreSQL's enums as types of Diesel's language.
fn sql_types(schema: &Schema, tables: &[Table<'_>], text: &mut String) {
    let positions = || (0..schema.enums.len()).filter(|at| is_declared(schema, *at) && uses(tables, *at));
    if positions().next().is_none() {
        return;
    }
    let _ = writeln!(text, "/// The enum types of the schema.\npub mod sql_types {{");
    for position in positions() {
        let declared = &schema.metadata.enums[position];
        let of_schema = declared.schema.as_deref().map_or_else(String::new, |name| format!(", schema = {name:?}"));
        let _ = writeln!(
            text,
            "    /// `{}`.\n    #[derive(::diesel::sql_types::SqlType, ::diesel::query_builder::QueryId)]\n    \
             #[diesel(postgres_type(name = {:?}{of_schema}))]\n    pub struct {};",
            declared.name, declared.name, schema.enums[position].name
        );
    }
    let _ = writeln!(text, "}}\n");
}

/// An enum with its labels, and the way to the database and back.
fn enumeration(schema: &Schema, position: usize, model: &EnumModel, text: &mut String) {
    let name = &model.name;
    let is_declared = is_declared(schema, position);
    let sql_type = if is_declared { format!("sql_types::{name}") } else { "::diesel::sql_types::Text".to_owned() };
    let _ = writeln!(
        text,
        "/// A value of `{}`.\n#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, \
         ::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow)]\n#[diesel(sql_type = {sql_type})]\n{ALLOWED}\npub \
         enum {name} {{",
        schema.metadata.enums[position].name
    );
    for (label, variant) in &model.variants {
        let _ = writeln!(text, "    /// {}\n    {variant},", format!("`{label}`").replace(['\n', '\r'], " "));
    }
    let _ = writeln!(
        text,
        "}}\n\n{ALLOWED}\nimpl {name} {{\n    /// The label in SQL.\n    #[must_use]\n    pub const fn as_str(self) -> &'static str {{\n        match self {{"
    );
    for (label, variant) in &model.variants {
        let _ = writeln!(text, "            Self::{variant} => {label:?},");
    }
    let _ = writeln!(
        text,
        "        }}\n    }}\n\n    fn of_label(label: &str) -> ::diesel::deserialize::Result<Self> {{\n        match label {{"
    );
    for (label, variant) in &model.variants {
        let _ = writeln!(text, "            {label:?} => Ok(Self::{variant}),");
    }
    let _ = writeln!(
        text,
        "            other => Err(format!(\"`{{other}}` is no label of `{name}`\").into()),\n        }}\n    }}\n}}\n"
    );
    let conversions = if is_declared { DECLARED } else { AS_TEXT };
    text.push_str(&conversions.replace("Name", name));
}

/// To and from a type of PostgreSQL's.
const DECLARED: &str = "\
impl ::diesel::serialize::ToSql<sql_types::Name, ::diesel::pg::Pg> for Name {
    fn to_sql<'b>(&'b self, out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>) -> ::diesel::serialize::Result {
        ::std::io::Write::write_all(out, self.as_str().as_bytes())?;
        Ok(::diesel::serialize::IsNull::No)
    }
}

impl ::diesel::deserialize::FromSql<sql_types::Name, ::diesel::pg::Pg> for Name {
    fn from_sql(value: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
        Self::of_label(::std::str::from_utf8(value.as_bytes())?)
    }
}

";

/// To and from text.
const AS_TEXT: &str = "\
impl<DB: ::diesel::backend::Backend> ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB> for Name
where
    str: ::diesel::serialize::ToSql<::diesel::sql_types::Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut ::diesel::serialize::Output<'b, '_, DB>) -> ::diesel::serialize::Result {
        ::diesel::serialize::ToSql::<::diesel::sql_types::Text, DB>::to_sql(self.as_str(), out)
    }
}

impl<DB: ::diesel::backend::Backend> ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB> for Name
where
    String: ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> ::diesel::deserialize::Result<Self> {
        let label = <String as ::diesel::deserialize::FromSql<::diesel::sql_types::Text, DB>>::from_sql(value)?;
        Self::of_label(&label)
    }
}

";

/// `table!`
fn declaration(schema: &Schema, table: &Table<'_>, text: &mut String) {
    let (module, name) = (&table.model.module, sql_name(schema, table.position));
    let _ = writeln!(text, "::diesel::table! {{\n    use ::diesel::sql_types::*;");
    if table.columns.iter().any(|column| column.sql_type.contains("sql_types::")) {
        let _ = writeln!(text, "    use super::sql_types;");
    }
    let _ = writeln!(text, "\n    /// `{}`.", one_line(name));
    if module != name {
        let _ = writeln!(text, "    #[sql_name = {name:?}]");
    }
    let of_schema = sql_schema(schema, table.position).map_or_else(String::new, |name| format!("{name}."));
    let key: Vec<&str> = table
        .model
        .key
        .iter()
        .filter_map(|at| {
            let field = &table.model.fields[*at];
            table.columns.iter().find(|column| column.field.column == field.column)
        })
        .map(|column| column.name.as_str())
        .collect();
    let _ = writeln!(text, "    {of_schema}{module} ({}) {{", key.join(", "));
    for column in &table.columns {
        let _ =
            writeln!(text, "        /// `{} {}`.", one_line(&column.field.column), one_line(&column.field.declaration));
        if column.name != column.field.column {
            let _ = writeln!(text, "        #[sql_name = {:?}]", column.field.column);
        }
        let _ = writeln!(text, "        {} -> {},", column.name, column.sql_type);
    }
    let _ = writeln!(text, "    }}\n}}\n");
}

/// The struct of a row, and that of a new one.
fn rows(schema: &Schema, table: &Table<'_>, text: &mut String) {
    let module = &table.model.module;
    let shown = one_line(sql_name(schema, table.position));
    structure(
        text,
        &format!("A row of `{shown}`."),
        "::diesel::deserialize::Queryable, ::diesel::expression::Selectable",
        module,
        &table.model.row,
        table.columns.iter().map(|column| (column, column.rust_type.clone())),
    );
    let Some(new_row) = &table.model.new_row else { return };
    // What is left out must not be wanted.
    let is_there = |field: &Field| table.columns.iter().any(|column| column.field.column == field.column);
    let can_be_inserted = |field: &Field| is_there(field) || field.has_default || field.nullable || field.read_only;
    if !table.model.fields.iter().all(can_be_inserted) {
        return;
    }
    let given = table.columns.iter().filter(|column| !column.field.read_only);
    let given = given.map(|column| {
        let is_optional = column.field.has_default && !column.field.nullable;
        let rust_type = if is_optional { format!("Option<{}>", column.rust_type) } else { column.rust_type.clone() };
        (column, rust_type)
    });
    structure(
        text,
        &format!("A new row of `{shown}`. `None`: the database fills the column in."),
        "::diesel::prelude::Insertable",
        module,
        new_row,
        given,
    );
}

fn structure<'c>(
    text: &mut String,
    doc: &str,
    derives: &str,
    module: &str,
    name: &str,
    fields: impl Iterator<Item = (&'c Column<'c>, String)>,
) {
    let _ = writeln!(
        text,
        "/// {doc}\n#[derive(Clone, Debug, PartialEq, {derives})]\n#[diesel(table_name = {module})]\n{ALLOWED}\npub \
         struct {name} {{"
    );
    for (column, rust_type) in fields {
        let _ = writeln!(text, "    /// `{}`.", one_line(&column.field.column));
        if column.name != column.field.name {
            let _ = writeln!(text, "    #[diesel(column_name = {})]", column.name);
        }
        let _ = writeln!(text, "    pub {}: {rust_type},", column.field.name);
    }
    let _ = writeln!(text, "}}\n");
}

/// Which table refers to which, and the column by which it does.
type Reference<'t> = (usize, usize, &'t str);

/// `joinable!`, for tables that one foreign key of one column joins.
fn joinable(tables: &[Table<'_>], text: &mut String) {
    let known = |position: usize| tables.iter().find(|table| table.position == position);
    // By the two tables, whichever refers to which.
    let mut joins: BTreeMap<(usize, usize), Vec<Reference<'_>>> = BTreeMap::new();
    for table in tables {
        for column in &table.columns {
            if let Some(target) = column.field.refers_to
                && target != table.position
                && known(target).is_some()
            {
                let pair = (table.position.min(target), table.position.max(target));
                joins.entry(pair).or_default().push((table.position, target, &column.name));
            }
        }
    }
    for join in joins.values() {
        if let [(child, parent, column)] = join.as_slice()
            && let (Some(child), Some(parent)) = (known(*child), known(*parent))
        {
            let (child, parent) = (&child.model.module, &parent.model.module);
            let _ = writeln!(text, "::diesel::joinable!({child} -> {parent} ({column}));");
        }
    }
}

/// What stands in a comment of one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'")
}
