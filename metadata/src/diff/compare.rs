//! The walk through two schemas, side by side.

use std::collections::HashMap;

use super::equality::{Side, plain_default, plain_expression, same_type};
use super::{Change, Diff, Subject, TableDiff};
use crate::{Column, DefaultValue, Dialect, EnumType, ForeignKey, Index, MetaData, ReferentialAction, Table};

pub(super) fn diff(expected: &MetaData, found: &MetaData) -> Diff {
    let dialects: Vec<Dialect> = found.dialect.into_iter().chain(expected.dialect).collect();
    let expected = Side { metadata: expected, dialects: &dialects };
    let found = Side { metadata: found, dialects: &dialects };

    let mut diff = Diff::default();
    let mut add = |table: &Table, changes: Vec<Change>| {
        if !changes.is_empty() {
            let schema = table.schema.as_ref().map(ToString::to_string);
            diff.tables.push(TableDiff { schema, table: table.name.to_string(), changes });
        }
    };
    let same = |a: &&Table, b: &&Table| {
        expected.same_name(&a.name, &b.name) && expected.same_schema(a.schema.as_deref(), b.schema.as_deref())
    };
    for (a, b) in pairs(expected.metadata.tables(), found.metadata.tables(), |table| folded(&table.name), same) {
        match (a, b) {
            (Some(a), Some(b)) => add(a, Tables { expected, found, a, b }.changes()),
            (Some(a), None) => add(a, vec![missing(Subject::Table, "")]),
            (None, Some(b)) => add(b, vec![extra(Subject::Table, "")]),
            (None, None) => {}
        }
    }
    diff.objects = enum_changes(expected, found);
    diff.objects.extend(view_changes(expected, found));
    diff
}

/// Two tables of one name.
struct Tables<'a> {
    expected: Side<'a>,
    found: Side<'a>,
    a: &'a Table,
    b: &'a Table,
}

impl Tables<'_> {
    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        self.columns(&mut changes);
        if !self.expected.same_names(&self.a.primary_key.columns, &self.b.primary_key.columns) {
            let text = |table: &Table| {
                let columns = &table.primary_key.columns;
                if columns.is_empty() { "none".into() } else { format!("({})", columns.join(", ")) }
            };
            changes.push(different(Subject::PrimaryKey, text(self.a), text(self.b)));
        }
        self.foreign_keys(&mut changes);
        self.uniques(&mut changes);
        self.indexes(&mut changes);
        changes
    }

    fn columns(&self, changes: &mut Vec<Change>) {
        let same = |a: &&Column, b: &&Column| self.expected.same_name(&a.name, &b.name);
        for (a, b) in pairs(self.a.columns.iter(), self.b.columns.iter(), |column| folded(&column.name), same) {
            let name = |column: &Column| Subject::Column(column.name.to_string());
            match (a, b) {
                (Some(a), Some(b)) => self.column(a, b, changes),
                (Some(a), None) => changes.push(missing(name(a), self.expected.type_text(self.a, a))),
                (None, Some(b)) => changes.push(extra(name(b), self.found.type_text(self.b, b))),
                (None, None) => {}
            }
        }
    }

    fn column(&self, a: &Column, b: &Column, changes: &mut Vec<Change>) {
        let name = || a.name.to_string();
        if !same_type((self.expected, self.a, a), (self.found, self.b, b)) {
            let (expected, found) = (self.expected.type_text(self.a, a), self.found.type_text(self.b, b));
            changes.push(different(Subject::Type(name()), expected, found));
        }
        if self.a.is_nullable(a) != self.b.is_nullable(b) {
            let text = |nullable| if nullable { "nullable" } else { "NOT NULL" };
            let (expected, found) = (text(self.a.is_nullable(a)), text(self.b.is_nullable(b)));
            changes.push(different(Subject::Nullability(name()), expected, found));
        }
        let generated =
            |column: &Column| column.generated.as_ref().map(|g| (plain_expression(&g.expression), g.storage));
        if generated(a) != generated(b) {
            let text = |column: &Column| column.generated.as_ref().map(|generated| generated.expression.to_string());
            changes.push(Change { subject: Subject::Generated(name()), expected: text(a), found: text(b) });
        }
        let sqlite = self.expected.speaks(Dialect::Sqlite);
        match (counts_up(self.a, a, sqlite), counts_up(self.b, b, sqlite)) {
            (true, true) => {}
            (true, false) => changes.push(missing(Subject::Identity(name()), "")),
            (false, true) => changes.push(extra(Subject::Identity(name()), "")),
            (false, false) => {
                let (expected, found) = (plain_default(a.default.as_ref()), plain_default(b.default.as_ref()));
                if expected != found && a.generated.is_none() {
                    changes.push(Change { subject: Subject::Default(name()), expected, found });
                }
            }
        }
    }

    fn foreign_keys(&self, changes: &mut Vec<Change>) {
        let same = |a: &&ForeignKey, b: &&ForeignKey| self.expected.same_names(&a.columns, &b.columns);
        for (a, b) in
            pairs(self.a.foreign_keys.iter(), self.b.foreign_keys.iter(), |key| folded(&key.columns.join(",")), same)
        {
            match (a, b) {
                (Some(a), Some(b)) if self.same_foreign_key(a, b) => {}
                (Some(a), Some(b)) => changes.push(different(Subject::ForeignKey, key_text(a), key_text(b))),
                (Some(a), None) => changes.push(missing(Subject::ForeignKey, key_text(a))),
                (None, Some(b)) => changes.push(extra(Subject::ForeignKey, key_text(b))),
                (None, None) => {}
            }
        }
    }

    fn same_foreign_key(&self, a: &ForeignKey, b: &ForeignKey) -> bool {
        let action = |action: ReferentialAction| match action {
            // MySQL checks at once in either case.
            ReferentialAction::Restrict if self.expected.speaks(Dialect::MySql) => ReferentialAction::NoAction,
            action => action,
        };
        let one_is_implied = a.referred_columns.is_empty() || b.referred_columns.is_empty();
        self.expected.same_name(&a.referred_table, &b.referred_table)
            && self.expected.same_schema(a.referred_schema.as_deref(), b.referred_schema.as_deref())
            && (one_is_implied || self.expected.same_names(&a.referred_columns, &b.referred_columns))
            && action(a.on_delete) == action(b.on_delete)
            && action(a.on_update) == action(b.on_update)
            && a.deferrable == b.deferrable
    }

    fn uniques(&self, changes: &mut Vec<Change>) {
        let same = |a: &Vec<String>, b: &Vec<String>| self.expected.same_names(a, b);
        let text = |columns: Vec<String>| format!("({})", columns.join(", "));
        for (a, b) in pairs(unique_columns(self.a), unique_columns(self.b), |columns| folded(&columns.join(",")), same)
        {
            match (a, b) {
                (Some(a), None) => changes.push(missing(Subject::Unique, text(a))),
                (None, Some(b)) => changes.push(extra(Subject::Unique, text(b))),
                _ => {}
            }
        }
    }

    fn indexes(&self, changes: &mut Vec<Change>) {
        let same = |a: &&Index, b: &&Index| {
            let (a, b) = (plain_index(a), plain_index(b));
            a == b || (self.expected.speaks(Dialect::Sqlite) && a.eq_ignore_ascii_case(&b))
        };
        for (a, b) in pairs(other_indexes(self.a), other_indexes(self.b), |index| folded(&plain_index(index)), same) {
            match (a, b) {
                (Some(a), None) if !self.is_implied(self.b, a) => changes.push(missing(Subject::Index, index_text(a))),
                (None, Some(b)) if !self.is_implied(self.a, b) => changes.push(extra(Subject::Index, index_text(b))),
                _ => {}
            }
        }
    }

    /// MySQL makes an index for each foreign key that has none.
    fn is_implied(&self, table: &Table, index: &Index) -> bool {
        let leads = |key: &ForeignKey| {
            key.columns.len() <= index.keys.len()
                && key.columns.iter().zip(&*index.keys).all(|(column, key)| key.is_column && key.expression == *column)
        };
        self.expected.speaks(Dialect::MySql) && !index.unique && table.foreign_keys.iter().any(leads)
    }
}

