//! What differs between the dialects before any grammar: quotes, comments, white space.

/// How a text is cut into tokens. By default as little as possible is special.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lexis {
    /// A backslash in a string takes the next character with it (MySQL).
    pub backslashes: bool,
    /// `#` starts a comment (MySQL).
    pub hash_comments: bool,
    /// `--` starts a comment only before white space (MySQL).
    pub dashes_need_space: bool,
    /// Block comments nest (PostgreSQL).
    pub nested_comments: bool,
    /// Comments that are code.
    pub code_comments: CodeComments,
    /// `$tag$` quotes (PostgreSQL).
    pub dollar_quotes: bool,
    /// What `[` opens.
    pub brackets: Brackets,
    /// `E'…'`, `N'…'`, `B'…'` and `_utf8'…'` are one token, as `X'…'` is everywhere (all but SQLite).
    pub string_prefixes: bool,
    /// White space beyond ASCII is white space, as editors leave it behind. To databases it is part of a name.
    pub unicode_spaces: bool,
}

/// MySQL's comments that are code for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CodeComments {
    /// There are none.
    #[default]
    None,
    /// Those with a version, `/*!40101 … */`, and MariaDB's `/*M! … */`: other databases do not write them by accident.
    Versioned,
    /// `/*! … */`, too (MySQL).
    All,
}

/// What `[` opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Brackets {
    /// A name, if what follows starts like one; otherwise an array, as in `text[]` and `int[3]`.
    #[default]
    Arrays,
    /// A name, whatever is in it, but `[]` is an array.
    NamesAndArrays,
    /// A name (SQLite).
    Names,
}

impl Lexis {
    /// SQLite's own rules, for texts that it has accepted.
    pub const SQLITE: Self = Self {
        backslashes: false,
        hash_comments: false,
        dashes_need_space: false,
        nested_comments: false,
        code_comments: CodeComments::None,
        dollar_quotes: false,
        brackets: Brackets::Names,
        string_prefixes: false,
        unicode_spaces: false,
    };

    /// PostgreSQL's own rules, for texts that it has written.
    pub const POSTGRESQL: Self = Self {
        nested_comments: true,
        dollar_quotes: true,
        brackets: Brackets::Arrays,
        string_prefixes: true,
        ..Self::SQLITE
    };

    /// MySQL's own rules, for texts that it has written.
    pub const MYSQL: Self = Self {
        backslashes: true,
        hash_comments: true,
        dashes_need_space: true,
        brackets: Brackets::Arrays,
        string_prefixes: true,
        ..Self::SQLITE
    };
}
