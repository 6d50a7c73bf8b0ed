//! Rows that refer to rows of their own table: one below the other, or two to each other.

use std::time::Duration;

use realgar::prelude::*;

use super::database::{Branch, NewBranch, NewNode, Node, commit, session};
use super::{Work, timed};
use crate::GOOD;

pub(super) const WORK: [(&str, Work); 6] = [
    ("add a chain of rows that refer to each other", added_chain),
    ("delete such a chain", deleted_chain),
    ("delete such a chain, of which the database deletes all but the first", chain_of_the_database),
    ("add pairs that refer to each other", added_pairs),
    ("delete pairs that refer to each other", deleted_pairs),
    ("add rows that refer to themselves", added_loops),
];

/// Each node is the parent of the next.
fn chain(session: &mut Session, count: usize) -> Vec<Handle<Node>> {
    let mut nodes: Vec<Handle<Node>> = Vec::with_capacity(count);
    for _ in 0..count {
        let new = NewNode::new();
        let new = match nodes.last() {
            Some(parent) => new.parent_id(*parent),
            None => new,
        };
        nodes.push(session.add(new));
    }
    nodes
}

fn added_chain(count: usize) -> Duration {
    let mut session = session();
    timed(&mut session, |session| {
        chain(session, count);
        session.flush()
    })
}

fn deleted_chain(count: usize) -> Duration {
    let mut session = session();
    let nodes = chain(&mut session, count);
    commit(&mut session);
    timed(&mut session, |session| {
        session.delete(nodes[0])?;
        session.flush()
    })
}

fn chain_of_the_database(count: usize) -> Duration {
    let mut session = session();
    // SQLite deletes 1000 levels at most: chains of 500.
    let mut roots = Vec::new();
    let mut last: Option<Handle<Branch>> = None;
    for number in 0..count {
        let new = NewBranch::new();
        last = Some(match last.filter(|_| number % 500 > 0) {
            Some(parent) => session.add(new.parent_id(parent)),
            None => {
                let root = session.add(new);
                roots.push(root);
                root
            }
        });
    }
    commit(&mut session);
    timed(&mut session, |session| {
        for root in roots {
            session.delete(root)?;
        }
        session.flush()
    })
}

/// Nodes of which two at a time are each other's parents.
fn pairs(session: &mut Session, count: usize) -> realgar::Result<Vec<Handle<Node>>> {
    let nodes = session.add_all((0..count).map(|_| NewNode::new()));
    for pair in nodes.chunks(2) {
        session.relate(pair[0], Node.parent, pair[1])?;
        session.relate(pair[1], Node.parent, pair[0])?;
    }
    Ok(nodes)
}

fn added_pairs(count: usize) -> Duration {
    let mut session = session();
    timed(&mut session, |session| {
        pairs(session, count)?;
        session.flush()
    })
}

fn deleted_pairs(count: usize) -> Duration {
    let mut session = session();
    let nodes = pairs(&mut session, count).expect(GOOD);
    commit(&mut session);
    timed(&mut session, |session| {
        for node in nodes.iter().step_by(2) {
            session.delete(*node)?;
        }
        session.flush()
    })
}

fn added_loops(count: usize) -> Duration {
    let mut session = session();
    timed(&mut session, |session| {
        for node in session.add_all((0..count).map(|_| NewNode::new())) {
            session.relate(node, Node.parent, node)?;
        }
        session.flush()
    })
}
