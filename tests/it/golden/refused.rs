//! What SQLAlchemy sends although the database refuses it: another form of ours, or an error before anything is sent.

use realgar::prelude::*;

use super::{Order, User, each};

#[test]
fn nulls_last_on_mysql_is_another_key() {
    each(
        select(User.id).order_by(User.age.desc().nulls_last()),
        [
            "SELECT users.id FROM users ORDER BY users.age DESC NULLS LAST",
            "SELECT users.id FROM users ORDER BY users.age DESC NULLS LAST",
            "SELECT users.id FROM users ORDER BY users.age IS NULL, users.age DESC",
        ],
    );
}

#[test]
fn full_joins_are_refused_for_mysql() {
    each(
        select((User.id, Order.id)).full_join(Order),
        [
            "SELECT users.id, orders.id AS id_1 FROM users FULL OUTER JOIN orders ON users.id = orders.user_id",
            "SELECT users.id, orders.id AS id_1 FROM users FULL OUTER JOIN orders ON users.id = orders.user_id",
            "mysql has no FULL JOIN; take the union of a left and a right join",
        ],
    );
}

#[test]
fn lateral_is_refused_for_sqlite() {
    let newest = select(Order.id).correlate(User).filter(Order.user_id.eq(User.id)).limit(1).lateral("newest");
    // MySQL has LATERAL from 8.0.14; MariaDB has none.
    each(
        select((User.id, newest.columns())).join_on(&newest, newest.columns().gt(0)),
        [
            "sqlite has no LATERAL; use a correlated scalar subquery",
            "SELECT users.id, newest.id AS id_1 FROM users JOIN LATERAL (SELECT orders.id AS id FROM orders \
             WHERE orders.user_id = users.id LIMIT $1) AS newest ON newest.id > $2",
            "SELECT users.id, newest.id AS id_1 FROM users INNER JOIN LATERAL (SELECT orders.id AS id FROM orders \
             WHERE orders.user_id = users.id LIMIT ?) AS newest ON newest.id > ?",
        ],
    );
}

#[test]
fn a_limited_side_of_a_union_is_a_derived_table_on_sqlite() {
    each(
        select(User.id).limit(1).union_all(select(Order.id).limit(1)),
        [
            "SELECT * FROM (SELECT users.id FROM users LIMIT ?) UNION ALL SELECT * FROM (SELECT orders.id FROM orders LIMIT ?)",
            "(SELECT users.id FROM users LIMIT $1) UNION ALL (SELECT orders.id FROM orders LIMIT $2)",
            "(SELECT users.id FROM users LIMIT ?) UNION ALL (SELECT orders.id FROM orders LIMIT ?)",
        ],
    );
}
