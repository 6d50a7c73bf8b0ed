//! The keys and checks of a table, and MySQL's indexes that stand among them, from sqlparser's trees.

use realgar_metadata::type_name::Family;
use realgar_metadata::{Deferrable, Dialect, IndexKey, OnConflict, ReferentialAction};
use sqlparser::ast::{
    CheckConstraint, ConstraintCharacteristics, ConstraintReferenceMatchKind, DeferrableInitial, ForeignKeyConstraint,
    NullsDistinctOption, ReferentialAction as Action, TableConstraint,
};
use sqlparser::parser::Parser;

use super::column::{column, on_conflict};
use super::comment::Annotation;
use super::declared::{
    CheckRule, Constraint, Element, Exclude, ForeignKey, Ident, Including, Index, KeyOptions, Like, Rule,
};
use super::grammar::{self, Grammar};
use super::index::{index, index_keys};
use super::table::leading_name;
use super::token_slice::{Parsed, TokenSlice};
use crate::report::Problem;
use realgar_metadata::lexer::Kind;

/// Reads one element of CREATE TABLE, or what ALTER TABLE adds. `None` if it says nothing about shape.
pub(super) fn element(slice: TokenSlice<'_>, annotation: Annotation) -> Parsed<Option<Element>> {
    let rule = if slice.is(0, "CONSTRAINT") { 2 } else { 0 };
    if is_shapeless(slice, rule) {
        return Ok(None);
    }
    if slice.is(0, "LIKE") {
        return like(slice).map(|like| Some(Element::Like(like)));
    }
    if slice.is(rule, "EXCLUDE") && (slice.is(rule + 1, "USING") || slice.is_symbol(rule + 1, b'(')) {
        let name = match rule {
            0 => None,
            _ => Some(grammar::parse(slice.between(1, 2), "constraint", |grammar| grammar.ident())?.text),
        };
        return Ok(Some(Element::Exclude(Exclude { name, definition: slice.from(rule + 1).written() })));
    }
    if is_constraint(slice) {
        let mut found = grammar::parse(slice, "constraint", constraint)?;
        if let Element::Constraint(constraint) = &mut found {
            constraint.annotation = annotation;
        }
        return Ok(Some(found));
    }
    let mut column = grammar::parse(slice, "column", column)?;
    column.annotation = annotation;
    Ok(Some(Element::Column(Box::new(column))))
}

/// PERIOD, and NOT NULL as PostgreSQL 18 dumps it.
fn is_shapeless(slice: TokenSlice<'_>, rule: usize) -> bool {
    slice.are(0, &["PERIOD", "FOR"]) || (rule > 0 && slice.are(rule, &["NOT", "NULL"]))
}

/// MariaDB's PERIOD FOR, and the keys over periods: they are no columns, and are kept as written.
pub(super) fn is_about_periods(slice: TokenSlice<'_>) -> bool {
    slice.file.dialect == Some(Dialect::MySql)
        && (slice.are(0, &["PERIOD", "FOR"])
            || (0..slice.tokens.len()).any(|at| slice.are(at, &["WITHOUT", "OVERLAPS"])))
}

/// LIKE, and what INCLUDING and EXCLUDING say, the later word last.
fn like(slice: TokenSlice<'_>) -> Parsed<Like> {
    let (table, behind) = leading_name(slice.from(1), "LIKE")?;
    let mut including = Including::default();
    for at in 1 + behind..slice.tokens.len() {
        let is_included = slice.is(at, "INCLUDING");
        if !is_included && !slice.is(at, "EXCLUDING") {
            continue;
        }
        if slice.is(at + 1, "ALL") {
            including = if is_included { Including::ALL } else { Including::default() };
        }
        for (word, place) in [
            ("COMMENTS", &mut including.comments),
            ("CONSTRAINTS", &mut including.constraints),
            ("DEFAULTS", &mut including.defaults),
            ("GENERATED", &mut including.generated),
            ("IDENTITY", &mut including.identity),
            ("INDEXES", &mut including.indexes),
        ] {
            if slice.is(at + 1, word) {
                *place = is_included;
            }
        }
    }
    Ok(Like { table, including })
}

