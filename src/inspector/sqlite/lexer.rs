//! SQL text as tokens, by SQLite's rules. It knows no grammar, and no text is wrong to it.

/// A token and its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`.
    Quoted,
    /// `'…'`.
    String,
    /// `x'…'`.
    Blob,
    /// A number without its sign.
    Number,
    /// Any other character.
    Symbol(u8),
}

/// Splits a text. Blanks and comments are left out; what is not closed reaches to the end of the text.
pub(super) fn tokenize(sql: &str) -> Vec<Token> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let next = bytes.get(at + 1).copied();
        let kind = match (byte, next) {
            (b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C, _) => {
                at += 1;
                continue;
            }
            (b'-', Some(b'-')) => {
                at = after(bytes, at + 2, b"\n");
                continue;
            }
            (b'/', Some(b'*')) => {
                at = after(bytes, at + 2, b"*/");
                continue;
            }
            (b'\'', _) => {
                at = after_quoted(bytes, at + 1, byte);
                Kind::String
            }
            (b'"' | b'`', _) => {
                at = after_quoted(bytes, at + 1, byte);
                Kind::Quoted
            }
            (b'[', _) => {
                at = after(bytes, at + 1, b"]");
                Kind::Quoted
            }
            (b'x' | b'X', Some(b'\'')) => {
                at = after_quoted(bytes, at + 2, b'\'');
                Kind::Blob
            }
            (b'0'..=b'9', _) | (b'.', Some(b'0'..=b'9')) => {
                at = after_number(bytes, at);
                Kind::Number
            }
            _ if is_word(byte) => {
                at += bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
                Kind::Word
            }
            _ => {
                at += 1;
                Kind::Symbol(byte)
            }
        };
        tokens.push(Token { kind, start, end: at });
    }
    tokens
}

/// Letters, digits, `_`, `$`, and all of a character beyond ASCII. So no token ends inside a character.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii()
}

/// The place behind the next `end`.
fn after(bytes: &[u8], from: usize, end: &[u8]) -> usize {
    let found = bytes[from..].windows(end.len()).position(|window| window == end);
    found.map_or(bytes.len(), |distance| from + distance + end.len())
}

/// The place behind the closing quote; a doubled one does not close.
fn after_quoted(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte == quote {
            if bytes.get(at) != Some(&quote) {
                return at;
            }
            at += 1;
        }
    }
    at
}

/// The place behind a number: `12`, `0x1F`, `1_000`, `.5`, `1.5e-3`.
fn after_number(bytes: &[u8], start: usize) -> usize {
    let is_hex = bytes[start] == b'0' && matches!(bytes.get(start + 1), Some(b'x' | b'X'));
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let is_exponent_sign =
            matches!(byte, b'+' | b'-') && at > start && !is_hex && matches!(bytes[at - 1], b'e' | b'E');
        if !(is_word(byte) || byte == b'.' || is_exponent_sign) {
            break;
        }
        at += 1;
    }
    at
}

/// The text of a name or string without its quotes; other tokens as they are.
pub(super) fn unquoted(sql: &str, token: Token) -> String {
    let text = &sql[token.start..token.end];
    let quote = match (token.kind, text.as_bytes().first()) {
        (Kind::Quoted, Some(b'[')) => return text[1..].strip_suffix(']').unwrap_or(&text[1..]).to_owned(),
        (Kind::String, _) => '\'',
        (Kind::Quoted, Some(b'`')) => '`',
        (Kind::Quoted, _) => '"',
        _ => return text.to_owned(),
    };
    let inner = text.strip_prefix(quote).unwrap_or(text);
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    inner.replace(&format!("{quote}{quote}"), &quote.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        tokenize(sql).iter().map(|token| &sql[token.start..token.end]).collect()
    }

    #[test]
    fn comments_and_blanks_are_no_tokens() {
        assert_eq!(texts("a--x\n b/* ' */c -- (\r\n/**/ d"), ["a", "b", "c", "d"]);
        assert_eq!(texts("a /* not closed"), ["a"]);
        assert_eq!(texts("--"), [""; 0]);
        assert_eq!(texts("a - b / c"), ["a", "-", "b", "/", "c"]);
    }

    #[test]
    fn quotes_hold_everything_together() {
        let sql = r#"'it''s -- (' "a""b" `c``d` [e f] x'00' X'"' größe"#;
        assert_eq!(texts(sql), ["'it''s -- ('", "\"a\"\"b\"", "`c``d`", "[e f]", "x'00'", "X'\"'", "größe"]);
        let names: Vec<String> = tokenize(sql).into_iter().map(|token| unquoted(sql, token)).collect();
        assert_eq!(names, ["it's -- (", "a\"b", "c`d", "e f", "x'00'", "X'\"'", "größe"]);
    }

    #[test]
    fn numbers_end_where_sqlite_ends_them() {
        assert_eq!(
            texts("1.5e-3-2 .5 0x1F+1 1_000 1e5,2"),
            ["1.5e-3", "-", "2", ".5", "0x1F", "+", "1", "1_000", "1e5", ",", "2"]
        );
    }

    #[test]
    fn no_text_is_too_broken() {
        for sql in ["'", "\"", "`", "[", "x'", "''", "'''", "/*", "-", "\u{0}", "é'", ".", "1e", "]"] {
            for token in tokenize(sql) {
                let _ = unquoted(sql, token);
            }
        }
    }
}
