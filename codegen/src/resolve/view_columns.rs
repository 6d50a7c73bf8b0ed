//! The columns of a view, found by its query: from which tables, queries and views they come, and under what names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use realgar_metadata::{self as metadata, Dialect};
use sqlparser::ast::{
    Expr, Ident, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, SetOperator, TableAlias, TableFactor, TableWithJoins,
};

use super::named::{HasName, Named};
use super::{catalog, view_expressions};
use crate::model::Field;
use crate::report::Problem;
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

/// A column of a view, or of a query within one.
#[derive(Clone)]
pub(super) struct ViewColumn {
    /// Its name in the view.
    pub(super) name: String,
    pub(super) column: metadata::Column,
    pub(super) field: Field,
}

/// Why the columns of a view are not known.
pub(super) enum Unresolved {
    /// The query is more than is understood here.
    Unknown(String),
    /// No database would accept the view.
    Wrong(Problem),
}

impl From<String> for Unresolved {
    fn from(why: String) -> Self {
        Self::Unknown(why)
    }
}

type Columns = Result<Vec<ViewColumn>, String>;

/// What a query may read from, besides its own FROM.
pub(super) struct Scope<'a> {
    relations: &'a Named<Relation<'a>>,
    /// The queries of WITH, the innermost last.
    with: Vec<(String, Columns)>,
    pub(super) dialect: Option<Dialect>,
}

/// A relation in FROM.
pub(super) struct Source {
    /// The name it has in the query.
    alias: String,
    columns: Vec<ViewColumn>,
    /// On the optional side of an outer join.
    optional: bool,
    /// Joined by USING or NATURAL, so that some of its columns are those of the others, too.
    merged: bool,
}

/// The columns of a view, or why they are not known.
pub(super) fn columns(
    view: &View,
    relations: &Named<Relation<'_>>,
    dialect: Option<Dialect>,
) -> Result<Vec<ViewColumn>, Unresolved> {
    let parsed = expression::query(&view.query).ok_or_else(|| "its query could not be parsed".to_owned())?;
    let mut scope = Scope { relations, with: Vec::new(), dialect };
    let mut columns = query(&parsed, &mut scope, !view.columns.is_empty())?;
    let (given, selected) = (view.columns.len(), columns.len());
    // PostgreSQL lets the last columns keep their names.
    let fits = given == 0 || given == selected || (given < selected && dialect == Some(Dialect::PostgreSql));
    if !fits {
        let problem = Problem::new(
            format!("view `{}` names {}, and its query has {selected}", view.name.text, count(given)),
            view.columns[0].span,
        );
        return Err(Unresolved::Wrong(problem.cure("name as many columns as the query selects")));
    }
    for (column, name) in columns.iter_mut().zip(&view.columns) {
        rename(column, name.text.clone());
    }
    let mut names = BTreeSet::new();
    if let Some(second) = columns.iter().find(|column| !names.insert(column.name.to_ascii_lowercase())) {
        return Err(format!("two of its columns are called `{}`", second.name).into());
    }
    Ok(columns)
}

fn count(columns: usize) -> String {
    if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") }
}

fn rename(column: &mut ViewColumn, name: String) {
    column.column.name = catalog::text(&name);
    column.field.column.clone_from(&name);
    column.name = name;
}

/// The columns of a query. Where they get their names from elsewhere, an expression needs none.
fn query(query: &Query, scope: &mut Scope<'_>, named: bool) -> Columns {
    let depth = scope.with.len();
    for with in query.with.iter().flat_map(|with| &with.cte_tables) {
        let name = scope.folded(&with.alias.name);
        if let SetExpr::SetOperation { left, .. } = with.query.body.as_ref() {
            // A recursive query reads from itself, and its first part says what columns it has.
            let own = set_expression(left, scope, true).and_then(|columns| renamed(columns, &with.alias, scope));
            scope.with.push((name.clone(), own));
        }
        let columns = self::query(&with.query, scope, !with.alias.columns.is_empty());
        let columns = columns.and_then(|columns| renamed(columns, &with.alias, scope));
        scope.with.push((name, columns));
    }
    let columns = set_expression(&query.body, scope, named);
    scope.with.truncate(depth);
    columns
}

/// The columns by the names that an alias gives them.
fn renamed(mut columns: Vec<ViewColumn>, alias: &TableAlias, scope: &Scope<'_>) -> Columns {
    if alias.columns.len() > columns.len() {
        return Err(format!("`{}` names more columns than it has", alias.name.value));
    }
    for (column, name) in columns.iter_mut().zip(&alias.columns) {
        rename(column, scope.folded(&name.name));
    }
    Ok(columns)
}

