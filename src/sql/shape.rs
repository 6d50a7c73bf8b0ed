//! The shape of a statement: everything but its values, as a list of words. Statements of one shape have the same SQL
//! text, so a connection that has seen the shape need not render it again.
//!
//! Two statements have the same words only if they have the same shape: each list begins with its length, each variant
//! with a number of its own. Names are told apart by their address, which is quick and never confuses two names:
//! all of them are `'static`. The same name at two addresses only means that its statement is rendered twice.

use smallvec::SmallVec;

use super::ast::{
    BinaryOperator, FromItem, Insert, Join, Like, Node, OrderKey, Select, SelectItem, Statement, TableRef,
};
use super::render::Binds;
use super::value::Value;

/// What decides the text of a statement, word by word. Most statements need no allocation for it.
pub(crate) type Words = SmallVec<[u64; 64]>;

/// The shape of a statement, and its values in the order of their placeholders.
pub(crate) struct Shape<'a> {
    pub(crate) words: Words,
    pub(crate) values: Binds<'a>,
    depth: u32,
    /// The bits of names that one word has no room for.
    overflow: u64,
}

/// Deeper trees are rendered each time.
const DEPTH: u32 = 64;

/// The bits that an address has at most, on all processors that we know. The rest of a word is for the length.
const ADDRESS_BITS: u32 = 48;

/// The first word of an INSERT. That of a SELECT does not use the highest bit.
const INSERT: u64 = 1 << 63;

/// The statement has a part whose shape is not known here. It is rendered each time.
struct Unknown;

impl<'a> Shape<'a> {
    /// The shape of a statement; `None` for statements with unusual parts.
    pub(crate) fn of(statement: Statement<'a>) -> Option<Self> {
        let mut shape = Self { words: Words::new(), values: Binds::new(), depth: 0, overflow: 0 };
        let known = match statement {
            Statement::Select(select) => shape.select(select),
            Statement::Insert(insert) => shape.insert(insert),
            _ => Err(Unknown),
        };
        known.ok()?;
        (shape.overflow == 0).then_some(shape)
    }

    #[inline(always)]
    fn word(&mut self, word: u64) {
        self.words.push(word);
    }

    #[inline]
    fn name(&mut self, name: &'static str) {
        let (address, length) = (name.as_ptr() as u64, name.len() as u64);
        self.overflow |= (address >> ADDRESS_BITS) | (length >> (u64::BITS - ADDRESS_BITS));
        self.word(address | (length << ADDRESS_BITS));
    }

