//! The entities of `schema/forum.sql` behind one face: a program of random operations does not know their types.

use realgar::Result;
use realgar::prelude::*;
use realgar::query::ForeignKeyValue;

use super::super::trace::forum::{
    Address, Ball, Bee, Comp, Goal, Item, Leaf, Locker, Nat, NewAddress, NewBall, NewBee, NewComp, NewGoal, NewItem,
    NewLeaf, NewLocker, NewNat, NewNode, NewOrder, NewPerson, NewPlant, NewPlayer, NewSpot, NewTag, NewTeam, NewUser,
    NewVer, Node, Order, Person, Plant, Player, Spot, Tag, Team, User, Ver,
};

/// A primary key, of whatever entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    Id(i64),
    Code(String),
    Pair(i64, i64),
}

impl From<i64> for Key {
    fn from(id: i64) -> Self {
        Self::Id(id)
    }
}

impl Key {
    pub(crate) fn id(&self) -> i64 {
        match self {
            Self::Id(id) => *id,
            other => panic!("{other:?} is no number"),
        }
    }

    pub(crate) fn pair(&self) -> (i64, i64) {
        match self {
            Self::Pair(one, other) => (*one, *other),
            other => panic!("{other:?} is no pair"),
        }
    }

    fn code(&self) -> String {
        match self {
            Self::Code(code) => code.clone(),
            other => panic!("{other:?} is no text"),
        }
    }
}

/// A row as it is compared: its key, its text, and its foreign keys in the order of [`super::edges::EDGES`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shown {
    pub(crate) key: Key,
    pub(crate) text: String,
    pub(crate) parents: Vec<Option<Key>>,
}

/// What a foreign key is given as when a row is added.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    Unset,
    Handle(Thing),
    Raw(Key),
}

