//! Marks the words that stand where only a name can stand, before anything looks for keywords.
//!
//! Every database accepts hundreds of its keywords as names: a table may be called `storage` or `first`, a column
//! `key`. What is cut up by words afterwards, here and in sqlparser, must not take such a name for a clause.

use realgar_metadata::Dialect;
use realgar_metadata::lexer::{Kind, Token};

use super::constraint::is_constraint;
use super::file::File;
use super::sql_type;
use super::statement::Shape;
use super::token_slice::TokenSlice;

/// Marks the names of a statement. A statement that is not as expected keeps its words, and its reader reports it.
pub(super) fn mark(file: &File<'_>, shape: Shape, tokens: &mut [Token]) {
    let mut names = Names { starts: Vec::new() };
    names.statement(TokenSlice::new(file, tokens), shape);
    names.starts.sort_unstable();
    for token in tokens.iter_mut().filter(|token| token.kind == Kind::Word) {
        if names.starts.binary_search(&token.start).is_ok() {
            token.kind = Kind::Name;
        }
    }
}

/// The first bytes of names.
struct Names {
    starts: Vec<usize>,
}

impl Names {
    fn statement(&mut self, slice: TokenSlice<'_>, shape: Shape) {
        let behind = |word: &str| slice.find(word).map_or(slice.tokens.len(), |at| at + 1);
        match shape {
            Shape::CreateTable => self.create_table(slice, behind("TABLE")),
            Shape::CreateIndex => self.create_index(slice, behind("INDEX")),
            Shape::CreateView => {
                let at = self.dotted(slice, after_exists(slice, behind("VIEW")));
                self.group_of_columns(slice, at);
            }
            Shape::CreateType => {
                self.dotted(slice, 2);
            }
            Shape::CreateDomain => {
                let at = self.dotted(slice, 2);
                self.clauses(slice, at);
            }
            Shape::AlterTable => self.alter_table(slice),
            Shape::CommentOn => {
                self.dotted(slice, if slice.is(2, "MATERIALIZED") { 4 } else { 3 });
            }
            Shape::DropTable => self.list(slice.from(after_exists(slice, behind("TABLE")))),
            Shape::DropView => self.list(slice.from(after_exists(slice, behind("VIEW")))),
            Shape::AlterType => {
                let at = self.dotted(slice, 2);
                if slice.is_any(at, &["RENAME", "SET"]) && slice.is_any(at + 1, &["TO", "SCHEMA"]) {
                    self.dotted(slice, at + 2);
                }
            }
            Shape::DropType => self.list(slice.from(after_exists(slice, 2))),
            Shape::DropIndex => {
                let concurrently = slice.is(2, "CONCURRENTLY") && slice.tokens.len() > 3;
                let at = self.dotted(slice, after_exists(slice, 2 + usize::from(concurrently)));
                if slice.is(at, "ON") {
                    self.dotted(slice, at + 1);
                } else {
                    self.list(slice.from(at + 1));
                }
            }
            Shape::RenameTable => {
                for part in slice.from(2).parts() {
                    let at = self.dotted(part, 0);
                    self.dotted(part, at + 1);
                }
            }
            Shape::AlterSequence | Shape::AlterDomain | Shape::AlterIndex | Shape::AlterView => {
                let start = if slice.is(1, "MATERIALIZED") { 3 } else { 2 };
                let at = self.dotted(slice, after_exists(slice, start));
                let last = slice.tokens.len();
                match () {
                    () if slice.is_any(at, &["RENAME", "SET"]) && slice.is_any(at + 1, &["TO", "SCHEMA"]) => {
                        self.dotted(slice, at + 2);
                    }
                    () if slice.are(at, &["ATTACH", "PARTITION"]) => {
                        self.dotted(slice, at + 2);
                    }
                    () if slice.are(at, &["RENAME", "CONSTRAINT"]) && at + 4 < last => {
                        self.dotted(slice, at + 2);
                        self.dotted(slice, at + 4);
                    }
                    () => {}
                }
            }
            Shape::CreateVirtualTable | Shape::InsertSchema | Shape::SearchPath | Shape::CreateDefinition => {}
        }
    }

