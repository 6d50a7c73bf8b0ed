//! The SELECT statements by which rows are read into the session.

use crate::entity::{Mapper, RelationshipInfo};
use crate::sql::ast::{self, BinaryOperator, ColumnRef, FromItem, Node, OrderKey, SelectItem};
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

/// `table.column = ?`
pub(crate) fn equals(mapper: &'static Mapper, column: &'static str, value: Value) -> Node {
    let column = Node::Column(ColumnRef { source: mapper.name, name: column });
    Node::Binary(BinaryOperator::Equal, std::sync::Arc::new([column, Node::Bind(value)]))
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