fn set_expression(body: &SetExpr, scope: &mut Scope<'_>, named: bool) -> Columns {
    match body {
        SetExpr::Select(select) => {
            let mut sources = Vec::new();
            for from in &select.from {
                tables(from, scope, &mut sources)?;
            }
            selected(select, &sources, scope, named)
        }
        SetExpr::Query(inner) => query(inner, scope, named),
        SetExpr::SetOperation { op, left, right, .. } => {
            let left = set_expression(left, scope, named)?;
            let right = set_expression(right, scope, true)?;
            if left.len() != right.len() {
                return Err("its queries have different numbers of columns".to_owned());
            }
            let mut columns = left;
            for (column, other) in columns.iter_mut().zip(right) {
                if column.field.mapping != other.field.mapping || column.column.sql_type != other.column.sql_type {
                    return Err(format!(
                        "its column `{}` has a type in one query and another in the next",
                        column.name
                    ));
                }
                if *op == SetOperator::Union && other.column.nullable && !column.column.nullable {
                    column.column.nullable = true;
                    column.field.nullable = true;
                    column.field.declaration = type_of(&column.field.declaration, true);
                }
            }
            Ok(columns)
        }
        _ => Err("it is not a SELECT".to_owned()),
    }
}

/// The relations of FROM, with what outer joins do to them.
fn tables(from: &TableWithJoins, scope: &mut Scope<'_>, sources: &mut Vec<Source>) -> Result<(), String> {
    let start = sources.len();
    table(&from.relation, scope, sources)?;
    for join in &from.joins {
        let right = sources.len();
        table(&join.relation, scope, sources)?;
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
        let merged = match &join.join_operator {
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Left(constraint)
            | JoinOperator::LeftOuter(constraint)
            | JoinOperator::Right(constraint)
            | JoinOperator::RightOuter(constraint)
            | JoinOperator::FullOuter(constraint) => {
                matches!(constraint, JoinConstraint::Using(_) | JoinConstraint::Natural)
            }
            _ => false,
        };
        sources[start..right].iter_mut().for_each(|source| source.optional |= left_optional);
        sources[right..].iter_mut().for_each(|source| {
            source.optional |= right_optional;
            source.merged |= merged;
        });
    }
    Ok(())
}

fn table(factor: &TableFactor, scope: &mut Scope<'_>, sources: &mut Vec<Source>) -> Result<(), String> {
    let (own_name, columns, alias) = match factor {
        TableFactor::Table { name, alias, args: None, .. } => {
            let found = object_name(name, scope).ok_or_else(|| format!("it reads `{name}`"))?;
            (found.text.clone(), scope.columns(&found)?, alias)
        }
        TableFactor::Derived { subquery, alias, .. } => {
            let named = alias.as_ref().is_some_and(|alias| !alias.columns.is_empty());
            (String::new(), query(subquery, scope, named)?, alias)
        }
        TableFactor::NestedJoin { table_with_joins, alias: None } => return tables(table_with_joins, scope, sources),
        _ => return Err("it reads more than tables".to_owned()),
    };
    let (alias, columns) = match alias {
        Some(alias) => (scope.folded(&alias.name), renamed(columns, alias, scope)?),
        None => (own_name, columns),
    };
    sources.push(Source { alias, columns, optional: false, merged: false });
    Ok(())
}

fn object_name(name: &ObjectName, scope: &Scope<'_>) -> Option<Name> {
    let parts: Vec<String> = name
        .0
        .iter()
        .map(|part| match part {
            ObjectNamePart::Identifier(ident) => Some(scope.folded(ident)),
            ObjectNamePart::Function(_) => None,
        })
        .collect::<Option<_>>()?;
    let span = metadata::Span { file: 0, line: 1, column: 1, length: 1 };
    let (last, rest) = parts.split_last()?;
    // A schema of this name may not be declared here; then the lookup ignores it.
    let schema = rest.last().filter(|schema| *schema != "public" && *schema != "main").cloned();
    Some(Name::new(schema, last.as_str(), span))
}

impl Scope<'_> {
    /// A name as the database knows it.
    pub(super) fn folded(&self, ident: &Ident) -> String {
        let folds = self.dialect == Some(Dialect::PostgreSql) && ident.quote_style.is_none();
        if folds { ident.value.to_ascii_lowercase() } else { ident.value.clone() }
    }

    /// The columns of a table, a view, or a query of WITH.
    fn columns(&self, name: &Name) -> Columns {
        let is_with = |with: &&(String, Columns)| name.schema.is_none() && with.0.eq_ignore_ascii_case(&name.text);
        if let Some((_, columns)) = self.with.iter().rev().find(is_with) {
            return columns.clone();
        }
        let unknown = || format!("it reads `{}`, whose columns are not known", name.text);
        let relation = &self.relations[self.relations.find(name).ok_or_else(unknown)?];
        Ok((0..relation.columns.len()).map(|at| of_relation(relation, at)).collect())
    }
}

