//! ALTER DOMAIN: applied to the domain as it is at that point.

use super::catalog::Catalog;
use super::context::Context;
use super::renames;
use crate::naming;
use crate::report::Problem;
use crate::syntax::declared::{Column, Domain, DomainChange, Name, NameChange, Rule};

/// Applies one change of a domain.
pub(super) fn apply(
    catalog: &mut Catalog,
    name: &Name,
    change: DomainChange,
    action: String,
    context: &mut Context<'_>,
) {
    let Some(at) = catalog.domains.find(name) else {
        let problem = Problem::new(format!("no domain `{}`", name.text), name.span);
        let names = catalog.domains.iter().map(|found| found.name.text.as_str());
        let cure = match naming::closest(&name.text, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it with CREATE DOMAIN before".to_owned(),
        };
        context.missing(problem.cure(cure));
        return;
    };
    if let DomainChange::Name(change) = change {
        rename(catalog, at, change);
        return;
    }
    let domain = &mut catalog.domains[at];
    let own = domain.name.text.clone();
    let column = &mut domain.column;
    match change {
        DomainChange::Default(default) => column.default = default,
        DomainChange::NotNull(not_null) => column.not_null = not_null,
        DomainChange::AddConstraint(constraint) => column.constraints.push(constraint),
        DomainChange::RenameConstraint { from, to } => {
            let found =
                column.constraints.iter_mut().find(|constraint| is_called(constraint.name.as_ref(), &own, &from));
            if let Some(constraint) = found {
                constraint.name = Some(to);
            }
        }
        DomainChange::DropConstraint(name) => {
            let is_check = |rule: &Rule| matches!(rule, Rule::Check(_));
            column
                .constraints
                .retain(|constraint| !(is_check(&constraint.rule) && is_called(constraint.name.as_ref(), &own, &name)));
        }
        DomainChange::Name(_) => {}
    }
    domain.additions.push(action);
}

/// Whether a check of a domain has this name, its own or the one that PostgreSQL gives it.
fn is_called(name: Option<&String>, domain: &str, wanted: &str) -> bool {
    match name {
        Some(name) => name == wanted,
        None => wanted.strip_prefix(domain).is_some_and(|rest| rest.starts_with("_check")),
    }
}

/// RENAME TO and SET SCHEMA. Columns and domains of the type follow it.
fn rename(catalog: &mut Catalog, at: usize, change: NameChange) {
    let from = catalog.domains[at].name.clone();
    let mut to = from.clone();
    renames::rename(&mut to, change);
    let is_of_domain = |column: &Column| {
        let declared = &column.sql_type;
        declared.name.words.eq_ignore_ascii_case(&from.text)
            && (declared.schema.is_none() || declared.schema == from.schema)
    };
    let of_tables = catalog.tables.iter_mut().flat_map(|table| &mut table.columns);
    let of_domains = catalog.domains.iter_mut().map(|domain: &mut Domain| &mut domain.column);
    for column in of_tables.chain(of_domains).filter(|column| is_of_domain(column)) {
        column.sql_type.schema.clone_from(&to.schema);
        column.sql_type.name.words.clone_from(&to.text);
        column.sql_type.name.text.clone_from(&to.text);
    }
    catalog.domains.rename(at, |domain| domain.name = to);
}