/// The column counts up, by IDENTITY or, as older PostgreSQL schemas have it, by a sequence; on SQLite, each integer that
/// is the whole primary key does.
fn counts_up(table: &Table, column: &Column, sqlite: bool) -> bool {
    let is_rowid = || {
        sqlite
            && !table.without_rowid
            && column.sql_type.is_integer()
            && column.default.is_none()
            && *table.primary_key.columns == [column.name.clone()]
    };
    column.identity.is_some() || column.default.as_ref().is_some_and(DefaultValue::is_sequence) || is_rowid()
}

/// The sets of columns that are unique, in alphabetical order, but for the primary key.
fn unique_columns(table: &Table) -> Vec<Vec<String>> {
    let constraints = table.uniques.iter().map(|unique| unique.columns.iter().map(ToString::to_string).collect());
    let indexes = table.indexes.iter().filter(|index| is_constraint(index));
    let indexes = indexes.map(|index| index.keys.iter().map(|key| key.expression.to_string()).collect());
    let mut sets: Vec<Vec<String>> = constraints.chain(indexes).collect();
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets.sort_unstable();
    sets.dedup();
    let mut primary_key: Vec<String> = table.primary_key.columns.iter().map(ToString::to_string).collect();
    primary_key.sort_unstable();
    sets.retain(|set| *set != primary_key);
    sets
}

/// The index says no more than a UNIQUE constraint does.
fn is_constraint(index: &Index) -> bool {
    index.unique && index.condition.is_none() && index.keys.iter().all(|key| key.is_column)
}

fn other_indexes(table: &Table) -> impl Iterator<Item = &Index> {
    table.indexes.iter().filter(|index| !is_constraint(index))
}

