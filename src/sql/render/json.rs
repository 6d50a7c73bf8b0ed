//! Parts of JSON documents as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{JsonPath, JsonStep};
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    pub(super) fn json(&mut self, part: &'a JsonPath) -> Result<()> {
        check(part)?;
        match (self.dialect, part.as_text) {
            (Dialect::PostgreSql, _) => self.json_arrows(part),
            (Dialect::Sqlite, false) => {
                self.atom(&part.document)?;
                self.push(" -> ");
                self.bind(&part.path);
                Ok(())
            }
            // SQLite's booleans are 1 and 0 as soon as they leave the document.
            (Dialect::Sqlite, true) => {
                self.json_call("CASE json_type(", part, ") WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE ")?;
                self.json_call("CAST(json_extract(", part, ") AS TEXT) END")
            }
            (_, false) => self.json_call("JSON_EXTRACT(", part, ")"),
            // The null of JSON would be the text "null".
            (_, true) => {
                self.json_call("CASE JSON_TYPE(JSON_EXTRACT(", part, ")) WHEN 'NULL' THEN NULL ELSE ")?;
                self.json_call("JSON_UNQUOTE(JSON_EXTRACT(", part, ")) END")
            }
        }
    }

    fn json_call(&mut self, before: &str, part: &'a JsonPath, after: &str) -> Result<()> {
        self.push(before);
        self.node(&part.document)?;
        self.push(", ");
        self.bind(&part.path);
        self.push(after);
        Ok(())
    }

    /// `document -> 'a' ->> 'b'`.
    fn json_arrows(&mut self, part: &'a JsonPath) -> Result<()> {
        self.atom(&part.document)?;
        for (index, step) in part.steps.iter().enumerate() {
            let is_last = index + 1 == part.steps.len();
            self.push(if is_last && part.as_text { " ->> " } else { " -> " });
            match step {
                JsonStep::Key(step) | JsonStep::Index(step) => self.bind(step),
            }
        }
        Ok(())
    }
}

/// Paths that lead nowhere.
fn check(part: &JsonPath) -> Result<()> {
    if part.steps.is_empty() {
        return Err(Error::new(ErrorKind::InvalidStatement, "a JSON path has no step"));
    }
    for step in &part.steps {
        match step {
            JsonStep::Index(Value::Integer(index)) if *index < 0 => {
                return Err(Error::new(
                    ErrorKind::InvalidStatement,
                    format!("elements of JSON arrays are counted from 0; there is no element {index}"),
                ));
            }
            _ => {}
        }
    }
    Ok(())
}