/// The constraints of a part between two commas. SQLite accepts several, with nothing between them.
pub(super) fn without_commas(part: TokenSlice<'_>) -> Vec<TokenSlice<'_>> {
    let accepts = !matches!(part.file.dialect, Some(Dialect::PostgreSql | Dialect::MySql));
    if !accepts || part.is_empty() || !is_constraint(part) {
        return vec![part];
    }
    let begins = |at: usize| {
        let is_named = |at: usize| at >= 2 && part.is(at - 2, "CONSTRAINT");
        let opens = |at: usize| part.is_symbol(at, b'(');
        let is_rule = (part.is(at, "PRIMARY") && part.is(at + 1, "KEY"))
            || (part.is(at, "FOREIGN") && part.is(at + 1, "KEY"))
            || (part.is_any(at, &["UNIQUE", "CHECK"]) && opens(at + 1));
        part.is(at, "CONSTRAINT") || (is_rule && !is_named(at))
    };
    let mut starts: Vec<usize> = part.outside_groups().filter(|at| *at == 0 || begins(*at)).collect();
    starts.push(part.tokens.len());
    starts.windows(2).map(|ends| part.between(ends[0], ends[1])).collect()
}

/// CHECK, KEY and INDEX are also names that a column may have: `key VARCHAR(30)` against `KEY name (column)`.
pub(super) fn is_constraint(slice: TokenSlice<'_>) -> bool {
    if slice.is(0, "CONSTRAINT") || slice.are(0, &["PRIMARY", "KEY"]) || slice.are(0, &["FOREIGN", "KEY"]) {
        return true;
    }
    // Indexes among the columns are MySQL's alone; elsewhere, `key geometry(Point)` is a column.
    let mysql = !matches!(slice.file.dialect, Some(Dialect::PostgreSql | Dialect::Sqlite));
    let is_typed = || {
        let word = slice.tokens.get(1).map(|token| slice.file.text_of(*token).to_ascii_lowercase());
        word.is_some_and(|word| Family::of(&word).is_some())
    };
    let opens = |at: usize| slice.is_symbol(at, b'(');
    let names = |at: usize| {
        slice
            .tokens
            .get(at)
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Name | Kind::Quoted(_) | Kind::Symbol(b'(')))
    };
    let is_index =
        |at: usize| opens(at) || (opens(at + 1) && names(at + 2)) || slice.is(at, "USING") || slice.is(at + 1, "USING");
    (slice.is(0, "UNIQUE") && slice.tokens.len() > 1)
        || (slice.is(0, "CHECK") && opens(1))
        || (slice.is_any(0, &["KEY", "INDEX"]) && is_index(1) && (mysql || !is_typed()))
        || (slice.is_any(0, &["FULLTEXT", "SPATIAL"]) && (slice.is_any(1, &["KEY", "INDEX"]) || is_index(1)))
}

fn constraint(grammar: &mut Grammar<'_, '_>) -> Parsed<Element> {
    let Some(found) = grammar.run(Parser::parse_optional_table_constraint)? else {
        return Err(grammar.unexpected());
    };
    // MySQL: a key's comment. CHECK … NOT ENFORCED is read by sqlparser, of foreign keys too.
    if grammar.accept(&["COMMENT"]) {
        grammar.run(Parser::parse_literal_string)?;
    }
    let name = |name: &Option<sqlparser::ast::Ident>| name.as_ref().map(|name| grammar.ident_of(name)).transpose();
    let text = |name: Option<Ident>| name.map(|name| name.text);
    let (name, rule) = match found {
        TableConstraint::PrimaryKey(key) => {
            let counted = key.columns.iter().any(|column| {
                // SQLite's PRIMARY KEY (id AUTOINCREMENT) looks like an operator class.
                column
                    .operator_class
                    .as_ref()
                    .is_some_and(|class| class.to_string().eq_ignore_ascii_case("autoincrement"))
            });
            let mut columns = Vec::new();
            for (key, span) in index_keys(grammar, &key.columns)? {
                if !key.is_column {
                    return Err(Problem::new("a primary key consists of columns, not of expressions", span)
                        .cure("write the name of a column"));
                }
                columns.push(Ident::new(key.expression, span));
            }
            let options = key_options(grammar, key.characteristics.as_ref())?;
            (text(name(&key.name)?), Rule::PrimaryKey { columns, counted, options })
        }
        TableConstraint::Unique(unique) => {
            let keys = index_keys(grammar, &unique.columns)?;
            let (name, own_name) = (name(&unique.name)?, name(&unique.index_name)?);
            let is_plain = |key: &IndexKey| key.is_column && !key.descending && key.prefix.is_none();
            let mysql = grammar.file().dialect == Some(Dialect::MySql);
            let index = Index { unique: true, ..index(grammar, own_name.clone().or(name.clone()), keys.clone()) };
            let says_more = mysql && (index.comment.is_some() || !index.options.is_empty());
            if says_more || !keys.iter().all(|(key, _)| is_plain(key)) {
                // Over expressions it is an index.
                let method = unique.index_type.map(|method| method.to_string().to_ascii_lowercase());
                return Ok(Element::Index(Index { method: method.or(index.method.clone()), ..index }));
            }
            let columns = keys.into_iter().map(|(key, span)| Ident::new(key.expression, span)).collect();
            let mut options = key_options(grammar, unique.characteristics.as_ref())?;
            options.nulls_not_distinct |= unique.nulls_distinct == NullsDistinctOption::NotDistinct;
            (text(name.or(own_name)), Rule::Unique { columns, options })
        }
        TableConstraint::ForeignKey(key) => {
            let columns = grammar.idents_of(&key.columns)?;
            (text(name(&key.name)?), Rule::ForeignKey(foreign_key(grammar, &key, columns)?))
        }
        TableConstraint::Check(check) => {
            let condition = grammar.slice.group(0)?.0.written();
            (text(name(&check.name)?), Rule::Check(self::check(condition, &check, on_conflict(grammar.slice))))
        }
        TableConstraint::Index(found) => {
            let keys = index_keys(grammar, &found.columns)?;
            let method = found.index_type.map(|method| method.to_string().to_ascii_lowercase());
            let index = index(grammar, name(&found.name)?, keys);
            return Ok(Element::Index(Index { method: method.or(index.method.clone()), ..index }));
        }
        TableConstraint::FulltextOrSpatial(found) => {
            let keys = index_keys(grammar, &found.columns)?;
            let method = Some(if found.fulltext { "fulltext" } else { "spatial" }.to_owned());
            let name = name(&found.opt_index_name)?;
            return Ok(Element::Index(Index { method, ..index(grammar, name, keys) }));
        }
        _ => {
            return Err(Problem::new("this constraint has no columns of its own", grammar.slice.here())
                .cure("write the columns in parentheses"));
        }
    };
    let span = grammar.slice.span();
    Ok(Element::Constraint(Constraint { name, rule, span, annotation: Annotation::default() }))
}

