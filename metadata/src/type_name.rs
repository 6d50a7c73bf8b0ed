//! A type as it was declared: its words, what stands in its parentheses, and what SQL type that is.

mod family;
mod plain;

pub use family::Family;

use crate::SqlType;
use crate::lexer::{Kind, Token, written};

/// A type as it was declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeName {
    /// The words in lower case with single spaces between them, without a schema: `character varying`. Empty without a
    /// type. A first word in quotes keeps its case.
    pub words: String,
    /// What stands in parentheses: numbers as written, strings without quotes.
    pub arguments: Vec<String>,
    /// MySQL's UNSIGNED.
    pub unsigned: bool,
    /// `[]` or ARRAY.
    pub array: bool,
    /// As written.
    pub text: String,
}

impl TypeName {
    /// Reads a type from the tokens of a text. What does not belong to a type is passed over.
    #[must_use]
    pub fn read(text: &str, tokens: &[Token]) -> Self {
        let mut name = Self { text: written(text, tokens), ..Self::default() };
        let mut words: Vec<String> = Vec::new();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token.kind {
                Kind::Word | Kind::Name | Kind::Quoted(_) | Kind::String { .. } => name.word(*token, text, &mut words),
                // The schema of the type is behind us.
                Kind::Symbol(b'.') if words.len() == 1 => words.clear(),
                Kind::Symbol(b'[') => name.array = true,
                Kind::Symbol(b'(') => {
                    let Some(length) = length_of_group(&tokens[at..]) else { break };
                    name.arguments = arguments(text, &tokens[at + 1..at + length - 1]);
                    at += length;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        name.words = words.join(" ");
        name
    }

    /// Returns the family that the words belong to. `None` if no dialect knows them.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        Family::of(&self.words)
    }

    /// Returns what SQLite makes of words that no dialect knows: it looks for parts of them, in this order. `None` for
    /// words without any of them, which have the affinity NUMERIC: numbers and text alike, and so no one type, except for
    /// NUMBER.
    #[must_use]
    pub fn affinity(&self) -> Option<SqlType> {
        let words = self.words.to_ascii_lowercase();
        let has = |part: &str| words.contains(part);
        Some(match () {
            () if has("int") => SqlType::BigInt,
            () if has("char") || has("clob") || has("text") => SqlType::Text,
            () if has("blob") => SqlType::Blob(None),
            () if has("real") || has("floa") || has("doub") => SqlType::Double,
            () if self.words == "number" => SqlType::Numeric { precision: self.number(0), scale: self.number(1) },
            () => return None,
        })
    }

    /// Returns an argument that is a plain number, such as a length.
    #[must_use]
    pub fn number(&self, at: usize) -> Option<u32> {
        self.arguments.get(at)?.parse().ok()
    }

    /// Returns the type of an array's elements, as written.
    #[must_use]
    pub fn element(&self) -> &str {
        self.text.trim_end_matches("[]").trim_end()
    }

    fn word(&mut self, token: Token, text: &str, words: &mut Vec<String>) {
        let value = token.value(text);
        let word = value.to_ascii_lowercase();
        match word.as_str() {
            "unsigned" => self.unsigned = true,
            "signed" | "zerofill" if !words.is_empty() => {}
            "array" if !words.is_empty() => self.array = true,
            // MySQL: VARCHAR(40) BINARY is a collation.
            "binary" if words.len() == 1 && words[0] != "blob" => {}
            _ if words.is_empty() && matches!(token.kind, Kind::Quoted(_) | Kind::String { .. }) => words.push(value),
            _ => words.push(word),
        }
    }
}

/// The number of tokens of the group in parentheses that opens here. `None` if it is never closed.
fn length_of_group(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol(b'(') => depth += 1,
            Kind::Symbol(b')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// What stands between the commas.
fn arguments(text: &str, tokens: &[Token]) -> Vec<String> {
    let mut depth = 0_usize;
    let parts = tokens.split(|token| {
        match token.kind {
            Kind::Symbol(b'(' | b'[') => depth += 1,
            Kind::Symbol(b')' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.kind == Kind::Symbol(b',')
    });
    let argument = |part: &[Token]| match part {
        [only] => only.value(text),
        _ => written(text, part),
    };
    parts.map(argument).collect()
}
