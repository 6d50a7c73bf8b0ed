//! What a statement says that not every server of its dialect understands: MySQL and MariaDB are one dialect.

/// What a statement says that not every server of its dialect understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// INSERT … RETURNING.
    pub insert_returning: bool,
    /// DELETE … RETURNING.
    pub delete_returning: bool,
    /// LATERAL.
    pub lateral: bool,
    /// FOR UPDATE OF, FOR SHARE OF.
    pub lock_of: bool,
    /// WITH before UPDATE or DELETE.
    pub with_before_write: bool,
}

impl Needs {
    /// Whether there is none.
    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }
}
