//! The law: where the evaluator says something of a random condition and a random row, SQLite says the same.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use proptest::prelude::*;

use crate::Engine;
use crate::engine::{Connection, Intent};
use crate::session::statements::evaluate::{condition_holds, evaluate};
use crate::sql::Dialect;
use crate::sql::ast::{
    BinaryOperator as Op, ColumnRef, FromItem, Junction, Like, Node, Select, SelectItem, Statement, TableRef,
    UnaryOperator,
};
use crate::sql::render::render;
use crate::sql::value::{Kind, Value};

const TABLE: &str = "sample";

/// A column of each family, its declaration, and the family of its values.
const COLUMNS: [(&str, &str, Family); 10] = [
    ("big", "BIGINT", Family::Integer),
    ("small", "SMALLINT", Family::Integer),
    ("double", "DOUBLE PRECISION", Family::Double),
    ("exact", "NUMERIC", Family::Numeric),
    ("note", "TEXT", Family::Text),
    ("flag", "BOOLEAN", Family::Boolean),
    ("raw", "BLOB", Family::Blob),
    ("day", "DATE", Family::Date),
    ("moment", "TIMESTAMP", Family::Timestamp),
    ("uid", "UUID", Family::Uuid),
];

/// Values that may be compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Integer,
    Double,
    Numeric,
    Text,
    Boolean,
    Blob,
    Date,
    Timestamp,
    Uuid,
}

impl Family {
    /// Values at which comparisons go wrong, if they do; NULL is one.
    fn values(self) -> Vec<Value> {
        let exact = |text: &str| Value::Numeric(text.parse().expect("a number"));
        let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day");
        match self {
            Self::Integer => {
                let far = [i64::MIN, i64::MAX, (1 << 53) + 1, 1 << 53, i64::from(i32::MAX)].map(Value::BigInt);
                let near = [-1, 0, 1, 2].map(Value::Integer);
                let nulls = [Value::Null(Kind::Integer), Value::SmallInt(1), Value::SmallInt(i16::MAX)];
                far.into_iter().chain(near).chain(nulls).collect()
            }
            Self::Double => {
                let numbers = [0.0, -0.0, 1.0, 1.5, -1.5, 9_007_199_254_740_992.0, 9.3e18, -9.3e18, f64::INFINITY];
                numbers.map(Value::Double).into_iter().chain([Value::Null(Kind::Double)]).collect()
            }
            Self::Numeric => {
                let numbers = ["0", "1", "1.0", "1.1", "-1.5", "0.1", "123456789.012345", "100000000000000000"];
                numbers.map(exact).into_iter().chain([Value::Null(Kind::Numeric)]).collect()
            }
            Self::Text => {
                let texts = ["", "a", "A", "a ", "ä", "1"].map(Value::from);
                texts.into_iter().chain([Value::Null(Kind::Text)]).collect()
            }
            Self::Boolean => vec![Value::Boolean(true), Value::Boolean(false), Value::Null(Kind::Boolean)],
            Self::Blob => vec![
                Value::Blob(vec![]),
                Value::Blob(vec![0]),
                Value::Blob(vec![0, 0]),
                Value::Blob(vec![255]),
                Value::Null(Kind::Blob),
            ],
            Self::Date => vec![
                Value::Date(day("0999-12-31")),
                Value::Date(day("2024-02-29")),
                Value::Date(day("2024-03-01")),
                Value::Null(Kind::Date),
            ],
            Self::Timestamp => {
                let nanoseconds = [0, 1, 1_000, 500_000_000, 500_000_001, 999_999_999];
                let moments = nanoseconds.map(|nanosecond| day("2024-02-29").and_hms_nano_opt(23, 59, 59, nanosecond));
                let moments = moments.into_iter().map(|moment| Value::Timestamp(moment.expect("a time")));
                moments.chain([Value::Null(Kind::Timestamp)]).collect()
            }
            Self::Uuid => vec![
                Value::Uuid(uuid::Uuid::from_u128(0)),
                Value::Uuid(uuid::Uuid::from_u128(9)),
                Value::Uuid(uuid::Uuid::from_u128(10)),
                Value::Uuid(uuid::Uuid::from_u128(u128::MAX)),
                Value::Null(Kind::Uuid),
            ],
        }
    }
}

