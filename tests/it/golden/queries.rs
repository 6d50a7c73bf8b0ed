//! Subqueries in conditions, set operations, windows, locks.

use realgar::prelude::*;

use super::{Order, User, each, same};

#[test]
fn exists_is_correlated() {
    // Differs: a select list is columns, never `*`; EXISTS does not look at it.
    same(
        select(User.id).filter(exists(select(Order.id).correlate(User).filter(Order.user_id.eq(User.id)))),
        "SELECT users.id FROM users WHERE EXISTS (SELECT orders.id FROM orders WHERE orders.user_id = users.id)",
    );
}

#[test]
fn not_exists_gets_parentheses() {
    same(
        select(User.id).filter(!exists(select(Order.id).correlate(User).filter(Order.user_id.eq(User.id)))),
        "SELECT users.id FROM users WHERE NOT (EXISTS (SELECT orders.id FROM orders WHERE orders.user_id = users.id))",
    );
}

#[test]
fn union_all_keeps_equal_rows() {
    same(
        select(User.id).filter(User.id.lt(3)).union_all(select(Order.id)),
        "SELECT users.id FROM users WHERE users.id < ? UNION ALL SELECT orders.id FROM orders",
    );
}

#[test]
fn a_union_has_an_order_and_a_limit() {
    // Differs: no offset where none was given; SQLAlchemy sends 0 to SQLite.
    same(
        select(User.id).union(select(Order.id)).order_by(User.id).limit(2),
        "SELECT users.id FROM users UNION SELECT orders.id FROM orders ORDER BY id LIMIT ?",
    );
}

#[test]
fn an_intersection_is_taken_away() {
    // Differs: SQLite has no parentheses there, and refuses SQLAlchemy's; a derived table does the same.
    each(
        select(User.id).except(select(Order.id).intersect(select(Order.user_id))),
        [
            "SELECT users.id FROM users EXCEPT SELECT * FROM (SELECT orders.id FROM orders INTERSECT \
             SELECT orders.user_id FROM orders)",
            "SELECT users.id FROM users EXCEPT (SELECT orders.id FROM orders INTERSECT \
             SELECT orders.user_id FROM orders)",
            "SELECT users.id FROM users EXCEPT (SELECT orders.id FROM orders INTERSECT \
             SELECT orders.user_id FROM orders)",
        ],
    );
}

#[test]
fn a_window_has_a_frame() {
    let sum = func::sum(Order.total).over().order_by(Order.id).rows(Bound::preceding(2), Bound::current_row());
    // Differs: the cast of every sum of integers; and MariaDB takes no placeholder in a frame.
    each(
        select(sum.label("anon_1")),
        [
            "SELECT sum(orders.total) OVER (ORDER BY orders.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW) AS anon_1 \
             FROM orders",
            "SELECT CAST(sum(orders.total) OVER (ORDER BY orders.id ROWS BETWEEN $1 PRECEDING AND CURRENT ROW) \
             AS BIGINT) AS anon_1 FROM orders",
            "SELECT CAST(sum(orders.total) OVER (ORDER BY orders.id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) \
             AS SIGNED) AS anon_1 FROM orders",
        ],
    );
}

#[test]
fn an_aggregate_has_a_filter() {
    // Differs: MySQL has no FILTER and refuses SQLAlchemy's.
    each(
        select(func::count(Order.id).filter_where(Order.total.gt(5)).label("anon_1")),
        [
            "SELECT count(orders.id) FILTER (WHERE orders.total > ?) AS anon_1 FROM orders",
            "SELECT count(orders.id) FILTER (WHERE orders.total > $1) AS anon_1 FROM orders",
            "SELECT count(CASE WHEN orders.total > ? THEN orders.id END) AS anon_1 FROM orders",
        ],
    );
}

const NO_LOCKS: &str = "sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; \
                        leave `.for_update()` out";

#[test]
fn for_update_skips_locked_rows() {
    // Differs: SQLite refuses what SQLAlchemy drops in silence; MySQL 8 knows OF.
    each(
        select(User.id).for_update().of(User).skip_locked(),
        [
            NO_LOCKS,
            "SELECT users.id FROM users FOR UPDATE OF users SKIP LOCKED",
            "SELECT users.id FROM users FOR UPDATE OF users SKIP LOCKED",
        ],
    );
}

#[test]
fn for_share_does_not_wait() {
    // Differs: SQLite refuses what SQLAlchemy drops in silence.
    each(
        select(User.id).for_share().nowait(),
        [
            NO_LOCKS,
            "SELECT users.id FROM users FOR SHARE NOWAIT",
            "SELECT users.id FROM users LOCK IN SHARE MODE NOWAIT",
        ],
    );
}
