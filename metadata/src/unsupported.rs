//! The one error of this crate: something that a dialect cannot express.

use std::fmt;

use crate::Dialect;

/// A schema contains something that the dialect cannot express. It is never left out silently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unsupported {
    /// The dialect that cannot express it.
    pub dialect: Dialect,
    /// What cannot be expressed, and the cure if there is one: in lower case, without a full stop.
    pub message: String,
}

impl Unsupported {
    /// Creates an error with this message.
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
