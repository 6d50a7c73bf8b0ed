//! Operators with the parentheses they need, and the dialects' spellings.

use realgar_metadata::Dialect;

use super::Renderer;
use super::precedence::{Precedence, precedence};
use crate::error::Result;
use crate::sql::ast::{BinaryOperator, Node, UnaryOperator};
use crate::sql::value::Kind;

impl<'a> Renderer<'a> {
    pub(super) fn unary(&mut self, operator: UnaryOperator, operand: &'a Node) -> Result<()> {
        match operator {
            UnaryOperator::Not => {
                self.push("NOT ");
                // A comparison needs none, but EXISTS and the rest read better with them, as SQLAlchemy writes it.
                self.operand(operand, true)
            }
            UnaryOperator::Negate => {
                // MariaDB makes a decimal number of a placeholder that stands behind a sign.
                let is_cast = self.dialect == Dialect::MySql && !self.writes_literals && is_whole(operand);
                if is_cast {
                    self.push("CAST(-");
                    self.node(operand)?;
                    self.push(" AS SIGNED)");
                    return Ok(());
                }
                self.push("-");
                // The literal of a negative number would make a comment of it.
                let is_literal = self.writes_literals && matches!(operand, Node::Bind(_));
                self.operand(operand, is_literal || precedence(operand, self.dialect) <= Precedence::Negation)
            }
            UnaryOperator::BitNot => self.bit_not(operand),
        }
    }

    pub(super) fn binary(&mut self, operator: BinaryOperator, [left, right]: &'a [Node; 2]) -> Result<()> {
        use BinaryOperator as Op;
        let word = match operator {
            Op::Equal => " = ",
            Op::NotEqual => " != ",
            Op::Less => " < ",
            Op::LessOrEqual => " <= ",
            Op::Greater => " > ",
            Op::GreaterOrEqual => " >= ",
            Op::IsDistinctFrom | Op::IsNotDistinctFrom => return self.distinct_from(operator, left, right),
            Op::Add => " + ",
            Op::Subtract => " - ",
            Op::Multiply => " * ",
            Op::Divide => return self.divide(left, right),
            Op::DivideNumeric if self.dialect == Dialect::Sqlite => return self.divide(left, right),
            Op::DivideNumeric if self.dialect == Dialect::MySql => return self.mysql_divide(left, right),
            Op::DivideExact | Op::DivideNumeric => " / ",
            Op::ModuloDouble | Op::ModuloNumeric if self.dialect == Dialect::Sqlite => {
                return self.sqlite_rest(left, right);
            }
            Op::ModuloDouble if self.dialect == Dialect::PostgreSql => return self.postgresql_rest(left, right),
            Op::Modulo | Op::ModuloDouble | Op::ModuloNumeric => " % ",
            Op::Concat if self.dialect == Dialect::MySql => return self.mysql_concat(left, right),
            Op::Concat => " || ",
            Op::BitAnd | Op::BitOr | Op::BitXor | Op::ShiftLeft | Op::ShiftRight => {
                return self.bits(operator, left, right);
            }
        };
        let own = match operator {
            Op::Add | Op::Subtract => Precedence::Sum,
            Op::Multiply | Op::DivideExact | Op::DivideNumeric | Op::Modulo | Op::ModuloDouble | Op::ModuloNumeric => {
                Precedence::Product
            }
            Op::Concat => Precedence::Concat,
            _ => Precedence::Comparison,
        };
        // Comparisons do not chain, so both sides get parentheses; `a - (b - c)` keeps its right ones.
        let is_associative = matches!(operator, Op::Add | Op::Multiply | Op::Concat);
        let left_rank = precedence(left, self.dialect);
        self.operand(left, left_rank < own || (left_rank == own && own == Precedence::Comparison))?;
        self.push(word);
        let right_rank = precedence(right, self.dialect);
        let same_operator = matches!(right, Node::Binary(inner, _) if *inner == operator);
        let joins = is_associative && same_operator && (operator != Op::Multiply || self.is_plain_product(right));
        self.operand(right, right_rank < own || (right_rank == own && !joins))
    }

