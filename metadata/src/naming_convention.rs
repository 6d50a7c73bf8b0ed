//! Names for constraints that have none, made from what they are about.

use std::collections::HashSet;

use crate::lexer::{Kind, Lexis, tokens};
use crate::{Check, MetaData, Table, Text};

/// The longest name that all dialects take, in bytes.
const NAME_BYTES: usize = 63;

/// Templates for the names of constraints and indexes that have none: SQLAlchemy's `naming_convention`.
///
/// Databases make up names of their own, each in another way, and a constraint without a known name cannot be dropped by
/// a migration. Words in braces are replaced:
///
/// | word | what stands for it |
/// |---|---|
/// | `{table_name}` | the table |
/// | `{column_0_name}` | the first column |
/// | `{column_0_N_name}` | all columns, with `_` between |
/// | `{column_0_label}` | the table and the first column, with `_` between |
/// | `{referred_table_name}` | the table that a foreign key refers to |
/// | `{referred_column_0_name}` | the first column that it refers to |
/// | `{constraint_name}` | the name that the constraint has; without one, its position among its kind, from 1 |
///
/// A name that is given stays, unless the template has `{constraint_name}`. Names longer than 63 bytes are cut, and end in
/// a hash of the whole; a name that an earlier constraint of the table has gets a number.
///
/// # Examples
///
/// ```
/// use realgar_metadata::{
///     Column, Dialect, MetaData, NamingConvention, PrimaryKey, SqlType,
///     Table, Text,
/// };
///
/// const COLUMNS: &[Column] = &[Column::required("id", SqlType::Integer)];
/// const KEY: &[Text] = &[Text::Borrowed("id")];
/// static TABLES: [Table; 1] = [Table::new("planet", COLUMNS)
///     .with_primary_key(PrimaryKey::new(KEY))];
///
/// let schema =
///     MetaData::new(&TABLES).with_naming_convention(&NamingConvention::COMMON);
/// assert_eq!(
///     schema.create_all_sql(Dialect::PostgreSql)?,
///     ["CREATE TABLE planet (\n    id INTEGER NOT NULL,\n    \
///       CONSTRAINT pk_planet PRIMARY KEY (id)\n)"]
/// );
/// # Ok::<(), realgar_metadata::Unsupported>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamingConvention {
    /// PRIMARY KEY.
    pub pk: Option<Text>,
    /// FOREIGN KEY.
    pub fk: Option<Text>,
    /// UNIQUE.
    pub uq: Option<Text>,
    /// CHECK.
    pub ck: Option<Text>,
    /// Indexes whose name is empty.
    pub ix: Option<Text>,
}

impl NamingConvention {
    /// No templates.
    pub const NONE: Self = Self { pk: None, fk: None, uq: None, ck: None, ix: None };

    /// The templates that SQLAlchemy's documentation recommends, with all columns of a key.
    pub const COMMON: Self = Self::NONE
        .pk("pk_{table_name}")
        .fk("fk_{table_name}_{column_0_N_name}_{referred_table_name}")
        .uq("uq_{table_name}_{column_0_N_name}")
        .ck("ck_{table_name}_{constraint_name}")
        .ix("ix_{table_name}_{column_0_N_name}");

    /// Sets the template of primary keys.
    #[must_use]
    pub const fn pk(mut self, template: &'static str) -> Self {
        crate::constant::replace(&mut self.pk, Some(Text::Borrowed(template)));
        self
    }

    /// Sets the template of foreign keys.
    #[must_use]
    pub const fn fk(mut self, template: &'static str) -> Self {
        crate::constant::replace(&mut self.fk, Some(Text::Borrowed(template)));
        self
    }

    /// Sets the template of UNIQUE constraints.
    #[must_use]
    pub const fn uq(mut self, template: &'static str) -> Self {
        crate::constant::replace(&mut self.uq, Some(Text::Borrowed(template)));
        self
    }

    /// Sets the template of CHECK constraints.
    #[must_use]
    pub const fn ck(mut self, template: &'static str) -> Self {
        crate::constant::replace(&mut self.ck, Some(Text::Borrowed(template)));
        self
    }

    /// Sets the template of indexes.
    #[must_use]
    pub const fn ix(mut self, template: &'static str) -> Self {
        crate::constant::replace(&mut self.ix, Some(Text::Borrowed(template)));
        self
    }
}

impl MetaData {
    /// Returns this schema with names for all constraints, by the templates of a convention. Checks of domains keep theirs.
    #[must_use]
    pub fn with_naming_convention(&self, convention: &NamingConvention) -> Self {
        let mut named = self.clone();
        for table in named.tables.to_mut() {
            name(table, convention);
        }
        named
    }
}

