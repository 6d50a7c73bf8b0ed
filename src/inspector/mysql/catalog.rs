//! What MySQL and MariaDB say about their tables: `information_schema`, as rows.
//!
//! Every question is one statement, however many tables there are. Where the two servers have other columns, each is asked
//! for its own.

use crate::engine::Connection;
use crate::error::Result;
use crate::statement::{FromRow, text};

/// The database and the name of a table.
pub(super) type Place = (String, String);

/// What is asked about.
pub(super) struct Asked<'a> {
    /// The connection's own database.
    own: Option<String>,
    named: &'a [String],
    relation: Option<&'a str>,
    pub(super) is_mariadb: bool,
}

impl<'a> Asked<'a> {
    pub(super) fn new(connection: &mut Connection, named: &'a [String], relation: Option<&'a str>) -> Result<Self> {
        let question = text("SELECT version(), database()").typed::<(String, Option<String>)>();
        let (version, own) = connection.execute(question)?.one()?;
        Ok(Self { own, named, relation, is_mariadb: version.to_ascii_lowercase().contains("mariadb") })
    }

    /// The schema of a table, unless it is the connection's own database.
    pub(super) fn shown<'s>(&self, database: &'s str) -> Option<&'s str> {
        (self.own.as_deref() != Some(database)).then_some(database)
    }
}

/// A table or view.
pub(super) struct Relation {
    pub(super) place: Place,
    pub(super) is_view: bool,
    pub(super) engine: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) options: String,
    pub(super) comment: Option<String>,
}

/// A column.
pub(super) struct Column {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) default: Option<String>,
    pub(super) nullable: bool,
    pub(super) column_type: String,
    pub(super) collation: Option<String>,
    pub(super) extra: String,
    pub(super) expression: Option<String>,
    pub(super) comment: String,
}

/// A key of an index.
pub(super) struct IndexKey {
    pub(super) place: Place,
    pub(super) index: String,
    pub(super) unique: bool,
    pub(super) column: Option<String>,
    pub(super) descending: bool,
    pub(super) prefix: Option<u32>,
    pub(super) method: String,
    pub(super) comment: String,
    pub(super) expression: Option<String>,
}

/// A column of a foreign key.
pub(super) struct KeyColumn {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) column: String,
    pub(super) referred_schema: String,
    pub(super) referred_table: String,
    pub(super) referred_column: String,
    pub(super) on_delete: String,
    pub(super) on_update: String,
}

/// A check.
pub(super) struct Check {
    pub(super) place: Place,
    pub(super) name: String,
    /// It stands beside a column, by whose name it is called.
    pub(super) of_column: bool,
    pub(super) condition: String,
}

/// A partition.
pub(super) struct Partition {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) method: String,
    pub(super) expression: Option<String>,
    pub(super) description: Option<String>,
    pub(super) sub_method: Option<String>,
    pub(super) sub_expression: Option<String>,
}

/// The query of a view.
pub(super) struct Query {
    pub(super) place: Place,
    pub(super) sql: String,
}

