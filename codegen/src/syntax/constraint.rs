//! The keys and checks of a table, and MySQL's indexes that stand among them, from sqlparser's trees.

use realgar_metadata::type_name::Family;
use realgar_metadata::{Deferrable, Dialect, ReferentialAction};
use sqlparser::ast::{
    ConstraintCharacteristics, DeferrableInitial, ForeignKeyConstraint, NullsDistinctOption,
    ReferentialAction as Action, TableConstraint,
};
use sqlparser::parser::Parser;

use super::column::column;
use super::comment::Annotation;
use super::declared::{Constraint, Element, ForeignKey, Ident, Index, Rule};
use super::grammar::{self, Grammar};
use super::index::index_keys;
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
        // INCLUDING ALL may follow, which says what else is taken over.
        return leading_name(slice.from(1), "LIKE").map(|(name, _)| Some(Element::Like(name)));
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

/// EXCLUDE and PERIOD, and NOT NULL as PostgreSQL 18 dumps it.
fn is_shapeless(slice: TokenSlice<'_>, rule: usize) -> bool {
    let opens = slice.is(rule + 1, "USING") || slice.is_symbol(rule + 1, b'(');
    (slice.is(rule, "EXCLUDE") && opens)
        || slice.are(0, &["PERIOD", "FOR"])
        || (rule > 0 && slice.are(rule, &["NOT", "NULL"]))
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
            (text(name(&key.name)?), Rule::PrimaryKey { columns, counted })
        }
        TableConstraint::Unique(unique) => {
            let keys = index_keys(grammar, &unique.columns)?;
            let (name, own_name) = (name(&unique.name)?, name(&unique.index_name)?);
            if !keys.iter().all(|(key, _)| key.is_column && !key.descending) {
                // Over expressions it is an index.
                let method = unique.index_type.map(|method| method.to_string().to_ascii_lowercase());
                return Ok(Element::Index(Index {
                    name: own_name.or(name),
                    unique: true,
                    keys,
                    condition: None,
                    method,
                }));
            }
            let columns = keys.into_iter().map(|(key, span)| Ident::new(key.expression, span)).collect();
            let nulls_not_distinct = unique.nulls_distinct == NullsDistinctOption::NotDistinct
                || (0..grammar.slice.tokens.len()).any(|at| grammar.slice.are(at, &["NULLS", "NOT", "DISTINCT"]));
            (text(name.or(own_name)), Rule::Unique { columns, nulls_not_distinct })
        }
        TableConstraint::ForeignKey(key) => {
            let columns = grammar.idents_of(&key.columns)?;
            (text(name(&key.name)?), Rule::ForeignKey(foreign_key(grammar, &key, columns)?))
        }
        TableConstraint::Check(check) => (text(name(&check.name)?), Rule::Check(grammar.slice.group(0)?.0.written())),
        TableConstraint::Index(index) => {
            let keys = index_keys(grammar, &index.columns)?;
            let method = index.index_type.map(|method| method.to_string().to_ascii_lowercase());
            return Ok(Element::Index(Index {
                name: name(&index.name)?,
                unique: false,
                keys,
                condition: None,
                method,
            }));
        }
        TableConstraint::FulltextOrSpatial(index) => {
            let keys = index_keys(grammar, &index.columns)?;
            let method = Some(if index.fulltext { "fulltext" } else { "spatial" }.to_owned());
            let name = name(&index.opt_index_name)?;
            return Ok(Element::Index(Index { name, unique: false, keys, condition: None, method }));
        }
        _ => {
            return Err(Problem::new("this constraint has no columns of its own", grammar.slice.here())
                .cure("write the columns in parentheses"));
        }
    };
    let span = grammar.slice.span();
    Ok(Element::Constraint(Constraint { name, rule, span, annotation: Annotation::default() }))
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
        on_update: action(key.on_update),
        deferrable: key.characteristics.as_ref().and_then(deferrable),
    })
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

fn deferrable(characteristics: &ConstraintCharacteristics) -> Option<Deferrable> {
    match (characteristics.deferrable, characteristics.initially) {
        (Some(false), _) | (None, None | Some(DeferrableInitial::Immediate)) => None,
        (_, Some(DeferrableInitial::Deferred)) => Some(Deferrable::InitiallyDeferred),
        (Some(true), _) => Some(Deferrable::InitiallyImmediate),
    }
}
