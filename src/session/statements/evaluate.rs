//! Evaluates conditions and expressions in memory for one row, as SQLAlchemy's `evaluator` does: only those on which all
//! databases agree.
//!
//! `None` means that the database has to be asked; NULL is `Value::Null`. A part that cannot be evaluated does not matter
//! where the others decide: `false AND f(x)` is false.

use std::cmp::Ordering;

use realgar_metadata::{Column, SqlType};

use super::comparison::{Comparison, compare, integer, text};
use crate::sql::Dialect;
use crate::sql::ast::{BinaryOperator, Junction, Node, UnaryOperator};
use crate::sql::value::{Kind, Value};

/// The value of an expression for a row of `source` whose values `column` knows; `None` if only the database knows.
///
/// The values must be those that the database holds. `column` returns `None` for a column that is not loaded, and for one
/// that is not [`is_certain`].
pub(crate) fn evaluate(
    node: &Node,
    source: &str,
    dialect: Dialect,
    column: &dyn Fn(&str) -> Option<Value>,
) -> Option<Value> {
    Row { source, dialect, column }.value(node, 0)
}

/// Whether a row meets all conditions, where NULL counts as no; `None` if only the database knows.
pub(crate) fn condition_holds(
    filter: &[Node],
    source: &str,
    dialect: Dialect,
    column: &dyn Fn(&str) -> Option<Value>,
) -> Option<bool> {
    let row = Row { source, dialect, column };
    row.junction(Junction::And, filter, 0).map(|holds| holds == Some(true))
}

/// Whether values of a column compare as their Rust values do. They do not under a collation that treats different texts
/// as equal, where the database pads them, or with a type that only the database knows.
pub(crate) fn is_certain(column: &Column, dialect: Dialect) -> bool {
    let by_bytes = |collation: &str| dialect == Dialect::Sqlite && collation.eq_ignore_ascii_case("binary");
    column.collation.as_deref().is_none_or(by_bytes)
        && match column.sql_type {
            SqlType::SmallInt
            | SqlType::Integer
            | SqlType::BigInt
            | SqlType::Real
            | SqlType::Double
            | SqlType::Numeric { .. }
            | SqlType::Boolean
            | SqlType::VarChar(_)
            | SqlType::Text
            | SqlType::Blob(_)
            | SqlType::Date
            | SqlType::Time { with_time_zone: false }
            | SqlType::Timestamp { .. }
            | SqlType::Uuid
            | SqlType::Json { .. }
            | SqlType::Enum(_) => true,
            SqlType::Char(_) => dialect == Dialect::Sqlite,
            _ => false,
        }
}

/// Deeper trees are left to the database: evaluation recurses on the caller's stack.
const DEPTH: u32 = 256;

/// True, false or NULL.
type Truth = Option<bool>;

/// One row of one table.
struct Row<'a> {
    source: &'a str,
    dialect: Dialect,
    column: &'a dyn Fn(&str) -> Option<Value>,
}

