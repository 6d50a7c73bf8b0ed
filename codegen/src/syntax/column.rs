//! A column's definition: its name, its type as words, and what follows the type.

use realgar_metadata::{DefaultValue, Generated, GeneratedStorage, Identity};

use super::comment::Annotation;
use super::constraint;
use super::cursor::{Cursor, Parsed};
use super::declared::{Column, Constraint, Rule, Type, counted};
use super::default;
use super::lexer::Kind;
use crate::naming;
use crate::report::Problem;

/// Keywords that end a DEFAULT or ON UPDATE expression.
const CLAUSES: &[&str] = &[
    "AFTER",
    "AS",
    "AUTOINCREMENT",
    "AUTO_INCREMENT",
    "CHECK",
    "COLLATE",
    "COMMENT",
    "COMPRESSION",
    "CONSTRAINT",
    "DEFAULT",
    "FIRST",
    "GENERATED",
    "INVISIBLE",
    "KEY",
    "NOT",
    "NULL",
    "ON",
    "PRIMARY",
    "REFERENCES",
    "STORAGE",
    "UNIQUE",
    "VISIBLE",
];

/// Keywords that begin what follows a type, so that a column may have none (SQLite).
const AFTER_TYPE: &[&str] = &[
    "AS",
    "AUTOINCREMENT",
    "AUTO_INCREMENT",
    "CHARSET",
    "CHECK",
    "COLLATE",
    "COMMENT",
    "CONSTRAINT",
    "DEFAULT",
    "GENERATED",
    "KEY",
    "NOT",
    "NULL",
    "ON",
    "PRIMARY",
    "REFERENCES",
    "UNIQUE",
];

/// Second and later words of types, each with the word that it may follow.
const CONTINUATIONS: &[(&str, &[&str])] = &[
    ("big", &["int", "integer"]),
    ("binary", &["large", "varying"]),
    ("bit", &["varying"]),
    ("blob", &["sub_type"]),
    ("char", &["large", "varying"]),
    ("character", &["large", "varying"]),
    ("day", &["to"]),
    ("double", &["precision"]),
    ("hour", &["to"]),
    ("interval", &["year", "month", "day", "hour", "minute", "second"]),
    ("large", &["object"]),
    ("local", &["time"]),
    ("long", &["blob", "text", "varbinary", "varchar"]),
    ("minute", &["to"]),
    ("national", &["char", "character", "text", "varchar"]),
    ("native", &["character"]),
    ("nchar", &["varying"]),
    ("sub_type", &["binary", "text"]),
    ("time", &["with", "without", "zone"]),
    ("timestamp", &["with", "without"]),
    ("to", &["month", "hour", "minute", "second"]),
    ("varying", &["character"]),
    ("with", &["local", "time"]),
    ("without", &["time"]),
    ("year", &["to"]),
];

/// Reads a column's definition to its end.
pub(super) fn column(cursor: &mut Cursor<'_>, annotation: Annotation) -> Parsed<Column> {
    let name = cursor.ident("column name")?;
    let start = *cursor;
    let sql_type = sql_type(cursor)?;
    let mut column = Column {
        name,
        sql_type,
        not_null: false,
        default: None,
        generated: None,
        identity: None,
        collation: None,
        comment: None,
        constraints: Vec::new(),
        annotation,
        text: String::new(),
    };
    while !cursor.is_end() {
        clause(cursor, &mut column)?;
    }
    column.text = cursor.file.written(cursor.since(&start));
    Ok(column)
}

