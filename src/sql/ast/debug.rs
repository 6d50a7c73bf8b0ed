//! `{:?}` of expressions, which stops at a depth that the stack holds.

use std::cell::Cell;
use std::fmt;

use super::Node;

/// Below this, nodes are written as `…`.
const SHOWN: u32 = 100;

thread_local! {
    /// How many nodes are being written in each other.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// One level, until it is dropped.
struct Level;

impl Level {
    fn enter() -> Option<Self> {
        DEPTH.with(|depth| {
            let is_shown = depth.get() < SHOWN;
            is_shown.then(|| {
                depth.set(depth.get() + 1);
                Self
            })
        })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(_level) = Level::enter() else { return f.write_str("…") };
        let mut tuple = |name: &str, fields: &[&dyn fmt::Debug]| {
            let mut tuple = f.debug_tuple(name);
            for field in fields {
                tuple.field(field);
            }
            tuple.finish()
        };
        match self {
            Self::Column(column) => tuple("Column", &[column]),
            Self::Bind(value) => tuple("Bind", &[value]),
            Self::Star => tuple("Star", &[]),
            Self::Constant(text) => tuple("Constant", &[text]),
            Self::Truth(truth) => tuple("Truth", &[truth]),
            Self::Unary(operator, operand) => tuple("Unary", &[operator, operand]),
            Self::Binary(operator, operands) => tuple("Binary", &[operator, operands]),
            Self::Junction(junction, operands) => tuple("Junction", &[junction, operands]),
            Self::IsNull(operand, negated) => tuple("IsNull", &[operand, negated]),
            Self::Between(operands, negated) => tuple("Between", &[operands, negated]),
            Self::In(subject, list, negated) => tuple("In", &[subject, list, negated]),
            Self::Like(like) => tuple("Like", &[like]),
            Self::Call(call) => tuple("Call", &[call]),
            Self::Cast(operand, _, sql_type) => tuple("Cast", &[operand, sql_type]),
            Self::Case(case) => tuple("Case", &[case]),
            Self::Collate(operand, collation) => tuple("Collate", &[operand, collation]),
            Self::Label(label, operand) => tuple("Label", &[label, operand]),
            Self::Exists(query) => tuple("Exists", &[query]),
            Self::Scalar(query) => tuple("Scalar", &[query]),
            Self::InQuery(subject, query, negated) => tuple("InQuery", &[subject, query, negated]),
            Self::Quantified(operator, subject, quantifier, query) => {
                tuple("Quantified", &[operator, subject, quantifier, query])
            }
            Self::QuantifiedArray(operator, quantifier, operands) => {
                tuple("QuantifiedArray", &[operator, quantifier, operands])
            }
            Self::Over(over) => tuple("Over", &[over]),
            Self::Row(members) => tuple("Row", &[members]),
            Self::Json(part) => tuple("Json", &[part]),
            Self::Text(text) => tuple("Text", &[text]),
        }
    }
}
