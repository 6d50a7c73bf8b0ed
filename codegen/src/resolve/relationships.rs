//! Relationships: what foreign keys say about two models, seen from both sides.
//!
//! Each foreign key is a many-to-one on its own side, and a one-to-many on the other: a one-to-one where its columns
//! are unique. A table whose columns are those of its two foreign keys and nothing else is also a many-to-many between
//! the two tables they refer to. `relationship_names` decides what each is called.

use std::ops::Range;

use realgar_metadata::Span;

use super::behaviour::{self, Side};
use super::catalog::Catalog;
use super::columns::Resolved;
use super::context::Context;
use super::keys::{Keys, Link};
use super::relationship_names::{self, Wanted};
use crate::model::{Behaviour, Relationship, RelationshipKind, Secondary};
use crate::report::Problem;
use crate::syntax::comment::Meaning;
use crate::syntax::relationship_words::RelationshipWords;

/// A foreign key with what `@relationship` says about it.
#[derive(Debug)]
pub(super) struct Edge<'a> {
    pub(super) child: usize,
    pub(super) parent: usize,
    pub(super) link: &'a Link,
    pub(super) span: Span,
    pub(super) words: RelationshipWords,
    pub(super) unique: bool,
    docs: Option<String>,
}

/// An association table: its two foreign keys.
#[derive(Debug)]
pub(super) struct Association {
    pub(super) table: usize,
    /// Positions among all edges.
    pub(super) edges: [usize; 2],
    pub(super) words: RelationshipWords,
    pub(super) span: Span,
}

/// The relationships of each table.
pub(super) fn relationships(
    catalog: &Catalog,
    keys: &[Keys],
    columns: &[Vec<Resolved>],
    fields: &[Vec<String>],
    rows: &[String],
    context: &mut Context<'_>,
) -> Vec<Vec<Relationship>> {
    let edges = edges(catalog, keys, context);
    let associations = associations(catalog, &edges, context);
    let wanted = Wanted { catalog, edges: &edges, associations: &associations, fields, rows };
    let names = relationship_names::choose(&wanted, context);
    let mut relationships: Vec<Vec<Relationship>> = vec![Vec::new(); catalog.tables.len()];
    // Many-to-one first; then the others, in the order of the tables that hold the keys.
    for (edge, name) in edges.iter().zip(&names.edges) {
        let optional = edge.link.is_optional(&columns[edge.child]);
        relationships[edge.child].push(Relationship {
            name: name.many_to_one.clone(),
            kind: if optional { RelationshipKind::OptionalManyToOne } else { RelationshipKind::ManyToOne },
            target: edge.parent,
            local: edge.link.columns.clone(),
            remote: edge.link.referred.clone(),
            secondary: None,
            back_populates: Some(name.reverse.clone()),
            behaviour: behaviour::of_many_to_one(&edge.words, &name.many_to_one, context),
            docs: edge.docs.clone(),
        });
    }
    for table in 0..catalog.tables.len() {
        let own = of_table(&edges, table, |edge| edge.child);
        for (edge, name) in edges[own.clone()].iter().zip(&names.edges[own]) {
            let kind = if edge.unique { RelationshipKind::OneToOne } else { RelationshipKind::OneToMany };
            let side = Side { kind, target: &catalog.tables[edge.child], name: &name.reverse };
            relationships[edge.parent].push(Relationship {
                name: name.reverse.clone(),
                kind,
                target: edge.child,
                local: edge.link.referred.clone(),
                remote: edge.link.columns.clone(),
                secondary: None,
                back_populates: Some(name.many_to_one.clone()),
                behaviour: behaviour::of_other_side(&edge.words, &side, context),
                docs: edge.docs.clone(),
            });
        }
        let own = of_table(&associations, table, |association| association.table);
        for (association, names) in associations[own.clone()].iter().zip(&names.associations[own]) {
            let [first, second] = association.edges.map(|edge| &edges[edge]);
            // The words are written for the side that they name first.
            let kind = RelationshipKind::ManyToMany;
            let side = Side { kind, target: &catalog.tables[second.parent], name: &names[0] };
            let behaviour = behaviour::of_other_side(&association.words, &side, context);
            let reversed = [names[1].clone(), names[0].clone()];
            let (there, back) = (
                many_to_many(association, [first, second], names, behaviour),
                many_to_many(association, [second, first], &reversed, Behaviour::default()),
            );
            relationships[first.parent].push(there);
            relationships[second.parent].push(back);
        }
    }
    relationships
}

