//! Statements that run in a session, and what they do to the instances in memory.

pub(crate) mod affected;
pub(crate) mod bulk;
mod comparison;
mod evaluate;
#[cfg(all(test, feature = "sqlite", feature = "chrono", feature = "decimal", feature = "uuid"))]
mod evaluate_law;
#[cfg(test)]
mod evaluate_tests;
pub(crate) mod execute;
mod returned;
pub(crate) mod set_columns;
mod synchronize;
