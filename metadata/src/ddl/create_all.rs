//! The statements that create a whole schema, grouped by what they create.

use std::collections::HashSet;

use super::comment::{table_comments, type_comment, view_comment};
use super::long_names::collisions;
use super::partition::create_partitions;
use super::writer::Writer;
use crate::references::References;
use crate::{Definition, DefinitionKind, Dialect, EnumType, ForeignKey, MetaData, Table, Text, Unsupported, View};

/// The longest name that MySQL takes.
const MYSQL_NAME_CHARACTERS: usize = 64;

/// One object of a schema and the statements that create it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DdlStep<'a> {
    /// What is created.
    pub object: DdlObject<'a>,
    /// The statements, in order.
    pub statements: Vec<String>,
}

/// An object that DDL creates or drops.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum DdlObject<'a> {
    /// CREATE SCHEMA, EXTENSION, DOMAIN, SEQUENCE and the like.
    Definition(&'a Definition),
    /// CREATE TYPE … AS ENUM.
    Enum(&'a EnumType),
    /// CREATE TABLE, with the table's indexes, partitions and comments.
    Table(&'a Table),
    /// ALTER TABLE … ADD FOREIGN KEY, for a key that closes a cycle of tables.
    ForeignKey(&'a Table, &'a ForeignKey),
    /// CREATE VIEW, with the indexes of a materialized view.
    View(&'a View),
}

impl DdlObject<'_> {
    /// What it is and its name, for messages.
    fn describe(self) -> String {
        match self {
            Self::Definition(definition) => {
                format!("{} `{}`", definition.kind.name().to_ascii_lowercase(), definition.name)
            }
            Self::Enum(enum_type) => format!("type `{}`", enum_type.name),
            Self::Table(table) | Self::ForeignKey(table, _) => format!("table `{}`", table.name),
            Self::View(view) => format!("view `{}`", view.name),
        }
    }
}

/// The steps for the objects that are wanted. With comments, they are those of a schema file, where SQLite has some, too.
pub(crate) fn create_steps<'a>(
    metadata: &'a MetaData,
    dialect: Dialect,
    wanted: &dyn Fn(DdlObject<'a>) -> bool,
    with_comments: bool,
) -> Result<Vec<DdlStep<'a>>, Unsupported> {
    let sorted = metadata.sorted_tables();
    let mut steps = Steps { steps: Vec::new(), errors: collisions(metadata, dialect), wanted };

    // An enum lives in a schema; a domain may be one of an enum's.
    let definitions = || metadata.definitions.iter().filter(|definition| definition.is_object(dialect));
    for definition in definitions().filter(|definition| definition.is_shared()) {
        steps.push(DdlObject::Definition(definition), || definition.create_statements(dialect));
    }
    for enum_type in metadata.enums.iter().filter(|enum_type| enum_type.is_object(dialect)) {
        steps.push(DdlObject::Enum(enum_type), || {
            let create = Writer::new(dialect, None).create_type(enum_type)?;
            Ok(std::iter::once(create).chain(type_comment(enum_type)?).collect())
        });
    }
    let is_virtual = |definition: &&Definition| definition.kind == DefinitionKind::VirtualTable;
    for definition in definitions().filter(|definition| !definition.is_shared() && !is_virtual(definition)) {
        steps.push(DdlObject::Definition(definition), || definition.create_statements(dialect));
    }
    // SQLite has no ALTER TABLE for keys, and accepts keys to tables that are created later.
    let closing: HashSet<*const ForeignKey> = sorted.closing().map(|(_, key)| std::ptr::from_ref(key)).collect();
    let later = |key: &ForeignKey| dialect != Dialect::Sqlite && closing.contains(&std::ptr::from_ref(key));
    let references = References::new(metadata);
    let writer = || Writer::new(dialect, Some(metadata)).with_references(&references).with_comments(with_comments);
    for &table in &sorted.tables {
        steps.push(DdlObject::Table(table), || {
            let mut statements = vec![writer().create_table(table, &later)?];
            statements.extend(create_partitions(table, dialect)?);
            for index in &*table.indexes {
                statements.push(index.create_index_sql(table, dialect)?);
            }
            statements.extend(table_comments(table, dialect)?);
            Ok(statements)
        });
    }
    // Elsewhere than in PostgreSQL, its rows are its own.
    let inheriting = |table: &&&Table| dialect == Dialect::PostgreSql && !table.inherits.is_empty();
    for &table in sorted.tables.iter().filter(inheriting) {
        steps.push(DdlObject::Table(table), || {
            table.inherits.iter().map(|parent| writer().inherit(table, " INHERIT ", parent)).collect()
        });
    }
    for (table, key) in sorted.closing().filter(|(_, key)| later(key)) {
        steps.push(DdlObject::ForeignKey(table, key), || Ok(vec![writer().add_foreign_key(table, key)?]));
    }
    for definition in definitions() {
        if let Some(column) = &definition.owned_by {
            let object = DdlObject::Definition(definition);
            steps.push(object, || Ok(vec![Writer::new(dialect, None).own_sequence(definition, column)?]));
        }
    }
    for definition in definitions().filter(is_virtual) {
        steps.push(DdlObject::Definition(definition), || definition.create_statements(dialect));
    }
    for view in metadata.sorted_views() {
        steps.push(DdlObject::View(view), || {
            let mut statements = vec![Writer::new(dialect, None).create_view(view)?];
            for index in &*view.indexes {
                statements.push(Writer::new(dialect, None).create_index(view.schema.as_deref(), &view.name, index)?);
            }
            statements.extend(view_comment(view, dialect)?);
            Ok(statements)
        });
    }
    steps.finish(dialect)
}

/// The steps that were made, and what could not be.
struct Steps<'a, 'w> {
    steps: Vec<DdlStep<'a>>,
    errors: Vec<Unsupported>,
    wanted: &'w dyn Fn(DdlObject<'a>) -> bool,
}

