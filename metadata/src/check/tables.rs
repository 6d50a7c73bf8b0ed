//! The walk through the tables and views of a schema, beside those that were found.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::column;
use super::report::{CheckReport, Problem, ProblemKind};
use crate::diff::{Side, same_type};
use crate::{Column, Definition, DefinitionKind, Dialect, EnumType, Index, MetaData, Table, Text, View};

/// Compares everything that queries use.
pub(super) fn check(expected: &MetaData, found: &MetaData) -> CheckReport {
    let dialect = found.dialect.or(expected.dialect).unwrap_or(Dialect::PostgreSql);
    let dialects = [dialect];
    let sides = (Side { metadata: expected, dialects: &dialects }, Side { metadata: found, dialects: &dialects });
    let types = (Types::new(expected), Types::new(found));
    let relations = Relations::new(found, sides.1);
    let mut problems = Vec::new();
    for table in &*expected.tables {
        let place = Place { schema: table.schema.as_deref(), table: &table.name, column: None };
        match relations.find(&table.name, table.schema.as_deref()) {
            Some(Relation::Table(other)) => {
                let pair = Pair::new(place, dialect, sides, (&types.0, &types.1), table, other);
                pair.check(&mut problems);
            }
            Some(Relation::View(view)) => {
                let other = as_table(view);
                let pair =
                    Pair { is_view: true, ..Pair::new(place, dialect, sides, (&types.0, &types.1), table, &other) };
                pair.check(&mut problems);
                let message = "a view stands where a table is declared, so it may not be written";
                problems.push(pair.place.problem(ProblemKind::NotATable, message, "declare it as a view"));
            }
            None => {
                let cure = "create it: METADATA.create_all(&engine) creates what is missing";
                problems.push(place.problem(ProblemKind::MissingTable, "the table is missing", cure));
            }
        }
    }
    for view in &*expected.views {
        let place = Place { schema: view.schema.as_deref(), table: &view.name, column: None };
        let other = match relations.find(&view.name, view.schema.as_deref()) {
            Some(Relation::Table(table)) => Cow::Borrowed(table),
            Some(Relation::View(view)) => Cow::Owned(as_table(view)),
            None => {
                let cure = "create it: METADATA.create_all(&engine) creates what is missing";
                problems.push(place.problem(ProblemKind::MissingTable, "the view is missing", cure));
                continue;
            }
        };
        let own = as_table(view);
        let pair = Pair { is_view: true, ..Pair::new(place, dialect, sides, (&types.0, &types.1), &own, &other) };
        pair.check(&mut problems);
    }
    CheckReport { problems }
}

/// Where a problem is.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    schema: Option<&'a str>,
    table: &'a str,
    column: Option<&'a str>,
}

impl<'a> Place<'a> {
    pub(super) fn column(self, name: &'a str) -> Self {
        Self { column: Some(name), ..self }
    }

    pub(super) fn problem(self, kind: ProblemKind, message: impl Into<String>, cure: impl Into<String>) -> Problem {
        Problem {
            kind,
            schema: self.schema.map(ToOwned::to_owned),
            table: self.table.to_owned(),
            column: self.column.map(ToOwned::to_owned),
            message: message.into(),
            cure: cure.into(),
        }
    }

    /// The table as SQL.
    pub(super) fn sql_table(self, dialect: Dialect) -> String {
        let mut sql = String::new();
        dialect.write_qualified_identifier(&mut sql, self.schema, self.table);
        sql
    }
}

/// A table or view of the schema, and the one that was found for it.
pub(super) struct Pair<'a> {
    pub(super) place: Place<'a>,
    pub(super) dialect: Dialect,
    pub(super) is_view: bool,
    pub(super) expected: &'a Table,
    pub(super) found: &'a Table,
    pub(super) expected_types: &'a Types<'a>,
    pub(super) found_types: &'a Types<'a>,
    sides: (Side<'a>, Side<'a>),
}

