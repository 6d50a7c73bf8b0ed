//! Random conditions, as SQL and as what they mean.

use std::marker::PhantomData;
use std::sync::Arc;

use proptest::prelude::*;
use realgar::prelude::*;
use realgar::query::Expression;
use realgar::query::rules::{Operand, Unchecked};
use realgar::sql::ast::{BinaryOperator, Node, UnaryOperator};
use realgar::types::{BaseType, SqlType};

use crate::schemas::travel::Sample;

/// What the columns hold.
pub(super) const NUMBERS: [Option<i16>; 5] = [None, Some(-1), Some(0), Some(1), Some(2)];
pub(super) const NOTES: [Option<&str>; 7] = [None, Some(""), Some("a"), Some("ab"), Some("%b"), Some("a_b"), Some("/")];

#[derive(Debug)]
pub(super) struct Row {
    pub(super) small: Option<i16>,
    pub(super) big: Option<i16>,
    pub(super) note: Option<&'static str>,
}

/// An expression whose type forgets what it is made of, so that it can grow at run time.
pub(super) struct Grown<T>(Node, PhantomData<T>);

impl<T> Grown<T> {
    fn of(expression: impl Expression) -> Self {
        Self(expression.node(), PhantomData)
    }
}

impl<T: SqlType> Expression for Grown<T> {
    type Sql = T;
    type Refs = Unchecked;

    fn node(&self) -> Node {
        self.0.clone()
    }
}

impl<T: BaseType> Operand<T> for Grown<Nullable<T>> {
    type Sql = Nullable<T>;
    type Refs = Unchecked;
    type Wider = T;

    fn operand(self) -> Node {
        self.0
    }
}

#[derive(Clone, Debug)]
pub(super) enum Number {
    Small,
    Big,
    Value(i64),
    Negated(Box<Self>),
    Combined(BinaryOperator, Box<[Self; 2]>),
}

impl Number {
    fn sql(&self) -> Grown<Nullable<BigInt>> {
        match self {
            Self::Small => Grown::of(Sample.small),
            Self::Big => Grown::of(Sample.big),
            Self::Value(value) => Grown::of(literal(*value)),
            Self::Negated(inner) => Grown(Node::Unary(UnaryOperator::Negate, Arc::new(inner.sql().0)), PhantomData),
            Self::Combined(operator, sides) => {
                Grown(Node::Binary(*operator, Arc::new([sides[0].sql().0, sides[1].sql().0])), PhantomData)
            }
        }
    }

