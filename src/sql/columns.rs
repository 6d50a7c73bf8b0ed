//! The names of a result's columns, without an allocation for statements whose columns are known at compile time.

use std::sync::Arc;

use smallvec::SmallVec;

use super::names::intern;

/// The name of a column that has none.
pub(crate) const UNNAMED: &str = "?column?";

/// The names of a result's columns.
#[derive(Debug)]
pub enum Columns {
    /// From a typed statement.
    Known(SmallVec<[Run; 2]>),
    /// From the database, for text SQL.
    Told(Arc<[String]>),
}

impl Clone for Columns {
    #[inline]
    fn clone(&self) -> Self {
        match self {
            // Copied at once, and not one by one: each statement that is run copies them.
            Self::Known(runs) => Self::Known(SmallVec::from_slice(runs)),
            Self::Told(names) => Self::Told(Arc::clone(names)),
        }
    }
}

impl Default for Columns {
    /// No names: the database has to tell them.
    fn default() -> Self {
        Self::Known(SmallVec::new())
    }
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
    /// Whether no names are known, as for text SQL and for statements that return no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Known(runs) => runs.is_empty(),
            Self::Told(names) => names.is_empty(),
        }
    }

    /// The names in order; a column whose name stood before is `name_1`, as in the statement's text.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Told(names) => names.iter().map(String::as_str).collect(),
            Self::Known(runs) => {
                let own: Vec<&'static str> = runs
                    .iter()
                    .flat_map(|run| match run {
                        Run::One(name) => std::slice::from_ref(name),
                        Run::Entity(names) => names,
                    })
                    .copied()
                    .collect();
                let numbered = |(index, name): (usize, &&'static str)| {
                    let repeats = own[..index].iter().filter(|known| *known == name).count();
                    if repeats == 0 || *name == UNNAMED { *name } else { intern(&format!("{name}_{repeats}")) }
                };
                own.iter().enumerate().map(numbered).collect()
            }
        }
    }

    /// The name at this position.
    #[must_use]
    pub fn name(&self, index: usize) -> Option<&str> {
        match self {
            Self::Told(names) => names.get(index).map(String::as_str),
            Self::Known(_) => self.names().get(index).copied(),
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
