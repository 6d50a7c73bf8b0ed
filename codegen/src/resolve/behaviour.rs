//! What a session does with a relationship: the words of `@relationship` that are not names, and which of them may
//! stand together.

use realgar_metadata::Span;

use super::catalog::Table;
use super::context::Context;
use crate::model::{Behaviour, Cascade, RelationshipKind};
use crate::report::Problem;
use crate::syntax::relationship_words::{CascadeWords, RelationshipWords};

/// The side of a relationship that most words describe: the one without the foreign key; of a many-to-many, the first.
pub(super) struct Side<'a> {
    pub(super) kind: RelationshipKind,
    pub(super) target: &'a Table,
    pub(super) name: &'a str,
}

/// The side of the foreign key.
pub(super) fn of_many_to_one(words: &RelationshipWords, name: &str, context: &mut Context<'_>) -> Behaviour {
    let cascade = words.many_to_one_cascade.as_ref();
    check_orphans(cascade, words.single_parent, name, context);
    if let (Some(span), false) = (words.single_parent, cascade.is_some_and(has_orphans)) {
        context.problem(
            Problem::new("`single_parent` has no effect without `delete-orphan`", span)
                .cure("add `many_to_one_cascade=all,delete-orphan`, or leave it out"),
        );
    }
    Behaviour {
        cascade: cascade.map_or(Behaviour::default().cascade, |list| list.words.clone()),
        ..Behaviour::default()
    }
}

/// The other side.
pub(super) fn of_other_side(words: &RelationshipWords, side: &Side<'_>, context: &mut Context<'_>) -> Behaviour {
    if side.kind == RelationshipKind::ManyToMany {
        check_association(words, side, context);
    }
    if side.kind == RelationshipKind::OneToOne {
        let first = words.order_by.first().map(|order| order.column.span);
        for (word, span) in [("order_by", first), ("write_only", words.write_only)] {
            let Some(span) = span else { continue };
            context.problem(
                Problem::new(format!("`{word}` is for many rows, and `{}` is one at most", side.name), span)
                    .cure("leave it out; the columns of the foreign key are unique or the primary key"),
            );
        }
    }
    if words.viewonly.is_some() {
        check_viewonly(words, side, context);
    }
    let unsaid = if words.viewonly.is_some() { vec![Cascade::Merge] } else { Behaviour::default().cascade };
    Behaviour {
        cascade: words.cascade.as_ref().map_or(unsaid, |list| list.words.clone()),
        passive_deletes: words.passive_deletes.is_some(),
        order_by: order(words, side.target, context),
        write_only: words.write_only.is_some(),
        viewonly: words.viewonly.is_some(),
    }
}

fn has_orphans(cascade: &CascadeWords) -> bool {
    cascade.words.contains(&Cascade::DeleteOrphan)
}

/// A row that several others may refer to is not an orphan when one of them stops doing so.
fn check_orphans(cascade: Option<&CascadeWords>, single_parent: Option<Span>, name: &str, context: &mut Context<'_>) {
    let Some(cascade) = cascade.filter(|cascade| has_orphans(cascade) && single_parent.is_none()) else { return };
    context.problem(
        Problem::new(
            format!("`delete-orphan` on `{name}` would delete rows that others may still refer to"),
            cascade.span,
        )
        .cure("add `single_parent` if each of them belongs to one row only, or leave `delete-orphan` out"),
    );
}

/// An association table has no many-to-one of its own, and neither side is the parent by itself.
fn check_association(words: &RelationshipWords, side: &Side<'_>, context: &mut Context<'_>) {
    let cascade = words.cascade.as_ref();
    check_orphans(cascade, words.single_parent, side.name, context);
    if let (Some(span), false) = (words.single_parent, cascade.is_some_and(has_orphans)) {
        context.problem(
            Problem::new("`single_parent` has no effect without `delete-orphan`", span)
                .cure("add `cascade=all,delete-orphan`, or leave it out"),
        );
    }
    if let Some(cascade) = &words.many_to_one_cascade {
        context.problem(
            Problem::new(format!("`{}` is many to many, not many to one", side.name), cascade.span)
                .cure("write `cascade=`"),
        );
    }
}

/// A relationship that is only read has nothing to write.
fn check_viewonly(words: &RelationshipWords, side: &Side<'_>, context: &mut Context<'_>) {
    let writes = [Cascade::SaveUpdate, Cascade::Delete, Cascade::DeleteOrphan];
    let cascade = words.cascade.as_ref().filter(|list| list.words.iter().any(|word| writes.contains(word)));
    let spans = [cascade.map(|list| list.span), words.passive_deletes, words.write_only];
    for span in spans.into_iter().flatten() {
        context.problem(
            Problem::new(format!("`{}` is `viewonly`, so a session writes nothing through it", side.name), span).cure(
                "leave this word out, or `viewonly`; of `cascade=`, merge, refresh-expire, expunge and none may stay",
            ),
        );
    }
}

/// The columns of `order_by=`, by position.
fn order(words: &RelationshipWords, target: &Table, context: &mut Context<'_>) -> Vec<(usize, bool)> {
    let mut order: Vec<(usize, bool)> = Vec::new();
    for word in &words.order_by {
        match target.require_column(&word.column) {
            Ok(at) if order.iter().any(|(known, _)| *known == at) => context.problem(
                Problem::new(format!("column `{}` is named twice in one order", word.column.text), word.column.span)
                    .cure("name it once"),
            ),
            Ok(at) => order.push((at, word.descending)),
            Err(problem) => context.missing(problem),
        }
    }
    order
}
