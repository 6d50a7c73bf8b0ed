//! The columns of a view, where each is plainly a column of a known table or view. Everything else stays unknown.

use std::borrow::Cow;
use std::collections::BTreeSet;

use realgar_metadata as metadata;
use sqlparser::ast::{
    Expr, JoinOperator, ObjectName, ObjectNamePart, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr,
    TableFactor, TableWithJoins,
};

use super::catalog;
use super::named::{HasName, Named};
use crate::model::Field;
use crate::syntax::declared::{Name, View};
use crate::syntax::expression;

/// A table or view whose columns are known.
pub(super) struct Relation<'a> {
    pub(super) name: &'a Name,
    pub(super) columns: Cow<'a, [metadata::Column]>,
    pub(super) fields: Cow<'a, [Field]>,
}

impl HasName for Relation<'_> {
    fn name(&self) -> &Name {
        self.name
    }
}

/// A column of a view.
pub(super) struct ViewColumn {
    /// Its name in the view.
    pub(super) name: String,
    pub(super) column: metadata::Column,
    pub(super) field: Field,
}

/// A relation in FROM.
struct Source<'a> {
    /// The name it has in the query.
    alias: String,
    relation: &'a Relation<'a>,
    /// On the optional side of an outer join.
    optional: bool,
}

/// The columns of a view, or why they are not known.
pub(super) fn columns(view: &View, relations: &Named<Relation<'_>>) -> Result<Vec<ViewColumn>, String> {
    let query = expression::query(&view.query).ok_or("its query could not be parsed")?;
    let SetExpr::Select(select) = query.body.as_ref() else {
        return Err("it is not a single SELECT".to_owned());
    };
    if query.with.is_some() {
        return Err("its query has a WITH".to_owned());
    }
    let mut sources = Vec::new();
    for from in &select.from {
        tables(from, relations, &mut sources)?;
    }
    let mut columns = selected(select, &sources)?;
    if !view.columns.is_empty() {
        if view.columns.len() != columns.len() {
            return Err("it names other columns than its query has".to_owned());
        }
        for (column, name) in columns.iter_mut().zip(&view.columns) {
            column.name.clone_from(&name.text);
        }
    }
    let mut names = BTreeSet::new();
    if let Some(second) = columns.iter().find(|column| !names.insert(column.name.to_ascii_lowercase())) {
        return Err(format!("two of its columns are called `{}`", second.name));
    }
    Ok(columns)
}

/// The relations of FROM, with what outer joins do to them.
fn tables<'a>(
    from: &TableWithJoins,
    relations: &'a Named<Relation<'a>>,
    sources: &mut Vec<Source<'a>>,
) -> Result<(), String> {
    let start = sources.len();
    table(&from.relation, relations, sources)?;
    for join in &from.joins {
        let right = sources.len();
        table(&join.relation, relations, sources)?;
        let (left_optional, right_optional) = match &join.join_operator {
            JoinOperator::Join(_)
            | JoinOperator::Inner(_)
            | JoinOperator::CrossJoin(_)
            | JoinOperator::StraightJoin(_) => (false, false),
            JoinOperator::Left(_) | JoinOperator::LeftOuter(_) => (false, true),
            JoinOperator::Right(_) | JoinOperator::RightOuter(_) => (true, false),
            // In any other join, every row may be missing.
            _ => (true, true),
        };
        sources[start..right].iter_mut().for_each(|source| source.optional |= left_optional);
        sources[right..].iter_mut().for_each(|source| source.optional |= right_optional);
    }
    Ok(())
}

fn table<'a>(
    factor: &TableFactor,
    relations: &'a Named<Relation<'a>>,
    sources: &mut Vec<Source<'a>>,
) -> Result<(), String> {
    match factor {
        TableFactor::Table { name, alias, args: None, .. } => {
            let found = object_name(name).and_then(|name| {
                let at = relations.find(&name)?;
                Some((name, &relations[at]))
            });
            let Some((name, relation)) = found else {
                return Err(format!("it reads `{name}`, whose columns are not known"));
            };
            if alias.as_ref().is_some_and(|alias| !alias.columns.is_empty()) {
                return Err("it renames the columns of a table".to_owned());
            }
            let alias = alias.as_ref().map_or(name.text, |alias| alias.name.value.clone());
            sources.push(Source { alias, relation, optional: false });
            Ok(())
        }
        TableFactor::NestedJoin { table_with_joins, alias: None } => tables(table_with_joins, relations, sources),
        _ => Err("it reads more than tables".to_owned()),
    }
}