    fn create_table(&mut self, slice: TokenSlice<'_>, at: usize) {
        let at = self.dotted(slice, after_exists(slice, at));
        let rest = slice.from(at);
        if rest.is(0, "LIKE") {
            self.dotted(rest, 1);
        } else if rest.are(0, &["PARTITION", "OF"]) {
            self.dotted(rest, 2);
        }
        let opens = rest.is_symbol(0, b'(');
        let Some((body, behind)) = opens.then(|| rest.group(0).ok()).flatten() else { return };
        let parts = body.parts();
        let mut columns = Vec::new();
        for part in &parts {
            if self.element(*part) {
                columns.push(part.file.text_of(part.tokens[0]));
            }
        }
        columns.sort_unstable_by_key(|name| name.to_ascii_lowercase());
        parts.iter().for_each(|part| self.expressions(*part, &columns));
        let options = rest.from(behind);
        if let Some(at) = options.find("INHERITS")
            && let Ok((group, _)) = options.group(at)
        {
            self.list(group);
        }
        if let Some(at) = options.find("TABLESPACE") {
            self.name(options, at + 1);
        }
    }

    fn create_index(&mut self, slice: TokenSlice<'_>, at: usize) {
        // Elsewhere than in PostgreSQL, it is the name of an index.
        let concurrently = slice.is(at, "CONCURRENTLY")
            && (slice.file.dialect == Some(Dialect::PostgreSql) || !slice.is(at + 1, "ON"));
        let at = after_exists(slice, at + usize::from(concurrently));
        let at = if slice.is(at, "ON") { at } else { self.dotted(slice, at) };
        let Some(on) = slice.from(at).find("ON").map(|on| at + on + 1) else { return };
        let at = self.dotted(slice, after_only(slice, on));
        let at = if slice.is(at, "USING") { at + 2 } else { at };
        let Some(behind) = self.group_of_columns(slice, at) else { return };
        if slice.is(behind, "INCLUDE") {
            self.group_of_columns(slice, behind + 1);
        }
    }

    fn alter_table(&mut self, slice: TokenSlice<'_>) {
        let at = self.dotted(slice, after_only(slice, after_exists(slice, 2)));
        let at = at + usize::from(slice.is_symbol(at, b'*'));
        slice.from(at).parts().into_iter().for_each(|part| self.action(part));
    }

    /// One action of ALTER TABLE.
    fn action(&mut self, slice: TokenSlice<'_>) {
        let column = 1 + usize::from(slice.is(1, "COLUMN"));
        let postgresql = slice.file.dialect == Some(Dialect::PostgreSql);
        // The last word of an action is what it is about: DROP key.
        let is_last = |at: usize| {
            let end = slice.tokens.len();
            at + 1 == end || (postgresql && at + 2 == end && slice.is_any(at + 1, &["CASCADE", "RESTRICT"]))
        };
        match () {
            () if slice.is(0, "ADD") => {
                let at = after_exists(slice, column);
                if slice.is_symbol(at, b'(') {
                    if let Ok((group, _)) = slice.group(at) {
                        group.parts().into_iter().for_each(|part| {
                            self.element(part);
                        });
                    }
                } else if column == 2 || postgresql || !slice.is(at, "PARTITION") {
                    self.element(slice.from(at));
                }
            }
            () if slice.is(0, "DROP") => {
                let kinds = ["CONSTRAINT", "INDEX", "KEY", "CHECK", "PARTITION"];
                if column == 1 && slice.is_any(1, &kinds) && !is_last(1) {
                    self.name(slice, after_exists(slice, 2));
                } else if slice.are(1, &["FOREIGN", "KEY"]) {
                    self.name(slice, after_exists(slice, 3));
                } else if !slice.are(1, &["PRIMARY", "KEY"]) {
                    self.name(slice, after_exists(slice, column));
                }
            }
            () if slice.is(0, "ALTER") => {
                let kinds = ["CONSTRAINT", "INDEX", "CHECK"];
                let is_other = column == 1 && slice.is_any(1, &kinds) && !slice.is_any(2, &["SET", "DROP", "TYPE"]);
                let at = after_exists(slice, if is_other { 2 } else { column });
                self.name(slice, at);
                self.clauses(slice, at + 1);
            }
            () if slice.is(0, "RENAME") => self.rename(slice, column),
            () if slice.is(0, "MODIFY") => self.column(slice.from(after_exists(slice, column))),
            () if slice.is(0, "CHANGE") => {
                let at = after_exists(slice, column);
                self.name(slice, at);
                self.column(slice.from(at + 1));
            }
            () if slice.is_any(0, &["ATTACH", "DETACH", "OWNER", "SET", "VALIDATE", "CLUSTER"])
                && slice.is_any(1, &["PARTITION", "TO", "SCHEMA", "CONSTRAINT", "ON", "TABLESPACE"]) =>
            {
                self.dotted(slice, 2);
            }
            () if slice.is(0, "INHERIT") => {
                self.dotted(slice, 1);
            }
            () => {}
        }
    }

