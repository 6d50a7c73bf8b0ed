//! Expressions as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use super::precedence::{Precedence, precedence};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Case, Junction, MAX_DEPTH, Node, too_deep};
use crate::sql::value::Value;

/// How long a text may get. Some spellings have an operand twice, so a text can be exponentially longer than its tree.
const MAX_TEXT: usize = 1 << 26;

#[cold]
fn too_long() -> Error {
    Error::new(
        ErrorKind::LimitExceeded,
        "the statement's text is longer than 64 MiB; compute parts of it in a subquery",
    )
}

impl<'a> Renderer<'a> {
    /// Writes an expression without parentheses around it.
    pub(crate) fn node(&mut self, node: &'a Node) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        if self.sql.len() > MAX_TEXT {
            return Err(too_long());
        }
        let writing = self.repeats.begin(node);
        if self.having_keys.is_empty() {
            self.node_at_depth(node)?
        } else {
            self.node_in_having(node)?
        }
        self.repeats.end(writing);
        self.depth -= 1;
        Ok(())
    }

    pub(super) fn node_at_depth(&mut self, node: &'a Node) -> Result<()> {
        match node {
            Node::Column(column) => self.column(*column),
            Node::Bind(value) => self.bind(value),
            Node::Star => self.push("*"),
            Node::Constant(text) => self.push(text),
            Node::Truth(truth) => self.truth(*truth),
            Node::Unary(operator, operand) => self.unary(*operator, operand)?,
            Node::Binary(operator, operands) => self.binary(*operator, operands)?,
            Node::Junction(junction, operands) => {
                let (word, own) = match junction {
                    Junction::And => (" AND ", Precedence::And),
                    Junction::Or => (" OR ", Precedence::Or),
                };
                for (index, operand) in operands.iter().enumerate() {
                    if index > 0 {
                        self.push(word);
                    }
                    self.operand(operand, operands.len() > 1 && precedence(operand, self.dialect) < own)?;
                }
            }
            Node::IsNull(operand, negated) => {
                match &**operand {
                    Node::Bind(_) => self.with_its_type(operand)?,
                    other => self.comparand(other)?,
                }
                self.push(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Node::Between(parts, negated) => {
                self.comparand(&parts[0])?;
                self.push(if *negated { " NOT BETWEEN " } else { " BETWEEN " });
                self.comparand(&parts[1])?;
                self.push(" AND ");
                self.comparand(&parts[2])?;
            }
            Node::In(subject, list, negated) => self.in_list(subject, list, *negated)?,
            Node::Like(like) => self.like(like)?,
            Node::Call(call) => self.call(call)?,
            Node::Cast(operand, from, to) => self.cast(operand, *from, to)?,
            Node::Case(case) => self.case(case)?,
            Node::Collate(operand, collation) => {
                self.operand(operand, precedence(operand, self.dialect) < Precedence::Collate)?;
                self.push(" COLLATE ");
                self.name(collation);
            }
            Node::Label(_, inner) => self.node(inner)?,
            Node::Exists(query) => {
                self.push("EXISTS (");
                self.query(query)?;
                self.push(")");
            }
            Node::Scalar(query) => {
                self.push("(");
                self.query(query)?;
                self.push(")");
            }
            Node::InQuery(subject, query, negated) => {
                self.comparand(subject)?;
                self.push(if *negated { " NOT IN (" } else { " IN (" });
                self.compared_query(query)?;
                self.push(")");
            }
            Node::Quantified(operator, subject, quantifier, query) => {
                self.quantified(*operator, subject, *quantifier, query)?;
            }
            Node::QuantifiedArray(operator, quantifier, operands) => {
                self.quantified_array(*operator, *quantifier, operands)?;
            }
            Node::Over(over) => self.over(over)?,
            Node::Row(members) => self.row(members)?,
            Node::Json(part) => self.json(part)?,
            Node::Text(text) => text.write(self)?,
        }
        Ok(())
    }

    pub(super) fn truth(&mut self, truth: bool) {
        self.push(match (self.dialect, truth) {
            (Dialect::PostgreSql, true) => "true",
            (Dialect::PostgreSql, false) => "false",
            (_, true) => "1 = 1",
            (_, false) => "0 = 1",
        });
    }

    /// One side of AND.
    pub(super) fn and_operand(&mut self, node: &'a Node) -> Result<()> {
        self.operand(node, precedence(node, self.dialect) < Precedence::And)
    }

    /// One side of a comparison.
    pub(super) fn comparand(&mut self, node: &'a Node) -> Result<()> {
        self.operand(node, precedence(node, self.dialect) <= Precedence::Comparison)
    }

    pub(super) fn operand(&mut self, node: &'a Node, parenthesized: bool) -> Result<()> {
        if parenthesized {
            self.push("(");
        }
        self.node(node)?;
        if parenthesized {
            self.push(")");
        }
        Ok(())
    }

    /// An operand that gets parentheses unless it is a single thing, for operators whose rank differs from dialect to
    /// dialect.
    pub(super) fn atom(&mut self, node: &'a Node) -> Result<()> {
        self.operand(node, precedence(node, self.dialect) < Precedence::Atom)
    }

    /// An expression where a list of them stands: SET, arguments of operators. Operators get parentheses.
    pub(super) fn list_member(&mut self, node: &'a Node) -> Result<()> {
        let parenthesized =
            matches!(precedence(node, self.dialect), Precedence::Sum | Precedence::Product | Precedence::Concat);
        self.operand(node, parenthesized)
    }

    fn in_list(&mut self, subject: &'a Node, list: &'a [Node], negated: bool) -> Result<()> {
        if list.is_empty() {
            // `x NOT IN ()` is true and `x IN ()` is false, for NULL too.
            self.truth(negated);
            return Ok(());
        }
        self.varies = true;
        self.comparand(subject)?;
        self.push(if negated { " NOT IN (" } else { " IN (" });
        if matches!(subject, Node::Row(_)) && self.dialect == Dialect::Sqlite {
            self.push("VALUES ");
        }
        for (index, member) in list.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.node(member)?;
        }
        self.push(")");
        Ok(())
    }

    fn case(&mut self, case: &'a Case) -> Result<()> {
        if case.branches.is_empty() {
            return Err(Error::new(ErrorKind::InvalidStatement, "a CASE without a branch; give `.when(…)`"));
        }
        self.push("CASE");
        if let Some(subject) = &case.subject {
            if case.branches.iter().any(|[value, _]| matches!(value, Node::Bind(Value::Null(_)))) {
                return Err(Error::new(
                    ErrorKind::InvalidStatement,
                    "`CASE x WHEN NULL` never applies; ask with `case().when(x.is_null(), …)`",
                ));
            }
            self.push(" ");
            self.node(subject)?;
        }
        let results = || case.branches.iter().map(|[_, then]| then).chain(&case.otherwise);
        for [when, then] in &case.branches {
            self.push(" WHEN ");
            self.node(when)?;
            self.push(" THEN ");
            self.alike(then, results())?;
        }
        if let Some(otherwise) = &case.otherwise {
            self.push(" ELSE ");
            self.alike(otherwise, results())?;
        }
        self.push(" END");
        Ok(())
    }
}
