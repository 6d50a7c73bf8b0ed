//! Groups of nodes of a graph that lead to each other.

/// Returns the groups of nodes that lead to each other, given where the edges of each node lead: Tarjan's strongly
/// connected components. A group comes after those that its edges lead to.
///
/// It does not recurse, because a path may be longer than the thread's stack is deep.
#[must_use]
pub fn strong_components(targets: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = targets.len();
    let mut order = vec![UNSEEN; count];
    let mut lowest = vec![UNSEEN; count];
    let mut open = vec![false; count];
    let (mut pending, mut groups, mut next) = (Vec::new(), Vec::new(), 0);
    for start in 0..count {
        if order[start] != UNSEEN {
            continue;
        }
        let mut path = vec![(start, 0)];
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                order[node] = next;
                lowest[node] = next;
                next += 1;
                open[node] = true;
                pending.push(node);
            } else {
                // Back from the edge before this one.
                let to = targets[node][edge - 1];
                if open[to] {
                    lowest[node] = lowest[node].min(lowest[to]);
                }
            }
            if let Some(to) = targets[node].get(edge) {
                path.push((node, edge + 1));
                if order[*to] == UNSEEN {
                    path.push((*to, 0));
                }
            } else if lowest[node] == order[node] {
                let at = pending.iter().rposition(|&other| other == node).unwrap_or_default();
                let group = pending.split_off(at);
                for &member in &group {
                    open[member] = false;
                }
                groups.push(group);
            }
        }
    }
    groups
}
