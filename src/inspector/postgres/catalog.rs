//! What PostgreSQL says about its tables: `pg_catalog`, as rows.
//!
//! Every question is one statement, however many tables there are. What belongs to an extension is not listed. Names of
//! objects that the search path leads to come without their schema.

use crate::engine::Connection;
use crate::error::Result;
use crate::inspector::words::{Array, names_bind};
use crate::statement::{FromRow, text};

/// What is asked about.
pub(super) struct Asked<'a> {
    /// The schemas of the search path, and those that are named.
    pub(super) schemas: Vec<String>,
    /// Those that are named.
    pub(super) named: &'a [String],
    /// One table or view, or all.
    pub(super) relation: Option<&'a str>,
}

/// A table, a view, or a partition.
pub(super) struct Relation {
    pub(super) oid: i64,
    /// The schema, unless the search path leads to it.
    pub(super) schema: Option<String>,
    pub(super) name: String,
    /// `r` table, `p` partitioned table, `f` foreign table, `v` view, `m` materialized view.
    pub(super) kind: String,
    pub(super) unlogged: bool,
    pub(super) comment: Option<String>,
    pub(super) query: Option<String>,
    /// What follows PARTITION BY.
    pub(super) partition_by: Option<String>,
    /// Which rows of its parent a partition holds.
    pub(super) bound: Option<String>,
    /// The table that it is a partition of.
    pub(super) parent: Option<i64>,
    pub(super) options: Vec<String>,
    /// INHERITS, as SQL.
    pub(super) inherits: Vec<String>,
}

/// A column of a table or view.
pub(super) struct Column {
    pub(super) relation: i64,
    pub(super) name: String,
    pub(super) type_oid: i64,
    pub(super) type_sql: String,
    pub(super) not_null: bool,
    /// DEFAULT, or the expression that the column is computed from.
    pub(super) expression: Option<String>,
    /// `a` ALWAYS, `d` BY DEFAULT, or empty.
    pub(super) identity: String,
    /// `s` STORED, `v` VIRTUAL, or empty.
    pub(super) generated: String,
    pub(super) collation: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) sequence: Option<Sequence>,
}

/// The sequence that belongs to a column.
pub(super) struct Sequence {
    pub(super) oid: i64,
    pub(super) name: String,
    pub(super) start: i64,
    pub(super) increment: i64,
    pub(super) minimum: i64,
    pub(super) maximum: i64,
    pub(super) cache: i64,
    pub(super) cycle: bool,
}

/// A key, check or EXCLUDE.
pub(super) struct Constraint {
    pub(super) relation: i64,
    pub(super) name: String,
    /// `p`, `u`, `f`, `c` or `x`.
    pub(super) kind: String,
    pub(super) columns: Vec<String>,
    pub(super) referred_schema: Option<String>,
    pub(super) referred_table: Option<String>,
    pub(super) referred_columns: Vec<String>,
    /// ON DELETE, ON UPDATE and MATCH, a letter each.
    pub(super) actions: String,
    pub(super) set_columns: Vec<String>,
    /// 0 not DEFERRABLE, 1 INITIALLY IMMEDIATE, 2 INITIALLY DEFERRED.
    pub(super) deferrable: i64,
    /// The condition of a check, or the whole EXCLUDE.
    pub(super) definition: Option<String>,
    pub(super) no_inherit: bool,
    pub(super) include: Vec<String>,
    pub(super) nulls_not_distinct: bool,
}

/// A key of an index, with what is said of the index.
pub(super) struct IndexKey {
    pub(super) relation: i64,
    pub(super) index: i64,
    pub(super) name: String,
    pub(super) unique: bool,
    pub(super) method: String,
    pub(super) condition: Option<String>,
    pub(super) nulls_not_distinct: bool,
    pub(super) options: Vec<String>,
    pub(super) comment: Option<String>,
    /// One of INCLUDE.
    pub(super) included: bool,
    pub(super) column: Option<String>,
    pub(super) expression: Option<String>,
    /// Bit 1 DESC, bit 2 NULLS FIRST.
    pub(super) order: i64,
    pub(super) collation: Option<String>,
    pub(super) operator_class: Option<String>,
}

/// An enum, domain, range or composite type.
pub(super) struct Type {
    pub(super) oid: i64,
    pub(super) schema: Option<String>,
    pub(super) name: String,
    /// `e` enum, `d` domain, `r` range, `c` composite.
    pub(super) kind: String,
    pub(super) comment: Option<String>,
    /// Labels, or what stands in the parentheses of CREATE TYPE.
    pub(super) parts: Vec<String>,
    /// The type that a domain is over.
    pub(super) base: i64,
    pub(super) base_sql: Option<String>,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    pub(super) check_names: Vec<String>,
    pub(super) checks: Vec<String>,
    pub(super) collation: Option<String>,
    /// It is in one of the schemas that are asked about.
    pub(super) listed: bool,
}

/// A schema, extension, collation or sequence.
pub(super) struct Definition {
    pub(super) oid: Option<i64>,
    pub(super) kind: String,
    pub(super) schema: Option<String>,
    pub(super) name: String,
    pub(super) sql: String,
    pub(super) owned_by: Option<String>,
    pub(super) comment: Option<String>,
}

/// Reads the schemas that names without one lead to.
pub(super) fn search_path(connection: &mut Connection) -> Result<Vec<String>> {
    let schemas = text("SELECT current_schemas(false)::text[]").typed::<Array<String>>();
    Ok(connection.scalar(schemas)?.unwrap_or_default().0)
}

