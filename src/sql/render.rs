//! Statement tree → SQL text, for any dialect. Clauses here, expressions in `expression.rs`.

pub(crate) mod arrays;
mod cast;
pub(crate) mod cast_type;
pub(crate) mod conflict;
mod data;
mod date;
mod expression;
mod from;
mod function;
mod group;
mod json;
mod like;
mod limits;
mod lock;
mod needs;
mod nested;
mod operators;
mod order;
mod precedence;
mod repeated;
mod row;
mod select;
mod sources;
mod table_call;
mod text_search;
mod undetermined;
mod values;
mod visible;
mod window;

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use realgar_metadata::Dialect;
use smallvec::SmallVec;

use self::arrays::ArrayColumn;
pub use self::needs::Needs;
use self::repeated::Repeats;
use super::ast::{Cte, Insert, NamedWindow, Node, Query, SelectItem, Statement};
use super::columns::{Columns, Run, UNNAMED};
use super::literal::write_literal;
use super::value::{Kind, Value};
use crate::error::Result;

pub(crate) use limits::most_binds;

/// The binds of one statement, borrowed from its tree.
pub type Binds<'a> = SmallVec<[&'a Value; 8]>;

/// Where the placeholders of LIMIT stand in a text.
pub type Limits = SmallVec<[usize; 2]>;

/// A statement as SQL text with its binds.
#[derive(Debug)]
pub struct Rendered<'a> {
    /// The SQL text.
    pub sql: String,
    /// The values, in the order of their placeholders.
    pub binds: Binds<'a>,
    /// The names of the result's columns; empty for statements without a result.
    pub columns: Columns,
    /// The text has a list whose length varies: it is not worth keeping it prepared.
    pub varies: bool,
    /// Where the placeholders of LIMIT stand, in bytes.
    pub limits: Limits,
    /// Which of the binds are those of an INSERT's rows.
    pub row_binds: Range<usize>,
    /// What not every server of the dialect understands.
    pub needs: Needs,
}

/// Renders a statement.
///
/// # Errors
///
/// `Unsupported` if the dialect cannot say it, `InvalidStatement` if it contradicts itself.
pub fn render(statement: Statement<'_>, dialect: Dialect) -> Result<Rendered<'_>> {
    let mut renderer = Renderer::new(dialect);
    let columns = renderer.statement_with_ctes(statement)?;
    limits::check_binds(renderer.binds.len(), dialect)?;
    Ok(Rendered {
        sql: renderer.sql,
        binds: renderer.binds,
        columns,
        varies: renderer.varies,
        limits: renderer.limits,
        row_binds: renderer.row_binds,
        needs: renderer.needs,
    })
}

/// Renders an INSERT with the one row `row` of its rows; the caller binds the values of others in their place.
pub(crate) fn render_insert<'a>(
    insert: &'a Insert,
    row: &'a [Vec<(u16, Value)>],
    dialect: Dialect,
) -> Result<Rendered<'a>> {
    let mut renderer = Renderer::new(dialect);
    let columns = renderer.rows_with_ctes(Statement::Insert(insert), row)?;
    limits::check_binds(renderer.binds.len(), dialect)?;
    Ok(Rendered {
        sql: renderer.sql,
        binds: renderer.binds,
        columns,
        varies: renderer.varies,
        limits: renderer.limits,
        row_binds: renderer.row_binds,
        needs: renderer.needs,
    })
}

/// The text of an INSERT of `rows` rows that have a value for the columns `given`.
pub(crate) fn render_insert_shape(insert: &Insert, given: &[u16], rows: usize, dialect: Dialect) -> Result<String> {
    let row: Vec<(u16, Value)> = given.iter().map(|column| (*column, Value::Null(Kind::Unknown))).collect();
    Ok(render_insert(insert, &vec![row; rows], dialect)?.sql)
}

/// Renders a statement with its values written in it: for people to read.
pub(crate) fn render_literal(statement: Statement<'_>, dialect: Dialect) -> Result<String> {
    let mut renderer = Renderer { writes_literals: true, ..Renderer::new(dialect) };
    renderer.statement_with_ctes(statement)?;
    Ok(renderer.sql)
}

/// The select list that names the columns of a query.
fn first_columns(query: &Query) -> &[SelectItem] {
    match query {
        Query::Select(select) => &select.columns,
        Query::Compound(compound) => first_columns(&compound.first),
        Query::Write(write) => write.returning(),
    }
}

