//! Functions in FROM as SQL.

use std::sync::Arc;

use realgar_metadata::Dialect;

use super::Renderer;
use super::cast_type::cast_type;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{ColumnRef, Node, TableCall, TableFunction};
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    pub(super) fn table_call(&mut self, call: &'a Arc<TableCall>, alias: &'static str) -> Result<()> {
        check_names(call)?;
        match (call.function, self.dialect) {
            (_, Dialect::PostgreSql) => self.postgres_table_call(call, alias),
            (TableFunction::Unnest, _) => self.elements(call, alias),
            (_, Dialect::Sqlite) => self.sqlite_table_call(call, alias),
            (TableFunction::JsonElements | TableFunction::JsonElementsText, _) => self.json_table(call, alias),
            (TableFunction::Series, _) => Err(Error::unsupported(
                "mysql has no generate_series; join `values(…)`, or a `recursive_cte(…)` that counts, whose depth \
                 `cte_max_recursion_depth` limits",
            )),
            (TableFunction::JsonEach, _) => Err(Error::unsupported(
                "mysql has no json_each; take the parts that are wanted, `.json_get(\"key\")`, or keep a list and use \
                 `func::json_array_elements`",
            )),
            (TableFunction::Named(name), _) => {
                Err(Error::unsupported(format!("mysql has no functions in FROM, such as `{name}`, but JSON_TABLE")))
            }
        }
    }

    fn call_arguments(&mut self, arguments: &'a [Node]) -> Result<()> {
        for (index, argument) in arguments.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            self.node(argument)?;
        }
        Ok(())
    }

    fn postgres_table_call(&mut self, call: &'a TableCall, alias: &'static str) -> Result<()> {
        let (name, after) = match call.function {
            TableFunction::Named(name) => (name, ""),
            TableFunction::Series => ("generate_series", ""),
            TableFunction::Unnest => ("unnest", ""),
            TableFunction::JsonEach => ("jsonb_each(CAST", " AS JSONB)"),
            TableFunction::JsonElements => ("jsonb_array_elements(CAST", " AS JSONB)"),
            TableFunction::JsonElementsText => ("jsonb_array_elements_text(CAST", " AS JSONB)"),
        };
        self.push(name);
        self.push("(");
        self.call_arguments(&call.arguments)?;
        self.push(after);
        self.push(")");
        if call.has_ordinality {
            self.push(" WITH ORDINALITY");
        }
        self.push(" AS ");
        self.source(alias);
        for (index, (column, sql_type)) in call.columns.iter().enumerate() {
            self.push(if index == 0 { " (" } else { ", " });
            self.name(column);
            if call.writes_types {
                self.push(" ");
                self.push(&cast_type(sql_type, self.dialect));
            }
        }
        self.push(")");
        Ok(())
    }

    /// The elements of a list as rows, where there are no arrays.
    fn elements(&mut self, call: &'a TableCall, alias: &'static str) -> Result<()> {
        let Some(Value::Array(_, elements)) = call.arguments.first().and_then(listed) else {
            return Err(Error::unsupported(format!(
                "{} has no arrays; keep the elements in a table of their own, or in a JSON document, for \
                 `func::json_array_elements`",
                self.dialect
            )));
        };
        if call.has_ordinality {
            return Err(Error::unsupported(format!(
                "{} does not count the elements of a list; use `values(…)` with the numbers in it",
                self.dialect
            )));
        }
        self.varies = true;
        let [(column, _), ..] = &call.columns[..] else { return Ok(()) };
        if elements.is_empty() {
            self.push("(SELECT NULL AS ");
            self.name(column);
            self.push(" WHERE 0 = 1");
        }
        for (index, element) in elements.iter().enumerate() {
            self.push(match (index, self.dialect) {
                (0, _) => "(SELECT ",
                (1, Dialect::Sqlite) => " UNION ALL VALUES (",
                (_, Dialect::Sqlite) => "), (",
                _ => " UNION ALL SELECT ",
            });
            self.bind(element);
            if index == 0 {
                self.push(" AS ");
                self.name(column);
            }
        }
        self.push(if self.dialect == Dialect::Sqlite && elements.len() > 1 { ")) AS " } else { ") AS " });
        self.source(alias);
        Ok(())
    }

    fn json_table(&mut self, call: &'a TableCall, alias: &'static str) -> Result<()> {
        self.push("JSON_TABLE(");
        self.call_arguments(&call.arguments)?;
        self.push(", '$[*]' COLUMNS (");
        for (index, (column, _)) in call.columns.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            self.name(column);
            self.push(match index {
                0 => " JSON PATH '$'",
                _ => " FOR ORDINALITY",
            });
        }
        self.push(")) AS ");
        self.source(alias);
        Ok(())
    }

    fn sqlite_table_call(&mut self, call: &'a TableCall, alias: &'static str) -> Result<()> {
        let counts_elements = matches!(call.function, TableFunction::JsonElements | TableFunction::JsonElementsText);
        if call.has_ordinality && !counts_elements {
            return Err(Error::unsupported(
                "sqlite does not count the rows of functions in FROM; select `func::row_number()` in a subquery",
            ));
        }
        if call.writes_types {
            return Err(Error::unsupported("sqlite declares no types of columns in FROM; leave `.with_types()` out"));
        }
        match (call.function, &call.arguments[..]) {
            (TableFunction::Series, bounds) => self.sqlite_series(call, bounds)?,
            (TableFunction::JsonEach, [document]) => self.sqlite_json_each("object", document)?,
            (TableFunction::JsonElements | TableFunction::JsonElementsText, [document]) => {
                self.sqlite_json_each("array", document)?;
            }
            (function, arguments) => {
                self.push(if let TableFunction::Named(name) = function { name } else { "json_each" });
                self.push("(");
                self.call_arguments(arguments)?;
                self.push(")");
            }
        }
        self.push(" AS ");
        self.source(alias);
        Ok(())
    }

    /// SQLite's `json_each` takes any document, where PostgreSQL has an error: so here, a text that is no JSON stands for
    /// the wrong kind.
    fn sqlite_json_each(&mut self, kind: &str, document: &'a Node) -> Result<()> {
        self.push("json_each(CASE WHEN ");
        self.comparand(document)?;
        self.push(" IS NULL OR json_type(");
        self.node(document)?;
        self.push(") = '");
        self.push(kind);
        self.push("' THEN ");
        self.node(document)?;
        self.push(" ELSE 'not an ");
        self.push(kind);
        self.push("' END)");
        Ok(())
    }

    /// SQLite has `generate_series` in its shell only.
    fn sqlite_series(&mut self, call: &'a TableCall, bounds: &'a [Node]) -> Result<()> {
        let ([start, stop] | [start, stop, _], [(column, _)]) = (bounds, &call.columns[..]) else {
            return Err(Error::new(ErrorKind::InvalidStatement, "generate_series takes two or three arguments"));
        };
        if bounds.iter().any(|bound| bound.find_source(&|_| true).is_some()) {
            return Err(Error::unsupported(
                "sqlite has no LATERAL, so `generate_series` cannot count to a column; write a `recursive_cte(…)`",
            ));
        }
        let step = match bounds.get(2) {
            None => 1,
            Some(Node::Bind(Value::Integer(step))) => i64::from(*step),
            Some(Node::Bind(Value::BigInt(step))) => *step,
            Some(_) => return Err(Error::unsupported("sqlite's steps of `generate_series` are numbers")),
        };
        if step == 0 {
            return Err(Error::new(ErrorKind::InvalidStatement, "generate_series goes on in steps of 0"));
        }
        let reaches = if step > 0 { " <= " } else { " >= " };
        let plus = |this: &mut Self| {
            this.name(column);
            match bounds.get(2) {
                Some(step) => {
                    this.push(" + ");
                    this.node(step)
                }
                None => {
                    this.push(" + 1");
                    Ok(())
                }
            }
        };
        self.push("(WITH RECURSIVE series(");
        self.name(column);
        self.push(") AS (SELECT ");
        self.node(start)?;
        self.push(" WHERE ");
        self.comparand(start)?;
        self.push(reaches);
        self.comparand(stop)?;
        self.push(" UNION ALL SELECT ");
        plus(self)?;
        self.push(" FROM series WHERE ");
        plus(self)?;
        self.push(reaches);
        self.comparand(stop)?;
        self.push(") SELECT ");
        self.name(column);
        self.push(" FROM series)");
        Ok(())
    }

    /// The text of a JSON value in a column of `JSON_TABLE`: as TEXT, objects and arrays would be NULL.
    pub(super) fn json_table_text(&mut self, column: ColumnRef) {
        for (before, after) in [("CASE JSON_TYPE(", ") WHEN 'NULL' THEN NULL ELSE "), ("JSON_UNQUOTE(", ") END")] {
            self.push(before);
            self.source(column.source);
            self.push(".");
            self.name(column.name);
            self.push(after);
        }
    }

    /// A column of SQLite's `json_each`, whose values are not JSON but what it takes for their content.
    pub(super) fn json_each_column(&mut self, function: TableFunction, column: ColumnRef, position: usize) {
        let as_text = function == TableFunction::JsonElementsText;
        let mut own = |before: &str, name: &str| {
            self.push(before);
            self.source(column.source);
            self.push(name);
        };
        match (function, position) {
            (TableFunction::JsonEach, 0) => own("", ".key"),
            (TableFunction::JsonEach, 1) | (_, 0) => {
                own("CASE ", ".type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'");
                if as_text {
                    own(" ELSE CAST(", ".value AS TEXT) END");
                } else {
                    own(" WHEN 'object' THEN ", ".value");
                    own(" WHEN 'array' THEN ", ".value");
                    own(" ELSE json_quote(", ".value) END");
                }
            }
            _ => own("(", ".key + 1)"),
        }
    }
}

/// A list of the program's, under the CAST that tells PostgreSQL its type.
fn listed(node: &Node) -> Option<&Value> {
    match node {
        Node::Cast(inner, ..) => listed(inner),
        Node::Bind(value) => Some(value),
        _ => None,
    }
}

fn check_names(call: &TableCall) -> Result<()> {
    let mut names = call.columns.iter().map(|(name, _)| name).enumerate();
    match names.find(|(index, name)| call.columns[..*index].iter().any(|(known, _)| known == *name)) {
        None => Ok(()),
        Some((_, name)) => Err(Error::new(
            ErrorKind::InvalidStatement,
            format!("two columns of a function in FROM are called `{name}`; give one another name"),
        )),
    }
}
