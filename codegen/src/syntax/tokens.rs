//! Our tokens as sqlparser's, so that it reads exactly what our lexer found, whatever quotes and comments the dialect
//! has.
//!
//! sqlparser's own tokenizer is only used for operators. It knows neither MySQL's DELIMITER and `/*!40101 … */` nor the
//! data after COPY, it allocates a `String` for every token of a dump's INSERTs, and it stops at the first thing that
//! it does not know. So a file is cut up by our lexer, which has to find strings and names for that anyway.

use sqlparser::dialect::Dialect;
use sqlparser::tokenizer::{Location, Span, Token as Sql, TokenWithSpan, Tokenizer, Whitespace};

use super::file::File;
use realgar_metadata::lexer::{Kind, Token};

/// Sqlparser's tokens, and where each of them stands. The *column* of a token is its position in the list, from 1:
/// so the places in sqlparser's names and errors lead back to the file.
pub(super) fn convert(file: &File<'_>, tokens: &[Token], dialect: &dyn Dialect) -> (Vec<TokenWithSpan>, Vec<Token>) {
    let mut converted = Converted::default();
    let mut at = 0;
    let mut labels = false;
    while let Some(token) = tokens.get(at) {
        let mut last = at;
        // Operators of several characters come as several tokens that touch.
        while is_operator(tokens[last].kind)
            && tokens.get(last + 1).is_some_and(|next| is_operator(next.kind) && next.start == tokens[last].end)
        {
            last += 1;
        }
        if is_operator(token.kind) {
            operators(file, &tokens[at..=last], dialect, &mut converted);
        } else {
            // In MySQL, double quotes are strings; where no name can stand, they are so everywhere.
            let word = |at: Option<usize>, word: &str| {
                let token = at.and_then(|at| tokens.get(at)).filter(|token| token.kind == Kind::Word);
                token.is_some_and(|token| file.text_of(*token).eq_ignore_ascii_case(word))
            };
            match token.kind {
                Kind::Symbol(b'(') => labels = word(at.checked_sub(1), "ENUM") || word(at.checked_sub(1), "SET"),
                Kind::Symbol(b')') => labels = false,
                _ => {}
            }
            let is_text = token.kind == Kind::Quoted(b'"') && (labels || word(at.checked_sub(1), "COMMENT"));
            let found = if is_text { Sql::SingleQuotedString(file.value_of(*token)) } else { single(file, *token) };
            converted.push(found, *token);
        }
        at = last + 1;
    }
    (converted.tokens, converted.places)
}

#[derive(Default)]
struct Converted {
    tokens: Vec<TokenWithSpan>,
    places: Vec<Token>,
}

impl Converted {
    fn push(&mut self, token: Sql, place: Token) {
        let column = self.places.len() as u64 + 1;
        let span = Span::new(Location::new(1, column), Location::new(1, column + 1));
        self.tokens.push(TokenWithSpan::new(token, span));
        self.places.push(place);
    }
}

const fn is_operator(kind: Kind) -> bool {
    matches!(kind, Kind::Symbol(symbol) if !matches!(symbol, b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b'.' | b';'))
}

fn single(file: &File<'_>, token: Token) -> Sql {
    let value = file.value_of(token);
    let text = file.text_of(token);
    match token.kind {
        Kind::Word => Sql::make_word(text, None),
        // With a quote, sqlparser does not take it for a keyword.
        Kind::Name => Sql::make_word(text, Some('"')),
        Kind::Quoted(quote) => Sql::make_word(&value, Some(char::from(quote))),
        Kind::Number => Sql::Number(value, false),
        // Not all places in which sqlparser takes a string take PostgreSQL's other form of it.
        Kind::Dollar => Sql::SingleQuotedString(value),
        Kind::String { .. } => match text.as_bytes().first() {
            Some(b'e' | b'E') => Sql::EscapedStringLiteral(value),
            Some(b'n' | b'N') => Sql::NationalStringLiteral(value),
            _ => Sql::SingleQuotedString(value),
        },
        Kind::Bytes => match text.as_bytes().first() {
            Some(b'b' | b'B') => Sql::SingleQuotedByteStringLiteral(value),
            _ => Sql::HexStringLiteral(value),
        },
        Kind::Symbol(b'(') => Sql::LParen,
        Kind::Symbol(b')') => Sql::RParen,
        Kind::Symbol(b'[') => Sql::LBracket,
        Kind::Symbol(b']') => Sql::RBracket,
        Kind::Symbol(b'{') => Sql::LBrace,
        Kind::Symbol(b'}') => Sql::RBrace,
        Kind::Symbol(b',') => Sql::Comma,
        Kind::Symbol(b'.') => Sql::Period,
        Kind::Symbol(b';') | Kind::Terminator => Sql::SemiColon,
        Kind::Symbol(symbol) => Sql::Char(char::from(symbol)),
        Kind::Unterminated => Sql::Char('\''),
    }
}

/// Operators that touch, read by sqlparser. What it takes for a comment is not one: those are gone already.
fn operators(file: &File<'_>, tokens: &[Token], dialect: &dyn Dialect, converted: &mut Converted) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    let text = &file.text[first.start..last.end];
    let read = Tokenizer::new(dialect, text).tokenize_with_location().ok();
    let is_comment = |token: &TokenWithSpan| {
        matches!(
            token.token,
            Sql::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_))
                | Sql::Placeholder(_)
        )
    };
    match read.filter(|read| !read.iter().any(is_comment)) {
        Some(read) => {
            for found in read {
                // They are of one byte per character and stand in one line, so columns are bytes.
                let offset = |location: Location| usize::try_from(location.column - 1).unwrap_or_default();
                let start = first.start + offset(found.span.start);
                let end = (first.start + offset(found.span.end)).clamp(start, last.end);
                converted.push(found.token, Token { start, end, ..*first });
            }
        }
        None => {
            for token in tokens {
                let found =
                    Tokenizer::new(dialect, file.text_of(*token)).tokenize().ok().and_then(|mut found| found.pop());
                converted.push(found.unwrap_or_else(|| single(file, *token)), *token);
            }
        }
    }
}
