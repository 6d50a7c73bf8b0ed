//! Customers: queries 10, 13 and 22.

use insta::assert_snapshot;
use realgar::prelude::*;

use super::schema::{Customer, LineItem, Nation, Order};
use super::{answered, date, decimal, official, official_customer_distribution, official_first};

#[test]
fn q10_returned_item_reporting_is_answered_as_officially() {
    let quarter = date("1993-10-01");
    let revenue = func::sum(LineItem.l_extendedprice * (literal(1) - LineItem.l_discount)).label("revenue");
    let query = select((
        Customer.c_custkey,
        Customer.c_name,
        &revenue,
        Customer.c_acctbal,
        Nation.n_name,
        Customer.c_address,
        Customer.c_phone,
        Customer.c_comment,
    ))
    .join(Order)
    .join(LineItem)
    .join(Customer.nation)
    .filter(Order.o_orderdate.ge(quarter))
    .filter(Order.o_orderdate.lt(literal(quarter) + Interval::months(3)))
    .filter(LineItem.l_returnflag.eq("R"))
    .group_by((
        Customer.c_custkey,
        Customer.c_name,
        Customer.c_acctbal,
        Customer.c_phone,
        Nation.n_name,
        Customer.c_address,
        Customer.c_comment,
    ))
    .order_by(revenue.desc())
    .limit(20);
    assert_snapshot!(answered(query.erase(), &official_first(20, 10, &["1993-10-01"])), @"
    SELECT customer.c_custkey, customer.c_name, sum(lineitem.l_extendedprice * ($1 - lineitem.l_discount)) AS revenue, customer.c_acctbal, nation.n_name, customer.c_address, customer.c_phone, customer.c_comment
    FROM customer
    JOIN orders ON customer.c_custkey = orders.o_custkey
    JOIN lineitem ON orders.o_orderkey = lineitem.l_orderkey
    JOIN nation ON nation.n_nationkey = customer.c_nationkey
    WHERE orders.o_orderdate >= $2 AND orders.o_orderdate < CAST(CAST($3 AS DATE) + make_interval(months => $4) AS DATE) AND lineitem.l_returnflag = $5
    GROUP BY customer.c_custkey, customer.c_name, customer.c_acctbal, customer.c_phone, nation.n_name, customer.c_address, customer.c_comment
    ORDER BY revenue DESC
    LIMIT $6

    mysql:
    SELECT customer.c_custkey, customer.c_name, sum(lineitem.l_extendedprice * (? - lineitem.l_discount)) AS revenue, customer.c_acctbal, nation.n_name, customer.c_address, customer.c_phone, customer.c_comment
    FROM customer
    INNER JOIN orders ON customer.c_custkey = orders.o_custkey
    INNER JOIN lineitem ON orders.o_orderkey = lineitem.l_orderkey
    INNER JOIN nation ON nation.n_nationkey = customer.c_nationkey
    WHERE orders.o_orderdate >= ? AND orders.o_orderdate < date_add(?, INTERVAL ? MONTH) AND lineitem.l_returnflag = ?
    GROUP BY customer.c_custkey, customer.c_name, customer.c_acctbal, customer.c_phone, nation.n_name, customer.c_address, customer.c_comment
    ORDER BY revenue DESC
    LIMIT ?
    ");
}

#[test]
fn q13_customer_distribution_is_answered_as_officially() {
    let counts = select((Customer.c_custkey, func::count(Order.o_orderkey).label("c_count")))
        .left_join_on(Order, Customer.c_custkey.eq(Order.o_custkey).and(Order.o_comment.not_like("%special%requests%")))
        .group_by(Customer.c_custkey)
        .subquery("c_orders");
    let (_, c_count) = counts.columns();
    let custdist = func::count_all().label("custdist");
    let query =
        select((c_count, &custdist)).select_from(counts).group_by(c_count).order_by((custdist.desc(), c_count.desc()));
    assert_snapshot!(answered(query.erase(), &official_customer_distribution(&["special", "requests"])), @"
    SELECT c_orders.c_count, count(*) AS custdist
    FROM (SELECT customer.c_custkey AS c_custkey, count(orders.o_orderkey) AS c_count
    FROM customer
    LEFT OUTER JOIN orders ON customer.c_custkey = orders.o_custkey AND orders.o_comment NOT LIKE $1
    GROUP BY customer.c_custkey) AS c_orders
    GROUP BY c_orders.c_count
    ORDER BY custdist DESC, c_orders.c_count DESC
    ");
}

#[test]
fn q22_global_sales_opportunity_is_answered_as_officially() {
    let codes = ["13", "31", "23", "29", "30", "18", "17"];
    let code = func::substr(Customer.c_phone, 1, 2);
    let usual = select(func::avg(Customer.c_acctbal))
        .filter(Customer.c_acctbal.gt(decimal("0.00")))
        .filter(code.in_(codes))
        .scalar();
    let orders = select(Order.o_orderkey).correlate(Customer).filter(Order.o_custkey.eq(Customer.c_custkey));
    let sales = select((code.label("cntrycode"), Customer.c_acctbal))
        .filter(code.in_(codes))
        .filter(Customer.c_acctbal.gt(usual))
        .filter(!orders.exists())
        .subquery("custsale");
    let (cntrycode, acctbal) = sales.columns();
    let query = select((cntrycode, func::count_all().label("numcust"), func::sum(acctbal).label("totacctbal")))
        .select_from(sales)
        .group_by(cntrycode)
        .order_by(cntrycode);
    assert_snapshot!(answered(query.erase(), &official(22, &codes)), @"
    SELECT custsale.cntrycode, count(*) AS numcust, sum(custsale.c_acctbal) AS totacctbal
    FROM (SELECT substr(customer.c_phone, $1, $2) AS cntrycode, customer.c_acctbal AS c_acctbal
    FROM customer
    WHERE substr(customer.c_phone, $3, $4) IN ($5, $6, $7, $8, $9, $10, $11) AND customer.c_acctbal > (SELECT CAST(avg(customer.c_acctbal) AS DOUBLE PRECISION)
    FROM customer
    WHERE customer.c_acctbal > $12 AND substr(customer.c_phone, $13, $14) IN ($15, $16, $17, $18, $19, $20, $21)) AND NOT (EXISTS (SELECT orders.o_orderkey
    FROM orders
    WHERE orders.o_custkey = customer.c_custkey))) AS custsale
    GROUP BY custsale.cntrycode
    ORDER BY custsale.cntrycode

    mysql:
    SELECT custsale.cntrycode, count(*) AS numcust, sum(custsale.c_acctbal) AS totacctbal
    FROM (SELECT substr(customer.c_phone, ?, ?) AS cntrycode, customer.c_acctbal AS c_acctbal
    FROM customer
    WHERE substr(customer.c_phone, ?, ?) IN (?, ?, ?, ?, ?, ?, ?) AND customer.c_acctbal > (SELECT CAST(avg(customer.c_acctbal) AS DOUBLE)
    FROM customer
    WHERE customer.c_acctbal > ? AND substr(customer.c_phone, ?, ?) IN (?, ?, ?, ?, ?, ?, ?)) AND NOT (EXISTS (SELECT orders.o_orderkey
    FROM orders
    WHERE orders.o_custkey = customer.c_custkey))) AS custsale
    GROUP BY custsale.cntrycode
    ORDER BY custsale.cntrycode
    ");
}
