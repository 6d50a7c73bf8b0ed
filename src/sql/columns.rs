//! The names of a result's columns, without an allocation for statements whose columns are known at compile time.

use std::sync::Arc;

use smallvec::SmallVec;

/// The names of a result's columns.
#[derive(Clone, Debug)]
pub enum Columns {
    /// From a typed statement.
    Known(SmallVec<[Run; 2]>),
    /// From the database, for text SQL.
    Told(Arc<[String]>),
}

/// Names that stand side by side.
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// One column.
    One(&'static str),
    /// All columns of an entity.
    Entity(&'static [&'static str]),
}

impl Columns {
    /// The names in order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Told(names) => names.iter().map(String::as_str).collect(),
            Self::Known(runs) => runs
                .iter()
                .flat_map(|run| match run {
                    Run::One(name) => std::slice::from_ref(name),
                    Run::Entity(names) => names,
                })
                .copied()
                .collect(),
        }
    }

    /// The position of the first column of this name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        match self {
            Self::Told(names) => names.iter().position(|known| known == name),
            Self::Known(_) => self.names().iter().position(|known| *known == name),
        }
    }
}
