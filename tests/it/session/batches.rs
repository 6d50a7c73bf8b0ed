//! Rows that are inserted by several statements, whatever a statement's size: each gets its own key and defaults.

use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Filled, NewFilled, NewTag, Tag};

/// More than two statements of the most rows, and a rest.
const ROWS: i64 = 2_345;

#[test]
fn rows_of_several_statements_get_their_own_keys_and_defaults() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let rows = session.add_all((1..=ROWS).map(|number| NewFilled::new(number.to_string())));
    session.commit().unwrap();
    for (number, row) in (1..).zip(rows) {
        assert_eq!((session[row].id, session[row].state.as_str()), (number, "new"));
    }
    let names = session.execute(select((Filled.id, Filled.name)).order_by(Filled.id)).unwrap();
    assert!(names.into_iter().all(|(id, name)| name == id.to_string()));
}

#[test]
fn rows_that_bring_their_keys_keep_them() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    // Every number up to the prime 2347 once, in no order.
    let keys: Vec<i64> = (1..=ROWS).map(|number| 7 * number % 2_347).collect();
    let tags = session.add_all(keys.iter().map(|key| NewTag::new(key.to_string()).id(*key)));
    session.commit().unwrap();
    assert!(tags.iter().zip(&keys).all(|(tag, key)| session[*tag].id == *key));
    let names = session.execute(select((Tag.id, Tag.name))).unwrap();
    assert_eq!(names.len(), keys.len());
    assert!(names.into_iter().all(|(id, name)| name == id.to_string()));
}
