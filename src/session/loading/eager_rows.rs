//! Reads, of each row of a result, the entities that something is loaded for or that were joined to be loaded.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::rows::RowLoader;
use crate::entity::cells::{Cells, RowContext};
use crate::entity::{InstanceId, Key, Load, Mapper, Strategy};
use crate::error::Result;
use crate::sql::columns::Columns;
use crate::sql::value::Value;
use crate::types::cells::RowCells;

/// The entities in the rows of a result, parents before children.
#[derive(Debug, Default)]
pub(crate) struct EagerRows {
    pub(crate) entities: Vec<RowEntity>,
    /// The positions of the cells that tell rows of the query itself apart; `None` if joins repeat none.
    pub(crate) distinct_cells: Option<Vec<usize>>,
    seen: HashSet<Key, RandomState>,
}

/// One entity in each row of a result.
#[derive(Debug)]
pub(crate) struct RowEntity {
    pub(crate) mapper: &'static Mapper,
    /// The position of its first cell.
    pub(crate) offset: usize,
    /// The relationship that it is the other end of, and the position of the entity at this end.
    pub(crate) of: Option<(usize, Load)>,
    /// What is loaded for it when all rows are there.
    pub(crate) later: Vec<Load>,
    /// The instances that were found, each once.
    pub(crate) found: Vec<InstanceId>,
    is_found: HashSet<InstanceId, RandomState>,
    /// By parent.
    members: HashMap<InstanceId, Vec<InstanceId>, RandomState>,
    is_member: HashSet<(InstanceId, InstanceId), RandomState>,
}

/// The instances of one row, in the order of the entities; `None` where an outer join found no row.
pub(crate) type RowInstances = SmallVec<[Option<InstanceId>; 4]>;

impl RowEntity {
    pub(crate) fn new(mapper: &'static Mapper, offset: usize, of: Option<(usize, Load)>) -> Self {
        Self {
            mapper,
            offset,
            of,
            later: Vec::new(),
            found: Vec::new(),
            is_found: HashSet::default(),
            members: HashMap::default(),
            is_member: HashSet::default(),
        }
    }

    /// Whether the instance was found.
    pub(crate) fn is_found(&self, id: InstanceId) -> bool {
        self.is_found.contains(&id)
    }

    /// Takes the instances at this end of a parent's relationship.
    pub(crate) fn take_members(&mut self, parent: InstanceId) -> Vec<InstanceId> {
        self.members.remove(&parent).unwrap_or_default()
    }

    fn note(&mut self, id: InstanceId, parent: Option<InstanceId>) {
        // Rows of one instance mostly stand side by side.
        if self.found.last() != Some(&id) && self.is_found.insert(id) {
            self.found.push(id);
        }
        // Two collections that were joined at once come with all their pairs.
        if let Some(parent) = parent
            && self.is_member.insert((parent, id))
        {
            self.members.entry(parent).or_default().push(id);
        }
    }
}

impl EagerRows {
    /// No rows, but instances of one entity that are known already.
    pub(crate) fn of_known(mapper: &'static Mapper, loads: &[Load]) -> Self {
        let mut entity = RowEntity::new(mapper, 0, None);
        let is_later = |load: &&Load| matches!(load.strategy, Strategy::SelectIn | Strategy::Raise);
        entity.later = loads.iter().filter(is_later).cloned().collect();
        Self { entities: vec![entity], ..Self::default() }
    }

    /// Takes the instances out of one row.
    pub(crate) fn take(&mut self, loader: &mut RowLoader<'_>, row: &dyn RowCells) -> Result<RowInstances> {
        let columns = Columns::default();
        let mut here = RowInstances::new();
        for entity in &mut self.entities {
            let width = entity.mapper.columns.len();
            let mut cells = Cells::part(row, entity.offset, width, &columns);
            let id = if cells.all_null(width) { None } else { Some(loader.load_entity(entity.mapper, &mut cells)?) };
            if let Some(id) = id {
                entity.note(id, entity.of.as_ref().and_then(|(parent, _)| here[*parent]));
            }
            here.push(id);
        }
        Ok(here)
    }

    /// The same; `false` for a row that is repeated only because of what was joined to it.
    fn read(&mut self, loader: &mut RowLoader<'_>, row: &dyn RowCells) -> Result<bool> {
        self.take(loader, row)?;
        let Some(cells) = &self.distinct_cells else { return Ok(true) };
        let own = cells.iter().filter(|at| **at < row.len());
        let values: SmallVec<[Value; 4]> = own.map(|at| Ok(row.cell(*at)?.to_value())).collect::<Result<_>>()?;
        Ok(self.seen.insert(Key::of(&values)))
    }
}

/// Loads the rows of a query with loader options.
#[derive(Debug)]
pub(crate) struct EagerLoader<'s> {
    pub(crate) loader: RowLoader<'s>,
    pub(crate) rows: EagerRows,
}

impl RowContext for EagerLoader<'_> {
    fn load(&mut self, mapper: &'static Mapper, cells: &mut Cells<'_>) -> Result<InstanceId> {
        self.loader.load_entity(mapper, cells)
    }

    fn finish_row(&mut self, cells: &mut Cells<'_>) -> Result<bool> {
        self.rows.read(&mut self.loader, cells.row())
    }
}
