//! The order in which tables are written: those referred to first.
//!
//! A table's reference to itself is left out. Where tables refer to each other in a circle, the references that may be
//! NULL are left out, since the unit of work can write them afterwards. Where none may be NULL, the table declared
//! first goes first, and a note says so: its rows can only be inserted with keys that are already there, or with
//! constraints that are checked at commit.

use super::catalog::{self, Catalog};
use super::columns::Resolved;
use super::context::Context;
use super::keys::Keys;

/// Positions of all tables in the order of writing.
pub(super) fn flush_order(
    catalog: &Catalog,
    keys: &[Keys],
    columns: &[Vec<Resolved>],
    context: &mut Context<'_>,
) -> Vec<usize> {
    let count = keys.len();
    // For each table the tables it waits for, and whether each of the references may be NULL.
    let mut waits: Vec<Vec<(usize, bool)>> = keys
        .iter()
        .enumerate()
        .map(|(at, keys)| {
            let others = keys.links.iter().filter(|link| link.target != at);
            others.map(|link| (link.target, link.is_optional(&columns[at]))).collect()
        })
        .collect();
    let mut order = Vec::with_capacity(count);
    let mut written = vec![false; count];
    while order.len() < count {
        let ready = (0..count).filter(|at| !written[*at] && waits[*at].iter().all(|(target, _)| written[*target]));
        let ready: Vec<usize> = ready.collect();
        if ready.is_empty() {
            break_circle(catalog, &mut waits, &written, context);
            continue;
        }
        for at in ready {
            written[at] = true;
            order.push(at);
        }
    }
    order
}

/// Leaves out references of a circle that waits for nothing outside of it.
fn break_circle(catalog: &Catalog, waits: &mut [Vec<(usize, bool)>], written: &[bool], context: &mut Context<'_>) {
    // From any table left, whoever follows what is waited for ends up in such a circle.
    let reach = |from: usize, waits: &[Vec<(usize, bool)>]| {
        let mut seen = vec![false; waits.len()];
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for (target, _) in &waits[at] {
                if !written[*target] && !seen[*target] {
                    seen[*target] = true;
                    open.push(*target);
                }
            }
        }
        seen
    };
    let reached: Vec<Vec<bool>> =
        (0..waits.len()).map(|at| if written[at] { Vec::new() } else { reach(at, waits) }).collect();
    let is_closed =
        |at: &usize| !written[*at] && (0..waits.len()).all(|other| !reached[*at][other] || reached[other][*at]);
    let Some(first) = (0..waits.len()).find(is_closed) else { return };
    let circle: Vec<usize> = (0..waits.len()).filter(|at| reached[first].get(*at) == Some(&true)).collect();
    let mut broken = false;
    for at in &circle {
        let before = waits[*at].len();
        waits[*at].retain(|(target, optional)| !(*optional && circle.contains(target)));
        broken |= waits[*at].len() < before;
    }
    if !broken {
        let names = catalog::list(circle.iter().map(|at| catalog.tables[*at].name.text.as_str()));
        context.note(format!(
            "{names} refer to each other by keys that are NOT NULL; `{}` is written first, which a database allows only \
             for keys that are already there or checked at commit (DEFERRABLE INITIALLY DEFERRED)",
            catalog.tables[first].name.text
        ));
        waits[first].retain(|(target, _)| !circle.contains(target));
    }
}
