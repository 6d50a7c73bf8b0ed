//! What only the text of a CREATE TABLE says, and no pragma: names of constraints, checks, collations, generated
//! expressions.
//!
//! SQLite has already accepted the text, so this looks for keywords where SQLite's grammar allows them, and passes over
//! everything else. What is not found stays unknown; nothing is an error.

use realgar_metadata::Deferrable;

use super::cursor::Cursor;

/// What the text of a CREATE TABLE says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CreateTable {
    pub(super) columns: Vec<Column>,
    pub(super) primary_key_name: Option<String>,
    pub(super) is_autoincrement: bool,
    /// In the order of the text, like the others.
    pub(super) uniques: Vec<Unique>,
    pub(super) checks: Vec<Check>,
    pub(super) foreign_keys: Vec<ForeignKey>,
}

/// A column.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) collation: Option<String>,
    /// The expression of GENERATED ALWAYS AS, as written.
    pub(super) generated: Option<String>,
}

/// UNIQUE.
#[derive(Debug, PartialEq)]
pub(super) struct Unique {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
}

/// CHECK, with the condition as written.
#[derive(Debug, PartialEq)]
pub(super) struct Check {
    pub(super) name: Option<String>,
    pub(super) expression: String,
}

/// REFERENCES.
#[derive(Debug, PartialEq)]
pub(super) struct ForeignKey {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) deferrable: Option<Deferrable>,
}

impl CreateTable {
    /// Reads a CREATE TABLE as `sqlite_schema` stores it.
    pub(super) fn read(sql: &str) -> Self {
        let mut table = Self::default();
        Cursor::over(sql, |mut cursor| {
            let body = loop {
                match cursor.group() {
                    Some(body) => break body,
                    None if cursor.next().is_none() => return,
                    None => {}
                }
            };
            for element in body.parts() {
                table.element(element);
            }
        });
        table
    }

    /// Reads a column, or constraints of the table. Between these, SQLite does not require commas.
    fn element(&mut self, mut cursor: Cursor<'_>) {
        let is_constraint = cursor
            .keyword()
            .is_some_and(|word| matches!(word.as_str(), "CONSTRAINT" | "PRIMARY" | "UNIQUE" | "CHECK" | "FOREIGN"));
        if is_constraint {
            return self.clauses(cursor, None);
        }
        if let Some(name) = cursor.name() {
            self.columns.push(Column { name: name.clone(), ..Column::default() });
            self.clauses(cursor, Some(&name));
        }
    }

    /// Reads the clauses of a column, with its type before them, or those of the table.
    fn clauses(&mut self, mut cursor: Cursor<'_>, column: Option<&str>) {
        let of_column = || column.map(str::to_owned).into_iter().collect::<Vec<_>>();
        let mut name = None;
        while cursor.peek().is_some() {
            let Some(word) = cursor.keyword() else {
                cursor.skip();
                continue;
            };
            cursor.next();
            // A name belongs only to the clause that follows it.
            let own_name = name.take();
            match word.as_str() {
                "CONSTRAINT" => name = cursor.name(),
                "PRIMARY" => self.primary_key_name = own_name.or(self.primary_key_name.take()),
                "AUTOINCREMENT" => self.is_autoincrement = true,
                // PRIMARY KEY (id AUTOINCREMENT)
                "KEY" if column.is_none() => self.is_autoincrement |= ends_in_autoincrement(cursor),
                "UNIQUE" => {
                    let columns = cursor.group().map_or_else(of_column, Cursor::names);
                    self.uniques.push(Unique { name: own_name, columns });
                }
                "CHECK" => {
                    if let Some(condition) = cursor.group() {
                        self.checks.push(Check { name: own_name, expression: condition.written() });
                    }
                }
                "FOREIGN" => {
                    cursor.accept("KEY");
                    let columns = cursor.group().map_or_else(Vec::new, Cursor::names);
                    self.foreign_keys.push(ForeignKey { name: own_name, columns, deferrable: None });
                }
                "REFERENCES" => {
                    if column.is_some() {
                        self.foreign_keys.push(ForeignKey { name: own_name, columns: of_column(), deferrable: None });
                    }
                    cursor.name();
                    cursor.group();
                }
                "DEFERRABLE" => self.deferrable(&mut cursor),
                "NOT" => {
                    cursor.accept("DEFERRABLE");
                }
                // No value follows ON DELETE SET DEFAULT.
                "SET" => cursor.skip(),
                "DEFAULT" => {
                    let _ = cursor.accept_symbol(b'-') || cursor.accept_symbol(b'+');
                    cursor.skip();
                }
                "COLLATE" => {
                    let collation = cursor.name();
                    self.last_column(column, |column| column.collation = collation);
                }
                "AS" => {
                    let expression = cursor.group().map(|group| group.written());
                    self.last_column(column, |column| column.generated = expression);
                }
                _ => {}
            }
        }
    }

    /// Reads what follows DEFERRABLE, which belongs to the last key.
    fn deferrable(&mut self, cursor: &mut Cursor<'_>) {
        let is_deferred = cursor.accept("INITIALLY") && cursor.accept("DEFERRED");
        let deferrable = if is_deferred { Deferrable::InitiallyDeferred } else { Deferrable::InitiallyImmediate };
        if let Some(key) = self.foreign_keys.last_mut() {
            key.deferrable = Some(deferrable);
        }
    }

    /// Changes the column whose clauses are being read, if they are a column's.
    fn last_column(&mut self, name: Option<&str>, change: impl FnOnce(&mut Column)) {
        if let (Some(_), Some(column)) = (name, self.columns.last_mut()) {
            change(column);
        }
    }
}

fn ends_in_autoincrement(mut cursor: Cursor<'_>) -> bool {
    let Some(mut key) = cursor.group() else { return false };
    while key.peek().is_some() {
        if key.accept("AUTOINCREMENT") {
            return true;
        }
        key.skip();
    }
    false
}

#[cfg(test)]
mod tests;
