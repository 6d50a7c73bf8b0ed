//! The schema: tables of ten columns with names and types as they are met in applications.

use std::fmt::Write;

/// How many columns a table has.
#[cfg(test)]
const COLUMNS: usize = 10;

/// What the names of tables are made of.
const AREAS: [&str; 20] = [
    "billing",
    "shipping",
    "sales",
    "support",
    "catalog",
    "warehouse",
    "payroll",
    "travel",
    "library",
    "school",
    "clinic",
    "museum",
    "garden",
    "music",
    "sport",
    "fleet",
    "energy",
    "media",
    "legal",
    "retail",
];
const THINGS: [&str; 25] = [
    "account", "invoice", "order", "item", "contract", "payment", "parcel", "ticket", "product", "supplier",
    "customer", "member", "event", "room", "vehicle", "report", "document", "schedule", "budget", "region", "team",
    "project", "task", "branch", "device",
];

/// The names of columns, by what the queries use them for.
const LABELS: [&str; 7] = ["name", "title", "email", "reference", "label", "city", "barcode"];
const KINDS: [&str; 6] = ["kind", "currency", "country", "unit", "channel", "tier"];
const NOTES: [&str; 5] = ["note", "description", "comment", "remark", "summary"];
const CONTACTS: [&str; 4] = ["contact", "street", "website", "nickname"];
const COUNTS: [&str; 5] = ["quantity", "priority", "stock", "seats", "position"];
const RATINGS: [&str; 4] = ["rating", "discount", "floor", "revision"];
const PRICES: [&str; 5] = ["price", "weight", "amount", "height", "total"];
const FLAGS: [&str; 4] = ["active", "visible", "archived", "paid"];

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// INTEGER.
    Integer,
    /// TEXT.
    Text,
    /// DOUBLE PRECISION.
    Double,
    /// BOOLEAN.
    Boolean,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub of: Type,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// A table. Its columns stand in this order: `id`, the foreign key (a second number in the first table), and the
/// eight below.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// The table that its foreign key refers to.
    pub parent: Option<usize>,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl Table {
    fn new(number: usize, parent: Option<&Self>) -> Self {
        let column = |name: &str, of, nullable| Column { name: name.to_owned(), of, nullable };
        let pick = |names: &[&'static str]| names[number % names.len()];
        let second = parent.map_or_else(|| "sequence".to_owned(), |parent| format!("{}_id", parent.name));
        Self {
            name: format!("{}_{}", AREAS[number / THINGS.len()], THINGS[number % THINGS.len()]),
            parent: number.checked_sub(1),
            columns: vec![
                column("id", Type::Integer, false),
                column(&second, Type::Integer, false),
                column(pick(&LABELS), Type::Text, false),
                column(pick(&KINDS), Type::Text, false),
                column(pick(&NOTES), Type::Text, true),
                column(pick(&CONTACTS), Type::Text, true),
                column(pick(&COUNTS), Type::Integer, false),
                column(pick(&RATINGS), Type::Integer, true),
                column(pick(&PRICES), Type::Double, false),
                column(pick(&FLAGS), Type::Boolean, false),
            ],
        }
    }

    /// The model's name: both libraries' users write it in camel case.
    #[must_use]
    pub fn model(&self) -> String {
        let words = self.name.split('_');
        words.map(|word| format!("{}{}", word[..1].to_uppercase(), &word[1..])).collect()
    }

    /// A column that is text and NOT NULL.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.columns[2].name
    }

    /// A column that is text and may be NULL.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.columns[4].name
    }

    /// A column that is an integer and NOT NULL.
    #[must_use]
    pub fn count(&self) -> &str {
        &self.columns[6].name
    }

    /// A column that is a double.
    #[must_use]
    pub fn price(&self) -> &str {
        &self.columns[8].name
    }

    /// A column that is a boolean.
    #[must_use]
    pub fn flag(&self) -> &str {
        &self.columns[9].name
    }
}

/// Tables, those referred to first.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The tables.
    pub tables: Vec<Table>,
}

impl Schema {
    /// A schema of so many tables, 500 at most.
    ///
    /// # Panics
    ///
    /// If more tables are wanted than there are names for.
    #[must_use]
    pub fn new(tables: usize) -> Self {
        assert!(tables <= AREAS.len() * THINGS.len(), "there are names for 500 tables");
        let mut schema = Self { tables: Vec::with_capacity(tables) };
        for number in 0..tables {
            schema.tables.push(Table::new(number, schema.tables.last()));
        }
        schema
    }

    /// The schema file.
    #[must_use]
    pub fn sql(&self) -> String {
        let mut sql = String::new();
        for table in &self.tables {
            let columns: Vec<String> = table
                .columns
                .iter()
                .enumerate()
                .map(|(at, column)| {
                    let of = match column.of {
                        Type::Integer => "INTEGER",
                        Type::Text => "TEXT",
                        Type::Double => "DOUBLE PRECISION",
                        Type::Boolean => "BOOLEAN",
                    };
                    let rest = match (at, table.parent) {
                        (0, _) => " PRIMARY KEY".to_owned(),
                        (1, Some(parent)) => format!(" NOT NULL REFERENCES {} (id)", self.tables[parent].name),
                        _ if column.nullable => String::new(),
                        _ => " NOT NULL".to_owned(),
                    };
                    format!("    {} {of}{rest}", column.name)
                })
                .collect();
            write!(sql, "CREATE TABLE {} (\n{}\n);\n\n", table.name, columns.join(",\n")).expect("memory is written");
        }
        sql.truncate(sql.trim_end().len());
        sql.push('\n');
        sql
    }

    /// INSERTs of one row into each table, so that foreign keys have something to refer to.
    #[must_use]
    pub fn seed(&self) -> String {
        let mut sql = String::new();
        for table in &self.tables {
            let values: Vec<&str> = table
                .columns
                .iter()
                .map(|column| match column.of {
                    Type::Text if column.nullable => "NULL",
                    Type::Text => "'abc'",
                    Type::Double => "1.5",
                    Type::Integer | Type::Boolean => "1",
                })
                .collect();
            let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            let (names, values) = (names.join(", "), values.join(", "));
            writeln!(sql, "INSERT INTO {} ({names}) VALUES ({values});", table.name).expect("memory is written");
        }
        sql
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COLUMNS, Schema};

    #[test]
    fn every_table_has_ten_columns_of_different_names() {
        for table in Schema::new(500).tables {
            let names: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!(names.len(), COLUMNS, "{}", table.name);
        }
    }

    #[test]
    fn the_schema_is_sql_that_sqlite_takes() {
        let schema = Schema::new(30);
        let connection = rusqlite::Connection::open_in_memory().expect("memory is always there");
        connection.execute_batch(&schema.sql()).expect("the tables are good");
        connection.execute_batch(&schema.seed()).expect("the rows are good");
    }
}
