//! What the first words of a statement tell about it.

/// What a statement is, as far as the driver wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// It reads.
    Query,
    /// It writes rows.
    Writes,
    /// It commits the transaction before and after it, by itself: DDL.
    Commits,
    /// It changes or shows something else than rows, and leaves the transaction as it is.
    Neutral,
    /// It begins or ends a transaction, or may do so: a call of a procedure, say.
    Unsure,
}

/// Finds out what a statement is.
pub(super) fn sort(sql: &str) -> Sort {
    // What stands in a comment for some versions only is run by those.
    if skip_comments(sql).starts_with("/*") {
        return Sort::Unsure;
    }
    let mut words = words(sql);
    match words.next().unwrap_or_default().as_str() {
        "SELECT" | "VALUES" | "TABLE" => Sort::Query,
        // MySQL lets UPDATE and DELETE follow. What only mentions such a word is taken for one that does.
        "WITH" if words.any(|word| matches!(word.as_str(), "UPDATE" | "DELETE")) => Sort::Writes,
        "WITH" => Sort::Query,
        "INSERT" | "UPDATE" | "DELETE" | "REPLACE" => Sort::Writes,
        // Temporary tables leave the transaction alone.
        "CREATE" | "DROP" => {
            let mut is_temporary = false;
            for word in words.take(3) {
                is_temporary |= word == "TEMPORARY";
            }
            if is_temporary { Sort::Unsure } else { Sort::Commits }
        }
        "ALTER" | "RENAME" | "TRUNCATE" | "GRANT" | "REVOKE" => Sort::Commits,
        "SHOW" | "EXPLAIN" | "DESCRIBE" | "DESC" | "USE" | "DO" | "KILL" => Sort::Neutral,
        _ => Sort::Unsure,
    }
}

/// The words of a statement, in upper case. What is in quotes is not told apart.
fn words(sql: &str) -> impl Iterator<Item = String> {
    let sql = skip_comments(sql).trim_start_matches(['(', ' ', '\n', '\t', '\r']);
    sql.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).map(str::to_ascii_uppercase)
}

/// The text from its first word on.
fn skip_comments(mut sql: &str) -> &str {
    loop {
        sql = sql.trim_start();
        if let Some(comment) = sql.strip_prefix("--").or_else(|| sql.strip_prefix('#')) {
            sql = comment.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(comment) = sql.strip_prefix("/*").filter(|comment| !comment.starts_with(['!', 'M'])) {
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
            ("-- why\n # how\n /* where */ ((select 1))", Sort::Query),
            ("WITH t AS (SELECT 1) SELECT * FROM t", Sort::Query),
            ("with t as (select 1) delete from a", Sort::Writes),
            ("REPLACE INTO t VALUES (1)", Sort::Writes),
            ("create or replace table t (a INT)", Sort::Commits),
            ("CREATE TEMPORARY TABLE t (a INT)", Sort::Unsure),
            ("CREATE OR REPLACE TEMPORARY TABLE t (a INT)", Sort::Unsure),
            ("DROP TABLE t", Sort::Commits),
            ("Commit", Sort::Unsure),
            ("CALL p()", Sort::Unsure),
            ("SET autocommit = 1", Sort::Unsure),
            ("/*!40101 CREATE TABLE t (a INT) */", Sort::Unsure),
            ("SHOW TABLES", Sort::Neutral),
            ("", Sort::Unsure),
        ] {
            assert_eq!(sort(sql), expected, "{sql}");
        }
    }
}
