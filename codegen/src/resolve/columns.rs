//! Columns: the type of each, whether it may be NULL, and who fills it in.

use realgar_metadata::{DefaultValue, DefinitionKind, Dialect, Identity, NativeType, SqlType};

use super::catalog::{Catalog, Check, Table};
use super::context::Context;
use super::native_type;
use super::types::{self, Known};
use crate::model::Mapping;
use crate::report::Problem;
use crate::syntax::comment::Meaning;
use crate::syntax::declared::{Column, Definition, Domain, Ident, Name, Rule, Type, counted};

/// How deep domains may be based on domains. Deeper, they refer to each other in a circle.
const DOMAIN_DEPTH: usize = 16;

/// A column whose type is known.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) sql_type: SqlType,
    pub(super) native_type: Option<NativeType>,
    pub(super) mapping: Mapping,
    pub(super) nullable: bool,
    pub(super) has_default: bool,
    pub(super) read_only: bool,
    pub(super) version: bool,
    pub(super) default: Option<DefaultValue>,
    pub(super) identity: Option<Identity>,
    /// MySQL's ENUM: the labels.
    pub(super) labels: Option<Vec<String>>,
}

/// What a type's words mean, including types that the user declared.
struct Typed {
    known: Known,
    labels: Option<Vec<String>>,
    not_null: bool,
    default: Option<DefaultValue>,
    /// The domain, as SQL.
    domain: Option<String>,
}

/// Resolves the columns of a table. The checks of their domains are added to those of the table.
pub(super) fn columns(
    catalog: &Catalog,
    at: usize,
    checks: &mut Vec<Check>,
    context: &mut Context<'_>,
) -> Vec<Resolved> {
    let table = &catalog.tables[at];
    let mut resolved: Vec<Resolved> = Vec::new();
    for (position, column) in table.columns.iter().enumerate() {
        let mut found = resolve(catalog, table, column, checks, context);
        let in_key = table
            .primary_key
            .as_ref()
            .is_some_and(|key| key.columns.iter().any(|ident| table.column(&ident.text) == Some(position)));
        found.nullable &= !in_key;
        let counts = table.module.is_none() && found.identity.is_none();
        if counts && counts_by_itself(table, position, column, &found, context.dialect) {
            found.identity = Some(Identity::BY_DEFAULT);
        }
        found.has_default |= found.identity.is_some();
        resolved.push(found);
    }
    check_version(table, &resolved, context);
    resolved
}

fn resolve(
    catalog: &Catalog,
    table: &Table,
    column: &Column,
    checks: &mut Vec<Check>,
    context: &mut Context<'_>,
) -> Resolved {
    misplaced(column, context);
    let custom = custom_type(table, column, context);
    let typed = typed(catalog, &column.sql_type, &column.name, checks, context, 0);
    let typed = match (typed, &custom) {
        (Some(typed), _) => typed,
        (None, Some(_)) => unknown(&column.sql_type),
        (None, None) => {
            context.problem(unknown_type(&column.sql_type, column));
            unknown(&column.sql_type)
        }
    };
    if let (Some(note), None) = (typed.known.note, &custom) {
        context.note(format!(
            "column `{}.{}` ({}) is read as {note}",
            table.name.text, column.name.text, column.sql_type.name.text
        ));
    }
    let has_default = |default: &Option<DefaultValue>| default.as_ref().is_some_and(|d| *d != DefaultValue::Null);
    let has_default = has_default(&column.default) || (column.default.is_none() && has_default(&typed.default));
    // PostgreSQL takes the default from the domain itself.
    let of_domain = typed.default.filter(|_| context.dialect != Some(Dialect::PostgreSql));
    let default = column.default.clone().or(of_domain);
    let identity = column.identity.or(typed.known.counted.then(counted)).map(|mut identity| {
        identity.start = identity.start.or(table.counts_from);
        identity
    });
    let native_type = match typed.domain {
        Some(domain) => {
            let mut native = NativeType::new(Dialect::PostgreSql, "");
            native.sql = domain.into();
            Some(native)
        }
        None => native_type::native_type(column, &typed.known.sql_type, context.dialect.or(context.spelling)),
    };
    let nullable = !(column.not_null || typed.not_null || identity.is_some());
    Resolved {
        sql_type: typed.known.sql_type,
        native_type,
        mapping: custom.clone().map_or(typed.known.mapping, Mapping::Custom),
        nullable,
        // Every nullable column has DEFAULT NULL anyway.
        has_default: has_default || identity.is_some(),
        read_only: column.generated.is_some() || identity.is_some_and(|identity| identity.always),
        version: column.annotation.words.iter().any(|word| word.meaning == Meaning::Version),
        default,
        identity,
        labels: typed.labels.filter(|_| custom.is_none()),
    }
}

