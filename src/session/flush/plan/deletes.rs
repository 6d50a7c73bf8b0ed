//! The order of deletes: rows that refer to others first, circles opened by an UPDATE before.

use std::collections::{HashMap, HashSet, VecDeque};

use realgar_metadata::ForeignKey;

use crate::entity::{InstanceId, Key, Mapper, StoreIndex, refers_to};
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeletedRows, opened};
use crate::sql::Dialect;
use crate::sql::value::Value;

impl Planner<'_> {
    /// The rows of one table that are to be deleted: those that refer to others of them first, else by key.
    pub(super) fn deleted(&mut self, number: StoreIndex) {
        let store = &self.identity_map.stores[number];
        let marked_deleted = store.marked_deleted_rows().map(|slot| self.identity_map.id_at(number, slot));
        let mut rows: Vec<(InstanceId, Vec<Value>)> = marked_deleted
            .filter(|id| !self.replaced.contains(id) && !self.vacated.contains(id))
            .map(|id| (id, store.stored_values(id.slot)))
            .collect();
        if rows.is_empty() {
            return;
        }
        rows.sort_by_cached_key(|(_, values)| store.key_in(values));
        let mapper = store.mapper;
        self.open_circles(mapper, &rows);
        let rows = self.leaves_first(mapper, rows);
        self.plan.deleted.push(DeletedRows { mapper, rows });
    }

    /// Rows that refer to rows of tables that were dealt with before, which are the ones written later: their keys are
    /// set to NULL first.
    fn open_circles(&mut self, mapper: &'static Mapper, rows: &[(InstanceId, Vec<Value>)]) {
        let mut opening = Vec::new();
        for key in (mapper.table)().foreign_keys.iter() {
            let columns: Vec<usize> = key.columns.iter().map(|name| mapper.position(name)).collect();
            if !columns.iter().all(|column| mapper.is_nullable(*column)) {
                continue;
            }
            let earlier = self.plan.deleted.iter().find(|deleted| refers_to(key, (deleted.mapper.table)()));
            let Some(earlier) = earlier else { continue };
            let referred: Vec<usize> = key.referred_columns.iter().map(|name| earlier.mapper.position(name)).collect();
            let gone: HashSet<Key> =
                earlier.rows.iter().map(|(_, values)| Key::of(referred.iter().map(|at| &values[*at]))).collect();
            for (id, values) in rows {
                if gone.contains(&Key::of(columns.iter().map(|at| &values[*at]))) {
                    opening.push(opened(mapper, *id, values, &columns));
                }
            }
        }
        self.plan.opening.extend(opening);
    }

    /// In a table that refers to itself, a row goes before the one that it refers to.
    fn leaves_first(
        &mut self,
        mapper: &'static Mapper,
        rows: Vec<(InstanceId, Vec<Value>)>,
    ) -> Vec<(InstanceId, Vec<Value>)> {
        let table = (mapper.table)();
        let own: Vec<_> = table.foreign_keys.iter().filter(|key| refers_to(key, table)).collect();
        if self.dialect == Dialect::MySql {
            for key in &own {
                self.open_rows_of_themselves(mapper, &rows, key);
            }
        }
        if own.is_empty() || rows.len() < 2 {
            return rows;
        }
        // For each row, those that refer to it with the key by which they do, how many these are, and those that it refers to.
        let mut children: Vec<Vec<(usize, usize)>> = vec![Vec::new(); rows.len()];
        let mut referring = vec![0_usize; rows.len()];
        let mut parents: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
        for (number, key) in own.iter().enumerate() {
            let columns: Vec<usize> = key.columns.iter().map(|name| mapper.position(name)).collect();
            let referred: Vec<usize> = key.referred_columns.iter().map(|name| mapper.position(name)).collect();
            let by_key: HashMap<Key, usize> = rows
                .iter()
                .enumerate()
                .map(|(at, (_, values))| (Key::of(referred.iter().map(|column| &values[*column])), at))
                .collect();
            for (at, (_, values)) in rows.iter().enumerate() {
                let target = by_key.get(&Key::of(columns.iter().map(|column| &values[*column])));
                if let Some(&target) = target
                    && target != at
                {
                    referring[target] += 1;
                    parents[at].push(target);
                    children[target].push((number, at));
                }
            }
        }
        let mut order = Vec::with_capacity(rows.len());
        let mut ready: VecDeque<usize> = (0..rows.len()).filter(|at| referring[*at] == 0).collect();
        let mut placed = vec![false; rows.len()];
        let mut first_left = 0;
        while order.len() < rows.len() {
            let at = match ready.pop_front() {
                Some(at) => at,
                // In a circle, one goes first; where the database checks at once, what refers to it has to be NULL by then.
                None => {
                    while placed[first_left] {
                        first_left += 1;
                    }
                    for &(number, child) in children[first_left].iter().filter(|(_, child)| !placed[*child]) {
                        self.open(mapper, &rows[child], own[number]);
                    }
                    first_left
                }
            };
            if std::mem::replace(&mut placed[at], true) {
                continue;
            }
            order.push(at);
            for &parent in &parents[at] {
                referring[parent] = referring[parent].saturating_sub(1);
                if referring[parent] == 0 && !placed[parent] {
                    ready.push_back(parent);
                }
            }
        }
        let mut rows: Vec<Option<(InstanceId, Vec<Value>)>> = rows.into_iter().map(Some).collect();
        order.into_iter().filter_map(|at| rows[at].take()).collect()
    }

    /// MySQL does not delete a row that refers to itself.
    fn open_rows_of_themselves(
        &mut self,
        mapper: &'static Mapper,
        rows: &[(InstanceId, Vec<Value>)],
        key: &ForeignKey,
    ) {
        let pairs = key.columns.iter().zip(key.referred_columns.iter());
        let pairs: Vec<_> = pairs.map(|(own, referred)| (mapper.position(own), mapper.position(referred))).collect();
        for row in rows.iter().filter(|(_, values)| pairs.iter().all(|(own, to)| values[*own] == values[*to])) {
            self.open(mapper, row, key);
        }
    }

    /// Sets a foreign key of a row to NULL before rows are deleted, if it may be NULL.
    fn open(&mut self, mapper: &'static Mapper, (id, values): &(InstanceId, Vec<Value>), key: &ForeignKey) {
        let columns: Vec<usize> = key.columns.iter().map(|name| mapper.position(name)).collect();
        if columns.iter().all(|column| mapper.is_nullable(*column)) {
            self.plan.opening.push(opened(mapper, *id, values, &columns));
        }
    }
}