impl Row<'_> {
    fn value(&self, node: &Node, depth: u32) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        let depth = depth + 1;
        match node {
            Node::Column(column) if column.source == self.source => (self.column)(column.name),
            Node::Bind(value) => Some(value.clone()),
            Node::Constant("NULL") => Some(Value::Null(Kind::Unknown)),
            Node::Label(_, inner) => self.value(inner, depth),
            Node::Unary(UnaryOperator::Negate, operand) => negated(&self.value(operand, depth)?),
            Node::Binary(operator @ (BinaryOperator::Add | BinaryOperator::Multiply | BinaryOperator::Concat), _) => {
                self.sum(*operator, node, depth)
            }
            Node::Binary(BinaryOperator::Subtract, operands) => {
                let [left, right] = [0, 1].map(|side| self.value(&operands[side], depth));
                calculated(BinaryOperator::Subtract, &left?, &right?)
            }
            _ => self.condition(node, depth).map(|truth| truth.map_or(Value::Null(Kind::Boolean), Value::Boolean)),
        }
    }

    /// `a + b + c`, and the same with `*` and `||`.
    fn sum(&self, operator: BinaryOperator, node: &Node, depth: u32) -> Option<Value> {
        let mut operands = Vec::new();
        operands_of(operator, node, depth, &mut operands)?;
        let mut values = operands.into_iter().map(|(operand, depth)| self.value(operand, depth));
        let first = values.next()??;
        values.try_fold(first, |sum, value| calculated(operator, &sum, &value?))
    }

    /// What is true, false or NULL by its operator.
    fn condition(&self, node: &Node, depth: u32) -> Option<Truth> {
        let not_if = |negated: bool, truth: Truth| truth.map(|truth| truth != negated);
        match node {
            Node::Truth(truth) => Some(Some(*truth)),
            Node::Unary(UnaryOperator::Not, operand) => Some(not_if(true, self.truth(operand, depth)?)),
            Node::Binary(operator, operands) => {
                let (left, right) = (self.value(&operands[0], depth), self.value(&operands[1], depth));
                self.comparison(*operator, left.as_ref(), right.as_ref())
            }
            Node::Junction(junction, operands) => self.junction(*junction, operands, depth),
            Node::IsNull(operand, negated) => Some(Some(self.value(operand, depth)?.is_null() != *negated)),
            Node::Between(parts, negated) => {
                let [value, low, high] = [0, 1, 2].map(|part| self.value(&parts[part], depth));
                let above = self.comparison(BinaryOperator::GreaterOrEqual, value.as_ref(), low.as_ref());
                let below = self.comparison(BinaryOperator::LessOrEqual, value.as_ref(), high.as_ref());
                Some(not_if(*negated, joined(Junction::And, [above, below])?))
            }
            // An empty list is written as a constant: no operand is looked at.
            Node::In(_, list, negated) if list.is_empty() => Some(Some(*negated)),
            Node::In(subject, list, negated) => {
                let subject = self.value(subject, depth);
                let members = list.iter().map(|member| {
                    self.comparison(BinaryOperator::Equal, subject.as_ref(), self.value(member, depth).as_ref())
                });
                Some(not_if(*negated, joined(Junction::Or, members)?))
            }
            _ => None,
        }
    }

    /// The truth of a condition; `None` also for other values.
    fn truth(&self, node: &Node, depth: u32) -> Option<Truth> {
        match self.value(node, depth)? {
            Value::Boolean(truth) => Some(Some(truth)),
            Value::Null(_) => Some(None),
            _ => None,
        }
    }

    fn junction(&self, junction: Junction, operands: &[Node], depth: u32) -> Option<Truth> {
        joined(junction, operands.iter().map(|operand| self.truth(operand, depth)))
    }

    fn comparison(&self, operator: BinaryOperator, left: Option<&Value>, right: Option<&Value>) -> Option<Truth> {
        use BinaryOperator as Op;

        let distinguishes_null = matches!(operator, Op::IsDistinctFrom | Op::IsNotDistinctFrom);
        let is_null = |value: Option<&Value>| value.is_some_and(Value::is_null);
        match (left, right) {
            // Whatever the other side is.
            _ if !distinguishes_null && is_comparison(operator) && (is_null(left) || is_null(right)) => Some(None),
            (Some(left), Some(right)) if distinguishes_null && (left.is_null() || right.is_null()) => {
                let distinct = left.is_null() != right.is_null();
                Some(Some(distinct == (operator == Op::IsDistinctFrom)))
            }
            (Some(left), Some(right)) => {
                let found = compare(left, right, self.dialect)?;
                let holds = match (operator, found) {
                    (Op::Equal | Op::IsNotDistinctFrom, found) => found == Comparison::Ordered(Ordering::Equal),
                    (Op::NotEqual | Op::IsDistinctFrom, found) => found != Comparison::Ordered(Ordering::Equal),
                    (Op::Less, Comparison::Ordered(order)) => order.is_lt(),
                    (Op::LessOrEqual, Comparison::Ordered(order)) => order.is_le(),
                    (Op::Greater, Comparison::Ordered(order)) => order.is_gt(),
                    (Op::GreaterOrEqual, Comparison::Ordered(order)) => order.is_ge(),
                    _ => return None,
                };
                Some(Some(holds))
            }
            _ => None,
        }
    }
}

