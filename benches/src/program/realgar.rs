//! The program as a user of Realgar writes it: the schema file, a build script, functions that run queries.

use std::collections::BTreeSet;

use super::query::Query;
use super::schema::{Schema, Table};
use super::{File, Program};

/// The package's manifest.
#[must_use]
pub fn manifest(repository: &str) -> String {
    format!(
        "[workspace]\n\n[package]\nname = \"application\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nrealgar = {{ path = {repository:?} }}\n\n\
         [build-dependencies]\nrealgar-build = {{ path = {:?} }}\n",
        format!("{repository}/codegen")
    )
}

/// The package's files.
#[must_use]
pub fn files(program: &Program) -> Vec<File> {
    let mut files = vec![
        ("schema.sql".to_owned(), program.schema.sql()),
        ("seed.sql".to_owned(), program.schema.seed()),
        ("build.rs".to_owned(), "fn main() {\n    realgar_build::compile(\"schema.sql\");\n}\n".to_owned()),
        ("src/main.rs".to_owned(), main(program)),
    ];
    for (module, queries) in program.modules() {
        files.push((format!("src/{module}.rs"), self::module(program, &queries)));
    }
    files
}

/// The same with the schema in a crate of its own beside the application, which checks no table again when a query is
/// edited. Its files, the manifest included.
#[must_use]
pub fn files_with_schema_crate(program: &Program, repository: &str) -> Vec<File> {
    let mut files: Vec<File> = files(program)
        .into_iter()
        .map(|(path, text)| match path.as_str() {
            "src/main.rs" => (path, text.replace("mod schema {\n    realgar::include_schema!(\"schema\");\n}", "")),
            "build.rs" => (format!("schema/{path}"), text.replace("schema.sql", "../schema.sql")),
            _ => (path, text.replace("use crate::schema::", "use schema::")),
        })
        .collect();
    let own = manifest(repository);
    let (dependencies, _) = own.split_once("\n[build-dependencies]").unwrap_or((&own, ""));
    files.push(("Cargo.toml".to_owned(), format!("{dependencies}schema = {{ path = \"schema\" }}\n")));
    let schema = own.replace("[workspace]\n\n", "").replace("\"application\"", "\"schema\"");
    files.push(("schema/Cargo.toml".to_owned(), schema));
    files.push(("schema/src/lib.rs".to_owned(), "realgar::include_schema!(\"schema\");\n".to_owned()));
    files
}

