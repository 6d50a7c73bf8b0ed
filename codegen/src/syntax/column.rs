//! A column's definition, read by sqlparser clause by clause, so that each has its place and its text.

use realgar_metadata::{DefaultValue, Dialect, Generated, GeneratedStorage, Identity, OnConflict, default_value};
use sqlparser::ast::{ColumnOption, ConstraintCharacteristics, GeneratedAs, GeneratedExpressionMode};
use sqlparser::parser::Parser;

use super::comment::Annotation;
use super::constraint;
use super::declared::{Column, Constraint, KeyOptions, Rule, counted, is_sequence};
use super::grammar::{self, Grammar};
use super::sql_type::{CLAUSES, sql_type};
use super::token_slice::{Parsed, TokenSlice};
use crate::naming;
use crate::report::Problem;
use realgar_metadata::lexer::Kind;

/// Reads a column's definition to its end.
pub(super) fn column(grammar: &mut Grammar<'_, '_>) -> Parsed<Column> {
    let name = grammar.ident()?;
    let from = grammar.rest().range().0;
    let sql_type = sql_type(grammar)?;
    let mut column = Column {
        name,
        sql_type,
        character_set: None,
        not_null: false,
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
        text: String::new(),
    };
    let whole = grammar.slice;
    if !grammar.is_end() || !column.sql_type.name.text.is_empty() {
        let first = whole.tokens.iter().position(|token| token.start >= from).unwrap_or(whole.tokens.len());
        column.text = whole.from(first).written();
        // This clause was left out before sqlparser read the rest, so it is not in the tree.
        let distinct = (first..whole.tokens.len()).any(|at| whole.are(at, &["NULLS", "NOT", "DISTINCT"]));
        // MySQL's other words for CHARACTER SET, which were left out, too.
        column.character_set = character_set(whole.from(first));
        column.invisible = whole.from(first).outside_groups().any(|at| whole.is(first + at, "INVISIBLE"));
        while !grammar.is_end() {
            clause(grammar, &mut column, distinct)?;
        }
    }
    Ok(column)
}

/// CHARSET, ASCII or UNICODE of a column.
fn character_set(slice: TokenSlice<'_>) -> Option<String> {
    if matches!(slice.file.dialect, Some(Dialect::PostgreSql | Dialect::Sqlite)) {
        return None;
    }
    slice.outside_groups().find_map(|at| match () {
        () if at == 0 || slice.is_any(at - 1, &["DEFAULT", "COMMENT", "SET"]) => None,
        () if slice.is(at, "CHARSET") => slice.tokens.get(at + 1).map(|token| slice.file.value_of(*token)),
        () if slice.is(at, "ASCII") => Some("latin1".to_owned()),
        () if slice.is(at, "UNICODE") => Some("ucs2".to_owned()),
        () => None,
    })
}

/// Reads one clause after the type.
fn clause(grammar: &mut Grammar<'_, '_>, column: &mut Column, nulls_not_distinct: bool) -> Parsed<()> {
    let start = grammar.at();
    let name = if grammar.accept(&["CONSTRAINT"]) { Some(grammar.ident()?.text) } else { None };
    let from = grammar.at();
    let key = |grammar: &Grammar<'_, '_>, characteristics: &Option<ConstraintCharacteristics>| KeyOptions {
        nulls_not_distinct,
        include: Vec::new(),
        deferrable: characteristics.as_ref().and_then(constraint::deferrable),
        on_conflict: on_conflict(grammar.left_out()),
    };
    if grammar.accept(&["UNIQUE", "KEY"]) || grammar.accept(&["UNIQUE", "INDEX"]) {
        let rule = Rule::Unique { columns: vec![column.name.clone()], options: key(grammar, &None) };
        add(grammar, column, start, name, rule);
        return Ok(());
    }
    // MariaDB: the time from which on a row is as it is, and the time until which it is.
    if grammar.accept(&["GENERATED", "ALWAYS", "AS", "ROW"]) || grammar.accept(&["AS", "ROW"]) {
        let end = grammar.accept(&["END"]);
        if !end && !grammar.accept(&["START"]) {
            return Err(unknown_clause(grammar));
        }
        let expression = if end { "ROW END" } else { "ROW START" };
        column.generated = Some(Generated { expression: expression.into(), storage: GeneratedStorage::Stored });
        column.not_null = true;
        return Ok(());
    }
    let Some(option) = grammar.run(Parser::parse_optional_column_option)? else {
        return Err(unknown_clause(grammar));
    };
    let written = grammar.since(from);
    match option {
        ColumnOption::NotNull => {
            column.not_null = true;
            column.on_conflict = on_conflict(grammar.left_out());
        }
        ColumnOption::Default(_) => default_clause(column, written.from(1)),
        ColumnOption::PrimaryKey(found) => {
            let options = key(grammar, &found.characteristics);
            let rule = Rule::PrimaryKey { columns: vec![column.name.clone()], counted: false, options };
            add(grammar, column, start, name, rule);
        }
        ColumnOption::Unique(found) => {
            let options = key(grammar, &found.characteristics);
            let rule = Rule::Unique { columns: vec![column.name.clone()], options };
            add(grammar, column, start, name, rule);
        }
        ColumnOption::ForeignKey(key) => {
            let rule = Rule::ForeignKey(constraint::foreign_key(grammar, &key, vec![column.name.clone()])?);
            add(grammar, column, start, name, rule);
        }
        ColumnOption::Check(found) => {
            let condition = written.group(0)?.0.written();
            add(grammar, column, start, name, Rule::Check(constraint::check(condition, &found, None)));
        }
        ColumnOption::Collation(collation) => column.collation = Some(grammar.name_of(&collation)?.text),
        ColumnOption::CharacterSet(name) => column.character_set = Some(grammar.name_of(&name)?.text),
        ColumnOption::OnUpdate(_) => column.on_update = Some(written.from(2).written()),
        ColumnOption::Comment(comment) => column.comment = Some(comment),
        ColumnOption::DialectSpecific(_) if written.is_any(0, &["AUTO_INCREMENT", "AUTOINCREMENT"]) => {
            column.identity = Some(counted());
        }
        ColumnOption::Identity(_) => column.identity = Some(counted()),
        ColumnOption::Generated { generation_expr: None, generated_as, .. } => {
            column.identity = Some(identity(grammar.slice, Some(generated_as)));
        }
        ColumnOption::Generated { generated_as, generation_expr_mode, .. } => {
            let stored = generated_as == GeneratedAs::ExpStored
                || generation_expr_mode == Some(GeneratedExpressionMode::Stored)
                || grammar.slice.find("PERSISTENT").is_some();
            let storage = if stored { GeneratedStorage::Stored } else { GeneratedStorage::Virtual };
            column.generated = Some(Generated { expression: written.group(0)?.0.written().into(), storage });
        }
        _ => {}
    }
    Ok(())
}

