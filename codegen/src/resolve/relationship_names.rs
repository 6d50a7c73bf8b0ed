//! The names of relationships. Names that the user wrote are used; the others follow one rule, and no name ever has two
//! meanings.
//!
//! Names are chosen in this order, each group after the one before:
//! 1. what `@relationship` says; a clash there is an error;
//! 2. many-to-one: `parent` for a table's only reference to itself; else the column without `_id`; else the model
//!    referred to; else both with `_` between, or the model with `_ref`;
//! 3. the other side: `children`; else the plural of the child's table (the singular where the key is unique); with
//!    several foreign keys between the two tables, or where that is taken, with `_by_` and the many-to-one's name;
//! 4. many-to-many: the plural of the other table (from a table to itself: of the other key's many-to-one); where that
//!    is taken, with `_through_` and the association table.
//!
//! Within a group, a name that is wanted twice on one model goes to none: all take their next choice. So the order of
//! declarations does not matter. If a relationship does not get its first choice, a note says so.

use std::collections::BTreeMap;

use realgar_metadata::Span;

use super::catalog::Catalog;
use super::context::Context;
use super::relationships::{Association, Edge, of_table};
use crate::naming;
use crate::report::Problem;

/// What names are wanted for.
pub(super) struct Wanted<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) edges: &'a [Edge<'a>],
    pub(super) associations: &'a [Association],
    /// The fields of each model, whose names come first.
    pub(super) fields: &'a [Vec<String>],
    /// The models' names.
    pub(super) rows: &'a [String],
}

/// The chosen names.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) edges: Vec<EdgeNames>,
    /// On the first and on the second key's target.
    pub(super) associations: Vec<[String; 2]>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct EdgeNames {
    pub(super) many_to_one: String,
    pub(super) reverse: String,
}

/// A place for a name on a model.
struct Slot {
    model: usize,
    given: Option<String>,
    choices: Vec<String>,
    span: Span,
    /// For messages: `address.user_id`.
    of: String,
}

/// Names that are taken, by model.
struct Taken<'a> {
    wanted: &'a Wanted<'a>,
    names: Vec<BTreeMap<String, String>>,
}

/// Chooses all names.
pub(super) fn choose(wanted: &Wanted<'_>, context: &mut Context<'_>) -> Names {
    let fields = wanted
        .fields
        .iter()
        .map(|fields| fields.iter().map(|field| (field.clone(), format!("the field `{field}`"))).collect());
    let mut taken = Taken { wanted, names: fields.collect() };
    let mut many_to_one: Vec<Slot> = wanted.edges.iter().map(|edge| many_to_one_slot(wanted, edge)).collect();
    let mut reverse: Vec<Slot> = wanted.edges.iter().map(|edge| reverse_slot(wanted, edge)).collect();
    let mut many_to_many: Vec<Slot> =
        wanted.associations.iter().flat_map(|association| many_to_many_slots(wanted, association)).collect();
    for slot in many_to_one.iter_mut().chain(&mut reverse).chain(&mut many_to_many) {
        taken.give(slot, context);
    }
    let many_to_one = taken.settle(&many_to_one, context);
    for ((slot, edge), name) in reverse.iter_mut().zip(wanted.edges).zip(&many_to_one) {
        slot.choices.extend(reverse_choices(wanted, edge, name));
    }
    let reverse = taken.settle(&reverse, context);
    for (slots, association) in many_to_many.chunks_mut(2).zip(wanted.associations) {
        let [first, second] = association.edges;
        for (slot, other) in slots.iter_mut().zip([second, first]) {
            slot.choices.extend(many_to_many_choices(wanted, association, other, &many_to_one[other]));
        }
    }
    let many_to_many = taken.settle(&many_to_many, context);
    Names {
        edges: many_to_one
            .into_iter()
            .zip(reverse)
            .map(|(many_to_one, reverse)| EdgeNames { many_to_one, reverse })
            .collect(),
        associations: many_to_many.chunks(2).map(|names| [names[0].clone(), names[1].clone()]).collect(),
    }
}

fn table<'a>(wanted: &'a Wanted<'_>, at: usize) -> &'a str {
    wanted.catalog.tables[at].name.spelled()
}

/// `address.user_id`
fn key_of(wanted: &Wanted<'_>, edge: &Edge<'_>) -> String {
    let columns = &wanted.catalog.tables[edge.child].columns;
    let names: Vec<&str> = edge.link.columns.iter().map(|column| columns[*column].name.spelled()).collect();
    format!("{}.{}", table(wanted, edge.child), names.join(", "))
}

fn only_reference_to_itself(wanted: &Wanted<'_>, edge: &Edge<'_>) -> bool {
    edge.child == edge.parent && between(wanted, edge) == 1
}

/// How many foreign keys lead from the child to the parent.
fn between(wanted: &Wanted<'_>, edge: &Edge<'_>) -> usize {
    let of_child = &wanted.edges[of_table(wanted.edges, edge.child, |other| other.child)];
    of_child.iter().filter(|other| other.parent == edge.parent).count()
}

