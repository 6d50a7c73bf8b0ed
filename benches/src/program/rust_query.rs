//! The program as a user of rust-query writes it: a schema module, a struct for the rows of each table, and functions
//! that run queries.
//!
//! Its rows have no number that a program can name, so that an update looks for a count instead; and there are no joins
//! in a row, because a column that refers to a table is followed by its name.

use std::collections::BTreeSet;

use super::query::Query;
use super::schema::{Schema, Table, Type};
use super::{File, Program};

/// The package's manifest.
#[must_use]
pub fn manifest() -> String {
    "[workspace]\n\n[package]\nname = \"application\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
     [dependencies]\nrust-query = \"0.10\"\n"
        .to_owned()
}

/// The package's files.
#[must_use]
pub fn files(program: &Program) -> Vec<File> {
    let mut files = vec![
        ("seed.sql".to_owned(), program.schema.seed()),
        ("src/schema.rs".to_owned(), schema(&program.schema)),
        ("src/rows.rs".to_owned(), rows(&program.schema)),
        ("src/main.rs".to_owned(), main(program)),
    ];
    for (module, queries) in program.modules() {
        files.push((format!("src/{module}.rs"), self::module(program, &queries)));
    }
    files
}

/// The fields of a table, in the order of its columns; the number of a row is not one of them.
fn fields(schema: &Schema, table: &Table, of_tables: &str) -> String {
    let columns = table.columns.iter().enumerate().skip(1);
    let field = |(at, column): (usize, &super::schema::Column)| {
        let rust = match (at, table.parent, column.of) {
            (1, Some(parent), _) => format!("rust_query::TableRow<{of_tables}{}>", schema.tables[parent].model()),
            (_, _, Type::Integer) => "i64".to_owned(),
            (_, _, Type::Text) => "String".to_owned(),
            (_, _, Type::Double) => "f64".to_owned(),
            (_, _, Type::Boolean) => "bool".to_owned(),
        };
        let rust = if column.nullable { format!("Option<{rust}>") } else { rust };
        format!("        pub {}: {rust},\n", column.name)
    };
    columns.map(field).collect()
}

fn schema(schema: &Schema) -> String {
    let table = |table: &Table| format!("    pub struct {} {{\n{}    }}\n", table.model(), fields(schema, table, ""));
    let tables: String = schema.tables.iter().map(table).collect();
    format!("#[rust_query::migration::schema(Schema)]\npub mod vN {{\n{tables}}}\n")
}

fn rows(schema: &Schema) -> String {
    let row = |table: &Table| {
        let (model, fields) = (table.model(), fields(schema, table, "v0::"));
        format!(
            "\n#[derive(FromExpr)]\n#[rust_query(From = v0::{model})]\npub struct {model} {{\n{}}}\n",
            fields.replace("        ", "    ")
        )
    };
    let rows: String = schema.tables.iter().map(row).collect();
    format!("#![allow(dead_code)]\n\nuse rust_query::FromExpr;\n\nuse crate::schema::v0;\n{rows}")
}