fn add(grammar: &Grammar<'_, '_>, column: &mut Column, from: usize, name: Option<String>, rule: Rule) {
    let span = grammar.since(from).span();
    column.constraints.push(Constraint { name, rule, span, annotation: Annotation::default() });
}

fn unknown_clause(grammar: &Grammar<'_, '_>) -> Problem {
    if grammar.rest().is(0, "NOT") {
        let next = grammar.rest().from(1);
        let found = next.tokens.first().map_or_else(
            || "the end".to_owned(),
            |token| format!("`{}`", grammar::shown(grammar.file().text_of(*token))),
        );
        return Problem::new(format!("expected NULL, found {found}"), next.here()).cure("write `NOT NULL`");
    }
    let problem = grammar.unexpected();
    let rest = grammar.rest();
    let Some(token) = rest.tokens.first() else { return problem };
    let word = grammar.file().text_of(*token).to_ascii_uppercase();
    match naming::closest(&word, CLAUSES.iter().copied()) {
        _ if problem.cure.is_some() => problem,
        Some(known) if token.kind == Kind::Word => {
            problem.cure(format!("did you mean `{known}`? a `,` may also be missing before it"))
        }
        _ => problem.cure("a `,` may be missing before it, or its type is not written as one word"),
    }
}

/// SQLite's ON CONFLICT at the beginning of what was left out.
pub(super) fn on_conflict(left_out: TokenSlice<'_>) -> Option<OnConflict> {
    let actions = [
        ("ROLLBACK", OnConflict::Rollback),
        ("ABORT", OnConflict::Abort),
        ("FAIL", OnConflict::Fail),
        ("IGNORE", OnConflict::Ignore),
        ("REPLACE", OnConflict::Replace),
    ];
    // The key's order may stand between, and is left out with it.
    let at = (0..left_out.tokens.len()).find(|at| left_out.are(*at, &["ON", "CONFLICT"]))?;
    actions.into_iter().find(|(word, _)| left_out.is(at + 2, word)).map(|(_, action)| action)
}

fn default_clause(column: &mut Column, written: TokenSlice<'_>) {
    let default = default(written);
    // The sequence may belong to PostgreSQL alone; that the column counts up is true everywhere.
    if is_sequence(&default) {
        column.identity = Some(counted());
    }
    column.default = Some(default);
}

/// What a default means: the simple ones by their meaning, all others as written.
pub(super) fn default(written: TokenSlice<'_>) -> DefaultValue {
    default_value::simple(written.file.text, written.tokens, written.file.dialect)
        .unwrap_or_else(|| DefaultValue::Expression(written.written().into()))
}

/// GENERATED … AS IDENTITY. The options in its parentheses may come in any order.
pub(super) fn identity(slice: TokenSlice<'_>, generated_as: Option<GeneratedAs>) -> Identity {
    let mut identity = counted();
    identity.always = generated_as == Some(GeneratedAs::Always);
    let options = slice.find("IDENTITY").filter(|at| slice.is_symbol(at + 1, b'('));
    if let Some(Ok((options, _))) = options.map(|at| slice.group(at)) {
        let number = |word, filler| number(options, word, filler).filter(|_| !is_after_no(options, word));
        identity.start = number("START", "WITH");
        identity.increment = number("INCREMENT", "BY");
        identity.minimum = number("MINVALUE", "");
        identity.maximum = number("MAXVALUE", "");
        identity.cache = number("CACHE", "");
        identity.cycle = options.find("CYCLE").is_some() && !is_after_no(options, "CYCLE");
    }
    identity
}

/// Whether the option is `NO option`.
fn is_after_no(options: TokenSlice<'_>, word: &str) -> bool {
    options.find(word).and_then(|at| at.checked_sub(1)).is_some_and(|at| options.is(at, "NO"))
}

fn number(options: TokenSlice<'_>, word: &str, filler: &str) -> Option<i64> {
    let at = options.find(word)? + 1;
    let at = at + usize::from(options.is(at, filler));
    let sign = if options.is_symbol(at, b'-') { 2 } else { 1 };
    let tokens = options.tokens.get(at..at + sign)?;
    options.file.written(tokens).replace(' ', "").parse().ok()
}
