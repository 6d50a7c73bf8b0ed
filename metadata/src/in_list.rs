//! PostgreSQL's spelling of IN: it keeps `x IN ('a', 'b')` as `x = ANY (ARRAY['a'::text, 'b'::text])`.

use std::borrow::Cow;

use crate::lexer::{Kind, Lexis, Token, tokens, without_parentheses};
use crate::type_name::{Family, TypeName};

/// Returns an expression with `IN (…)` and `NOT IN (…)` in place of `= ANY (ARRAY[…])` and `<> ALL (ARRAY[…])`, where all
/// elements are literals. The server adds other casts each time that it reads its own spelling.
#[must_use]
pub fn with_in_lists(sql: &str) -> Cow<'_, str> {
    if !sql.as_bytes().windows(5).any(|word| word.eq_ignore_ascii_case(b"array")) {
        return Cow::Borrowed(sql);
    }
    let found = tokens(sql, Lexis::POSTGRESQL);
    let (mut written, mut end, mut at) = (String::with_capacity(sql.len()), 0, 0);
    while at < found.len() {
        match list(sql, &found[at..]) {
            Some((words, length)) => {
                written.push_str(&sql[end..found[at].start]);
                written.push_str(&words);
                at += length;
                end = found[at - 1].end;
            }
            None => at += 1,
        }
    }
    written.push_str(&sql[end..]);
    Cow::Owned(written)
}

/// `= ANY (ARRAY[…])` at the beginning of these tokens as IN, and how many tokens it takes.
fn list(sql: &str, found: &[Token]) -> Option<(String, usize)> {
    let symbols =
        found.iter().take_while(|token| matches!(token.kind, Kind::Symbol(b'=' | b'<' | b'>' | b'!'))).count();
    let operator = symbols.checked_sub(1).map(|last| &sql[found[0].start..found[last].end])?;
    let quantifier = found.get(symbols)?;
    let word = match operator {
        "=" if quantifier.is(sql, "ANY") => "IN",
        "<>" | "!=" if quantifier.is(sql, "ALL") => "NOT IN",
        _ => return None,
    };
    let open = symbols + 1;
    let length = group(found.get(open..)?, b'(', b')')?;
    let array = array_elements(sql, without_casts(sql, &found[open..open + length])?)?;
    Some((format!("{word} ({})", array.join(", ")), open + length))
}

/// The elements of `ARRAY[…]`, as literals without casts.
fn array_elements(sql: &str, found: &[Token]) -> Option<Vec<String>> {
    let [word, rest @ ..] = found else { return None };
    if !word.is(sql, "ARRAY") || group(rest, b'[', b']')? != rest.len() {
        return None;
    }
    let mut elements = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let inner = &rest[1..rest.len() - 1];
    for (at, token) in inner.iter().enumerate() {
        match token.kind {
            Kind::Symbol(b'(' | b'[') => depth += 1,
            Kind::Symbol(b')' | b']') => depth = depth.saturating_sub(1),
            Kind::Symbol(b',') if depth == 0 => {
                elements.push(literal(sql, &inner[start..at])?);
                start = at + 1;
            }
            _ => {}
        }
    }
    elements.push(literal(sql, &inner[start..])?);
    Some(elements)
}

/// A literal, however often it is cast: a string that is cast to a number is one.
fn literal(sql: &str, found: &[Token]) -> Option<String> {
    match without_casts(sql, found)? {
        [only] if only.kind == Kind::Number => Some(only.text(sql).to_owned()),
        [sign, only] if sign.text(sql) == "-" && only.kind == Kind::Number => Some(format!("-{}", only.text(sql))),
        [only] if matches!(only.kind, Kind::String { .. }) => {
            let value = only.value(sql);
            let is_number = casts_to_number(sql, found) && value.parse::<f64>().is_ok();
            Some(if is_number { value } else { only.text(sql).to_owned() })
        }
        _ => None,
    }
}

/// Whether the first cast is to a type of numbers.
fn casts_to_number(sql: &str, found: &[Token]) -> bool {
    let behind = found.iter().position(|token| matches!(token.kind, Kind::String { .. })).map_or(0, |at| at + 1);
    let words = found[behind..].iter().position(|token| token.kind == Kind::Word).map(|at| &found[behind + at..]);
    let family = words.and_then(|words| TypeName::read(sql, words).family());
    family.is_some_and(Family::is_number)
}

/// The tokens without parentheses around the whole of them and without casts behind that.
fn without_casts<'t>(sql: &str, found: &'t [Token]) -> Option<&'t [Token]> {
    let mut rest = without_parentheses(found);
    loop {
        let length = match rest.first()?.kind {
            Kind::Symbol(b'(') => group(rest, b'(', b')')?,
            Kind::Symbol(b'-') => 2,
            Kind::Word if rest[0].is(sql, "ARRAY") => 1 + group(&rest[1..], b'[', b']')?,
            _ => 1,
        };
        let behind = rest.get(length..)?;
        if behind.is_empty() {
            return Some(rest);
        }
        // What follows has to be casts and nothing else.
        let is_part = |token: &Token| {
            matches!(token.kind, Kind::Word | Kind::Name | Kind::Quoted(_) | Kind::Number)
                || matches!(token.kind, Kind::Symbol(b':' | b'.' | b'[' | b']' | b'(' | b')'))
        };
        if !sql[behind[0].start..].starts_with("::") || !behind.iter().all(is_part) {
            return None;
        }
        rest = without_parentheses(&rest[..length]);
    }
}

/// The number of tokens of the group that opens here.
fn group(found: &[Token], open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in found.iter().enumerate() {
        match token.kind {
            Kind::Symbol(symbol) if symbol == open => depth += 1,
            Kind::Symbol(symbol) if symbol == close => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then_some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::with_in_lists;

    #[test]
    fn lists_of_literals_become_in() {
        for (sql, expected) in [
            ("a = ANY (ARRAY['x'::text, 'y'::text])", "a IN ('x', 'y')"),
            (
                "((a)::text = ANY ((ARRAY['x'::character varying, 'it''s'::character varying])::text[])) AND b",
                "((a)::text IN ('x', 'it''s')) AND b",
            ),
            ("(a)::text = ANY (ARRAY[('x'::character varying)::text])", "(a)::text IN ('x')"),
            ("a <> ALL (ARRAY[1, -2, '-3'::integer])", "a NOT IN (1, -2, -3)"),
            ("a = ANY (ARRAY['x'::public.\"My Mood\"])", "a IN ('x')"),
            // Not a list of literals, or not the words of IN.
            ("a = ANY (ARRAY[b, 'x'::text])", "a = ANY (ARRAY[b, 'x'::text])"),
            ("a > ANY (ARRAY[1, 2])", "a > ANY (ARRAY[1, 2])"),
            ("a = ANY (ARRAY[])", "a = ANY (ARRAY[])"),
            ("a = ANY (arrays)", "a = ANY (arrays)"),
            ("b = 'ARRAY'", "b = 'ARRAY'"),
            ("a = ANY (ARRAY[", "a = ANY (ARRAY["),
            ("= ANY", "= ANY"),
        ] {
            assert_eq!(with_in_lists(sql), expected);
        }
    }

    #[test]
    fn cut_texts_stop_nothing() {
        let sql = "(a = ANY ((ARRAY[('x'::text), -1])::text[])) <> ALL (ARRAY['y'])";
        for end in 0..=sql.len() {
            let _ = with_in_lists(&sql[..end]);
            let _ = with_in_lists(&sql[end..]);
        }
    }
}
