//! Reading DEFAULT: simple values by their meaning. All others are left to the caller, who keeps them as expressions.

use crate::lexer::{Kind, Token, without_parentheses};
use crate::type_name::{Family, TypeName};
use crate::{DefaultValue, Dialect};

/// Returns the value of these tokens of a text, in a dialect if one is known. `None` if it is not a simple one.
#[must_use]
pub fn simple(text: &str, tokens: &[Token], dialect: Option<Dialect>) -> Option<DefaultValue> {
    let (tokens, casts) = split_casts(text, without_parentheses(tokens));
    if !casts.iter().all(|cast| is_type(text, cast)) {
        return None;
    }
    if let Some((sign, rest)) = without_sign(text, tokens) {
        return match rest {
            [number] if number.kind == Kind::Number => {
                Some(DefaultValue::Number(format!("{sign}{}", number.text(text)).into()))
            }
            _ => None,
        };
    }
    match tokens {
        // PostgreSQL writes -1 as '-1'::integer.
        [only]
            if matches!(only.kind, Kind::String { .. }) && casts.first().is_some_and(|cast| is_number(text, cast)) =>
        {
            let value = only.value(text);
            let is_one = value.trim_start_matches(['-', '+']).bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                && value.parse::<f64>().is_ok();
            if is_one { Some(DefaultValue::Number(value.into())) } else { Some(DefaultValue::String(value.into())) }
        }
        [only] => literal(text, *only, dialect, casts.is_empty()),
        // now(), CURRENT_TIMESTAMP(6)
        [name, rest @ ..] if name.kind == Kind::Word && casts.is_empty() && is_group(rest) => clock(name.text(text)),
        _ => None,
    }
}

/// A value and the types that it is cast to, as PostgreSQL writes them behind all values: `'a'::text::name`.
fn split_casts<'a>(text: &str, tokens: &'a [Token]) -> (&'a [Token], Vec<&'a [Token]>) {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut at) = (0_usize, 0, 0);
    while let Some(token) = tokens.get(at) {
        match token.kind {
            Kind::Symbol(b'(') => depth += 1,
            Kind::Symbol(b')') => depth = depth.saturating_sub(1),
            Kind::Symbol(b':') if depth == 0 && text[token.start..].starts_with("::") => {
                parts.push(&tokens[start..at]);
                // The two colons are one token or two.
                start = at + tokens[at..].iter().take_while(|next| next.start < token.start + 2).count();
                at = start;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(&tokens[start..]);
    (parts.remove(0), parts)
}

/// Whether these tokens are a type and nothing else: one word, or words that some dialect knows as a type.
fn is_type(text: &str, tokens: &[Token]) -> bool {
    let is_part = |token: &Token| {
        matches!(token.kind, Kind::Word | Kind::Name | Kind::Quoted(_) | Kind::Number)
            || matches!(token.kind, Kind::Symbol(symbol) if b"()[],.".contains(&symbol))
    };
    let name = tokens.iter().rposition(|token| token.kind == Kind::Symbol(b'.')).map_or(tokens, |at| &tokens[at + 1..]);
    let words = name.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Name | Kind::Quoted(_))).count();
    tokens.iter().all(is_part) && (words == 1 || TypeName::read(text, tokens).family().is_some())
}

/// Whether these tokens are a type of numbers.
fn is_number(text: &str, tokens: &[Token]) -> bool {
    let name = TypeName::read(text, tokens);
    !name.array && name.family().is_some_and(Family::is_number)
}

/// The sign in front, and what follows it.
fn without_sign<'a>(text: &str, tokens: &'a [Token]) -> Option<(&'static str, &'a [Token])> {
    let (first, rest) = tokens.split_first()?;
    match first.text(text) {
        "-" => Some(("-", rest)),
        "+" => Some(("", rest)),
        _ => None,
    }
}

/// Whether these tokens are one pair of parentheses with what is in it.
fn is_group(tokens: &[Token]) -> bool {
    tokens.len() >= 2 && without_parentheses(tokens).len() < tokens.len()
}

/// One value that is written as a single token.
fn literal(text: &str, token: Token, dialect: Option<Dialect>, is_bare: bool) -> Option<DefaultValue> {
    let sqlite = dialect == Some(Dialect::Sqlite);
    let string = || Some(DefaultValue::String(token.value(text).into()));
    match token.kind {
        Kind::Number => Some(DefaultValue::Number(token.text(text).to_owned().into())),
        Kind::String { .. } => string(),
        // SQLite and MySQL take a name in double quotes for a string where no column can stand; SQLite, any name.
        Kind::Quoted(b'"') => string(),
        Kind::Quoted(_) if sqlite => string(),
        Kind::Word => match token.text(text).to_ascii_lowercase().as_str() {
            "null" => Some(DefaultValue::Null),
            "true" => Some(DefaultValue::Boolean(true)),
            "false" => Some(DefaultValue::Boolean(false)),
            // A name is not a column here. SQLite takes it for a string, unless it is one of its three clocks.
            word if sqlite => clock(word).filter(|_| word.starts_with("current_")).or_else(string),
            word if is_bare => clock(word),
            _ => None,
        },
        // Bits and bytes are not text.
        Kind::Name
        | Kind::Quoted(_)
        | Kind::Bytes
        | Kind::Dollar
        | Kind::Symbol(_)
        | Kind::Terminator
        | Kind::Unterminated => None,
    }
}

/// The current time, by the names of all dialects.
pub(crate) fn clock(name: &str) -> Option<DefaultValue> {
    match name.to_ascii_lowercase().as_str() {
        "current_timestamp" | "now" | "localtimestamp" => Some(DefaultValue::CurrentTimestamp),
        "current_date" | "curdate" => Some(DefaultValue::CurrentDate),
        "current_time" | "curtime" => Some(DefaultValue::CurrentTime),
        _ => None,
    }
}
