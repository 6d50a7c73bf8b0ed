//! What the evaluator says of each operator, and what it leaves to the database.

use std::sync::Arc;

use realgar_metadata::{Column, SqlType};

use crate::session::statements::evaluate::{condition_holds, evaluate, is_certain};
use crate::sql::Dialect;
use crate::sql::ast::{BinaryOperator as Op, ColumnRef, Junction, Node, UnaryOperator};
use crate::sql::value::{Kind, Value};

fn column(source: &'static str, name: &'static str) -> Node {
    Node::Column(ColumnRef { source, name })
}

fn bind(value: impl Into<Value>) -> Node {
    Node::Bind(value.into())
}

fn null() -> Node {
    Node::Bind(Value::Null(Kind::Integer))
}

fn binary(operator: Op, left: Node, right: Node) -> Node {
    Node::Binary(operator, Arc::new([left, right]))
}

/// The value of an expression for a user of id 7, without a name.
fn value_in(dialect: Dialect, node: &Node) -> Option<Value> {
    let column = |name: &str| match name {
        "id" => Some(Value::BigInt(7)),
        "name" => Some(Value::Null(Kind::Text)),
        _ => None,
    };
    evaluate(node, "user_account", dialect, &column)
}

#[track_caller]
fn everywhere(node: &Node, expected: impl Into<Option<Value>>) {
    let expected = expected.into();
    for dialect in Dialect::ALL {
        assert_eq!(value_in(dialect, node), expected, "{node:?} in {dialect}");
    }
}

const NULL: Value = Value::Null(Kind::Boolean);

#[test]
fn columns_of_the_row_are_known_and_all_others_are_not() {
    everywhere(&column("user_account", "id"), Value::BigInt(7));
    everywhere(&column("user_account", "name"), Value::Null(Kind::Text));
    everywhere(&column("user_account", "photo"), None);
    everywhere(&column("address", "id"), None);
    let same_name = binary(Op::Equal, column("address", "id"), bind(7_i64));
    everywhere(&same_name, None);
}

#[test]
fn integers_compare_by_value_whatever_their_width() {
    everywhere(&binary(Op::Equal, column("user_account", "id"), bind(7_i16)), Value::Boolean(true));
    everywhere(&binary(Op::Less, column("user_account", "id"), bind(7_i32)), Value::Boolean(false));
    everywhere(&binary(Op::GreaterOrEqual, bind(i64::MAX), bind(i16::MAX)), Value::Boolean(true));
}

#[test]
fn an_integer_that_no_double_holds_is_left_to_databases_that_make_one_of_it() {
    let node = binary(Op::Equal, bind((1_i64 << 53) + 1), bind(9_007_199_254_740_992.0));
    assert_eq!(value_in(Dialect::Sqlite, &node), Some(Value::Boolean(false)));
    assert_eq!(value_in(Dialect::PostgreSql, &node), None);
    assert_eq!(value_in(Dialect::MySql, &node), None);
    let greatest = binary(Op::Less, bind(i64::MAX), bind(9_223_372_036_854_775_808.0));
    assert_eq!(value_in(Dialect::Sqlite, &greatest), Some(Value::Boolean(true)));
    assert_eq!(value_in(Dialect::PostgreSql, &greatest), None);
    everywhere(&binary(Op::Less, bind(-5), bind(-5.5)), Value::Boolean(false));
    everywhere(&binary(Op::Less, bind(5), bind(5.5)), Value::Boolean(true));
    everywhere(&binary(Op::Equal, bind(5.0), bind(5)), Value::Boolean(true));
}

#[test]
fn nan_is_left_to_the_database() {
    everywhere(&binary(Op::Equal, bind(f64::NAN), bind(f64::NAN)), None);
    everywhere(&binary(Op::Less, bind(1), bind(f64::NAN)), None);
}

#[test]
fn only_postgresql_keeps_every_real() {
    let node = binary(Op::Equal, bind(0.1_f32), bind(0.1_f64));
    assert_eq!(value_in(Dialect::PostgreSql, &node), Some(Value::Boolean(false)));
    assert_eq!(value_in(Dialect::Sqlite, &node), None);
    assert_eq!(value_in(Dialect::MySql, &node), None);
}

#[test]
fn texts_are_the_same_or_not_but_never_greater() {
    everywhere(&binary(Op::Equal, bind("a"), bind("a")), Value::Boolean(true));
    everywhere(&binary(Op::LessOrEqual, bind("a"), bind("a")), Value::Boolean(true));
    everywhere(&binary(Op::Less, bind("a"), bind("b")), None);
    let differ = binary(Op::Equal, bind("a"), bind("A"));
    assert_eq!(value_in(Dialect::Sqlite, &differ), Some(Value::Boolean(false)));
    assert_eq!(value_in(Dialect::PostgreSql, &differ), Some(Value::Boolean(false)));
    assert_eq!(value_in(Dialect::MySql, &differ), None);
    everywhere(&binary(Op::Equal, Node::Collate(Arc::new(bind("a")), "NOCASE"), bind("a")), None);
    everywhere(&binary(Op::Concat, bind("a"), bind("b")), Value::from("ab"));
}