/// The names of a select list's columns.
pub(crate) fn column_names(items: &[SelectItem]) -> Columns {
    Columns::Known(
        items
            .iter()
            .map(|item| match item {
                SelectItem::Entity { columns, .. } => Run::Entity(columns),
                SelectItem::Expression(node) => Run::One(output_name(node).unwrap_or(UNNAMED)),
            })
            .collect(),
    )
}

/// The name that an expression has as a result column, if it has one.
pub(crate) fn output_name(node: &Node) -> Option<&'static str> {
    match node {
        Node::Column(column) => Some(column.name),
        Node::Label(name, _) => Some(name),
        _ => None,
    }
}

/// Writes one statement.
pub(crate) struct Renderer<'a> {
    pub(super) dialect: Dialect,
    pub(super) sql: String,
    pub(super) binds: Binds<'a>,
    /// A list whose length varies was written.
    pub(super) varies: bool,
    /// Where the placeholders of LIMIT stand.
    pub(super) limits: Limits,
    /// The binds of an INSERT's rows.
    pub(super) row_binds: Range<usize>,
    /// The rows of an INSERT are one row of arrays.
    arrays: Option<&'a [ArrayColumn]>,
    /// What not every server of the dialect understands.
    pub(super) needs: Needs,
    /// The computed keys of GROUP BY while HAVING is written, where it does not know them.
    having_keys: &'a [Node],
    /// The select list of the statement being written, for ORDER BY and GROUP BY by label.
    labels: &'a [SelectItem],
    /// How deep expressions are nested in each other.
    pub(super) depth: u32,
    /// Values are written as literals instead of placeholders.
    writes_literals: bool,
    /// Columns are written without their table.
    bare_columns: bool,
    /// Inside ON DUPLICATE KEY UPDATE, where the excluded row is a function.
    in_conflict: bool,
    /// The common table expressions that were met, those that others need first.
    ctes: Vec<&'a Arc<Cte>>,
    /// The named windows that were met in the select being written.
    windows: Vec<&'a Arc<NamedWindow>>,
    /// The expressions of the select being written that have to be the same wherever they stand.
    repeats: Repeats<'a>,
    /// What the sources in FROM are called.
    sources: sources::Sources,
}

impl<'a> Renderer<'a> {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            sql: String::with_capacity(256),
            binds: Binds::new(),
            varies: false,
            limits: Limits::new(),
            row_binds: 0..0,
            arrays: None,
            needs: Needs::default(),
            having_keys: &[],
            labels: &[],
            depth: 0,
            writes_literals: false,
            bare_columns: false,
            in_conflict: false,
            ctes: Vec::new(),
            windows: Vec::new(),
            repeats: Repeats::default(),
            sources: sources::Sources::default(),
        }
    }

    fn statement(&mut self, statement: Statement<'a>, rows: &'a [Vec<(u16, Value)>]) -> Result<Columns> {
        match statement {
            Statement::Select(select) => {
                self.select(select)?;
                Ok(column_names(&select.columns))
            }
            Statement::Compound(compound) => {
                self.compound(compound)?;
                Ok(column_names(first_columns(&compound.first)))
            }
            Statement::Insert(insert) => {
                self.insert(insert, rows)?;
                Ok(column_names(&insert.returning))
            }
            Statement::Update(update) => {
                self.update(update)?;
                Ok(column_names(&update.returning))
            }
            Statement::Delete(delete) => {
                self.delete(delete)?;
                Ok(column_names(&delete.returning))
            }
            Statement::Text(text) => {
                text.write(self)?;
                Ok(Columns::Known(SmallVec::new()))
            }
            Statement::Prepared(prepared) => self.statement(prepared.query.statement(), rows),
        }
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    pub(crate) fn name(&mut self, name: &str) {
        self.dialect.write_identifier(&mut self.sql, name);
    }

    /// Writes a placeholder and keeps the value for it.
    pub(crate) fn bind(&mut self, value: &'a Value) {
        if self.writes_literals {
            return write_literal(&mut self.sql, value, self.dialect);
        }
        if self.dialect != Dialect::PostgreSql {
            self.binds.push(value);
            return self.sql.push('?');
        }
        let number = self.repeats.next().unwrap_or_else(|| {
            self.binds.push(value);
            self.repeats.wrote(self.binds.len());
            self.binds.len()
        });
        // Writing to a `String` cannot fail.
        let _ = write!(self.sql, "${number}");
    }
}
