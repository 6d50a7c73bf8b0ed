//! CREATE INDEX, and the keys in parentheses that it shares with the constraints of a table.

use realgar_metadata::{IndexKey, NullsOrder, Span};
use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, FunctionArguments, IndexColumn, Value};

use super::constraint::included;
use super::declared::{Declaration, Ident, Index};
use super::grammar::{self, Grammar};
use super::table::leading_name;
use super::token_slice::{Parsed, TokenSlice};
use realgar_metadata::lexer::{Kind, Token};

/// Reads CREATE INDEX.
pub(super) fn create_index(slice: TokenSlice<'_>) -> Parsed<Declaration> {
    // The words before INDEX differ by dialect; sqlparser only knows UNIQUE.
    let start = slice.find("INDEX").unwrap_or(0);
    let before = |word: &str| slice.find(word).is_some_and(|at| at < start);
    let unique = before("UNIQUE");
    let special = ["fulltext", "spatial"].into_iter().find(|word| before(word)).map(str::to_owned);
    let rest = slice.from(start + 1);
    // PostgreSQL's ONLY leaves the partitions of a partitioned table without the index.
    let only = (0..rest.tokens.len()).find(|at| rest.are(*at, &["ON", "ONLY"]));
    let around = &around_table(slice, start + 1)?;
    let tokens: Vec<Token> =
        (0..rest.tokens.len()).filter(|at| only.is_none_or(|on| on + 1 != *at)).map(|at| rest.tokens[at]).collect();
    grammar::parse(TokenSlice::new(slice.file, &tokens), "CREATE INDEX", |grammar| {
        let found = grammar.run(|parser| parser.parse_create_index(unique))?;
        let keys = index_keys(grammar, &found.columns)?;
        let name = found.name.as_ref().map(|name| grammar.name_of(name)).transpose()?;
        let name = name.map(|name| Ident { text: name.text, spelling: name.spelling, span: name.span });
        let method = found.using.map(|method| method.to_string().to_ascii_lowercase()).or(special.clone());
        let table = grammar.name_of(&found.table_name)?;
        Ok(Declaration::Index {
            table,
            index: Index { unique, method, ..index(grammar, name, keys) },
            around: around.clone(),
        })
    })
}

/// The statement before the table's name and after it.
fn around_table(slice: TokenSlice<'_>, from: usize) -> Parsed<[String; 2]> {
    let on = (from..slice.tokens.len()).find(|at| slice.is(*at, "ON"));
    let Some(on) = on.filter(|on| on + 1 < slice.tokens.len()) else { return Ok(Default::default()) };
    let table = on + 1 + usize::from(slice.is(on + 1, "ONLY") && !slice.is_symbol(on + 2, b'('));
    let (_, behind) = leading_name(slice.from(table), "CREATE INDEX")?;
    Ok([slice.between(0, on + 1).written(), slice.from(table + behind).written()])
}

/// An index over these keys, with what follows them.
pub(super) fn index(grammar: &Grammar<'_, '_>, name: Option<Ident>, keys: Vec<(IndexKey, Span)>) -> Index {
    let mut index = Index {
        name,
        unique: false,
        keys,
        condition: None,
        method: None,
        include: Vec::new(),
        nulls_not_distinct: false,
        options: Vec::new(),
        comment: None,
    };
    if let Ok((_, behind)) = grammar.slice.group(0) {
        options(grammar.slice.from(behind), &mut index);
    }
    index
}

/// What follows the keys. sqlparser knows few of these options, and none of their values are SQL expressions.
fn options(slice: TokenSlice<'_>, index: &mut Index) {
    let mut at = 0;
    while at < slice.tokens.len() {
        let from = at;
        let group = || slice.group(at + 1).ok().filter(|_| slice.is_symbol(at + 1, b'('));
        let value = at + 1 + usize::from(slice.is_symbol(at + 1, b'='));
        if slice.is(at, "WHERE") {
            index.condition = Some(slice.from(at + 1).written());
            return;
        } else if slice.are(at, &["NULLS", "NOT", "DISTINCT"]) {
            index.nulls_not_distinct = true;
            at += 3;
        } else if let (true, Some((columns, behind))) = (slice.is(at, "INCLUDE"), group()) {
            index.include = included(columns).unwrap_or_default();
            at = behind;
        } else if let (true, Some((_, behind))) = (slice.is(at, "WITH"), group()) {
            index.options.push(slice.between(from, behind).written());
            at = behind;
        } else if slice.is(at, "COMMENT") {
            index.comment = slice.tokens.get(value).map(|token| slice.file.value_of(*token));
            at = value + 1;
        } else if slice.is(at, "USING") {
            index.method = slice.tokens.get(at + 1).map(|token| slice.file.text_of(*token).to_ascii_lowercase());
            at += 2;
        } else if slice.is_any(at, &["KEY_BLOCK_SIZE", "TABLESPACE"]) {
            at = value + 1;
            index.options.push(slice.between(from, at.min(slice.tokens.len())).written());
        } else if slice.are(at, &["WITH", "PARSER"]) {
            at += 3;
            index.options.push(slice.between(from, at.min(slice.tokens.len())).written());
        } else if slice.is_any(at, &["INVISIBLE", "IGNORED"]) {
            at += 1;
            index.options.push(slice.between(from, at).written());
        } else {
            at += 1;
        }
    }
}