#[test]
fn null_makes_every_comparison_null_but_is_distinct_from() {
    for operator in [Op::Equal, Op::NotEqual, Op::Less, Op::LessOrEqual, Op::Greater, Op::GreaterOrEqual] {
        everywhere(&binary(operator, column("user_account", "name"), bind("sandy")), NULL);
        everywhere(&binary(operator, bind("sandy"), column("user_account", "name")), NULL);
    }
    everywhere(&binary(Op::IsDistinctFrom, null(), null()), Value::Boolean(false));
    everywhere(&binary(Op::IsDistinctFrom, null(), bind(1)), Value::Boolean(true));
    everywhere(&binary(Op::IsNotDistinctFrom, bind(1), null()), Value::Boolean(false));
    everywhere(&binary(Op::IsNotDistinctFrom, bind(1), bind(1_i64)), Value::Boolean(true));
    everywhere(&binary(Op::IsDistinctFrom, null(), column("address", "id")), None);
    everywhere(&Node::IsNull(Arc::new(column("user_account", "name")), false), Value::Boolean(true));
    everywhere(&Node::IsNull(Arc::new(column("user_account", "name")), true), Value::Boolean(false));
}

#[test]
fn and_or_and_not_know_three_truths_and_the_unknown() {
    let truth = |truth: Option<bool>| truth.map_or_else(null, bind);
    let unknown = column("address", "flag");
    let of = |junction, operands: &[Node]| Node::Junction(junction, operands.into());
    for (left, right, and, or) in [
        (Some(true), None, NULL, Value::Boolean(true)),
        (Some(false), None, Value::Boolean(false), NULL),
        (None, None, NULL, NULL),
        (Some(true), Some(false), Value::Boolean(false), Value::Boolean(true)),
    ] {
        for operands in [[truth(left), truth(right)], [truth(right), truth(left)]] {
            everywhere(&of(Junction::And, &operands), and.clone());
            everywhere(&of(Junction::Or, &operands), or.clone());
        }
    }
    everywhere(&of(Junction::And, &[unknown.clone(), truth(Some(false))]), Value::Boolean(false));
    everywhere(&of(Junction::Or, &[unknown.clone(), truth(Some(true))]), Value::Boolean(true));
    everywhere(&of(Junction::And, &[unknown.clone(), truth(Some(true))]), None);
    everywhere(&of(Junction::Or, &[unknown.clone(), null()]), None);
    everywhere(&of(Junction::And, &[null(), unknown]), None);
    everywhere(&Node::Unary(UnaryOperator::Not, Arc::new(null())), NULL);
    everywhere(&Node::Unary(UnaryOperator::Not, Arc::new(Node::Truth(false))), Value::Boolean(true));
}

#[test]
fn lists_with_null_hold_what_they_hold_and_lack_nothing_for_sure() {
    let within = |value: Node, list: &[Node], negated| Node::In(Arc::new(value), list.into(), negated);
    everywhere(&within(bind(1), &[null(), bind(1_i64)], false), Value::Boolean(true));
    everywhere(&within(bind(1), &[null(), bind(2)], false), NULL);
    everywhere(&within(bind(1), &[null(), bind(2)], true), NULL);
    everywhere(&within(bind(1), &[bind(2)], true), Value::Boolean(true));
    everywhere(&within(null(), &[bind(2)], true), NULL);
    everywhere(&within(null(), &[], true), Value::Boolean(true));
    everywhere(&within(column("address", "id"), &[], false), Value::Boolean(false));
    everywhere(&within(bind(1), &[column("address", "id"), bind(1)], false), Value::Boolean(true));
    everywhere(&within(bind(1), &[column("address", "id"), bind(2)], false), None);
}

#[test]
fn between_is_two_comparisons() {
    let between = |value: Node, low: Node, high: Node, negated| Node::Between(Arc::new([value, low, high]), negated);
    everywhere(&between(bind(2), bind(1), bind(2), false), Value::Boolean(true));
    everywhere(&between(bind(2), bind(3), bind(1), false), Value::Boolean(false));
    everywhere(&between(bind(5), null(), bind(1), false), Value::Boolean(false));
    everywhere(&between(bind(5), null(), bind(1), true), Value::Boolean(true));
    everywhere(&between(bind(0), null(), bind(1), false), NULL);
}

