//! Text to tokens and comments, for all dialects at once. Knows nothing of statements.

/// A piece of SQL, by the bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in quotes; which one opened it.
    Quoted(u8),
    /// A string; a backslash in it takes the next character with it.
    String {
        /// Backslashes are escapes.
        escapes: bool,
    },
    /// PostgreSQL's `$tag$…$tag$`.
    Dollar,
    /// A number.
    Number,
    /// Any other character.
    Symbol(u8),
    /// What ends a statement: `;`, or what MySQL's DELIMITER says.
    Terminator,
    /// A string, a quoted name or a comment that never ends.
    Unterminated,
}

/// A comment, by the bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// `/* */`.
    pub(crate) block: bool,
}

/// What differs between the dialects before any grammar.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lexis {
    /// A backslash in a string takes the next character with it (MySQL).
    pub(crate) backslashes: bool,
    /// `#` starts a comment (MySQL).
    pub(crate) hash_comments: bool,
    /// `--` starts a comment only before white space (MySQL).
    pub(crate) dashes_need_space: bool,
    /// `$tag$` quotes (all but MySQL and SQLite).
    pub(crate) dollar_quotes: bool,
    /// `[name]` quotes whatever is in it; otherwise only what starts like a name, for `text[]` and `int[3]` are arrays.
    pub(crate) brackets: bool,
    /// Block comments nest (PostgreSQL).
    pub(crate) nested_comments: bool,
}