fn main(program: &Program) -> String {
    let modules: Vec<String> = program.modules().map(|(module, _)| module).collect();
    let declared: String = modules.iter().map(|module| format!("mod {module};\n")).collect();
    let called: String = modules.iter().map(|module| format!("    total += {module}::run(&mut conn)?;\n")).collect();
    let edit = program.edit_of_main();
    format!(
        "{edit}use realgar::prelude::*;

mod schema {{
    realgar::include_schema!(\"schema\");
}}
{declared}
fn main() -> realgar::Result<()> {{
    let mut conn = Engine::new(\"sqlite://\")?.connect()?;
    for sql in [include_str!(\"../schema.sql\"), include_str!(\"../seed.sql\")] {{
        for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {{
            conn.execute(text(statement))?;
        }}
    }}
    let mut total = 0;
{called}    println!(\"{{total}}\");
    conn.commit()
}}
"
    )
}

fn module(program: &Program, queries: &[(usize, Query)]) -> String {
    let schema = &program.schema;
    let mut models = BTreeSet::new();
    for (_, query) in queries {
        match *query {
            Query::Select(table) | Query::Update(table) => {
                models.insert(schema.tables[table].model());
            }
            Query::Join(table) | Query::Group(table) => {
                models.insert(schema.tables[table].model());
                models.insert(schema.tables[table - 1].model());
            }
            Query::Insert(table) => {
                models.insert(schema.tables[table].model());
                models.insert(format!("New{}", schema.tables[table].model()));
            }
            Query::Chain(joins) => models.extend(schema.tables[..=joins].iter().map(Table::model)),
        }
    }
    let models: Vec<String> = models.into_iter().collect();
    let functions: String =
        queries.iter().map(|(number, query)| function(schema, *number, program.number(*number), *query)).collect();
    let called: String = queries
        .iter()
        .map(|(number, query)| match query {
            Query::Update(_) | Query::Insert(_) => format!("    total += q{number}(conn)?;\n"),
            _ => format!("    total += q{number}(conn)?.len() as u64;\n"),
        })
        .collect();
    format!(
        "use realgar::prelude::*;\n\nuse crate::schema::{{{}}};\n{functions}\n\
         pub fn run(conn: &mut Connection) -> realgar::Result<u64> {{\n    let mut total = 0;\n{called}    Ok(total)\n}}\n",
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
pub fn q{q}(conn: &mut Connection) -> realgar::Result<Vec<(i32, String, Option<String>)>> {{
    let rows = conn.execute(
        select(({t}.id, {t}.{label}, {t}.{note}))
            .filter({t}.{count}.lt({n}))
            .filter({t}.{label}.like(\"a%\").or({t}.{flag}.eq(true)))
            .order_by(({t}.{label}.asc(), {t}.id.desc()))
            .limit(20),
    )?;
    Ok(rows.all())
}}
"
            )
        }
        Query::Join(number) => {
            let (child, parent) = (table(number), table(number - 1));
            let (c, p) = (child.model(), parent.model());
            let (label, count, flag) = (parent.label(), parent.count(), child.flag());
            format!(
                "
pub fn q{q}(conn: &mut Connection) -> realgar::Result<Vec<({c}, String)>> {{
    let rows = conn.execute(
        select(({c}, {p}.{label}))
            .join({p})
            .filter({p}.{count}.lt({n}))
            .filter({c}.{flag}.eq(true))
            .order_by({p}.{label}.asc()),
    )?;
    Ok(rows.all())
}}
"
            )
        }
        Query::Group(number) => {
            let (child, parent) = (table(number), table(number - 1));
            let (c, p) = (child.model(), parent.model());
            let (label, price) = (parent.label(), child.price());
            format!(
                "
pub fn q{q}(conn: &mut Connection) -> realgar::Result<Vec<(String, i64, Option<f64>)>> {{
    let rows = conn.execute(
        select(({p}.{label}, func::count({c}.id), func::max({c}.{price})))
            .join({c})
            .group_by({p}.{label})
            .having(func::count({c}.id).lt({n})),
    )?;
    Ok(rows.all())
}}
"
            )
        }
        Query::Update(number) => {
            let (t, label, count) = (table(number).model(), table(number).label(), table(number).count());
            format!(
                "
pub fn q{q}(conn: &mut Connection) -> realgar::Result<u64> {{
    let outcome = conn.execute(
        update({t}).set({t}.{label}, \"number {n}\").set({t}.{count}, {t}.{count} + 1).filter({t}.id.eq({n})),
    )?;
    Ok(outcome.rows_affected)
}}
"
            )
        }
        Query::Insert(number) => {
            let (t, note) = (table(number).model(), table(number).note());
            format!(
                "
pub fn q{q}(conn: &mut Connection) -> realgar::Result<u64> {{
    let row = New{t}::new(1, \"number {n}\", \"new\", {n}, 2.5, true).{note}(\"inserted\");
    let outcome = conn.execute(insert({t}).value(row))?;
    Ok(outcome.rows_affected)
}}
"
            )
        }
        Query::Chain(joins) => {
            let (first, last) = (table(0), table(joins));
            let (f, l) = (first.model(), last.model());
            let (label, price, flag) = (first.label(), last.price(), last.flag());
            let joins: String =
                (1..=joins).map(|number| format!("            .join({})\n", table(number).model())).collect();
            format!(
                "
pub fn q{q}(conn: &mut Connection) -> realgar::Result<Vec<(String, f64)>> {{
    let rows = conn.execute(
        select(({f}.{label}, {l}.{price}))
{joins}            .filter({f}.id.lt({n}))
            .filter({l}.{flag}.eq(true))
            .order_by({f}.{label}.asc()),
    )?;
    Ok(rows.all())
}}
"
            )
        }
    }
}