/// Reports `@words` that mean nothing at a column.
fn misplaced(column: &Column, context: &mut Context<'_>) {
    for word in &column.annotation.words {
        if matches!(word.meaning, Meaning::Model(_) | Meaning::Dialect(_)) {
            context.problem(word.misplaced("at a column"));
        }
    }
}

/// The Rust type that the user asks for, by `@type` or in the configuration.
fn custom_type(table: &Table, column: &Column, context: &Context<'_>) -> Option<String> {
    let own = column.annotation.words.iter().find_map(|word| match &word.meaning {
        Meaning::Type(path) => Some(path.clone()),
        _ => None,
    });
    let by_name = |name: &str| context.overrides.get(&name.to_lowercase()).map(|path| (*path).to_owned());
    own.or_else(|| by_name(&format!("{}.{}", table.name.text, column.name.text)))
        .or_else(|| by_name(&column.sql_type.name.text))
        .or_else(|| by_name(&column.sql_type.name.words).filter(|_| !column.sql_type.name.array))
}

/// Looks a type up: first among those that the user declared, since a domain may be called `year`.
fn typed(
    catalog: &Catalog,
    declared: &Type,
    column: &Ident,
    checks: &mut Vec<Check>,
    context: &Context<'_>,
    depth: usize,
) -> Option<Typed> {
    let plain = |known: Known| Typed { known, labels: None, not_null: false, default: None, domain: None };
    let name = Name::new(declared.schema.clone(), declared.name.words.clone(), declared.span);
    if declared.name.words == "enum" {
        let known = Known { sql_type: SqlType::Text, mapping: Mapping::Text, counted: false, note: None };
        return Some(Typed { labels: Some(declared.name.arguments.clone()), ..plain(known) });
    }
    if let Some(at) = catalog.enums.find(&name) {
        if declared.name.array {
            return Some(plain(types::array(&declared.name)));
        }
        let Name { schema, text, .. } = &catalog.enums[at].name;
        let label = schema.as_ref().map_or_else(|| text.clone(), |schema| format!("{schema}.{text}")).into();
        return Some(plain(Known {
            sql_type: SqlType::Enum(label),
            mapping: Mapping::Enum(at),
            counted: false,
            note: None,
        }));
    }
    if let Some(at) = catalog.domains.find(&name) {
        if declared.name.array {
            return Some(plain(types::array(&declared.name)));
        }
        let Domain { column: base, name: domain, .. } = &catalog.domains[at];
        if depth >= DOMAIN_DEPTH {
            return None;
        }
        let mut typed = typed(catalog, &base.sql_type, column, checks, context, depth + 1)?;
        for constraint in &base.constraints {
            if let Rule::Check(check) = &constraint.rule {
                checks.push(Check {
                    name: None,
                    condition: for_column(&check.condition, &column.text),
                    domain: Some(domain.text.clone()),
                    no_inherit: false,
                    not_enforced: check.not_enforced,
                    on_conflict: None,
                    column: None,
                });
            }
        }
        typed.not_null |= base.not_null;
        typed.default = base.default.clone().or(typed.default);
        let mut sql = String::new();
        Dialect::PostgreSql.write_qualified_identifier(&mut sql, domain.schema.as_deref(), &domain.text);
        typed.domain = Some(sql);
        return Some(typed);
    }
    let is_type = |definition: &Definition| definition.kind == DefinitionKind::Type;
    if catalog.definitions.find(&name).is_some_and(|at| is_type(&catalog.definitions[at])) {
        let known = Known {
            sql_type: SqlType::Other(declared.name.text.clone().into()),
            mapping: Mapping::Text,
            counted: false,
            note: Some(types::SHOWN),
        };
        return Some(plain(known));
    }
    types::known(&declared.name, context.dialect.or(context.spelling)).map(plain)
}

fn unknown(declared: &Type) -> Typed {
    let known = Known {
        sql_type: SqlType::Other(declared.name.text.clone().into()),
        mapping: Mapping::Text,
        counted: false,
        note: None,
    };
    Typed { known, labels: None, not_null: false, default: None, domain: None }
}

