//! What relationships lead to, without types: in memory as far as it is known there, from the database else.

use crate::entity::{InstanceId, Mapper, RelationshipInfo, SecondaryInfo, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::identity::state::State;
use crate::session::loading::selects::{equals, order_by, select_all};
use crate::session::relationship::parent::{self, Parent};
use crate::sql::ast::{BinaryOperator, ColumnRef, FromItem, Join, JoinKind, Node, TableRef};
use crate::sql::value::Value;

impl Session {
    /// The instances that a relationship leads to.
    pub(crate) fn related_instances(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Vec<InstanceId>> {
        if info.kind.is_many_to_one() {
            return self.related_parent(id, info, target);
        }
        if let Some(members) = self.relationships.collection(id, info) {
            return Ok(members.clone());
        }
        if info.write_only {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "`{}.{}` is write-only, because it may be large: select from it with a condition",
                    self.identity_map.mapper(id).name,
                    info.name
                ),
            ));
        }
        self.autoflush()?;
        let mut members = if self.identity_map.state(id) == State::Pending {
            Vec::new()
        } else {
            self.reload_expired(id)?;
            self.select_collection(id, info, target)?
        };
        parent::adjust(&self.identity_map, &self.relationships, id, info, target, &mut members)?;
        self.relationships.keep(id, info, members.clone());
        Ok(members)
    }

    /// A many-to-one: from the identity map, if the row is there.
    fn related_parent(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Vec<InstanceId>> {
        if let Some(known) = self.relationships.collection(id, info) {
            return Ok(known.clone());
        }
        self.reload_expired(id)?;
        let values =
            match parent::parent_of(&self.identity_map, &self.relationships, id, info.local, info.remote, target)? {
                Parent::None => return Ok(Vec::new()),
                Parent::Instance(parent) => return Ok(vec![parent]),
                Parent::Row(values) => values,
            };
        self.autoflush()?;
        let mapper = self.identity_map.stores[target].mapper;
        let mut select = select_all(mapper);
        select.filter = info.remote.iter().zip(values).map(|(column, value)| equals(mapper, column, value)).collect();
        self.select_instances(target, &select)
    }

    /// What the database says of a collection.
    fn select_collection(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Vec<InstanceId>> {
        let own = self.identity_map.mapper(id);
        let values = self.identity_map.store(id).stored_values(id.slot);
        let values = info.local.iter().map(|name| values[own.position(name)].clone());
        let mapper = self.identity_map.stores[target].mapper;
        let mut select = select_all(mapper);
        match &info.secondary {
            None => {
                let pairs = info.remote.iter().zip(values);
                select.filter = pairs.map(|(column, value)| is(value, mapper.name, column)).collect();
            }
            Some(secondary) => {
                select.joins.push(association(mapper, secondary, info.remote));
                let pairs = secondary.local.iter().zip(values);
                select.filter = pairs.map(|(column, value)| is(value, secondary.alias, column)).collect();
            }
        }
        select.order_by = order_by(mapper.name, info);
        self.select_instances(target, &select)
    }

    /// A collection that is read for a delete only.
    pub(crate) fn load_collection(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
    ) -> Result<Vec<InstanceId>> {
        let mut members = match self.identity_map.state(id) {
            State::Pending => Vec::new(),
            _ => self.select_collection(id, info, target)?,
        };
        parent::adjust(&self.identity_map, &self.relationships, id, info, target, &mut members)?;
        Ok(members)
    }

    /// The row that a NOT NULL key names is not there.
    pub(crate) fn gone(&self, id: InstanceId, info: &RelationshipInfo) -> Error {
        let table = self.identity_map.mapper(id).name;
        Error::new(
            ErrorKind::StaleData,
            format!("`{table}.{}` leads to a row of `{}` that is not there", info.name, info.target),
        )
    }

    /// Expired values are read before they are followed.
    pub(crate) fn reload_expired(&mut self, id: InstanceId) -> Result<()> {
        if self.identity_map.is_expired(id) { self.reload(id) } else { Ok(()) }
    }
}

/// `? = table.column`, as SQLAlchemy writes it.
fn is(value: Value, source: &'static str, column: &'static str) -> Node {
    let column = Node::Column(ColumnRef { source, name: column });
    Node::Binary(BinaryOperator::Equal, std::sync::Arc::new([Node::Bind(value), column]))
}

/// `JOIN association AS alias ON …`
fn association(mapper: &'static Mapper, secondary: &SecondaryInfo, remote: &'static [&'static str]) -> Join {
    let table = TableRef { schema: secondary.schema, name: secondary.table };
    let pairs = remote.iter().zip(secondary.remote);
    let on = crate::query::equalities(pairs.map(|(target, own)| {
        (ColumnRef { source: mapper.name, name: target }, ColumnRef { source: secondary.alias, name: own })
    }));
    Join { kind: JoinKind::Inner, item: FromItem::Alias(table, secondary.alias), on: Some(on) }
}
