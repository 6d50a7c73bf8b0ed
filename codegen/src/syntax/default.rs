//! DEFAULT expressions: the simple ones by their meaning, all others as written.

use realgar_metadata::DefaultValue;

use super::file::File;
use super::lexer::{Kind, Token};

/// More parentheses than this around a simple value are not taken off.
const PARENTHESES: usize = 4;

/// What a default's tokens mean.
pub(super) fn classify(file: &File<'_>, tokens: &[Token]) -> DefaultValue {
    simple(file, tokens, PARENTHESES).unwrap_or_else(|| DefaultValue::Expression(file.written(tokens).into()))
}

fn simple(file: &File<'_>, tokens: &[Token], parentheses: usize) -> Option<DefaultValue> {
    let tokens = without_cast(tokens);
    let (first, rest) = tokens.split_first()?;
    let is_call = matches!(rest, [open, .., close]
        if open.kind == Kind::Symbol(b'(') && close.kind == Kind::Symbol(b')'));
    match first.kind {
        Kind::Number if rest.is_empty() => Some(DefaultValue::Number(file.text_of(*first).to_owned().into())),
        Kind::Symbol(sign @ (b'-' | b'+')) => match rest {
            [number] if number.kind == Kind::Number => {
                let sign = if sign == b'-' { "-" } else { "" };
                Some(DefaultValue::Number(format!("{sign}{}", file.text_of(*number)).into()))
            }
            _ => None,
        },
        // Bits and bytes are no text.
        Kind::String { .. } if rest.is_empty() && !file.text_of(*first).starts_with(['x', 'X', 'b', 'B']) => {
            Some(DefaultValue::String(file.value_of(*first).into()))
        }
        // MySQL and SQLite take a name in double quotes for a string where no column can stand.
        Kind::Quoted(b'"') if rest.is_empty() => Some(DefaultValue::String(file.value_of(*first).into())),
        Kind::Symbol(b'(') if parentheses > 0 => simple(file, inside(tokens)?, parentheses - 1),
        Kind::Word => {
            let now_of = |word: &str| match word {
                "current_timestamp" | "now" | "localtimestamp" => Some(DefaultValue::CurrentTimestamp),
                "current_date" | "curdate" => Some(DefaultValue::CurrentDate),
                "current_time" | "curtime" => Some(DefaultValue::CurrentTime),
                _ => None,
            };
            let word = file.text_of(*first).to_ascii_lowercase();
            match word.as_str() {
                "null" if rest.is_empty() => Some(DefaultValue::Null),
                "true" if rest.is_empty() => Some(DefaultValue::Boolean(true)),
                "false" if rest.is_empty() => Some(DefaultValue::Boolean(false)),
                // A precision may stand in the parentheses.
                _ if rest.is_empty() || (is_call && rest.len() <= 3) => now_of(&word),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What stands in parentheses that enclose everything.
fn inside(tokens: &[Token]) -> Option<&[Token]> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol(b'(') => depth += 1,
            Kind::Symbol(b')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (at + 1 == tokens.len()).then(|| &tokens[1..at]);
        }
    }
    None
}

/// A single value without PostgreSQL's `::type` behind it.
fn without_cast(tokens: &[Token]) -> &[Token] {
    match tokens {
        [value, first, second, ..]
            if first.kind == Kind::Symbol(b':')
                && second.kind == Kind::Symbol(b':')
                && matches!(value.kind, Kind::String { .. } | Kind::Number | Kind::Word) =>
        {
            &tokens[..1]
        }
        _ => tokens,
    }
}
