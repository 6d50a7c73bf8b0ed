//! Aggregates with an order: texts joined, percentiles.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::travel::Flight;
use crate::schemas::tutorial::{Address, User};

#[test]
fn texts_are_joined_in_an_order() {
    let emails = func::string_agg(Address.email_address, ", ").order_by(Address.email_address.desc());
    assert_snapshot!(
        check(select((User.name, emails)).left_join(Address).group_by(User.id).order_by(User.id)), @r#"
    SELECT user_account.name, group_concat(address.email_address, ? ORDER BY address.email_address DESC) FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id GROUP BY user_account.id ORDER BY user_account.id
    postgresql: SELECT user_account.name, string_agg(address.email_address, $1 ORDER BY address.email_address DESC) FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id GROUP BY user_account.id ORDER BY user_account.id
    mysql: SELECT user_account.name, group_concat(address.email_address ORDER BY address.email_address DESC SEPARATOR ', ') FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id GROUP BY user_account.id ORDER BY user_account.id
    binds: [Text(", ")]
    ("spongebob", Some("spongebob@sqlalchemy.org"))
    ("sandy", Some("sandy@squirrelpower.org, sandy@sqlalchemy.org"))
    ("patrick", None)
    "#
    );
}

#[test]
fn texts_are_joined_with_a_filter() {
    let names = func::string_agg(User.name, "'").filter_where(User.id.gt(1)).order_by(User.id);
    assert_snapshot!(check(select(names)), @r#"
    SELECT group_concat(user_account.name, ? ORDER BY user_account.id) FILTER (WHERE user_account.id > ?) FROM user_account
    postgresql: SELECT string_agg(user_account.name, $1 ORDER BY user_account.id) FILTER (WHERE user_account.id > $2) FROM user_account
    mysql: SELECT group_concat(CASE WHEN user_account.id > ? THEN user_account.name END ORDER BY user_account.id SEPARATOR '''') FROM user_account
    binds: [Text("'"), Integer(1)]
    Some("sandy'patrick")
    "#);
}

#[test]
fn percentiles_are_of_a_sorted_group() {
    assert_snapshot!(check(select(func::percentile_cont(0.5).within_group(Flight.seats))), @"
    Unsupported: sqlite has no `percentile_cont`
    postgresql: SELECT percentile_cont($1) WITHIN GROUP (ORDER BY flight.seats) FROM flight
    mysql: Unsupported: mysql has no `percentile_cont`
    Unsupported: sqlite has no `percentile_cont`
    ");
    assert_snapshot!(check(select(func::percentile_disc(0.9).within_group(Flight.origin))), @"
    Unsupported: sqlite has no `percentile_disc`
    postgresql: SELECT percentile_disc($1) WITHIN GROUP (ORDER BY flight.origin) FROM flight
    mysql: Unsupported: mysql has no `percentile_disc`
    Unsupported: sqlite has no `percentile_disc`
    ");
    assert_snapshot!(check(select(func::mode().within_group(Flight.origin))), @"
    Unsupported: sqlite has no `mode`
    postgresql: SELECT mode() WITHIN GROUP (ORDER BY flight.origin) FROM flight
    mysql: Unsupported: mysql has no `mode`
    Unsupported: sqlite has no `mode`
    ");
}

#[test]
fn an_ordered_aggregate_has_no_window() {
    assert_snapshot!(check(select(func::string_agg(User.name, ",").order_by(User.id).over())), @"
    InvalidStatement: an aggregate with an order of its own cannot stand before OVER; order the window
    InvalidStatement: an aggregate with an order of its own cannot stand before OVER; order the window
    ");
}
