//! The statements that change what is there besides tables: ALTER TYPE, DROP TYPE, DROP INDEX, RENAME TABLE, and the
//! search path of the names that follow.

use realgar_metadata::lexer::{Kind, Token};

use super::declared::{Beside, Change, Declaration, Name, TypeChange};
use super::file::File;
use super::split::Statement;
use super::table::leading_name;
use super::token_slice::{Parsed, TokenSlice};
use crate::report::Problem;

/// Reads ALTER TYPE. Nothing if it says nothing about shape: OWNER TO, and the attributes of composite types.
pub(super) fn alter_type(file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let (name, behind) = leading_name(slice.from(2), "ALTER TYPE")?;
    let rest = slice.from(2 + behind);
    let change = match () {
        () if rest.are(0, &["ADD", "VALUE"]) => {
            let if_not_exists = rest.are(2, &["IF", "NOT", "EXISTS"]);
            let at = if if_not_exists { 5 } else { 2 };
            let beside = match () {
                () if rest.is(at + 1, "BEFORE") => Some((Beside::Before, label(rest, at + 2)?)),
                () if rest.is(at + 1, "AFTER") => Some((Beside::After, label(rest, at + 2)?)),
                () => None,
            };
            TypeChange::AddLabel { label: label(rest, at)?, beside, if_not_exists }
        }
        () if rest.are(0, &["RENAME", "VALUE"]) => {
            TypeChange::RenameLabel { from: label(rest, 2)?, to: label(rest, 4)? }
        }
        () if rest.are(0, &["RENAME", "TO"]) => TypeChange::Rename(leading_name(rest.from(2), "ALTER TYPE")?.0),
        () if rest.are(0, &["SET", "SCHEMA"]) => {
            let schema = leading_name(rest.from(2), "ALTER TYPE")?.0.text;
            TypeChange::SetSchema(Some(schema).filter(|schema| schema != "public"))
        }
        () => return Ok(Vec::new()),
    };
    Ok(vec![Declaration::AlterType { name, change }])
}

/// The label at this position.
fn label(slice: TokenSlice<'_>, at: usize) -> Parsed<String> {
    let is_text = |token: &&Token| matches!(token.kind, Kind::String { .. } | Kind::Dollar);
    match slice.tokens.get(at).filter(is_text) {
        Some(token) => Ok(slice.file.value_of(*token)),
        None => Err(Problem::new("expected a label in quotes", slice.from(at).here()).cure("write `'label'`")),
    }
}

/// Reads DROP TYPE and DROP DOMAIN.
pub(super) fn drop_type(file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let names = slice.from(if slice.are(2, &["IF", "EXISTS"]) { 4 } else { 2 });
    names.parts().into_iter().map(|part| Ok(Declaration::DropType(leading_name(part, "DROP TYPE")?.0))).collect()
}

/// Reads DROP INDEX.
pub(super) fn drop_index(file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens).from(2);
    let slice = slice.from(usize::from(slice.is(0, "CONCURRENTLY")));
    let slice = slice.from(if slice.are(0, &["IF", "EXISTS"]) { 2 } else { 0 });
    let index = |part: TokenSlice<'_>| {
        let (name, behind) = leading_name(part, "DROP INDEX")?;
        let on = part.is(behind, "ON").then(|| leading_name(part.from(behind + 1), "DROP INDEX")).transpose()?;
        Ok(Declaration::DropIndex { name, table: on.map(|(table, _)| table) })
    };
    slice.parts().into_iter().map(index).collect()
}

/// Reads MySQL's RENAME TABLE.
pub(super) fn rename_table(file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens).from(2);
    let rename = |part: TokenSlice<'_>| {
        let (table, behind) = leading_name(part, "RENAME TABLE")?;
        if !part.is(behind, "TO") {
            let problem = Problem::new("expected `TO` and the new name", part.from(behind).here());
            return Err(problem.cure("write `RENAME TABLE old TO new`"));
        }
        let (to, _) = leading_name(part.from(behind + 1), "RENAME TABLE")?;
        Ok(Declaration::Alter { table, if_exists: false, change: Change::Rename { to }, action: String::new() })
    };
    slice.parts().into_iter().map(rename).collect()
}

/// The schema in which `SET search_path` has names without a schema looked up from here on: the first one that is the
/// user's. `None` inside is the default schema; the outer one, if the statement is about something else.
pub(super) fn search_path(file: &File<'_>, statement: &Statement) -> Option<Option<String>> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let path = match slice.find("SEARCH_PATH") {
        Some(at) => slice.from(at + 1),
        None => {
            let (group, _) = slice.group(0).ok()?;
            let (setting, path) = (group.tokens.first()?, group.tokens.get(2)?);
            if file.value_of(*setting) != "search_path" {
                return None;
            }
            // All schemas stand in one string.
            let first = file
                .value_of(*path)
                .split(',')
                .map(|name| name.trim().trim_matches('"').to_owned())
                .find(|name| is_own(name));
            return Some(first.filter(|name| name != "public"));
        }
    };
    let name = |token: &Token| match token.kind {
        Kind::Word if token.is(file.text, "TO") || token.is(file.text, "DEFAULT") => None,
        Kind::Word => {
            let text = file.text_of(*token);
            Some(if file.folds { text.to_ascii_lowercase() } else { text.to_owned() })
        }
        Kind::Quoted(_) | Kind::String { .. } => Some(file.value_of(*token)),
        _ => None,
    };
    let first = path.tokens.iter().filter_map(name).find(|name| is_own(name));
    Some(first.filter(|name: &String| name != "public"))
}

/// Whether a schema of the search path is the user's.
fn is_own(name: &str) -> bool {
    !name.is_empty() && name != "$user" && name != "pg_catalog"
}

/// The name of the schema that CREATE SCHEMA creates tables in.
pub(super) fn schema_name(file: &File<'_>, name: Token) -> Option<String> {
    let slice = [name];
    let found: Name = leading_name(TokenSlice::new(file, &slice), "CREATE SCHEMA").ok()?.0;
    Some(found.text).filter(|name| name != "public")
}
