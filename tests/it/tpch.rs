//! The 22 queries of TPC-H in the query language: their SQL elsewhere, and their answers beside those of the official
//! texts.
//!
//! Parameters are those that the specification validates with, but for a few whose answer would be empty at so small a
//! scale; both sides always use the same.

mod customers;
mod data;
mod markets;
mod official;
mod orders;
mod parts;
mod revenue;
mod suppliers;

use std::fmt::Debug;

use chrono::NaiveDate;
use realgar::FromRow;
use realgar::prelude::*;
use rust_decimal::Decimal;

use official::{
    for_mysql, for_postgres, for_sqlite, official, official_customer_distribution, official_first,
    official_top_supplier,
};

/// `schema/tpch.sql`.
pub(crate) mod schema {
    realgar::include_schema!("tpch");
}

/// Runs a query and its official text on the same rows: equal, and not empty. Gives the query's SQL elsewhere. Where there
/// are servers, both are run there, too.
fn answered<R: FromRow + Debug>(query: Query<R>, official: &str) -> String {
    let seen = spellings(&query);
    if let Some(mut conn) = data::postgres() {
        compare(&mut conn, query.clone(), &for_postgres(official));
    }
    if let Some(mut conn) = data::mysql() {
        compare(&mut conn, query.clone(), &for_mysql(official));
    }
    compare(&mut data::database(), query, &for_sqlite(official));
    seen
}

fn compare<R: FromRow + Debug>(conn: &mut Connection, query: Query<R>, official: &str) {
    let dialect = conn.dialect();
    let ours = lines(&conn.execute(query).unwrap());
    let theirs = lines(&conn.execute(text(official).typed::<R>()).unwrap());
    // An aggregate over nothing is NULL.
    assert!(ours.iter().any(|line| line != "None"), "no rows: {official}");
    let is_same = |(ours, theirs): (&String, &String)| match dialect {
        Dialect::MySql => is_quotient_of(ours, theirs),
        _ => ours == theirs,
    };
    assert!(ours.len() == theirs.len() && ours.iter().zip(&theirs).all(is_same), "{official}\n{ours:#?}\n{theirs:#?}");
}

/// MariaDB cuts a quotient four digits behind those of its dividend (`div_precision_increment`), where ours has as many as
/// elsewhere. Each number of the official answer is ours with fewer digits.
fn is_quotient_of(ours: &str, theirs: &str) -> bool {
    let numbers = |line: &str| -> Vec<String> {
        let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
        line.split_inclusive(|c: char| !is_of_number(c)).map(str::to_owned).collect()
    };
    let (ours, theirs) = (numbers(ours), numbers(theirs));
    let is_near = |(ours, theirs): (&String, &String)| {
        let number = |part: &str| part.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<Decimal>();
        match (number(ours), number(theirs)) {
            (Ok(ours), Ok(theirs)) => (ours - theirs).abs() <= Decimal::new(1, theirs.scale()) && theirs.scale() > 4,
            _ => false,
        }
    };
    ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|pair| pair.0 == pair.1 || is_near(pair))
}

fn lines<R: Debug>(rows: &Rows<R>) -> Vec<String> {
    rows.iter().map(|row| format!("{row:?}")).collect()
}

/// The SQL on PostgreSQL, and on MySQL where more than placeholders and the word INNER differ.
fn spellings<R>(query: &Query<R>) -> String {
    let postgres = query.compile(Dialect::PostgreSql).unwrap();
    let mysql = query.compile(Dialect::MySql).unwrap();
    let mut plain = postgres.sql().to_owned();
    for number in (1..=postgres.binds().len()).rev() {
        plain = plain.replace(&format!("${number}"), "?");
    }
    if mysql.sql().replace(" INNER JOIN ", " JOIN ") == plain {
        return in_lines(postgres.sql());
    }
    format!("{}\n\nmysql:\n{}", in_lines(postgres.sql()), in_lines(mysql.sql()))
}

/// A line for each clause.
fn in_lines(sql: &str) -> String {
    let mut lines = sql.to_owned();
    for word in ["FROM", "JOIN", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OR"] {
        lines = lines.replace(&format!(" {word} "), &format!("\n{word} "));
    }
    lines.replace(" INNER\nJOIN ", "\nINNER JOIN ").replace(" LEFT OUTER\nJOIN ", "\nLEFT OUTER JOIN ")
}

/// A day, as the specification writes it.
fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A decimal number, as the specification writes it.
fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}
