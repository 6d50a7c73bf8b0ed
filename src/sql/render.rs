//! Statement tree → SQL text, for any dialect. Clauses here, expressions in `expression.rs`.

mod cast;
pub(crate) mod conflict;
mod data;
mod date;
mod expression;
mod function;
mod json;
mod limits;
mod lock;
mod nested;
mod order;
mod repeated;
mod row;
mod values;
mod window;

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use realgar_metadata::Dialect;
use smallvec::SmallVec;

use self::repeated::Repeats;
use super::ast::{
    Cte, FromItem, Insert, Join, JoinKind, NamedWindow, Node, Query, Select, SelectItem, Statement, TableRef,
};
use super::columns::{Columns, Run, UNNAMED};
use super::literal::write_literal;
use super::value::{Kind, Value};
use crate::error::{Error, ErrorKind, Result};

pub(crate) use limits::most_binds;

/// The binds of one statement, borrowed from its tree.
pub type Binds<'a> = SmallVec<[&'a Value; 8]>;

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
    /// Which of the binds are those of an INSERT's rows.
    pub row_binds: Range<usize>,
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
        row_binds: renderer.row_binds,
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
        row_binds: renderer.row_binds,
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
    /// The binds of an INSERT's rows.
    pub(super) row_binds: Range<usize>,
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
}

impl<'a> Renderer<'a> {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            sql: String::with_capacity(256),
            binds: Binds::new(),
            varies: false,
            row_binds: 0..0,
            labels: &[],
            depth: 0,
            writes_literals: false,
            bare_columns: false,
            in_conflict: false,
            ctes: Vec::new(),
            windows: Vec::new(),
            repeats: Repeats::default(),
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

    pub(super) fn select(&mut self, select: &'a Select) -> Result<()> {
        if select.columns.is_empty() {
            return Err(Error::new(ErrorKind::InvalidStatement, "a select without columns"));
        }
        let outer = std::mem::replace(&mut self.labels, &select.columns);
        let outer_windows = std::mem::take(&mut self.windows);
        let outer_repeats = self.repeats.enter(select, self.dialect)?;
        self.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        self.distinct_on(&select.distinct_on)?;
        self.select_list(&select.columns)?;
        if let Some(from) = &select.from {
            self.push(" FROM ");
            self.from_item(from)?;
        }
        for join in &select.joins {
            self.join(join)?;
        }
        self.conditions(" WHERE ", &select.filter)?;
        self.group_by(&select.group_by)?;
        self.conditions(" HAVING ", &select.having)?;
        self.windows_and_order(&select.order_by)?;
        self.limit(select.limit.as_ref(), select.offset.as_ref());
        if let Some(lock) = &select.lock {
            self.lock(lock)?;
        }
        self.windows = outer_windows;
        self.repeats.leave(outer_repeats);
        self.labels = outer;
        Ok(())
    }

    /// The select list. A column whose name stood before is labelled `name_1`, so that every result column has its own.
    pub(super) fn select_list(&mut self, items: &'a [SelectItem]) -> Result<()> {
        let mut seen: SmallVec<[&'static str; 16]> = SmallVec::new();
        for item in items {
            match item {
                SelectItem::Entity { source, columns } => {
                    for name in *columns {
                        self.separate(&seen);
                        self.name(source);
                        self.sql.push('.');
                        self.name(name);
                        self.label_repeated(name, &mut seen);
                    }
                }
                SelectItem::Expression(node) => {
                    self.separate(&seen);
                    self.select_item(node)?;
                    match node {
                        Node::Column(column) => self.label_repeated(column.name, &mut seen),
                        Node::Label(name, _) => seen.push(name),
                        _ => seen.push(""),
                    }
                }
            }
        }
        limits::check_columns(seen.len(), self.dialect)
    }

    fn separate(&mut self, seen: &[&'static str]) {
        if !seen.is_empty() {
            self.push(", ");
        }
    }

    fn label_repeated(&mut self, name: &'static str, seen: &mut SmallVec<[&'static str; 16]>) {
        let repeats = seen.iter().filter(|known| **known == name).count();
        if repeats > 0 {
            self.push(" AS ");
            let label = format!("{name}_{repeats}");
            self.name(&label);
        }
        seen.push(name);
    }

    fn select_item(&mut self, node: &'a Node) -> Result<()> {
        if let Node::Label(label, inner) = node {
            self.node(inner)?;
            self.push(" AS ");
            self.name(label);
            return Ok(());
        }
        self.node(node)
    }

    pub(super) fn table(&mut self, table: TableRef) {
        if let Some(schema) = table.schema {
            self.name(schema);
            self.sql.push('.');
        }
        self.name(table.name);
    }

    #[allow(clippy::wrong_self_convention, reason = "FROM is meant")]
    pub(super) fn from_item(&mut self, item: &'a FromItem) -> Result<()> {
        match item {
            FromItem::Table(table) => self.table(*table),
            FromItem::Alias(table, alias) => {
                self.table(*table);
                self.push(" AS ");
                self.name(alias);
            }
            FromItem::Derived(query, alias, lateral) => {
                self.derived(query, alias, *lateral)?;
            }
            FromItem::Values(rows, alias, columns) => self.values(rows, alias, columns)?,
            FromItem::Cte(cte, alias) => {
                self.note_cte(cte)?;
                self.name(cte.name);
                if let Some(alias) = alias {
                    self.push(" AS ");
                    self.name(alias);
                }
            }
            FromItem::Itself(name) => self.name(name),
            FromItem::Nested(items, on) => {
                self.sql.push('(');
                self.from_item(&items[0])?;
                self.push(self.join_word(JoinKind::Inner));
                self.from_item(&items[1])?;
                self.push(" ON ");
                self.node(on)?;
                self.sql.push(')');
            }
        }
        Ok(())
    }

    const fn join_word(&self, kind: JoinKind) -> &'static str {
        match kind {
            JoinKind::Inner if matches!(self.dialect, Dialect::MySql) => " INNER JOIN ",
            JoinKind::Inner => " JOIN ",
            JoinKind::Left => " LEFT OUTER JOIN ",
            JoinKind::Right => " RIGHT OUTER JOIN ",
            JoinKind::Full => " FULL OUTER JOIN ",
            JoinKind::Cross => " CROSS JOIN ",
        }
    }