    fn rename(&mut self, slice: TokenSlice<'_>, column: usize) {
        let other = slice.is_any(1, &["CONSTRAINT", "INDEX", "KEY"]) && slice.is(3, "TO");
        let from = if other { 2 } else { column };
        if slice.is(from + 1, "TO") {
            self.name(slice, from);
            self.name(slice, from + 2);
        } else {
            self.dotted(slice, if slice.is_any(1, &["TO", "AS"]) || slice.is_symbol(1, b'=') { 2 } else { 1 });
        }
    }

    /// An element of CREATE TABLE. Whether it is a column.
    fn element(&mut self, part: TokenSlice<'_>) -> bool {
        if part.is_empty() {
            return false;
        }
        if part.is(0, "LIKE") && part.file.dialect != Some(Dialect::Sqlite) {
            self.dotted(part, 1);
            return false;
        }
        if is_constraint(part) {
            self.constraint(part);
            return false;
        }
        let opens = part.is(1, "USING") || part.is_symbol(1, b'(');
        if (part.is(0, "EXCLUDE") && opens) || part.are(0, &["PERIOD", "FOR"]) {
            return false;
        }
        self.column(part);
        true
    }

    fn column(&mut self, part: TokenSlice<'_>) {
        self.name(part, 0);
        let typeless = part.is_any(1, sql_type::CLAUSES) || part.is_any(1, sql_type::AFTER_TYPE);
        self.clauses(part, if typeless { 1 } else { 2 });
    }

    /// What follows a name and its type, or the columns of a constraint.
    fn clauses(&mut self, part: TokenSlice<'_>, from: usize) {
        let mut at = from;
        while at < part.tokens.len() {
            at = match () {
                () if part.is(at, "CONSTRAINT") => {
                    let named = !is_rule(part, at + 1);
                    if named {
                        self.name(part, at + 1);
                    }
                    at + 1 + usize::from(named)
                }
                () if part.is(at, "REFERENCES") => {
                    let at = self.dotted(part, at + 1);
                    self.group_of_columns(part, at).unwrap_or(at)
                }
                () if part.is(at, "COLLATE") => self.dotted(part, at + 1),
                () if part.is(at, "INCLUDE") => self.group_of_columns(part, at + 1).unwrap_or(at + 1),
                () if part.is(at, "AFTER") => {
                    self.name(part, at + 1);
                    at + 2
                }
                () if part.is_symbol(at, b'(') => part.group(at).map_or(part.tokens.len(), |(_, behind)| behind),
                () => at + 1,
            };
        }
    }

    fn constraint(&mut self, part: TokenSlice<'_>) {
        let mut at = 0;
        if part.is(0, "CONSTRAINT") {
            at = 1;
            if !is_rule(part, 1) {
                self.name(part, 1);
                at = 2;
            }
        }
        if part.is(at, "CHECK") || part.is(at, "EXCLUDE") || part.is(at, "NOT") {
            return;
        }
        at += 1;
        while part.is_any(at, &["KEY", "INDEX"]) {
            at += 1;
        }
        at = after_exists(part, at);
        while at < part.tokens.len() && !part.is_symbol(at, b'(') {
            at += match () {
                () if part.are(at, &["USING", "INDEX"]) => {
                    self.name(part, at + 2);
                    3
                }
                () if part.is(at, "USING") => 2,
                () if part.are(at, &["NULLS", "NOT", "DISTINCT"]) => 3,
                () if part.are(at, &["NULLS", "DISTINCT"]) => 2,
                () => {
                    self.name(part, at);
                    1
                }
            };
        }
        if let Some(behind) = self.group_of_columns(part, at) {
            self.clauses(part, behind);
        }
    }

    /// The parentheses that open here, with names of columns in them. The position after them.
    fn group_of_columns(&mut self, slice: TokenSlice<'_>, at: usize) -> Option<usize> {
        let (group, behind) = if slice.is_symbol(at, b'(') { slice.group(at).ok()? } else { return None };
        for part in group.parts() {
            let is_prefix = part.is_symbol(1, b'(')
                && part.tokens.get(2).is_some_and(|token| token.kind == Kind::Number)
                && part.is_symbol(3, b')');
            let is_followed = part.tokens.get(1).is_some_and(|token| token.kind == Kind::Word)
                && !part.is_any(0, &["CASE", "CAST", "INTERVAL", "NOT"])
                && !part.is_any(1, OPERATORS);
            if part.tokens.len() == 1 || is_prefix || is_followed {
                self.name(part, 0);
            }
            if let Some(at) = part.find("COLLATE") {
                self.dotted(part, at + 1);
            }
        }
        Some(behind)
    }

