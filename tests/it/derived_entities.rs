//! Entities out of derived tables in which other columns have the same names: each reads its own columns.

use insta::assert_snapshot;
use realgar::prelude::*;
use realgar::text;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::tutorial::{Address, User};

/// What plain SQL says.
fn plain<R: realgar::FromRow + std::fmt::Debug>(sql: &str) -> Vec<R> {
    filled().execute(text(sql).typed::<R>()).unwrap().all()
}

/// Each address with its user, in their order.
fn pairs() -> Vec<(i32, i32, String)> {
    plain(
        "SELECT address.id, user_account.id, user_account.name \
         FROM address JOIN user_account ON user_account.id = address.user_id ORDER BY address.id",
    )
}

#[test]
fn an_entity_behind_a_column_of_the_same_name_has_its_own_columns() {
    let both = select((Address.id, User)).join(User).subquery("s");
    let (address, user) = both.columns();
    assert_eq!((address.name(), user.id.name(), user.name.name()), ("id", "id_1", "name"));
    let query = select((address, user.id, user.name)).select_from(&both).order_by(address);
    assert_eq!(filled().execute(query.clone()).unwrap().all(), pairs());
    assert_snapshot!(check(query), @r#"
    SELECT s.id, s.id_1, s.name FROM (SELECT address.id AS id, user_account.id AS id_1, user_account.name AS name, user_account.fullname AS fullname FROM address JOIN user_account ON user_account.id = address.user_id) AS s ORDER BY s.id
    (1, 1, "spongebob")
    (2, 2, "sandy")
    (3, 2, "sandy")
    "#);
}

#[test]
fn an_entity_whose_names_are_free_keeps_them() {
    let both = select((User, Address.id)).join(Address).subquery("s");
    let (user, address) = both.columns();
    assert_eq!((user.id.name(), address.name()), ("id", "id_1"));
    let query = select((address, user.id, user.name)).select_from(&both).order_by(address);
    assert_eq!(filled().execute(query).unwrap().all(), pairs());
}

#[test]
fn such_an_entity_is_joined_filtered_and_followed_by_its_own_key() {
    let both = select((Address.id, User)).join(User).subquery("s");
    let (address, user) = both.columns();
    let query =
        select((User.name, address)).join_on(&both, user.id.eq(User.id)).filter(user.id.eq(2)).order_by(address);
    let rows = filled().execute(query).unwrap().all();
    assert_eq!(rows, [("sandy".to_owned(), 2), ("sandy".to_owned(), 3)]);

    // A relationship starts at the key of the entity.
    let query = select((address, Address.id)).select_from(&both).join(user.addresses).order_by((address, Address.id));
    let sql = "SELECT a.id, b.id FROM address a JOIN address b ON b.user_id = a.user_id ORDER BY a.id, b.id";
    assert_eq!(filled().execute(query.clone()).unwrap().all(), plain::<(i32, i32)>(sql));
    assert_snapshot!(check(query), @"
    SELECT s.id, address.id AS id_1 FROM (SELECT address.id AS id, user_account.id AS id_1, user_account.name AS name, user_account.fullname AS fullname FROM address JOIN user_account ON user_account.id = address.user_id) AS s JOIN address ON s.id_1 = address.user_id ORDER BY s.id, address.id
    (1, 1)
    (2, 2)
    (2, 3)
    (3, 2)
    (3, 3)
    ");

    let has = user.addresses.any(Address.email_address.like("%squirrelpower%"));
    let query = select(address).select_from(&both).filter(has).order_by(address);
    assert_eq!(filled().execute(query).unwrap().scalars().all(), [2, 3]);
}

#[test]
fn two_entities_of_one_derived_table_are_told_apart() {
    let both = select((User, Address)).join(Address).subquery("both");
    let (user, address) = both.columns();
    let query = select((address.id, user.id, user.name)).select_from(&both).order_by(address.id);
    assert_eq!(filled().execute(query.clone()).unwrap().all(), pairs());
    assert_snapshot!(check(query), @r#"
    SELECT both.id_1, both.id, both.name FROM (SELECT user_account.id AS id, user_account.name AS name, user_account.fullname AS fullname, address.id AS id_1, address.email_address AS email_address, address.user_id AS user_id FROM user_account JOIN address ON user_account.id = address.user_id) AS both ORDER BY both.id_1
    postgresql: SELECT "both".id_1, "both".id, "both".name FROM (SELECT user_account.id AS id, user_account.name AS name, user_account.fullname AS fullname, address.id AS id_1, address.email_address AS email_address, address.user_id AS user_id FROM user_account JOIN address ON user_account.id = address.user_id) AS "both" ORDER BY "both".id_1
    mysql: SELECT `both`.id_1, `both`.id, `both`.name FROM (SELECT user_account.id AS id, user_account.name AS name, user_account.fullname AS fullname, address.id AS id_1, address.email_address AS email_address, address.user_id AS user_id FROM user_account INNER JOIN address ON user_account.id = address.user_id) AS `both` ORDER BY `both`.id_1
    (1, 1, "spongebob")
    (2, 2, "sandy")
    (3, 2, "sandy")
    "#);
}

#[test]
fn one_table_twice_through_an_alias_is_told_apart() {
    let other = alias!("other", User);
    let both = select((User, other)).join_on(other, User.id.lt(other.id)).subquery("both");
    let (low, high) = both.columns();
    let query = select((low.id, low.name, high.id, high.name))
        .select_from(&both)
        .filter(high.name.eq("patrick"))
        .order_by(low.id.desc());
    let rows = filled().execute(query).unwrap().all();
    let sql = "SELECT a.id, a.name, b.id, b.name FROM user_account a JOIN user_account b ON a.id < b.id \
               WHERE b.name = 'patrick' ORDER BY a.id DESC";
    assert_eq!(rows, plain::<(i32, String, i32, String)>(sql));
    assert_eq!(rows.len(), 2);
}

#[test]
fn labels_go_through_nested_derived_tables() {
    let inner = select((Address.id, User)).join(User).subquery("within");
    let (address, user) = inner.columns();
    let outer = select((user.id, address, Address))
        .select_from(&inner)
        .join_on(Address, Address.user_id.eq(user.id))
        .subquery("around");
    let (user, address, own) = outer.columns();
    let query = select((address, user, own.id, own.user_id)).select_from(&outer).order_by((address, own.id));
    let sql = "SELECT a.id, u.id, b.id, b.user_id FROM address a JOIN user_account u ON u.id = a.user_id \
               JOIN address b ON b.user_id = u.id ORDER BY a.id, b.id";
    let rows = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows, plain::<(i32, i32, i32, i32)>(sql));
    assert_eq!(rows.len(), 5);
    assert_snapshot!(check(query), @"
    SELECT around.id, around.id_1, around.id_2, around.user_id FROM (SELECT within.id_1 AS id_1, within.id AS id, address.id AS id_2, address.email_address AS email_address, address.user_id AS user_id FROM (SELECT address.id AS id, user_account.id AS id_1, user_account.name AS name, user_account.fullname AS fullname FROM address JOIN user_account ON user_account.id = address.user_id) AS within JOIN address ON address.user_id = within.id_1) AS around ORDER BY around.id, around.id_2
    (1, 1, 1, 1)
    (2, 2, 2, 2)
    (2, 2, 3, 2)
    (3, 2, 2, 2)
    (3, 2, 3, 2)
    ");
}

#[test]
fn entities_of_common_table_expressions_and_their_aliases_have_their_own_columns() {
    let both = select((Address.id, User)).join(User).cte("both");
    let other = alias!("other", &both);
    let ((address, user), (other_address, other_user)) = (both.columns(), other.columns());
    let query = select((address, user.id, other_address, other_user.id))
        .select_from(&both)
        .join_on(&other, user.id.lt(other_user.id))
        .order_by((address, other_address));
    let sql = "WITH w AS (SELECT a.id AS a, u.id AS u FROM address a JOIN user_account u ON u.id = a.user_id) \
               SELECT x.a, x.u, y.a, y.u FROM w x JOIN w y ON x.u < y.u ORDER BY x.a, y.a";
    let rows = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows, plain::<(i32, i32, i32, i32)>(sql));
    assert_snapshot!(check(query), @r#"
    WITH both AS (SELECT address.id AS id, user_account.id AS id_1, user_account.name AS name, user_account.fullname AS fullname FROM address JOIN user_account ON user_account.id = address.user_id) SELECT both.id, both.id_1, other.id AS id_1, other.id_1 AS id_1_1 FROM both JOIN both AS other ON both.id_1 < other.id_1 ORDER BY both.id, other.id
    postgresql: WITH "both" AS (SELECT address.id AS id, user_account.id AS id_1, user_account.name AS name, user_account.fullname AS fullname FROM address JOIN user_account ON user_account.id = address.user_id) SELECT "both".id, "both".id_1, other.id AS id_1, other.id_1 AS id_1_1 FROM "both" JOIN "both" AS other ON "both".id_1 < other.id_1 ORDER BY "both".id, other.id
    mysql: WITH `both` AS (SELECT address.id AS id, user_account.id AS id_1, user_account.name AS name, user_account.fullname AS fullname FROM address INNER JOIN user_account ON user_account.id = address.user_id) SELECT `both`.id, `both`.id_1, other.id AS id_1, other.id_1 AS id_1_1 FROM `both` INNER JOIN `both` AS other ON `both`.id_1 < other.id_1 ORDER BY `both`.id, other.id
    (1, 1, 2, 2)
    (1, 1, 3, 2)
    "#);
}

#[test]
fn a_recursive_common_table_expression_reads_its_entity() {
    // The first `id` counts down, so that neither can be taken for the other.
    let chain = recursive_cte("chain", select((literal(9).label("id"), User)).filter(User.id.eq(1)), |chain| {
        let (step, user) = chain.columns();
        select((step - 1, User)).select_from(&chain).join_on(User, User.id.eq(user.id + 1))
    });
    let (step, user) = chain.columns();
    let query = select((step, user.id, user.name)).select_from(&chain).order_by(user.id);
    let sql = "SELECT 10 - id, id, name FROM user_account ORDER BY id";
    assert_eq!(filled().execute(query).unwrap().all(), plain::<(i32, i32, String)>(sql));
}
