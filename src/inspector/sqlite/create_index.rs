//! What only the text of a CREATE INDEX or CREATE VIEW says, and no pragma: expressions, conditions, queries.

use super::cursor::Cursor;

/// What the text of a CREATE INDEX says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CreateIndex {
    pub(super) keys: Vec<Key>,
    /// WHERE, as written.
    pub(super) condition: Option<String>,
}

/// A key of an index.
#[derive(Debug, PartialEq)]
pub(super) struct Key {
    /// A column or an expression, as written.
    pub(super) expression: String,
    pub(super) collation: Option<String>,
}

impl CreateIndex {
    /// Reads a CREATE INDEX as `sqlite_schema` stores it. In any other text it finds nothing.
    pub(super) fn read(sql: &str) -> Self {
        Cursor::over(sql, |mut cursor| {
            let keys = loop {
                match cursor.group() {
                    Some(keys) => break keys,
                    None if cursor.next().is_none() => return Self::default(),
                    None => {}
                }
            };
            let condition = cursor.accept("WHERE").then(|| cursor.written());
            Self { keys: keys.parts().into_iter().map(key).collect(), condition }
        })
    }
}

/// `expression [COLLATE name] [ASC | DESC]`.
fn key(part: Cursor<'_>) -> Key {
    let key = part.without_last(|word| word == "ASC" || word == "DESC").unwrap_or(part);
    let collated = key.without_last_two("COLLATE").filter(|(inner, _)| is_single(*inner));
    let (expression, collation) = match collated {
        Some((inner, collation)) => (inner, Some(collation)),
        None => (key, None),
    };
    Key { expression: expression.without_parentheses().written(), collation }
}

/// Whether this is a name, a call or a group. After anything longer, COLLATE belongs to the last operand, not to the
/// key.
fn is_single(mut cursor: Cursor<'_>) -> bool {
    if cursor.group().is_none() {
        cursor.next();
        cursor.group();
    }
    cursor.rest().is_empty()
}

/// The query of a CREATE VIEW, as `sqlite_schema` stores it.
pub(super) fn view_query(sql: &str) -> Option<String> {
    Cursor::over(sql, |mut cursor| {
        while cursor.peek().is_some() {
            if cursor.accept("AS") {
                return Some(cursor.written());
            }
            cursor.skip();
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lose_their_order_and_collation() {
        let index = CreateIndex::read(
            "CREATE UNIQUE INDEX \"i (x)\" ON t (a, \"b c\" DESC, lower(a || ',') COLLATE nocase ASC, (a + 1), a || b \
             COLLATE rtrim, substr(a, 1) || 'x') WHERE a > 0 AND b <> ')'",
        );
        let keys: Vec<_> = index.keys.iter().map(|key| (key.expression.as_str(), key.collation.as_deref())).collect();
        assert_eq!(
            keys,
            [
                ("a", None),
                ("\"b c\"", None),
                ("lower(a || ',')", Some("nocase")),
                ("a + 1", None),
                ("a || b COLLATE rtrim", None),
                ("substr(a, 1) || 'x'", None),
            ]
        );
        assert_eq!(index.condition.as_deref(), Some("a > 0 AND b <> ')'"));
    }

    #[test]
    fn a_views_query_follows_the_first_as() {
        let query = view_query("CREATE VIEW \"as\" (\"a AS b\", c) AS\n SELECT 1 AS x, ')'").unwrap();
        assert_eq!(query, "SELECT 1 AS x, ')'");
        assert_eq!(view_query("CREATE VIEW v"), None);
    }

    #[test]
    fn cut_texts_are_read_as_far_as_they_go() {
        let sql = "CREATE INDEX i ON t (lower(a) COLLATE nocase DESC, b) WHERE a > 0";
        for end in 0..=sql.len() {
            CreateIndex::read(&sql[..end]);
            CreateIndex::read(&sql[end..]);
            view_query(&sql[..end]);
        }
    }
}
