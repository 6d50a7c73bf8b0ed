//! What kind a statement is, by its first words: one that says something about shape, or one to skip.

/// The statements that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    CreateTable,
    CreateIndex,
    CreateView,
    CreateType,
    CreateDomain,
    CreateVirtualTable,
    /// SQLite's `.dump` writes virtual tables into the schema table.
    InsertSchema,
    CreateDefinition,
    AlterTable,
    AlterSequence,
    AlterDomain,
    AlterIndex,
    AlterView,
    CommentOn,
    DropTable,
    DropView,
    AlterType,
    DropType,
    DropIndex,
    RenameTable,
    SearchPath,
}

impl Shape {
    /// Whether the `@words` above it and inside it are read with it.
    pub(crate) const fn is_annotated(self) -> bool {
        matches!(
            self,
            Self::CreateTable | Self::CreateVirtualTable | Self::CreateView | Self::CreateType | Self::AlterTable
        )
    }
}

/// What the first words of a statement say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// More words are needed.
    Unsure,
    /// It is read.
    Read(Shape),
    /// It says nothing about shape. The note counts it by this name.
    Skip(String),
    /// The same, and its body may hold statements of its own: BEGIN … END, or parentheses.
    SkipBody(String),
    /// No SQL statement begins like this. The position of the word that was not understood.
    Unknown(usize),
}

/// First words of statements that say nothing about shape.
const SKIPPED: &[&str] = &[
    "ABORT",
    "ANALYZE",
    "ATTACH",
    "BEGIN",
    "BINLOG",
    "CACHE",
    "CALL",
    "CHANGE",
    "CHECK",
    "CHECKPOINT",
    "CHECKSUM",
    "CLOSE",
    "CLUSTER",
    "COMMIT",
    "COPY",
    "DEALLOCATE",
    "DECLARE",
    "DELETE",
    "DESC",
    "DESCRIBE",
    "DETACH",
    "DISCARD",
    "DO",
    "END",
    "EXEC",
    "EXECUTE",
    "EXPLAIN",
    "FETCH",
    "FLUSH",
    "GO",
    "GRANT",
    "HANDLER",
    "HELP",
    "IMPORT",
    "INSERT",
    "INSTALL",
    "KILL",
    "LISTEN",
    "LOAD",
    "LOCK",
    "MERGE",
    "MOVE",
    "NOTIFY",
    "OPTIMIZE",
    "PRAGMA",
    "PREPARE",
    "PRINT",
    "PURGE",
    "REASSIGN",
    "REFRESH",
    "REINDEX",
    "RELEASE",
    "RENAME",
    "REPAIR",
    "REPLACE",
    "RESET",
    "RESIGNAL",
    "REVOKE",
    "ROLLBACK",
    "SAVEPOINT",
    "SECURITY",
    "SELECT",
    "SET",
    "SHOW",
    "SHUTDOWN",
    "SIGNAL",
    "START",
    "STOP",
    "TRUNCATE",
    "UNINSTALL",
    "UNLISTEN",
    "UNLOCK",
    "UPDATE",
    "USE",
    "VACUUM",
    "VALUES",
    "WITH",
    "XA",
];

/// The first words of what can be created, altered and dropped besides what is read.
const OBJECTS: &[&str] = &[
    "ACCESS",
    "AGGREGATE",
    "CAST",
    "COLLATION",
    "CONVERSION",
    "DATABASE",
    "DEFAULT",
    "DOMAIN",
    "EVENT",
    "EXTENSION",
    "FOREIGN",
    "FUNCTION",
    "GROUP",
    "INDEX",
    "INSTANCE",
    "LANGUAGE",
    "LARGE",
    "LOGFILE",
    "MATERIALIZED",
    "OPERATOR",
    "OWNED",
    "POLICY",
    "PROCEDURAL",
    "PROCEDURE",
    "PUBLICATION",
    "ROLE",
    "ROUTINE",
    "RULE",
    "SCHEMA",
    "SEQUENCE",
    "SERVER",
    "STATISTICS",
    "SUBSCRIPTION",
    "SYSTEM",
    "TABLE",
    "TABLESPACE",
    "TEXT",
    "TRANSFORM",
    "TRIGGER",
    "TRUSTED",
    "TYPE",
    "USER",
    "VIEW",
    "VIRTUAL",
];