fn column(name: &'static str) -> Node {
    Node::Column(ColumnRef { source: TABLE, name })
}

fn of(family: Family) -> BoxedStrategy<Node> {
    let columns: Vec<Node> = COLUMNS.iter().filter(|(_, _, of)| *of == family).map(|(name, ..)| column(name)).collect();
    let leaf = prop_oneof![
        prop::sample::select(columns),
        prop::sample::select(family.values()).prop_map(Node::Bind),
        Just(Node::Constant("NULL")),
    ];
    let labelled = |node: Node| Node::Label("labelled", Arc::new(node));
    let pair = |operator: Op| move |pair: [Node; 2]| Node::Binary(operator, Arc::new(pair));
    match family {
        Family::Integer => leaf
            .prop_recursive(3, 8, 2, move |inner| {
                prop_oneof![
                    prop::array::uniform2(inner.clone()).prop_map(pair(Op::Add)),
                    prop::array::uniform2(inner.clone()).prop_map(pair(Op::Subtract)),
                    prop::array::uniform2(inner.clone()).prop_map(pair(Op::Multiply)),
                    inner.clone().prop_map(|node| Node::Unary(UnaryOperator::Negate, Arc::new(node))),
                    inner.prop_map(labelled),
                ]
            })
            .boxed(),
        Family::Text => {
            leaf.prop_recursive(2, 4, 2, move |inner| prop::array::uniform2(inner).prop_map(pair(Op::Concat))).boxed()
        }
        _ => leaf.boxed(),
    }
}

/// Two families of which values may meet.
fn families() -> impl Strategy<Value = [Family; 2]> {
    let mut pairs: Vec<[Family; 2]> = COLUMNS.iter().map(|(_, _, family)| [*family; 2]).collect();
    pairs.extend([
        [Family::Integer, Family::Double],
        [Family::Double, Family::Integer],
        [Family::Integer, Family::Numeric],
        [Family::Numeric, Family::Integer],
        [Family::Numeric, Family::Double],
    ]);
    prop::sample::select(pairs)
}

fn comparison() -> impl Strategy<Value = Node> {
    let operators = vec![
        Op::Equal,
        Op::NotEqual,
        Op::Less,
        Op::LessOrEqual,
        Op::Greater,
        Op::GreaterOrEqual,
        Op::IsDistinctFrom,
        Op::IsNotDistinctFrom,
    ];
    families().prop_flat_map(move |[left, right]| {
        let operator = prop::sample::select(operators.clone());
        prop_oneof![
            4 => (operator, of(left), of(right))
                .prop_map(|(operator, left, right)| Node::Binary(operator, Arc::new([left, right]))),
            2 => (of(left), of(right), of(right), any::<bool>())
                .prop_map(|(value, low, high, negated)| Node::Between(Arc::new([value, low, high]), negated)),
            2 => (of(left), prop::collection::vec(of(right), 0..4), any::<bool>())
                .prop_map(|(value, list, negated)| Node::In(Arc::new(value), list.into(), negated)),
            1 => (of(left), any::<bool>()).prop_map(|(value, negated)| Node::IsNull(Arc::new(value), negated)),
        ]
    })
}

/// What the evaluator leaves to the database.
fn like() -> impl Strategy<Value = Node> {
    (of(Family::Text), of(Family::Text)).prop_map(|(subject, pattern)| {
        Node::Like(Arc::new(Like {
            subject,
            pattern,
            anchors: None,
            negated: false,
            ignores_case: false,
            escape: None,
        }))
    })
}

fn condition() -> impl Strategy<Value = Node> {
    let truth = any::<bool>().prop_map(Node::Truth);
    let leaf = prop_oneof![10 => comparison(), 1 => truth, 1 => like(), 1 => Just(column("flag"))];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let operands = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            operands.clone().prop_map(|operands| Node::Junction(Junction::And, operands.into())),
            operands.prop_map(|operands| Node::Junction(Junction::Or, operands.into())),
            inner.prop_map(|node| Node::Unary(UnaryOperator::Not, Arc::new(node))),
        ]
    })
}