    fn table(&mut self, table: TableRef) {
        match table.schema {
            Some(schema) => self.name(schema),
            None => self.word(0),
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
            // Say nothing about the text: what a computed key groups has no values here, or there is no shape.
            has_computed_key: _,
            has_options: _,
            grouping,
            ungrouped,
        } = select;
        if lock.is_some() || !distinct_on.is_empty() || !grouping.is_empty() || !ungrouped.is_empty() {
            return Err(Unknown);
        }
        let clauses = [joins.len(), filter.len(), group_by.len(), having.len(), order_by.len()];
        if clauses.iter().any(|len| *len >= 1 << 12) {
            return Err(Unknown);
        }
        let lengths = clauses.iter().fold(0, |lengths, len| (lengths << 12) ^ *len as u64);
        let flags = u64::from(*distinct) | u64::from(limit.is_some()) << 1 | u64::from(offset.is_some()) << 2;
        self.word(lengths << 3 | flags);
        let values = self.values.len();
        self.items(columns)?;
        let selects_values = self.values.len() > values;
        match from {
            Some(from) => self.source(from)?,
            None => self.word(1),
        }
        for Join { kind, item, on } in joins {
            self.word(*kind as u64);
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
            self.word(u64::from(*descending) | nulls.map_or(0, |nulls| 2 + ((nulls as u64) << 2)));
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
        self.word(INSERT);
        self.table(*table);
        self.word(columns.as_ptr() as u64);
        self.word(row.len() as u64);
        for (position, value) in row {
            self.word(u64::from(*position));
            self.values.push(value);
        }
        self.items(returning)
    }

    fn items(&mut self, items: &'a [SelectItem]) -> Result<(), Unknown> {
        self.word(items.len() as u64);
        for item in items {
            match item {
                SelectItem::Entity { source, columns } => {
                    self.word(11);
                    self.name(source);
                    self.word(columns.as_ptr() as u64);
                    self.word(columns.len() as u64);
                }
                SelectItem::Expression(node) => self.node(node)?,
            }
        }
        Ok(())
    }

    fn source(&mut self, item: &'a FromItem) -> Result<(), Unknown> {
        match item {
            FromItem::Table(table) => {
                self.word(12);
                self.table(*table);
                Ok(())
            }
            FromItem::Alias(table, alias) => {
                self.word(13);
                self.table(*table);
                self.name(alias);
                Ok(())
            }
            _ => Err(Unknown),
        }
    }

    fn nodes(&mut self, nodes: &'a [Node]) -> Result<(), Unknown> {
        self.word(nodes.len() as u64);
        nodes.iter().try_for_each(|node| self.node(node))
    }

    /// Every part that decides the text is a word, after a number that tells the variants apart.
    fn node(&mut self, node: &'a Node) -> Result<(), Unknown> {
        match node {
            Node::Column(column) => {
                self.word(20);
                self.name(column.source);
                self.name(column.name);
                Ok(())
            }
            // It has no value to be bound to the text.
            Node::Bind(Value::Parameter(_)) => Err(Unknown),
            Node::Bind(value) => {
                self.word(21);
                self.values.push(value);
                Ok(())
            }
            Node::Star => {
                self.word(22);
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
            Node::Binary(
                BinaryOperator::BitXor
                | BinaryOperator::ShiftRight
                | BinaryOperator::ModuloDouble
                | BinaryOperator::ModuloNumeric,
                _,
            ) => Err(Unknown),
            Node::Binary(operator, operands) => {
                self.word(23 | (*operator as u64) << 8);
                self.node(&operands[0])?;
                self.node(&operands[1])
            }
            Node::Junction(junction, operands) => {
                self.word(24 | (*junction as u64) << 8);
                self.nodes(operands)
            }
            // Text is written with its type there.
            Node::IsNull(operand, _) if matches!(**operand, Node::Bind(_)) => Err(Unknown),
            Node::IsNull(operand, negated) => {
                self.word(25 | u64::from(*negated) << 8);
                self.node(operand)
            }
            Node::Between(operands, negated) => {
                self.word(26 | u64::from(*negated) << 8);
                self.nodes(&operands[..])
            }
            Node::Unary(operator, operand) => {
                self.word(27 | (*operator as u64) << 8);
                self.node(operand)
            }
            Node::Like(like) => {
                let Like { subject, pattern, anchors, negated, ignores_case, escape } = &**like;
                let anchors = anchors.map_or(0, |anchors| 1 + anchors as u64);
                let escape = escape.map_or(0, |escape| 1 + u64::from(u32::from(escape)));
                self.word(
                    28 | anchors << 8 | u64::from(*negated) << 16 | u64::from(*ignores_case) << 24 | escape << 32,
                );
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

    fn shape(select: &Select) -> Option<Words> {
        Shape::of(Statement::Select(select)).map(|shape| shape.words)
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

    #[test]
    fn whatever_decides_the_text_is_in_the_shape() {
        let table = |name| FromItem::Table(TableRef { schema: None, name });
        let one = || Select { from: Some(table("t")), filter: vec![plus(1)], ..Select::default() };
        let others = [
            Select { distinct: true, ..one() },
            Select { limit: Some(Value::BigInt(1)), ..one() },
            Select { offset: Some(Value::BigInt(1)), ..one() },
            Select { from: Some(table("u")), ..one() },
            Select { from: None, ..one() },
            Select { filter: vec![plus(1), plus(1)], ..one() },
            Select { filter: Vec::new(), having: vec![plus(1)], ..one() },
            Select { filter: vec![Node::IsNull(Arc::new(plus(1)), false)], ..one() },
            Select { filter: vec![Node::IsNull(Arc::new(plus(1)), true)], ..one() },
            Select { columns: vec![SelectItem::Expression(Node::Star)], ..one() },
            Select { order_by: vec![OrderKey::ascending(plus(1))], ..one() },
            Select { order_by: vec![OrderKey { descending: true, ..OrderKey::ascending(plus(1)) }], ..one() },
        ];
        let mut shapes: Vec<_> = others.iter().map(|select| shape(select).expect("it has usual parts only")).collect();
        shapes.push(shape(&one()).expect("it has usual parts only"));
        let number = shapes.len();
        shapes.sort();
        shapes.dedup();
        assert_eq!(shapes.len(), number);
    }
}
