//! Views in the order in which they can be created: those that others read first.

use std::collections::HashMap;

use crate::lexer::{Kind, Lexis, tokens};
use crate::strong_components::strong_components;
use crate::{MetaData, View};

impl MetaData {
    /// Returns the views, those that others read first. Where their queries leave a choice, they keep the order of
    /// declaration.
    ///
    /// A view is taken to read another one if its query has a word of that name: one order too many does no harm.
    #[must_use]
    pub fn sorted_views(&self) -> Vec<&View> {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, view) in self.views.iter().enumerate() {
            by_name.entry(view.name.to_lowercase()).or_default().push(at);
        }
        let read_by = |(at, view): (usize, &View)| {
            // The names of few views are words of a query, so most of it is passed over.
            let words = tokens(&view.definition, Lexis { string_prefixes: true, ..Lexis::default() });
            let names = words.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Name | Kind::Quoted(_)));
            let mut read: Vec<usize> = names
                .filter_map(|token| by_name.get(&token.value(&view.definition).to_lowercase()))
                .flatten()
                .copied()
                .filter(|other| *other != at)
                .collect();
            read.sort_unstable();
            read.dedup();
            read
        };
        let targets: Vec<Vec<usize>> = self.views.iter().enumerate().map(read_by).collect();
        // A circle is a word that means something else: there, the order of declaration is as good as any.
        let groups = strong_components(&targets).into_iter().map(|mut group| {
            group.sort_unstable();
            group
        });
        groups.flatten().map(|at| &self.views[at]).collect()
    }
}
