//! Suppliers: queries 15 and 21.

use insta::assert_snapshot;
use realgar::prelude::*;

use super::schema::{LineItem, Nation, Order, Supplier};
use super::{answered, date, official_first, official_top_supplier};

#[test]
fn q15_top_supplier_is_answered_as_officially() {
    let quarter = date("1996-01-01");
    let revenue = select((
        LineItem.l_suppkey.label("supplier_no"),
        func::sum(LineItem.l_extendedprice * (literal(1) - LineItem.l_discount)).label("total_revenue"),
    ))
    .filter(LineItem.l_shipdate.ge(quarter))
    .filter(LineItem.l_shipdate.lt(literal(quarter) + Interval::months(3)))
    .group_by(LineItem.l_suppkey)
    .cte("revenue");
    let (supplier_no, total_revenue) = revenue.columns();
    let most = select(func::max(total_revenue)).select_from(&revenue).scalar();
    let query = select((Supplier.s_suppkey, Supplier.s_name, Supplier.s_address, Supplier.s_phone, total_revenue))
        .join_on(&revenue, Supplier.s_suppkey.eq(supplier_no))
        .filter(total_revenue.eq(most))
        .order_by(Supplier.s_suppkey);
    assert_snapshot!(answered(query.erase(), &official_top_supplier(&["1996-01-01"])), @"
    WITH revenue AS (SELECT lineitem.l_suppkey AS supplier_no, sum(lineitem.l_extendedprice * ($1 - lineitem.l_discount)) AS total_revenue
    FROM lineitem
    WHERE lineitem.l_shipdate >= $2 AND lineitem.l_shipdate < CAST(CAST($3 AS DATE) + make_interval(months => $4) AS DATE)
    GROUP BY lineitem.l_suppkey) SELECT supplier.s_suppkey, supplier.s_name, supplier.s_address, supplier.s_phone, revenue.total_revenue
    FROM supplier
    JOIN revenue ON supplier.s_suppkey = revenue.supplier_no
    WHERE revenue.total_revenue = (SELECT max(revenue.total_revenue)
    FROM revenue)
    ORDER BY supplier.s_suppkey

    mysql:
    WITH revenue AS (SELECT lineitem.l_suppkey AS supplier_no, sum(lineitem.l_extendedprice * (? - lineitem.l_discount)) AS total_revenue
    FROM lineitem
    WHERE lineitem.l_shipdate >= ? AND lineitem.l_shipdate < date_add(?, INTERVAL ? MONTH)
    GROUP BY lineitem.l_suppkey) SELECT supplier.s_suppkey, supplier.s_name, supplier.s_address, supplier.s_phone, revenue.total_revenue
    FROM supplier
    INNER JOIN revenue ON supplier.s_suppkey = revenue.supplier_no
    WHERE revenue.total_revenue = (SELECT max(revenue.total_revenue)
    FROM revenue)
    ORDER BY supplier.s_suppkey
    ");
}

#[test]
fn q21_suppliers_who_kept_orders_waiting_is_answered_as_officially() {
    let (l1, l2, l3) = (alias!("l1", LineItem), alias!("l2", LineItem), alias!("l3", LineItem));
    let others = select(l2.l_linenumber)
        .correlate(l1)
        .filter(l2.l_orderkey.eq(l1.l_orderkey).and(l2.l_suppkey.ne(l1.l_suppkey)));
    let late_others = select(l3.l_linenumber)
        .correlate(l1)
        .filter(l3.l_orderkey.eq(l1.l_orderkey).and(l3.l_suppkey.ne(l1.l_suppkey)))
        .filter(l3.l_receiptdate.gt(l3.l_commitdate));
    let numwait = func::count_all().label("numwait");
    let query = select((Supplier.s_name, &numwait))
        .join(l1)
        .join(Order)
        .join(Supplier.nation)
        .filter(Order.o_orderstatus.eq("F"))
        .filter(l1.l_receiptdate.gt(l1.l_commitdate))
        .filter(others.exists())
        .filter(!late_others.exists())
        .filter(Nation.n_name.eq("SAUDI ARABIA"))
        .group_by(Supplier.s_name)
        .order_by((numwait.desc(), Supplier.s_name))
        .limit(100);
    assert_snapshot!(answered(query.erase(), &official_first(100, 21, &["SAUDI ARABIA"])), @"
    SELECT supplier.s_name, count(*) AS numwait
    FROM supplier
    JOIN lineitem AS l1 ON supplier.s_suppkey = l1.l_suppkey
    JOIN orders ON orders.o_orderkey = l1.l_orderkey
    JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    WHERE orders.o_orderstatus = $1 AND l1.l_receiptdate > l1.l_commitdate AND EXISTS (SELECT l2.l_linenumber
    FROM lineitem AS l2
    WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey != l1.l_suppkey) AND NOT (EXISTS (SELECT l3.l_linenumber
    FROM lineitem AS l3
    WHERE l3.l_orderkey = l1.l_orderkey AND l3.l_suppkey != l1.l_suppkey AND l3.l_receiptdate > l3.l_commitdate)) AND nation.n_name = $2
    GROUP BY supplier.s_name
    ORDER BY numwait DESC, supplier.s_name
    LIMIT $3
    ");
}