/// An index as text, without its name and without what databases rewrite.
fn plain_index(index: &Index) -> String {
    let keys: Vec<String> = index
        .keys
        .iter()
        .map(|key| {
            let text = if key.is_column { key.expression.to_string() } else { plain_expression(&key.expression) };
            if key.descending { text + " desc" } else { text }
        })
        .collect();
    let condition = index.condition.as_ref().map(|condition| plain_expression(condition));
    let method = index.method.as_ref().map(|method| method.to_ascii_lowercase()).filter(|method| method != "btree");
    format!("{} {keys:?} {condition:?} {method:?}", index.unique)
}

fn index_text(index: &Index) -> String {
    let keys: Vec<&str> = index.keys.iter().map(|key| key.expression.as_ref()).collect();
    let unique = if index.unique { "unique " } else { "" };
    let condition = index.condition.as_ref().map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
    format!("{unique}`{}` ({}){condition}", index.name, keys.join(", "))
}

fn key_text(key: &ForeignKey) -> String {
    let action = |clause: &str, action: ReferentialAction| match action {
        ReferentialAction::NoAction => String::new(),
        ReferentialAction::Restrict => format!(" {clause} RESTRICT"),
        ReferentialAction::Cascade => format!(" {clause} CASCADE"),
        ReferentialAction::SetNull => format!(" {clause} SET NULL"),
        ReferentialAction::SetDefault => format!(" {clause} SET DEFAULT"),
    };
    let (columns, referred) = (key.columns.join(", "), key.referred_columns.join(", "));
    let actions = action("ON DELETE", key.on_delete) + &action("ON UPDATE", key.on_update);
    let deferrable = if key.deferrable.is_some() { " DEFERRABLE" } else { "" };
    format!("({columns}) to {} ({referred}){actions}{deferrable}", key.referred_table)
}

/// Enum types, where a database keeps them apart from tables.
fn enum_changes(expected: Side<'_>, found: Side<'_>) -> Vec<Change> {
    if !expected.dialects.is_empty() && !expected.speaks(Dialect::PostgreSql) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    for (a, b) in
        pairs(declared_enums(expected), declared_enums(found), |found| folded(&found.name), |a, b| a.name == b.name)
    {
        let Some(name) = a.or(b).map(|enum_type| Subject::Enum(enum_type.name.to_string())) else { continue };
        let text = |labels: &[crate::Text]| format!("({})", labels.join(", "));
        match (a, b) {
            (Some(a), Some(b)) if a.labels != b.labels => {
                changes.push(different(name, text(&a.labels), text(&b.labels)));
            }
            (Some(a), None) => changes.push(missing(name, text(&a.labels))),
            (None, Some(b)) => changes.push(extra(name, text(&b.labels))),
            _ => {}
        }
    }
    changes
}

fn declared_enums(side: Side<'_>) -> impl Iterator<Item = &EnumType> {
    side.metadata.enums.iter().filter(|enum_type| enum_type.declared)
}

/// Views, by their names alone.
fn view_changes(expected: Side<'_>, found: Side<'_>) -> Vec<Change> {
    let names = |side: Side<'_>| side.metadata.views.iter().map(|view| view.name.to_string()).collect::<Vec<_>>();
    let mut changes = Vec::new();
    for (a, b) in pairs(names(expected), names(found), |name| folded(name), |a, b| expected.same_name(a, b)) {
        match (a, b) {
            (Some(a), None) => changes.push(missing(Subject::View(a), "")),
            (None, Some(b)) => changes.push(extra(Subject::View(b), "")),
            _ => {}
        }
    }
    changes
}

/// Pairs up what is the same on both sides: first all of the left side, in order, then the rest of the right side. Only
/// those with the same key are compared.
fn pairs<T>(
    a: impl IntoIterator<Item = T>,
    b: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> String,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<(Option<T>, Option<T>)> {
    let (a, b): (Vec<T>, Vec<T>) = (a.into_iter().collect(), b.into_iter().collect());
    // Equal schemas have everything in the same order, and need no keys.
    if a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same(a, b)) {
        return a.into_iter().zip(b).map(|(a, b)| (Some(a), Some(b))).collect();
    }
    let mut rest: Vec<Option<T>> = b.into_iter().map(Some).collect();
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, item) in rest.iter().enumerate() {
        by_key.entry(item.as_ref().map(&key).unwrap_or_default()).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for a in a {
        let candidates = by_key.get(&key(&a)).map_or(&[][..], Vec::as_slice);
        let found = candidates.iter().copied().find(|at| rest[*at].as_ref().is_some_and(|b| same(&a, b)));
        let b = found.and_then(|at| rest[at].take());
        pairs.push((Some(a), b));
    }
    pairs.extend(rest.into_iter().flatten().map(|b| (None, Some(b))));
    pairs
}

/// The key of a name: names that differ in case may be the same.
fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn missing(subject: Subject, expected: impl Into<String>) -> Change {
    Change { subject, expected: Some(expected.into()), found: None }
}

fn extra(subject: Subject, found: impl Into<String>) -> Change {
    Change { subject, expected: None, found: Some(found.into()) }
}

fn different(subject: Subject, expected: impl Into<String>, found: impl Into<String>) -> Change {
    Change { subject, expected: Some(expected.into()), found: Some(found.into()) }
}
