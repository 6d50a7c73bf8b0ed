//! CREATE INDEX, and the keys in parentheses that it shares with MySQL's KEY.

use realgar_metadata::{IndexKey, Span};

use super::cursor::{Cursor, Parsed};
use super::declared::{Declaration, Index};
use super::lexer::{Kind, Token};

/// Reads CREATE INDEX.
pub(super) fn create_index(cursor: &mut Cursor<'_>) -> Parsed<Declaration> {
    cursor.expect("CREATE")?;
    let mut unique = false;
    let mut method = None;
    while !cursor.accept("INDEX") {
        match cursor.peek() {
            Some(_) if cursor.accept("UNIQUE") => unique = true,
            Some(token) => {
                let word = cursor.file.text_of(token).to_ascii_lowercase();
                if matches!(word.as_str(), "fulltext" | "spatial") {
                    method = Some(word);
                }
                cursor.bump();
            }
            None => return Err(cursor.expected("`INDEX`")),
        }
    }
    cursor.accept("CONCURRENTLY");
    cursor.accept_all(&["IF", "NOT", "EXISTS"]);
    let name = if cursor.is("ON") { None } else { Some(cursor.name("index name")?) };
    let name = name.map(|name| super::declared::Ident { text: name.text, span: name.span });
    let early_method = index_method(cursor)?;
    cursor.expect("ON")?;
    cursor.accept("ONLY");
    let table = cursor.name("table name")?;
    let method = index_method(cursor)?.or(early_method).or(method);
    let keys = index_keys(cursor)?;
    let mut condition = None;
    while !cursor.is_end() {
        if cursor.accept("WHERE") {
            condition = Some(cursor.file.written(cursor.rest()));
            break;
        }
        // INCLUDE, WITH, TABLESPACE, NULLS NOT DISTINCT and MySQL's options are not about shape.
        if cursor.is_symbol(b'(') {
            cursor.group()?;
        } else {
            if cursor.is_any(&["CREATE", "ALTER", "INSERT"]) {
                cursor.finish()?;
            }
            cursor.bump();
        }
    }
    Ok(Declaration::Index { table, index: Index { name, unique, keys, condition, method } })
}

/// USING btree.
pub(super) fn index_method(cursor: &mut Cursor<'_>) -> Parsed<Option<String>> {
    if cursor.is("USING") && !cursor.is_at(1, "INDEX") {
        cursor.bump();
        return Ok(Some(cursor.ident("index method")?.text.to_ascii_lowercase()));
    }
    Ok(None)
}

/// The keys in parentheses: columns, or expressions as written.
pub(super) fn index_keys(cursor: &mut Cursor<'_>) -> Parsed<Vec<(IndexKey, Span)>> {
    let mut keys = Vec::new();
    for part in cursor.group()?.parts() {
        if part.is_end() {
            return Err(part.expected("a column name"));
        }
        let span = part.here();
        keys.push((column_key(part).unwrap_or_else(|| expression_key(part)), span));
    }
    Ok(keys)
}

/// A column, with what may follow it in any of the dialects.
fn column_key(mut part: Cursor<'_>) -> Option<IndexKey> {
    let name = part.ident("column name").ok()?;
    let mut key = IndexKey::column("");
    key.expression = name.text.into();
    while let Some(token) = part.peek() {
        if part.accept("COLLATE") {
            key.collation = Some(part.name("collation").ok()?.text.into());
        } else if part.accept("DESC") {
            key.descending = true;
        } else if part.accept("ASC") || part.accept_all(&["NULLS", "FIRST"]) || part.accept_all(&["NULLS", "LAST"]) {
        } else if is_length(part) {
            // MySQL indexes the first characters of a long column.
            part.group().ok()?;
        } else if matches!(token.kind, Kind::Word | Kind::Quoted(_)) {
            // PostgreSQL's operator class, perhaps with its schema and parameters.
            part.name("operator class").ok()?;
            if part.is_symbol(b'(') {
                part.group().ok()?;
            }
        } else {
            return None;
        }
    }
    Some(key)
}

fn is_length(part: Cursor<'_>) -> bool {
    let mut part = part;
    matches!(part.group().as_ref().map(Cursor::rest), Ok([Token { kind: Kind::Number, .. }]))
}

fn expression_key(part: Cursor<'_>) -> IndexKey {
    let mut tokens = part.rest();
    let mut descending = false;
    while let Some((last, rest)) = tokens.split_last() {
        match part.file.text_of(*last).to_ascii_uppercase().as_str() {
            "DESC" => descending = true,
            "ASC" => {}
            _ => break,
        }
        tokens = rest;
    }
    let mut key = IndexKey::expression("");
    key.expression = part.file.written(tokens).into();
    key.descending = descending;
    key
}