const fn is_comparison(operator: BinaryOperator) -> bool {
    use BinaryOperator as Op;

    matches!(operator, Op::Equal | Op::NotEqual | Op::Less | Op::LessOrEqual | Op::Greater | Op::GreaterOrEqual)
}

/// AND, OR. One operand may decide; if none does, an unknown operand makes the result unknown.
fn joined(junction: Junction, operands: impl IntoIterator<Item = Option<Truth>>) -> Option<Truth> {
    let decisive = junction == Junction::Or;
    let mut whole = Some(Some(!decisive));
    for operand in operands {
        match operand {
            Some(Some(truth)) if truth == decisive => return Some(Some(decisive)),
            Some(Some(_)) => {}
            Some(None) => whole = whole.and(Some(None)),
            None => whole = None,
        }
    }
    whole
}

/// The operands of `a + (b + c)`, which is written `a + b + c` and evaluated from left to right: in one order a sum may
/// overflow, and in the other not.
fn operands_of<'a>(
    operator: BinaryOperator,
    node: &'a Node,
    depth: u32,
    into: &mut Vec<(&'a Node, u32)>,
) -> Option<()> {
    match node {
        _ if depth > DEPTH => None,
        Node::Binary(own, operands) if *own == operator => {
            operands.iter().try_for_each(|operand| operands_of(operator, operand, depth + 1, into))
        }
        _ => {
            into.push((node, depth));
            Some(())
        }
    }
}

fn negated(value: &Value) -> Option<Value> {
    match value {
        Value::Null(kind) => Some(Value::Null(*kind)),
        Value::SmallInt(value) => value.checked_neg().map(Value::SmallInt),
        Value::Integer(value) => value.checked_neg().map(Value::Integer),
        Value::BigInt(value) => value.checked_neg().map(Value::BigInt),
        Value::Double(value) => Some(Value::Double(-value)),
        _ => None,
    }
}

/// `+ - *` of integers in the wider type of both, and `||` of texts. A result that does not fit is an error in one
/// database and a wider number in another.
fn calculated(operator: BinaryOperator, left: &Value, right: &Value) -> Option<Value> {
    // An enum's label is text to operators.
    let kind = |value: &Value| match value.kind() {
        Kind::Enum(_) => Kind::Text,
        kind => kind,
    };
    let kind = match (kind(left), kind(right)) {
        (Kind::Unknown, kind) | (kind, Kind::Unknown) => kind,
        (Kind::SmallInt, Kind::SmallInt) => Kind::SmallInt,
        (Kind::SmallInt | Kind::Integer, Kind::SmallInt | Kind::Integer) => Kind::Integer,
        (left, right) if is_integer(left) && is_integer(right) => Kind::BigInt,
        (left, right) if left == right => left,
        _ => return None,
    };
    if left.is_null() || right.is_null() {
        return Some(Value::Null(kind));
    }
    if let (BinaryOperator::Concat, Some(left), Some(right)) = (operator, text(left), text(right)) {
        return Some(Value::Text(format!("{left}{right}")));
    }
    let (left, right) = (integer(left)?, integer(right)?);
    let result = match operator {
        BinaryOperator::Add => left.checked_add(right)?,
        BinaryOperator::Subtract => left.checked_sub(right)?,
        BinaryOperator::Multiply => left.checked_mul(right)?,
        _ => return None,
    };
    match kind {
        Kind::SmallInt => i16::try_from(result).ok().map(Value::SmallInt),
        Kind::Integer => i32::try_from(result).ok().map(Value::Integer),
        _ => Some(Value::BigInt(result)),
    }
}

const fn is_integer(kind: Kind) -> bool {
    matches!(kind, Kind::SmallInt | Kind::Integer | Kind::BigInt)
}
