//! LIKE: its escape character, and text in which wildcards stand for themselves.

use std::sync::Arc;

use super::Expr;
use crate::sql::ast::{Anchors, Call, Function, Like, Negated, Node};
use crate::sql::value::Value;

/// `subject LIKE pattern`. A pattern that may have a backslash has it for its escape character.
pub(super) fn like<T, R>(
    subject: Node,
    pattern: Node,
    anchors: Option<Anchors>,
    negated: bool,
    ignores_case: bool,
) -> Expr<T, R> {
    let may_escape = match &pattern {
        Node::Bind(Value::Text(text)) => text.contains('\\'),
        Node::Bind(Value::Parameter(_)) => true,
        pattern => !matches!(pattern, Node::Bind(_)),
    };
    let escape = (anchors.is_none() && may_escape).then_some('\\');
    Expr::new(Node::Like(Arc::new(Like { subject, pattern, anchors, negated, ignores_case, escape })))
}

/// LIKE with an escape character of the program's choice.
pub(super) fn escaping<T, R>(subject: Node, pattern: Node, negated: Negated, character: char) -> Expr<T, R> {
    let escape = Some(character);
    Expr::new(Node::Like(Arc::new(Like { subject, pattern, anchors: None, negated, ignores_case: false, escape })))
}

/// Wildcards of LIKE in plain text, made to stand for themselves with `ESCAPE '/'`.
pub(super) fn escaped(node: Node) -> Node {
    match &node {
        Node::Bind(Value::Text(text)) => {
            Node::Bind(Value::Text(text.replace('/', "//").replace('%', "/%").replace('_', "/_")))
        }
        Node::Bind(value) if !matches!(value, Value::Parameter(_)) => node,
        // What is computed in the database is escaped there.
        _ => [("/", "//"), ("%", "/%"), ("_", "/_")].into_iter().fold(node, |inner, (from, to)| {
            Node::Call(Arc::new(Call::plain(Function::Named("replace"), vec![inner, text_node(from), text_node(to)])))
        }),
    }
}

fn text_node(text: &'static str) -> Node {
    Node::Bind(Value::Text(text.to_owned()))
}
