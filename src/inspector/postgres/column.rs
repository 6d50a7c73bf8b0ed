//! Columns: their types, defaults and counters.

use std::collections::HashMap;

use realgar_metadata::{
    Check, Column, DefaultValue, Dialect, Generated, GeneratedStorage, Identity, NativeType, SqlType, Text,
};

use super::catalog::{self, Sequence};
use crate::inspector::words::{default, expression, native, owned, sql_type};

/// The types that a column may have beside PostgreSQL's own.
pub(super) struct Types {
    pub(super) all: Vec<catalog::Type>,
    by_oid: HashMap<i64, usize>,
}

impl Types {
    pub(super) fn new(all: Vec<catalog::Type>) -> Self {
        let by_oid = all.iter().enumerate().map(|(at, found)| (found.oid, at)).collect();
        Self { all, by_oid }
    }

    pub(super) fn get(&self, oid: i64) -> Option<&catalog::Type> {
        self.by_oid.get(&oid).map(|at| &self.all[*at])
    }

    /// The domains that a type is made of, from the outermost on. PostgreSQL allows no circle.
    fn domains(&self, oid: i64) -> impl Iterator<Item = &catalog::Type> {
        let domain = |oid: i64| self.get(oid).filter(|found| found.kind == "d");
        std::iter::successors(domain(oid), move |outer| domain(outer.base))
    }

    /// The checks that the domain of a column brings along, over the column in place of VALUE.
    pub(super) fn checks(&self, column: &catalog::Column) -> Vec<Check> {
        let mut name = String::new();
        Dialect::PostgreSql.write_identifier(&mut name, &column.name);
        let check = |domain: &catalog::Type, condition: &String| {
            let mut check = Check::new("");
            check.expression = for_column(&expression(condition, Dialect::PostgreSql), &name).into();
            check.domain = Some(owned(&domain.name));
            check
        };
        self.domains(column.type_oid)
            .flat_map(|domain| domain.checks.iter().map(move |condition| check(domain, condition)))
            .collect()
    }

    /// The type in the model, and in PostgreSQL's words where they say more.
    fn of(&self, oid: i64, written: &str) -> (SqlType, Option<NativeType>) {
        let dialect = Dialect::PostgreSql;
        if let Some(inner) = self.domains(oid).last() {
            let (base, _) = match &inner.base_sql {
                Some(base) => self.of_plain(inner.base, base),
                None => (SqlType::Other(owned(written)), None),
            };
            return (base, Some(native(written, dialect)));
        }
        self.of_plain(oid, written)
    }

    fn of_plain(&self, oid: i64, written: &str) -> (SqlType, Option<NativeType>) {
        if let Some(found) = self.get(oid).filter(|found| found.kind == "e") {
            return (SqlType::Enum(owned(&found.name)), None);
        }
        sql_type(written, Dialect::PostgreSql).unwrap_or_else(|| {
            let element = written.strip_suffix("[]");
            let found =
                element.map_or_else(|| SqlType::Other(owned(written)), |element| SqlType::Array(owned(element)));
            (found, None)
        })
    }
}

/// Makes a column.
pub(super) fn column(found: &catalog::Column, types: &Types) -> Column {
    let (sql_type, native_type) = types.of(found.type_oid, &found.type_sql);
    let mut column = Column::new("", sql_type);
    column.name = owned(&found.name);
    column.native_type = native_type;
    column.nullable = !found.not_null && !types.domains(found.type_oid).any(|domain| domain.not_null);
    column.collation = found.collation.as_deref().map(owned);
    column.comment = found.comment.as_deref().map(owned);
    let sql = found.expression.as_deref();
    if let (Some(storage), Some(sql)) = (storage(&found.generated), sql) {
        let expression = expression(sql, Dialect::PostgreSql);
        column.generated = Some(Generated { expression, storage });
    } else if serial_sequence(found).is_some() {
        let words = match column.sql_type {
            SqlType::SmallInt => "smallserial",
            SqlType::BigInt => "bigserial",
            _ => "serial",
        };
        column.native_type = Some(NativeType::new(Dialect::PostgreSql, words));
        column.identity = Some(Identity::BY_DEFAULT);
    } else {
        column.default = sql.map(|sql| default(sql, Dialect::PostgreSql));
    }
    if let ("a" | "d", Some(sequence)) = (found.identity.as_str(), &found.sequence) {
        column.identity = Some(identity(sequence, &column.sql_type, found.identity == "a"));
    }
    column
}

/// The sequence of a column that is what SERIAL makes: of the usual name, counting from 1 through the column's type.
pub(super) fn serial_sequence(column: &catalog::Column) -> Option<i64> {
    let sequence = column.sequence.as_ref().filter(|_| column.identity.is_empty() && column.not_null)?;
    let written = column.expression.as_deref()?;
    let is_next = DefaultValue::Expression(Text::Owned(written.to_owned())).is_sequence();
    let names_it = written.contains(&sequence.name) && sequence.name.ends_with(&format!("_{}_seq", column.name));
    let largest = largest(&column.type_sql)?;
    let is_plain = (sequence.start, sequence.increment, sequence.minimum, sequence.cache) == (1, 1, 1, 1);
    (is_next && names_it && is_plain && sequence.maximum == largest && !sequence.cycle).then_some(sequence.oid)
}

fn largest(type_sql: &str) -> Option<i64> {
    match type_sql {
        "smallint" => Some(i64::from(i16::MAX)),
        "integer" => Some(i64::from(i32::MAX)),
        "bigint" => Some(i64::MAX),
        _ => None,
    }
}

/// What IDENTITY says beyond what it means anyway.
fn identity(sequence: &Sequence, sql_type: &SqlType, always: bool) -> Identity {
    let mut identity = if always { Identity::BY_DEFAULT.always() } else { Identity::BY_DEFAULT };
    let (lowest, highest) = match sql_type {
        SqlType::SmallInt => (i64::from(i16::MIN), i64::from(i16::MAX)),
        SqlType::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let ascends = sequence.increment > 0;
    let (minimum, maximum) = if ascends { (1, highest) } else { (lowest, -1) };
    let start = if ascends { sequence.minimum } else { sequence.maximum };
    let unless = |number: i64, usual: i64| (number != usual).then_some(number);
    identity.start = unless(sequence.start, start);
    identity.increment = unless(sequence.increment, 1);
    identity.minimum = unless(sequence.minimum, minimum);
    identity.maximum = unless(sequence.maximum, maximum);
    identity.cache = unless(sequence.cache, 1);
    identity.cycle = sequence.cycle;
    identity
}

fn storage(letter: &str) -> Option<GeneratedStorage> {
    match letter {
        "s" => Some(GeneratedStorage::Stored),
        "v" => Some(GeneratedStorage::Virtual),
        _ => None,
    }
}

/// A domain's check, with the column in place of VALUE, which the server writes in upper case.
fn for_column(condition: &str, column: &str) -> String {
    use realgar_metadata::lexer::{Lexis, tokens};

    let (mut written, mut end) = (String::with_capacity(condition.len()), 0);
    for token in tokens(condition, Lexis::POSTGRESQL).iter().filter(|token| token.is(condition, "VALUE")) {
        written.push_str(&condition[end..token.start]);
        written.push_str(column);
        end = token.end;
    }
    written.push_str(&condition[end..]);
    written
}
