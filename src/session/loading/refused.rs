//! Loader options that are refused, and why.

use crate::entity::{Load, Strategy};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast;

/// Refuses statements that nothing can be joined to.
pub(crate) fn refuse_statement(select: &ast::Select) -> Result<()> {
    let what = if select.is_grouped() || !select.having.is_empty() {
        "GROUP BY"
    } else if select.lock.is_some() {
        "FOR UPDATE"
    } else {
        return Ok(());
    };
    Err(Error::new(
        ErrorKind::InvalidStatement,
        format!("`joined` would change what {what} of this query is about: use `selectin`"),
    ))
}

/// Refuses loader options that contradict themselves, and those nested in them.
pub(crate) fn refuse_contradictions(load: &Load) -> Result<()> {
    load.children.iter().try_for_each(refuse_contradictions)?;
    let name = load.info.name;
    let message = match load.strategy {
        Strategy::SelectIn | Strategy::Joined | Strategy::ContainsEager if load.info.write_only => {
            format!("`{name}` is write-only, because it may be large: it is not loaded as a whole")
        }
        Strategy::Raise if !load.children.is_empty() || !load.filter.is_empty() => {
            format!("`raise` loads nothing of `{name}`, so nothing can be said of what it loads")
        }
        Strategy::SelectIn | Strategy::Joined | Strategy::Raise if load.alias.is_some() => {
            format!("`{name}` is loaded from its table: `of_type` is for `contains_eager`")
        }
        Strategy::ContainsEager if !load.filter.is_empty() => {
            format!("`contains_eager` takes `{name}` as the query has it: filter the query")
        }
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::InvalidStatement, message))
}

#[cold]
pub(crate) fn not_selected(load: &Load) -> Error {
    let (source, name) = (load.source, load.info.name);
    Error::new(
        ErrorKind::InvalidStatement,
        format!("`{source}.{name}` is loaded for instances, but the query selects no entity of `{source}`: select it"),
    )
}

#[cold]
pub(crate) fn not_joined(load: &Load, source: &str) -> Error {
    let name = load.info.name;
    Error::new(
        ErrorKind::InvalidStatement,
        format!(
            "`contains_eager` of `{name}` needs the entity of `{source}` beside that of `{}` in the select list: join and \
             select it, and name it with `of_type` if it has an alias",
            load.source
        ),
    )
}

/// The first relationship that a stream cannot load.
pub(crate) fn not_streamed(load: &Load) -> Option<&'static str> {
    let is_streamed = load.strategy == Strategy::Joined && load.filter.is_empty() && is_in_identity_map(load);
    if is_streamed { load.children.iter().find_map(not_streamed) } else { Some(load.info.name) }
}

/// Whether the other end is one row, which is found by this side's foreign key in the identity map.
pub(crate) fn is_in_identity_map(load: &Load) -> bool {
    load.info.kind.is_many_to_one() && (load.target)().is_key(load.info.remote)
}