/// Reads the names of tables and views, in the order of their creation.
pub(super) fn relations(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Relation>> {
    type Row = (
        i64,
        Option<String>,
        String,
        String,
        String,
        String,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<i64>,
        Array<String>,
        Array<String>,
    );
    let row = |row: Row| {
        let (oid, schema, _, name, kind, persistence, comment, query, partition_by, bound, parent, options, inherits) =
            row;
        let (options, inherits, unlogged) = (options.0, inherits.0, persistence == "u");
        Relation { oid, schema, name, kind, unlogged, comment, query, partition_by, bound, parent, options, inherits }
    };
    ask(connection, include_str!("relations.sql"), asked, row)
}

/// Reads the columns of each table and view, in order.
pub(super) fn columns(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Column>> {
    type Row = (
        i64,
        String,
        i64,
        String,
        bool,
        Option<String>,
        String,
        String,
        Option<String>,
        Option<String>,
        Option<i64>,
        Option<String>,
        Array<i64>,
        Option<bool>,
    );
    let row = |row: Row| {
        let (relation, name, type_oid, type_sql, not_null, expression, identity, generated, collation, comment, ..) =
            row;
        Column {
            relation,
            name,
            type_oid,
            type_sql,
            not_null,
            expression,
            identity,
            generated,
            collation,
            comment,
            sequence: sequence(row.10, row.11, &row.12.0, row.13),
        }
    };
    ask(connection, include_str!("columns.sql"), asked, row)
}

fn sequence(oid: Option<i64>, name: Option<String>, numbers: &[i64], cycle: Option<bool>) -> Option<Sequence> {
    let &[start, increment, minimum, maximum, cache] = numbers else { return None };
    let cycle = cycle.unwrap_or_default();
    Some(Sequence { oid: oid?, name: name?, start, increment, minimum, maximum, cache, cycle })
}

/// Reads the constraints of each table, in the order of their creation.
pub(super) fn constraints(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Constraint>> {
    type Row = (
        i64,
        String,
        String,
        Array<String>,
        Option<String>,
        Option<String>,
        Array<String>,
        String,
        Array<String>,
        i64,
        Option<String>,
        bool,
        Array<String>,
        bool,
    );
    let row = |row: Row| Constraint {
        relation: row.0,
        name: row.1,
        kind: row.2,
        columns: row.3.0,
        referred_schema: row.4,
        referred_table: row.5,
        referred_columns: row.6.0,
        actions: row.7,
        set_columns: row.8.0,
        deferrable: row.9,
        definition: row.10,
        no_inherit: row.11,
        include: row.12.0,
        nulls_not_distinct: row.13,
    };
    ask(connection, include_str!("constraints.sql"), asked, row)
}

/// Reads the keys of the indexes of each table, but for those that belong to a constraint.
pub(super) fn index_keys(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<IndexKey>> {
    type Row = (
        i64,
        i64,
        String,
        bool,
        String,
        Option<String>,
        bool,
        Array<String>,
        Option<String>,
        bool,
        Option<String>,
        Option<String>,
        i64,
        Option<String>,
        Option<String>,
    );
    let row = |row: Row| IndexKey {
        relation: row.0,
        index: row.1,
        name: row.2,
        unique: row.3,
        method: row.4,
        condition: row.5,
        nulls_not_distinct: row.6,
        options: row.7.0,
        comment: row.8,
        included: row.9,
        column: row.10,
        expression: row.11,
        order: row.12,
        collation: row.13,
        operator_class: row.14,
    };
    ask(connection, include_str!("indexes.sql"), asked, row)
}

/// Reads enums, domains, ranges and composite types of all schemas: a column may be of any of them.
pub(super) fn types(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Type>> {
    type Row = (
        i64,
        Option<String>,
        String,
        String,
        Option<String>,
        Array<String>,
        i64,
        Option<String>,
        bool,
        Option<String>,
        Array<String>,
        Array<String>,
        Option<String>,
        bool,
    );
    let row = |row: Row| Type {
        oid: row.0,
        schema: row.1,
        name: row.2,
        kind: row.3,
        comment: row.4,
        parts: row.5.0,
        base: row.6,
        base_sql: row.7,
        not_null: row.8,
        default: row.9,
        check_names: row.10.0,
        checks: row.11.0,
        collation: row.12,
        listed: row.13,
    };
    ask(connection, include_str!("types.sql"), asked, row)
}

/// Reads schemas, extensions, collations and sequences, in the order in which they can be created.
pub(super) fn definitions(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Definition>> {
    type Row = (Option<i64>, String, Option<String>, String, String, Option<String>, Option<String>);
    let row = |(oid, kind, schema, name, sql, owned_by, comment): Row| Definition {
        oid,
        kind,
        schema,
        name,
        sql,
        owned_by,
        comment,
    };
    ask(connection, include_str!("definitions.sql"), asked, row)
}

fn ask<R: FromRow, T>(
    connection: &mut Connection,
    sql: &str,
    asked: &Asked<'_>,
    row: impl Fn(R) -> T,
) -> Result<Vec<T>> {
    let mut question = text(sql);
    // A value for which there is no parameter is an error.
    if sql.contains(":schemas") {
        question = question.bind("schemas", names_bind(&asked.schemas));
    }
    if sql.contains(":named") {
        question = question.bind("named", names_bind(asked.named));
    }
    if sql.contains(":relation") {
        question = question.bind("relation", asked.relation.map(str::to_owned));
    }
    Ok(connection.execute(question.typed::<R>())?.all().into_iter().map(row).collect())
}