    fn in_rust(&self, row: &Row) -> Option<i64> {
        match self {
            Self::Small => row.small.map(i64::from),
            Self::Big => row.big.map(i64::from),
            Self::Value(value) => Some(*value),
            Self::Negated(inner) => Some(-inner.in_rust(row)?),
            Self::Combined(operator, sides) => {
                let (left, right) = (sides[0].in_rust(row)?, sides[1].in_rust(row)?);
                match operator {
                    BinaryOperator::Add => Some(left + right),
                    BinaryOperator::Subtract => Some(left - right),
                    BinaryOperator::Multiply => Some(left * right),
                    // By zero: NULL.
                    _ => left.checked_rem(right),
                }
            }
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Condition {
    Compared(u8, Number, Number),
    Between(Number, Number, Number),
    In(Number, Vec<i64>),
    IsNull(Number),
    Distinct(Number, Number),
    Found(u8, &'static str),
    Same(Box<[Self; 2]>),
    Not(Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
}

impl Condition {
    pub(super) fn sql(&self) -> Grown<Nullable<Boolean>> {
        match self {
            Self::Compared(which, left, right) => {
                let (left, right) = (left.sql(), right.sql());
                match which {
                    0 => Grown::of(left.eq(right)),
                    1 => Grown::of(left.ne(right)),
                    2 => Grown::of(left.lt(right)),
                    3 => Grown::of(left.le(right)),
                    4 => Grown::of(left.gt(right)),
                    _ => Grown::of(left.ge(right)),
                }
            }
            Self::Between(number, low, high) => Grown::of(number.sql().between(low.sql(), high.sql())),
            Self::In(number, list) => Grown::of(number.sql().in_(list.iter().copied())),
            Self::IsNull(number) => Grown::of(number.sql().is_null()),
            Self::Distinct(left, right) => Grown::of(left.sql().is_distinct_from(right.sql())),
            Self::Found(0, text) => Grown::of(Sample.note.contains(*text)),
            Self::Found(1, text) => Grown::of(Sample.note.starts_with(*text)),
            Self::Found(2, text) => Grown::of(Sample.note.concat(*text).eq("ab")),
            Self::Found(_, text) => Grown::of(Sample.note.ends_with(*text)),
            Self::Same(sides) => Grown::of(sides[0].sql().eq(sides[1].sql())),
            Self::Not(inner) => Grown::of(!and_([inner.sql()])),
            Self::And(list) => Grown::of(and_(list.iter().map(Self::sql))),
            Self::Or(list) => Grown::of(or_(list.iter().map(Self::sql))),
        }
    }

    /// True, false, or NULL.
    pub(super) fn in_rust(&self, row: &Row) -> Option<bool> {
        match self {
            Self::Compared(which, left, right) => {
                let (left, right) = (left.in_rust(row)?, right.in_rust(row)?);
                Some(match which {
                    0 => left == right,
                    1 => left != right,
                    2 => left < right,
                    3 => left <= right,
                    4 => left > right,
                    _ => left >= right,
                })
            }
            Self::Between(number, low, high) => {
                let number = number.in_rust(row);
                let above = number.zip(low.in_rust(row)).map(|(number, low)| number >= low);
                let below = number.zip(high.in_rust(row)).map(|(number, high)| number <= high);
                and(above, below)
            }
            // An empty list holds nothing, not even perhaps.
            Self::In(_, list) if list.is_empty() => Some(false),
            Self::In(number, list) => Some(list.contains(&number.in_rust(row)?)),
            Self::IsNull(number) => Some(number.in_rust(row).is_none()),
            Self::Distinct(left, right) => Some(left.in_rust(row) != right.in_rust(row)),
            Self::Found(0, text) => Some(row.note?.contains(text)),
            Self::Found(1, text) => Some(row.note?.starts_with(text)),
            Self::Found(2, text) => Some(format!("{}{text}", row.note?) == "ab"),
            Self::Found(_, text) => Some(row.note?.ends_with(text)),
            Self::Same(sides) => Some(sides[0].in_rust(row)? == sides[1].in_rust(row)?),
            Self::Not(inner) => Some(!inner.in_rust(row)?),
            Self::And(list) => all(list.iter().map(|part| part.in_rust(row))),
            Self::Or(list) => not(all(list.iter().map(|part| not(part.in_rust(row))))),
        }
    }
}

fn not(condition: Option<bool>) -> Option<bool> {
    condition.map(|condition| !condition)
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts.reduce(and).unwrap_or(Some(true))
}

/// False wins over NULL.
fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn number() -> impl Strategy<Value = Number> {
    let leaf = prop_oneof![Just(Number::Small), Just(Number::Big), (-3_i64..4).prop_map(Number::Value)];
    let operator = prop::sample::select(vec![
        BinaryOperator::Add,
        BinaryOperator::Subtract,
        BinaryOperator::Multiply,
        BinaryOperator::Modulo,
    ]);
    leaf.prop_recursive(3, 12, 2, move |inner| {
        prop_oneof![
            inner.clone().prop_map(|number| Number::Negated(Box::new(number))),
            (operator.clone(), inner.clone(), inner)
                .prop_map(|(operator, left, right)| Number::Combined(operator, Box::new([left, right]))),
        ]
    })
}

pub(super) fn condition() -> impl Strategy<Value = Condition> {
    let text = prop::sample::select(vec!["", "a", "b", "%", "_", "/", "a_", "%b"]);
    let leaf = prop_oneof![
        (0..6_u8, number(), number()).prop_map(|(which, left, right)| Condition::Compared(which, left, right)),
        (number(), number(), number()).prop_map(|(number, low, high)| Condition::Between(number, low, high)),
        (number(), prop::collection::vec(-2_i64..3, 0..4)).prop_map(|(number, list)| Condition::In(number, list)),
        number().prop_map(Condition::IsNull),
        (number(), number()).prop_map(|(left, right)| Condition::Distinct(left, right)),
        (0..4_u8, text).prop_map(|(which, text)| Condition::Found(which, text)),
    ];
    leaf.prop_recursive(5, 32, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            inner.clone().prop_map(|condition| Condition::Not(Box::new(condition))),
            (inner.clone(), inner).prop_map(|(left, right)| Condition::Same(Box::new([left, right]))),
            list.clone().prop_map(Condition::And),
            list.prop_map(Condition::Or),
        ]
    })
}
