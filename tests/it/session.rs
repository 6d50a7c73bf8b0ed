//! The session: what it writes, in which order, and what memory says afterwards.

mod batches;
mod bulk;
mod corner_cases;
mod differences;
mod expressions;
mod failures;
mod flush;
mod hooks;
mod identity;
mod keys_again;
mod kinds;
mod later;
mod laws;
mod loading;

mod merge;
mod merge_graph;
mod moving;
mod regressions;
mod relationships;
mod statements;
mod statements_law;
mod states;
mod trace;
mod transactions;
mod undone;
mod versions;
