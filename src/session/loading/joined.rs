//! `joined`: joins the other ends of relationships to a statement, and notes their positions in its rows.

use std::sync::Arc;

use crate::entity::{Load, Mapper, Strategy};
use crate::error::{Error, ErrorKind, Result};
use crate::query::{equalities, label_all};
use crate::session::loading::eager_rows::{EagerRows, RowEntity};
use crate::session::loading::refused::{not_joined, not_selected, refuse_statement};
use crate::session::loading::selects::order_by;
use crate::sql::ast::{
    self, ColumnRef, FromItem, Join, JoinKind, Junction, NestedJoin, Node, OrderKey, Query, SelectItem,
};
use crate::sql::names::intern;
use crate::sql::names::shown;

/// A statement that is being rewritten.
pub(crate) struct Joiner {
    pub(crate) select: ast::Select,
    pub(crate) rows: EagerRows,
    /// Where the columns of each entity of `rows` come from.
    places: Vec<Place>,
    /// The entities that the statement itself selects: their names, and the positions of their first cells.
    selected: Vec<(&'static str, usize)>,
    /// The subquery that the statement became, and its columns.
    wrapped: Option<(&'static str, Arc<[&'static str]>)>,
    /// The names that FROM uses.
    taken: Vec<&'static str>,
    /// The position of the next cell of a row.
    next: usize,
}

/// Where the columns of an entity come from.
#[derive(Clone, Copy)]
enum Place {
    /// In FROM, under this name.
    Source(&'static str),
    /// Among the columns of the subquery, from this position on.
    Wrapped(usize),
}

impl Joiner {
    /// The statement of the program, with what is loaded along with it.
    pub(crate) fn of_statement(select: &ast::Select, loads: &[Load]) -> Result<Self> {
        let mut joiner = Self::new(select.clone());
        joiner.select.has_options = false;
        let has_joined = loads.iter().any(|load| any_joined(load, &|_| true));
        let repeats = loads.iter().any(|load| any_joined(load, &Load::is_to_many));
        if has_joined {
            refuse_statement(select)?;
        }
        if repeats {
            joiner.rows.distinct_cells = Some(joiner.distinct_cells(loads));
            let is_cut = select.limit.is_some() || select.offset.is_some();
            if is_cut || select.distinct || !select.distinct_on.is_empty() {
                joiner.wrap()?;
            }
        }
        for load in loads {
            let at = joiner.entity_of(load.source, (load.parent)(), None).ok_or_else(|| not_selected(load))?;
            joiner.add(at, load)?;
        }
        Ok(joiner)
    }

    /// A statement of the session's own, whose rows begin with `mapper`'s columns and `more` cells.
    pub(crate) fn of_entity(select: ast::Select, mapper: &'static Mapper, more: usize, loads: &[Load]) -> Result<Self> {
        let mut joiner = Self::new(select);
        joiner.next = mapper.columns.len() + more;
        joiner.rows.entities.push(RowEntity::new(mapper, 0, None));
        joiner.places.push(Place::Source(mapper.name));
        for load in loads {
            joiner.add(0, load)?;
        }
        Ok(joiner)
    }

    fn new(select: ast::Select) -> Self {
        let mut selected = Vec::new();
        let mut next = 0;
        for item in &select.columns {
            match item {
                SelectItem::Expression(_) => next += 1,
                SelectItem::Entity { source, columns } => {
                    selected.push((*source, next));
                    next += columns.len();
                }
            }
        }
        let mut taken = Vec::new();
        for item in select.from.iter().chain(select.joins.iter().map(|join| &join.item)) {
            item.for_each_name(&mut |name| taken.push(shown(name)));
        }
        Self { select, rows: EagerRows::default(), places: Vec::new(), selected, wrapped: None, taken, next }
    }

    /// The entity that the statement selects under this name.
    fn entity_of(&mut self, source: &str, mapper: &'static Mapper, of: Option<(usize, Load)>) -> Option<usize> {
        let (source, offset) = *self.selected.iter().find(|(name, _)| *name == source)?;
        let known = self.rows.entities.iter().position(|entity| entity.offset == offset && entity.of.is_none());
        if let (Some(known), None) = (known, &of) {
            return Some(known);
        }
        self.rows.entities.push(RowEntity::new(mapper, offset, of));
        self.places.push(if self.wrapped.is_some() { Place::Wrapped(offset) } else { Place::Source(source) });
        Some(self.rows.entities.len() - 1)
    }