/// The keys of an index or a constraint; expressions stay as written in the first parentheses.
pub(super) fn index_keys(grammar: &Grammar<'_, '_>, columns: &[IndexColumn]) -> Parsed<Vec<(IndexKey, Span)>> {
    let parts = grammar.slice.group(0)?.0.parts();
    let keys = columns.iter().zip(parts).map(|(column, part)| (key(grammar, column, part), part.here()));
    Ok(keys.collect())
}

/// A key: an expression, COLLATE, an operator class, ASC or DESC, NULLS FIRST or LAST.
fn key(grammar: &Grammar<'_, '_>, found: &IndexColumn, part: TokenSlice<'_>) -> IndexKey {
    let mut rest = part;
    let ends = |rest: TokenSlice<'_>, words: &[&str]| {
        rest.tokens.len().checked_sub(words.len()).is_some_and(|at| rest.are(at, words))
    };
    let mut key = IndexKey::column("");
    if ends(rest, &["NULLS", "FIRST"]) || ends(rest, &["NULLS", "LAST"]) {
        key.nulls = Some(if ends(rest, &["FIRST"]) { NullsOrder::First } else { NullsOrder::Last });
        rest = rest.without_last(2);
    }
    if ends(rest, &["ASC"]) || ends(rest, &["DESC"]) {
        key.descending = ends(rest, &["DESC"]);
        rest = rest.without_last(1);
    }
    if let Some(class) = &found.operator_class {
        let length = class.0.len() * 2 - 1;
        let at = rest.tokens.len().saturating_sub(length);
        // SQLite's PRIMARY KEY (id AUTOINCREMENT) looks like an operator class.
        let class = rest.from(at).written();
        if !class.eq_ignore_ascii_case("autoincrement") {
            key.operator_class = Some(class.into());
        }
        rest = rest.without_last(length);
        // PRIMARY KEY (id ASC AUTOINCREMENT): the rowid has no order.
        rest = rest.without_last(usize::from(ends(rest, &["ASC"]) || ends(rest, &["DESC"])));
    }
    let collate = rest.outside_groups().find(|at| *at > 0 && rest.is(*at, "COLLATE"));
    if let Some(at) = collate {
        let last = rest.tokens.last().map(|token| rest.file.value_of(*token));
        key.collation = last.map(Into::into);
        rest = rest.without_last(rest.tokens.len() - at);
    }
    let expression = match &found.column.expr {
        Expr::Collate { expr, .. } => &**expr,
        expression => expression,
    };
    let column = match (expression, rest.tokens) {
        (Expr::Identifier(ident), [_]) => grammar.ident_of(ident).ok().map(|ident| ident.text),
        // SQLite takes a string for a name.
        (_, [only]) if matches!(only.kind, Kind::String { .. } | Kind::Quoted(_)) => Some(rest.file.value_of(*only)),
        _ => None,
    };
    if let Some(name) = column {
        key.expression = name.into();
    } else if let Some((name, length)) = beginning(expression) {
        key.expression = name.into();
        key.prefix = Some(length);
    } else {
        key.is_column = false;
        key.expression = rest.written().into();
    }
    key
}

/// MySQL indexes the first characters of a long column: `name(10)` is a column.
fn beginning(expression: &Expr) -> Option<(String, u32)> {
    let Expr::Function(function) = expression else { return None };
    let FunctionArguments::List(arguments) = &function.args else { return None };
    match arguments.args.as_slice() {
        [FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value)))] => match &value.value {
            Value::Number(length, _) => Some((function.name.0.last()?.as_ident()?.value.clone(), length.parse().ok()?)),
            _ => None,
        },
        _ => None,
    }
}