fn row() -> impl Strategy<Value = Vec<Value>> {
    COLUMNS.map(|(_, _, family)| prop::sample::select(family.values())).to_vec()
}

/// The first cell of the first row, if there is a row.
fn first_cell(conn: &mut Connection, sql: &str, binds: &[&Value]) -> Option<Value> {
    let mut found = None;
    conn.run_sql(sql, binds, Intent::Writes, &mut |cursor| {
        while let Some(row) = cursor.next()? {
            found = Some(row.cell(0)?.to_value());
        }
        Ok(())
    })
    .unwrap_or_else(|error| panic!("{sql}: {error}"));
    found
}

/// A value as SQLite gives it back.
fn in_sqlite(value: Value) -> Value {
    match value {
        Value::Null(_) => Value::Null(Kind::Unknown),
        Value::Boolean(value) => Value::BigInt(i64::from(value)),
        Value::SmallInt(value) => Value::BigInt(i64::from(value)),
        Value::Integer(value) => Value::BigInt(i64::from(value)),
        other => other,
    }
}

#[test]
fn what_is_evaluated_is_what_sqlite_says() {
    let engine = Engine::new("sqlite://").expect("SQLite");
    let conn = RefCell::new(engine.connect().expect("a connection"));
    let columns = COLUMNS.map(|(name, declared, _)| format!("{name} {declared}")).join(", ");
    first_cell(&mut conn.borrow_mut(), &format!("CREATE TABLE {TABLE} ({columns})"), &[]);
    let insert = format!("INSERT INTO {TABLE} VALUES ({})", COLUMNS.map(|_| "?").join(", "));
    let (evaluated, all) = (Cell::new(0_u32), Cell::new(0_u32));
    let expression = prop_oneof![3 => condition().boxed(), 1 => of(Family::Integer), 1 => of(Family::Text)];
    let config = ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(node in expression, filter in prop::collection::vec(condition(), 0..3), row in row())| {
        let mut conn = conn.borrow_mut();
        first_cell(&mut conn, &format!("DELETE FROM {TABLE}"), &[]);
        first_cell(&mut conn, &insert, &row.iter().collect::<Vec<_>>());
        let value_of = |name: &str| {
            let position = COLUMNS.iter().position(|(column, ..)| *column == name)?;
            row.get(position).cloned()
        };
        let from = || Some(FromItem::Table(TableRef { schema: None, name: TABLE }));
        let select = Select {
            columns: vec![SelectItem::Expression(node.clone())],
            from: from(),
            ..Select::default()
        };
        let rendered = render(Statement::Select(&select), Dialect::Sqlite).expect("SQL");
        let found = first_cell(&mut conn, &rendered.sql, &rendered.binds);
        all.set(all.get() + 2);
        if let Some(value) = evaluate(&node, TABLE, Dialect::Sqlite, &value_of) {
            evaluated.set(evaluated.get() + 1);
            prop_assert_eq!(Some(in_sqlite(value)), found, "{} with {:?} on {:?}", rendered.sql, rendered.binds, row);
        }
        let select = Select {
            columns: vec![SelectItem::Expression(Node::Bind(Value::Integer(1)))],
            from: from(),
            filter: filter.clone(),
            ..Select::default()
        };
        let rendered = render(Statement::Select(&select), Dialect::Sqlite).expect("SQL");
        let found = first_cell(&mut conn, &rendered.sql, &rendered.binds).is_some();
        if let Some(holds) = condition_holds(&filter, TABLE, Dialect::Sqlite, &value_of) {
            evaluated.set(evaluated.get() + 1);
            prop_assert_eq!(holds, found, "{} with {:?} on {:?}", rendered.sql, rendered.binds, row);
        }
    });
    let (evaluated, all) = (evaluated.get(), all.get());
    assert!(evaluated * 2 > all, "only {evaluated} of {all} could be evaluated: the law says little");
}