    /// Adds what is loaded for an entity.
    fn add(&mut self, parent: usize, load: &Load) -> Result<()> {
        match load.strategy {
            Strategy::SelectIn | Strategy::Raise => {
                self.rows.entities[parent].later.push(load.clone());
                Ok(())
            }
            Strategy::Joined => {
                let at = self.join(parent, load);
                load.children.iter().try_for_each(|child| self.add(at, child))
            }
            Strategy::ContainsEager => {
                let target = (load.target)();
                let of = Some((parent, load.clone()));
                let name = load.alias.unwrap_or(target.name);
                let at = self.entity_of(name, target, of).ok_or_else(|| not_joined(load, name))?;
                // A table that refers to itself has its own name only once.
                if self.rows.entities[at].offset == self.rows.entities[parent].offset {
                    return Err(not_joined(load, name));
                }
                load.children.iter().try_for_each(|child| self.add(at, child))
            }
        }
    }

    /// `LEFT OUTER JOIN target AS target_1 ON …`
    fn join(&mut self, parent: usize, load: &Load) -> usize {
        let (info, target) = (load.info, (load.target)());
        let alias = self.fresh(target.name);
        // The filter is about the alias; where it cannot be renamed, it goes into a subquery.
        let renamed: Option<Vec<Node>> = load.filter.iter().map(|node| node.renamed(target.name, alias)).collect();
        let (item, filter) = match renamed {
            Some(filter) => (FromItem::Alias(target.table_ref(), alias), filter),
            None => (filtered(load, target, alias), Vec::new()),
        };
        let local = info.local.iter().map(|name| self.column(parent, name)).collect::<Vec<_>>();
        let (item, on) = match info.secondary {
            None => {
                let pairs = local.into_iter().zip(columns_of(alias, info.remote));
                let is_many_to_one = info.kind.is_many_to_one();
                let pairs = pairs.map(|(own, other)| if is_many_to_one { (other, own) } else { (own, other) });
                (item, all_of(equalities(pairs), filter))
            }
            Some(secondary) => {
                let table = ast::TableRef { schema: secondary.schema, name: secondary.table };
                let between = self.fresh(secondary.table);
                let inner = equalities(columns_of(alias, info.remote).zip(columns_of(between, secondary.remote)));
                let item = NestedJoin::inner(FromItem::Alias(table, between), item, all_of(inner, filter));
                (item, equalities(local.into_iter().zip(columns_of(between, secondary.local))))
            }
        };
        self.select.order_by.extend(order_by(alias, info));
        self.select.joins.push(Join { kind: JoinKind::Left, item, on: Some(on) });
        self.select.columns.push(SelectItem::Entity { source: alias, columns: target.columns });
        self.rows.entities.push(RowEntity::new(target, self.next, Some((parent, load.clone()))));
        self.places.push(Place::Source(alias));
        self.next += target.columns.len();
        self.rows.entities.len() - 1
    }

    /// A column of an entity, as the statement names it.
    fn column(&self, entity: usize, name: &'static str) -> ColumnRef {
        match (self.places[entity], &self.wrapped) {
            (Place::Wrapped(offset), Some((source, names))) => {
                let at = offset + self.rows.entities[entity].mapper.position(name);
                ColumnRef { source, name: names[at] }
            }
            (Place::Source(source), _) => ColumnRef { source, name },
            (Place::Wrapped(_), None) => unreachable!("only a statement that was wrapped has such places"),
        }
    }

    /// A name that FROM does not use.
    fn fresh(&mut self, name: &str) -> &'static str {
        let free =
            (1_usize..).map(|number| intern(&format!("{name}_{number}"))).find(|name| !self.taken.contains(name));
        let free = free.unwrap_or_else(|| unreachable!("there are more numbers than names"));
        self.taken.push(free);
        free
    }