/// Reads a type's words, what stands in its parentheses, and its array brackets.
pub(super) fn sql_type(cursor: &mut Cursor<'_>) -> Parsed<Type> {
    let start = *cursor;
    let first = cursor.peek();
    let mut words: Vec<String> = Vec::new();
    let mut arguments = Vec::new();
    let mut unsigned = false;
    let mut array = false;
    while let Some(token) = cursor.peek() {
        match token.kind {
            Kind::Word | Kind::Quoted(_) => {
                let text = cursor.file.value_of(token);
                let word = text.to_ascii_lowercase();
                match word.as_str() {
                    "unsigned" => unsigned = true,
                    "signed" | "zerofill" if !words.is_empty() => {}
                    "array" if !words.is_empty() => array = true,
                    // MySQL: VARCHAR(40) BINARY is a collation.
                    "binary"
                        if !words.is_empty() && words[0] != "sub_type" && words.len() == 1 && words[0] != "blob" => {}
                    _ if words.is_empty() && token.kind == Kind::Word && cursor.is_any(AFTER_TYPE) => break,
                    _ if words.is_empty() => words.push(if token.kind == Kind::Word { word } else { text }),
                    _ if !continues(words.last().map_or("", String::as_str), &word) => break,
                    _ => words.push(word),
                }
                cursor.bump();
            }
            // The schema of the type is behind us.
            Kind::Symbol(b'.') if words.len() == 1 => {
                cursor.bump();
                words.clear();
            }
            Kind::Symbol(b'(') if !words.is_empty() && arguments.is_empty() => {
                for part in cursor.group()?.parts() {
                    arguments.push(match part.rest() {
                        [only] => cursor.file.value_of(*only),
                        tokens => cursor.file.written(tokens),
                    });
                }
            }
            Kind::Symbol(b'[') if !words.is_empty() => {
                cursor.bump();
                if cursor.peek().is_some_and(|token| token.kind == Kind::Number) {
                    cursor.bump();
                }
                cursor.expect_symbol(b']')?;
                array = true;
            }
            _ => break,
        }
    }
    let tokens = cursor.since(&start);
    let span = match (tokens.first(), first) {
        (Some(first), _) => cursor.span_from(*first),
        (None, Some(token)) => cursor.file.span_of(token),
        (None, None) => cursor.here(),
    };
    Ok(Type { words: words.join(" "), arguments, unsigned, array, text: cursor.file.written(tokens), span })
}

fn continues(last: &str, word: &str) -> bool {
    CONTINUATIONS.iter().any(|(before, after)| *before == last && after.contains(&word))
}

/// Reads one clause after the type.
fn clause(cursor: &mut Cursor<'_>, column: &mut Column) -> Parsed<()> {
    let first = cursor.peek();
    let name = if cursor.accept("CONSTRAINT") { Some(cursor.ident("constraint name")?.text) } else { None };
    let own = vec![column.name.clone()];
    let mut add = |cursor: &Cursor<'_>, rule: Rule| {
        let span = first.map_or_else(|| cursor.here(), |first| cursor.span_from(first));
        column.constraints.push(Constraint { name: name.clone(), rule, span, annotation: Annotation::default() });
    };
    if cursor.accept_all(&["NOT", "NULL"]) {
        column.not_null = true;
        on_conflict(cursor);
    } else if cursor.accept("NOT") {
        let problem = cursor.expected("`NULL`");
        return Err(problem.cure("write `NOT NULL`"));
    } else if cursor.accept("NULL") {
        on_conflict(cursor);
    } else if cursor.accept("DEFAULT") {
        default_clause(cursor, column)?;
    } else if cursor.accept_all(&["PRIMARY", "KEY"]) || cursor.accept("KEY") {
        cursor.accept_any(&["ASC", "DESC"]);
        on_conflict(cursor);
        add(cursor, Rule::PrimaryKey { columns: own, counted: false });
        if cursor.accept("AUTOINCREMENT") {
            column.identity = Some(counted());
        }
        constraint::skip_key_options(cursor)?;
    } else if cursor.accept("UNIQUE") {
        cursor.accept_any(&["KEY", "INDEX"]);
        let nulls_not_distinct = constraint::nulls_not_distinct(cursor);
        on_conflict(cursor);
        add(cursor, Rule::Unique { columns: own, nulls_not_distinct });
        constraint::skip_key_options(cursor)?;
    } else if cursor.accept("CHECK") {
        let condition = cursor.group()?;
        add(cursor, Rule::Check(cursor.file.written(condition.rest())));
        constraint::skip_check_options(cursor);
    } else if cursor.is("REFERENCES") {
        let foreign_key = constraint::references(cursor, own)?;
        add(cursor, Rule::ForeignKey(foreign_key));
    } else if cursor.accept("COLLATE") {
        column.collation = Some(cursor.name("collation")?.text);
    } else if cursor.accept("GENERATED") {
        generated(cursor, column)?;
    } else if cursor.accept("AS") {
        computed(cursor, column)?;
    } else if cursor.accept_any(&["AUTO_INCREMENT", "AUTOINCREMENT"]) {
        column.identity = Some(counted());
    } else if cursor.accept("COMMENT") {
        column.comment = Some(cursor.string()?);
    } else if cursor.accept_all(&["ON", "UPDATE"]) {
        cursor.bump();
        cursor.skip_until(CLAUSES)?;
    } else if cursor.accept_all(&["CHARACTER", "SET"])
        || cursor.accept_any(&["CHARSET", "COLUMN_FORMAT", "STORAGE", "COMPRESSION", "SRID", "AFTER"])
    {
        cursor.accept_symbol(b'=');
        cursor.bump();
    } else if cursor.accept_all(&["WITHOUT", "SYSTEM", "VERSIONING"])
        || cursor.accept_all(&["WITH", "SYSTEM", "VERSIONING"])
        || cursor.accept_any(&["INVISIBLE", "VISIBLE", "COMPRESSED", "FIRST", "ASCII", "UNICODE", "BINARY"])
    {
        // Nothing of this is about shape.
    } else {
        return Err(unknown_clause(cursor));
    }
    Ok(())
}

