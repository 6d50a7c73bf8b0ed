//! Values and names made to break SQL: they stay what they are.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::schemas::travel::{NewPassenger, Passenger};
use crate::schemas::{empty, filled};

/// Names that are no Rust names, from the code generator's own tests.
mod awkward {
    include!("../codegen/awkward_names/expected/awkward_names.rs");
}

const ATTACKS: [&str; 18] = [
    "'; DROP TABLE passenger; --",
    "' OR '1'='1",
    "\" OR \"\"=\"",
    "x' UNION SELECT name FROM sqlite_master --",
    "*/ DELETE FROM passenger /*",
    "--",
    "\\'; DROP TABLE passenger; --",
    "%27; DROP TABLE passenger",
    ":name ?1 $1 @p ??",
    "%' ESCAPE '/",
    "_%/",
    "`passenger`",
    "[passenger]",
    "'||(SELECT 1)||'",
    "\u{2019}; DROP TABLE passenger",
    "\u{0}'; DROP TABLE passenger; --",
    "${name}{0}%s",
    "Robert'); DROP TABLE Students;--",
];

#[test]
fn values_are_never_sql() {
    let mut conn = empty();
    conn.execute(insert(Passenger).values(ATTACKS.map(NewPassenger::new))).unwrap();
    for attack in ATTACKS {
        let name = Passenger.name;
        let everywhere = and_((name.eq(attack), name.in_([attack]), name.contains(attack), name.starts_with(attack)));
        assert_eq!(conn.scalars(select(name).filter(everywhere)).unwrap().all(), [attack]);
        let last = conn.scalars(select(name).filter(name.ends_with(attack))).unwrap().all();
        assert!(last.contains(&attack.to_owned()), "{attack:?} is not among {last:?}");
    }
    assert_eq!(conn.scalar(select(func::count_all()).select_from(Passenger)).unwrap(), Some(18));
}

#[test]
fn values_in_the_select_list_and_in_updates_are_never_sql() {
    for attack in ATTACKS {
        let mut conn = filled();
        let row = select((literal(attack), literal("<").concat(attack), case().when(Passenger.id.gt(0), attack).end()));
        let row = conn.execute(row.select_from(Passenger).limit(1)).unwrap().one().unwrap();
        assert_eq!(row, (attack.to_owned(), format!("<{attack}"), Some(attack.to_owned())));
        conn.execute(update(Passenger).set(Passenger.name, attack).filter(Passenger.id.eq(1))).unwrap();
        assert_eq!(
            conn.scalars(select(Passenger.name).order_by(Passenger.id)).unwrap().all(),
            [attack, "Grace", "Alan"]
        );
    }
}