fn selected(select: &Select, sources: &[Source], scope: &Scope<'_>, named: bool) -> Columns {
    let mut columns = Vec::new();
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expression) => columns.push(plain(expression, None, sources, scope, named)?),
            SelectItem::ExprWithAlias { expr, alias } => {
                columns.push(plain(expr, Some(scope.folded(alias)), sources, scope, named)?);
            }
            SelectItem::Wildcard(_) if sources.iter().any(|source| source.merged) => {
                return Err("it has a `*` over tables that are joined by their common columns".to_owned());
            }
            SelectItem::Wildcard(_) => sources.iter().for_each(|source| source.all(&mut columns)),
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let name = object_name(name, scope).map(|name| name.text).unwrap_or_default();
                match sources.iter().find(|source| source.alias.eq_ignore_ascii_case(&name)) {
                    Some(source) => source.all(&mut columns),
                    None => return Err(format!("it has a `{name}.*`, which is not a table in its FROM")),
                }
            }
            _ => return Err("one of its columns is an expression".to_owned()),
        }
    }
    Ok(columns)
}

impl Source {
    fn all(&self, columns: &mut Vec<ViewColumn>) {
        columns.extend((0..self.columns.len()).map(|at| self.column(at)));
    }

    /// A column as the query shows it.
    fn column(&self, at: usize) -> ViewColumn {
        let mut column = self.columns[at].clone();
        if self.optional && !column.column.nullable {
            column.column.nullable = true;
            column.field.declaration = type_of(&column.field.declaration, true);
        }
        column.field.nullable |= self.optional;
        column
    }

    fn position(&self, name: &str) -> Option<usize> {
        catalog::position(self.columns.iter().map(|column| column.name.as_str()), name)
    }
}

/// A column of the select list: a column of a table, or an expression whose type is plain.
fn plain(
    expression: &Expr,
    alias: Option<String>,
    sources: &[Source],
    scope: &Scope<'_>,
    named: bool,
) -> Result<ViewColumn, String> {
    match reference(expression, sources, scope)? {
        Some(mut column) => {
            if let Some(alias) = alias {
                rename(&mut column, alias);
            } else if let Expr::Identifier(name) = expression {
                // SQLite shows a column by the name that the query has for it.
                rename(&mut column, scope.folded(name));
            }
            Ok(column)
        }
        None => {
            let is =
                alias.as_ref().map_or_else(|| "one of its columns".to_owned(), |alias| format!("its column `{alias}`"));
            let found = view_expressions::typed(expression, sources, scope).ok_or(format!("{is} is an expression"))?;
            match alias.or_else(|| named.then(String::new)) {
                Some(name) => Ok(found.column(name)),
                None => Err(format!("{is} is an expression without a name")),
            }
        }
    }
}

/// The column that an expression is, perhaps in parentheses. `None` if it is another expression.
pub(super) fn reference(
    expression: &Expr,
    sources: &[Source],
    scope: &Scope<'_>,
) -> Result<Option<ViewColumn>, String> {
    match expression {
        Expr::Nested(inner) => reference(inner, sources, scope),
        Expr::Identifier(name) => {
            let wanted = scope.folded(name);
            let mut found = sources.iter().filter_map(|source| Some((source, source.position(&wanted)?)));
            match (found.next(), found.next()) {
                (Some((source, at)), None) => Ok(Some(source.column(at))),
                (Some(_), Some(_)) => Err(format!("its column `{name}` is in several tables")),
                (None, _) => Err(format!("its column `{name}` is not in a table that it reads")),
            }
        }
        Expr::CompoundIdentifier(names) => {
            let [.., table, name] = names.as_slice() else { return Err("one of its columns has no table".to_owned()) };
            let alias = scope.folded(table);
            let source = sources
                .iter()
                .find(|source| source.alias.eq_ignore_ascii_case(&alias))
                .ok_or_else(|| format!("its column `{table}.{name}` is not in a table that it reads"))?;
            let position = source.position(&scope.folded(name));
            let at = position.ok_or_else(|| format!("there is no column `{table}.{name}`"))?;
            Ok(Some(source.column(at)))
        }
        _ => Ok(None),
    }
}

/// A column of a table as a view shows it: neither a key nor something that the database fills in.
fn of_relation(relation: &Relation<'_>, at: usize) -> ViewColumn {
    let original = &relation.columns[at];
    let field = &relation.fields[at];
    let mut column = metadata::Column::new("", original.sql_type.clone());
    column.name.clone_from(&original.name);
    column.nullable = original.nullable;
    column.comment.clone_from(&original.comment);
    let field = Field {
        column: original.name.to_string(),
        has_default: false,
        read_only: true,
        version: false,
        refers_to: None,
        declaration: type_of(&field.declaration, column.nullable),
        ..field.clone()
    };
    ViewColumn { name: original.name.to_string(), column, field }
}

/// The type of a table's column without the constraints that a view does not have.
pub(super) fn type_of(declaration: &str, nullable: bool) -> String {
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
