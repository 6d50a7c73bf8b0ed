//! SQL text as an expression.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::tutorial::User;

#[test]
fn text_is_selected_filtered_and_ordered_by() {
    let initial = text_expr::<Text>("substr(user_account.name, 1, :length)").bind("length", 2);
    let matches = text_expr::<Boolean>("user_account.name GLOB :pattern").bind("pattern", "s*");
    let order = text_expr::<Integer>("user_account.id % 2");
    assert_snapshot!(
        check(select((User.id, initial.label("initial"))).filter(matches).order_by((order.desc(), User.id.asc()))), @r#"
    SELECT user_account.id, substr(user_account.name, 1, ?) AS initial FROM user_account WHERE user_account.name GLOB ? ORDER BY user_account.id % 2 DESC, user_account.id
    binds: [Integer(2), Text("s*")]
    (1, "sp")
    (2, "sa")
    "#
    );
}

#[test]
fn text_keeps_together_as_an_operand() {
    let either = text_expr::<Boolean>("user_account.id = 1 OR user_account.id = 2");
    let sum = text_expr::<Integer>("user_account.id + :one").bind("one", 1);
    assert_snapshot!(check(select(&sum * 2).select_from(User).filter(User.id.gt(1)).filter(either).filter(sum.lt(9))), @"
    SELECT (user_account.id + ?) * ? FROM user_account WHERE user_account.id > ? AND (user_account.id = 1 OR user_account.id = 2) AND (user_account.id + ?) < ?
    binds: [Integer(1), Integer(2), Integer(1), Integer(1), Integer(9)]
    6
    ");
}

#[test]
fn a_parameter_needs_a_value() {
    assert_snapshot!(check(select(User.id).filter(text_expr::<Boolean>("id = :id"))), @r#"
    Parameter: the parameter `:id` has no value: give it one with `.bind("id", …)`, or write `\:` for a colon
    Parameter: the parameter `:id` has no value: give it one with `.bind("id", …)`, or write `\:` for a colon
    "#);
    assert_snapshot!(check(select(User.id).filter(text_expr::<Boolean>("id = 1").bind("id", 1))), @"
    Parameter: there is a value for `id`, but the text has no parameter `:id`
    Parameter: there is a value for `id`, but the text has no parameter `:id`
    ");
    assert_snapshot!(check(select(text_expr::<Integer>(" "))), @"
    InvalidStatement: the text holds no statement
    InvalidStatement: the text holds no statement
    ");
}

#[test]
fn text_stands_in_a_subquery() {
    let q = select((User.id, text_expr::<Nullable<Text>>("upper(fullname)").label("loud"))).subquery("q");
    let (id, loud) = q.columns();
    assert_snapshot!(check(select(loud).select_from(&q).order_by(id)), @r#"
    SELECT q.loud FROM (SELECT user_account.id AS id, upper(fullname) AS loud FROM user_account) AS q ORDER BY q.id
    Some("SPONGEBOB SQUAREPANTS")
    Some("SANDY CHEEKS")
    None
    "#);
}

#[test]
fn text_is_grouped_by() {
    let parity = text_expr::<Integer>("user_account.id % :n").bind("n", 2);
    assert_snapshot!(check(select((&parity, func::count_all())).select_from(User).group_by(&parity).order_by(&parity)), @"
    SELECT user_account.id % ?, count(*) FROM user_account GROUP BY user_account.id % ? ORDER BY user_account.id % ?
    mysql: SELECT user_account.id % ?, count(*) FROM user_account GROUP BY 1 ORDER BY 1
    binds: [Integer(2), Integer(2), Integer(2)]
    (0, 1)
    (1, 2)
    ");
}
