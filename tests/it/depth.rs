//! Statements that are too deep: errors, never a panic and never an overflowing stack.

use realgar::prelude::*;
use realgar::{ErrorKind, Result};

use crate::schemas::filled;
use crate::schemas::tutorial::{Address, User};

const DEPTHS: [usize; 5] = [100, 450, 900, 10_000, 50_000];

/// An error of the right kind, or an answer: both are fine, a crash is not.
fn assert_answered<T>(depth: usize, result: Result<T>) {
    match result {
        Ok(_) => assert!(depth <= 500, "{depth}"),
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::LimitExceeded | ErrorKind::Sql), "{depth}: {error:?}");
            assert!(depth > 100, "{depth}: {error:?}");
        }
    }
}

#[test]
fn negations_hold_negations() {
    let mut conn = filled();
    for depth in DEPTHS {
        let mut number = User.id + 0;
        let mut condition = User.id.eq(1);
        for _ in 0..depth {
            number = -number;
            condition = !condition;
        }
        assert_answered(depth, conn.execute(select(number.clone())));
        assert_answered(depth, conn.execute(select(User.id).filter(condition.clone())));
        assert_answered(depth, select(number).filter(condition).compile(Dialect::PostgreSql));
    }
}

#[test]
fn conditions_hold_conditions() {
    let mut conn = filled();
    for depth in DEPTHS {
        let mut condition = User.id.eq(0);
        for level in 0..depth {
            let next = User.id.eq(1);
            condition = if level % 2 == 0 { and_([condition, next]) } else { or_([next, condition]) };
        }
        assert_answered(depth, conn.execute(update(User).set(User.name, "x").filter(condition.clone())));
        assert_answered(depth, conn.execute(select(func::count_all().filter_where(condition)).select_from(User)));
    }
}

#[test]
fn a_deep_key_is_grouped_by() {
    for depth in DEPTHS {
        let mut key = User.id + 0;
        for _ in 0..depth {
            key = -key;
        }
        assert_answered(depth, filled().execute(select((&key, func::count_all())).group_by(&key)));
        let other = select((-&key, User.name)).group_by(&key);
        assert!(other.compile(Dialect::Sqlite).is_err());
    }
}

#[test]
fn labels_casts_and_calls_hold_each_other() {
    let mut conn = filled();
    for depth in DEPTHS {
        let (mut name, mut number) = (func::lower(User.name), User.id.cast::<Integer>());
        for _ in 0..depth {
            name = func::lower(name.label("name"));
            number = func::abs(number).cast::<Integer>();
        }
        assert_answered(depth * 2, conn.execute(select((name, User.id)).filter(User.id.gt(number))));
    }
}

#[test]
fn set_operations_hold_each_other() {
    let mut conn = filled();
    for (count, fits) in [(3, true), (1_000, false), (50_000, false)] {
        let mut left = select(User.id).union(select(Address.id));
        let mut right = left.clone();
        for _ in 0..count {
            left = left.intersect(select(User.id)).union(select(Address.id));
            right = select(User.id).except(right);
        }
        for query in [left.clone(), right, left.limit(1)] {
            let error = conn.execute(query).err();
            assert_eq!(error.is_none(), fits, "{count}: {error:?}");
            assert!(error.is_none_or(|error| *error.kind() == ErrorKind::LimitExceeded));
        }
    }
}

#[test]
fn deep_trees_are_shared_and_dropped_once() {
    let mut number = User.id + 0;
    for _ in 0..50_000 {
        number = -number;
    }
    let (copy, sum) = (number.clone(), number.clone() + &number);
    drop(number);
    assert!(select((copy, sum)).compile(Dialect::Sqlite).is_err());
}

#[test]
fn two_windows_have_one_name() {
    for depth in DEPTHS {
        let window = || window("w").order_by((0..depth).fold(User.id + 0, |number, _| -number));
        let (first, second) = (window(), window());
        let query = select((func::rank().over_window(&first), func::row_number().over_window(&second)));
        assert_answered(depth, filled().execute(query));
    }
}

#[test]
fn the_debug_form_of_a_deep_tree_is_cut() {
    let nested = |depth| (0..depth).fold(User.id + 0, |number, _| -number);
    let shallow = format!("{:?}", nested(90));
    assert_eq!((shallow.matches("Negate").count(), shallow.matches('…').count()), (90, 0));
    for depth in [100, 100_000] {
        let number = nested(depth);
        let cut = format!("{number:?}");
        assert_eq!((cut.matches("Negate").count(), cut.matches('…').count()), (100, 1), "{depth}");
        let pretty = format!("{:#?}", select(number.clone()).filter(number.gt(1)).group_by(number));
        assert!(pretty.matches('…').count() >= 3, "{depth}");
    }
    let again = format!("{:?}", nested(90));
    assert_eq!(again, shallow, "nothing is left over of the levels before");
}