fn many_to_one_slot(wanted: &Wanted<'_>, edge: &Edge<'_>) -> Slot {
    let columns = &wanted.catalog.tables[edge.child].columns;
    let names: Vec<&str> = edge.link.columns.iter().map(|column| columns[*column].name.spelled()).collect();
    let model = naming::words(&wanted.rows[edge.parent]);
    let stems: Vec<String> =
        names.iter().map(|name| naming::without_id(name).unwrap_or_else(|| naming::words(name))).collect();
    let stem = stems.join("_");
    let mut choices = Vec::new();
    if only_reference_to_itself(wanted, edge) {
        choices.push("parent".to_owned());
    }
    if let [only] = names.as_slice() {
        choices.extend(naming::without_id(only));
    }
    choices.push(model.clone());
    choices.push(if stem == model { format!("{model}_ref") } else { format!("{stem}_{model}") });
    Slot {
        model: edge.child,
        given: edge.words.name.clone(),
        choices: identifiers(&choices),
        span: edge.span,
        of: key_of(wanted, edge),
    }
}

fn reverse_slot(wanted: &Wanted<'_>, edge: &Edge<'_>) -> Slot {
    Slot {
        model: edge.parent,
        given: edge.words.back_populates.clone(),
        choices: Vec::new(),
        span: edge.span,
        of: format!("the other side of {}", key_of(wanted, edge)),
    }
}

fn reverse_choices(wanted: &Wanted<'_>, edge: &Edge<'_>, many_to_one: &str) -> Vec<String> {
    let child = naming::words(table(wanted, edge.child));
    let child = if edge.unique { naming::singular(&child) } else { naming::plural(&child) };
    let qualified = format!("{child}_by_{many_to_one}");
    let mut choices = Vec::new();
    if only_reference_to_itself(wanted, edge) {
        choices.push(if edge.unique { "child".to_owned() } else { "children".to_owned() });
    }
    if between(wanted, edge) == 1 {
        choices.push(child);
    }
    choices.push(qualified);
    identifiers(&choices)
}

fn many_to_many_slots(wanted: &Wanted<'_>, association: &Association) -> [Slot; 2] {
    let [first, second] = association.edges.map(|edge| &wanted.edges[edge]);
    let slot = |model: usize, other: usize, given: &Option<String>| Slot {
        model,
        given: given.clone(),
        choices: Vec::new(),
        span: association.span,
        of: format!(
            "{} to {} through {}",
            table(wanted, model),
            table(wanted, other),
            table(wanted, association.table)
        ),
    };
    [
        slot(first.parent, second.parent, &association.words.name),
        slot(second.parent, first.parent, &association.words.back_populates),
    ]
}

fn many_to_many_choices(wanted: &Wanted<'_>, association: &Association, other: usize, other_name: &str) -> Vec<String> {
    let [first, second] = association.edges.map(|edge| &wanted.edges[edge]);
    let name = if first.parent == second.parent {
        naming::plural(other_name)
    } else {
        naming::plural(&naming::words(table(wanted, wanted.edges[other].parent)))
    };
    let through = format!("{name}_through_{}", naming::words(table(wanted, association.table)));
    identifiers(&[name, through])
}

/// Choices as Rust names, each once.
fn identifiers(choices: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in choices.iter().filter_map(|choice| naming::relationship(choice)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

impl Taken<'_> {
    /// Gives a slot the name that the user wrote. If it is taken, that is an error.
    fn give(&mut self, slot: &mut Slot, context: &mut Context<'_>) {
        let Some(name) = &slot.given else { return };
        let model = &self.wanted.rows[slot.model];
        let names = &mut self.names[slot.model];
        if let Some(owner) = names.get(name) {
            context.problem(
                Problem::new(format!("`{model}.{name}` would mean two things: {owner} and {}", slot.of), slot.span)
                    .cure("choose another name with `@relationship name back_populates=name`, or rename the field with `@name`"),
            );
        } else {
            names.insert(name.clone(), slot.of.clone());
        }
    }

    /// Gives each slot that has none its first choice that nobody else has or wants.
    fn settle(&mut self, slots: &[Slot], context: &mut Context<'_>) -> Vec<String> {
        let mut names: Vec<Option<String>> = slots.iter().map(|slot| slot.given.clone()).collect();
        let mut choice = vec![0_usize; slots.len()];
        loop {
            let open: Vec<usize> =
                (0..slots.len()).filter(|at| names[*at].is_none() && choice[*at] < slots[*at].choices.len()).collect();
            if open.is_empty() {
                break;
            }
            let mut wishes: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
            for at in open {
                wishes.entry((slots[at].model, slots[at].choices[choice[at]].as_str())).or_default().push(at);
            }
            for ((model, name), who) in wishes {
                match who.as_slice() {
                    [only] if !self.names[model].contains_key(name) => {
                        self.names[model].insert(name.to_owned(), slots[*only].of.clone());
                        names[*only] = Some(name.to_owned());
                    }
                    _ => who.iter().for_each(|at| choice[*at] += 1),
                }
            }
        }
        for ((slot, name), choice) in slots.iter().zip(&names).zip(&choice) {
            let model = &self.wanted.rows[slot.model];
            match name {
                Some(name) if *choice > 0 => {
                    let wish = &slot.choices[0];
                    context.note(format!("`{model}.{name}` ({}) is not called `{wish}`, which is taken", slot.of));
                }
                Some(_) => {}
                None => context.problem(
                    Problem::new(format!("there is no name left on `{model}` for {}", slot.of), slot.span)
                        .cure("choose one with `-- @relationship name back_populates=name`"),
                ),
            }
        }
        slots
            .iter()
            .zip(names)
            .map(|(slot, name)| name.or_else(|| slot.choices.first().cloned()).unwrap_or_default())
            .collect()
    }
}
