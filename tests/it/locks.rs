//! FOR UPDATE, FOR SHARE and DISTINCT ON.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::tutorial::{Address, User};

#[test]
fn rows_are_locked() {
    assert_snapshot!(check(select(User.id).for_update()), @"
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    postgresql: SELECT user_account.id FROM user_account FOR UPDATE
    mysql: SELECT user_account.id FROM user_account FOR UPDATE
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    ");
    assert_snapshot!(check(select(User.id).join(Address).for_update().of(User).skip_locked()), @"
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    postgresql: SELECT user_account.id FROM user_account JOIN address ON user_account.id = address.user_id FOR UPDATE OF user_account SKIP LOCKED
    mysql: SELECT user_account.id FROM user_account INNER JOIN address ON user_account.id = address.user_id FOR UPDATE OF user_account SKIP LOCKED
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    ");
    assert_snapshot!(check(select(User.id).for_share().nowait()), @"
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    postgresql: SELECT user_account.id FROM user_account FOR SHARE NOWAIT
    mysql: SELECT user_account.id FROM user_account LOCK IN SHARE MODE NOWAIT
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    ");
    let a = alias!("a", Address);
    assert_snapshot!(check(select(a.id).join_on(User, a.user_id.eq(User.id)).limit(1).for_share().of(a).of(User)), @"
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    postgresql: SELECT a.id FROM address AS a JOIN user_account ON a.user_id = user_account.id LIMIT $1 FOR SHARE OF a, user_account
    mysql: SELECT a.id FROM address AS a INNER JOIN user_account ON a.user_id = user_account.id LIMIT ? FOR SHARE OF a, user_account
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    ");
}

#[test]
fn the_first_of_equal_rows_is_kept() {
    let first = select((Address.user_id, Address.email_address)).distinct_on(Address.user_id);
    assert_snapshot!(check(first.order_by((Address.user_id, Address.id.desc()))), @"
    Unsupported: sqlite has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    postgresql: SELECT DISTINCT ON (address.user_id) address.user_id, address.email_address FROM address ORDER BY address.user_id, address.id DESC
    mysql: Unsupported: mysql has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    Unsupported: sqlite has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    ");
    let domain = func::substr(Address.email_address, 1, 2).label("domain");
    assert_snapshot!(check(select((&domain, Address.id)).distinct_on(&domain).order_by((&domain, Address.id))), @"
    Unsupported: sqlite has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    postgresql: SELECT DISTINCT ON (domain) substr(address.email_address, $1, $2) AS domain, address.id FROM address ORDER BY domain, address.id
    mysql: Unsupported: mysql has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    Unsupported: sqlite has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    ");
}
