//! What the programs of a law have tried: a law that nothing has tried holds whatever the library does.

use std::collections::{BTreeMap, BTreeSet};

/// Flushes of changes, by what the model says about them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flushes {
    /// They had to pass, and did.
    pub(crate) passed: u32,
    /// They had to be refused, and were.
    pub(crate) refused: u32,
    /// The model leaves open whether they pass: these did.
    pub(crate) open_passed: u32,
    /// And these did not.
    pub(crate) open_refused: u32,
}

/// What all programs of a law have tried.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    programs: u32,
    tried: BTreeMap<&'static str, u32>,
    flushes: Flushes,
}

/// Operations that every law meets. Of a hundred programs, at least one gets to each of them.
const OPERATIONS: [&str; 42] = [
    "a change of a key that others refer to",
    "a delete that the database takes further",
    "a hook has changed a row",
    "a merge into a row",
    "a merge into an instance",
    "a merge of a new row",
    "a refused statement",
    "a statement evaluated in memory",
    "a statement whose rows the database has told",
    "add",
    "append",
    "assign statement",
    "begin nested",
    "bulk insert",
    "bulk update",
    "change of a key",
    "commit",
    "delete",
    "delete statement",
    "eager",
    "expire",
    "expunge",
    "flush",
    "get",
    "link",
    "point",
    "query",
    "refresh",
    "refused",
    "relate",
    "related",
    "release",
    "remove",
    "rollback",
    "rows deleted by a statement",
    "rows were joined",
    "rows were selected by keys",
    "savepoint undone",
    "set",
    "set expression",
    "unlink",
    "update statement",
];

/// Of a thousand flushes, the model may leave the outcome of so many open.
const OPEN_PER_MILLE: u32 = 5;

/// And of a hundred of these, at least so many pass: who leaves it open does not mean that it fails.
const OPEN_PASSED_PERCENT: u32 = 10;

impl Tally {
    /// Counts what one program has tried.
    pub(crate) fn count(&mut self, tried: &BTreeSet<&'static str>, flushes: Flushes) {
        self.programs += 1;
        for what in tried {
            *self.tried.entry(what).or_default() += 1;
        }
        self.flushes.passed += flushes.passed;
        self.flushes.refused += flushes.refused;
        self.flushes.open_passed += flushes.open_passed;
        self.flushes.open_refused += flushes.open_refused;
    }

    /// Refuses a law that too few programs could have broken. `required` says what at least so many of a hundred have tried.
    #[expect(clippy::print_stdout, reason = "what was tried is shown by `--nocapture`, and if the law fails")]
    pub(crate) fn check(&self, law: &str, required: &[(&'static str, u32)]) {
        println!("{law}: {self:#?}");
        // A few programs, tried by hand, need not get everywhere.
        if self.programs < 2000 {
            return;
        }
        for (what, percent) in OPERATIONS.map(|operation| (operation, 1)).iter().chain(required) {
            let tried = self.tried.get(what).copied().unwrap_or_default();
            assert!(
                tried * 100 >= self.programs * percent,
                "{law}: {tried} of {} programs have tried this, and {percent} % should: {what}\n{self:#?}",
                self.programs
            );
        }
        let Flushes { passed, refused, open_passed, open_refused } = self.flushes;
        let open = open_passed + open_refused;
        let all = open + passed + refused;
        assert!(open * 1000 <= all * OPEN_PER_MILLE, "{law}: {open} of {all} flushes may pass or not\n{self:#?}");
        assert!(
            open < 20 || open_passed * 100 >= open * OPEN_PASSED_PERCENT,
            "{law}: {open_passed} of {open} flushes that may pass have passed\n{self:#?}"
        );
    }
}
