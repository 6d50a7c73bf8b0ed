//! The relationships of `schema/forum.sql` behind one face.

use realgar::Result;
use realgar::prelude::*;

use super::super::trace::forum::{
    Address, Ball, Bee, Goal, Item, Leaf, Locker, Node, Order, Person, Plant, Player, Spot, Tag, Team, User,
};
use super::things::{Entity, Key, Thing};

/// What the database does to rows that refer to one that is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnDelete {
    Refuses,
    Deletes,
    SetsNull,
}

/// A foreign key, seen from both sides.
pub(crate) struct Edge {
    pub(crate) child: Entity,
    pub(crate) parent: Entity,
    pub(crate) is_nullable: bool,
    /// `cascade=all,delete-orphan`
    pub(crate) owns: bool,
    pub(crate) is_one_to_one: bool,
    /// What the database does to the rows of one that is deleted; then the session does not read them (`passive_deletes`).
    pub(crate) on_delete: OnDelete,
    pub(crate) parent_of: fn(&mut Session, Thing) -> Result<Option<Thing>>,
    pub(crate) children_of: fn(&mut Session, Thing) -> Result<Vec<Thing>>,
    pub(crate) relate: fn(&mut Session, Thing, Option<Thing>) -> Result<()>,
    pub(crate) append: fn(&mut Session, Thing, Thing) -> Result<()>,
    pub(crate) remove: fn(&mut Session, Thing, Thing) -> Result<()>,
    /// Writes the foreign key as a plain column.
    pub(crate) point: fn(&mut Session, Thing, Option<&Key>) -> Result<()>,
    /// Writes it by an UPDATE statement, by the keys of both rows; not where they are not numbers, or UNIQUE.
    pub(crate) assign: Option<fn(&mut Session, i64, Option<i64>) -> Result<u64>>,
    /// Reads all parents with their children: joined, or by one more statement.
    pub(crate) with_children: fn(&mut Session, bool) -> Result<Vec<Thing>>,
    /// Reads all children with their parents.
    pub(crate) with_parents: fn(&mut Session, bool) -> Result<Vec<Thing>>,
}

impl std::fmt::Debug for Edge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}->{:?}", self.child, self.parent)
    }
}

macro_rules! edge {
    ($child:ident.$one:ident, $parent:ident.$many:ident, $kind:ident $size:ident $owns:expr, $column:ident, |$row:ident, $key:ident| $point:expr) => {
        Edge {
            child: Entity::$child,
            parent: Entity::$parent,
            is_nullable: edge!(@nullable $kind),
            owns: $owns,
            is_one_to_one: edge!(@single $size),
            on_delete: match Entity::$child {
                Entity::Leaf | Entity::Spot => OnDelete::Deletes,
                Entity::Bee => OnDelete::SetsNull,
                _ => OnDelete::Refuses,
            },
            parent_of: |session, child| edge!(@parent $kind session, Handle::<$child>::from(child), $child.$one),
            children_of: |session, parent| {
                let found = session.related(Handle::<$parent>::from(parent), $parent.$many)?;
                Ok(found.into_iter().map(Thing::from).collect())
            },
            relate: |session, child, parent| {
                edge!(@relate $kind session, Handle::<$child>::from(child), $child.$one, parent, Handle<$parent>)
            },
            append: |session, parent, child| {
                edge!(@append $size session, Handle::<$parent>::from(parent), $parent.$many, Handle::<$child>::from(child))
            },
            remove: |session, parent, child| {
                edge!(@remove $size session, Handle::<$parent>::from(parent), $parent.$many, Handle::<$child>::from(child))
            },
            point: |session, child, $key| {
                let $row = session.try_mut(Handle::<$child>::from(child))?;
                $point;
                Ok(())
            },
            assign: edge!(@assign $kind $child $column),
            with_children: |session, joins| {
                let query = select($parent);
                let found = match joins {
                    true => session.scalars(query.options(joined($parent.$many)))?,
                    false => session.scalars(query.options(selectin($parent.$many)))?,
                };
                Ok(found.all().into_iter().map(Thing::from).collect())
            },
            with_parents: |session, joins| {
                let query = select($child);
                let found = match joins {
                    true => session.scalars(query.options(joined($child.$one)))?,
                    false => session.scalars(query.options(selectin($child.$one)))?,
                };
                Ok(found.all().into_iter().map(Thing::from).collect())
            },
        }
    };
    (@assign $kind:ident $child:ident none) => { None };
    (@assign optional $child:ident $column:ident) => {
        Some(|session, child, parent| {
            let update = update($child).set($child.$column, parent).filter($child.id.eq(child));
            let outcome: Outcome = session.execute(update)?;
            Ok(outcome.rows_affected)
        })
    };
    (@assign required $child:ident $column:ident) => {
        Some(|session, child, parent| {
            let parent = parent.expect("a parent that is needed");
            let update = update($child).set($child.$column, parent).filter($child.id.eq(child));
            let outcome: Outcome = session.execute(update)?;
            Ok(outcome.rows_affected)
        })
    };
    (@nullable optional) => { true };
    (@nullable required) => { false };
    (@single many) => { false };
    (@single single) => { true };
    (@parent optional $session:ident, $handle:expr, $one:expr) => { Ok($session.related($handle, $one)?.map(Thing::from)) };
    (@parent required $session:ident, $handle:expr, $one:expr) => { Ok(Some(Thing::from($session.related($handle, $one)?))) };
    (@relate optional $session:ident, $handle:expr, $one:expr, $parent:ident, $type:ty) => {
        $session.relate($handle, $one, $parent.map(<$type>::from))
    };
    (@relate required $session:ident, $handle:expr, $one:expr, $parent:ident, $type:ty) => {
        $session.relate($handle, $one, <$type>::from($parent.expect("a parent that is needed")))
    };
    (@append many $session:ident, $handle:expr, $many:expr, $child:expr) => { $session.append($handle, $many, $child) };
    (@append single $session:ident, $handle:expr, $many:expr, $child:expr) => { $session.relate($handle, $many, $child) };
    (@remove many $session:ident, $handle:expr, $many:expr, $child:expr) => { $session.remove($handle, $many, $child) };
    (@remove single $session:ident, $handle:expr, $many:expr, $child:expr) => {{
        let _ = $child;
        $session.relate($handle, $many, None)
    }};
}

