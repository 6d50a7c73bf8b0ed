//! Values whose types PostgreSQL has to find, where nothing around them says one.
//!
//! Text, documents and labels of enums declare no type with their placeholder, because text stands for types that have no
//! value of their own here. A column beside them, or the column that they are stored in, says what they are. In `$1 IS NULL`,
//! `concat($1, …)` or `CASE WHEN … THEN $1 END` there is none.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::Result;
use crate::sql::ast::{Function, Node};
use crate::sql::value::Kind;

/// Functions that take values of any type, and so say nothing about them.
const TAKE_ANY: [&str; 17] = [
    "array_agg",
    "concat",
    "concat_ws",
    "count",
    "first_value",
    "format",
    "json_agg",
    "json_build_array",
    "json_build_object",
    "jsonb_agg",
    "jsonb_build_array",
    "jsonb_build_object",
    "last_value",
    "num_nonnulls",
    "num_nulls",
    "to_json",
    "to_jsonb",
];

/// Functions whose arguments are of one type, whichever it is.
const TAKE_ALIKE: [&str; 2] = ["coalesce", "nullif"];

impl<'a> Renderer<'a> {
    /// An argument of a function.
    pub(super) fn function_argument(
        &mut self,
        function: Function,
        arguments: &'a [Node],
        argument: &'a Node,
    ) -> Result<()> {
        let is_one_of = |names: &[&str]| match function {
            Function::Named(name) | Function::PostgreSqlOnly(name) => {
                names.iter().any(|known| name.eq_ignore_ascii_case(known))
            }
            _ => false,
        };
        if kind_of_bind(argument).is_none() {
            return self.node(argument);
        }
        if is_one_of(&TAKE_ANY) {
            self.with_its_type(argument)
        } else if is_one_of(&TAKE_ALIKE) || matches!(function, Function::Greatest | Function::Least) {
            self.alike(argument, arguments.iter())
        } else {
            self.node(argument)
        }
    }

    /// A value that has to say its type itself.
    pub(super) fn with_its_type(&mut self, node: &'a Node) -> Result<()> {
        match kind_of_bind(node) {
            Some(Kind::Text) => self.cast_to(node, "TEXT"),
            Some(Kind::Json) => self.cast_to(node, "JSONB"),
            _ => self.label_with_its_type(node),
        }
    }

    /// One of several expressions of one type. That of text is found, and so is that of a document beside a column.
    pub(super) fn alike(&mut self, node: &'a Node, mut others: impl Iterator<Item = &'a Node>) -> Result<()> {
        match kind_of_bind(node) {
            Some(Kind::Json) if others.all(|other| kind_of_bind(other).is_some()) => self.cast_to(node, "JSONB"),
            _ => self.label_with_its_type(node),
        }
    }

    /// The label of an enum is one wherever it stands. Anything else stays as it is.
    fn label_with_its_type(&mut self, node: &'a Node) -> Result<()> {
        match kind_of_bind(node) {
            Some(Kind::Enum(name)) => {
                let mut sql_type = String::new();
                self.dialect.write_qualified_identifier(&mut sql_type, name.schema, name.name);
                self.cast_to(node, &sql_type)
            }
            _ => self.node(node),
        }
    }

    fn cast_to(&mut self, node: &'a Node, sql_type: &str) -> Result<()> {
        if self.dialect != Dialect::PostgreSql || self.writes_literals {
            return self.node(node);
        }
        self.push("CAST(");
        self.node(node)?;
        self.push(" AS ");
        self.push(sql_type);
        self.push(")");
        Ok(())
    }
}

/// The kind of a value or a parameter; `None` for everything that has a type of its own.
fn kind_of_bind(node: &Node) -> Option<Kind> {
    match node.unlabelled() {
        Node::Bind(value) => Some(value.kind()),
        _ => None,
    }
}
