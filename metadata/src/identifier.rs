//! Names and strings in SQL text: what must be quoted, and how. Knows nothing of statements.

mod reserved;

use std::borrow::Cow;

use crate::Dialect;

impl Dialect {
    /// Returns the character around quoted identifiers: a backtick for MySQL, a double quote elsewhere.
    #[must_use]
    pub const fn identifier_quote(self) -> char {
        match self {
            Self::Sqlite | Self::PostgreSql => '"',
            Self::MySql => '`',
        }
    }

    /// Returns the name as SQL, quoted only if it has to be.
    ///
    /// As in SQLAlchemy, these have to be: reserved words of the dialect, names with upper-case letters or with
    /// characters other than ASCII letters, digits, `_` and `$`, names that begin with a digit or `$`, and the empty
    /// name.
    #[must_use]
    pub fn quote(self, name: &str) -> Cow<'_, str> {
        if self.is_plain(name) {
            return Cow::Borrowed(name);
        }
        let mut out = String::with_capacity(name.len() + 2);
        write_quoted(&mut out, name, self.identifier_quote());
        Cow::Owned(out)
    }

    /// Appends the name as SQL, quoted only if it has to be; see [`Dialect::quote`].
    pub fn write_identifier(self, out: &mut String, name: &str) {
        if self.is_plain(name) {
            out.push_str(name);
        } else {
            write_quoted(out, name, self.identifier_quote());
        }
    }

    /// Appends a name with its schema: `schema.name`, or `name` alone.
    pub fn write_qualified_identifier(self, out: &mut String, schema: Option<&str>, name: &str) {
        if let Some(schema) = schema {
            self.write_identifier(out, schema);
            out.push('.');
        }
        self.write_identifier(out, name);
    }

    /// Appends a string literal. Quotes are doubled, and for MySQL backslashes, too, which are escapes there.
    pub fn write_string_literal(self, out: &mut String, value: &str) {
        out.push('\'');
        let mut rest = value;
        while let Some(at) = rest.find(|c| c == '\'' || (c == '\\' && self == Self::MySql)) {
            let (before, after) = rest.split_at(at + 1);
            out.push_str(before);
            out.push_str(&before[at..]);
            rest = after;
        }
        out.push_str(rest);
        out.push('\'');
    }

    /// Returns whether a lower-case word is reserved and so cannot be a name without quotes.
    #[must_use]
    pub fn is_reserved(self, word: &str) -> bool {
        let (words, filter): (&[&str], &Filter) = match self {
            Self::Sqlite => (&reserved::SQLITE, &SQLITE_FILTER),
            Self::PostgreSql => (&reserved::POSTGRESQL, &POSTGRESQL_FILTER),
            Self::MySql => (&reserved::MYSQL, &MYSQL_FILTER),
        };
        filter.may_contain(word.as_bytes()) && words.binary_search(&word).is_ok()
    }

    /// Whether the name may stand without quotes.
    fn is_plain(self, name: &str) -> bool {
        let bytes = name.as_bytes();
        let Some(&first) = bytes.first() else { return false };
        !first.is_ascii_digit()
            && first != b'$'
            && bytes.iter().all(|byte| PLAIN[*byte as usize])
            && !self.is_reserved(name)
    }
}

/// Quotes a name, doubling the quotes within.
fn write_quoted(out: &mut String, name: &str, quote: char) {
    out.reserve(name.len() + 2);
    out.push(quote);
    for c in name.chars() {
        if c == quote {
            out.push(quote);
        }
        out.push(c);
    }
    out.push(quote);
}

/// The bytes that a name without quotes may consist of. A lookup table, because every name of every statement passes
/// here.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = matches!(byte as u8, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$');
        byte += 1;
    }
    plain
};

static SQLITE_FILTER: Filter = Filter::of(&reserved::SQLITE);
static POSTGRESQL_FILTER: Filter = Filter::of(&reserved::POSTGRESQL);
static MYSQL_FILTER: Filter = Filter::of(&reserved::MYSQL);

/// A set of words that may give false positives. It saves nearly every name the binary search.
struct Filter {
    bits: [u64; 64],
}

impl Filter {
    /// The filter that says yes to these words.
    const fn of(words: &[&str]) -> Self {
        let mut bits = [0; 64];
        let mut i = 0;
        while i < words.len() {
            let slot = Self::slot(words[i].as_bytes());
            bits[slot / 64] |= 1 << (slot % 64);
            i += 1;
        }
        Self { bits }
    }

    /// Never false for a word of the set.
    const fn may_contain(&self, word: &[u8]) -> bool {
        let slot = Self::slot(word);
        self.bits[slot / 64] & (1 << (slot % 64)) != 0
    }

    /// One of 4096 slots, from the length and three letters.
    const fn slot(word: &[u8]) -> usize {
        let length = word.len();
        if length == 0 {
            return 0;
        }
        let letters = word[0] as u32 | (word[length / 2] as u32) << 8 | (word[length - 1] as u32) << 16;
        // An odd constant under which no everyday name (id, name, title, …) falls on a reserved word.
        let mixed = (letters ^ (length as u32) << 24).wrapping_mul(0x27D4_EB2F);
        (mixed >> 20) as usize
    }
}
