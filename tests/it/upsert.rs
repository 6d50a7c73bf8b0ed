//! ON CONFLICT: rows that are there already are kept or updated, with the new row at hand.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::{check, check_write};
use crate::schemas::filled;
use crate::schemas::travel::{Booking, NewBooking};
use crate::schemas::tutorial::{Address, NewAddress, NewUser, User};

#[test]
fn a_row_that_is_there_is_updated_from_the_new_one() {
    let upsert = insert(User)
        .value(NewUser::new("Sandy").id(2))
        .on_conflict(User.id)
        .do_update()
        .set(User.name, excluded(User.name));
    assert_snapshot!(check_write(upsert, select((User.id, User.name)).order_by(User.id)), @r#"
    INSERT INTO user_account (id, name, fullname) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name
    mysql: INSERT INTO user_account (id, name, fullname) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)
    binds: [Integer(2), Text("Sandy"), Null(Text)]
    1 affected
    (1, "spongebob")
    (2, "Sandy")
    (3, "patrick")
    "#);
}

#[test]
fn the_excluded_row_is_a_row_of_columns() {
    let new = excluded(User);
    let upsert = insert(User)
        .value(NewUser::new("sandy").fullname("Sandra"))
        .on_conflict(User.name)
        .do_update()
        .set(User.fullname, func::coalesce(new.fullname, User.fullname).concat(" of ").concat(new.name))
        .set(User.name, "renamed");
    assert_snapshot!(check_write(upsert, select(User).filter(User.id.eq(2))), @r#"
    INSERT INTO user_account (name, fullname) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET fullname = (coalesce(excluded.fullname, user_account.fullname) || ? || excluded.name), name = ?
    mysql: INSERT INTO user_account (name, fullname) VALUES (?, ?) ON DUPLICATE KEY UPDATE fullname = concat(coalesce(VALUES(fullname), user_account.fullname), ?, VALUES(name)), name = ?
    binds: [Text("sandy"), Text("Sandra"), Text(" of "), Text("renamed")]
    1 affected
    User { id: 2, name: "renamed", fullname: Some("Sandra of sandy") }
    "#);
}

#[test]
fn several_columns_are_taken_over_at_once() {
    let upsert = insert(User)
        .value(NewUser::new("patrick").id(3).fullname("Patrick Star"))
        .on_conflict(User.id)
        .do_update()
        .set_excluded((User.name, User.fullname));
    assert_snapshot!(check_write(upsert, select(User).filter(User.id.eq(3))), @r#"
    INSERT INTO user_account (id, name, fullname) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, fullname = excluded.fullname
    mysql: INSERT INTO user_account (id, name, fullname) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name), fullname = VALUES(fullname)
    binds: [Integer(3), Text("patrick"), Text("Patrick Star")]
    1 affected
    User { id: 3, name: "patrick", fullname: Some("Patrick Star") }
    "#);
}

#[test]
fn rows_that_are_there_are_kept() {
    let rows = [(1, 1), (3, 3)].map(|(flight, passenger)| NewBooking::new(flight, passenger));
    let count = select(func::count_all()).select_from(Booking);
    let named =
        insert(Booking).values(rows.clone()).on_conflict((Booking.flight_id, Booking.passenger_id)).do_nothing();
    assert_snapshot!(check_write(named, count.clone()), @"
    INSERT INTO booking (flight_id, passenger_id) VALUES (?, ?), (?, ?) ON CONFLICT (flight_id, passenger_id) DO NOTHING
    mysql: INSERT INTO booking (flight_id, passenger_id) VALUES (?, ?), (?, ?) ON DUPLICATE KEY UPDATE flight_id = booking.flight_id
    binds: [Integer(1), Integer(1), Integer(3), Integer(3)]
    1 affected
    5
    ");
    let unnamed = insert(Booking).values(rows).on_conflict_do_nothing();
    assert_snapshot!(check_write(unnamed, count), @"
    INSERT INTO booking (flight_id, passenger_id) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING
    mysql: INSERT INTO booking (flight_id, passenger_id) VALUES (?, ?), (?, ?) ON DUPLICATE KEY UPDATE flight_id = booking.flight_id
    binds: [Integer(1), Integer(1), Integer(3), Integer(3)]
    1 affected
    5
    ");
}

#[test]
fn a_condition_decides_which_rows_are_updated() {
    let upsert = |id, name: &str| {
        insert(User)
            .value(NewUser::new(name).id(id))
            .on_conflict(User.id)
            .do_update()
            .set(User.name, excluded(User.name))
            .filter(User.fullname.is_null())
            .filter(excluded(User.name).ne(User.name))
    };
    assert_snapshot!(check_write(upsert(1, "kept"), select(User.name).filter(User.id.eq(1))), @r#"
    INSERT INTO user_account (id, name, fullname) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE user_account.fullname IS NULL AND excluded.name != user_account.name
    mysql: Unsupported: mysql has no WHERE in ON DUPLICATE KEY UPDATE; choose the value with `case().when(condition, …)`
    binds: [Integer(1), Text("kept"), Null(Text)]
    0 affected
    "spongebob"
    "#);
    assert_snapshot!(check_write(upsert(3, "changed"), select(User.name).filter(User.id.eq(3))), @r#"
    INSERT INTO user_account (id, name, fullname) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE user_account.fullname IS NULL AND excluded.name != user_account.name
    mysql: Unsupported: mysql has no WHERE in ON DUPLICATE KEY UPDATE; choose the value with `case().when(condition, …)`
    binds: [Integer(3), Text("changed"), Null(Text)]
    1 affected
    "changed"
    "#);
}

#[test]
fn many_rows_share_the_clause_and_its_values() {
    let (engine, statements) = crate::support::Statements::engine();
    crate::schemas::tutorial::METADATA.create_all(&engine).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(insert(User).value(NewUser::new("a"))).unwrap();
    statements.take();
    let seen = select(func::max(User.id)).cte("newest");
    let newest = seen.columns();
    let rows = ["a", "b", "c"].map(NewUser::new);
    let returned = conn
        .execute(
            insert(User)
                .values(rows)
                .on_conflict(User.name)
                .do_update()
                .set(User.fullname, "again")
                .filter(User.id.eq(select(newest).select_from(&seen).scalar()))
                .returning((User.id, User.fullname, literal(7))),
        )
        .unwrap();
    assert_eq!(returned.rows_affected(), 3);
    assert_eq!(returned.all(), [(1, Some("again".to_owned()), 7), (2, None, 7), (3, None, 7)]);
    let run = statements.take();
    assert_eq!(run.len(), 3, "a savepoint, one statement, its release: {run:?}");
    assert_snapshot!(run[1], @r#"WITH newest AS (SELECT max(user_account.id) AS column_1 FROM user_account) INSERT INTO user_account (name, fullname) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET fullname = ? WHERE user_account.id = (SELECT newest.column_1 FROM newest) RETURNING user_account.id, user_account.fullname, ? -- Text("a"), Null(Text), Text("again"), Integer(7) -- Text("b"), Null(Text), Text("again"), Integer(7) -- Text("c"), Null(Text), Text("again"), Integer(7)"#);
}

#[test]
fn updated_and_new_rows_are_returned() {
    let upsert = insert(User)
        .value(NewUser::new("sandy"))
        .on_conflict(User.name)
        .do_update()
        .set(User.fullname, excluded(User.fullname))
        .returning(User);
    assert_snapshot!(check(upsert), @r#"
    INSERT INTO user_account (name, fullname) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET fullname = excluded.fullname RETURNING user_account.id, user_account.name, user_account.fullname
    mysql: INSERT INTO user_account (name, fullname) VALUES (?, ?) ON DUPLICATE KEY UPDATE fullname = VALUES(fullname) RETURNING user_account.id, user_account.name, user_account.fullname
    binds: [Text("sandy"), Null(Text)]
    User { id: 2, name: "sandy", fullname: None }
    "#);
    let kept = insert(User).value(NewUser::new("sandy")).on_conflict_do_nothing().returning(User.id);
    assert_snapshot!(check(kept), @r#"
    INSERT INTO user_account (name, fullname) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_account.id
    mysql: INSERT INTO user_account (name, fullname) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = user_account.id RETURNING user_account.id
    binds: [Text("sandy"), Null(Text)]
    (no rows)
    "#);
}

#[test]
fn an_update_of_nothing_is_refused() {
    let upsert = insert(User).value(NewUser::new("sandy")).on_conflict(User.name).do_update();
    let error = filled().execute(upsert).unwrap_err();
    assert_eq!(
        error.message(),
        "ON CONFLICT DO UPDATE that sets nothing; add `.set(column, value)`, or say `.do_nothing()`"
    );
}

#[test]
fn a_conflict_is_about_an_index_with_a_condition() {
    let mut conn = filled();
    conn.execute(text("DELETE FROM address")).unwrap();
    let index = "CREATE UNIQUE INDEX main_address ON address (user_id) WHERE email_address > 'it''s' AND id < 100";
    conn.execute(text(index)).unwrap();
    let upsert = |id, mail: &str| {
        insert(Address)
            .value(NewAddress::new(mail, 1).id(id))
            .on_conflict(Address.user_id)
            .index_where(Address.email_address.gt("it's"))
            .index_where(Address.id.lt(100))
            .do_update()
            .set_excluded(Address.email_address)
    };
    for (id, mail) in [(1, "me@home"), (2, "me@work"), (3, "a@work"), (200, "x@work")] {
        conn.execute(upsert(id, mail)).unwrap();
    }
    let rows = conn.execute(select((Address.id, Address.email_address)).order_by(Address.id)).unwrap().all();
    let row = |id, mail: &str| (id, mail.to_owned());
    assert_eq!(rows, [row(1, "me@work"), row(3, "a@work"), row(200, "x@work")]);
    assert_snapshot!(upsert(1, "").compile(Dialect::PostgreSql).unwrap().sql(), @"INSERT INTO address (id, email_address, user_id) VALUES ($1, $2, $3) ON CONFLICT (user_id) WHERE email_address > 'it''s' AND id < 100 DO UPDATE SET email_address = excluded.email_address");
    assert_snapshot!(upsert(1, "").compile(Dialect::MySql).unwrap_err().message(), @"mysql has no indexes with a condition");
}

#[test]
fn a_conflict_is_about_a_constraint_by_its_name() {
    let upsert = || insert(User).value(NewUser::new("sandy").fullname("new")).on_constraint("user_account_name_key");
    let update = upsert().do_update().set_excluded(User.fullname);
    assert_snapshot!(check_write(update, select(User.fullname).filter(User.id.eq(2))), @r#"
    Unsupported: sqlite finds no constraint by its name in ON CONFLICT; name the columns of `user_account_name_key` with `.on_conflict(…)`
    postgresql: INSERT INTO user_account (name, fullname) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT user_account_name_key DO UPDATE SET fullname = excluded.fullname
    mysql: INSERT INTO user_account (name, fullname) VALUES (?, ?) ON DUPLICATE KEY UPDATE fullname = VALUES(fullname)
    Unsupported: sqlite finds no constraint by its name in ON CONFLICT; name the columns of `user_account_name_key` with `.on_conflict(…)`
    Some("Sandy Cheeks")
    "#);
    let condition = upsert().index_where(User.id.gt(1)).do_nothing();
    assert_snapshot!(condition.compile(Dialect::PostgreSql).unwrap_err().message(), @"`.index_where(…)` belongs to the columns of an index; a constraint has no condition");
}