/// All foreign keys; no entity has two.
pub(crate) const EDGES: &[Edge] = &[
    edge!(Address.user, User.addresses, optional many false, user_id, |row, key| row.user_id = key.map(Key::id)),
    edge!(Order.user, User.orders, optional many true, user_id, |row, key| row.user_id = key.map(Key::id)),
    edge!(Item.order, Order.items, optional many true, order_id, |row, key| row.order_id = key.map(Key::id)),
    edge!(Node.parent, Node.children, optional many false, parent_id, |row, key| row.parent_id = key.map(Key::id)),
    edge!(Person.fav, Ball.fans, optional many false, fav_id, |row, key| row.fav_id = key.map(Key::id)),
    edge!(Ball.owner, Person.balls, required many false, owner_id, |row, key| row.owner_id = key.map_or(0, Key::id)),
    edge!(Player.team, Team.players, optional many false, none, |row, key| {
        row.team_league = key.map(|key| key.pair().0);
        row.team_number = key.map(|key| key.pair().1);
    }),
    edge!(Locker.player, Player.locker, optional single false, none, |row, key| row.player_id = key.map(Key::id)),
    edge!(Leaf.plant, Plant.leaves, required many true, none, |row, key| row.plant_id = key.map_or(0, Key::id)),
    edge!(Spot.leaf, Leaf.spots, optional many true, none, |row, key| row.leaf_id = key.map(Key::id)),
    edge!(Bee.plant, Plant.bees, optional many false, none, |row, key| row.plant_id = key.map(Key::id)),
    edge!(Goal.player, Player.goals, required many false, player_id, |row, key| row.player_id = key.map_or(0, Key::id)),
];

/// The foreign key of an entity.
pub(crate) fn edge_of(child: Entity) -> Option<&'static Edge> {
    EDGES.iter().find(|edge| edge.child == child)
}

/// A many-to-many relationship, seen from both sides.
pub(crate) struct Association {
    pub(crate) local: Entity,
    pub(crate) remote: Entity,
    pub(crate) remotes: fn(&mut Session, Thing) -> Result<Vec<Thing>>,
    pub(crate) locals: fn(&mut Session, Thing) -> Result<Vec<Thing>>,
    /// From the first side, or from the other.
    pub(crate) append: fn(&mut Session, Thing, Thing, bool) -> Result<()>,
    pub(crate) remove: fn(&mut Session, Thing, Thing, bool) -> Result<()>,
}

macro_rules! association {
    ($local:ident.$remotes:ident, $remote:ident.$locals:ident) => {
        Association {
            local: Entity::$local,
            remote: Entity::$remote,
            remotes: |session, local| {
                let found = session.related(Handle::<$local>::from(local), $local.$remotes)?;
                Ok(found.into_iter().map(Thing::from).collect())
            },
            locals: |session, remote| {
                let found = session.related(Handle::<$remote>::from(remote), $remote.$locals)?;
                Ok(found.into_iter().map(Thing::from).collect())
            },
            append: |session, local, remote, is_other_side| {
                let (local, remote) = (Handle::<$local>::from(local), Handle::<$remote>::from(remote));
                match is_other_side {
                    false => session.append(local, $local.$remotes, remote),
                    true => session.append(remote, $remote.$locals, local),
                }
            },
            remove: |session, local, remote, is_other_side| {
                let (local, remote) = (Handle::<$local>::from(local), Handle::<$remote>::from(remote));
                match is_other_side {
                    false => session.remove(local, $local.$remotes, remote),
                    true => session.remove(remote, $remote.$locals, local),
                }
            },
        }
    };
}

/// All many-to-many relationships.
pub(crate) const ASSOCIATIONS: &[Association] =
    &[association!(Item.tags, Tag.items), association!(Player.rivals, Player.rivals_of)];
