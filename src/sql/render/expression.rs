//! Expressions as SQL: operators with the parentheses they need, and the dialects' spellings.

use realgar_metadata::Dialect;

use super::Renderer;
use super::cast::cast_type;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{
    Anchors, BinaryOperator, Case, Junction, Like, MAX_DEPTH, Node, OrderKey, UnaryOperator, too_deep,
};
use crate::sql::value::Value;

/// How tightly an expression binds; operands that bind less tightly get parentheses. The order is SQLAlchemy's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precedence {
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

fn precedence(mut node: &Node, dialect: Dialect) -> Precedence {
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
            | BinaryOperator::Modulo => Precedence::Product,
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
        Node::IsNull(..)
        | Node::Between(..)
        | Node::In(..)
        | Node::InQuery(..)
        | Node::Quantified(..)
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

impl<'a> Renderer<'a> {
    /// Writes an expression without parentheses around it.
    pub(crate) fn node(&mut self, node: &'a Node) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let writing = self.repeats.begin(node);
        self.node_at_depth(node)?;
        self.repeats.end(writing);
        self.depth -= 1;
        Ok(())
    }

    fn node_at_depth(&mut self, node: &'a Node) -> Result<()> {
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
                self.comparand(operand)?;
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
            Node::Cast(operand, sql_type) => {
                self.push("CAST(");
                self.node(operand)?;
                self.push(" AS ");
                self.push(&cast_type(sql_type, self.dialect));
                self.push(")");
            }
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
                self.query(query)?;
                self.push(")");
            }
            Node::Quantified(operator, subject, quantifier, query) => {
                self.quantified(*operator, subject, *quantifier, query)?;
            }
            Node::Over(over) => self.over(over)?,
            Node::Row(members) => self.row(members)?,
            Node::Json(part) => self.json(part)?,
            Node::Text(text) => text.write(self)?,
        }
        Ok(())
    }

    fn truth(&mut self, truth: bool) {
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

    fn unary(&mut self, operator: UnaryOperator, operand: &'a Node) -> Result<()> {
        match operator {
            UnaryOperator::Not => {
                self.push("NOT ");
                // A comparison needs none, but EXISTS and the rest read better with them, as SQLAlchemy writes it.
                self.operand(operand, true)
            }
            UnaryOperator::Negate => {
                self.push("-");
                // The literal of a negative number would make a comment of it.
                let is_literal = self.writes_literals && matches!(operand, Node::Bind(_));
                self.operand(operand, is_literal || precedence(operand, self.dialect) <= Precedence::Negation)
            }
            UnaryOperator::BitNot => self.bit_not(operand),
        }
    }

    fn binary(&mut self, operator: BinaryOperator, [left, right]: &'a [Node; 2]) -> Result<()> {
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
            Op::DivideExact | Op::DivideNumeric => " / ",
            Op::Modulo => " % ",
            Op::Concat if self.dialect == Dialect::MySql => return self.mysql_concat(left, right),
            Op::Concat => " || ",
            Op::BitAnd | Op::BitOr | Op::BitXor | Op::ShiftLeft | Op::ShiftRight => {
                return self.bits(operator, left, right);
            }
        };
        let own = match operator {
            Op::Add | Op::Subtract => Precedence::Sum,
            Op::Multiply | Op::DivideExact | Op::DivideNumeric | Op::Modulo => Precedence::Product,
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
            _ => self.operand(right, precedence(right, self.dialect) <= Precedence::Product),
        }
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

    fn like(&mut self, like: &'a Like) -> Result<()> {
        let lowers = like.ignores_case && self.dialect != Dialect::PostgreSql;
        self.function_around(lowers, "lower", |this| {
            this.operand(&like.subject, !lowers && precedence(&like.subject, this.dialect) <= Precedence::Comparison)
        })?;
        self.push(match (like.negated, like.ignores_case && !lowers) {
            (false, false) => " LIKE ",
            (true, false) => " NOT LIKE ",
            (false, true) => " ILIKE ",
            (true, true) => " NOT ILIKE ",
        });
        match like.anchors {
            None => self.function_around(lowers, "lower", |this| {
                this.operand(
                    &like.pattern,
                    !lowers && precedence(&like.pattern, this.dialect) <= Precedence::Comparison,
                )
            })?,
            Some(anchors) => {
                self.anchored_pattern(anchors, &like.pattern)?;
                self.push(" ESCAPE '/'");
            }
        }
        Ok(())
    }

    fn function_around(&mut self, wanted: bool, name: &str, inner: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if wanted {
            self.push(name);
            self.push("(");
        }
        inner(self)?;
        if wanted {
            self.push(")");
        }
        Ok(())
    }

    fn anchored_pattern(&mut self, anchors: Anchors, pattern: &'a Node) -> Result<()> {
        let (before, after) = match anchors {
            Anchors::Start => (false, true),
            Anchors::End => (true, false),
            Anchors::Anywhere => (true, true),
        };
        if self.dialect == Dialect::MySql {
            self.push(if before { "concat('%', " } else { "concat(" });
            self.node(pattern)?;
            self.push(if after { ", '%')" } else { ")" });
            return Ok(());
        }
        self.push(if before { "'%' || " } else { "" });
        self.operand(pattern, precedence(pattern, self.dialect) < Precedence::Concat)?;
        self.push(if after { " || '%'" } else { "" });
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
        for [when, then] in &case.branches {
            self.push(" WHEN ");
            self.node(when)?;
            self.push(" THEN ");
            self.node(then)?;
        }
        if let Some(otherwise) = &case.otherwise {
            self.push(" ELSE ");
            self.node(otherwise)?;
        }
        self.push(" END");
        Ok(())
    }
}

impl OrderKey {
    /// Ascending, NULLs where the database puts them.
    #[must_use]
    pub const fn ascending(node: Node) -> Self {
        Self { node, descending: false, nulls: None }
    }
}
