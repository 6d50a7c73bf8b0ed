//! The one error of this crate: something that a dialect cannot say.

use std::fmt;

use crate::Dialect;

/// A schema holds something that the dialect cannot say. It is never left out silently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unsupported {
    /// The dialect that cannot say it.
    pub dialect: Dialect,
    /// What cannot be said, and the cure where there is one: lower case, without a full stop.
    pub message: String,
}

impl Unsupported {
    /// An error with this message.
    #[must_use]
    pub fn new(dialect: Dialect, message: impl Into<String>) -> Self {
        Self { dialect, message: message.into() }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.dialect, self.message)
    }
}

impl std::error::Error for Unsupported {}