#[test]
fn literal_binds_are_valid_sql_for_sqlite() {
    let mut conn = empty();
    for attack in ATTACKS.iter().filter(|attack| !attack.contains('\0')) {
        let compiled =
            select((literal(*attack), literal(vec![0_u8, 39]), literal(-0.5), literal(true), literal(i64::MIN)));
        let sql = compiled.compile(Dialect::Sqlite).unwrap().literal_binds().to_owned();
        let row = conn.sqlite().unwrap().query_row(&sql, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(row, *attack, "{sql}");
    }
}

#[test]
fn literal_numbers_are_valid_sql_for_sqlite() {
    let mut conn = empty();
    let list =
        (-literal(-5), literal(1) - literal(-5), literal(f64::INFINITY), -literal(f64::NEG_INFINITY), literal(-0.0));
    let compiled = select(list).compile(Dialect::Sqlite).unwrap();
    let sql = compiled.literal_binds().to_owned();
    let row: (i64, i64, f64, f64) = conn
        .sqlite()
        .unwrap()
        .query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .unwrap();
    assert_eq!(row, (5, 6, f64::INFINITY, f64::INFINITY), "{sql}");
}

#[test]
fn values_in_the_condition_of_an_index_are_never_sql() {
    for attack in ATTACKS {
        let mut conn = filled();
        let quoted = attack.replace('\'', "''");
        let index = format!("CREATE UNIQUE INDEX odd ON passenger (name) WHERE name != '{quoted}' AND id > -5");
        let row = || insert(Passenger).value(NewPassenger::new("Zoe")).on_conflict(Passenger.name);
        let upsert = || {
            let condition = Passenger.name.ne(attack).and(Passenger.id.gt(-5));
            row().index_where(condition).do_update().set(Passenger.name, "there")
        };
        if attack.contains('\0') {
            let error = conn.execute(upsert()).unwrap_err();
            assert_eq!(*error.kind(), realgar::ErrorKind::Sql, "{error}");
            continue;
        }
        conn.execute(text(index)).unwrap();
        conn.execute(upsert()).unwrap();
        conn.execute(upsert()).unwrap();
        assert_eq!(conn.scalar(select(func::count_all()).select_from(Passenger)).unwrap(), Some(4), "{attack}");
    }
}

#[test]
fn awkward_names_are_quoted_wherever_they_stand() {
    use awkward::{_4o6Subnet, New_4o6Subnet, NewOrderDetail, NewType, OrderDetail, Type};

    let engine = Engine::new("sqlite://").unwrap();
    awkward::METADATA.create_all(&engine).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(insert(Type).value(NewType::new("t").self_("s").two_words("2").a_b("q"))).unwrap();
    conn.execute(insert(OrderDetail).value(NewOrderDetail::new(1, 2).unit_price(0.5))).unwrap();
    conn.execute(insert(_4o6Subnet).value(New_4o6Subnet::new()._4o6(4))).unwrap();
    conn.execute(
        update(OrderDetail).set(OrderDetail.unit_price, OrderDetail.unit_price * 2.0).filter(OrderDetail.line.eq(2)),
    )
    .unwrap();

    let query = select((Type.type_, Type.self_, Type.two_words, Type.a_b.label("a \"b\""), OrderDetail.unit_price))
        .join_on(OrderDetail, OrderDetail.order_id.eq(Type.id))
        .join_on(_4o6Subnet, _4o6Subnet._4o6.gt(Type.id))
        .group_by((Type.id, OrderDetail.unit_price))
        .order_by(Type.two_words);
    assert_snapshot!(query.compile(Dialect::Sqlite).unwrap(), @r#"SELECT type.type, type.self, type."two words", type."a""b" AS "a ""b""", "Order Details"."Unit Price (€)" FROM type JOIN "Order Details" ON "Order Details"."Order ID" = type.id JOIN "4o6_subnet" ON "4o6_subnet"."4o6" > type.id GROUP BY type.id, "Order Details"."Unit Price (€)" ORDER BY type."two words""#);
    assert_snapshot!(query.compile(Dialect::MySql).unwrap(), @r#"SELECT type.type, type.self, type.`two words`, type.`a"b` AS `a "b"`, `Order Details`.`Unit Price (€)` FROM type INNER JOIN `Order Details` ON `Order Details`.`Order ID` = type.id INNER JOIN `4o6_subnet` ON `4o6_subnet`.`4o6` > type.id GROUP BY type.id, `Order Details`.`Unit Price (€)` ORDER BY type.`two words`"#);
    let row = conn.execute(query).unwrap().one().unwrap();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(row, ("t".to_owned(), text("s"), text("2"), text("q"), Some(1.0)));
    let rows: Vec<OrderDetail> = conn.execute(select(OrderDetail)).unwrap().all();
    assert_eq!(rows[0].line, 2);
    assert_eq!(conn.execute(delete(Type).filter(Type.new_.is_null()).returning(Type)).unwrap().len(), 1);
}

#[test]
fn a_name_with_a_nul_byte_is_an_error() {
    let error = empty().execute(select(literal(1).label("a\0b"))).unwrap_err();
    assert_eq!(*error.kind(), realgar::ErrorKind::Sql, "{error}");
}