fn unknown_clause(cursor: &Cursor<'_>) -> Problem {
    let Some(token) = cursor.peek() else { return cursor.expected("a column constraint") };
    let problem = cursor.unexpected(token);
    let word = cursor.file.text_of(token).to_ascii_uppercase();
    match naming::closest(&word, CLAUSES.iter().copied()) {
        Some(known) if problem.cure.is_none() && token.kind == Kind::Word => {
            problem.cure(format!("did you mean `{known}`? a `,` may also be missing before it"))
        }
        None if problem.cure.is_none() => {
            problem.cure("a `,` may be missing before it, or its type is not written as one word")
        }
        _ => problem,
    }
}

/// SQLite: ON CONFLICT ROLLBACK.
pub(super) fn on_conflict(cursor: &mut Cursor<'_>) {
    if cursor.accept_all(&["ON", "CONFLICT"]) {
        cursor.bump();
    }
}

fn default_clause(cursor: &mut Cursor<'_>, column: &mut Column) -> Parsed<()> {
    let default = default_value(cursor)?;
    if let DefaultValue::Expression(expression) = &default
        && expression.to_ascii_lowercase().starts_with("nextval")
    {
        column.identity = Some(counted());
    } else {
        column.default = Some(default);
    }
    Ok(())
}

/// Reads the expression after DEFAULT.
pub(super) fn default_value(cursor: &mut Cursor<'_>) -> Parsed<DefaultValue> {
    let start = *cursor;
    if cursor.is_end() {
        return Err(cursor.expected("a default"));
    }
    if cursor.is_symbol(b'(') {
        cursor.group()?;
    } else {
        cursor.bump();
    }
    cursor.skip_until(CLAUSES)?;
    Ok(default::classify(cursor.file, cursor.since(&start)))
}

/// GENERATED ALWAYS AS (…), GENERATED … AS IDENTITY.
fn generated(cursor: &mut Cursor<'_>, column: &mut Column) -> Parsed<()> {
    if let Some(identity) = identity(cursor)? {
        column.identity = Some(identity);
        return Ok(());
    }
    cursor.expect("ALWAYS")?;
    cursor.expect("AS")?;
    computed(cursor, column)
}

/// What follows GENERATED, if it is an identity.
pub(super) fn identity(cursor: &mut Cursor<'_>) -> Parsed<Option<Identity>> {
    let always = cursor.is("ALWAYS");
    if !(cursor.accept_all(&["ALWAYS", "AS", "IDENTITY"]) || cursor.accept_all(&["BY", "DEFAULT", "AS", "IDENTITY"])) {
        return Ok(None);
    }
    let mut identity = Identity { always, ..counted() };
    if cursor.is_symbol(b'(') {
        let mut options = cursor.group()?;
        while !options.is_end() {
            if options.accept("START") {
                options.accept("WITH");
                identity.start = number(&mut options);
            } else if options.accept("INCREMENT") {
                options.accept("BY");
                identity.increment = number(&mut options);
            } else {
                options.bump();
            }
        }
    }
    Ok(Some(identity))
}

fn number(cursor: &mut Cursor<'_>) -> Option<i64> {
    let negative = cursor.accept_symbol(b'-');
    let token = cursor.peek().filter(|token| token.kind == Kind::Number)?;
    cursor.bump();
    let number: i64 = cursor.file.text_of(token).parse().ok()?;
    Some(if negative { -number } else { number })
}

/// The expression of a computed column and where its value is kept.
fn computed(cursor: &mut Cursor<'_>, column: &mut Column) -> Parsed<()> {
    let expression = cursor.group()?;
    let storage = if cursor.accept_any(&["STORED", "PERSISTENT"]) {
        GeneratedStorage::Stored
    } else {
        cursor.accept("VIRTUAL");
        GeneratedStorage::Virtual
    };
    column.generated = Some(Generated { expression: cursor.file.written(expression.rest()).into(), storage });
    Ok(())
}
