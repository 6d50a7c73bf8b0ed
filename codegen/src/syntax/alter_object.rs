//! ALTER DOMAIN, INDEX, VIEW and SEQUENCE: what changes names, and what a domain says.

use realgar_metadata::lexer::Token;

use super::alter::{ident, schema};
use super::column::default;
use super::comment::Annotation;
use super::constraint::element;
use super::declared::{Declaration, DomainChange, Element, IndexChange, Moved, NameChange};
use super::file::File;
use super::split::Statement;
use super::table::leading_name;
use super::token_slice::{Parsed, TokenSlice};

/// The tokens from the name on, behind IF EXISTS.
fn from_name<'a>(file: &'a File<'_>, tokens: &'a [Token], at: usize) -> TokenSlice<'a> {
    let slice = TokenSlice::new(file, tokens).from(at);
    slice.from(if slice.are(0, &["IF", "EXISTS"]) { 2 } else { 0 })
}

/// RENAME TO, SET SCHEMA.
fn name_change(action: TokenSlice<'_>, what: &str) -> Parsed<Option<NameChange>> {
    Ok(match () {
        () if action.are(0, &["RENAME", "TO"]) => Some(NameChange::Rename(leading_name(action.from(2), what)?.0)),
        () if action.are(0, &["SET", "SCHEMA"]) => Some(NameChange::SetSchema(schema(action, 2)?)),
        () => None,
    })
}

/// Reads ALTER DOMAIN. Nothing if it says nothing about shape: OWNER TO, VALIDATE CONSTRAINT.
pub(super) fn alter_domain(file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
    let slice = from_name(file, &statement.tokens, 2);
    let (name, behind) = leading_name(slice, "ALTER DOMAIN")?;
    let action = slice.from(behind);
    let change = match () {
        () if action.are(0, &["SET", "DEFAULT"]) => DomainChange::Default(Some(default(action.from(2)))),
        () if action.are(0, &["DROP", "DEFAULT"]) => DomainChange::Default(None),
        () if action.are(0, &["SET", "NOT", "NULL"]) => DomainChange::NotNull(true),
        () if action.are(0, &["DROP", "NOT", "NULL"]) => DomainChange::NotNull(false),
        () if action.is(0, "ADD") => match element(action.from(1), Annotation::default())? {
            Some(Element::Constraint(constraint)) => DomainChange::AddConstraint(constraint),
            _ => return Ok(Vec::new()),
        },
        () if action.are(0, &["DROP", "CONSTRAINT"]) => {
            let at = if action.are(2, &["IF", "EXISTS"]) { 4 } else { 2 };
            DomainChange::DropConstraint(ident(action, at)?.text)
        }
        () if action.are(0, &["RENAME", "CONSTRAINT"]) && action.is(3, "TO") => {
            DomainChange::RenameConstraint { from: ident(action, 2)?.text, to: ident(action, 4)?.text }
        }
        () => match name_change(action, "ALTER DOMAIN")? {
            Some(change) => DomainChange::Name(change),
            None => return Ok(Vec::new()),
        },
    };
    Ok(vec![Declaration::AlterDomain { name, change, action: action.written() }])
}

/// Reads ALTER INDEX. Nothing if it says nothing about shape: SET, ATTACH to no partition.
pub(super) fn alter_index(file: &File<'_>, statement: &Statement) -> Parsed<Vec<Declaration>> {
    let slice = from_name(file, &statement.tokens, 2);
    let (index, behind) = leading_name(slice, "ALTER INDEX")?;
    let action = slice.from(behind);
    let change = match () {
        () if action.are(0, &["RENAME", "TO"]) => IndexChange::Rename(ident(action, 2)?),
        () if action.are(0, &["ATTACH", "PARTITION"]) => {
            IndexChange::Attach(leading_name(action.from(2), "ALTER INDEX")?.0)
        }
        () => return Ok(Vec::new()),
    };
    Ok(vec![Declaration::AlterIndex { index, change }])
}

/// Reads what ALTER VIEW and ALTER SEQUENCE say about names.
pub(super) fn move_object(file: &File<'_>, statement: &Statement, object: Moved) -> Parsed<Vec<Declaration>> {
    let slice = TokenSlice::new(file, &statement.tokens);
    let at = if slice.is(1, "MATERIALIZED") { 3 } else { 2 };
    let slice = from_name(file, &statement.tokens, at);
    let (name, behind) = leading_name(slice, "ALTER")?;
    let change = name_change(slice.from(behind), "ALTER")?;
    Ok(change.into_iter().map(|change| Declaration::Move { object, name: name.clone(), change }).collect())
}
