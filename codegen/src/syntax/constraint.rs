//! Keys and checks of a table, and MySQL's indexes that stand among them.

use realgar_metadata::{Deferrable, ReferentialAction};

use super::column::{column, on_conflict};
use super::comment::Annotation;
use super::cursor::{Cursor, Parsed};
use super::declared::{Constraint, Element, ForeignKey, Ident, Index, Rule};
use super::index::{index_keys, index_method};
use super::lexer::Kind;

/// Reads one element of CREATE TABLE, or what ALTER TABLE adds. `None`: it says nothing about shape.
pub(super) fn element(cursor: &mut Cursor<'_>, annotation: Annotation) -> Parsed<Option<Element>> {
    let first = cursor.peek();
    let name = if cursor.accept("CONSTRAINT") {
        // MySQL: CONSTRAINT FOREIGN KEY (…), without a name.
        let unnamed = cursor.is_any(&["FOREIGN", "PRIMARY", "UNIQUE", "CHECK"]);
        if unnamed { None } else { Some(cursor.ident("constraint name")?.text) }
    } else {
        None
    };
    let named = first.is_some_and(|_| name.is_some());
    let rule = if cursor.accept_all(&["PRIMARY", "KEY"]) {
        primary_key(cursor)?
    } else if cursor.accept_all(&["FOREIGN", "KEY"]) {
        if !cursor.is_symbol(b'(') {
            cursor.ident("index name")?;
        }
        let columns = cursor.idents("column name")?;
        Rule::ForeignKey(references(cursor, columns)?)
    } else if cursor.is("CHECK") && cursor.peek_at(1).is_some_and(|token| token.kind == Kind::Symbol(b'(')) {
        cursor.bump();
        let condition = cursor.group()?;
        skip_check_options(cursor);
        Rule::Check(cursor.file.written(condition.rest()))
    } else if cursor.accept("UNIQUE") {
        match unique(cursor, name.clone())? {
            Unique::Constraint(own_name, rule) => {
                let span = first.map_or_else(|| cursor.here(), |first| cursor.span_from(first));
                return finish(cursor, Element::Constraint(Constraint { name: own_name, rule, span, annotation }));
            }
            Unique::Index(index) => return finish(cursor, Element::Index(index)),
        }
    } else if cursor.is("EXCLUDE") || (cursor.is("PERIOD") && cursor.is_at(1, "FOR")) {
        return Ok(None);
    } else if cursor.is("NOT") && named {
        // PostgreSQL 18 dumps NOT NULL as a constraint of the table.
        return Ok(None);
    } else if cursor.is("LIKE") && !named {
        cursor.bump();
        return Ok(Some(Element::Like(cursor.name("table name")?)));
    } else if !named && is_inline_index(cursor) {
        return inline_index(cursor).map(|index| Some(Element::Index(index)));
    } else if named {
        return Err(cursor.expected("`PRIMARY KEY`, `UNIQUE`, `FOREIGN KEY` or `CHECK`"));
    } else {
        return column(cursor, annotation).map(|column| Some(Element::Column(Box::new(column))));
    };
    let span = first.map_or_else(|| cursor.here(), |first| cursor.span_from(first));
    finish(cursor, Element::Constraint(Constraint { name, rule, span, annotation }))
}

/// MySQL: a key's COMMENT; then the element must end.
fn finish(cursor: &mut Cursor<'_>, element: Element) -> Parsed<Option<Element>> {
    if cursor.accept("COMMENT") {
        cursor.string()?;
    }
    cursor.finish().map(|()| Some(element))
}

fn primary_key(cursor: &mut Cursor<'_>) -> Parsed<Rule> {
    index_method(cursor)?;
    if !cursor.is_symbol(b'(') {
        cursor.ident("index name")?;
    }
    let mut columns = Vec::new();
    let mut counted = false;
    for mut part in cursor.group()?.parts() {
        columns.push(part.ident("column name")?);
        // SQLite: the order, a collation and AUTOINCREMENT; MySQL: a length.
        while !part.is_end() {
            if part.is_symbol(b'(') {
                part.group()?;
            } else if part.accept("COLLATE") {
                part.ident("collation")?;
            } else if part.accept("AUTOINCREMENT") {
                counted = true;
            } else if !part.accept_any(&["ASC", "DESC"]) {
                // Nothing else may stand there, so this is an error.
                part.finish()?;
            }
        }
    }
    on_conflict(cursor);
    skip_key_options(cursor)?;
    Ok(Rule::PrimaryKey { columns, counted })
}

