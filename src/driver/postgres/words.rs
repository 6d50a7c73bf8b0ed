//! What the first words of a statement tell about it.

/// What a statement is, as far as the driver wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// SELECT, VALUES, TABLE, or WITH before one of them: a cursor can be declared for it.
    Query,
    /// It writes rows, or may do so: its count is that of rows it wrote.
    Writes,
    /// It begins or ends a transaction.
    Transaction,
    /// Everything else: DDL, SET, EXPLAIN. Not worth being kept prepared, and what is kept may be outdated by it.
    Utility,
}

/// Finds out what a statement is.
pub(super) fn sort(sql: &str) -> Sort {
    let sql = skip_comments(sql).trim_start_matches(['(', ' ', '\n', '\t', '\r']);
    let first: String = sql.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
    match first.as_str() {
        "SELECT" | "VALUES" | "TABLE" => Sort::Query,
        // A common table expression may write. One that only mentions such a word is taken for one that does.
        "WITH" if mentions_a_write(sql) => Sort::Writes,
        "WITH" => Sort::Query,
        "INSERT" | "UPDATE" | "DELETE" | "MERGE" => Sort::Writes,
        "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE" => Sort::Transaction,
        _ => Sort::Utility,
    }
}

fn mentions_a_write(sql: &str) -> bool {
    sql.split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| ["INSERT", "UPDATE", "DELETE", "MERGE"].iter().any(|write| word.eq_ignore_ascii_case(write)))
}

/// The text from its first word on.
fn skip_comments(mut sql: &str) -> &str {
    loop {
        sql = sql.trim_start();
        if let Some(comment) = sql.strip_prefix("--") {
            sql = comment.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(comment) = sql.strip_prefix("/*") {
            sql = comment.split_once("*/").map_or("", |(_, rest)| rest);
        } else {
            return sql;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_tell_what_a_statement_is() {
        for (sql, expected) in [
            ("SELECT 1", Sort::Query),
            ("-- why\n /* where */ ((select 1))", Sort::Query),
            ("WITH t AS (SELECT 1) SELECT * FROM t", Sort::Query),
            ("with t as (delete from a returning b) select * from t", Sort::Writes),
            ("INSERT INTO t VALUES (1)", Sort::Writes),
            ("Commit", Sort::Transaction),
            ("CREATE TABLE t (a INT)", Sort::Utility),
            ("", Sort::Utility),
        ] {
            assert_eq!(sort(sql), expected, "{sql}");
        }
    }
}
