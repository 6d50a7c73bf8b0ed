//! The integration tests, in one binary: each module's first line says what belongs there.

#![expect(clippy::unwrap_used, reason = "what a test takes for granted may fail it")]
#![expect(clippy::type_complexity, reason = "rows of many columns are what is tested")]

mod doc_width;
mod house;
mod support;
mod tutorial;

// The engine: what runs statements.
#[cfg(feature = "diesel")]
mod diesel;
mod driver;
mod engine;
mod errors_sqlite;
mod faults;
mod foreign_key_errors;
mod mysql;
mod outer_transaction;
mod pool;
mod postgres;
mod prepared;
mod rows;
mod text;
mod transactions;
mod typed_binds;

// Replicas, shards, tenants: one database on several machines, or several in one.
mod beyond_one_machine;

// Reflection: what is in a database.
mod reflection;

// The query language: SQL text beside the rows that SQLite answers.
mod calls;
mod case;
mod changesets;
mod check;
mod compiled;
mod composition;
mod compound;
mod conditions;
mod data;
mod depth;
mod derived;
mod derived_entities;
mod differential;
mod group;
mod group_checks;
mod hostile;
mod join;
mod laws;
mod like;
mod loose_types;
mod names;
mod nested;
mod nested_joins;
mod operators;
mod order;
mod relationship_joins;
mod same_names;
mod schemas;
mod select;
mod types;
mod wide_tables;
mod wrong_cells;

// Writing, and what is decided at run time.
mod distinct;
mod dynamic;
mod insert_from_select;
mod limits;
mod update_from;
mod upsert;
mod write_in_with;

// The rest of the expression language.
mod aggregates;
mod any_of_a_list;
mod application_errors;
mod dates;
mod functions;
mod grouping_sets;
mod json;
mod locks;
mod row_structs;
mod row_values;
mod serialization;
mod table_functions;
mod text_expr;
mod text_search;
mod values;
mod versions;
mod views;
mod virtual_tables;
mod window;

// The unit of work.
mod session;

// All of it from async code.
mod asynchronous;

// Beside SQLAlchemy.
mod golden;

// Real schemas and data.
mod chinook;
mod real_schemas;

// The statements of a benchmark beside their official texts.
mod tpch;