#[test]
fn a_sum_that_leaves_its_type_is_left_to_the_database() {
    everywhere(&binary(Op::Add, column("user_account", "id"), bind(1)), Value::BigInt(8));
    everywhere(&binary(Op::Multiply, bind(3), bind(5)), Value::Integer(15));
    everywhere(&binary(Op::Add, bind(i32::MAX), bind(1)), None);
    everywhere(&binary(Op::Subtract, bind(i64::MIN), bind(1)), None);
    everywhere(&binary(Op::Add, bind(i16::MAX), bind(1_i16)), None);
    everywhere(&binary(Op::Add, null(), bind(1)), Value::Null(Kind::Integer));
    // Written `a * b * 0`: the first product leaves its type, whatever the tree says.
    let last = binary(Op::Multiply, bind(i64::MAX), bind(0));
    everywhere(&binary(Op::Multiply, bind(i64::MAX), last), None);
    everywhere(&Node::Unary(UnaryOperator::Negate, Arc::new(bind(i64::MIN))), None);
    everywhere(&binary(Op::Add, bind(0.1), bind(0.2)), None);
    everywhere(&binary(Op::Divide, bind(4), bind(2)), None);
    everywhere(&binary(Op::Modulo, bind(4), bind(3)), None);
}

#[cfg(feature = "chrono")]
#[test]
fn times_that_a_database_would_round_are_left_to_it() {
    let moment = |nanosecond| {
        let day = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
        day.and_hms_nano_opt(23, 59, 59, nanosecond).expect("a time")
    };
    let node = binary(Op::Less, bind(moment(0)), bind(moment(1)));
    assert_eq!(value_in(Dialect::Sqlite, &node), Some(Value::Boolean(true)));
    assert_eq!(value_in(Dialect::PostgreSql, &node), None);
    everywhere(&binary(Op::Less, bind(moment(0)), bind(moment(1000))), Value::Boolean(true));
    everywhere(&binary(Op::Less, bind(moment(0)), bind(moment(1_500_000_000))), None);
    let instants = binary(Op::Equal, bind(moment(0).and_utc()), bind(moment(0).and_utc()));
    assert_eq!(value_in(Dialect::PostgreSql, &instants), Some(Value::Boolean(true)));
    assert_eq!(value_in(Dialect::Sqlite, &instants), None);
    everywhere(&binary(Op::Equal, bind(moment(0)), bind(moment(0).date())), None);
}

#[cfg(feature = "decimal")]
#[test]
fn exact_numbers_compare_by_value() {
    let exact = |text: &str| bind(text.parse::<rust_decimal::Decimal>().expect("a number"));
    everywhere(&binary(Op::Equal, exact("1.0"), exact("1.00")), Value::Boolean(true));
    everywhere(&binary(Op::Greater, exact("1.1"), bind(1)), Value::Boolean(true));
    everywhere(&binary(Op::Equal, exact("1.5"), bind(1.5)), None);
    let many_digits = binary(Op::Equal, exact("0.30000000000000004"), exact("0.3"));
    assert_eq!(value_in(Dialect::PostgreSql, &many_digits), Some(Value::Boolean(false)));
    assert_eq!(value_in(Dialect::Sqlite, &many_digits), None);
}

#[test]
fn a_condition_that_is_null_does_not_hold() {
    let holds = |filter: &[Node]| condition_holds(filter, "user_account", Dialect::Sqlite, &|_| None);
    assert_eq!(holds(&[]), Some(true));
    assert_eq!(holds(&[Node::Truth(true), null()]), Some(false));
    assert_eq!(holds(&[column("user_account", "id"), Node::Truth(false)]), Some(false));
    assert_eq!(holds(&[column("user_account", "id"), Node::Truth(true)]), None);
    assert_eq!(holds(&[bind(1)]), None, "a number is no condition everywhere");
}

#[test]
fn a_column_that_a_collation_or_a_padded_type_compares_is_not_certain() {
    let text = Column::new("name", SqlType::Text);
    let collated = |name: &'static str| Column::new("name", SqlType::Text).with_collation(name);
    let padded = Column::new("code", SqlType::Char(Some(3)));
    for dialect in Dialect::ALL {
        assert!(is_certain(&text, dialect));
        assert!(!is_certain(&collated("NOCASE"), dialect));
        assert!(!is_certain(&Column::new("x", SqlType::Other("citext".into())), dialect));
    }
    assert!(is_certain(&collated("BINARY"), Dialect::Sqlite) && !is_certain(&collated("BINARY"), Dialect::MySql));
    assert!(is_certain(&padded, Dialect::Sqlite) && !is_certain(&padded, Dialect::PostgreSql));
}

#[test]
fn an_expression_that_is_too_deep_is_left_to_the_database() {
    let nested =
        |depth: u32| (0..depth).fold(Node::Truth(true), |node, _| Node::Unary(UnaryOperator::Not, Arc::new(node)));
    everywhere(&nested(250), Value::Boolean(true));
    everywhere(&nested(2_000), None);
}
