#![doc = include_str!("tutorial.md")]
//!
//! Next: [Establishing connectivity: the engine](engine)

// Text for the documentation only: no program compiles it.

/// Page 1: URLs, `echo`, the pool.
#[doc = ""]
#[doc = include_str!("tutorial/engine.md")]
pub mod engine {}

/// Page 2: connections, commit and rollback, parameters, rows.
#[doc = ""]
#[doc = include_str!("tutorial/transactions.md")]
pub mod transactions {}

/// Page 3: the schema file, structured comments, relationships.
#[doc = ""]
#[doc = include_str!("tutorial/schema.md")]
pub mod schema {}

/// Page 4: DDL, reflection.
#[doc = ""]
#[doc = include_str!("tutorial/metadata.md")]
pub mod metadata {}

/// Page 5: INSERT, RETURNING, ON CONFLICT.
#[doc = ""]
#[doc = include_str!("tutorial/inserting.md")]
pub mod inserting {}

/// Page 6: SELECT, WHERE, ORDER BY.
#[doc = ""]
#[doc = include_str!("tutorial/selecting.md")]
pub mod selecting {}

/// Page 7: JOIN, outer joins.
#[doc = ""]
#[doc = include_str!("tutorial/joining.md")]
pub mod joining {}

/// Page 8: aggregates, GROUP BY, HAVING, labels.
#[doc = ""]
#[doc = include_str!("tutorial/grouping.md")]
pub mod grouping {}

/// Page 9: aliases, subqueries, CTEs, EXISTS, UNION.
#[doc = ""]
#[doc = include_str!("tutorial/subqueries.md")]
pub mod subqueries {}

/// Page 10: SQL functions, CASE, CAST, windows.
#[doc = ""]
#[doc = include_str!("tutorial/functions.md")]
pub mod functions {}

/// Page 11: UPDATE, DELETE.
#[doc = ""]
#[doc = include_str!("tutorial/updating.md")]
pub mod updating {}

/// Page 12: the unit of work, the identity map, transactions.
#[doc = ""]
#[doc = include_str!("tutorial/sessions.md")]
pub mod sessions {}

/// Page 13: one to many, many to one, many to many, cascades.
#[doc = ""]
#[doc = include_str!("tutorial/relationships.md")]
pub mod relationships {}

/// Page 14: lazy, selectin, joined, raise.
#[doc = ""]
#[doc = include_str!("tutorial/loading.md")]
pub mod loading {}

/// Page 15: conditions, queries and pages in functions.
#[doc = ""]
#[doc = include_str!("tutorial/composing.md")]
pub mod composing {}

/// Page 16: databases in memory, rollback, statements.
#[doc = ""]
#[doc = include_str!("tutorial/testing.md")]
pub mod testing {}

/// Page 17: kinds, messages, logs and clients.
#[doc = ""]
#[doc = include_str!("tutorial/errors.md")]
pub mod errors {}

/// Page 18: rows and bodies as JSON, a session for each request.
#[doc = ""]
#[doc = include_str!("tutorial/serde_and_http.md")]
pub mod serde_and_http {}

/// Page 19: units of work, sessions over awaits, futures that are dropped.
#[doc = ""]
#[doc = include_str!("tutorial/asynchronous.md")]
pub mod asynchronous {}

/// Page 20: replicas, tenants, poolers, partitions, shards.
#[doc = ""]
#[doc = include_str!("tutorial/beyond_one_machine.md")]
pub mod beyond_one_machine {}

/// Page 21: where the query language ends, and the way round.
#[doc = ""]
#[doc = include_str!("tutorial/limits.md")]
pub mod limits {}

/// Appendix: each construct of SQLAlchemy's tutorial, and what stands for it here.
#[doc = ""]
#[doc = include_str!("tutorial/sqlalchemy.md")]
pub mod sqlalchemy {}