fn main(program: &Program) -> String {
    let modules: Vec<String> = program.modules().map(|(module, _)| module).collect();
    let declared: String = modules.iter().map(|module| format!("mod {module};\n")).collect();
    let called: String = modules.iter().map(|module| format!("        total += {module}::run(txn);\n")).collect();
    let edit = program.edit_of_main();
    format!(
        "{edit}// Each table refers to the one before: the compiler follows the whole chain.
#![recursion_limit = \"1024\"]

use rust_query::Database;
use rust_query::migration::Config;

mod rows;
mod schema;
{declared}
fn main() {{
    let database = Database::<schema::v0::Schema>::new(Config::open_in_memory());
    database.rusqlite_connection().execute_batch(include_str!(\"../seed.sql\")).unwrap();
    let total = database.transaction_mut_ok(|txn| {{
        #[allow(unused_mut)]
        let mut total = 0u64;
{called}        total
    }});
    println!(\"{{total}}\");
}}
"
    )
}

fn module(program: &Program, queries: &[(usize, Query)]) -> String {
    let schema = &program.schema;
    let mut models = BTreeSet::new();
    for (_, query) in queries {
        match *query {
            Query::Select(table) | Query::Update(table) | Query::Join(table) => {
                models.insert(schema.tables[table].model());
            }
            Query::Group(table) | Query::Insert(table) => {
                models.insert(schema.tables[table].model());
                models.insert(schema.tables[table - 1].model());
            }
            Query::Chain(joins) => {
                models.insert(schema.tables[joins].model());
            }
        }
    }
    let models: Vec<String> = models.into_iter().collect();
    let functions: String =
        queries.iter().map(|(number, query)| function(schema, *number, program.number(*number), *query)).collect();
    let called: String = queries
        .iter()
        .map(|(number, query)| match query {
            Query::Update(_) | Query::Insert(_) => format!("    total += q{number}(txn);\n"),
            _ => format!("    total += q{number}(txn).len() as u64;\n"),
        })
        .collect();
    format!(
        "#[allow(unused_imports)]\nuse rust_query::{{FromExpr, TableRow, Transaction, aggregate}};\n\n\
         #[allow(unused_imports)]\nuse crate::rows;\nuse crate::schema::v0::{{{}, Schema}};\n{functions}\n\
         pub fn run(txn: &mut Transaction<Schema>) -> u64 {{\n    let mut total = 0;\n{called}    total\n}}\n",
        models.join(", ")
    )
}

/// The function for query `q`; `n` is a number to write into it.
fn function(schema: &Schema, q: usize, n: usize, query: Query) -> String {
    let table = |number: usize| &schema.tables[number];
    match query {
        Query::Select(number) => {
            let (t, table) = (table(number).model(), table(number));
            let (label, note, count, flag) = (table.label(), table.note(), table.count(), table.flag());
            format!(
                "
pub fn q{q}(txn: &Transaction<Schema>) -> Vec<(TableRow<{t}>, (String, Option<String>))> {{
    txn.query(|rows| {{
        let t = rows.join({t});
        rows.filter(t.{count}.lt({n}));
        rows.filter(t.{label}.like(\"a%\").or(&t.{flag}));
        rows.order_by().asc(&t.{label}).into_iter((&t, (&t.{label}, &t.{note}))).take(20).collect()
    }})
}}
"
            )
        }
        Query::Join(number) => {
            let (child, parent) = (table(number), table(number - 1));
            let (c, key) = (child.model(), &child.columns[1].name);
            let (label, count, flag) = (parent.label(), parent.count(), child.flag());
            format!(
                "
pub fn q{q}(txn: &Transaction<Schema>) -> Vec<(rows::{c}, String)> {{
    txn.query(|rows| {{
        let c = rows.join({c});
        rows.filter(c.{key}.{count}.lt({n}));
        rows.filter(&c.{flag});
        rows.order_by().asc(&c.{key}.{label}).into_iter((rows::{c}::from_expr(&c), &c.{key}.{label})).collect()
    }})
}}
"
            )
        }
        Query::Group(number) => {
            let (child, parent) = (table(number), table(number - 1));
            let (c, p, key) = (child.model(), parent.model(), &child.columns[1].name);
            let (label, price) = (parent.label(), child.price());
            format!(
                "
pub fn q{q}(txn: &Transaction<Schema>) -> Vec<(String, (i64, Option<f64>))> {{
    txn.query(|rows| {{
        let p = rows.join({p});
        let (number, highest) = aggregate(|rows| {{
            let c = rows.join({c});
            rows.filter(c.{key}.eq(&p));
            (rows.count_distinct(&c), rows.max(&c.{price}))
        }});
        rows.filter(number.gt(0));
        rows.filter(number.lt({n}));
        rows.into_vec((&p.{label}, (number, highest)))
    }})
}}
"
            )
        }
        Query::Update(number) => {
            let (t, label, count) = (table(number).model(), table(number).label(), table(number).count());
            format!(
                "
pub fn q{q}(txn: &mut Transaction<Schema>) -> u64 {{
    let found = txn.query(|rows| {{
        let t = rows.join({t});
        rows.filter(t.{count}.eq({n}));
        rows.into_vec(t)
    }});
    txn.scope(|txn| {{
        for row in &found {{
            let mut row = txn.mutable(*row);
            row.{label} = \"number {n}\".to_owned();
            row.{count} += 1;
        }}
    }});
    found.len() as u64
}}
"
            )
        }
        Query::Insert(number) => {
            let (child, parent) = (table(number), table(number - 1));
            let (t, p) = (child.model(), parent.model());
            let names: Vec<&str> = child.columns.iter().map(|column| column.name.as_str()).collect();
            let [_, key, label, kind, note, contact, count, rating, price, flag] = names[..] else {
                unreachable!("a table has ten columns")
            };
            format!(
                "
pub fn q{q}(txn: &mut Transaction<Schema>) -> u64 {{
    let parents = txn.query(|rows| {{
        let parent = rows.join({p});
        rows.into_vec(parent)
    }});
    txn.insert_ok({t} {{
        {key}: parents[0],
        {label}: \"number {n}\".to_owned(),
        {kind}: \"new\".to_owned(),
        {note}: Some(\"inserted\".to_owned()),
        {contact}: None,
        {count}: {n},
        {rating}: None,
        {price}: 2.5,
        {flag}: true,
    }});
    1
}}
"
            )
        }
        Query::Chain(joins) => {
            let (first, last) = (table(0), table(joins));
            let l = last.model();
            let (label, count, price, flag) = (first.label(), first.count(), last.price(), last.flag());
            let path: String = (1..=joins).rev().map(|number| format!(".{}", table(number).columns[1].name)).collect();
            format!(
                "
pub fn q{q}(txn: &Transaction<Schema>) -> Vec<(String, f64)> {{
    txn.query(|rows| {{
        let l = rows.join({l});
        rows.filter(l{path}.{count}.lt({n}));
        rows.filter(&l.{flag});
        rows.order_by().asc(&l{path}.{label}).into_iter((&l{path}.{label}, &l.{price})).collect()
    }})
}}
"
            )
        }
    }
}