fn object_name(name: &ObjectName) -> Option<Name> {
    let parts: Vec<&str> = name
        .0
        .iter()
        .map(|part| match part {
            ObjectNamePart::Identifier(ident) => Some(ident.value.as_str()),
            ObjectNamePart::Function(_) => None,
        })
        .collect::<Option<_>>()?;
    let span = metadata::Span { file: 0, line: 1, column: 1, length: 1 };
    let (last, rest) = parts.split_last()?;
    // A schema of this name may not be declared here; then the lookup ignores it.
    let schema =
        rest.last().filter(|schema| **schema != "public" && **schema != "main").map(|schema| (*schema).to_owned());
    Some(Name::new(schema, *last, span))
}

fn selected(select: &Select, sources: &[Source<'_>]) -> Result<Vec<ViewColumn>, String> {
    let mut columns = Vec::new();
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expression) => columns.push(plain(expression, None, sources)?),
            SelectItem::ExprWithAlias { expr, alias } => columns.push(plain(expr, Some(alias.value.clone()), sources)?),
            SelectItem::Wildcard(_) => match sources {
                [only] => all(only, &mut columns),
                _ => return Err("it has a `*` over several tables".to_owned()),
            },
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let name = object_name(name).map(|name| name.text).unwrap_or_default();
                match sources.iter().find(|source| source.alias.eq_ignore_ascii_case(&name)) {
                    Some(source) => all(source, &mut columns),
                    None => return Err(format!("it has a `{name}.*`, which is not a table in its FROM")),
                }
            }
            _ => return Err("one of its columns is an expression".to_owned()),
        }
    }
    Ok(columns)
}

fn all(source: &Source<'_>, columns: &mut Vec<ViewColumn>) {
    for at in 0..source.relation.columns.len() {
        columns.push(column(source, at, None));
    }
}

/// A column reference, perhaps in parentheses. Anything else would need its type inferred.
fn plain(expression: &Expr, alias: Option<String>, sources: &[Source<'_>]) -> Result<ViewColumn, String> {
    let position = |source: &Source<'_>, name: &str| {
        catalog::position(source.relation.columns.iter().map(|column| column.name.as_ref()), name)
    };
    match expression {
        Expr::Nested(inner) => plain(inner, alias, sources),
        Expr::Identifier(name) => {
            let mut found = sources.iter().filter_map(|source| Some((source, position(source, &name.value)?)));
            match (found.next(), found.next()) {
                (Some((source, at)), None) => Ok(column(source, at, Some(alias.unwrap_or_else(|| name.value.clone())))),
                (Some(_), Some(_)) => Err(format!("its column `{name}` is in several tables")),
                (None, _) => Err(format!("its column `{name}` is not in a table that it reads")),
            }
        }
        Expr::CompoundIdentifier(names) => {
            let [.., table, name] = names.as_slice() else { return Err("one of its columns has no table".to_owned()) };
            let source = sources
                .iter()
                .find(|source| source.alias.eq_ignore_ascii_case(&table.value))
                .ok_or_else(|| format!("its column `{table}.{name}` is not in a table that it reads"))?;
            let at = position(source, &name.value).ok_or_else(|| format!("there is no column `{table}.{name}`"))?;
            Ok(column(source, at, Some(alias.unwrap_or_else(|| name.value.clone()))))
        }
        _ => Err(match alias {
            Some(alias) => format!("its column `{alias}` is an expression"),
            None => "one of its columns is an expression".to_owned(),
        }),
    }
}

/// A column as the view shows it: neither a key nor something that the database fills in.
fn column(source: &Source<'_>, at: usize, name: Option<String>) -> ViewColumn {
    let original = &source.relation.columns[at];
    let field = &source.relation.fields[at];
    let mut column = metadata::Column::new("", original.sql_type.clone());
    let name = name.unwrap_or_else(|| original.name.to_string());
    column.name = catalog::text(&name);
    column.nullable = original.nullable || source.optional;
    column.comment.clone_from(&original.comment);
    let field = Field {
        column: name.clone(),
        nullable: field.nullable || source.optional,
        has_default: false,
        read_only: true,
        version: false,
        refers_to: None,
        declaration: type_of(&field.declaration, column.nullable),
        ..field.clone()
    };
    ViewColumn { name, column, field }
}

/// The type of a table's column without the constraints that a view does not have.
fn type_of(declaration: &str, nullable: bool) -> String {
    let upper = declaration.to_ascii_uppercase();
    let ends = [
        " NOT NULL",
        " NULL",
        " DEFAULT",
        " PRIMARY",
        " UNIQUE",
        " CHECK",
        " REFERENCES",
        " CONSTRAINT",
        " GENERATED",
        " COLLATE",
        " COMMENT",
        " AUTO",
        " ON ",
        " AS ",
    ];
    let end = ends.iter().filter_map(|word| upper.find(word)).min().unwrap_or(declaration.len());
    // ASCII upper case has as many bytes, so the end is the same in both.
    let sql_type = declaration.get(..end).unwrap_or(declaration);
    if nullable { sql_type.to_owned() } else { format!("{sql_type} NOT NULL") }
}
