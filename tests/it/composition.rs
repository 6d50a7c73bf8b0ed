//! Queries and conditions that functions take and return.

use insta::assert_snapshot;
use realgar::ErrorKind;
use realgar::prelude::*;

use crate::check::{check, check_write};
use crate::schemas::filled;
use crate::schemas::tutorial::{Address, User};

fn named<Q: Filterable<User>>(query: Q, name: &str) -> Q {
    query.filter_on(User.name.eq(name))
}

fn reachable<Q: Filterable<(User, Address)>>(query: Q) -> Q {
    query.filter_on(Address.email_address.contains(User.name)).filter_on(None::<Predicate<(User, Address)>>)
}

#[test]
fn a_function_filters_whatever_has_its_table() {
    assert_snapshot!(check(named(select(User.id), "sandy")), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.name = ?
    binds: [Text("sandy")]
    2
    "#);
    let addresses = select((User.name, Address.email_address)).left_join(Address).order_by(Address.id);
    assert_snapshot!(check(named(addresses, "sandy").limit(1)), @r#"
    SELECT user_account.name, address.email_address FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id WHERE user_account.name = ? ORDER BY address.id LIMIT ?
    binds: [Text("sandy"), BigInt(1)]
    ("sandy", Some("sandy@sqlalchemy.org"))
    "#);
    let counted = select((User.name, func::count(Address.id))).join(Address).group_by(User.id);
    assert_snapshot!(check(reachable(counted).order_by(User.id)), @r#"
    SELECT user_account.name, count(address.id) FROM user_account JOIN address ON user_account.id = address.user_id WHERE address.email_address LIKE '%' || replace(replace(replace(user_account.name, ?, ?), ?, ?), ?, ?) || '%' ESCAPE '/' GROUP BY user_account.id ORDER BY user_account.id
    mysql: SELECT user_account.name, count(address.id) FROM user_account INNER JOIN address ON user_account.id = address.user_id WHERE address.email_address LIKE concat('%', replace(replace(replace(user_account.name, ?, ?), ?, ?), ?, ?), '%') ESCAPE '/' GROUP BY user_account.id ORDER BY user_account.id
    binds: [Text("/"), Text("//"), Text("%"), Text("/%"), Text("_"), Text("/_")]
    ("spongebob", 1)
    ("sandy", 2)
    "#);
}

#[test]
fn a_function_filters_updates_and_deletes() {
    let rename = update(User).set(User.fullname, "?").all_rows();
    assert_snapshot!(check_write(named(rename, "sandy"), select((User.name, User.fullname)).order_by(User.id)), @r#"
    UPDATE user_account SET fullname=? WHERE user_account.name = ?
    binds: [Text("?"), Text("sandy")]
    1 affected
    ("spongebob", Some("Spongebob Squarepants"))
    ("sandy", Some("?"))
    ("patrick", None)
    "#);
    let gone = delete(User).filter(User.id.gt(2));
    assert_snapshot!(check_write(named(gone, "patrick"), select(User.id).order_by(User.id)), @r#"
    DELETE FROM user_account WHERE user_account.id > ? AND user_account.name = ?
    binds: [Integer(2), Text("patrick")]
    1 affected
    1
    2
    "#);
}

fn any_word(words: &[&str]) -> Predicate<User> {
    let mut any: Vec<Predicate<User>> = Vec::new();
    for word in words {
        any.push(User.name.eq(*word).of_table());
        any.push(User.fullname.contains(*word).of_table());
    }
    or_(any).of_table()
}

#[test]
fn conditions_on_different_columns_have_one_type() {
    assert_snapshot!(check(select(User.id).filter(any_word(&["patrick", "Cheeks"])).order_by(User.id)), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.name = ? OR user_account.fullname LIKE '%' || ? || '%' ESCAPE '/' OR user_account.name = ? OR user_account.fullname LIKE '%' || ? || '%' ESCAPE '/' ORDER BY user_account.id
    mysql: SELECT user_account.id FROM user_account WHERE user_account.name = ? OR user_account.fullname LIKE concat('%', ?, '%') ESCAPE '/' OR user_account.name = ? OR user_account.fullname LIKE concat('%', ?, '%') ESCAPE '/' ORDER BY user_account.id
    binds: [Text("patrick"), Text("patrick"), Text("Cheeks"), Text("Cheeks")]
    2
    3
    "#);
    assert_snapshot!(check(select(User.id).filter(!any_word(&["sandy"])).order_by(User.id)), @r#"
    SELECT user_account.id FROM user_account WHERE NOT (user_account.name = ? OR user_account.fullname LIKE '%' || ? || '%' ESCAPE '/') ORDER BY user_account.id
    mysql: SELECT user_account.id FROM user_account WHERE NOT (user_account.name = ? OR user_account.fullname LIKE concat('%', ?, '%') ESCAPE '/') ORDER BY user_account.id
    binds: [Text("sandy"), Text("sandy")]
    1
    "#);
    assert_snapshot!(check(select(User.id).filter(any_word(&[]))), @"
    SELECT user_account.id FROM user_account WHERE 0 = 1
    postgresql: SELECT user_account.id FROM user_account WHERE false
    (no rows)
    ");
    let both: Vec<Predicate<(User, Address)>> = vec![
        User.name.eq("spongebob").of_tables(),
        Address.email_address.ends_with(".org").of_tables(),
        User.id.eq(Address.user_id).of_tables(),
    ];
    assert_snapshot!(check(select((User.id, Address.id)).join(Address).filter(and_(both))), @r#"
    SELECT user_account.id, address.id AS id_1 FROM user_account JOIN address ON user_account.id = address.user_id WHERE user_account.name = ? AND address.email_address LIKE '%' || ? ESCAPE '/' AND user_account.id = address.user_id
    mysql: SELECT user_account.id, address.id AS id_1 FROM user_account INNER JOIN address ON user_account.id = address.user_id WHERE user_account.name = ? AND address.email_address LIKE concat('%', ?) ESCAPE '/' AND user_account.id = address.user_id
    binds: [Text("spongebob"), Text(".org")]
    (1, 1)
    "#);
}

#[test]
fn an_erased_query_is_still_filtered_ordered_and_limited() {
    let query: Query<String> = select(User.name).join(Address).distinct().erase();
    let query = query.filter(Address.id.gt(0)).filter(None::<Predicate<User>>).order_by(User.name.desc()).limit(5);
    assert_snapshot!(check(query.clone().limit(1).offset(1)), @r#"
    SELECT DISTINCT user_account.name FROM user_account JOIN address ON user_account.id = address.user_id WHERE address.id > ? ORDER BY user_account.name DESC LIMIT ? OFFSET ?
    binds: [Integer(0), BigInt(1), BigInt(1)]
    "sandy"
    "#);
    assert_eq!(filled().scalar(query.total().unwrap()).unwrap(), Some(2));
    let union: Query<String> = select(User.name).union_all(select(Address.email_address)).erase();
    assert_eq!(filled().scalar(union.clone().limit(1).total().unwrap()).unwrap(), Some(6));
    assert_eq!(filled().execute(union.limit(2)).unwrap().len(), 2);
}

#[test]
fn what_an_erased_query_does_not_have_is_an_error() {
    let message = |query: Query<String>| {
        let error = filled().execute(query).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidStatement);
        error.message().to_owned()
    };
    let names = || select(User.name).erase();
    assert_snapshot!(message(names().filter(Address.id.gt(0))), @"`address` is not in the FROM clause of this query: join it before the query is erased, or leave the condition or key out");
    assert_snapshot!(message(names().order_by((User.id, Address.id.desc()))), @"`address` is not in the FROM clause of this query: join it before the query is erased, or leave the condition or key out");
    let grouped = select(User.name).group_by(User.name).erase();
    assert_eq!(filled().execute(grouped.clone().order_by(User.name)).unwrap().len(), 3);
    // What is computed from a key, or from the rows of a group, is as good as the key.
    let computed = grouped.clone().order_by((User.name.concat("!").desc(), func::count(User.id)));
    assert_eq!(filled().execute(computed).unwrap().all(), ["spongebob", "sandy", "patrick"]);
    assert!(filled().execute(grouped.clone().order_by(User.name.concat(User.fullname))).is_err());
    assert_snapshot!(message(grouped.order_by(User.id)), @"the rows of a query with GROUP BY are ordered by what is selected or grouped: select the key, or order before the query is erased");
    let union: Query<String> = select(User.name).union(select(User.name)).erase();
    assert_snapshot!(message(union.clone().filter(User.id.gt(0))), @"a UNION or another compound, or a statement that writes, cannot be filtered once it is erased: do it before, or select from it as a subquery");
    assert_snapshot!(message(union.clone().order_by(User.id)), @"a UNION or another compound, or a statement that writes, cannot be ordered once it is erased: do it before, or select from it as a subquery");
    assert!(union.filter(User.id.gt(0)).total().is_err());
}

#[test]
fn a_page_knows_its_place() {
    let mut conn = filled();
    let query = || select((User.name, Address.id)).join(Address).order_by(Address.id);
    let page = conn.page(query(), 2, 2).unwrap();
    assert_eq!(page.items, [("sandy".to_owned(), 3)]);
    assert_eq!((page.number, page.size, page.total, page.pages()), (2, 2, 3, 2));
    assert_eq!((page.has_previous(), page.has_next()), (true, false));
    let erased = conn.page(query().erase(), 1, 2).unwrap().map(|(name, _)| name);
    assert_eq!((erased.items.len(), erased.has_previous(), erased.has_next()), (2, false, true));
    let beyond = conn.page(query(), 9, 2).unwrap();
    assert_eq!((beyond.items.len(), beyond.total), (0, 3));
    let nothing = conn.page(query().filter(User.id.lt(0)), 1, 2).unwrap();
    assert_eq!((nothing.total, nothing.pages(), nothing.has_next()), (0, 0, false));
    assert_eq!(conn.page(query(), u64::MAX, u64::MAX).unwrap().items.len(), 0);
    for (number, size) in [(0, 10), (1, 0)] {
        let error = conn.page(query(), number, size).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidRequest);
    }
}

#[test]
fn a_page_by_key_goes_on_where_the_last_one_ended() {
    assert_snapshot!(check(select(User.name).seek((User.name, User.id), None).limit(2)), @r#"
    SELECT user_account.name FROM user_account ORDER BY user_account.name, user_account.id LIMIT ?
    binds: [BigInt(2)]
    "patrick"
    "sandy"
    "#);
    let after = Some(("sandy".to_owned(), 2));
    assert_snapshot!(check(select(User.name).seek((User.name, User.id), after).limit(2)), @r#"
    SELECT user_account.name FROM user_account WHERE (user_account.name, user_account.id) > (?, ?) ORDER BY user_account.name, user_account.id LIMIT ?
    binds: [Text("sandy"), Integer(2), BigInt(2)]
    "spongebob"
    "#);
    assert_snapshot!(check(select(User.name).seek_backwards(User.id, Some(3)).limit(1)), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.id < ? ORDER BY user_account.id DESC LIMIT ?
    binds: [Integer(3), BigInt(1)]
    "sandy"
    "#);
    let mut seen = Vec::new();
    let mut last = None;
    loop {
        let page =
            filled().execute(select((Address.user_id, Address.id)).seek((Address.user_id, Address.id), last).limit(1));
        let Some(row) = page.unwrap().first() else { break };
        seen.push(row);
        last = Some(row);
    }
    assert_eq!(seen, [(1, 1), (2, 2), (2, 3)]);
}