fn name(table: &mut Table, convention: &NamingConvention) {
    let constraints = table.uniques.iter().map(|unique| &unique.name);
    let constraints = constraints.chain(table.checks.iter().map(|check| &check.name));
    let constraints = constraints.chain(table.foreign_keys.iter().map(|key| &key.name));
    let constraints = constraints.chain(table.excludes.iter().map(|exclude| &exclude.name));
    let given = constraints.chain([&table.primary_key.name]).flatten().map(|name| name.to_lowercase());
    let indexes = table.indexes.iter().map(|index| index.name.to_lowercase());
    let mut taken: HashSet<String> = given.chain(indexes).collect();
    let table_name = table.name.clone();
    let mut apply = |template: &Option<Text>, name: &mut Option<Text>, parts: Parts<'_>| {
        let Some(template) = template else { return };
        if name.is_some() && !template.contains("{constraint_name}") {
            return;
        }
        let wanted = parts.fill(template, &table_name, name.as_deref());
        *name = Some(free(&wanted, &mut taken).into());
    };
    if !table.primary_key.columns.is_empty() {
        let key = &mut table.primary_key;
        apply(&convention.pk, &mut key.name, Parts { columns: &key.columns, referred: None, position: 1 });
    }
    for (at, unique) in table.uniques.to_mut().iter_mut().enumerate() {
        apply(&convention.uq, &mut unique.name, Parts { columns: &unique.columns, referred: None, position: at + 1 });
    }
    let own = table.checks.to_mut().iter_mut().filter(|check| check.domain.is_none());
    for (at, check) in own.enumerate() {
        let columns = columns_of(check, &table.columns);
        apply(&convention.ck, &mut check.name, Parts { columns: &columns, referred: None, position: at + 1 });
    }
    for (at, key) in table.foreign_keys.to_mut().iter_mut().enumerate() {
        let referred = Some((key.referred_table.as_ref(), key.referred_columns.first().map_or("", |name| name)));
        apply(&convention.fk, &mut key.name, Parts { columns: &key.columns, referred, position: at + 1 });
    }
    for (at, index) in table.indexes.to_mut().iter_mut().enumerate().filter(|(_, index)| index.name.is_empty()) {
        let keys = index.keys.iter().map(|key| if key.is_column { key.expression.clone() } else { "expr".into() });
        let (columns, mut made) = (keys.collect::<Vec<_>>(), None);
        apply(&convention.ix, &mut made, Parts { columns: &columns, referred: None, position: at + 1 });
        index.name = made.unwrap_or_default();
    }
}

/// The columns that a check names, in order.
fn columns_of(check: &Check, columns: &[crate::Column]) -> Vec<Text> {
    let sql = &*check.expression;
    let found = tokens(sql, Lexis { string_prefixes: true, ..Lexis::default() });
    let words = found.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Name | Kind::Quoted(_)));
    let words: Vec<String> = words.map(|token| token.value(sql)).collect();
    let column = |word: &String| columns.iter().find(|column| column.name.eq_ignore_ascii_case(word));
    words.iter().filter_map(column).map(|column| column.name.clone()).collect()
}

/// What the words of a template stand for.
#[derive(Clone, Copy)]
struct Parts<'a> {
    columns: &'a [Text],
    /// The table and the first column that a foreign key refers to.
    referred: Option<(&'a str, &'a str)>,
    /// Among the constraints of its kind, from 1.
    position: usize,
}

impl Parts<'_> {
    fn fill(self, template: &str, table: &str, name: Option<&str>) -> String {
        let (mut filled, mut rest) = (String::new(), template);
        while let Some((before, word, after)) = rest
            .split_once('{')
            .and_then(|(before, behind)| behind.split_once('}').map(|(word, after)| (before, word, after)))
        {
            filled.push_str(before);
            let first = self.columns.first().map_or("", |name| name);
            match word {
                "table_name" => filled.push_str(table),
                "column_0_name" => filled.push_str(first),
                "column_0_N_name" => filled.push_str(&self.columns.join("_")),
                "column_0_label" => filled.push_str(&format!("{table}_{first}")),
                "referred_table_name" => filled.push_str(self.referred.map_or("", |(table, _)| table)),
                "referred_column_0_name" => filled.push_str(self.referred.map_or("", |(_, column)| column)),
                "constraint_name" => match name {
                    Some(name) => filled.push_str(name),
                    None => filled.push_str(&self.position.to_string()),
                },
                // Not a word of ours, so it is part of the name.
                other => filled.push_str(&format!("{{{other}}}")),
            }
            rest = after;
        }
        filled + rest
    }
}

/// The name, cut if it is too long, with a number if it is taken.
fn free(wanted: &str, taken: &mut HashSet<String>) -> String {
    let mut name = crate::ddl::cut_with_hash(wanted, NAME_BYTES);
    let mut number = 1;
    while !taken.insert(name.to_lowercase()) {
        number += 1;
        name = crate::ddl::cut_with_hash(&format!("{wanted}_{number}"), NAME_BYTES);
    }
    name
}
