//! The queries, as data: which kind, on which table.

use super::Shape;
use super::schema::Schema;

/// One query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// Three columns of a table, two conditions, ordered, limited.
    Select(usize),
    /// A table and the one it refers to: the rows of one, a column of the other.
    Join(usize),
    /// How many rows refer to each row of another table: GROUP BY, HAVING, two aggregates.
    Group(usize),
    /// One column to a value, another one up by one.
    Update(usize),
    /// One row.
    Insert(usize),
    /// The first table and so many that refer to it, one by one.
    Chain(usize),
}

/// The queries of a program of this shape.
#[must_use]
pub fn all(schema: &Schema, shape: Shape) -> Vec<Query> {
    let kinds = [Query::Select, Query::Join, Query::Group, Query::Update, Query::Insert];
    // Every table but the first refers to another one. The step has no divisor in common with their number, for the
    // numbers of tables that are measured, so that all tables are met.
    let referring = (schema.tables.len() - 1).max(1);
    let regular = (0..shape.queries).map(|number| kinds[number % kinds.len()](1 + number * 37 % referring));
    regular.chain(shape.joins.map(Query::Chain)).collect()
}