impl<'a> Pair<'a> {
    fn new(
        place: Place<'a>,
        dialect: Dialect,
        sides: (Side<'a>, Side<'a>),
        types: (&'a Types<'a>, &'a Types<'a>),
        expected: &'a Table,
        found: &'a Table,
    ) -> Self {
        Self { place, dialect, is_view: false, expected, found, expected_types: types.0, found_types: types.1, sides }
    }

    fn check(&self, problems: &mut Vec<Problem>) {
        // A view whose columns could not be read, or were never known.
        if self.is_view && (self.found.columns.is_empty() || self.expected.columns.is_empty()) {
            return;
        }
        let folds = self.dialect != Dialect::PostgreSql;
        let fold = |name: &str| if folds { name.to_lowercase() } else { name.to_owned() };
        let mut rest: HashMap<String, &Column> =
            self.found.columns.iter().map(|column| (fold(&column.name), column)).collect();
        for expected in &*self.expected.columns {
            match rest.remove(&fold(&expected.name)) {
                Some(found) => column::check(self, expected, found, problems),
                None => problems.push(self.missing_column(expected)),
            }
        }
        if self.is_view {
            return;
        }
        for extra in self.found.columns.iter().filter(|column| rest.contains_key(&fold(&column.name))) {
            if self.wants_a_value(extra) {
                let message = "the schema does not know the column, which is NOT NULL without a default: inserts fail";
                let cure = "declare it in the schema file, or give it a default";
                let place = self.place.column(&extra.name);
                problems.push(place.problem(ProblemKind::ExtraColumn, message, cure));
            }
        }
        self.keys(problems, &fold);
    }

    /// The keys that ON CONFLICT may name.
    fn keys(&self, problems: &mut Vec<Problem>, fold: &dyn Fn(&str) -> String) {
        let set = |columns: &[Text]| {
            let mut set: Vec<String> = columns.iter().map(|name| fold(name)).collect();
            set.sort_unstable();
            set
        };
        let mut have: HashSet<Vec<String>> = keys(self.found).map(|columns| set(&columns)).collect();
        // The primary key is the first one.
        for (at, columns) in keys(self.expected).enumerate() {
            if columns.is_empty() || !have.insert(set(&columns)) {
                continue;
            }
            let (table, columns) = (self.place.sql_table(self.dialect), columns.join(", "));
            let (what, clause) = if at == 0 { ("primary key", "PRIMARY KEY") } else { ("unique key", "UNIQUE") };
            let cure = match self.dialect {
                Dialect::Sqlite => format!("run CREATE UNIQUE INDEX … ON {table} ({columns})"),
                _ => format!("run ALTER TABLE {table} ADD {clause} ({columns})"),
            };
            let message = format!("there is no {what} over ({columns}), which ON CONFLICT needs");
            problems.push(self.place.problem(ProblemKind::MissingKey, message, cure));
        }
    }

    fn missing_column(&self, column: &Column) -> Problem {
        let cure = match (self.is_view, column.generated.is_some()) {
            (true, _) => "create the view again".to_owned(),
            (false, true) => "add it, as the schema file declares it".to_owned(),
            (false, false) => {
                let (table, name) = (self.place.sql_table(self.dialect), self.dialect.quote(&column.name));
                format!("run ALTER TABLE {table} ADD COLUMN {name} {}", self.type_text(column, true))
            }
        };
        self.place.column(&column.name).problem(ProblemKind::MissingColumn, "the column is missing", cure)
    }

    /// Whether an insert that does not name the column fails.
    fn wants_a_value(&self, column: &Column) -> bool {
        let is_filled = column.default.as_ref().is_some_and(|default| !matches!(default, crate::DefaultValue::Null))
            || column.identity.is_some()
            || column.generated.is_some()
            || self.has_default_of_domain(column);
        !self.found.is_nullable(column) && !is_filled
    }

