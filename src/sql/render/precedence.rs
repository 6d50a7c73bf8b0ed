//! Which operands need parentheses.

use realgar_metadata::Dialect;

use crate::sql::ast::{BinaryOperator, Function, Junction, Node, UnaryOperator};

/// How tightly an expression binds; operands that bind less tightly get parentheses. The order is SQLAlchemy's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precedence {
    Or,
    And,
    Not,
    Comparison,
    Bits,
    Concat,
    Sum,
    Product,
    Negation,
    Collate,
    Atom,
}

pub(super) fn precedence(mut node: &Node, dialect: Dialect) -> Precedence {
    loop {
        node = match node {
            Node::Label(_, inner) => inner,
            // Written without its operator.
            Node::Junction(_, operands) if operands.len() == 1 => &operands[0],
            _ => break,
        };
    }
    match node {
        Node::Junction(Junction::Or, _) => Precedence::Or,
        Node::Junction(Junction::And, _) => Precedence::And,
        Node::Unary(UnaryOperator::Not, _) => Precedence::Not,
        Node::Unary(UnaryOperator::Negate, _) => Precedence::Negation,
        Node::Unary(UnaryOperator::BitNot, _) if dialect != Dialect::MySql => Precedence::Bits,
        Node::Binary(operator, _) => match operator {
            BinaryOperator::Add | BinaryOperator::Subtract => Precedence::Sum,
            BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::DivideExact
            | BinaryOperator::DivideNumeric
            | BinaryOperator::Modulo
            | BinaryOperator::ModuloDouble
            | BinaryOperator::ModuloNumeric => Precedence::Product,
            BinaryOperator::Concat if dialect == Dialect::MySql => Precedence::Atom,
            BinaryOperator::Concat => Precedence::Concat,
            // MySQL's give unsigned numbers, and so stand in a CAST.
            BinaryOperator::BitAnd
            | BinaryOperator::BitOr
            | BinaryOperator::BitXor
            | BinaryOperator::ShiftLeft
            | BinaryOperator::ShiftRight => match dialect {
                Dialect::MySql => Precedence::Atom,
                _ => Precedence::Bits,
            },
            BinaryOperator::IsDistinctFrom if dialect == Dialect::MySql => Precedence::Not,
            _ => Precedence::Comparison,
        },
        Node::Call(call) if matches!(call.function, Function::Match | Function::MatchVector) => Precedence::Comparison,
        Node::IsNull(..)
        | Node::Between(..)
        | Node::In(..)
        | Node::InQuery(..)
        | Node::Quantified(..)
        | Node::QuantifiedArray(..)
        | Node::Like(_) => Precedence::Comparison,
        Node::Json(part) if dialect == Dialect::PostgreSql || !part.as_text => match dialect {
            Dialect::MySql => Precedence::Atom,
            _ => Precedence::Bits,
        },
        // Whatever it is, parentheses keep it together.
        Node::Text(_) => Precedence::Or,
        Node::Truth(_) if dialect != Dialect::PostgreSql => Precedence::Comparison,
        Node::Collate(..) => Precedence::Collate,
        _ => Precedence::Atom,
    }
}