enum Unique {
    Constraint(Option<String>, Rule),
    Index(Index),
}

/// UNIQUE [KEY] [name] (…): a constraint where it is over plain columns, otherwise an index.
fn unique(cursor: &mut Cursor<'_>, name: Option<String>) -> Parsed<Unique> {
    let first = cursor.peek();
    cursor.accept_any(&["KEY", "INDEX"]);
    let nulls_not_distinct = nulls_not_distinct(cursor);
    let mut own_name = None;
    if !cursor.is_symbol(b'(') && !cursor.is("USING") {
        own_name = Some(cursor.ident("index name")?);
    }
    let method = index_method(cursor)?;
    let keys = index_keys(cursor)?;
    on_conflict(cursor);
    skip_key_options(cursor)?;
    let span = first.map_or_else(|| cursor.here(), |first| cursor.span_from(first));
    if keys.iter().all(|(key, _)| key.is_column && !key.descending) {
        let columns = keys.into_iter().map(|(key, span)| Ident { text: key.expression.into_owned(), span }).collect();
        let name = name.or(own_name.map(|name| name.text));
        return Ok(Unique::Constraint(name, Rule::Unique { columns, nulls_not_distinct }));
    }
    let own_name = own_name.or(name.map(|text| Ident { text, span }));
    Ok(Unique::Index(Index { name: own_name, unique: true, keys, condition: None, method }))
}

/// KEY and INDEX are also names that a column may have: `key VARCHAR(30)` against `KEY name (column)`.
fn is_inline_index(cursor: &Cursor<'_>) -> bool {
    if cursor.is_any(&["FULLTEXT", "SPATIAL"]) {
        return cursor.is_at(1, "KEY") || cursor.is_at(1, "INDEX");
    }
    if !cursor.is_any(&["KEY", "INDEX"]) {
        return false;
    }
    let opens = |ahead: usize| cursor.peek_at(ahead).is_some_and(|token| token.kind == Kind::Symbol(b'('));
    let names = |ahead: usize| {
        cursor
            .peek_at(ahead)
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Quoted(_) | Kind::Symbol(b'(')))
    };
    opens(1) || (opens(2) && names(3)) || (cursor.is_at(1, "USING")) || (cursor.is_at(2, "USING"))
}

fn inline_index(cursor: &mut Cursor<'_>) -> Parsed<Index> {
    let mut method = None;
    for special in ["FULLTEXT", "SPATIAL"] {
        if cursor.accept(special) {
            method = Some(special.to_ascii_lowercase());
        }
    }
    cursor.accept_any(&["KEY", "INDEX"]);
    let mut name = None;
    if !cursor.is_symbol(b'(') && !cursor.is("USING") {
        name = Some(cursor.ident("index name")?);
    }
    let method = index_method(cursor)?.or(method);
    let keys = index_keys(cursor)?;
    Ok(Index { name, unique: false, keys, condition: None, method })
}

/// NULLS NOT DISTINCT.
pub(super) fn nulls_not_distinct(cursor: &mut Cursor<'_>) -> bool {
    let found = cursor.accept_all(&["NULLS", "NOT", "DISTINCT"]);
    cursor.accept_all(&["NULLS", "DISTINCT"]);
    found
}

/// Leaves out what may follow a key and is not about shape.
pub(super) fn skip_key_options(cursor: &mut Cursor<'_>) -> Parsed<()> {
    loop {
        if cursor.accept_any(&["INCLUDE", "WITH"]) {
            if cursor.is_symbol(b'(') {
                cursor.group()?;
            } else {
                // MySQL: WITH PARSER ngram.
                cursor.bump();
                cursor.bump();
            }
        } else if cursor.accept_all(&["USING", "INDEX", "TABLESPACE"])
            || cursor.accept_any(&["USING", "KEY_BLOCK_SIZE"])
        {
            cursor.accept_symbol(b'=');
            cursor.bump();
        } else if deferrable(cursor).is_some()
            || cursor.accept_any(&["CLUSTERED", "NONCLUSTERED", "VISIBLE", "INVISIBLE"])
        {
        } else {
            return Ok(());
        }
    }
}

