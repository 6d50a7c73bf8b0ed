//! SQLite's CREATE VIRTUAL TABLE: a table, if its module's arguments say its columns.

use realgar_metadata::lexer::{self, Kind};
use realgar_metadata::type_name::TypeName;
use realgar_metadata::{Column as Known, DefinitionKind, SqlType, virtual_table};

use super::comment::{self, Annotation};
use super::declared::{
    Column, Constraint, Declaration, Definition, Element, Ident, KeyOptions, Name, Rule, Table, Type,
};
use super::file::File;
use super::split::Statement;
use super::table::{leading_name, text};
use super::token_slice::{Parsed, TokenSlice};
use super::{Shape, dialect};
use crate::report::Problem;

/// Reads CREATE VIRTUAL TABLE. If only the module knows the columns, it is kept as written, without a model.
pub(super) fn create_virtual_table(
    file: &File<'_>,
    statement: &Statement,
    problems: &mut Vec<Problem>,
) -> Parsed<Declaration> {
    let slice = TokenSlice::new(file, &statement.tokens).from(3);
    let if_not_exists = slice.are(0, &["IF", "NOT", "EXISTS"]);
    let slice = slice.from(if if_not_exists { 3 } else { 0 });
    let (name, behind) = leading_name(slice, "CREATE VIRTUAL TABLE")?;
    if !slice.is(behind, "USING") {
        return Err(Problem::new("expected `USING` and a module", slice.from(behind).here())
            .cure("write `USING fts5(…)`, or another module"));
    }
    let using = slice.from(behind + 1).written();
    let Some(columns) = virtual_table::columns(&using) else {
        let (kind, owned_by, comment) = (DefinitionKind::VirtualTable, None, None);
        let sql = format!("USING {using}");
        return Ok(Declaration::Definition(Box::new(Definition { kind, name, sql, owned_by, comment })));
    };
    let mut annotation = comment::read(file, &statement.above, problems);
    if virtual_table::module(&using).starts_with("fts") {
        let docs = annotation.docs.take().map_or_else(String::new, |docs| docs + "\n\n");
        annotation.docs = Some(docs + HOW_TO_SEARCH);
    }
    Ok(Declaration::Table(Box::new(Table {
        elements: elements(&columns, &name),
        name,
        if_not_exists,
        or_replace: false,
        parents: Vec::new(),
        partition_of: None,
        without_rowid: false,
        strict: false,
        module: Some(using),
        options: Vec::new(),
        counts_from: None,
        comment: None,
        annotation,
        text: text(file, statement),
    })))
}

/// Whether the statement gives a model, and takes the comments above it.
pub(super) fn has_model(file: &File<'_>, statement: &Statement) -> bool {
    let slice = TokenSlice::new(file, &statement.tokens);
    slice.find("USING").is_some_and(|at| virtual_table::columns(&slice.from(at + 1).written()).is_some())
}

/// What the documentation of a table for full-text search says.
const HOW_TO_SEARCH: &str = "A virtual table for full-text search: `.match_(…)` of a column searches that column, and \
    `func::table_call` with its name searches all of them.";

/// Reads what SQLite's `.dump` writes in place of CREATE VIRTUAL TABLE: a row of its schema table, whose last value is
/// the statement.
pub(super) fn insert_schema(
    file: &File<'_>,
    statement: &Statement,
    problems: &mut Vec<Problem>,
) -> Parsed<Vec<Declaration>> {
    let last = statement.tokens.iter().rev().find(|token| matches!(token.kind, Kind::String { .. }));
    let Some(sql) = last.map(|token| file.value_of(*token)) else { return Ok(Vec::new()) };
    let own = File::new(file.index, &sql, file.dialect);
    let tokens = lexer::tokens(&sql, dialect::lexis(file.dialect, &sql));
    let shape = Shape::CreateVirtualTable;
    let slice = TokenSlice::new(&own, &tokens);
    if !slice.are(0, &["CREATE", "VIRTUAL", "TABLE"]) {
        return Ok(Vec::new());
    }
    let inner = Statement { shape, tokens, comments: Vec::new(), above: Vec::new(), schema: None };
    // Places are those of the row.
    let span = TokenSlice::new(file, &statement.tokens).here();
    let declaration = create_virtual_table(&own, &inner, problems).map_err(|problem| Problem { span, ..problem })?;
    Ok(vec![match declaration {
        Declaration::Table(mut table) => {
            table.name.span = span;
            Declaration::Table(table)
        }
        Declaration::Definition(mut definition) => {
            definition.name.span = span;
            Declaration::Definition(definition)
        }
        other => other,
    }])
}

/// The columns, and the first one as the key.
fn elements(columns: &[Known], table: &Name) -> Vec<Element> {
    let mut elements: Vec<Element> =
        columns.iter().map(|known| Element::Column(Box::new(column(known, table)))).collect();
    if let Some(first) = columns.first() {
        let rule = Rule::PrimaryKey {
            columns: vec![Ident::new(first.name.to_string(), table.span)],
            counted: false,
            options: KeyOptions::default(),
        };
        let (span, annotation) = (table.span, Annotation::default());
        elements.push(Element::Constraint(Constraint { name: None, rule, span, annotation }));
    }
    elements
}

fn column(known: &Known, table: &Name) -> Column {
    let words = match known.sql_type {
        SqlType::BigInt => "bigint",
        SqlType::Double => "double",
        _ => "text",
    };
    let name = TypeName { words: words.to_owned(), text: words.to_owned(), ..TypeName::default() };
    Column {
        name: Ident::new(known.name.to_string(), table.span),
        sql_type: Type { name, schema: None, span: table.span },
        character_set: None,
        not_null: !known.nullable,
        on_conflict: None,
        default: None,
        generated: None,
        identity: None,
        on_update: None,
        invisible: false,
        collation: None,
        comment: None,
        constraints: Vec::new(),
        annotation: Annotation::default(),
        text: words.to_owned(),
    }
}
