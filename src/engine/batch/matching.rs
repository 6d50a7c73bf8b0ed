//! Which of the rows that came back is which of those that were sent. The order in which they come means nothing.

use std::collections::HashMap;

use smallvec::SmallVec;

use crate::entity::Key;
use crate::sql::value::{Kind, Value};

/// Rows as the database sent them back.
pub(super) struct ReturnedRows {
    pub(super) rows: Vec<Vec<Value>>,
    /// Where the key is in each of them.
    pub(super) key: SmallVec<[usize; 1]>,
}

/// The rows in the order in which their keys were counted up; `None` if a key is not a number.
pub(super) fn by_order_of_keys(returned: ReturnedRows) -> Option<Vec<Vec<Value>>> {
    let mut rows = returned.rows;
    let key = *returned.key.first()?;
    let number = |row: &Vec<Value>| match row.get(key) {
        Some(Value::SmallInt(number)) => Some(i64::from(*number)),
        Some(Value::Integer(number)) => Some(i64::from(*number)),
        Some(Value::BigInt(number)) => Some(*number),
        _ => None,
    };
    if !rows.iter().all(|row| number(row).is_some()) {
        return None;
    }
    rows.sort_by_key(number);
    Some(rows)
}

/// The rows in the order of the keys that were sent; `None` if one of them did not come back.
pub(super) fn by_key<'k>(
    returned: ReturnedRows,
    keys: impl Iterator<Item = SmallVec<[&'k Value; 1]>>,
) -> Option<Vec<Vec<Value>>> {
    let keys: Vec<SmallVec<[&Value; 1]>> = keys.collect();
    // A key comes back as the database keeps it, and is compared as what it was sent as.
    let kinds: SmallVec<[Kind; 1]> = keys.first()?.iter().map(|value| value.kind()).collect();
    let mut rows = HashMap::with_capacity(returned.rows.len());
    for row in returned.rows {
        let parts = returned.key.iter().zip(&kinds);
        let parts = parts.map(|(at, kind)| Value::decode(*kind, row.get(*at)?.as_cell()).ok());
        let parts: SmallVec<[Value; 1]> = parts.collect::<Option<_>>()?;
        rows.insert(Key::of(&parts), row);
    }
    keys.into_iter().map(|key| rows.remove(&Key::of(key))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn returned(rows: &[(i64, &str)]) -> ReturnedRows {
        let rows = rows.iter().map(|(id, name)| vec![Value::BigInt(*id), Value::from(*name)]).collect();
        ReturnedRows { rows, key: SmallVec::from_slice(&[0]) }
    }

    fn names(rows: Option<Vec<Vec<Value>>>) -> Option<Vec<String>> {
        let name = |row: &Vec<Value>| format!("{:?}", row[1]);
        rows.map(|rows| rows.iter().map(name).collect())
    }

    #[test]
    fn rows_in_any_order_find_the_keys_that_were_sent() {
        let sent = [Value::Integer(2), Value::Integer(1)];
        let keys = || sent.iter().map(|value| SmallVec::from_slice(&[value]));
        let found = names(by_key(returned(&[(1, "one"), (2, "two")]), keys()));
        assert_eq!(found.unwrap(), ["Text(\"two\")", "Text(\"one\")"]);
        assert_eq!(names(by_key(returned(&[(1, "one"), (3, "three")]), keys())), None);
    }

    #[test]
    fn keys_that_were_counted_up_are_in_the_order_of_the_rows() {
        let found = names(by_order_of_keys(returned(&[(12, "c"), (9, "a"), (10, "b")])));
        assert_eq!(found.unwrap(), ["Text(\"a\")", "Text(\"b\")", "Text(\"c\")"]);
    }
}