    /// The cells that tell the statement's own rows apart. Of entities, the primary key is enough.
    fn distinct_cells(&self, loads: &[Load]) -> Vec<usize> {
        let mut cells = Vec::new();
        let mut next = 0;
        for item in &self.select.columns {
            match item {
                SelectItem::Expression(_) => {
                    cells.push(next);
                    next += 1;
                }
                SelectItem::Entity { source, columns } => {
                    match loads.iter().find(|load| load.source == *source) {
                        Some(load) => cells.extend((load.parent)().key.iter().map(|at| next + at)),
                        None => cells.extend(next..next + columns.len()),
                    }
                    next += columns.len();
                }
            }
        }
        cells
    }

    /// `SELECT anon_1.… FROM (statement) AS anon_1`, in the same order, so that LIMIT and DISTINCT count its own rows.
    fn wrap(&mut self) -> Result<()> {
        let mut inner = std::mem::take(&mut self.select);
        let names = label_all(&mut inner.columns);
        self.taken.clear();
        let source = self.fresh("anon");
        for key in inner.order_by.clone() {
            let name = sorted_column(&mut inner, &key.node)?;
            self.select.order_by.push(OrderKey { node: Node::Column(ColumnRef { source, name }), ..key });
        }
        let column = |name: &&'static str| SelectItem::Expression(Node::Column(ColumnRef { source, name }));
        self.select.columns = names.iter().map(column).collect();
        self.select.from = Some(FromItem::Derived(Arc::new(Query::Select(inner)), source, false));
        self.wrapped = Some((source, names));
        Ok(())
    }
}

/// The name of the column that a key of ORDER BY sorts by, which is added if it is not selected. All are labelled.
fn sorted_column(select: &mut ast::Select, key: &Node) -> Result<&'static str> {
    // A comparison walks both to their leaves.
    key.check_depth()?;
    let labelled = |item: &SelectItem| match item {
        SelectItem::Expression(Node::Label(label, node)) => Some((*label, Arc::clone(node))),
        _ => None,
    };
    let columns: Vec<(&'static str, Arc<Node>)> = select.columns.iter().filter_map(labelled).collect();
    if let Some((label, _)) = columns.iter().find(|(_, node)| **node == *key.unlabelled()) {
        return Ok(label);
    }
    if select.distinct || !select.distinct_on.is_empty() {
        return Err(Error::new(
            ErrorKind::InvalidStatement,
            "a DISTINCT query with a joined collection is ordered by something that it does not select: select it, or \
             use `selectin`",
        ));
    }
    let mut names = (1_usize..).map(|number| intern(&format!("order_{number}")));
    let is_taken = |name: &&'static str| columns.iter().any(|(label, _)| label == name);
    let free = names.find(|name| !is_taken(name));
    let label = free.unwrap_or_else(|| unreachable!("there are more numbers than columns"));
    select.columns.push(SelectItem::Expression(Node::Label(label, Arc::new(key.unlabelled().clone()))));
    Ok(label)
}

/// The rows of the other end that meet the filter.
fn filtered(load: &Load, target: &'static Mapper, alias: &'static str) -> FromItem {
    let mut filtered = crate::session::loading::selects::select_all(target);
    label_all(&mut filtered.columns);
    filtered.filter.clone_from(&load.filter);
    FromItem::Derived(Arc::new(Query::Select(filtered)), alias, false)
}

/// `on AND filter AND …`
fn all_of(on: Node, filter: Vec<Node>) -> Node {
    if filter.is_empty() {
        return on;
    }
    let mut parts = Vec::new();
    for node in std::iter::once(on).chain(filter) {
        match &node {
            Node::Junction(Junction::And, members) => parts.extend(members.iter().cloned()),
            _ => parts.push(node),
        }
    }
    Node::Junction(Junction::And, parts.into())
}

fn columns_of(source: &'static str, names: &'static [&'static str]) -> impl Iterator<Item = ColumnRef> {
    names.iter().map(move |name| ColumnRef { source, name })
}

/// Whether a relationship that meets the condition is joined along a chain of joins.
fn any_joined(load: &Load, is_wanted: &dyn Fn(&Load) -> bool) -> bool {
    let in_children = || load.children.iter().any(|child| any_joined(child, is_wanted));
    match load.strategy {
        Strategy::Joined => is_wanted(load) || in_children(),
        Strategy::ContainsEager => in_children(),
        Strategy::SelectIn | Strategy::Raise => false,
    }
}
