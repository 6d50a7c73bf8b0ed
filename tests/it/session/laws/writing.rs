//! Writing without instances, behind one face: UPDATE and DELETE statements, rows in bulk, rows that are merged.

use realgar::Result;
use realgar::prelude::*;

use super::super::trace::forum::{
    Address, Goal, Item, NewAddress, NewGoal, NewItem, NewNode, NewPerson, NewPlayer, NewTag, NewUser, Node, Person,
    Player, Tag, User,
};
use super::things::{Entity, Thing};
use crate::support::TestDriver;

/// Which rows a statement is about.
#[derive(Clone, Debug)]
pub(crate) enum Which {
    Key(i64),
    Text(String),
    /// Texts of three letters: the database has to tell.
    Long,
    /// Those whose text begins so.
    Prefix(&'static str),
}

impl Which {
    pub(crate) fn holds(&self, key: i64, text: &str) -> bool {
        match self {
            Self::Key(wanted) => *wanted == key,
            Self::Text(wanted) => wanted == text,
            Self::Long => text.len() == 3,
            // LIKE knows case on PostgreSQL, and none on SQLite.
            Self::Prefix(prefix) if TestDriver::current() == TestDriver::Postgres => text.starts_with(prefix),
            Self::Prefix(prefix) => text.to_lowercase().starts_with(prefix),
        }
    }
}

/// A row as it is merged or written in bulk: its key, its text, its foreign key.
pub(crate) type Plain = (i64, String, Option<i64>);

/// An entity whose key is a number, and that has a text.
pub(crate) struct Writing {
    pub(crate) entity: Entity,
    /// Whether [`Plain`] has the foreign key.
    pub(crate) has_parent: bool,
    pub(crate) needs_parent: bool,
    pub(crate) set_text: fn(&mut Session, &str, &Which) -> Result<u64>,
    /// Sets the text to what the database makes of it.
    pub(crate) shout: fn(&mut Session, &Which) -> Result<u64>,
    pub(crate) delete: fn(&mut Session, &Which) -> Result<u64>,
    /// Adds a `!` to the text of an instance with the next flush.
    pub(crate) set_expr: fn(&mut Session, Thing) -> Result<()>,
    pub(crate) merge: fn(&mut Session, Plain) -> Result<Thing>,
    pub(crate) bulk_insert: fn(&mut Session, Vec<Plain>) -> Result<u64>,
    pub(crate) bulk_update: fn(&mut Session, Vec<Plain>) -> Result<u64>,
    pub(crate) bulk_set_text: fn(&mut Session, Vec<(i64, String)>) -> Result<u64>,
}

macro_rules! filtered {
    ($session:expr, $statement:expr, $entity:ident.$text:ident, $which:expr) => {{
        let outcome: Outcome = match $which {
            Which::Key(key) => $session.execute($statement.filter($entity.id.eq(*key)))?,
            Which::Text(text) => $session.execute($statement.filter($entity.$text.eq(text.as_str())))?,
            Which::Long => $session.execute($statement.filter(func::length($entity.$text).eq(3)))?,
            Which::Prefix(prefix) => $session.execute($statement.filter($entity.$text.starts_with(*prefix)))?,
        };
        Ok(outcome.rows_affected)
    }};
}

macro_rules! writing {
    ($($entity:ident.$text:ident $new:ident $has_parent:literal $needs_parent:literal |$id:ident, $value:ident, $parent:ident| $row:expr;)*) => {
        pub(crate) const WRITINGS: &[Writing] = &[$(Writing {
            entity: Entity::$entity,
            has_parent: $has_parent,
            needs_parent: $needs_parent,
            set_text: |session, to, which| filtered!(session, update($entity).set($entity.$text, to), $entity.$text, which),
            shout: |session, which| {
                filtered!(session, update($entity).set($entity.$text, func::upper($entity.$text)), $entity.$text, which)
            },
            delete: |session, which| filtered!(session, delete($entity), $entity.$text, which),
            set_expr: |session, thing| {
                session.set_expr(Handle::<$entity>::from(thing), $entity.$text, $entity.$text.concat("!"))
            },
            merge: |session, ($id, $value, $parent)| {
                let _ = $parent;
                session.merge($row).map(Thing::from)
            },
            bulk_insert: |session, rows| {
                session.bulk_insert(rows.into_iter().map(|($id, $value, $parent)| {
                    let _ = $parent;
                    $new::from($row)
                }))
            },
            bulk_update: |session, rows| {
                session.bulk_update(rows.into_iter().map(|($id, $value, $parent)| {
                    let _ = $parent;
                    $row
                }))
            },
            bulk_set_text: |session, rows| session.bulk_update_columns($entity.$text, rows),
        },)*];
    };
}

writing! {
    User.name NewUser false false |id, name, parent| User { id, name, nick: None };
    Address.email NewAddress true false |id, email, parent| Address { id, email, user_id: parent };
    Item.sku NewItem true false |id, sku, parent| Item { id, order_id: parent, sku };
    Tag.name NewTag false false |id, name, parent| Tag { id, name };
    Node.name NewNode true false |id, name, parent| Node { id, parent_id: parent, name };
    Person.name NewPerson true false |id, name, parent| Person { id, name, fav_id: parent };
    Player.name NewPlayer false false |id, name, parent| Player { id, name, team_league: None, team_number: None };
    Goal.minute NewGoal true true |id, minute, parent| Goal { id, player_id: parent.unwrap_or(0), minute };
}

pub(crate) fn writing_of(entity: Entity) -> Option<&'static Writing> {
    WRITINGS.iter().find(|writing| writing.entity == entity)
}