/// Leaves out what may follow a check.
pub(super) fn skip_check_options(cursor: &mut Cursor<'_>) {
    loop {
        let found = cursor.accept_all(&["NO", "INHERIT"])
            || cursor.accept_all(&["NOT", "VALID"])
            || cursor.accept_all(&["NOT", "ENFORCED"])
            || cursor.accept("ENFORCED");
        if !found {
            on_conflict(cursor);
            return;
        }
    }
}

/// Reads REFERENCES to its end.
pub(super) fn references(cursor: &mut Cursor<'_>, columns: Vec<Ident>) -> Parsed<ForeignKey> {
    cursor.expect("REFERENCES")?;
    let table = cursor.name("table name")?;
    let referred = if cursor.is_symbol(b'(') { cursor.idents("column name")? } else { Vec::new() };
    let mut foreign_key = ForeignKey {
        columns,
        table,
        referred,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: None,
    };
    loop {
        if cursor.accept("MATCH") {
            cursor.bump();
        } else if cursor.accept_all(&["ON", "DELETE"]) {
            foreign_key.on_delete = action(cursor)?;
        } else if cursor.is("ON") && cursor.is_at(1, "UPDATE") && is_action(cursor) {
            cursor.accept_all(&["ON", "UPDATE"]);
            foreign_key.on_update = action(cursor)?;
        } else if let Some(deferrable) = deferrable(cursor) {
            foreign_key.deferrable = deferrable.or(foreign_key.deferrable);
        } else if cursor.accept_all(&["NOT", "VALID"])
            || cursor.accept_all(&["NOT", "ENFORCED"])
            || cursor.accept("ENFORCED")
        {
        } else {
            return Ok(foreign_key);
        }
    }
}

/// MySQL's `ON UPDATE CURRENT_TIMESTAMP` of a column may follow its REFERENCES.
fn is_action(cursor: &Cursor<'_>) -> bool {
    ["CASCADE", "RESTRICT", "NO", "SET"].iter().any(|word| cursor.is_at(2, word)) || cursor.peek_at(2).is_none()
}

fn action(cursor: &mut Cursor<'_>) -> Parsed<ReferentialAction> {
    let action = if cursor.accept_all(&["NO", "ACTION"]) {
        ReferentialAction::NoAction
    } else if cursor.accept("RESTRICT") {
        ReferentialAction::Restrict
    } else if cursor.accept("CASCADE") {
        ReferentialAction::Cascade
    } else if cursor.accept_all(&["SET", "NULL"]) {
        ReferentialAction::SetNull
    } else if cursor.accept_all(&["SET", "DEFAULT"]) {
        ReferentialAction::SetDefault
    } else {
        return Err(cursor.expected("`CASCADE`, `RESTRICT`, `SET NULL`, `SET DEFAULT` or `NO ACTION`"));
    };
    // PostgreSQL: ON DELETE SET NULL (column).
    if cursor.is_symbol(b'(') {
        cursor.group()?;
    }
    Ok(action)
}

/// DEFERRABLE and INITIALLY in any order; the outer `None`: there is neither.
#[expect(clippy::option_option, reason = "NOT DEFERRABLE is there and says None")]
fn deferrable(cursor: &mut Cursor<'_>) -> Option<Option<Deferrable>> {
    if cursor.accept_all(&["NOT", "DEFERRABLE"]) {
        Some(None)
    } else if cursor.accept_all(&["INITIALLY", "DEFERRED"]) {
        Some(Some(Deferrable::InitiallyDeferred))
    } else if cursor.accept_all(&["INITIALLY", "IMMEDIATE"]) {
        Some(None)
    } else if cursor.accept("DEFERRABLE") {
        let deferred = cursor.accept_all(&["INITIALLY", "DEFERRED"]);
        cursor.accept_all(&["INITIALLY", "IMMEDIATE"]);
        Some(Some(if deferred { Deferrable::InitiallyDeferred } else { Deferrable::InitiallyImmediate }))
    } else {
        None
    }
}