/// CHECK with what follows it.
pub(super) fn check(condition: String, found: &CheckConstraint, on_conflict: Option<OnConflict>) -> CheckRule {
    let not_enforced = found.enforced == Some(false);
    CheckRule { condition, no_inherit: found.no_inherit, not_enforced, on_conflict }
}

/// What follows the columns of a key.
fn key_options(grammar: &Grammar<'_, '_>, characteristics: Option<&ConstraintCharacteristics>) -> Parsed<KeyOptions> {
    let slice = grammar.slice;
    let has = |words: &[&str]| slice.outside_groups().find(|at| slice.are(*at, words));
    let include = match has(&["INCLUDE"]) {
        Some(at) => included(slice.group(at)?.0)?,
        None => Vec::new(),
    };
    Ok(KeyOptions {
        nulls_not_distinct: has(&["NULLS", "NOT", "DISTINCT"]).is_some(),
        include,
        deferrable: characteristics.and_then(deferrable),
        on_conflict: on_conflict(slice),
    })
}

/// REFERENCES, of a column or of a table.
pub(super) fn foreign_key(
    grammar: &Grammar<'_, '_>,
    key: &ForeignKeyConstraint,
    columns: Vec<Ident>,
) -> Parsed<ForeignKey> {
    Ok(ForeignKey {
        columns,
        table: grammar.name_of(&key.foreign_table)?,
        referred: grammar.idents_of(&key.referred_columns)?,
        on_delete: action(key.on_delete),
        set_columns: set_columns(grammar.slice)?,
        on_update: action(key.on_update),
        match_full: key.match_kind == Some(ConstraintReferenceMatchKind::Full),
        deferrable: key.characteristics.as_ref().and_then(deferrable),
    })
}

/// PostgreSQL's `ON DELETE SET NULL (a, b)`, which was left out before sqlparser read the rest.
fn set_columns(slice: TokenSlice<'_>) -> Parsed<Vec<Ident>> {
    let is_action = |at: usize| slice.are(at, &["ON", "DELETE", "SET"]) && slice.is_any(at + 3, &["NULL", "DEFAULT"]);
    let action = slice.outside_groups().find(|at| is_action(*at) && slice.is_symbol(at + 4, b'('));
    action.map_or_else(|| Ok(Vec::new()), |at| included(slice.group(at + 4)?.0))
}

/// The names of columns in parentheses.
pub(super) fn included(group: TokenSlice<'_>) -> Parsed<Vec<Ident>> {
    group.parts().into_iter().map(|part| grammar::parse(part, "list of columns", |grammar| grammar.ident())).collect()
}

const fn action(action: Option<Action>) -> ReferentialAction {
    match action {
        None | Some(Action::NoAction) => ReferentialAction::NoAction,
        Some(Action::Restrict) => ReferentialAction::Restrict,
        Some(Action::Cascade) => ReferentialAction::Cascade,
        Some(Action::SetNull) => ReferentialAction::SetNull,
        Some(Action::SetDefault) => ReferentialAction::SetDefault,
    }
}

pub(super) fn deferrable(characteristics: &ConstraintCharacteristics) -> Option<Deferrable> {
    match (characteristics.deferrable, characteristics.initially) {
        (Some(false), _) | (None, None | Some(DeferrableInitial::Immediate)) => None,
        (_, Some(DeferrableInitial::Deferred)) => Some(Deferrable::InitiallyDeferred),
        (Some(true), _) => Some(Deferrable::InitiallyImmediate),
    }
}
