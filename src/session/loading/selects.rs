//! The statements by which a session reads rows, without types.

use std::sync::Arc;

use crate::entity::{Mapper, RelationshipInfo, SecondaryInfo};
use crate::query::equalities;
use crate::sql::ast::{
    self, BinaryOperator, ColumnRef, FromItem, Join, JoinKind, Junction, Node, OrderKey, SelectItem, TableRef,
};
use crate::sql::value::Value;

/// `SELECT` of all columns of an entity.
pub(crate) fn select_all(mapper: &'static Mapper) -> ast::Select {
    ast::Select {
        columns: vec![SelectItem::Entity { source: mapper.name, columns: mapper.columns }],
        from: Some(FromItem::Table(mapper.table_ref())),
        ..ast::Select::default()
    }
}

/// `SELECT` of the row of a key.
pub(crate) fn select_row(mapper: &'static Mapper, key: &[Value]) -> ast::Select {
    let parts = mapper.key.iter().zip(key);
    let filter = parts.map(|(&at, value)| equals(mapper, mapper.columns[at], value.clone())).collect();
    ast::Select { filter, ..select_all(mapper) }
}

/// `SELECT` of the rows of several keys, in any order.
pub(crate) fn select_rows(mapper: &'static Mapper, keys: &[&[Value]]) -> ast::Select {
    let filter = match mapper.key {
        [only] => {
            let column = Node::Column(ColumnRef { source: mapper.name, name: mapper.columns[*only] });
            let list = keys.iter().copied().flatten().map(|value| Node::Bind(value.clone())).collect();
            Node::In(Arc::new(column), list, false)
        }
        _ => {
            let rows = keys.iter().map(|key| Node::Junction(Junction::And, select_row(mapper, key).filter.into()));
            Node::Junction(Junction::Or, rows.collect())
        }
    };
    ast::Select { filter: vec![filter], ..select_all(mapper) }
}

/// `SELECT` of the rows that have these values in these columns.
pub(crate) fn select_rows_with(
    mapper: &'static Mapper,
    columns: &'static [&'static str],
    values: Vec<Value>,
) -> ast::Select {
    let filter = columns.iter().zip(values).map(|(column, value)| equals(mapper, column, value)).collect();
    ast::Select { filter, ..select_all(mapper) }
}

/// `SELECT` of the rows at the other end of a relationship; `values` are those of its local columns.
pub(crate) fn select_collection(
    mapper: &'static Mapper,
    info: &'static RelationshipInfo,
    values: impl Iterator<Item = Value>,
) -> ast::Select {
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
    select
}

/// The order that the schema file gives a collection.
pub(crate) fn order_by(source: &'static str, info: &RelationshipInfo) -> Vec<OrderKey> {
    let keys = info.order_by.iter().map(|(column, descending)| OrderKey {
        node: Node::Column(ColumnRef { source, name: column }),
        descending: *descending,
        nulls: None,
    });
    keys.collect()
}

/// `table.column = ?`
fn equals(mapper: &'static Mapper, column: &'static str, value: Value) -> Node {
    let column = Node::Column(ColumnRef { source: mapper.name, name: column });
    Node::Binary(BinaryOperator::Equal, Arc::new([column, Node::Bind(value)]))
}

/// `? = table.column`, as SQLAlchemy writes it.
fn is(value: Value, source: &'static str, column: &'static str) -> Node {
    let column = Node::Column(ColumnRef { source, name: column });
    Node::Binary(BinaryOperator::Equal, Arc::new([Node::Bind(value), column]))
}

/// `JOIN association AS alias ON …`
fn association(mapper: &'static Mapper, secondary: &SecondaryInfo, remote: &'static [&'static str]) -> Join {
    let table = TableRef { schema: secondary.schema, name: secondary.table };
    let pairs = remote.iter().zip(secondary.remote);
    let on = equalities(pairs.map(|(target, own)| {
        (ColumnRef { source: mapper.name, name: target }, ColumnRef { source: secondary.alias, name: own })
    }));
    Join { kind: JoinKind::Inner, item: FromItem::Alias(table, secondary.alias), on: Some(on) }
}
