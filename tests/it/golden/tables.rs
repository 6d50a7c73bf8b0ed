//! FROM: joins, derived tables, common table expressions, VALUES.

use realgar::prelude::*;

use super::{Item, Order, User, each, same};

#[test]
fn a_join_finds_its_condition() {
    same(
        select((User.name, Order.id)).join(Order),
        "SELECT users.name, orders.id FROM users JOIN orders ON users.id = orders.user_id",
    );
}

#[test]
fn an_outer_join_is_left_outer_join() {
    same(
        select((User.name, Order.id)).left_join(Order),
        "SELECT users.name, orders.id FROM users LEFT OUTER JOIN orders ON users.id = orders.user_id",
    );
}

#[test]
fn a_table_is_joined_to_itself() {
    let mgr = alias!("mgr", User);
    same(
        select((User.name, mgr.name)).join_on(mgr, User.manager_id.eq(mgr.id)),
        "SELECT users.name, mgr.name AS name_1 FROM users JOIN users AS mgr ON users.manager_id = mgr.id",
    );
}

#[test]
fn three_tables_are_joined() {
    same(
        select((User.name, Item.sku)).join(Order).join(Item),
        "SELECT users.name, items.sku FROM users JOIN orders ON users.id = orders.user_id \
         JOIN items ON orders.id = items.order_id",
    );
}

#[test]
fn a_subquery_stands_in_from() {
    let counts = select((Order.user_id, func::count_all().label("n"))).group_by(Order.user_id).subquery("c");
    let (user_id, n) = counts.columns();
    same(
        select((User.name, n)).left_join_on(&counts, User.id.eq(user_id)),
        "SELECT users.name, c.n FROM users LEFT OUTER JOIN (SELECT orders.user_id AS user_id, count(*) AS n \
         FROM orders GROUP BY orders.user_id) AS c ON users.id = c.user_id",
    );
}

#[test]
fn a_subquery_is_named_by_its_place() {
    // Every derived table of ours is named by the program; none is invented.
    let inner = select(User.id).subquery("anon_1");
    same(
        select(inner.columns()).select_from(&inner),
        "SELECT anon_1.id FROM (SELECT users.id AS id FROM users) AS anon_1",
    );
}

#[test]
fn a_common_table_expression_is_selected_from() {
    let sums = select((Order.user_id, func::sum(Order.total).label("t"))).group_by(Order.user_id).cte("sums");
    let (user_id, t) = sums.columns();
    // Differs: the cast of every sum of integers.
    each(
        select((User.name, t)).join_on(&sums, user_id.eq(User.id)),
        [
            "WITH sums AS (SELECT orders.user_id AS user_id, sum(orders.total) AS t FROM orders \
             GROUP BY orders.user_id) SELECT users.name, sums.t FROM users JOIN sums ON sums.user_id = users.id",
            "WITH sums AS (SELECT orders.user_id AS user_id, CAST(sum(orders.total) AS BIGINT) AS t FROM orders \
             GROUP BY orders.user_id) SELECT users.name, sums.t FROM users JOIN sums ON sums.user_id = users.id",
            "WITH sums AS (SELECT orders.user_id AS user_id, CAST(sum(orders.total) AS SIGNED) AS t FROM orders \
             GROUP BY orders.user_id) SELECT users.name, sums.t FROM users INNER JOIN sums ON sums.user_id = users.id",
        ],
    );
}

#[test]
fn a_common_table_expression_is_recursive() {
    let base = select((User.id, User.manager_id, literal(0).label("d"))).filter(User.manager_id.is_null());
    let tree = recursive_cte("tree", base, |tree| {
        let (id, _, d) = tree.columns();
        select((User.id, User.manager_id, d + 1)).join_on(tree, User.manager_id.eq(id))
    });
    let (id, manager_id, d) = tree.columns();
    // Differs: the columns take their names from the list behind `tree`, so the second SELECT has no labels.
    same(
        select((id, manager_id, d)).select_from(&tree),
        "WITH RECURSIVE tree(id, manager_id, d) AS (SELECT users.id AS id, users.manager_id AS manager_id, ? AS d \
         FROM users WHERE users.manager_id IS NULL UNION ALL SELECT users.id, users.manager_id, tree.d + ? \
         FROM users JOIN tree ON users.manager_id = tree.id) SELECT tree.id, tree.manager_id, tree.d FROM tree",
    );
}

#[test]
fn common_table_expressions_stand_in_a_chain() {
    let sums = select((Order.user_id, func::sum(Order.total).label("t"))).group_by(Order.user_id).cte("sums");
    let (user_id, t) = sums.columns();
    let rich = select(user_id).select_from(&sums).filter(t.gt(5)).cte("rich");
    // Differs: the cast of every sum of integers.
    each(
        select(User.id).filter(User.id.in_(select(rich.columns()).select_from(&rich))),
        [
            "WITH sums AS (SELECT orders.user_id AS user_id, sum(orders.total) AS t FROM orders \
             GROUP BY orders.user_id), rich AS (SELECT sums.user_id AS user_id FROM sums WHERE sums.t > ?) \
             SELECT users.id FROM users WHERE users.id IN (SELECT rich.user_id FROM rich)",
            "WITH sums AS (SELECT orders.user_id AS user_id, CAST(sum(orders.total) AS BIGINT) AS t FROM orders \
             GROUP BY orders.user_id), rich AS (SELECT sums.user_id AS user_id FROM sums WHERE sums.t > $1) \
             SELECT users.id FROM users WHERE users.id IN (SELECT rich.user_id FROM rich)",
            "WITH sums AS (SELECT orders.user_id AS user_id, CAST(sum(orders.total) AS SIGNED) AS t FROM orders \
             GROUP BY orders.user_id), rich AS (SELECT sums.user_id AS user_id FROM sums WHERE sums.t > ?) \
             SELECT users.id FROM users WHERE users.id IN (SELECT rich.user_id FROM rich)",
        ],
    );
}

#[test]
fn values_stand_in_from() {
    let v = values_named("v", ["a", "b"], [(1, "a"), (2, "b")]);
    let (a, b) = v.columns();
    // Differs: SQLite and MySQL, which refuse SQLAlchemy's form, get a SELECT.
    each(
        select((a, b)).select_from(&v),
        [
            "SELECT v.a, v.b FROM (SELECT ? AS a, ? AS b UNION ALL VALUES (?, ?)) AS v",
            "SELECT v.a, v.b FROM (VALUES ($1, $2), ($3, $4)) AS v (a, b)",
            "SELECT v.a, v.b FROM (SELECT ? AS a, ? AS b UNION ALL SELECT ?, ?) AS v",
        ],
    );
}
