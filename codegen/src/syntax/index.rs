//! CREATE INDEX, and the keys in parentheses that it shares with the constraints of a table.

use realgar_metadata::{IndexKey, Span};
use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, FunctionArguments, IndexColumn, OrderBySort, Value};

use super::column::column_name;
use super::declared::{Declaration, Ident, Index};
use super::grammar::{self, Grammar};
use super::token_slice::{Parsed, TokenSlice};
use realgar_metadata::lexer::Token;

/// Reads CREATE INDEX.
pub(super) fn create_index(slice: TokenSlice<'_>) -> Parsed<Declaration> {
    // The words before INDEX differ by dialect; sqlparser only knows UNIQUE.
    let index = slice.find("INDEX").unwrap_or(0);
    let before = |word: &str| slice.find(word).is_some_and(|at| at < index);
    let unique = before("UNIQUE");
    let special = ["fulltext", "spatial"].into_iter().find(|word| before(word)).map(str::to_owned);
    let rest = slice.from(index + 1);
    // PostgreSQL's ONLY leaves the partitions of a partitioned table without the index.
    let only = (0..rest.tokens.len()).find(|at| rest.are(*at, &["ON", "ONLY"]));
    let tokens: Vec<Token> =
        (0..rest.tokens.len()).filter(|at| only.is_none_or(|on| on + 1 != *at)).map(|at| rest.tokens[at]).collect();
    grammar::parse(TokenSlice::new(slice.file, &tokens), "CREATE INDEX", |grammar| {
        let found = grammar.run(|parser| parser.parse_create_index(unique))?;
        let keys = index_keys(grammar, &found.columns)?;
        let name = found.name.as_ref().map(|name| grammar.name_of(name)).transpose()?;
        let name = name.map(|name| Ident { text: name.text, spelling: name.spelling, span: name.span });
        let written = grammar.since(0);
        let condition = written.find("WHERE").map(|at| written.from(at + 1).written());
        let method = found.using.map(|method| method.to_string().to_ascii_lowercase()).or(special.clone());
        let table = grammar.name_of(&found.table_name)?;
        Ok(Declaration::Index { table, index: Index { name, unique, keys, condition, method } })
    })
}

/// The keys of an index or a constraint; expressions stay as written in the first parentheses.
pub(super) fn index_keys(grammar: &Grammar<'_, '_>, columns: &[IndexColumn]) -> Parsed<Vec<(IndexKey, Span)>> {
    let parts = grammar.slice.group(0)?.0.parts();
    let keys = columns.iter().zip(parts).map(|(column, part)| (key(grammar, column, part), part.here()));
    Ok(keys.collect())
}

fn key(grammar: &Grammar<'_, '_>, found: &IndexColumn, part: TokenSlice<'_>) -> IndexKey {
    let (expression, collation) = match &found.column.expr {
        Expr::Collate { expr, collation } => (&**expr, grammar.name_of(collation).ok().map(|name| name.text)),
        expression => (expression, None),
    };
    let descending = matches!(found.column.options.sort, Some(OrderBySort::Desc));
    let column = column_name(grammar, expression).map(|name| name.text).or_else(|| beginning(expression));
    let mut key = match column {
        Some(name) => {
            let mut key = IndexKey::column("");
            key.expression = name.into();
            key.collation = collation.map(Into::into);
            key
        }
        None => {
            let mut key = IndexKey::expression("");
            let ordered = part.is_any(part.tokens.len().saturating_sub(1), &["ASC", "DESC"]);
            key.expression = part.without_last(usize::from(ordered)).written().into();
            key
        }
    };
    key.descending = descending;
    key
}

/// MySQL indexes the first characters of a long column: `name(10)` is a column.
fn beginning(expression: &Expr) -> Option<String> {
    let Expr::Function(function) = expression else { return None };
    let FunctionArguments::List(arguments) = &function.args else { return None };
    match arguments.args.as_slice() {
        [FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value)))]
            if matches!(value.value, Value::Number(..)) =>
        {
            Some(function.name.0.last()?.as_ident()?.value.clone())
        }
        _ => None,
    }
}
