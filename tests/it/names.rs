//! Names are unique where they are seen: of two sources with one name, the later one is called otherwise.

use realgar::prelude::*;

use crate::schemas::filled;
use crate::schemas::tutorial::{Address, User};

/// The SQL of a query on SQLite, which also runs, and what it finds.
macro_rules! found {
    ($query:expr) => {{
        let query = $query.erase();
        let sql = query.compile(Dialect::Sqlite).unwrap().literal_binds().to_owned();
        let rows = filled().execute(query).unwrap();
        (sql, rows.all())
    }};
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_nested_alias_of_the_same_name_gets_a_number() {
    let outer = alias!("m", User);
    let inner = alias!("m", User);
    // Those after whom somebody else comes.
    let later = select(inner.id).correlate(outer).filter(inner.id.gt(outer.id));
    let (sql, rows) = found!(select(outer.name).filter(exists(later)).order_by(outer.id));
    assert_eq!(
        sql,
        "SELECT m.name FROM user_account AS m WHERE EXISTS (SELECT m_1.id FROM user_account AS m_1 \
         WHERE m_1.id > m.id) ORDER BY m.id"
    );
    assert_eq!(rows, owned(&["spongebob", "sandy"]));
}

#[test]
fn two_aliases_of_one_name_stand_in_one_query() {
    let (one, other) = (alias!("m", User), alias!("M", User));
    let (sql, rows) = found!(select((one.name, other.name)).join_on(other, one.id.lt(other.id)).filter(one.id.eq(2)));
    assert_eq!(
        sql,
        "SELECT m.name, \"M_1\".name AS name_1 FROM user_account AS m JOIN user_account AS \"M_1\" ON m.id < \"M_1\".id \
         WHERE m.id = 2"
    );
    assert_eq!(rows, [("sandy".to_owned(), "patrick".to_owned())]);
}

/// Joins aliases, each of a place of its own.
macro_rules! join_all {
    ($query:ident, $first:ident, $($alias:expr),*) => {
        $(
            let other = $alias;
            let $query = $query.join_on(other, other.id.eq($first.id));
        )*
    };
}

#[test]
fn many_sources_of_one_name_are_told_apart_too() {
    let first = alias!("m", User);
    let query = select(first.id);
    join_all!(query, first, alias!("m", User), alias!("M", User), alias!("m", User), alias!("m", User));
    join_all!(query, first, alias!("m", User), alias!("m", User), alias!("m", User), alias!("m", User));
    join_all!(query, first, alias!("m", User), alias!("m", User), alias!("m", User), alias!("m", User));
    join_all!(query, first, alias!("m", User), alias!("m", User), alias!("m", User), alias!("m", User));
    join_all!(query, first, alias!("n", User), alias!("m", User), alias!("n", User), alias!("m", User));
    // A query within sees all of them, and what it names is forgotten behind it.
    let within = alias!("m", User);
    let within = select(within.id).correlate(first).filter(within.id.gt(first.id));
    let behind = alias!("m", User);
    let behind = select(behind.id).correlate(first).filter(behind.id.eq(first.id));
    let (sql, rows) = found!(query.filter(exists(within)).filter(exists(behind)).order_by(first.id));
    let names = (1..=16).map(|number| if number == 2 { "\"M_2\"".to_owned() } else { format!("m_{number}") });
    let names = names.chain(["n", "m_17", "n_1", "m_18"].map(str::to_owned));
    let joins: String = names.map(|name| format!(" JOIN user_account AS {name} ON {name}.id = m.id")).collect();
    assert_eq!(
        sql,
        format!(
            "SELECT m.id FROM user_account AS m{joins} WHERE EXISTS (SELECT m_19.id FROM user_account AS m_19 \
             WHERE m_19.id > m.id) AND EXISTS (SELECT m_20.id FROM user_account AS m_20 WHERE m_20.id = m.id) ORDER BY m.id"
        )
    );
    assert_eq!(rows, [1, 2]);
}

#[test]
fn an_alias_that_is_called_like_a_table_leaves_the_table_alone() {
    let address = alias!("address", User);
    let (sql, rows) = found!(
        select((address.name, func::count(Address.id)))
            .join_on(Address, Address.user_id.eq(address.id))
            .group_by(address.name)
            .order_by(address.name)
    );
    assert_eq!(
        sql,
        "SELECT address.name, count(address_1.id) FROM user_account AS address JOIN address AS address_1 \
         ON address_1.user_id = address.id GROUP BY address.name ORDER BY address.name"
    );
    assert_eq!(rows, [("sandy".to_owned(), 2), ("spongebob".to_owned(), 1)]);
    // And in a subquery.
    let correlated = select(Address.id).correlate(address).filter(Address.user_id.eq(address.id));
    let (sql, rows) = found!(select(address.name).filter(exists(correlated)).order_by(address.id));
    assert_eq!(
        sql,
        "SELECT address.name FROM user_account AS address WHERE EXISTS (SELECT address_1.id FROM address AS address_1 \
         WHERE address_1.user_id = address.id) ORDER BY address.id"
    );
    assert_eq!(rows, owned(&["spongebob", "sandy"]));
}

#[test]
fn a_cte_that_is_called_like_a_table_does_not_hide_it() {
    for name in ["address", "Address"] {
        let few = select(User.id).filter(User.id.eq(1)).cte(name);
        let id = few.columns();
        let users = select(Address.user_id);
        let (sql, rows) = found!(select(id).select_from(few).filter(id.in_(users)));
        let shown = if name == "address" { "address_1" } else { "\"Address_1\"" };
        assert_eq!(
            sql,
            format!(
                "WITH {shown} AS (SELECT user_account.id AS id FROM user_account WHERE user_account.id = 1) \
                 SELECT {shown}.id FROM {shown} WHERE {shown}.id IN (SELECT address.user_id FROM address)"
            )
        );
        assert_eq!(rows, [1]);
    }
}

#[test]
fn a_derived_table_that_is_called_like_a_table_does_not_hide_it() {
    let few = select(User.id).filter(User.id.lt(3)).subquery("address");
    let id = few.columns();
    let lonely = select(Address.id).correlate(&few).filter(Address.user_id.eq(id).and(Address.id.gt(2)));
    let (sql, rows) = found!(select(id).select_from(few).filter(exists(lonely)));
    assert_eq!(
        sql,
        "SELECT address.id FROM (SELECT user_account.id AS id FROM user_account WHERE user_account.id < 3) AS address \
         WHERE EXISTS (SELECT address_1.id FROM address AS address_1 WHERE address_1.user_id = address.id \
         AND address_1.id > 2)"
    );
    assert_eq!(rows, [2]);
}

#[test]
fn ctes_of_one_name_stand_beside_each_other() {
    let ids = select(User.id).cte("c");
    let names = select(Address.email_address).cte("c");
    let (id, email) = (ids.columns(), names.columns());
    let (sql, rows) =
        found!(select((id, email)).select_from(ids).cross_join(names).filter(id.eq(3)).order_by(email).limit(1));
    assert_eq!(
        sql,
        "WITH c AS (SELECT user_account.id AS id FROM user_account), \
         c_1 AS (SELECT address.email_address AS email_address FROM address) \
         SELECT c.id, c_1.email_address FROM c CROSS JOIN c_1 WHERE c.id = 3 ORDER BY c_1.email_address LIMIT 1"
    );
    assert_eq!(rows, [(3, "sandy@sqlalchemy.org".to_owned())]);
}

#[test]
fn a_recursive_cte_keeps_apart_from_a_table_of_its_name() {
    let numbers = recursive_cte("user_account", select(literal(1).label("n")), |numbers| {
        let n = numbers.columns();
        select(n + 1).select_from(numbers).filter(n.lt(2))
    });
    let n = numbers.columns();
    let (sql, rows) = found!(select((n, User.name)).select_from(numbers).join_on(User, User.id.eq(n)).order_by(n));
    assert_eq!(
        sql,
        "WITH RECURSIVE user_account_1(n) AS (SELECT 1 AS n UNION ALL SELECT user_account_1.n + 1 FROM user_account_1 \
         WHERE user_account_1.n < 2) SELECT user_account_1.n, user_account.name FROM user_account_1 \
         JOIN user_account ON user_account.id = user_account_1.n ORDER BY user_account_1.n"
    );
    assert_eq!(rows, [(1, "spongebob".to_owned()), (2, "sandy".to_owned())]);
}

#[test]
fn a_subquery_in_a_write_does_not_hide_the_written_table() {
    let user_account = alias!("user_account", Address);
    let theirs = select(user_account.id).correlate(User).filter(user_account.user_id.eq(User.id));
    let statement = update(User).set(User.fullname, "?").filter(!exists(theirs));
    assert_eq!(
        statement.compile(Dialect::PostgreSql).unwrap().sql(),
        "UPDATE user_account SET fullname=$1 WHERE NOT (EXISTS (SELECT user_account_1.id FROM address AS user_account_1 \
         WHERE user_account_1.user_id = user_account.id))"
    );
    assert_eq!(filled().execute(statement).unwrap().rows_affected, 1);
}

#[test]
fn a_name_that_is_not_taken_stays_as_it_is() {
    // The inner query of a derived table is seen by nobody.
    let user = alias!("u", User);
    let inner = select(user.id).subquery("u");
    let id = inner.columns();
    let (sql, _) = found!(select(id).select_from(inner));
    assert_eq!(sql, "SELECT u.id FROM (SELECT u.id AS id FROM user_account AS u) AS u");
}

#[test]
fn aliases_that_one_macro_of_the_program_makes_are_told_apart() {
    macro_rules! managers_and_their_own {
        () => {
            (alias!("m", User), alias!("m", User))
        };
    }
    let (one, other) = managers_and_their_own!();
    let above = select(other.id).correlate(one).filter(other.id.gt(one.id)).exists();
    let (sql, names) = found!(select(one.name).filter(above).order_by(one.id));
    assert_eq!(
        sql,
        "SELECT m.name FROM user_account AS m WHERE EXISTS \
         (SELECT m_1.id FROM user_account AS m_1 WHERE m_1.id > m.id) ORDER BY m.id",
    );
    assert_eq!(names, owned(&["spongebob", "sandy"]));
    let (_, pairs) = found!(select((one.name, other.name)).join_on(other, one.id.lt(other.id)));
    assert_eq!(pairs.len(), 3);
}