/// A domain's check, with the name of the column in place of VALUE.
fn for_column(condition: &str, column: &str) -> String {
    let mut written = String::with_capacity(condition.len());
    let mut word = String::new();
    let mut quoted = false;
    for character in condition.chars().chain(std::iter::once('\0')) {
        if character.is_alphanumeric() || character == '_' {
            word.push(character);
            continue;
        }
        written.push_str(if !quoted && word.eq_ignore_ascii_case("value") { column } else { &word });
        word.clear();
        quoted ^= character == '\'';
        if character != '\0' {
            written.push(character);
        }
    }
    written
}

fn unknown_type(declared: &Type, column: &Column) -> Problem {
    if declared.name.words.is_empty() {
        return Problem::new(format!("column `{}` has no type", column.name.text), column.name.span).cure(
            "give it a type, or name the Rust type with `-- @type path::To<Rust>` on its line; `-- @dialect sqlite` \
                 on the first line takes it as SQLite does",
        );
    }
    let message = match declared.name.words.as_str() {
        "any" => format!("the values of a column of type `{}` do not have one Rust type", declared.name.text),
        _ => format!("no dialect knows the type `{}`", declared.name.text),
    };
    let problem = Problem::new(message, declared.span);
    let cure = "name the Rust type with `-- @type path::To<Rust>` on its line, or with `Config::type_override`";
    match types::like(&declared.name.words) {
        Some(near) => problem.cure(format!("did you mean `{}`? otherwise {cure}", near.to_uppercase())),
        None => problem.cure(cure),
    }
}

/// Whether a primary key of one integer counts up by itself: SQLite's alias of the rowid does, and so does, as in
/// SQLAlchemy, the same declaration in a file that names no dialect.
fn counts_by_itself(
    table: &Table,
    position: usize,
    column: &Column,
    found: &Resolved,
    dialect: Option<Dialect>,
) -> bool {
    let Some([only]) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else { return false };
    if table.column(&only.text) != Some(position)
        || table.without_rowid
        || found.default.is_some()
        || column.generated.is_some()
    {
        return false;
    }
    match dialect {
        Some(Dialect::Sqlite) => column.sql_type.name.text.eq_ignore_ascii_case("integer"),
        None => {
            let refers = |ident: &Ident| table.column(&ident.text) == Some(position);
            matches!(found.mapping, Mapping::SmallInt | Mapping::Integer | Mapping::BigInt)
                && !table.foreign_keys.iter().any(|reference| reference.key.columns.iter().any(refers))
        }
        Some(_) => false,
    }
}

/// Checks the version of a row: one column that counts or tells the time, and is never NULL.
fn check_version(table: &Table, resolved: &[Resolved], context: &mut Context<'_>) {
    let mut first: Option<&Column> = None;
    for (column, found) in table.columns.iter().zip(resolved) {
        let Some(word) = column.annotation.words.iter().find(|word| word.meaning == Meaning::Version) else { continue };
        if let Some(first) = first {
            context.problem(
                Problem::new(
                    format!(
                        "table `{}` has two versions, `{}` and `{}`",
                        table.name.text, first.name.text, column.name.text
                    ),
                    word.span,
                )
                .cure("keep one `@version`"),
            );
        }
        first = Some(column);
        let counts = matches!(found.mapping, Mapping::SmallInt | Mapping::Integer | Mapping::BigInt);
        let tells_time = matches!(found.mapping, Mapping::Timestamp | Mapping::TimestampTz);
        if !(counts || tells_time) || found.nullable {
            context.problem(
                Problem::new(format!("column `{}` cannot be the version of its row", column.name.text), word.span)
                    .cure("a version is a SMALLINT, INTEGER, BIGINT or TIMESTAMP column that is NOT NULL"),
            );
        } else if tells_time && !keeps_microseconds(column, context) {
            context.problem(
                Problem::new(
                    format!("column `{}` is too coarse to be the version of its row", column.name.text),
                    column.sql_type.span,
                )
                .cure("keep microseconds, as in `TIMESTAMP(6)`: two updates soon after each other must differ"),
            );
        }
    }
}

/// Whether a time is precise enough to tell versions apart. Without a precision, MySQL keeps whole seconds.
fn keeps_microseconds(column: &Column, context: &Context<'_>) -> bool {
    let dialect = context.dialect.or(context.spelling);
    match column.sql_type.name.arguments.first() {
        _ if dialect == Some(Dialect::Sqlite) => true,
        Some(digits) => digits.trim().parse::<u8>().is_ok_and(|digits| digits >= 6),
        None => dialect != Some(Dialect::MySql),
    }
}