impl<'a> Steps<'a, '_> {
    fn push(&mut self, object: DdlObject<'a>, statements: impl FnOnce() -> Result<Vec<String>, Unsupported>) {
        if !(self.wanted)(object) {
            return;
        }
        match statements() {
            Ok(statements) => self.steps.push(DdlStep { object, statements }),
            Err(error) => {
                let message = format!("{}: {}", object.describe(), error.message);
                self.errors.push(Unsupported { message, ..error });
            }
        }
    }

    /// The steps, or one error that names every object.
    fn finish(self, dialect: Dialect) -> Result<Vec<DdlStep<'a>>, Unsupported> {
        if self.errors.is_empty() {
            return Ok(self.steps);
        }
        let messages: Vec<String> = self.errors.into_iter().map(|error| error.message).collect();
        Err(Unsupported::new(dialect, messages.join("\n")))
    }
}

impl Writer<'_> {
    /// ALTER TABLE … INHERIT, or NO INHERIT.
    pub(super) fn inherit(mut self, table: &Table, words: &str, parent: &str) -> Result<String, Unsupported> {
        self.raw("ALTER TABLE ");
        self.qualified(table.schema.as_deref(), &table.name)?;
        self.raw(words);
        self.raw(parent);
        Ok(self.finish())
    }

    /// ALTER TABLE … ADD … FOREIGN KEY.
    fn add_foreign_key(mut self, table: &Table, key: &ForeignKey) -> Result<String, Unsupported> {
        self.raw("ALTER TABLE ");
        self.qualified(table.schema.as_deref(), &table.name)?;
        self.raw(" ADD ");
        if self.dialect == Dialect::MySql {
            self.foreign_key(table, &ForeignKey { name: Some(closing_name(table, key)), ..key.clone() })?;
        } else {
            self.foreign_key(table, key)?;
        }
        Ok(self.finish())
    }
}

/// The name of a key that closes a cycle: its own, or one made from its columns. MySQL needs it to drop the key.
pub(super) fn closing_name(table: &Table, key: &ForeignKey) -> Text {
    if let Some(name) = &key.name {
        return name.clone();
    }
    let name = format!("{}_{}_fkey", table.name, key.columns.join("_"));
    if name.chars().count() <= MYSQL_NAME_CHARACTERS {
        return Text::Owned(name);
    }
    Text::Owned(name.chars().take(MYSQL_NAME_CHARACTERS - 9).chain(hash(&name).chars()).collect())
}

/// The name, if it has no more bytes than this; else its beginning and a hash of the whole.
pub(crate) fn cut_with_hash(name: &str, bytes: usize) -> String {
    if name.len() <= bytes {
        return name.to_owned();
    }
    let end = (0..=bytes.saturating_sub(9)).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
    format!("{}{}", &name[..end], hash(name))
}

/// What distinguishes names that begin alike. FNV-1a, so that the name never changes.
fn hash(name: &str) -> String {
    let hash = name.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("_{hash:08x}")
}
