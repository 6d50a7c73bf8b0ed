//! The order in which tables are written: those referred to first.
//!
//! A table's reference to itself does not count. Where tables refer to each other in a circle, the references that may
//! be NULL are left out, because the unit of work can write them afterwards. If none may be NULL, the table declared
//! first goes first, and a note says so: its rows can only be inserted with keys that already exist, or with
//! constraints that are checked at commit.

use realgar_metadata::strong_components::strong_components;

use super::catalog::{self, Catalog};
use super::columns::Resolved;
use super::context::Context;
use super::keys::Keys;

/// Positions of all tables in the order of writing: repeatedly, all those that no longer wait for another.
pub(super) fn flush_order(
    catalog: &Catalog,
    keys: &[Keys],
    columns: &[Vec<Resolved>],
    context: &mut Context<'_>,
) -> Vec<usize> {
    let mut waits = Waits::new(keys, columns);
    let mut order = Vec::with_capacity(keys.len());
    let mut ready: Vec<usize> = (0..keys.len()).filter(|at| waits.missing[*at] == 0).collect();
    while order.len() < keys.len() {
        if ready.is_empty() {
            ready = break_circle(catalog, &mut waits, context);
            continue;
        }
        let mut next: Vec<usize> = ready.iter().flat_map(|at| waits.write(*at)).collect();
        next.sort_unstable();
        order.append(&mut ready);
        ready = next;
    }
    order
}

/// A table waits for another one.
struct Edge {
    from: usize,
    to: usize,
    optional: bool,
    left_out: bool,
}

/// Which table waits for which.
struct Waits {
    edges: Vec<Edge>,
    /// The edges from and to each table.
    from: Vec<Vec<usize>>,
    to: Vec<Vec<usize>>,
    written: Vec<bool>,
    /// How many edges each table still waits for.
    missing: Vec<usize>,
}

impl Waits {
    fn new(keys: &[Keys], columns: &[Vec<Resolved>]) -> Self {
        let count = keys.len();
        let mut edges = Vec::new();
        for (from, keys) in keys.iter().enumerate() {
            for link in keys.links.iter().filter(|link| link.target != from) {
                let optional = link.is_optional(&columns[from]);
                edges.push(Edge { from, to: link.target, optional, left_out: false });
            }
        }
        let (mut from, mut to) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (at, edge) in edges.iter().enumerate() {
            from[edge.from].push(at);
            to[edge.to].push(at);
        }
        let missing = from.iter().map(Vec::len).collect();
        Self { edges, from, to, written: vec![false; count], missing }
    }

    /// Marks a table as written, and returns those that no longer wait for another.
    fn write(&mut self, table: usize) -> Vec<usize> {
        self.written[table] = true;
        let mut ready = Vec::new();
        for edge in self.to[table].iter().map(|edge| &self.edges[*edge]).filter(|edge| !edge.left_out) {
            self.missing[edge.from] -= 1;
            if self.missing[edge.from] == 0 {
                ready.push(edge.from);
            }
        }
        ready
    }

    /// Leaves out the edges between the tables of a circle for which `which` holds. Returns whether there were any.
    fn leave_out(&mut self, circle: &[usize], which: impl Fn(&Edge) -> bool) -> bool {
        let mut any = false;
        for edge in circle.iter().flat_map(|at| &self.from[*at]) {
            let edge = &mut self.edges[*edge];
            if !edge.left_out && circle.binary_search(&edge.to).is_ok() && which(edge) {
                edge.left_out = true;
                self.missing[edge.from] -= 1;
                any = true;
            }
        }
        any
    }

    /// The circle that waits for nothing outside of it. Of several, the one whose first table is declared first.
    fn circle(&self) -> Option<Vec<usize>> {
        let waits_for = |table: &Vec<usize>| {
            let edges = table.iter().map(|edge| &self.edges[*edge]);
            edges.filter(|edge| !edge.left_out && !self.written[edge.to]).map(|edge| edge.to).collect::<Vec<_>>()
        };
        let targets: Vec<Vec<usize>> = self.from.iter().map(waits_for).collect();
        let mut group_of = vec![0; targets.len()];
        let mut groups = strong_components(&targets);
        for (at, group) in groups.iter_mut().enumerate() {
            group.sort_unstable();
            group.iter().for_each(|table| group_of[*table] = at);
        }
        let is_closed = |at: usize, group: &[usize]| {
            let within = |table: &usize| targets[*table].iter().all(|target| group_of[*target] == at);
            group.iter().all(|table| !self.written[*table] && within(table))
        };
        let closed = groups.iter().enumerate().filter(|(at, group)| is_closed(*at, group));
        closed.map(|(_, group)| group).min().cloned()
    }
}

/// Leaves out references within a circle that waits for nothing outside of it, and returns what can be written then.
fn break_circle(catalog: &Catalog, waits: &mut Waits, context: &mut Context<'_>) -> Vec<usize> {
    let Some(circle) = waits.circle() else { return Vec::new() };
    let first = circle[0];
    if !waits.leave_out(&circle, |edge| edge.optional) {
        let names = catalog::list(circle.iter().map(|at| catalog.tables[*at].name.text.as_str()));
        context.note(format!(
            "{names} refer to each other by keys that are NOT NULL; `{}` is written first, which a database allows only \
             for keys that are already there or checked at commit (DEFERRABLE INITIALLY DEFERRED)",
            catalog.tables[first].name.text
        ));
        waits.leave_out(&circle, |edge| edge.from == first);
    }
    circle.into_iter().filter(|at| waits.missing[*at] == 0).collect()
}