/// The range of a table's items in a list that is sorted by table.
pub(super) fn of_table<T>(list: &[T], table: usize, table_of: impl Fn(&T) -> usize) -> Range<usize> {
    list.partition_point(|item| table_of(item) < table)..list.partition_point(|item| table_of(item) <= table)
}

fn many_to_many(
    association: &Association,
    [own, other]: [&Edge<'_>; 2],
    names: &[String; 2],
    behaviour: Behaviour,
) -> Relationship {
    Relationship {
        name: names[0].clone(),
        kind: RelationshipKind::ManyToMany,
        target: other.parent,
        local: own.link.referred.clone(),
        remote: other.link.referred.clone(),
        secondary: Some(Secondary {
            model: association.table,
            local: own.link.columns.clone(),
            remote: other.link.columns.clone(),
        }),
        back_populates: Some(names[1].clone()),
        behaviour,
        docs: None,
    }
}

/// All foreign keys, in the order of the tables, with the words that stand at them or at their column.
fn edges<'a>(catalog: &Catalog, keys: &'a [Keys], context: &mut Context<'_>) -> Vec<Edge<'a>> {
    let mut edges = Vec::new();
    for (child, keys) in keys.iter().enumerate() {
        let table = &catalog.tables[child];
        let start = edges.len();
        for link in &keys.links {
            let reference = &table.foreign_keys[link.reference];
            let words = reference.annotation.words.iter().find_map(|word| match &word.meaning {
                Meaning::Relationship(words) => Some((**words).clone()),
                _ => None,
            });
            edges.push(Edge {
                child,
                parent: link.target,
                link,
                span: reference.span,
                words: words.unwrap_or_default(),
                unique: keys.is_unique(&link.columns),
                docs: reference.annotation.docs.clone(),
            });
        }
        for (position, column) in table.columns.iter().enumerate() {
            for word in &column.annotation.words {
                let Meaning::Relationship(words) = &word.meaning else { continue };
                let own = &mut edges[start..];
                let mut over = own.iter_mut().filter(|edge| edge.link.columns == [position]);
                match (over.next(), over.next()) {
                    (Some(edge), None) if edge.words == RelationshipWords::default() => edge.words = (**words).clone(),
                    (Some(_), None) => context.problem(
                        Problem::new("`@relationship` is given twice for this foreign key", word.span).cure("keep one"),
                    ),
                    (Some(_), Some(_)) => context.problem(
                        Problem::new(format!("column `{}` has several foreign keys", column.name.text), word.span)
                            .cure("write each as `FOREIGN KEY (…) REFERENCES …`, and `@relationship` above it"),
                    ),
                    (None, _) => context.missing(
                        Problem::new(format!("column `{}` does not refer to a table", column.name.text), word.span)
                            .cure("add `REFERENCES table (column)`, or put `@relationship` above the FOREIGN KEY of several columns"),
                    ),
                }
            }
        }
    }
    edges
}

/// Finds the tables of two foreign keys and nothing else. `@relationship` above such a table names the many-to-many.
fn associations(catalog: &Catalog, edges: &[Edge<'_>], context: &mut Context<'_>) -> Vec<Association> {
    let mut associations = Vec::new();
    for (at, table) in catalog.tables.iter().enumerate() {
        let own: Vec<usize> = of_table(edges, at, |edge| edge.child).collect();
        let words = table.annotation.words.iter().find_map(|word| match &word.meaning {
            Meaning::Relationship(words) => Some(((**words).clone(), word.span)),
            _ => None,
        });
        let is_association = match own.as_slice() {
            [first, second] => {
                let (first, second) = (&edges[*first], &edges[*second]);
                let disjoint = first.link.columns.iter().all(|column| !second.link.columns.contains(column));
                let all = first.link.columns.len() + second.link.columns.len() == table.columns.len();
                disjoint && all && !first.unique && !second.unique && first.parent != at && second.parent != at
            }
            _ => false,
        };
        if let (true, [first, second]) = (is_association, own.as_slice()) {
            let (words, span) = words.unwrap_or_else(|| (RelationshipWords::default(), table.name.span));
            associations.push(Association { table: at, edges: [*first, *second], words, span });
        } else if let Some((_, span)) = words {
            context.missing(
                Problem::new(format!("table `{}` is not an association table", table.name.text), span)
                    .cure("put `@relationship` on the column that refers to the other table; above a table it names the many-to-many of two foreign keys and nothing else"),
            );
        }
    }
    associations
}