    fn join(&mut self, join: &'a Join) -> Result<()> {
        if join.kind == JoinKind::Full && self.dialect == Dialect::MySql {
            return Err(Error::unsupported("mysql has no FULL JOIN; take the union of a left and a right join"));
        }
        self.push(self.join_word(join.kind));
        self.from_item(&join.item)?;
        if let Some(on) = &join.on {
            self.push(" ON ");
            self.node(on)?;
        }
        Ok(())
    }

    pub(super) fn conditions(&mut self, word: &str, conditions: &'a [Node]) -> Result<()> {
        match conditions {
            [] => {}
            [one] => {
                self.push(word);
                self.node(one)?;
            }
            several => {
                for (index, condition) in several.iter().enumerate() {
                    self.push(if index == 0 { word } else { " AND " });
                    self.and_operand(condition)?;
                }
            }
        }
        Ok(())
    }

    /// The keys of GROUP BY. One that is selected under a label is written as its position there: a bare name would be
    /// taken for a column's first, and its binds would make it another expression. Without a label, too, where
    /// placeholders cannot be told to be the same.
    fn group_by(&mut self, keys: &'a [Node]) -> Result<()> {
        for (index, key) in keys.iter().enumerate() {
            self.push(if index == 0 { " GROUP BY " } else { ", " });
            let position = match self.selected_label(key) {
                None if self.dialect == Dialect::MySql && key.has_binds() => self.selected(key)?,
                labelled => labelled.map(|(position, _)| position),
            };
            match position {
                Some(position) => {
                    // Writing to a `String` cannot fail.
                    let _ = write!(self.sql, "{position}");
                }
                None => self.node(key)?,
            }
        }
        Ok(())
    }

    /// Where SQL takes the name of a result column, a label is written as its name.
    fn label_or_node(&mut self, node: &'a Node) -> Result<()> {
        match self.selected_label(node) {
            Some((_, label)) => {
                self.name(label);
                Ok(())
            }
            None => self.node(node),
        }
    }

    /// Where in the select list a labelled expression stands, counted from 1.
    pub(super) fn selected_label(&self, node: &Node) -> Option<(usize, &'static str)> {
        let Node::Label(label, inner) = node else { return None };
        let mut position = 1;
        for item in self.labels {
            match item {
                SelectItem::Entity { columns, .. } => position += columns.len(),
                SelectItem::Expression(Node::Label(selected, expression))
                    if selected == label && (Arc::ptr_eq(expression, inner) || expression == inner) =>
                {
                    return Some((position, *label));
                }
                SelectItem::Expression(_) => position += 1,
            }
        }
        None
    }

    /// Where in the select list an expression stands, counted from 1.
    pub(super) fn selected(&self, wanted: &Node) -> Result<Option<usize>> {
        // A comparison walks both to their leaves.
        wanted.check_depth()?;
        let mut position = 1;
        for item in self.labels {
            match item {
                SelectItem::Entity { columns, .. } => position += columns.len(),
                SelectItem::Expression(node) if node.unlabelled() == wanted.unlabelled() => return Ok(Some(position)),
                SelectItem::Expression(_) => position += 1,
            }
        }
        Ok(None)
    }

    pub(super) fn returning(&mut self, items: &'a [SelectItem]) -> Result<()> {
        if !items.is_empty() {
            self.push(" RETURNING ");
            self.select_list(items)?;
        }
        Ok(())
    }
}