    /// Whether the domain of a column has a default, which the column does not show.
    pub(super) fn has_default_of_domain(&self, column: &Column) -> bool {
        column
            .native_type
            .as_ref()
            .is_some_and(|native| self.found_types.domains_with_default.contains(native.sql.as_ref()))
    }

    pub(super) fn same_type(&self, expected: &Column, found: &Column) -> bool {
        same_type((self.sides.0, self.expected, expected), (self.sides.1, self.found, found))
    }

    pub(super) fn type_text(&self, column: &Column, is_expected: bool) -> String {
        match is_expected {
            true => self.sides.0.type_text(self.expected, column),
            false => self.sides.1.type_text(self.found, column),
        }
    }
}

/// The enum types and domains of a schema, by name.
pub(super) struct Types<'a> {
    enums: HashMap<&'a str, &'a EnumType>,
    domains_with_default: HashSet<&'a str>,
}

impl<'a> Types<'a> {
    fn new(metadata: &'a MetaData) -> Self {
        let has_default = |found: &&Definition| found.kind == DefinitionKind::Domain && found.sql.contains(" DEFAULT ");
        Self {
            enums: metadata.enums.iter().map(|found| (found.name.as_ref(), found)).collect(),
            domains_with_default: metadata
                .definitions
                .iter()
                .filter(has_default)
                .map(|found| found.name.as_ref())
                .collect(),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a EnumType> {
        self.enums.get(name).copied()
    }

    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.get(name).is_none_or(|found| found.declared)
    }
}

/// What was found under a name.
#[derive(Clone, Copy)]
enum Relation<'a> {
    Table(&'a Table),
    View(&'a View),
}

/// Tables and views by their names in lower case.
struct Relations<'a> {
    side: Side<'a>,
    by_name: HashMap<String, Vec<Relation<'a>>>,
}

impl<'a> Relations<'a> {
    fn new(metadata: &'a MetaData, side: Side<'a>) -> Self {
        let mut by_name: HashMap<String, Vec<Relation<'a>>> = HashMap::new();
        for table in &*metadata.tables {
            by_name.entry(table.name.to_lowercase()).or_default().push(Relation::Table(table));
        }
        for view in &*metadata.views {
            by_name.entry(view.name.to_lowercase()).or_default().push(Relation::View(view));
        }
        Self { side, by_name }
    }

    /// The one of the same schema, else one where either has none.
    fn find(&self, name: &str, schema: Option<&str>) -> Option<Relation<'a>> {
        let candidates = self.by_name.get(&name.to_lowercase())?;
        let named = |relation: &Relation<'a>| match relation {
            Relation::Table(table) => (table.name.as_ref(), table.schema.as_deref()),
            Relation::View(view) => (view.name.as_ref(), view.schema.as_deref()),
        };
        let same = |relation: &&Relation<'a>| self.side.same_name(named(relation).0, name);
        let exact = candidates.iter().filter(same).find(|relation| named(relation).1 == schema);
        exact
            .or_else(|| {
                candidates.iter().filter(same).find(|relation| self.side.same_schema(named(relation).1, schema))
            })
            .copied()
    }
}

/// A view as a table of its columns.
fn as_table(view: &View) -> Table {
    let mut table = Table::new("", &[]);
    table.name = view.name.clone();
    table.schema.clone_from(&view.schema);
    table.columns = view.columns.clone();
    table
}

/// The sets of columns that are unique: the primary key, UNIQUE, and unique indexes that say no more than it.
fn keys(table: &Table) -> impl Iterator<Item = Vec<Text>> {
    let is_plain = |index: &&Index| {
        index.unique && index.condition.is_none() && index.keys.iter().all(|key| key.is_column && key.prefix.is_none())
    };
    let of_indexes = table.indexes.iter().filter(is_plain);
    let of_indexes = of_indexes.map(|index| index.keys.iter().map(|key| key.expression.clone()).collect());
    let of_uniques = table.uniques.iter().map(|unique| unique.columns.to_vec());
    std::iter::once(table.primary_key.columns.to_vec()).chain(of_uniques).chain(of_indexes)
}