/// Reads tokens one after the other.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    pub(crate) lexis: Lexis,
    /// MySQL's DELIMITER.
    pub(crate) delimiter: &'a str,
    /// Comments since they were last taken.
    pub(crate) comments: Vec<Comment>,
    /// Inside MySQL's `/*!40101 …`, which is code for it.
    conditional: bool,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str, lexis: Lexis) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, lexis, delimiter: ";", comments: Vec::new(), conditional: false }
    }

    /// Leaves out everything up to the end of the line.
    pub(crate) fn skip_line(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        self.at += line.len();
        line
    }

    /// Leaves out whole lines up to one that is exactly this, as COPY's data end with `\.`.
    pub(crate) fn skip_lines_to(&mut self, last: &str) {
        self.skip_line();
        while self.at < self.text.len() {
            self.at += 1;
            if self.skip_line().trim_end() == last {
                return;
            }
        }
    }

    /// The next token; comments before it are kept in `comments`.
    pub(crate) fn next(&mut self) -> Option<Token> {
        if let Some(unterminated) = self.skip_space() {
            return Some(unterminated);
        }
        let start = self.at;
        let bytes = self.text.as_bytes();
        let byte = *bytes.get(start)?;
        if self.text[start..].starts_with(self.delimiter) {
            return Some(self.token(Kind::Terminator, start + self.delimiter.len()));
        }
        Some(match byte {
            b'\'' => self.string(start, self.lexis.backslashes),
            b'"' | b'`' => self.quoted(start, byte, byte),
            b'[' if self.opens_name(start + 1) => self.quoted(start, b'[', b']'),
            b'$' if self.lexis.dollar_quotes => match self.dollar_tag(start) {
                Some(tag) => self.dollar(start, tag),
                None => self.token(Kind::Symbol(byte), start + 1),
            },
            b'0'..=b'9' => self.number(start),
            b'.' if bytes.get(start + 1).is_some_and(u8::is_ascii_digit) => self.number(start),
            _ if is_word_start(byte) => self.word(start),
            _ => self.token(Kind::Symbol(byte), start + 1),
        })
    }

    fn token(&mut self, kind: Kind, end: usize) -> Token {
        let start = self.at;
        self.at = end;
        Token { kind, start, end }
    }

    fn skip_space(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        loop {
            let rest = &bytes[self.at..];
            match rest {
                [byte, ..] if byte.is_ascii_whitespace() => self.at += 1,
                [b'-', b'-', next @ ..]
                    if !self.lexis.dashes_need_space || next.first().is_none_or(u8::is_ascii_whitespace) =>
                {
                    self.line_comment();
                }
                [b'#', ..] if self.lexis.hash_comments => self.line_comment(),
                [b'/', b'*', b'!', next, ..] if next.is_ascii_digit() || self.lexis.dashes_need_space => {
                    self.open_conditional(3);
                }
                [b'/', b'*', b'M', b'!', ..] => self.open_conditional(4),
                [b'*', b'/', ..] if self.conditional => {
                    self.conditional = false;
                    self.at += 2;
                }
                [b'/', b'*', ..] => {
                    if let Some(unterminated) = self.block_comment() {
                        return Some(unterminated);
                    }
                }
                // The no-break space and its like, which editors leave behind.
                _ => match self.text[self.at..].chars().next() {
                    Some(character) if character.is_whitespace() || character == '\u{feff}' => {
                        self.at += character.len_utf8();
                    }
                    _ => return None,
                },
            }
        }
    }

    fn open_conditional(&mut self, opening: usize) {
        self.conditional = true;
        self.at += opening;
        while self.text.as_bytes().get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
    }

    fn line_comment(&mut self) {
        let start = self.at;
        self.skip_line();
        self.comments.push(Comment { start, end: self.at, block: false });
    }

    fn block_comment(&mut self) -> Option<Token> {
        let start = self.at;
        let mut depth = 0_usize;
        let mut at = start;
        loop {
            let rest = &self.text[at..];
            let Some(found) = rest.find(['*', '/']) else {
                return Some(self.token(Kind::Unterminated, self.text.len()));
            };
            at += found;
            let rest = &self.text[at..];
            if rest.starts_with("*/") {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    break;
                }
            } else if rest.starts_with("/*") && (depth == 0 || self.lexis.nested_comments) {
                depth += 1;
                at += 2;
            } else {
                at += 1;
            }
        }
        self.at = at;
        self.comments.push(Comment { start, end: at, block: true });
        None
    }

    /// A string from its opening quote; what stands before it (`E`, `N`, `_utf8`) is part of the token.
    fn string(&mut self, quote: usize, escapes: bool) -> Token {
        let mut at = quote + 1;
        loop {
            let rest = &self.text[at..];
            let found = if escapes { rest.find(['\'', '\\']) } else { rest.find('\'') };
            let Some(found) = found else {
                return self.token(Kind::Unterminated, self.text.len());
            };
            at += found;
            let bytes = self.text.as_bytes();
            if bytes[at] == b'\\' {
                let skipped = self.text[at + 1..].chars().next().map_or(0, char::len_utf8);
                at += 1 + skipped;
            } else if bytes.get(at + 1) == Some(&b'\'') {
                at += 2;
            } else {
                return self.token(Kind::String { escapes }, at + 1);
            }
        }
    }

    fn quoted(&mut self, start: usize, open: u8, close: u8) -> Token {
        let mut at = start + 1;
        loop {
            let Some(found) = self.text[at..].find(char::from(close)) else {
                return self.token(Kind::Unterminated, self.text.len());
            };
            at += found + 1;
            if close != b']' && self.text.as_bytes().get(at) == Some(&close) {
                at += 1;
            } else {
                return self.token(Kind::Quoted(open), at);
            }
        }
    }

    fn opens_name(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        match bytes.get(at) {
            None | Some(b']') => false,
            Some(_) if self.lexis.brackets => true,
            Some(byte) => is_word_start(*byte),
        }
    }

    /// `$tag$`, if that is what stands here.
    fn dollar_tag(&self, start: usize) -> Option<&'a str> {
        let rest = &self.text[start..];
        let length = rest[1..].find(|character: char| character != '_' && !character.is_alphanumeric())? + 1;
        let starts_like_a_name = !rest.as_bytes()[1].is_ascii_digit();
        (rest.as_bytes()[length] == b'$' && starts_like_a_name).then(|| &rest[..=length])
    }

    fn dollar(&mut self, start: usize, tag: &str) -> Token {
        let body = start + tag.len();
        match self.text[body..].find(tag) {
            Some(length) => self.token(Kind::Dollar, body + length + tag.len()),
            None => self.token(Kind::Unterminated, self.text.len()),
        }
    }

    fn number(&mut self, start: usize) -> Token {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            let exponent_sign = matches!(byte, b'+' | b'-')
                && matches!(bytes[at - 1], b'e' | b'E')
                && !bytes[start..at].contains(&b'x');
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') || (at > start && exponent_sign)) {
                break;
            }
            at += 1;
        }
        self.token(Kind::Number, at)
    }

    fn word(&mut self, start: usize) -> Token {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii() {
                if !is_word(*byte) {
                    break;
                }
                at += 1;
            } else {
                match self.text[at..].chars().next() {
                    Some(character) if !character.is_whitespace() => at += character.len_utf8(),
                    _ => break,
                }
            }
        }
        if bytes.get(at) == Some(&b'\'') {
            // E'…', N'…', X'…', B'…' and MySQL's _utf8'…'. Any other word has a string of its own behind it.
            match &bytes[start..at] {
                [b'e' | b'E'] => return self.string(at, true),
                [b'n' | b'N' | b'x' | b'X' | b'b' | b'B'] | [b'_', ..] => {
                    return self.string(at, self.lexis.backslashes);
                }
                _ => {}
            }
        }
        self.token(Kind::Word, at)
    }
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_word(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}