/// Reads tables and views.
pub(super) fn relations(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Relation>> {
    type Row = (String, String, String, Option<String>, Option<String>, Option<String>, Option<String>);
    let sql = "SELECT t.table_schema, t.table_name, t.table_type, t.engine, t.table_collation, t.create_options, t.table_comment \
         FROM information_schema.tables AS t \
         WHERE t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') AND {t} ORDER BY t.table_schema, t.table_name";
    ask(connection, sql, asked, |row: Row| Relation {
        place: (row.0, row.1),
        is_view: row.2 == "VIEW",
        engine: row.3,
        collation: row.4,
        options: row.5.unwrap_or_default(),
        comment: row.6,
    })
}

/// Reads the columns of each table and view, in order.
pub(super) fn columns(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Column>> {
    type Row = (
        String,
        String,
        String,
        Option<String>,
        String,
        String,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<String>,
    );
    let sql = "SELECT t.table_schema, t.table_name, t.column_name, t.column_default, t.is_nullable, t.column_type, \
         t.collation_name, t.extra, t.generation_expression, t.column_comment \
         FROM information_schema.columns AS t WHERE {t} ORDER BY t.table_schema, t.table_name, t.ordinal_position";
    ask(connection, sql, asked, |row: Row| Column {
        place: (row.0, row.1),
        name: row.2,
        default: row.3,
        nullable: row.4 == "YES",
        column_type: row.5,
        collation: row.6,
        extra: row.7.unwrap_or_default(),
        expression: row.8.filter(|sql| !sql.is_empty()),
        comment: row.9.unwrap_or_default(),
    })
}

/// Reads the keys of the indexes of each table, those of the primary key among them.
pub(super) fn index_keys(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<IndexKey>> {
    type Row = (
        String,
        String,
        String,
        i64,
        Option<String>,
        Option<String>,
        Option<i64>,
        String,
        Option<String>,
        Option<String>,
    );
    let expression = if asked.is_mariadb { "NULL" } else { "t.expression" };
    let sql = format!(
        "SELECT t.table_schema, t.table_name, t.index_name, t.non_unique, t.column_name, t.collation, t.sub_part, \
         t.index_type, t.index_comment, {expression} FROM information_schema.statistics AS t \
         WHERE {{t}} ORDER BY t.table_schema, t.table_name, t.index_name, t.seq_in_index"
    );
    ask(connection, &sql, asked, |row: Row| IndexKey {
        place: (row.0, row.1),
        index: row.2,
        unique: row.3 == 0,
        column: row.4,
        descending: row.5.as_deref() == Some("D"),
        prefix: row.6.and_then(|length| u32::try_from(length).ok()),
        method: row.7,
        comment: row.8.unwrap_or_default(),
        expression: row.9,
    })
}

/// Reads the columns of the foreign keys of each table.
pub(super) fn foreign_keys(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<KeyColumn>> {
    type Row = (String, String, String, String, String, String, String, String, String);
    let sql = "SELECT t.table_schema, t.table_name, t.constraint_name, t.column_name, t.referenced_table_schema, \
         t.referenced_table_name, t.referenced_column_name, r.delete_rule, r.update_rule \
         FROM information_schema.key_column_usage AS t JOIN information_schema.referential_constraints AS r \
         ON r.constraint_schema = t.constraint_schema AND r.constraint_name = t.constraint_name \
         AND r.table_name = t.table_name WHERE t.referenced_table_name IS NOT NULL AND {t} \
         ORDER BY t.table_schema, t.table_name, t.constraint_name, t.ordinal_position";
    ask(connection, sql, asked, |row: Row| KeyColumn {
        place: (row.0, row.1),
        name: row.2,
        column: row.3,
        referred_schema: row.4,
        referred_table: row.5,
        referred_column: row.6,
        on_delete: row.7,
        on_update: row.8,
    })
}

/// Reads the checks of each table.
pub(super) fn checks(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Check>> {
    type Row = (String, String, String, String, String);
    let sql = if asked.is_mariadb {
        "SELECT t.constraint_schema, t.table_name, t.constraint_name, t.level, t.check_clause \
         FROM information_schema.check_constraints AS t WHERE {constraint} ORDER BY t.table_name, t.constraint_name"
    } else {
        "SELECT t.constraint_schema, t.table_name, t.constraint_name, 'Table', c.check_clause \
         FROM information_schema.table_constraints AS t JOIN information_schema.check_constraints AS c \
         ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name \
         WHERE t.constraint_type = 'CHECK' AND {constraint} ORDER BY t.table_name, t.constraint_name"
    };
    ask(connection, sql, asked, |row: Row| Check {
        place: (row.0, row.1),
        name: row.2,
        of_column: row.3 == "Column",
        condition: row.4,
    })
}

/// Reads the partitions of each table, in order.
pub(super) fn partitions(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Partition>> {
    type Row = (String, String, String, String, Option<String>, Option<String>, Option<String>, Option<String>);
    let sql = "SELECT t.table_schema, t.table_name, t.partition_name, t.partition_method, t.partition_expression, \
         t.partition_description, t.subpartition_method, t.subpartition_expression \
         FROM information_schema.partitions AS t WHERE t.partition_name IS NOT NULL AND {t} \
         ORDER BY t.table_schema, t.table_name, t.partition_ordinal_position, t.subpartition_ordinal_position";
    ask(connection, sql, asked, |row: Row| Partition {
        place: (row.0, row.1),
        name: row.2,
        method: row.3,
        expression: row.4,
        description: row.5,
        sub_method: row.6,
        sub_expression: row.7,
    })
}

/// Reads the queries of the views.
pub(super) fn queries(connection: &mut Connection, asked: &Asked<'_>) -> Result<Vec<Query>> {
    let sql = "SELECT t.table_schema, t.table_name, t.view_definition FROM information_schema.views AS t WHERE {t}";
    ask(connection, sql, asked, |row: (String, String, Option<String>)| Query {
        place: (row.0, row.1),
        sql: row.2.unwrap_or_default(),
    })
}

/// Asks a question about the databases and, if it is about one table only, about that one: `{t}`, or `{constraint}` where the
/// columns are those of constraints.
fn ask<R: FromRow, T>(
    connection: &mut Connection,
    sql: &str,
    asked: &Asked<'_>,
    row: impl Fn(R) -> T,
) -> Result<Vec<T>> {
    let databases: Vec<&String> = asked.own.iter().chain(asked.named).collect();
    let names: Vec<String> = (0..databases.len()).map(|at| format!(":d{at}")).collect();
    let names = if names.is_empty() { "NULL".to_owned() } else { names.join(", ") };
    let relation = if asked.relation.is_some() { " AND t.table_name = :relation" } else { "" };
    let sql = sql.replace("{t}", &format!("t.table_schema IN ({names}){relation}"));
    let sql = sql.replace("{constraint}", &format!("t.constraint_schema IN ({names}){relation}"));
    let mut question = text(sql);
    for (at, name) in databases.into_iter().enumerate() {
        question = question.bind(format!("d{at}"), name.as_str());
    }
    if let Some(name) = asked.relation {
        question = question.bind("relation", name);
    }
    Ok(connection.execute(question.typed::<R>())?.all().into_iter().map(row).collect())
}
