//! What the compiler cannot check of grouped queries, and the renderer does: beside computed keys, and in clauses that
//! are written before GROUP BY.

use insta::assert_snapshot;
use realgar::prelude::*;
use realgar::sql::compiled::Compiled;

use crate::check::check;
use crate::schemas::tutorial::{Address, User};

const NAME: &str =
    "column `user_account.name` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`";

#[test]
fn a_computed_key_is_checked_in_queries_inside_of_queries() {
    let wrong = || select(User.name).group_by(func::length(User.name));
    let message = |compiled: realgar::Result<Compiled>| compiled.unwrap_err().message().to_owned();
    let derived = select(func::count_all()).select_from(wrong().subquery("inside"));
    assert_eq!(message(derived.compile(Dialect::Sqlite)), NAME);
    assert_eq!(message(select(User.name).union(wrong()).compile(Dialect::Sqlite)), NAME);
    let within = |condition| select(User.id).filter(condition).compile(Dialect::Sqlite);
    assert_eq!(message(within(User.name.in_(wrong()))), NAME);
    assert_eq!(message(select(User.id).filter(wrong().exists()).compile(Dialect::Sqlite)), NAME);
    assert_eq!(message(select(wrong().scalar()).compile(Dialect::Sqlite)), NAME);
    assert_eq!(message(wrong().erase().limit(1).compile(Dialect::Sqlite)), NAME);
}

#[test]
fn clauses_may_stand_before_the_group_by_that_allows_them() {
    let n = func::count(Address.id);
    // The primary key stands for all columns of its table.
    let by_key = select((User.name, &n)).join(Address).having(n.gt(0)).order_by((&n, User.fullname)).group_by(User.id);
    assert_snapshot!(check(by_key), @r#"
    SELECT user_account.name, count(address.id) FROM user_account JOIN address ON user_account.id = address.user_id GROUP BY user_account.id HAVING count(address.id) > ? ORDER BY count(address.id), user_account.fullname
    binds: [BigInt(0)]
    ("spongebob", 1)
    ("sandy", 2)
    "#);
    // A second GROUP BY brings what the first one lacks.
    let twice =
        select((User.name, &n)).join(Address).order_by(User.fullname).group_by(User.name).group_by(User.fullname);
    assert!(twice.compile(Dialect::Sqlite).is_ok());
}

#[test]
fn a_clause_before_the_group_by_that_does_not_allow_it_is_an_error() {
    let n = func::count(Address.id);
    let counted = || select((User.fullname, &n)).join(Address);
    let ordered = counted().order_by((&n, User.name.desc())).group_by(User.fullname);
    assert_eq!(ordered.compile(Dialect::Sqlite).unwrap_err().message(), NAME);
    let filtered = counted().having(User.name.ne("sandy")).group_by((User.fullname, Address.id));
    assert_eq!(filtered.compile(Dialect::Sqlite).unwrap_err().message(), NAME);
    // Nor does the key of another table.
    let by_other = select((Address.id, &n)).join(User).order_by(User.name).group_by(Address.id);
    assert_eq!(by_other.compile(Dialect::Sqlite).unwrap_err().message(), NAME);
}
