//! INSERT, UPDATE and DELETE inside WITH: PostgreSQL only.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::tutorial::{Address, NewUser, User};

#[test]
fn what_an_insert_returns_is_selected_from() {
    let new = insert(User).value(NewUser::new("gary")).returning(User).cte("new");
    let user = new.columns();
    assert_snapshot!(check(select(user).select_from(&new).filter(user.id.gt(1))), @r#"
    Unsupported: sqlite has no INSERT, UPDATE or DELETE inside WITH; run two statements
    postgresql: WITH "new" AS (INSERT INTO user_account (name, fullname) VALUES ($1, $2) RETURNING user_account.id AS id, user_account.name AS name, user_account.fullname AS fullname) SELECT "new".id, "new".name, "new".fullname FROM "new" WHERE "new".id > $3
    mysql: Unsupported: mysql has no INSERT, UPDATE or DELETE inside WITH; run two statements
    Unsupported: sqlite has no INSERT, UPDATE or DELETE inside WITH; run two statements
    "#);
}

#[test]
fn what_a_delete_returns_is_inserted() {
    let moved =
        delete(Address).filter(Address.id.gt(1)).returning((Address.email_address, Address.user_id)).cte("moved");
    let (email, user_id) = moved.columns();
    let copied = insert(User).from_select((User.name, User.id), select((email, user_id)).select_from(&moved));
    assert_snapshot!(copied.compile(Dialect::PostgreSql).unwrap(), @"WITH moved AS (DELETE FROM address WHERE address.id > $1 RETURNING address.email_address AS email_address, address.user_id AS user_id) INSERT INTO user_account (name, id) SELECT moved.email_address, moved.user_id FROM moved");
    assert!(copied.compile(Dialect::MySql).unwrap_err().is_unsupported());
}

#[test]
fn what_an_update_returns_is_joined() {
    let renamed = update(User).set(User.name, "x").filter(User.id.eq(1)).returning((User.id, User.name)).cte("renamed");
    let (id, name) = renamed.columns();
    let query = select((Address.email_address, name)).join_on(&renamed, Address.user_id.eq(id));
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap(), @"WITH renamed AS (UPDATE user_account SET name=$1 WHERE user_account.id = $2 RETURNING user_account.id AS id, user_account.name AS name) SELECT address.email_address, renamed.name FROM address JOIN renamed ON address.user_id = renamed.id");
}
