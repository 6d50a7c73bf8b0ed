//! Functions with one name on all dialects, and operators on bits.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::travel::{Flight, Sample};
use crate::schemas::tutorial::User;

#[test]
fn texts_are_taken_apart() {
    let list = (
        func::char_length(User.name),
        func::position(User.name, "o"),
        func::concat(User.name, "!"),
        func::ltrim(literal("  a ")),
        func::rtrim(literal(" a  ")),
    );
    assert_snapshot!(check(select(list).order_by(User.id).limit(1)), @r#"
    SELECT length(user_account.name), instr(user_account.name, ?), user_account.name || ?, ltrim(?), rtrim(?) FROM user_account ORDER BY user_account.id LIMIT ?
    postgresql: SELECT length(user_account.name), strpos(user_account.name, $1), user_account.name || $2, ltrim($3), rtrim($4) FROM user_account ORDER BY user_account.id LIMIT $5
    mysql: SELECT char_length(user_account.name), instr(user_account.name, ?), concat(user_account.name, ?), ltrim(?), rtrim(?) FROM user_account ORDER BY user_account.id LIMIT ?
    binds: [Text("o"), Text("!"), Text("  a "), Text(" a  "), BigInt(1)]
    (9, 3, "spongebob!", "a ", " a")
    "#);
}

#[test]
fn numbers_are_rounded_up_and_down() {
    for (number, up, down) in [(1.5, 2.0, 1.0), (-1.5, -1.0, -2.0), (2.0, 2.0, 2.0), (0.2, 1.0, 0.0), (-0.2, 0.0, -1.0)]
    {
        let row = crate::schemas::empty()
            .execute(select((func::ceil(literal(number)), func::floor(literal(number)))))
            .unwrap()
            .one()
            .unwrap();
        assert_eq!(row, (up, down), "{number}");
    }
    assert_snapshot!(check(select((func::ceil(Flight.price), func::floor(Flight.price / 2.0))).limit(1)), @"
    SELECT (round(flight.price) + (round(flight.price) < flight.price)), (round(flight.price / ?) - (round(flight.price / ?) > (flight.price / ?))) FROM flight LIMIT ?
    postgresql: SELECT ceil(flight.price), floor(flight.price / $1) FROM flight LIMIT $2
    mysql: SELECT ceil(flight.price), floor(flight.price / ?) FROM flight LIMIT ?
    binds: [Double(2.0), Double(2.0), Double(2.0), BigInt(1)]
    (100.0, 49.0)
    ");
}

#[test]
fn numbers_are_rounded_to_digits() {
    assert_snapshot!(check(select((func::round_to(Flight.price, 1), func::sign(Flight.price))).filter(Flight.id.eq(3))), @"
    SELECT round(flight.price, ?), sign(flight.price) FROM flight WHERE flight.id = ?
    postgresql: SELECT CAST(round(CAST(flight.price AS NUMERIC), $1) AS DOUBLE PRECISION), CAST(sign(flight.price) AS INTEGER) FROM flight WHERE flight.id = $2
    mysql: SELECT CAST(round(CAST(flight.price AS DECIMAL(65, 20)), ?) AS DOUBLE), sign(flight.price) FROM flight WHERE flight.id = ?
    binds: [Integer(1), Integer(3)]
    (380.3, 1)
    ");
    assert_snapshot!(check(select(func::round_to(Sample.amount, 2))), @"
    SELECT round(sample.amount, ?) FROM sample
    binds: [Integer(2)]
    None
    ");
}

#[test]
fn roots_and_powers_are_not_in_the_sqlite_that_is_built_in() {
    assert_snapshot!(check(select((func::sqrt(Flight.price), func::power(Flight.price, 2.0)))), @"
    Unsupported: the SQLite that is built in has no mathematical functions; use `func::call` with one that has
    postgresql: SELECT sqrt(flight.price), power(flight.price, $1) FROM flight
    mysql: SELECT sqrt(flight.price), power(flight.price, ?) FROM flight
    Unsupported: the SQLite that is built in has no mathematical functions; use `func::call` with one that has
    ");
}

#[test]
fn the_greater_and_the_smaller_are_found() {
    let list = (func::greatest(Flight.seats, 200), func::least(Flight.price, 100.0));
    assert_snapshot!(check(select(list).order_by(Flight.id)), @"
    SELECT max(flight.seats, ?), min(flight.price, ?) FROM flight ORDER BY flight.id
    postgresql: SELECT greatest(flight.seats, $1), least(flight.price, $2) FROM flight ORDER BY flight.id
    mysql: SELECT greatest(flight.seats, ?), least(flight.price, ?) FROM flight ORDER BY flight.id
    binds: [Integer(200), Double(100.0)]
    (Some(200), 99.5)
    (None, 100.0)
    (Some(300), 100.0)
    (Some(300), 99.5)
    ");
}

#[test]
fn random_numbers_are_fractions() {
    let random = crate::schemas::empty().scalar(select(func::random())).unwrap().unwrap();
    assert!((0.0..1.0).contains(&random), "{random}");
    assert_snapshot!(check(select(func::count_all()).select_from(Flight).filter(func::random().lt(1.0))), @"
    SELECT count(*) FROM flight WHERE ((random() & 9007199254740991) / 9007199254740992.0) < ?
    postgresql: SELECT count(*) FROM flight WHERE random() < $1
    mysql: SELECT count(*) FROM flight WHERE rand() < ?
    binds: [Double(1.0)]
    4
    ");
}

#[test]
fn bits_are_combined() {
    let list = (
        Flight.id.bit_and(1),
        Flight.id.bit_or(8),
        Flight.id.bit_xor(3),
        Flight.id.shift_left(2),
        Flight.id.shift_right(1),
        Flight.id.bit_not(),
    );
    assert_snapshot!(check(select(list).order_by(Flight.id)), @"
    SELECT flight.id & ?, flight.id | ?, (flight.id | ?) - (flight.id & ?), flight.id << ?, flight.id >> ?, ~flight.id FROM flight ORDER BY flight.id
    postgresql: SELECT flight.id & $1, flight.id | $2, flight.id # $3, flight.id << $4, flight.id >> $5, ~flight.id FROM flight ORDER BY flight.id
    mysql: SELECT CAST(flight.id & ? AS SIGNED), CAST(flight.id | ? AS SIGNED), CAST(flight.id ^ ? AS SIGNED), CAST(flight.id << ? AS SIGNED), CAST(CASE WHEN flight.id < 0 THEN ~(~flight.id >> ?) ELSE flight.id >> ? END AS SIGNED), CAST(~flight.id AS SIGNED) FROM flight ORDER BY flight.id
    binds: [Integer(1), Integer(8), Integer(3), Integer(3), Integer(2), Integer(1)]
    (1, 9, 2, 4, 0, -2)
    (0, 10, 1, 8, 1, -3)
    (1, 11, 0, 12, 1, -4)
    (0, 12, 7, 16, 2, -5)
    ");
}

#[test]
fn bits_keep_their_parentheses() {
    let list = ((Flight.id + 1).bit_and(Flight.id.bit_or(4)), Flight.id.bit_and(6) + 1, -Flight.id.bit_not());
    let shifted = literal(1).shift_left(Flight.id);
    assert_snapshot!(
        check(select((list, shifted)).filter(Flight.id.bit_and(2).eq(2)).order_by(Flight.id)), @"
    SELECT (flight.id + ?) & (flight.id | ?), (flight.id & ?) + ?, -(~flight.id), ? << flight.id FROM flight WHERE flight.id & ? = ? ORDER BY flight.id
    postgresql: SELECT (flight.id + $1) & (flight.id | $2), (flight.id & $3) + $4, -(~flight.id), $5 << CAST(flight.id AS INTEGER) FROM flight WHERE flight.id & $6 = $7 ORDER BY flight.id
    mysql: SELECT CAST((flight.id + ?) & CAST(flight.id | ? AS SIGNED) AS SIGNED), CAST(flight.id & ? AS SIGNED) + ?, -CAST(~flight.id AS SIGNED), CAST(? << flight.id AS SIGNED) FROM flight WHERE CAST(flight.id & ? AS SIGNED) = ? ORDER BY flight.id
    binds: [Integer(1), Integer(4), Integer(6), Integer(1), Integer(1), Integer(2), Integer(2)]
    ((2, 3, 3), 4)
    ((4, 3, 4), 8)
    "
    );
}
