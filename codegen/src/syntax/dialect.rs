//! Which dialect a file is in: what its first lines say, and what its text looks like.
//!
//! Only a dialect that is *named* (`-- @dialect`, or the build script's configuration) changes what types mean.
//! What the text looks like only decides how names, strings and comments are read.

use realgar_metadata::Dialect;
use realgar_metadata::lexer::{Brackets, CodeComments, Lexis};
use sqlparser::dialect::{self as grammar, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};

/// How many bytes of a file are looked at: a dump's header and first tables.
const STUDIED: usize = 64 * 1024;

/// Pieces of text, in lower case, that are typical of a dialect. Names of products appear in the headers of dumps.
const SIGNS: [(Dialect, &[&str]); 3] = [
    (
        Dialect::MySql,
        &[
            "mysql",
            "mariadb",
            "engine=",
            "auto_increment",
            "/*!4",
            "/*!5",
            "`",
            "delimiter ",
            " unsigned",
            "on update current_timestamp",
        ],
    ),
    (
        Dialect::PostgreSql,
        &[
            "postgresql",
            "$$",
            "'::",
            ")::",
            "nextval(",
            "character varying",
            "\n\\c",
            "plpgsql",
            "serial",
            "search_path",
            "from stdin",
            "alter table only",
            "timestamptz",
            "jsonb",
            "bytea",
            "owner to",
        ],
    ),
    (
        Dialect::Sqlite,
        &[
            "sqlite",
            "pragma ",
            "autoincrement",
            "without rowid",
            "] integer",
            "]integer",
            "create virtual table",
            "] text",
            "strict;",
        ],
    ),
];

/// The dialect a file looks like, if it has more signs of that one than of any other.
pub(super) fn look(text: &str) -> Option<Dialect> {
    let mut end = text.len().min(STUDIED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let studied = text[..end].to_ascii_lowercase();
    let mut counts =
        SIGNS.map(|(dialect, signs)| (signs.iter().filter(|sign| studied.contains(**sign)).count(), dialect));
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    (counts[0].0 > counts[1].0).then_some(counts[0].1)
}

/// How a file of this dialect is cut into tokens.
pub(super) fn lexis(dialect: Option<Dialect>, text: &str) -> Lexis {
    let mysql = dialect == Some(Dialect::MySql);
    let sqlite = dialect == Some(Dialect::Sqlite);
    Lexis {
        // Old dumps of PostgreSQL say how they were written.
        backslashes: mysql || text.contains("standard_conforming_strings = off"),
        hash_comments: mysql,
        dashes_need_space: mysql,
        nested_comments: dialect == Some(Dialect::PostgreSql),
        code_comments: if mysql { CodeComments::All } else { CodeComments::Versioned },
        dollar_quotes: !mysql && !sqlite,
        brackets: if sqlite { Brackets::NamesAndArrays } else { Brackets::Arrays },
        // Schema files are written by people, so these are accepted in all of them.
        string_prefixes: true,
        unicode_spaces: true,
    }
}

/// sqlparser's dialects in the order in which they are tried: the file's own first, if it has one, then the most
/// tolerant.
pub(super) fn grammars(own: Option<Dialect>) -> [&'static dyn grammar::Dialect; 4] {
    let mut grammars: [&dyn grammar::Dialect; 4] =
        [&GenericDialect {}, &SQLiteDialect {}, &PostgreSqlDialect {}, &MySqlDialect {}];
    let first = match own {
        Some(Dialect::Sqlite) => 1,
        Some(Dialect::PostgreSql) => 2,
        Some(Dialect::MySql) => 3,
        _ => 0,
    };
    grammars[..=first].rotate_right(1);
    grammars
}

/// The dialect of this name, as `-- @dialect` spells it.
pub(super) fn by_name(name: &str) -> Option<Dialect> {
    match name.to_ascii_lowercase().as_str() {
        "sqlite" | "sqlite3" => Some(Dialect::Sqlite),
        "postgresql" | "postgres" => Some(Dialect::PostgreSql),
        "mysql" | "mariadb" => Some(Dialect::MySql),
        _ => None,
    }
}
