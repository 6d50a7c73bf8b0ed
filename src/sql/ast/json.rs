//! Paths into JSON documents.

use std::fmt::Write as _;

use super::Node;
use crate::sql::value::Value;

/// A part of a JSON document.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonPath {
    /// The document.
    pub document: Node,
    /// The way to the part.
    pub steps: Vec<JsonStep>,
    /// All steps in one text, `$."a"[0]`, for the dialects that want that.
    pub path: Value,
    /// The part as text, instead of as JSON.
    pub as_text: bool,
}

/// One step into a JSON document, as the bind that PostgreSQL takes.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonStep {
    /// The value of a key.
    Key(Value),
    /// An element of an array, from 0.
    Index(Value),
}

impl JsonPath {
    /// Goes on from a document, or from a part of one.
    #[must_use]
    pub fn new(document: Node, steps: impl IntoIterator<Item = JsonStep>, as_text: bool) -> Self {
        let (document, mut all) = match &document {
            Node::Json(part) if !part.as_text => (part.document.clone(), part.steps.clone()),
            _ => (document, Vec::new()),
        };
        all.extend(steps);
        let mut path = String::from("$");
        for step in &all {
            match step {
                JsonStep::Key(Value::Text(key)) => push_key(&mut path, key),
                // Writing to a `String` cannot fail.
                JsonStep::Index(Value::Integer(index)) => _ = write!(path, "[{index}]"),
                // The constructors below make nothing else.
                JsonStep::Key(_) | JsonStep::Index(_) => {}
            }
        }
        Self { document, steps: all, path: Value::Text(path), as_text }
    }
}

/// A key as a path has it: a string of JSON, between quotes so that `.`, `[` and `$` mean themselves.
fn push_key(path: &mut String, key: &str) {
    path.push_str(".\"");
    for character in key.chars() {
        match character {
            '"' | '\\' => path.extend(['\\', character]),
            // Writing to a `String` cannot fail.
            '\0'..='\x1f' => _ = write!(path, "\\u{:04x}", u32::from(character)),
            other => path.push(other),
        }
    }
    path.push('"');
}

impl JsonStep {
    /// The value of a key.
    #[must_use]
    pub const fn key(key: String) -> Self {
        Self::Key(Value::Text(key))
    }

    /// An element of an array, from 0.
    #[must_use]
    pub const fn index(index: i32) -> Self {
        Self::Index(Value::Integer(index))
    }
}
