//! Row values, comparisons with subqueries, and operators on bits.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, Result};
use crate::sql::ast::{BinaryOperator, Node, Quantifier, Query};

impl<'a> Renderer<'a> {
    /// `(a, b)`.
    pub(super) fn row(&mut self, members: &'a [Node]) -> Result<()> {
        for (index, member) in members.iter().enumerate() {
            self.push(if index == 0 { "(" } else { ", " });
            self.node(member)?;
        }
        self.push(")");
        Ok(())
    }

    /// `x = ANY (SELECT …)`.
    pub(super) fn quantified(
        &mut self,
        operator: BinaryOperator,
        subject: &'a Node,
        quantifier: Quantifier,
        query: &'a Query,
    ) -> Result<()> {
        if self.dialect == Dialect::Sqlite {
            return Err(Error::unsupported(
                "sqlite has neither ANY nor ALL; use `.in_(query)`, or compare with the minimum or maximum of the query",
            ));
        }
        self.comparand(subject)?;
        self.push(match operator {
            BinaryOperator::NotEqual => " != ",
            BinaryOperator::Less => " < ",
            BinaryOperator::LessOrEqual => " <= ",
            BinaryOperator::Greater => " > ",
            BinaryOperator::GreaterOrEqual => " >= ",
            // The typed layer makes no other comparison.
            _ => " = ",
        });
        self.push(match quantifier {
            Quantifier::Any => "ANY (",
            Quantifier::All => "ALL (",
        });
        self.compared_query(query)?;
        self.push(")");
        Ok(())
    }

    pub(super) fn bit_not(&mut self, operand: &'a Node) -> Result<()> {
        let is_unsigned = self.dialect == Dialect::MySql;
        self.push(if is_unsigned { "CAST(~" } else { "~" });
        self.atom(operand)?;
        self.push(if is_unsigned { " AS SIGNED)" } else { "" });
        Ok(())
    }

    /// `a & b` and its relatives. Their rank differs from dialect to dialect, so operands get parentheses.
    pub(super) fn bits(&mut self, operator: BinaryOperator, left: &'a Node, right: &'a Node) -> Result<()> {
        if operator == BinaryOperator::BitXor && self.dialect == Dialect::Sqlite {
            // What either has, without what both have.
            self.push("(");
            self.bits(BinaryOperator::BitOr, left, right)?;
            self.push(") - (");
            self.bits(BinaryOperator::BitAnd, left, right)?;
            self.push(")");
            return Ok(());
        }
        let is_unsigned = self.dialect == Dialect::MySql;
        if is_unsigned && operator == BinaryOperator::ShiftRight {
            return self.mysql_shift_right(left, right);
        }
        self.push(if is_unsigned { "CAST(" } else { "" });
        self.atom(left)?;
        let is_shift = matches!(operator, BinaryOperator::ShiftLeft | BinaryOperator::ShiftRight);
        self.push(match operator {
            BinaryOperator::BitOr => " | ",
            BinaryOperator::BitXor if self.dialect == Dialect::PostgreSql => " # ",
            BinaryOperator::BitXor => " ^ ",
            BinaryOperator::ShiftLeft => " << ",
            BinaryOperator::ShiftRight => " >> ",
            // The typed layer makes no other operator on bits.
            _ => " & ",
        });
        // PostgreSQL shifts by an INTEGER only.
        if is_shift && self.dialect == Dialect::PostgreSql && !matches!(right, Node::Bind(_)) {
            self.push("CAST(");
            self.node(right)?;
            self.push(" AS INTEGER)");
        } else {
            self.atom(right)?;
        }
        self.push(if is_unsigned { " AS SIGNED)" } else { "" });
        Ok(())
    }

    /// MySQL fills up with zeros, which makes large positive numbers of negative ones; the others keep the sign.
    fn mysql_shift_right(&mut self, number: &'a Node, places: &'a Node) -> Result<()> {
        self.push("CAST(CASE WHEN ");
        self.atom(number)?;
        self.push(" < 0 THEN ~(~");
        self.atom(number)?;
        self.push(" >> ");
        self.atom(places)?;
        self.push(") ELSE ");
        self.atom(number)?;
        self.push(" >> ");
        self.atom(places)?;
        self.push(" END AS SIGNED)");
        Ok(())
    }
}
