//! INSERT, UPDATE and DELETE.

use realgar::prelude::*;

use super::{NewUser, Order, User, Weird, each, same};

#[test]
fn an_update_quotes_names() {
    let update = update(Weird).set(Weird.select, 1).set(Weird.mixed_case, 2).set(Weird.per_cent, 3);
    each(
        update.filter(Weird.a_b.eq(4)),
        [
            r#"UPDATE "Weird Table" SET "select"=?, "MixedCase"=?, "per%cent"=? WHERE "Weird Table"."a.b" = ?"#,
            r#"UPDATE "Weird Table" SET "select"=$1, "MixedCase"=$2, "per%cent"=$3 WHERE "Weird Table"."a.b" = $4"#,
            "UPDATE `Weird Table` SET `select`=?, `MixedCase`=?, `per%cent`=? WHERE `Weird Table`.`a.b` = ?",
        ],
    );
}

#[test]
fn a_row_is_inserted() {
    // Differs: a column without a default is always there, so that rows of a table share one statement; RETURNING is
    // asked for.
    same(
        insert(User).value(NewUser::new().name("x").age(1)),
        "INSERT INTO users (name, manager_id, age) VALUES (?, ?, ?)",
    );
}

#[test]
fn several_rows_are_inserted() {
    // Differs: as for one row.
    same(
        insert(User).values(["x", "y"].map(|name| NewUser::new().name(name))),
        "INSERT INTO users (name, manager_id, age) VALUES (?, ?, ?), (?, ?, ?)",
    );
}

#[test]
fn a_query_is_inserted() {
    same(
        insert(Order).from_select(Order.user_id, select(User.id)),
        "INSERT INTO orders (user_id) SELECT users.id FROM users",
    );
}

#[test]
fn an_update_has_a_condition() {
    same(
        update(User).set(User.name, "x").set(User.age, User.age + 1).filter(User.id.eq(1)),
        "UPDATE users SET name=?, age=(users.age + ?) WHERE users.id = ?",
    );
}

#[test]
fn an_update_sets_a_column_to_a_correlated_query() {
    let n = select(func::count(Order.id)).correlate(User).filter(Order.user_id.eq(User.id)).scalar();
    // Differs: no label inside, where nothing can name it.
    same(
        update(User).set(User.age, n).all_rows(),
        "UPDATE users SET age=(SELECT count(orders.id) FROM orders WHERE orders.user_id = users.id)",
    );
}

#[test]
fn a_delete_has_a_condition() {
    same(delete(User).filter(User.id.eq(3)), "DELETE FROM users WHERE users.id = ?");
}

#[test]
fn a_delete_uses_another_table() {
    // Differs: SQLite, where SQLAlchemy refuses, gets EXISTS.
    each(
        delete(User).using(Order).filter(User.id.eq(Order.user_id)).filter(Order.total.lt(5)),
        [
            "DELETE FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE users.id = orders.user_id AND orders.total < ?)",
            "DELETE FROM users USING orders WHERE users.id = orders.user_id AND orders.total < $1",
            "DELETE FROM users USING users, orders WHERE users.id = orders.user_id AND orders.total < ?",
        ],
    );
}

#[test]
fn an_upsert_sets_what_it_excludes() {
    // Differs: the columns without a default, as for every row.
    each(
        insert(User).value(NewUser::new().id(1).name("x")).on_conflict(User.id).do_update().set_excluded(User.name),
        [
            "INSERT INTO users (id, name, manager_id, age) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            "INSERT INTO users (id, name, manager_id, age) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            "INSERT INTO users (id, name, manager_id, age) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)",
        ],
    );
}
