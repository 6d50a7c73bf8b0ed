//! The Rust names of an enum and of its labels: what comments and the configuration ask for, then the rule.

use std::collections::BTreeMap;

use realgar_metadata::Span;

use super::catalog;
use super::context::Context;
use crate::naming;
use crate::report::Problem;
use crate::syntax::comment::{Annotation, Meaning};

/// What is asked for.
pub(super) struct Wishes {
    /// The enum.
    pub(super) name: Option<String>,
    /// Variants by their labels, and where a comment asks for them.
    labels: BTreeMap<String, (String, Option<Span>)>,
}

/// What is asked for the enum of these keys: `mood`, or `invoice.status`.
pub(super) fn wishes(keys: &[String], annotation: &Annotation, context: &mut Context<'_>) -> Wishes {
    let options = context.options;
    let mut name = keys.iter().find_map(|key| options.enum_names.get(key)).cloned();
    if let Some(wrong) = name.as_ref().filter(|name| !naming::is_identifier(name)) {
        let problem =
            Problem::of_configuration(format!("the enum of `{}` cannot be called `{wrong}` in Rust", keys[0]));
        context.problem(problem.cure("choose another name in `Config::enum_name`"));
    }
    let mut labels = BTreeMap::new();
    for ((of, label), variant) in &options.label_names {
        if !keys.contains(of) {
            continue;
        }
        if !naming::is_identifier(variant) {
            let problem = Problem::of_configuration(format!(
                "the label '{label}' of `{of}` cannot be called `{variant}` in Rust"
            ));
            context.problem(problem.cure("choose another name in `Config::label_name`"));
        }
        labels.insert(label.clone(), (variant.clone(), None));
    }
    for word in &annotation.words {
        match &word.meaning {
            Meaning::Enum(own) | Meaning::Name(own) | Meaning::Model(own) if is_of_enum(&word.meaning, keys) => {
                if naming::is_taken_type(own) {
                    let problem = Problem::new(format!("generated code has a `{own}` of its own"), word.span);
                    context.problem(problem.cure("choose another name"));
                }
                name = Some(own.clone());
            }
            Meaning::Label { label, variant } => {
                labels.insert(label.clone(), (variant.clone(), Some(word.span)));
            }
            _ => {}
        }
    }
    Wishes { name, labels }
}

/// At a column, `@name` is about its field.
fn is_of_enum(meaning: &Meaning, keys: &[String]) -> bool {
    let is_column = keys.last().is_some_and(|key| key.contains('.'));
    matches!(meaning, Meaning::Enum(_)) || !is_column
}

/// Labels with their variants. `None` if they cannot be an enum, which is reported.
pub(super) fn variants(
    labels: &[String],
    wishes: &Wishes,
    span: Span,
    context: &mut Context<'_>,
) -> Option<Vec<(String, String)>> {
    let mut problem = |message: String, span: Option<Span>, cure: String| {
        let problem = match span {
            Some(span) => Problem::new(message, span),
            None => Problem::of_configuration(message),
        };
        context.problem(problem.cure(cure));
    };
    if labels.is_empty() {
        problem("an enum without labels has no values".to_owned(), Some(span), "list its labels".to_owned());
        return None;
    }
    if let Some((_, label)) = labels.iter().enumerate().find(|(at, label)| labels[..*at].contains(label)) {
        problem(format!("the label '{label}' is listed twice"), Some(span), "list it once".to_owned());
        return None;
    }
    for (label, (_, place)) in wishes.labels.iter().filter(|(label, _)| !labels.contains(label)) {
        let cure = match naming::closest(label, labels.iter().map(String::as_str)) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("its labels are {}", catalog::list(labels.iter().map(String::as_str))),
        };
        problem(format!("there is no label '{label}'"), *place, cure);
    }
    let by_rule: Vec<&str> =
        labels.iter().filter(|label| !wishes.labels.contains_key(*label)).map(String::as_str).collect();
    let mut by_rule = naming::variants(by_rule).into_iter();
    let variant = |label: &String| match wishes.labels.get(label) {
        Some((variant, _)) => variant.clone(),
        None => by_rule.next().unwrap_or_default(),
    };
    let variants: Vec<String> = labels.iter().map(variant).collect();
    for (at, (label, variant)) in labels.iter().zip(&variants).enumerate() {
        if let Some(other) = variants[..at].iter().position(|known| known == variant) {
            let place =
                [label, &labels[other]].into_iter().find_map(|label| wishes.labels.get(label)?.1).or(Some(span));
            let message = format!("the labels '{}' and '{label}' are both `{variant}` in Rust", labels[other]);
            problem(message, place, "choose another name for one of them".to_owned());
            return None;
        }
    }
    Some(labels.iter().cloned().zip(variants).collect())
}
