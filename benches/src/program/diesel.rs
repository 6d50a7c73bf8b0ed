//! The program as a user of Diesel writes it: `table!`, structs with derives, functions that run queries.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::query::Query;
use super::schema::{Column, Schema, Table, Type};
use super::{File, Program};

/// The package's manifest.
#[must_use]
pub fn manifest() -> String {
    "[workspace]\n\n[package]\nname = \"application\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
     [dependencies]\ndiesel = { version = \"2.3\", features = [\"sqlite\"] }\n\
     libsqlite3-sys = { version = \"0.38\", features = [\"bundled\"] }\n"
        .to_owned()
}

/// The package's files.
#[must_use]
pub fn files(program: &Program) -> Vec<File> {
    let mut files = vec![
        ("schema.sql".to_owned(), program.schema.sql()),
        ("seed.sql".to_owned(), program.schema.seed()),
        ("src/main.rs".to_owned(), main(program)),
        ("src/schema.rs".to_owned(), schema(program)),
        ("src/models.rs".to_owned(), models(&program.schema)),
    ];
    for (module, queries) in program.modules() {
        files.push((format!("src/{module}.rs"), self::module(program, &queries)));
    }
    files
}

fn main(program: &Program) -> String {
    let modules: Vec<String> = program.modules().map(|(module, _)| module).collect();
    let declared: String = modules.iter().map(|module| format!("mod {module};\n")).collect();
    let called: String = modules.iter().map(|module| format!("    total += {module}::run(&mut conn)?;\n")).collect();
    let edit = program.edit_of_main();
    // A chain of joins is a type as deep as the chain is long.
    let recursion = if program.queries.iter().any(|query| matches!(query, Query::Chain(_))) {
        "#![recursion_limit = \"1024\"]\n\n"
    } else {
        ""
    };
    format!(
        "{recursion}{edit}// Each library generates or demands more than a small program uses.
#![allow(dead_code)]

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

mod models;
mod schema;
{declared}
fn main() -> Result<(), Box<dyn std::error::Error>> {{
    let mut conn = SqliteConnection::establish(\":memory:\")?;
    conn.batch_execute(\"PRAGMA foreign_keys = ON; BEGIN\")?;
    conn.batch_execute(include_str!(\"../schema.sql\"))?;
    conn.batch_execute(include_str!(\"../seed.sql\"))?;
    let mut total = 0;
{called}    println!(\"{{total}}\");
    conn.batch_execute(\"COMMIT\")?;
    Ok(())
}}
"
    )
}

fn schema(program: &Program) -> String {
    let tables = &program.schema.tables;
    let mut text = String::new();
    for table in tables {
        let columns: String = table
            .columns
            .iter()
            .map(|column| {
                let of = match column.of {
                    Type::Integer => "Integer",
                    Type::Text => "Text",
                    Type::Double => "Double",
                    Type::Boolean => "Bool",
                };
                let of = if column.nullable { format!("Nullable<{of}>") } else { of.to_owned() };
                format!("        {} -> {of},\n", column.name)
            })
            .collect();
        write!(text, "diesel::table! {{\n    {} (id) {{\n{columns}    }}\n}}\n\n", table.name)
            .expect("memory is written");
    }
    for table in tables {
        if let Some(parent) = table.parent {
            let (child, parent, key) = (&table.name, &tables[parent].name, &table.columns[1].name);
            writeln!(text, "diesel::joinable!({child} -> {parent} ({key}));").expect("memory is written");
        }
    }
    // Only what the queries need: tables with a foreign key between them, and those of a chain of joins. With a single
    // macro call for all tables, which is what `diesel print-schema` writes, Diesel takes much longer.
    text.push('\n');
    let chain =
        program.queries.iter().find_map(|query| if let Query::Chain(joins) = query { Some(*joins) } else { None });
    if let Some(joins) = chain {
        let names: Vec<&str> = tables[..=joins].iter().map(|table| table.name.as_str()).collect();
        writeln!(text, "diesel::allow_tables_to_appear_in_same_query!({});", names.join(", "))
            .expect("memory is written");
    }
    for (number, table) in tables.iter().enumerate() {
        if let Some(parent) = table.parent.filter(|_| chain.is_none_or(|joins| number > joins)) {
            let (child, parent) = (&table.name, &tables[parent].name);
            writeln!(text, "diesel::allow_tables_to_appear_in_same_query!({child}, {parent});")
                .expect("memory is written");
        }
    }
    text
}

fn models(schema: &Schema) -> String {
    let mut text = "use diesel::prelude::*;\n\nuse crate::schema::*;\n".to_owned();
    for table in &schema.tables {
        let (name, model) = (&table.name, table.model());
        let field = |column: &Column, owned: bool| {
            let of = match column.of {
                Type::Integer => "i32",
                Type::Text if owned => "String",
                Type::Text => "&'a str",
                Type::Double => "f64",
                Type::Boolean => "bool",
            };
            let of = if column.nullable { format!("Option<{of}>") } else { of.to_owned() };
            format!("    pub {}: {of},\n", column.name)
        };
        let row: String = table.columns.iter().map(|column| field(column, true)).collect();
        let new: String = table.columns[1..].iter().map(|column| field(column, false)).collect();
        write!(
            text,
            "
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = {name})]
pub struct {model} {{
{row}}}

#[derive(Clone, Debug, PartialEq, Insertable)]
#[diesel(table_name = {name})]
pub struct New{model}<'a> {{
{new}}}
"
        )
        .expect("memory is written");
    }
    text
}

fn module(program: &Program, queries: &[(usize, Query)]) -> String {
    let schema = &program.schema;
    let (mut tables, mut models) = (BTreeSet::new(), BTreeSet::new());
    for (_, query) in queries {
        match *query {
            Query::Select(table) | Query::Update(table) => {
                tables.insert(schema.tables[table].name.clone());
            }
            Query::Join(table) => {
                tables.extend([table, table - 1].map(|table| schema.tables[table].name.clone()));
                models.insert(schema.tables[table].model());
            }
            Query::Group(table) => tables.extend([table, table - 1].map(|table| schema.tables[table].name.clone())),
            Query::Insert(table) => {
                tables.insert(schema.tables[table].name.clone());
                models.insert(format!("New{}", schema.tables[table].model()));
            }
            Query::Chain(joins) => tables.extend(schema.tables[..=joins].iter().map(|table| table.name.clone())),
        }
    }
    let tables: Vec<String> = tables.into_iter().collect();
    let models: Vec<String> = models.into_iter().collect();
    let models =
        if models.is_empty() { String::new() } else { format!("use crate::models::{{{}}};\n", models.join(", ")) };
    let functions: String =
        queries.iter().map(|(number, query)| function(schema, *number, program.number(*number), *query)).collect();
    let called: String = queries
        .iter()
        .map(|(number, query)| match query {
            Query::Update(_) | Query::Insert(_) => format!("    total += q{number}(conn)?;\n"),
            _ => format!("    total += q{number}(conn)?.len();\n"),
        })
        .collect();
    format!(
        "use diesel::prelude::*;\n\n{models}use crate::schema::{{{}}};\n{functions}\n\
         pub fn run(conn: &mut SqliteConnection) -> QueryResult<usize> {{\n    let mut total = 0;\n{called}    Ok(total)\n}}\n",
        tables.join(", ")
    )
}

/// The function for query `q`; `n` is a number to write into it.
fn function(schema: &Schema, q: usize, n: usize, query: Query) -> String {
    let table = |number: usize| &schema.tables[number];
    match query {
        Query::Select(number) => {
            let Table { name: t, .. } = table(number);
            let (label, note, count, flag) =
                (table(number).label(), table(number).note(), table(number).count(), table(number).flag());
            format!(
                "
pub fn q{q}(conn: &mut SqliteConnection) -> QueryResult<Vec<(i32, String, Option<String>)>> {{
    {t}::table
        .select(({t}::id, {t}::{label}, {t}::{note}))
        .filter({t}::{count}.lt({n}))
        .filter({t}::{label}.like(\"a%\").or({t}::{flag}.eq(true)))
        .order_by(({t}::{label}.asc(), {t}::id.desc()))
        .limit(20)
        .load(conn)
}}
"
            )
        }
        Query::Join(number) => {
            let (child, parent) = (table(number), table(number - 1));
            let (c, p, model) = (&child.name, &parent.name, child.model());
            let (label, count, flag) = (parent.label(), parent.count(), child.flag());
            format!(
                "
pub fn q{q}(conn: &mut SqliteConnection) -> QueryResult<Vec<({model}, String)>> {{
    {c}::table
        .inner_join({p}::table)
        .select(({model}::as_select(), {p}::{label}))
        .filter({p}::{count}.lt({n}))
        .filter({c}::{flag}.eq(true))
        .order_by({p}::{label}.asc())
        .load(conn)
}}
"
            )
        }
        Query::Group(number) => {
            let (child, parent) = (table(number), table(number - 1));
            let (c, p, label, price) = (&child.name, &parent.name, parent.label(), child.price());
            format!(
                "
pub fn q{q}(conn: &mut SqliteConnection) -> QueryResult<Vec<(String, i64, Option<f64>)>> {{
    {p}::table
        .inner_join({c}::table)
        .group_by({p}::{label})
        .select(({p}::{label}, diesel::dsl::count({c}::id), diesel::dsl::max({c}::{price})))
        .having(diesel::dsl::count({c}::id).lt({n}))
        .load(conn)
}}
"
            )
        }
        Query::Update(number) => {
            let (t, label, count) = (&table(number).name, table(number).label(), table(number).count());
            format!(
                "
pub fn q{q}(conn: &mut SqliteConnection) -> QueryResult<usize> {{
    diesel::update({t}::table.filter({t}::id.eq({n})))
        .set(({t}::{label}.eq(\"number {n}\"), {t}::{count}.eq({t}::{count} + 1)))
        .execute(conn)
}}
"
            )
        }
        Query::Insert(number) => {
            let (t, model) = (&table(number).name, table(number).model());
            let values = ["1", "TEXT", "\"new\"", "Some(\"inserted\")", "None", "N", "None", "2.5", "true"];
            let fields: String = table(number).columns[1..]
                .iter()
                .zip(values)
                .map(|(column, value)| {
                    let value = match value {
                        "TEXT" => format!("\"number {n}\""),
                        "N" => n.to_string(),
                        other => other.to_owned(),
                    };
                    format!("        {}: {value},\n", column.name)
                })
                .collect();
            format!(
                "
pub fn q{q}(conn: &mut SqliteConnection) -> QueryResult<usize> {{
    let row = New{model} {{
{fields}    }};
    diesel::insert_into({t}::table).values(&row).execute(conn)
}}
"
            )
        }
        Query::Chain(joins) => {
            let (first, last) = (table(0), table(joins));
            let (f, l, label, price, flag) = (&first.name, &last.name, first.label(), last.price(), last.flag());
            // Each table refers to the one before. Joins inside of joins would infer ON, but their types take the compiler
            // twice the time for each further join: with ON written out, long chains compile at all.
            let joins: String = (1..=joins)
                .map(|number| {
                    let (child, parent) = (table(number), table(number - 1));
                    let (c, p, key) = (&child.name, &parent.name, &child.columns[1].name);
                    format!("        .inner_join({c}::table.on({c}::{key}.eq({p}::id)))\n")
                })
                .collect();
            format!(
                "
pub fn q{q}(conn: &mut SqliteConnection) -> QueryResult<Vec<(String, f64)>> {{
    {f}::table
{joins}        .select(({f}::{label}, {l}::{price}))
        .filter({f}::id.lt({n}))
        .filter({l}::{flag}.eq(true))
        .order_by({f}::{label}.asc())
        .load(conn)
}}
"
            )
        }
    }
}
