//! The statements that create a whole schema, grouped by what they create.

use std::collections::HashSet;

use super::comment::{table_comments, type_comment, view_comment};
use super::writer::Writer;
use crate::references::References;
use crate::{Dialect, EnumType, ForeignKey, MetaData, Table, Text, Unsupported, View};

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
    /// CREATE TYPE … AS ENUM.
    Enum(&'a EnumType),
    /// CREATE TABLE, with the table's indexes and comments.
    Table(&'a Table),
    /// ALTER TABLE … ADD FOREIGN KEY, for a key that closes a cycle of tables.
    ForeignKey(&'a Table, &'a ForeignKey),
    /// CREATE VIEW.
    View(&'a View),
}

/// The steps for the objects that are wanted.
pub(crate) fn create_steps<'a>(
    metadata: &'a MetaData,
    dialect: Dialect,
    wanted: &dyn Fn(DdlObject<'a>) -> bool,
) -> Result<Vec<DdlStep<'a>>, Unsupported> {
    let sorted = metadata.sorted_tables();
    let mut steps = Vec::new();
    let mut push = |object: DdlObject<'a>, statements: Vec<String>| steps.push(DdlStep { object, statements });

    for enum_type in metadata.enums.iter().filter(|enum_type| enum_type.is_object(dialect)) {
        let object = DdlObject::Enum(enum_type);
        if wanted(object) {
            let create = Writer::new(dialect, None).create_type(enum_type)?;
            push(object, std::iter::once(create).chain(type_comment(enum_type)?).collect());
        }
    }
    // SQLite has no ALTER TABLE for keys, and accepts keys to tables that are created later.
    let closing: HashSet<*const ForeignKey> = sorted.closing().map(|(_, key)| std::ptr::from_ref(key)).collect();
    let later = |key: &ForeignKey| dialect != Dialect::Sqlite && closing.contains(&std::ptr::from_ref(key));
    let references = References::new(metadata);
    let writer = || Writer::new(dialect, Some(metadata)).with_references(&references);
    for &table in &sorted.tables {
        let object = DdlObject::Table(table);
        if wanted(object) {
            let mut statements = vec![writer().create_table(table, &later)?];
            for index in &*table.indexes {
                statements.push(index.create_index_sql(table, dialect)?);
            }
            statements.extend(table_comments(table, dialect)?);
            push(object, statements);
        }
    }
    for (table, key) in sorted.closing().filter(|(_, key)| later(key)) {
        let object = DdlObject::ForeignKey(table, key);
        if wanted(object) {
            push(object, vec![writer().add_foreign_key(table, key)?]);
        }
    }
    for view in &*metadata.views {
        let object = DdlObject::View(view);
        if wanted(object) {
            let create = Writer::new(dialect, None).create_view(view)?;
            push(object, std::iter::once(create).chain(view_comment(view, dialect)?).collect());
        }
    }
    Ok(steps)
}

impl Writer<'_> {
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
    // The hash distinguishes names that begin alike. FNV-1a, so that the name never changes.
    let hash = name.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    Text::Owned(name.chars().take(MYSQL_NAME_CHARACTERS - 9).chain(format!("_{hash:08x}").chars()).collect())
}