macro_rules! things {
    ($($entity:ident $key:ident |$row:ident| $shown:expr, $text:expr;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Entity { $($entity,)* }

        pub(crate) const ENTITIES: &[Entity] = &[$(Entity::$entity,)*];

        /// A handle of any entity.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Thing { $($entity(Handle<$entity>),)* }

        $(impl From<Handle<$entity>> for Thing {
            fn from(handle: Handle<$entity>) -> Self {
                Self::$entity(handle)
            }
        }

        impl From<Thing> for Handle<$entity> {
            fn from(thing: Thing) -> Self {
                match thing {
                    Thing::$entity(handle) => handle,
                    other => panic!("{other:?} is no {}", stringify!($entity)),
                }
            }
        })*

        impl Thing {
            pub(crate) fn entity(self) -> Entity {
                match self { $(Self::$entity(_) => Entity::$entity,)* }
            }

            pub(crate) fn state(self, session: &Session) -> State {
                match self { $(Self::$entity(handle) => session.state(handle),)* }
            }

            pub(crate) fn is_dirty(self, session: &Session) -> bool {
                match self { $(Self::$entity(handle) => session.is_dirty(handle),)* }
            }

            pub(crate) fn row(self, session: &Session) -> Result<Shown> {
                match self { $(Self::$entity(handle) => session.try_ref(handle).map(|$row| $shown),)* }
            }

            /// Changes the text of a row, or of one that is still to be inserted.
            pub(crate) fn set_text(self, session: &mut Session, to: &str) -> Result<()> {
                match self {
                    $(Self::$entity(handle) if session.state(handle) == State::Pending => {
                        let $row = session.pending_mut(handle)?;
                        set_text(&mut $text, to);
                    }
                    Self::$entity(handle) => {
                        let $row = session.try_mut(handle)?;
                        set_text(&mut $text, to);
                    })*
                }
                Ok(())
            }

            pub(crate) fn delete(self, session: &mut Session) -> Result<()> {
                match self { $(Self::$entity(handle) => session.delete(handle),)* }
            }

            pub(crate) fn expunge(self, session: &mut Session) -> Result<()> {
                match self {
                    // One whose key the database makes has no row yet.
                    $(Self::$entity(handle) => match session.expunge(handle) {
                        Err(error) if *error.kind() == realgar::ErrorKind::Pending => session.delete(handle),
                        result => result.map(|_| ()),
                    },)*
                }
            }

            pub(crate) fn expire(self, session: &mut Session) -> Result<()> {
                match self { $(Self::$entity(handle) => session.expire(handle),)* }
            }

            pub(crate) fn refresh(self, session: &mut Session) -> Result<()> {
                match self { $(Self::$entity(handle) => session.refresh(handle),)* }
            }
        }

        impl Entity {
            pub(crate) fn get(self, session: &mut Session, key: &Key) -> Result<Option<Thing>> {
                Ok(match self { $(Self::$entity => session.get($entity, key.$key())?.map(Thing::from),)* })
            }

            pub(crate) fn all(self, session: &mut Session) -> Result<Vec<Thing>> {
                Ok(match self {
                    $(Self::$entity => session.scalars(select($entity))?.all().into_iter().map(Thing::from).collect(),)*
                })
            }
        }
    };
}

fn shown(key: impl Into<Key>, text: &str, parents: impl IntoIterator<Item = Option<Key>>) -> Shown {
    Shown { key: key.into(), text: text.to_owned(), parents: parents.into_iter().collect() }
}

/// A column that holds text, or none.
trait Text {
    fn set(&mut self, to: &str);
}

impl Text for String {
    fn set(&mut self, to: &str) {
        to.clone_into(self);
    }
}

impl Text for () {
    fn set(&mut self, _: &str) {}
}

fn set_text(text: &mut impl Text, to: &str) {
    text.set(to);
}

things! {
    User id |row| shown(row.id, &row.name, []), row.name;
    Address id |row| shown(row.id, &row.email, [row.user_id.map(Key::Id)]), row.email;
    Order id |row| shown(row.id, "", [row.user_id.map(Key::Id)]), { let _ = row; };
    Item id |row| shown(row.id, &row.sku, [row.order_id.map(Key::Id)]), row.sku;
    Tag id |row| shown(row.id, &row.name, []), row.name;
    Node id |row| shown(row.id, &row.name, [row.parent_id.map(Key::Id)]), row.name;
    Person id |row| shown(row.id, &row.name, [row.fav_id.map(Key::Id)]), row.name;
    Ball id |row| shown(row.id, "", [Some(Key::Id(row.owner_id))]), { let _ = row; };
    Ver id |row| shown(row.id, &row.val, []), row.val;
    Nat code |row| shown(Key::Code(row.code.clone()), &row.label, []), row.label;
    Comp pair |row| shown(Key::Pair(row.a, row.b), &row.x, []), row.x;
    Team pair |row| shown(Key::Pair(row.league, row.number), &row.name, []), row.name;
    Player id |row| shown(row.id, &row.name, [row.team_league.zip(row.team_number).map(|(a, b)| Key::Pair(a, b))]), row.name;
    Locker id |row| shown(row.id, "", [row.player_id.map(Key::Id)]), { let _ = row; };
    Goal id |row| shown(row.id, &row.minute, [Some(Key::Id(row.player_id))]), row.minute;
    Plant id |row| shown(row.id, &row.name, []), row.name;
    Leaf id |row| shown(row.id, &row.color, [Some(Key::Id(row.plant_id))]), row.color;
    Spot id |row| shown(row.id, &row.size, [row.leaf_id.map(Key::Id)]), row.size;
    Bee id |row| shown(row.id, &row.name, [row.plant_id.map(Key::Id)]), row.name;
}

impl Thing {
    /// Whether the key of a row may change while others refer to it, or nobody does.
    pub(crate) fn has_changing_key(self) -> bool {
        matches!(self, Self::Nat(_) | Self::Comp(_) | Self::Plant(_) | Self::Leaf(_))
    }

    /// Changes the key of a row.
    pub(crate) fn set_key(self, session: &mut Session, key: &Key) -> Result<()> {
        match self {
            Self::Nat(handle) => session.try_mut(handle)?.code = key.code(),
            Self::Comp(handle) => {
                let row = session.try_mut(handle)?;
                (row.a, row.b) = key.pair();
            }
            Self::Plant(handle) => session.try_mut(handle)?.id = key.id(),
            Self::Leaf(handle) => session.try_mut(handle)?.id = key.id(),
            other => panic!("the key of {other:?} stays"),
        }
        Ok(())
    }
}

impl Entity {
    /// Whether it has a text to be changed.
    pub(crate) fn has_text(self) -> bool {
        !matches!(self, Self::Order | Self::Ball | Self::Locker)
    }

    /// Whether its key has to be given.
    pub(crate) fn has_natural_key(self) -> bool {
        matches!(self, Self::Nat | Self::Comp | Self::Team)
    }

    /// Adds a row.
    pub(crate) fn add(self, session: &mut Session, text: &str, key: Option<&Key>, parent: &Given) -> Thing {
        let id = key.filter(|_| !self.has_natural_key()).map_or(OrDefault::Default, |key| OrDefault::Value(key.id()));
        let pair = || key.map_or((0, 0), Key::pair);
        match self {
            Self::User => session.add(NewUser { id, ..NewUser::new(text) }).into(),
            Self::Address => session.add(NewAddress { id, user_id: foreign(parent), ..NewAddress::new(text) }).into(),
            Self::Order => session.add(NewOrder { id, user_id: foreign(parent) }).into(),
            Self::Item => session.add(NewItem { id, order_id: foreign(parent), ..NewItem::new(text) }).into(),
            Self::Tag => session.add(NewTag { id, ..NewTag::new(text) }).into(),
            Self::Node => session.add(NewNode { id, parent_id: foreign(parent), ..NewNode::new(text) }).into(),
            Self::Person => session.add(NewPerson { id, fav_id: foreign(parent), ..NewPerson::new(text) }).into(),
            Self::Ball => session.add(NewBall { id, ..NewBall::new(needed::<Person>(parent)) }).into(),
            Self::Ver => session.add(NewVer { id, ..NewVer::new(text) }).into(),
            Self::Nat => session.add(NewNat::new(key.map_or_else(String::new, Key::code), text)).into(),
            Self::Comp => session.add(NewComp::new(pair().0, pair().1, text)).into(),
            Self::Team => session.add(NewTeam::new(pair().0, pair().1, text)).into(),
            Self::Player => {
                let mut new = NewPlayer { id, ..NewPlayer::new(text) };
                if let Given::Raw(key) = parent {
                    new = new.team_league(key.pair().0).team_number(key.pair().1);
                }
                session.add(new).into()
            }
            Self::Locker => session.add(NewLocker { id, player_id: foreign(parent) }).into(),
            Self::Plant => session.add(NewPlant { id, ..NewPlant::new(text) }).into(),
            Self::Leaf => session.add(NewLeaf { id, ..NewLeaf::new(text, needed::<Plant>(parent)) }).into(),
            Self::Spot => session.add(NewSpot { id, leaf_id: foreign(parent), ..NewSpot::new(text) }).into(),
            Self::Bee => session.add(NewBee { id, plant_id: foreign(parent), ..NewBee::new(text) }).into(),
            Self::Goal => session.add(NewGoal { id, ..NewGoal::new(needed::<Player>(parent), text) }).into(),
        }
    }
}

fn foreign<E: realgar::query::rules::Table<Key = i64>>(given: &Given) -> Option<ForeignKeyValue<E>>
where
    Thing: Into<Handle<E>>,
{
    match given {
        Given::Unset => None,
        Given::Handle(thing) => Some(ForeignKeyValue::Handle((*thing).into())),
        Given::Raw(key) => Some(ForeignKeyValue::Key(key.id())),
    }
}

fn needed<E: realgar::query::rules::Table<Key = i64>>(given: &Given) -> ForeignKeyValue<E>
where
    Thing: Into<Handle<E>>,
{
    foreign(given).expect("a key that is NOT NULL is given")
}
