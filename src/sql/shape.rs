//! The shape of a statement: everything but its values, as a number. Statements of one shape have the same SQL text, so
//! a connection that has seen the shape need not render it again.
//!
//! Names are told apart by their address, which is quick and never mistakes one for another: all of them are `'static`.
//! The same name at two addresses only means that its statement is rendered twice.

use super::ast::{
    BinaryOperator, FromItem, Insert, Join, Like, Node, OrderKey, Select, SelectItem, Statement, TableRef,
};
use super::render::Binds;

/// The shape of a statement, and its values in the order of their placeholders.
pub(crate) struct Shape<'a> {
    lanes: [u64; 2],
    depth: u32,
    values: Binds<'a>,
}

/// Deeper trees are rendered each time.
const DEPTH: u32 = 64;

/// The statement has a part whose shape is not known here. It is rendered each time.
struct Unknown;

impl<'a> Shape<'a> {
    /// The shape of a statement; `None` for statements of unusual parts.
    pub(crate) fn of(statement: Statement<'a>) -> Option<(u128, Binds<'a>)> {
        let mut shape = Self { lanes: [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344], depth: 0, values: Binds::new() };
        let known = match statement {
            Statement::Select(select) => shape.select(select),
            Statement::Insert(insert) => shape.insert(insert),
            _ => Err(Unknown),
        };
        known.ok()?;
        let key = (u128::from(shape.lanes[0]) << 64) | u128::from(shape.lanes[1]);
        Some((key, shape.values))
    }

    /// Mixes a number into both lanes: products of 128 bits, folded, with a constant for each lane.
    #[inline(always)]
    fn mix(&mut self, number: u64) {
        let fold = |lane: u64, factor: u64| {
            let product = u128::from(lane ^ number) * u128::from(factor);
            (product as u64) ^ ((product >> 64) as u64)
        };
        // A lane that met its own value would fold to 0 and forget all before it; the other lane remembers.
        self.lanes[0] = fold(self.lanes[0], 0x9e37_79b9_7f4a_7c15).wrapping_add(0x1656_67b1_9e37_79f9);
        self.lanes[1] = fold(self.lanes[1].rotate_left(29), 0xd6e8_feb8_6659_fd93).wrapping_add(0x27d4_eb2f_1656_67c5);
    }

    #[inline]
    fn name(&mut self, name: &'static str) {
        // Addresses leave the upper bits free; identifiers are short.
        self.mix((name.as_ptr() as u64) ^ ((name.len() as u64) << 48));
    }

    fn table(&mut self, table: TableRef) {
        match table.schema {
            Some(schema) => self.name(schema),
            None => self.mix(0),
        }
        self.name(table.name);
    }

    fn select(&mut self, select: &'a Select) -> Result<(), Unknown> {
        // Named one by one, so that a clause that is added to the tree cannot be forgotten here.
        let Select {
            columns,
            distinct,
            distinct_on,
            from,
            joins,
            filter,
            group_by,
            having,
            order_by,
            limit,
            offset,
            lock,
            // Says nothing about the text.
            has_options: _,
        } = select;
        if lock.is_some() || !distinct_on.is_empty() {
            return Err(Unknown);
        }
        let clauses = [joins.len(), filter.len(), group_by.len(), having.len(), order_by.len()];
        if clauses.iter().any(|len| *len >= 1 << 12) {
            return Err(Unknown);
        }
        let lengths = clauses.iter().fold(0, |lengths, len| (lengths << 12) ^ *len as u64);
        let flags = u64::from(*distinct) | u64::from(limit.is_some()) << 1 | u64::from(offset.is_some()) << 2;
        self.mix(lengths << 3 | flags);
        let values = self.values.len();
        self.items(columns)?;
        let selects_values = self.values.len() > values;
        match from {
            Some(from) => self.source(from)?,
            None => self.mix(1),
        }
        for Join { kind, item, on } in joins {
            self.mix(*kind as u64);
            self.source(item)?;
            self.nodes(on.as_slice())?;
        }
        filter.iter().try_for_each(|node| self.node(node))?;
        let values = self.values.len();
        group_by.iter().try_for_each(|node| self.node(node))?;
        if self.values.len() > values {
            // Expressions with equal values are written as one, so that the text depends on the values.
            return Err(Unknown);
        }
        having.iter().try_for_each(|node| self.node(node))?;
        let unordered = self.values.len();
        for OrderKey { node, descending, nulls } in order_by {
            self.mix(u64::from(*descending) | nulls.map_or(0, |nulls| 2 + ((nulls as u64) << 2)));
            match node {
                // Written as a name alone, or in full, without saying which.
                Node::Label(..) => return Err(Unknown),
                node => self.node(node)?,
            }
        }
        if selects_values && self.values.len() > unordered {
            // The same, for what is selected and sorted by.
            return Err(Unknown);
        }
        self.values.extend(limit);
        self.values.extend(offset);
        Ok(())
    }