/// Words that may stand between CREATE and what is created.
const MODIFIERS: &[&str] =
    &["OR", "REPLACE", "UNIQUE", "FULLTEXT", "SPATIAL", "UNLOGGED", "RECURSIVE", "CONSTRAINT", "ONLINE", "OFFLINE"];

/// Judges a statement by its first tokens, in upper case. With `complete`, there are no more.
pub(crate) fn judge(words: &[String], complete: bool) -> Verdict {
    match judge_words(words) {
        Verdict::Unsure if complete && ["BEGIN", "INSERT", "SELECT", "SET"].contains(&words[0].as_str()) => {
            Verdict::Skip(words[0].clone())
        }
        Verdict::Unsure if complete => Verdict::Unknown(words.len().saturating_sub(1)),
        verdict => verdict,
    }
}

fn judge_words(words: &[String]) -> Verdict {
    let Some(first) = words.first() else { return Verdict::Unsure };
    let second = words.get(1).map(String::as_str);
    match first.as_str() {
        "CREATE" => create(words),
        "INSERT" if second == Some("INTO") => match words.get(2).map(String::as_str) {
            None => Verdict::Unsure,
            Some("SQLITE_SCHEMA" | "SQLITE_MASTER") => Verdict::Read(Shape::InsertSchema),
            _ => Verdict::Skip("INSERT".to_owned()),
        },
        "INSERT" if second.is_none() => Verdict::Unsure,
        "ALTER" => match (second, words.get(2).map(String::as_str)) {
            (None, _) => Verdict::Unsure,
            (Some("TABLE"), _) => Verdict::Read(Shape::AlterTable),
            (Some("SEQUENCE"), _) => Verdict::Read(Shape::AlterSequence),
            (Some("TYPE"), _) => Verdict::Read(Shape::AlterType),
            (Some("DOMAIN"), _) => Verdict::Read(Shape::AlterDomain),
            (Some("INDEX"), Some("ALL")) => Verdict::Skip("ALTER INDEX".to_owned()),
            (Some("INDEX"), Some(_)) => Verdict::Read(Shape::AlterIndex),
            // MySQL's ALTER VIEW is a new query.
            (Some("VIEW" | "MATERIALIZED"), _) => Verdict::Read(Shape::AlterView),
            (Some("INDEX"), None) => Verdict::Unsure,
            (Some("DEFINER" | "ALGORITHM" | "SQL" | "ONLINE" | "IGNORE"), _) => Verdict::Skip("ALTER".to_owned()),
            (Some(object), _) if OBJECTS.contains(&object) => Verdict::Skip(format!("ALTER {object}")),
            _ => Verdict::Unknown(1),
        },
        "DROP" => match (second, words.get(2).map(String::as_str)) {
            (None, _) => Verdict::Unsure,
            (Some("TABLE"), _) => Verdict::Read(Shape::DropTable),
            (Some("VIEW"), _) => Verdict::Read(Shape::DropView),
            (Some("TYPE" | "DOMAIN"), _) => Verdict::Read(Shape::DropType),
            (Some("INDEX"), _) => Verdict::Read(Shape::DropIndex),
            (Some("MATERIALIZED"), None) => Verdict::Unsure,
            (Some("MATERIALIZED"), Some("VIEW")) => Verdict::Read(Shape::DropView),
            (Some("TEMPORARY" | "PREPARE"), _) => Verdict::Skip("DROP".to_owned()),
            (Some(object), _) if OBJECTS.contains(&object) => Verdict::Skip(format!("DROP {object}")),
            _ => Verdict::Unknown(1),
        },
        "COMMENT" => match second {
            None => Verdict::Unsure,
            Some("ON") => Verdict::Read(Shape::CommentOn),
            _ => Verdict::Unknown(1),
        },
        "RENAME" => match second {
            None => Verdict::Unsure,
            Some("TABLE" | "TABLES") => Verdict::Read(Shape::RenameTable),
            Some(_) => Verdict::Skip("RENAME".to_owned()),
        },
        "SET" => match (second, words.get(2).map(String::as_str)) {
            (None, _) | (Some("SESSION" | "LOCAL"), None) => Verdict::Unsure,
            (Some("SEARCH_PATH"), _) | (Some("SESSION" | "LOCAL"), Some("SEARCH_PATH")) => {
                Verdict::Read(Shape::SearchPath)
            }
            _ => Verdict::Skip("SET".to_owned()),
        },
        // What pg_dump writes: SELECT pg_catalog.set_config('search_path', '', false).
        "SELECT" => match words {
            [_, word, ..] if !["PG_CATALOG", "SET_CONFIG"].contains(&word.as_str()) => {
                Verdict::Skip("SELECT".to_owned())
            }
            [_, catalog, dot, function, ..] if catalog == "PG_CATALOG" && dot == "." && function == "SET_CONFIG" => {
                Verdict::Read(Shape::SearchPath)
            }
            [_, function, ..] if function == "SET_CONFIG" => Verdict::Read(Shape::SearchPath),
            [_, _, _, _, ..] => Verdict::Skip("SELECT".to_owned()),
            _ => Verdict::Unsure,
        },
        // MariaDB: BEGIN NOT ATOMIC … END.
        "BEGIN" => match second {
            None => Verdict::Unsure,
            Some("NOT") => Verdict::SkipBody("BEGIN".to_owned()),
            Some(_) => Verdict::Skip("BEGIN".to_owned()),
        },
        // A parenthesised query.
        "(" => Verdict::Skip("SELECT".to_owned()),
        word if SKIPPED.contains(&word) => Verdict::Skip(word.to_owned()),
        _ => Verdict::Unknown(0),
    }
}

