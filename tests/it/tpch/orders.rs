//! Orders and how they are shipped: queries 3, 4, 12 and 18.

use insta::assert_snapshot;
use realgar::prelude::*;

use super::schema::{Customer, LineItem, Order};
use super::{answered, date, official, official_first};

#[test]
fn q03_shipping_priority_is_answered_as_officially() {
    let revenue = func::sum(LineItem.l_extendedprice * (literal(1) - LineItem.l_discount)).label("revenue");
    let day = date("1995-03-15");
    let query = select((LineItem.l_orderkey, &revenue, Order.o_orderdate, Order.o_shippriority))
        .join(Order)
        .join(Customer)
        .filter(Customer.c_mktsegment.eq("BUILDING"))
        .filter(Order.o_orderdate.lt(day).and(LineItem.l_shipdate.gt(day)))
        .group_by((LineItem.l_orderkey, Order.o_orderdate, Order.o_shippriority))
        .order_by((revenue.desc(), Order.o_orderdate))
        .limit(10);
    assert_snapshot!(answered(query.erase(), &official_first(10, 3, &["BUILDING", "1995-03-15"])), @"
    SELECT lineitem.l_orderkey, sum(lineitem.l_extendedprice * ($1 - lineitem.l_discount)) AS revenue, orders.o_orderdate, orders.o_shippriority
    FROM lineitem
    JOIN orders ON orders.o_orderkey = lineitem.l_orderkey
    JOIN customer ON customer.c_custkey = orders.o_custkey
    WHERE customer.c_mktsegment = $2 AND orders.o_orderdate < $3 AND lineitem.l_shipdate > $4
    GROUP BY lineitem.l_orderkey, orders.o_orderdate, orders.o_shippriority
    ORDER BY revenue DESC, orders.o_orderdate
    LIMIT $5
    ");
}

#[test]
fn q04_order_priority_checking_is_answered_as_officially() {
    let quarter = date("1993-07-01");
    let late = select(LineItem.l_orderkey)
        .correlate(Order)
        .filter(LineItem.l_orderkey.eq(Order.o_orderkey))
        .filter(LineItem.l_commitdate.lt(LineItem.l_receiptdate));
    let query = select((Order.o_orderpriority, func::count_all().label("order_count")))
        .filter(Order.o_orderdate.ge(quarter))
        .filter(Order.o_orderdate.lt(literal(quarter) + Interval::months(3)))
        .filter(late.exists())
        .group_by(Order.o_orderpriority)
        .order_by(Order.o_orderpriority);
    assert_snapshot!(answered(query.erase(), &official(4, &["1993-07-01"])), @"
    SELECT orders.o_orderpriority, count(*) AS order_count
    FROM orders
    WHERE orders.o_orderdate >= $1 AND orders.o_orderdate < CAST(CAST($2 AS DATE) + make_interval(months => $3) AS DATE) AND EXISTS (SELECT lineitem.l_orderkey
    FROM lineitem
    WHERE lineitem.l_orderkey = orders.o_orderkey AND lineitem.l_commitdate < lineitem.l_receiptdate)
    GROUP BY orders.o_orderpriority
    ORDER BY orders.o_orderpriority

    mysql:
    SELECT orders.o_orderpriority, count(*) AS order_count
    FROM orders
    WHERE orders.o_orderdate >= ? AND orders.o_orderdate < date_add(?, INTERVAL ? MONTH) AND EXISTS (SELECT lineitem.l_orderkey
    FROM lineitem
    WHERE lineitem.l_orderkey = orders.o_orderkey AND lineitem.l_commitdate < lineitem.l_receiptdate)
    GROUP BY orders.o_orderpriority
    ORDER BY orders.o_orderpriority
    ");
}

#[test]
fn q12_shipping_modes_and_order_priority_is_answered_as_officially() {
    let year = date("1994-01-01");
    let is_urgent = Order.o_orderpriority.eq("1-URGENT").or(Order.o_orderpriority.eq("2-HIGH"));
    let is_not = Order.o_orderpriority.ne("1-URGENT").and(Order.o_orderpriority.ne("2-HIGH"));
    let query = select((
        LineItem.l_shipmode,
        func::sum(case().when(is_urgent, 1).otherwise(0)).label("high_line_count"),
        func::sum(case().when(is_not, 1).otherwise(0)).label("low_line_count"),
    ))
    .join(Order)
    .filter(LineItem.l_shipmode.in_(["MAIL", "SHIP"]))
    .filter(LineItem.l_commitdate.lt(LineItem.l_receiptdate))
    .filter(LineItem.l_shipdate.lt(LineItem.l_commitdate))
    .filter(LineItem.l_receiptdate.ge(year))
    .filter(LineItem.l_receiptdate.lt(literal(year) + Interval::years(1)))
    .group_by(LineItem.l_shipmode)
    .order_by(LineItem.l_shipmode);
    assert_snapshot!(answered(query.erase(), &official(12, &["MAIL", "SHIP", "1994-01-01"])), @"
    SELECT lineitem.l_shipmode, CAST(sum(CASE WHEN orders.o_orderpriority = $1
    OR orders.o_orderpriority = $2 THEN $3 ELSE $4 END) AS BIGINT) AS high_line_count, CAST(sum(CASE WHEN orders.o_orderpriority != $5 AND orders.o_orderpriority != $6 THEN $7 ELSE $8 END) AS BIGINT) AS low_line_count
    FROM lineitem
    JOIN orders ON orders.o_orderkey = lineitem.l_orderkey
    WHERE lineitem.l_shipmode IN ($9, $10) AND lineitem.l_commitdate < lineitem.l_receiptdate AND lineitem.l_shipdate < lineitem.l_commitdate AND lineitem.l_receiptdate >= $11 AND lineitem.l_receiptdate < CAST(CAST($12 AS DATE) + make_interval(years => $13) AS DATE)
    GROUP BY lineitem.l_shipmode
    ORDER BY lineitem.l_shipmode

    mysql:
    SELECT lineitem.l_shipmode, CAST(sum(CASE WHEN orders.o_orderpriority = ?
    OR orders.o_orderpriority = ? THEN ? ELSE ? END) AS SIGNED) AS high_line_count, CAST(sum(CASE WHEN orders.o_orderpriority != ? AND orders.o_orderpriority != ? THEN ? ELSE ? END) AS SIGNED) AS low_line_count
    FROM lineitem
    INNER JOIN orders ON orders.o_orderkey = lineitem.l_orderkey
    WHERE lineitem.l_shipmode IN (?, ?) AND lineitem.l_commitdate < lineitem.l_receiptdate AND lineitem.l_shipdate < lineitem.l_commitdate AND lineitem.l_receiptdate >= ? AND lineitem.l_receiptdate < date_add(?, INTERVAL ? YEAR)
    GROUP BY lineitem.l_shipmode
    ORDER BY lineitem.l_shipmode
    ");
}

#[test]
fn q18_large_volume_customer_is_answered_as_officially() {
    let large =
        select(LineItem.l_orderkey).group_by(LineItem.l_orderkey).having(func::sum(LineItem.l_quantity).gt(300));
    let query = select((
        Customer.c_name,
        Customer.c_custkey,
        Order.o_orderkey,
        Order.o_orderdate,
        Order.o_totalprice,
        func::sum(LineItem.l_quantity),
    ))
    .join(Order)
    .join(LineItem)
    .filter(Order.o_orderkey.in_(large))
    .group_by((Customer.c_name, Customer.c_custkey, Order.o_orderkey, Order.o_orderdate, Order.o_totalprice))
    .order_by((Order.o_totalprice.desc(), Order.o_orderdate))
    .limit(100);
    assert_snapshot!(answered(query.erase(), &official_first(100, 18, &["300"])), @"
    SELECT customer.c_name, customer.c_custkey, orders.o_orderkey, orders.o_orderdate, orders.o_totalprice, sum(lineitem.l_quantity)
    FROM customer
    JOIN orders ON customer.c_custkey = orders.o_custkey
    JOIN lineitem ON orders.o_orderkey = lineitem.l_orderkey
    WHERE orders.o_orderkey IN (SELECT lineitem.l_orderkey
    FROM lineitem
    GROUP BY lineitem.l_orderkey
    HAVING sum(lineitem.l_quantity) > $1)
    GROUP BY customer.c_name, customer.c_custkey, orders.o_orderkey, orders.o_orderdate, orders.o_totalprice
    ORDER BY orders.o_totalprice DESC, orders.o_orderdate
    LIMIT $2
    ");
}
