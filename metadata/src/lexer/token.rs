//! What the lexer finds: tokens, comments, and what stands between them.

/// A token, by the bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name without quotes. The lexer does not know which words are names; who knows the grammar says so.
    Name,
    /// A name in quotes, with the quote that opens it.
    Quoted(u8),
    /// A string, with what stands before it: `'…'`, `E'…'`, `N'…'`, `_utf8'…'`.
    String {
        /// A backslash in it takes the next character with it.
        escapes: bool,
    },
    /// Bytes or bits: `X'…'`, `B'…'`.
    Bytes,
    /// PostgreSQL's `$tag$…$tag$`.
    Dollar,
    /// A number without its sign.
    Number,
    /// Any other character.
    Symbol(u8),
    /// What ends a statement: `;`, or what MySQL's DELIMITER says.
    Terminator,
    /// A string, a quoted name or a comment that is never closed. It reaches to the end of the text.
    Unterminated,
}

/// A comment, by the bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its first byte.
    pub start: usize,
    /// The byte after its last one. The end of a line is not part of the comment before it.
    pub end: usize,
    /// Written as `/* */`.
    pub block: bool,
}

/// A piece of a text. All pieces together are the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexeme {
    /// A token.
    Token(Token),
    /// A comment.
    Comment(Comment),
    /// White space, or a mark around the code in MySQL's `/*!40101 … */`.
    Blank {
        /// Its first byte.
        start: usize,
        /// The byte after its last one.
        end: usize,
    },
}

impl Lexeme {
    /// Returns the bytes that it takes.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        match self {
            Self::Token(Token { start, end, .. })
            | Self::Comment(Comment { start, end, .. })
            | Self::Blank { start, end } => start..end,
        }
    }
}

impl Token {
    /// Returns the token as written in its text.
    #[must_use]
    pub fn text(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Returns a name or a string without quotes and escapes, and anything else as written.
    #[must_use]
    pub fn value(self, text: &str) -> String {
        let text = self.text(text);
        match self.kind {
            Kind::Quoted(b'[') => inner(text, 1).to_owned(),
            Kind::Quoted(b'"') => inner(text, 1).replace("\"\"", "\""),
            Kind::Quoted(_) => inner(text, 1).replace("``", "`"),
            Kind::String { escapes } => unescape(behind_quote(text), escapes),
            Kind::Bytes => behind_quote(text).to_owned(),
            Kind::Dollar => {
                let tag = text[1..].find('$').map_or(0, |at| at + 2);
                text.get(tag..text.len().saturating_sub(tag)).unwrap_or_default().to_owned()
            }
            Kind::Word | Kind::Name | Kind::Number | Kind::Symbol(_) | Kind::Terminator | Kind::Unterminated => {
                text.to_owned()
            }
        }
    }

    /// Returns whether the token is this keyword. Names in quotes are not keywords.
    #[must_use]
    pub fn is(self, text: &str, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text(text).eq_ignore_ascii_case(keyword)
    }
}

/// Returns some tokens as written, without comments and with white space reduced to single spaces.
#[must_use]
pub fn written(text: &str, tokens: &[Token]) -> String {
    let mut written = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.start) {
            written.push(' ');
        }
        written.push_str(token.text(text));
        end = Some(token.end);
    }
    written
}

/// Returns the tokens without the parentheses around all of them.
#[must_use]
pub fn without_parentheses(tokens: &[Token]) -> &[Token] {
    // Where the parenthesis is closed that opens here.
    let mut closed_at = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol(b'(') => open.push(at),
            Kind::Symbol(b')') => {
                if let Some(opened) = open.pop() {
                    closed_at[opened] = Some(at);
                }
            }
            _ => {}
        }
    }
    let encloses = |at: &usize| closed_at.get(*at).copied().flatten().is_some_and(|end| end + at + 1 == tokens.len());
    let pairs = (0..tokens.len() / 2).take_while(encloses).count();
    &tokens[pairs..tokens.len() - pairs]
}

/// What stands in a string's quotes.
fn behind_quote(text: &str) -> &str {
    inner(text, text.find('\'').unwrap_or(0) + 1)
}

/// The text without its opening part and its closing quote.
fn inner(text: &str, opening: usize) -> &str {
    let text = text.get(opening..).unwrap_or_default();
    match text.char_indices().next_back() {
        Some((at, '"' | '`' | ']' | '\'')) => &text[..at],
        _ => text,
    }
}

fn unescape(text: &str, backslashes: bool) -> String {
    if !backslashes || !text.contains('\\') {
        return text.replace("''", "'");
    }
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                Some('r') => value.push('\r'),
                Some('0') => value.push('\0'),
                Some(other) => value.push(other),
                None => {}
            },
            '\'' => {
                characters.next();
                value.push('\'');
            }
            _ => value.push(character),
        }
    }
    value
}