fn create(words: &[String]) -> Verdict {
    let mut at = 1;
    let mut temporary = false;
    while let Some(word) = words.get(at) {
        match word.as_str() {
            "TEMP" | "TEMPORARY" | "GLOBAL" | "LOCAL" => temporary = true,
            // MySQL: CREATE ALGORITHM = UNDEFINED DEFINER = `root`@`localhost` SQL SECURITY INVOKER VIEW.
            "ALGORITHM" => at += 2,
            "DEFINER" => {
                at += 2;
                match words.get(at + 1).map(String::as_str) {
                    Some("@") => at += 2,
                    Some("(") => at += 2,
                    None => return Verdict::Unsure,
                    _ => {}
                }
            }
            "SQL" => at += 2,
            modifier if MODIFIERS.contains(&modifier) => {}
            _ => break,
        }
        at += 1;
    }
    let Some(object) = words.get(at) else { return Verdict::Unsure };
    let skip = |kind: &str| Verdict::Skip(format!("CREATE {kind}"));
    match object.as_str() {
        "TABLE" if temporary => skip("TEMPORARY TABLE"),
        "VIEW" if temporary => skip("TEMPORARY VIEW"),
        "TABLE" => Verdict::Read(Shape::CreateTable),
        "VIEW" => Verdict::Read(Shape::CreateView),
        "INDEX" => Verdict::Read(Shape::CreateIndex),
        "TYPE" => Verdict::Read(Shape::CreateType),
        "DOMAIN" => Verdict::Read(Shape::CreateDomain),
        "MATERIALIZED" => match words.get(at + 1).map(String::as_str) {
            None => Verdict::Unsure,
            Some("VIEW") => Verdict::Read(Shape::CreateView),
            _ => Verdict::Unknown(at + 1),
        },
        "FOREIGN" => match words.get(at + 1).map(String::as_str) {
            None => Verdict::Unsure,
            Some("TABLE") => skip("FOREIGN TABLE"),
            _ => skip("FOREIGN DATA WRAPPER"),
        },
        "SEQUENCE" if temporary => skip("TEMPORARY SEQUENCE"),
        "EXTENSION" | "SEQUENCE" | "COLLATION" | "SCHEMA" => Verdict::Read(Shape::CreateDefinition),
        "VIRTUAL" => Verdict::Read(Shape::CreateVirtualTable),
        "TRIGGER" | "FUNCTION" | "PROCEDURE" | "EVENT" | "RULE" => Verdict::SkipBody(format!("CREATE {object}")),
        object if OBJECTS.contains(&object) => skip(object),
        _ => Verdict::Unknown(at),
    }
}

/// The known word that an unknown one is most like, for its cure.
pub(crate) fn like(word: &str) -> Option<&'static str> {
    let known = SKIPPED.iter().chain(OBJECTS).chain(&["CREATE", "ALTER", "DROP", "COMMENT"]);
    crate::naming::closest(word, known.copied())
}