    /// In expressions, the words that are columns of the table: `CHECK (first > 0)`.
    fn expressions(&mut self, part: TokenSlice<'_>, columns: &[&str]) {
        let mut depth = 0_usize;
        for (at, token) in part.tokens.iter().enumerate() {
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                Kind::Word if depth > 0 && is_operand(part, at) => {
                    let text = part.file.text_of(*token).to_ascii_lowercase();
                    if columns.binary_search_by_key(&text, |name| name.to_ascii_lowercase()).is_ok() {
                        self.name(part, at);
                    }
                }
                _ => {}
            }
        }
    }

    /// Names with commas between them.
    fn list(&mut self, slice: TokenSlice<'_>) {
        for part in slice.parts() {
            self.dotted(part, 0);
        }
    }

    /// A name with its schema, perhaps. The position after it.
    fn dotted(&mut self, slice: TokenSlice<'_>, at: usize) -> usize {
        self.name(slice, at);
        let mut behind = at + 1;
        while slice.is_symbol(behind, b'.') {
            self.name(slice, behind + 1);
            behind += 2;
        }
        behind
    }

    fn name(&mut self, slice: TokenSlice<'_>, at: usize) {
        self.starts.extend(slice.tokens.get(at).map(|token| token.start));
    }
}

/// Words between the operands of an expression.
const OPERATORS: &[&str] = &[
    "AND", "AT", "BETWEEN", "COLLATE", "DIV", "ELSE", "END", "GLOB", "ILIKE", "IN", "IS", "LIKE", "MATCH", "MOD",
    "NOT", "OR", "REGEXP", "RLIKE", "SIMILAR", "THEN", "WHEN", "XOR",
];

/// Whether a word in an expression stands where an operand stands, and is neither a function nor a part of one.
fn is_operand(part: TokenSlice<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let begins = matches!(part.tokens[before].kind, Kind::Symbol(symbol) if !b":.)]".contains(&symbol))
        || (part.is_any(before, OPERATORS) && !part.is_any(before, &["AT", "COLLATE", "END"]))
        || part.is(before, "CASE");
    let ends = match part.tokens.get(at + 1).map(|token| token.kind) {
        None => true,
        Some(Kind::Symbol(symbol)) => symbol != b'(' && symbol != b'.',
        Some(_) => part.is_any(at + 1, OPERATORS),
    };
    begins && ends && !part.is_any(at, OPERATORS) && !part.is_any(at, &["CASE", "FALSE", "NULL", "TRUE"])
}

/// Whether a constraint without a name begins here: only MySQL and SQLite have them.
fn is_rule(slice: TokenSlice<'_>, at: usize) -> bool {
    let opens = |at: usize| slice.is_symbol(at, b'(');
    match () {
        () if slice.is_any(at, &["PRIMARY", "FOREIGN"]) => slice.is(at + 1, "KEY"),
        () if slice.is(at, "UNIQUE") => !slice.is_any(at + 1, &["UNIQUE", "CHECK", "PRIMARY", "FOREIGN", "REFERENCES"]),
        () if slice.is(at, "CHECK") => opens(at + 1),
        () if slice.is(at, "NOT") => slice.is(at + 1, "NULL"),
        () => slice.is(at, "REFERENCES") && !slice.is(at + 1, "REFERENCES"),
    }
}

/// The position behind ONLY, which is a keyword to PostgreSQL and a name elsewhere.
fn after_only(slice: TokenSlice<'_>, at: usize) -> usize {
    let is_name = matches!(slice.file.dialect, Some(Dialect::Sqlite | Dialect::MySql));
    at + usize::from(!is_name && slice.is(at, "ONLY"))
}

/// The position behind IF EXISTS and IF NOT EXISTS.
fn after_exists(slice: TokenSlice<'_>, at: usize) -> usize {
    match () {
        () if slice.are(at, &["IF", "EXISTS"]) => at + 2,
        () if slice.are(at, &["IF", "NOT", "EXISTS"]) => at + 3,
        () => at,
    }
}