    /// Whether a product begins with a factor: in `a * (b % c * d)`, what stands before `%` would be another without the
    /// parentheses.
    fn is_plain_product(&self, product: &Node) -> bool {
        let mut first = product;
        while let Node::Binary(BinaryOperator::Multiply, factors) = first {
            first = &factors[0];
        }
        precedence(first, self.dialect) > Precedence::Product
    }

    fn distinct_from(&mut self, operator: BinaryOperator, left: &'a Node, right: &'a Node) -> Result<()> {
        let distinct = operator == BinaryOperator::IsDistinctFrom;
        let word = match (self.dialect, distinct) {
            (Dialect::Sqlite, true) => " IS NOT ",
            (Dialect::Sqlite, false) => " IS ",
            (Dialect::MySql, _) => " <=> ",
            (_, true) => " IS DISTINCT FROM ",
            (_, false) => " IS NOT DISTINCT FROM ",
        };
        let negated = distinct && self.dialect == Dialect::MySql;
        self.push(if negated { "NOT (" } else { "" });
        self.comparand(left)?;
        self.push(word);
        self.comparand(right)?;
        self.push(if negated { ")" } else { "" });
        Ok(())
    }

    /// `/` on integers drops the fraction on SQLite and PostgreSQL; a floating point side keeps it.
    fn divide(&mut self, left: &'a Node, right: &'a Node) -> Result<()> {
        self.operand(left, precedence(left, self.dialect) < Precedence::Product)?;
        self.push(" / ");
        match self.dialect {
            Dialect::Sqlite => {
                self.push("(");
                self.operand(right, precedence(right, self.dialect) < Precedence::Sum)?;
                self.push(" + 0.0)");
                Ok(())
            }
            Dialect::PostgreSql => {
                self.push("CAST(");
                self.node(right)?;
                self.push(" AS DOUBLE PRECISION)");
                Ok(())
            }
            // MySQL's quotient of integers is a decimal number of four digits.
            _ => {
                self.push("(");
                self.operand(right, precedence(right, self.dialect) < Precedence::Sum)?;
                self.push(" + 0e0)");
                Ok(())
            }
        }
    }

    /// MySQL's quotient has four digits more than the dividend.
    fn mysql_divide(&mut self, left: &'a Node, right: &'a Node) -> Result<()> {
        self.push("CAST(");
        self.node(left)?;
        self.push(" AS DECIMAL(65, 20)) / ");
        self.operand(right, precedence(right, self.dialect) <= Precedence::Product)
    }

    /// SQLite's `%` makes integers of its operands first.
    fn sqlite_rest(&mut self, left: &'a Node, right: &'a Node) -> Result<()> {
        self.push("(");
        self.atom(left)?;
        self.push(" - ");
        self.atom(right)?;
        self.push(" * CAST(");
        self.atom(left)?;
        self.push(" / ");
        self.atom(right)?;
        self.push(" AS INTEGER))");
        Ok(())
    }

    /// PostgreSQL has no `%` of doubles.
    fn postgresql_rest(&mut self, left: &'a Node, right: &'a Node) -> Result<()> {
        self.push("CAST(mod(CAST(");
        self.node(left)?;
        self.push(" AS NUMERIC), CAST(");
        self.node(right)?;
        self.push(" AS NUMERIC)) AS DOUBLE PRECISION)");
        Ok(())
    }

    fn mysql_concat(&mut self, left: &'a Node, right: &'a Node) -> Result<()> {
        self.push("concat(");
        self.mysql_concat_arguments(left)?;
        self.push(", ");
        self.mysql_concat_arguments(right)?;
        self.push(")");
        Ok(())
    }

    fn mysql_concat_arguments(&mut self, node: &'a Node) -> Result<()> {
        if let Node::Binary(BinaryOperator::Concat, operands) = node {
            self.mysql_concat_arguments(&operands[0])?;
            self.push(", ");
            return self.mysql_concat_arguments(&operands[1]);
        }
        self.node(node)
    }
}

/// Whether this is a value that is an integer, with signs before it or not.
fn is_whole(mut node: &Node) -> bool {
    while let Node::Unary(UnaryOperator::Negate, operand) = node {
        node = operand;
    }
    matches!(node, Node::Bind(value) if matches!(value.kind(), Kind::SmallInt | Kind::Integer | Kind::BigInt))
}
