//! The parameter sets of a statement that is run several times.

use super::log::Seen;
use crate::driver::{Cursor, ParameterSets};
use crate::error::Result;
use crate::sql::render::Binds;
use crate::sql::value::Value;

/// Parameter sets that are all there, and a closure for the answers.
pub(crate) struct Sets<I, F> {
    sets: I,
    receive: F,
    are_independent: bool,
}

impl<'b, I, F> Sets<I, F>
where
    I: Iterator<Item = Result<Binds<'b>>>,
    F: FnMut(&mut dyn Cursor) -> Result<()>,
{
    pub(crate) const fn new(sets: I, receive: F) -> Self {
        Self { sets, receive, are_independent: false }
    }

    /// Several sets may be sent before the first answer is received: an error undoes all of them.
    pub(crate) const fn independent(mut self) -> Self {
        self.are_independent = true;
        self
    }
}

impl<'b, I, F> ParameterSets for Sets<I, F>
where
    I: Iterator<Item = Result<Binds<'b>>>,
    F: FnMut(&mut dyn Cursor) -> Result<()>,
{
    fn next_set(&mut self, bind: &mut dyn FnMut(&[&Value]) -> Result<()>) -> Result<bool> {
        let Some(set) = self.sets.next() else { return Ok(false) };
        bind(&set?)?;
        Ok(true)
    }

    fn are_independent(&self) -> bool {
        self.are_independent
    }

    fn receive(&mut self, cursor: &mut dyn Cursor) -> Result<()> {
        (self.receive)(cursor)
    }
}

/// Parameter sets that somebody wants to see afterwards.
pub(super) struct Shown<'s> {
    sets: &'s mut dyn ParameterSets,
    pub(super) shown: Vec<Vec<Value>>,
    pub(super) seen: Seen,
}

impl<'s> Shown<'s> {
    pub(super) fn new(sets: &'s mut dyn ParameterSets) -> Self {
        Self { sets, shown: Vec::new(), seen: Seen::default() }
    }
}

impl ParameterSets for Shown<'_> {
    fn next_set(&mut self, bind: &mut dyn FnMut(&[&Value]) -> Result<()>) -> Result<bool> {
        self.sets.next_set(&mut |values| {
            self.shown.push(values.iter().map(|value| (*value).clone()).collect());
            bind(values)
        })
    }

    fn are_independent(&self) -> bool {
        self.sets.are_independent()
    }

    fn receive(&mut self, cursor: &mut dyn Cursor) -> Result<()> {
        self.seen.watch(cursor, &mut |cursor| self.sets.receive(cursor))
    }
}
