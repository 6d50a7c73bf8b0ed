//! Row values, comparisons with subqueries, and operators on bits.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, Result};
use crate::sql::ast::{BinaryOperator, Node, Quantifier, Query};
use crate::sql::value::Value;

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
        self.push(comparison(operator));
        self.push(quantifier_word(quantifier));
        self.compared_query(query)?;
        self.push(")");
        Ok(())
    }

    /// A comparison with the elements of an array. Only PostgreSQL has arrays; elsewhere, a list is looked through by IN.
    pub(super) fn quantified_array(
        &mut self,
        operator: BinaryOperator,
        quantifier: Quantifier,
        [subject, array]: &'a [Node; 2],
    ) -> Result<()> {
        if self.dialect == Dialect::PostgreSql {
            self.comparand(subject)?;
            self.push(comparison(operator));
            self.push(quantifier_word(quantifier));
            self.node(array)?;
            self.push(")");
            return Ok(());
        }
        let Node::Bind(Value::Array(_, elements)) = array else {
            return Err(Error::unsupported(format!(
                "{} has no arrays; keep the elements in a table of their own, or in a JSON document",
                self.dialect
            )));
        };
        let negated = match (operator, quantifier) {
            (BinaryOperator::Equal, Quantifier::Any) => false,
            (BinaryOperator::NotEqual, Quantifier::All) => true,
            _ => {
                return Err(Error::unsupported(format!(
                    "{} compares no value with ANY or ALL of a list but by `.eq_any(list)` and `.ne_all(list)`; \
                     compare with the least or greatest of the list",
                    self.dialect
                )));
            }
        };
        if elements.is_empty() {
            self.truth(negated);
            return Ok(());
        }
        self.varies = true;
        self.comparand(subject)?;
        self.push(if negated { " NOT IN (" } else { " IN (" });
        for (index, element) in elements.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            self.bind(element);
        }
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

/// A comparison, with blanks around it.
const fn comparison(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::NotEqual => " != ",
        BinaryOperator::Less => " < ",
        BinaryOperator::LessOrEqual => " <= ",
        BinaryOperator::Greater => " > ",
        BinaryOperator::GreaterOrEqual => " >= ",
        // The typed layer makes no other comparison.
        _ => " = ",
    }
}

const fn quantifier_word(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::Any => "ANY (",
        Quantifier::All => "ALL (",
    }
}
