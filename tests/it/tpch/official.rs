//! The official texts of the queries, with parameters filled in, and in the words of a database.

use tpchgen::q_and_a::queries::query;

/// The text of a query.
pub(super) fn official(number: i32, parameters: &[&str]) -> String {
    let mut sql = query(number).unwrap().trim().to_owned();
    // From the end, because `:10` begins with `:1`.
    for (index, parameter) in parameters.iter().enumerate().rev() {
        let placeholder = format!(":{}", index + 1);
        assert!(sql.contains(&placeholder), "query {number} has no parameter {placeholder}");
        sql = sql.replace(&placeholder, parameter);
    }
    // A stream's number is part of the view's name.
    let sql = sql.replace(":s", "_s");
    assert!(!sql.contains(':'), "query {number} has a parameter left: {sql}");
    sql.trim_end_matches(';').to_owned()
}

/// A text in SQLite's words.
pub(super) fn for_sqlite(sql: &str) -> String {
    let sql = sql.to_owned();
    let sql = respelled(sql, "extract(year from ", ")", |date| format!("CAST(strftime('%Y', {date}) AS INTEGER)"));
    let sql = respelled(sql, "substring(", ")", |text| {
        format!("substr({})", text.replace(" from ", ", ").replace(" for ", ", "))
    });
    // A date is just its text on SQLite.
    with_intervals(sql).replace("date '", "'")
}

/// A text in the words of PostgreSQL, where days have no precision, and with the types that our columns have.
pub(super) fn for_postgres(sql: &str) -> String {
    let sql = sql.replace("day (3)", "day");
    let sql = respelled(sql, "extract(year from ", ")", |date| format!("CAST(EXTRACT(YEAR FROM {date}) AS INTEGER)"));
    ["l_quantity", "l_extendedprice", "l_discount"].iter().fold(sql, |sql, column| {
        sql.replace(&format!("\tavg({column}) as"), &format!("\tCAST(avg({column}) AS DOUBLE PRECISION) as"))
    })
}

/// A text in the words of MySQL, where days have no precision, and with the types that our columns have.
pub(super) fn for_mysql(sql: &str) -> String {
    let sql = sql.replace("day (3)", "day");
    // A sum of integers is a decimal number there.
    let sql = if sql.contains("high_line_count") {
        let sql = sql.replace("sum(case", "cast(sum(case");
        ["high_line_count", "low_line_count"]
            .iter()
            .fold(sql, |sql, name| sql.replace(&format!("end) as {name}"), &format!("end) as signed) as {name}")))
    } else {
        sql
    };
    ["l_quantity", "l_extendedprice", "l_discount"].iter().fold(sql, |sql, column| {
        sql.replace(&format!("\tavg({column}) as"), &format!("\tCAST(avg({column}) AS DOUBLE) as"))
    })
}

/// The same with the number of rows that section 2.1.2.9 of the specification asks for.
pub(super) fn official_first(rows: usize, number: i32, parameters: &[&str]) -> String {
    format!("{} limit {rows}", official(number, parameters))
}

/// Query 13 gives columns their names behind a derived table, which SQLite cannot.
pub(super) fn official_customer_distribution(parameters: &[&str]) -> String {
    let sql = official(13, parameters);
    let named = sql.replace("count(o_orderkey)", "count(o_orderkey) as c_count").replace(" (c_custkey, c_count)", "");
    assert_ne!(named, sql);
    named
}

/// Query 15 creates a view and drops it again. Its first variant in appendix B of the specification says WITH, so that
/// it is one statement.
pub(super) fn official_top_supplier(parameters: &[&str]) -> String {
    let sql = official(15, parameters);
    let [view, select, _drop] = sql.split(';').collect::<Vec<_>>().try_into().unwrap();
    let view = view.strip_prefix("create view ").unwrap().replace(" as\n\tselect", " as (\n\tselect");
    format!("with {view}) {select}")
}

/// `date '1995-09-01' + interval '1' month`: `date('1995-09-01', '+1 month')`.
fn with_intervals(mut sql: String) -> String {
    while let Some(interval) = sql.find(" interval '") {
        let start = sql[..interval].rfind("date '").unwrap();
        let (day, sign) = sql[start + "date ".len()..interval].split_once(' ').unwrap();
        let (count, rest) = sql[interval + " interval '".len()..].split_once("' ").unwrap();
        let (unit, rest) = rest.split_at(rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len()));
        sql = format!("{}date({day}, '{sign}{count} {unit}'){rest}", &sql[..start]);
    }
    sql.replace("day') (3)", "day')")
}

/// Whatever stands between `before` and `after`, in other words.
fn respelled(mut sql: String, before: &str, after: &str, word: impl Fn(&str) -> String) -> String {
    while let Some((head, tail)) = sql.split_once(before) {
        let (inner, rest) = tail.split_once(after).unwrap();
        sql = format!("{head}{}{rest}", word(inner));
    }
    sql
}