    fn insert(&mut self, insert: &'a Insert) -> Result<(), Unknown> {
        let Insert { table, columns, rows, returning, from_select, conflict } = insert;
        let ([row], None, None) = (&rows[..], from_select, conflict) else { return Err(Unknown) };
        self.mix(7);
        self.table(*table);
        self.mix(columns.as_ptr() as u64);
        self.mix(row.len() as u64);
        for (position, value) in row {
            self.mix(u64::from(*position));
            self.values.push(value);
        }
        self.items(returning)
    }

    fn items(&mut self, items: &'a [SelectItem]) -> Result<(), Unknown> {
        self.mix(items.len() as u64);
        for item in items {
            match item {
                SelectItem::Entity { source, columns } => {
                    self.mix(11);
                    self.name(source);
                    self.mix(columns.as_ptr() as u64);
                    self.mix(columns.len() as u64);
                }
                SelectItem::Expression(node) => self.node(node)?,
            }
        }
        Ok(())
    }

    fn source(&mut self, item: &'a FromItem) -> Result<(), Unknown> {
        match item {
            FromItem::Table(table) => {
                self.mix(12);
                self.table(*table);
                Ok(())
            }
            FromItem::Alias(table, alias) => {
                self.mix(13);
                self.table(*table);
                self.name(alias);
                Ok(())
            }
            _ => Err(Unknown),
        }
    }

    fn nodes(&mut self, nodes: &'a [Node]) -> Result<(), Unknown> {
        self.mix(nodes.len() as u64);
        nodes.iter().try_for_each(|node| self.node(node))
    }

    /// Every part that decides the text is mixed in, after a number that tells the variants apart.
    fn node(&mut self, node: &'a Node) -> Result<(), Unknown> {
        match node {
            Node::Column(column) => {
                self.mix(20);
                self.name(column.source);
                self.name(column.name);
                Ok(())
            }
            Node::Bind(value) => {
                self.mix(21);
                self.values.push(value);
                Ok(())
            }
            Node::Star => {
                self.mix(22);
                Ok(())
            }
            _ => {
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err(Unknown);
                }
                self.branch(node)?;
                self.depth -= 1;
                Ok(())
            }
        }
    }

    fn branch(&mut self, node: &'a Node) -> Result<(), Unknown> {
        match node {
            // SQLite's and MySQL's spellings have their operands twice.
            Node::Binary(BinaryOperator::BitXor | BinaryOperator::ShiftRight, _) => Err(Unknown),
            Node::Binary(operator, operands) => {
                self.mix(23 | (*operator as u64) << 8);
                self.node(&operands[0])?;
                self.node(&operands[1])
            }
            Node::Junction(junction, operands) => {
                self.mix(24 | (*junction as u64) << 8);
                self.nodes(operands)
            }
            Node::IsNull(operand, negated) => {
                self.mix(25 | u64::from(*negated) << 8);
                self.node(operand)
            }
            Node::Between(operands, negated) => {
                self.mix(26 | u64::from(*negated) << 8);
                self.nodes(&operands[..])
            }
            Node::Unary(operator, operand) => {
                self.mix(27 | (*operator as u64) << 8);
                self.node(operand)
            }
            Node::Like(like) => {
                let Like { subject, pattern, anchors, negated, ignores_case } = &**like;
                let anchors = anchors.map_or(0, |anchors| 1 + anchors as u64);
                self.mix(28 | anchors << 8 | u64::from(*negated) << 16 | u64::from(*ignores_case) << 24);
                self.node(subject)?;
                self.node(pattern)
            }
            // Lists of any length would fill the cache; the rest is rare.
            _ => Err(Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::sql::ast::ColumnRef;
    use crate::sql::value::Value;

    fn plus(number: i32) -> Node {
        let column = Node::Column(ColumnRef { source: "t", name: "x" });
        Node::Binary(BinaryOperator::Add, Arc::new([column, Node::Bind(Value::Integer(number))]))
    }

    fn shape(select: &Select) -> Option<u128> {
        Shape::of(Statement::Select(select)).map(|(shape, _)| shape)
    }

    #[test]
    fn a_text_that_depends_on_values_has_no_shape() {
        let select = |columns: &[i32], order_by: &[i32], group_by: &[i32]| Select {
            columns: columns.iter().map(|number| SelectItem::Expression(plus(*number))).collect(),
            order_by: order_by.iter().map(|number| OrderKey::ascending(plus(*number))).collect(),
            group_by: group_by.iter().map(|number| plus(*number)).collect(),
            ..Select::default()
        };
        assert!(shape(&select(&[1], &[], &[])).is_some());
        assert_eq!(shape(&select(&[1], &[], &[])), shape(&select(&[2], &[], &[])));
        assert!(shape(&select(&[], &[1], &[])).is_some());
        assert_eq!(shape(&select(&[1], &[1], &[])), None);
        assert_eq!(shape(&select(&[1], &[], &[1])), None);
    }
}
