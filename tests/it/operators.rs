//! Comparisons and arithmetic: how they are written, which parentheses they get, and what they find.

use insta::assert_snapshot;
use realgar::prelude::*;
use rust_decimal::Decimal;

use crate::check::check;
use crate::schemas::travel::{Flight, NewSample, Sample};
use crate::schemas::tutorial::User;
use crate::schemas::{empty, filled};

/// One row of numbers of all types, some of them whole.
fn samples() -> Connection {
    let mut conn = empty();
    let row = NewSample::new().small(1_i16).big(5_000_000_000_i64).amount(Decimal::from(3)).real8(0.5);
    conn.execute(insert(Sample).value(row)).unwrap();
    conn
}

#[test]
fn values_are_compared() {
    let all = select((
        User.id.eq(2).label("eq"),
        User.id.ne(2).label("ne"),
        User.id.lt(2).label("lt"),
        User.id.le(2).label("le"),
        User.id.gt(2).label("gt"),
        User.id.ge(2).label("ge"),
    ));
    assert_snapshot!(check(all), @"
    SELECT user_account.id = ? AS eq, user_account.id != ? AS ne, user_account.id < ? AS lt, user_account.id <= ? AS le, user_account.id > ? AS gt, user_account.id >= ? AS ge FROM user_account
    binds: [Integer(2), Integer(2), Integer(2), Integer(2), Integer(2), Integer(2)]
    (false, true, false, false, true, true)
    (true, false, false, true, false, true)
    (false, true, true, true, false, false)
    ");
}

#[test]
fn columns_are_compared_with_columns_and_expressions() {
    let flights = |condition| select(Flight.id).filter(condition);
    assert_snapshot!(check(select(Flight.id).filter(Flight.seats.gt(Flight.price))), @"
    SELECT flight.id FROM flight WHERE flight.seats > flight.price
    1
    4
    ");
    assert_snapshot!(check(select(Flight.id).filter(Flight.price.lt(Flight.seats - 100))), @"
    SELECT flight.id FROM flight WHERE flight.price < flight.seats - ?
    binds: [Integer(100)]
    4
    ");
    assert_snapshot!(check(flights(literal(300).eq(Flight.seats))), @"
    SELECT flight.id FROM flight WHERE ? = flight.seats
    binds: [Integer(300)]
    3
    4
    ");
}

#[test]
fn between_takes_both_ends() {
    assert_snapshot!(check(select(Flight.id).filter(Flight.price.between(99.5, 400.0))), @"
    SELECT flight.id FROM flight WHERE flight.price BETWEEN ? AND ?
    binds: [Double(99.5), Double(400.0)]
    1
    3
    4
    ");
    assert_snapshot!(check(select(Flight.id).filter(Flight.id.between(Flight.id - 1, Flight.id + 1).or(Flight.id.eq(0)))), @"
    SELECT flight.id FROM flight WHERE flight.id BETWEEN flight.id - ? AND flight.id + ? OR flight.id = ?
    binds: [Integer(1), Integer(1), Integer(0)]
    1
    2
    3
    4
    ");
}

#[test]
fn arithmetic_keeps_its_order() {
    let row = select((
        (Flight.id + 2) * 3,
        Flight.id + Flight.id * 2,
        literal(10) - (Flight.id - literal(3)),
        literal(10) - Flight.id - 3,
        -(Flight.id + 1),
        literal(7) % literal(4),
        literal(20) % (literal(7) % literal(4)),
    ))
    .filter(Flight.id.eq(2));
    assert_snapshot!(check(row), @"
    SELECT (flight.id + ?) * ?, flight.id + flight.id * ?, ? - (flight.id - ?), ? - flight.id - ?, -(flight.id + ?), ? % ?, ? % (? % ?) FROM flight WHERE flight.id = ?
    binds: [Integer(2), Integer(3), Integer(2), Integer(10), Integer(3), Integer(10), Integer(3), Integer(1), Integer(7), Integer(4), Integer(20), Integer(7), Integer(4), Integer(2)]
    (12, 6, 11, 5, -3, 3, 2)
    ");
}

#[test]
fn a_product_with_a_remainder_in_it_keeps_its_parentheses() {
    let row = select((
        Flight.id * (literal(7) % literal(4) * 5),
        Flight.id * (literal(7) % literal(4) * 5 * 3),
        Flight.id * (literal(7) / literal(4) * 5.0),
        Flight.id * (literal(7) * 4 * (literal(5) % literal(3))),
    ))
    .filter(Flight.id.eq(2));
    assert_snapshot!(check(row), @"
    SELECT flight.id * (? % ? * ?), flight.id * (? % ? * ? * ?), flight.id * (? / (? + 0.0) * ?), flight.id * ? * ? * (? % ?) FROM flight WHERE flight.id = ?
    postgresql: SELECT flight.id * ($1 % $2 * $3), flight.id * ($4 % $5 * $6 * $7), flight.id * ($8 / CAST($9 AS DOUBLE PRECISION) * $10), flight.id * $11 * $12 * ($13 % $14) FROM flight WHERE flight.id = $15
    mysql: SELECT flight.id * (? % ? * ?), flight.id * (? % ? * ? * ?), flight.id * (? / (? + 0e0) * ?), flight.id * ? * ? * (? % ?) FROM flight WHERE flight.id = ?
    binds: [Integer(7), Integer(4), Integer(5), Integer(7), Integer(4), Integer(5), Integer(3), Integer(7), Integer(4), Double(5.0), Integer(7), Integer(4), Integer(5), Integer(3), Integer(2)]
    (30, 90, 17.5, 112)
    ");
}

#[test]
fn division_keeps_the_fraction() {
    assert_snapshot!(check(select((literal(7) / literal(2), literal(7.0) / literal(2.0), Flight.seats / 8)).limit(1)), @"
    SELECT ? / (? + 0.0), ? / ?, flight.seats / (? + 0.0) FROM flight LIMIT ?
    postgresql: SELECT $1 / CAST($2 AS DOUBLE PRECISION), $3 / $4, flight.seats / CAST($5 AS DOUBLE PRECISION) FROM flight LIMIT $6
    mysql: SELECT ? / (? + 0e0), ? / ?, flight.seats / (? + 0e0) FROM flight LIMIT ?
    binds: [Integer(7), Integer(2), Double(7.0), Double(2.0), Integer(8), BigInt(1)]
    (3.5, 3.5, Some(22.5))
    ");
    assert_snapshot!(check(select((literal(12) / (literal(3) / literal(2)), literal(1) / (literal(1) + literal(3))))), @"
    SELECT ? / (? / (? + 0.0)), ? / (? + ? + 0.0)
    postgresql: SELECT $1 / ($2 / CAST($3 AS DOUBLE PRECISION)), $4 / CAST($5 + $6 AS DOUBLE PRECISION)
    mysql: SELECT ? / (? / (? + 0e0)), ? / (? + ? + 0e0)
    binds: [Integer(12), Integer(3), Integer(2), Integer(1), Integer(1), Integer(3)]
    (8.0, 0.25)
    ");
}

#[test]
fn a_result_has_the_wider_type_whichever_side_it_stands_on() {
    let costs = select((Flight.seats * Flight.price, literal(1) - Flight.price, Flight.price - Flight.seats));
    let rows: Vec<(Option<f64>, f64, Option<f64>)> = filled().execute(costs.order_by(Flight.id)).unwrap().all();
    assert_eq!(rows[0], (Some(17_910.0), -98.5, Some(-80.5)));
    let both = select((Sample.small + Sample.big, literal(2) * Sample.amount, Sample.amount * Sample.real8));
    let row: (Option<i64>, Option<Decimal>, Option<f64>) = samples().execute(both).unwrap().one().unwrap();
    assert_eq!(row, (Some(5_000_000_001), Some(Decimal::from(6)), Some(1.5)));
}

#[test]
fn decimal_numbers_without_a_fraction_divide_with_one() {
    let query = select((
        Sample.amount / Decimal::from(2),
        Sample.small / Sample.amount,
        Sample.amount / Sample.small / Decimal::from(4),
        func::sum(Sample.amount).over() / 2,
    ));
    let row: (Option<Decimal>, Option<Decimal>, Option<Decimal>, Option<Decimal>) =
        samples().execute(query.clone()).unwrap().one().unwrap();
    let quotients = ["1.5", "0.3333333333333333", "0.75", "1.5"].map(|text| text.parse().ok());
    assert_eq!([row.0, row.1, row.2, row.3], quotients);
    assert_snapshot!(check(query), @"
    SELECT sample.amount / (? + 0.0), sample.small / (sample.amount + 0.0), sample.amount / (sample.small + 0.0) / (? + 0.0), sum(sample.amount) OVER () / (? + 0.0) FROM sample
    postgresql: SELECT sample.amount / $1, sample.small / sample.amount, sample.amount / sample.small / $2, sum(sample.amount) OVER () / $3 FROM sample
    mysql: SELECT CAST(sample.amount AS DECIMAL(65, 20)) / ?, CAST(sample.small AS DECIMAL(65, 20)) / sample.amount, CAST(CAST(sample.amount AS DECIMAL(65, 20)) / sample.small AS DECIMAL(65, 20)) / ?, CAST(sum(sample.amount) OVER () AS DECIMAL(65, 20)) / ? FROM sample
    binds: [Numeric(2), Numeric(4), Numeric(2)]
    (None, None, None, None)
    ");
}

#[test]
fn decimal_numbers_are_compared_with_doubles() {
    let query = select(Sample.id).filter(Sample.amount.gt(Sample.real8)).filter(Sample.real8.lt(Sample.amount));
    assert_eq!(samples().scalars(query).unwrap().all(), [1]);
    let usual = select(func::avg(Sample.amount)).scalar();
    assert_eq!(samples().scalars(select(Sample.id).filter(Sample.amount.ge(usual))).unwrap().all(), [1]);
}

#[test]
fn dividing_by_zero_is_null_on_sqlite() {
    let quotient = select(Flight.seats / 0).filter(Flight.id.eq(1));
    assert_eq!(filled().execute(quotient).unwrap().one().unwrap(), None);
}

#[test]
fn minus_minus_is_no_comment() {
    assert_snapshot!(check(select(-(-literal(1)))), @"
    SELECT -(-?)
    mysql: SELECT CAST(-CAST(-? AS SIGNED) AS SIGNED)
    binds: [Integer(1)]
    1
    ");
    assert_snapshot!(check(select(literal(1) - (-literal(-1)))), @"
    SELECT ? - -?
    mysql: SELECT ? - CAST(-? AS SIGNED)
    binds: [Integer(1), Integer(-1)]
    0
    ");
}

#[test]
fn casts_have_lengths_and_precisions() {
    let list = (
        User.name.cast_to(Text::varchar(3)),
        User.fullname.cast_to(Text::char(40)),
        (User.id / 3).cast_to(realgar::types::Numeric::precision(10, 2)),
    );
    let query: Query<(String, Option<String>, rust_decimal::Decimal)> = select(list).filter(User.id.eq(3)).erase();
    assert_snapshot!(check(query), @r#"
    SELECT substr(CAST(user_account.name AS TEXT), 1, 3), substr(CAST(user_account.fullname AS TEXT), 1, 40), CAST(round(user_account.id / (? + 0.0), 2) AS NUMERIC(10, 2)) FROM user_account WHERE user_account.id = ?
    postgresql: SELECT CAST(user_account.name AS VARCHAR(3)), CAST(user_account.fullname AS CHAR(40)), CAST(user_account.id / CAST($1 AS DOUBLE PRECISION) AS NUMERIC(10, 2)) FROM user_account WHERE user_account.id = $2
    mysql: SELECT CAST(user_account.name AS CHAR(3)), CAST(user_account.fullname AS CHAR(40)), CAST(user_account.id / (? + 0e0) AS DECIMAL(10, 2)) FROM user_account WHERE user_account.id = ?
    binds: [Integer(3), Integer(3)]
    ("pat", None, 1)
    "#);
}

#[test]
fn casts_name_the_dialects_type() {
    let row = select((Flight.seats.cast::<Text>(), Flight.price.cast::<BigInt>(), literal("12").cast::<Double>()));
    assert_snapshot!(check(row.filter(Flight.id.eq(3))), @r#"
    SELECT CAST(flight.seats AS TEXT), CAST(round(flight.price) AS BIGINT), CAST(? AS DOUBLE) FROM flight WHERE flight.id = ?
    postgresql: SELECT CAST(flight.seats AS TEXT), CAST(round(CAST(flight.price AS NUMERIC)) AS BIGINT), CAST($1 AS DOUBLE PRECISION) FROM flight WHERE flight.id = $2
    mysql: SELECT CAST(flight.seats AS CHAR), CAST(round(CAST(flight.price AS DECIMAL(65, 20))) AS SIGNED), CAST(? AS DOUBLE) FROM flight WHERE flight.id = ?
    binds: [Text("12"), Integer(3)]
    (Some("300"), 380, 12.0)
    "#);
}

#[test]
fn comparisons_of_comparisons_get_parentheses() {
    assert_snapshot!(check(select(User.id).filter(User.id.eq(1).eq(User.name.eq("spongebob")))), @r#"
    SELECT user_account.id FROM user_account WHERE (user_account.id = ?) = (user_account.name = ?)
    binds: [Integer(1), Text("spongebob")]
    3
    2
    1
    "#);
    assert_snapshot!(check(select(User.id).filter(User.fullname.is_null().eq(true))), @"
    SELECT user_account.id FROM user_account WHERE (user_account.fullname IS NULL) = ?
    binds: [Boolean(true)]
    3
    ");
    assert_snapshot!(check(select(User.id).filter(User.id.in_([1, 2]).ne(User.id.between(2, 3)))), @"
    SELECT user_account.id FROM user_account WHERE (user_account.id IN (?, ?)) != (user_account.id BETWEEN ? AND ?)
    binds: [Integer(1), Integer(2), Integer(2), Integer(3)]
    3
    1
    ");
}
