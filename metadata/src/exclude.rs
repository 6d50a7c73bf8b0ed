//! EXCLUDE constraints.

use crate::Text;
use crate::constant::replace;

/// EXCLUDE: no two rows may agree in all of these comparisons. Only PostgreSQL has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exclude {
    /// The constraint's name.
    pub name: Option<Text>,
    /// What follows the word EXCLUDE, as written: `USING gist (room WITH =, during WITH &&)`.
    pub definition: Text,
}

impl Exclude {
    /// Creates an EXCLUDE constraint from what follows that word.
    #[must_use]
    pub const fn new(definition: &'static str) -> Self {
        Self { name: None, definition: Text::Borrowed(definition) }
    }

    /// Names the constraint.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        replace(&mut self.name, Some(Text::Borrowed(name)));
        self
    }
}
