//! Parts and who has them in stock: queries 2, 11, 16 and 20.

use insta::assert_snapshot;
use realgar::prelude::*;

use super::schema::{LineItem, Nation, Part, PartSupp, Region, Supplier};
use super::{answered, date, decimal, official, official_first};

#[test]
fn q02_minimum_cost_supplier_is_answered_as_officially() {
    let least = select(func::min(PartSupp.ps_supplycost))
        .correlate(Part)
        .join(Supplier)
        .join(Nation)
        .join(Region)
        .filter(PartSupp.ps_partkey.eq(Part.p_partkey).and(Region.r_name.eq("EUROPE")))
        .scalar();
    let query = select((
        Supplier.s_acctbal,
        Supplier.s_name,
        Nation.n_name,
        Part.p_partkey,
        Part.p_mfgr,
        Supplier.s_address,
        Supplier.s_phone,
        Supplier.s_comment,
    ))
    .join(Nation)
    .join(Region)
    .join(PartSupp)
    .join(Part)
    .filter(Part.p_size.eq(15).and(Part.p_type.like("%BRASS")))
    .filter(Region.r_name.eq("EUROPE"))
    .filter(PartSupp.ps_supplycost.eq(least))
    .order_by((Supplier.s_acctbal.desc(), Nation.n_name, Supplier.s_name, Part.p_partkey))
    .limit(100);
    assert_snapshot!(answered(query.erase(), &official_first(100, 2, &["15", "BRASS", "EUROPE"])), @"
    SELECT supplier.s_acctbal, supplier.s_name, nation.n_name, part.p_partkey, part.p_mfgr, supplier.s_address, supplier.s_phone, supplier.s_comment
    FROM supplier
    JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    JOIN region ON region.r_regionkey = nation.n_regionkey
    JOIN partsupp ON supplier.s_suppkey = partsupp.ps_suppkey
    JOIN part ON part.p_partkey = partsupp.ps_partkey
    WHERE part.p_size = $1 AND part.p_type LIKE $2 AND region.r_name = $3 AND partsupp.ps_supplycost = (SELECT min(partsupp.ps_supplycost)
    FROM partsupp
    JOIN supplier ON supplier.s_suppkey = partsupp.ps_suppkey
    JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    JOIN region ON region.r_regionkey = nation.n_regionkey
    WHERE partsupp.ps_partkey = part.p_partkey AND region.r_name = $4)
    ORDER BY supplier.s_acctbal DESC, nation.n_name, supplier.s_name, part.p_partkey
    LIMIT $5
    ");
}

#[test]
fn q11_important_stock_identification_is_answered_as_officially() {
    let value = func::sum(PartSupp.ps_supplycost * PartSupp.ps_availqty).label("value");
    // 0.0001, divided by the scale factor.
    let threshold =
        select(&value * decimal("0.0100")).join(Supplier).join(Nation).filter(Nation.n_name.eq("GERMANY")).scalar();
    let query = select((PartSupp.ps_partkey, &value))
        .join(Supplier)
        .join(Nation)
        .filter(Nation.n_name.eq("GERMANY"))
        .group_by(PartSupp.ps_partkey)
        .having(value.gt(threshold))
        .order_by(value.desc());
    assert_snapshot!(answered(query.erase(), &official(11, &["GERMANY", "0.0100"])), @"
    SELECT partsupp.ps_partkey, sum(partsupp.ps_supplycost * partsupp.ps_availqty) AS value
    FROM partsupp
    JOIN supplier ON supplier.s_suppkey = partsupp.ps_suppkey
    JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    WHERE nation.n_name = $1
    GROUP BY partsupp.ps_partkey
    HAVING sum(partsupp.ps_supplycost * partsupp.ps_availqty) > (SELECT sum(partsupp.ps_supplycost * partsupp.ps_availqty) * $2
    FROM partsupp
    JOIN supplier ON supplier.s_suppkey = partsupp.ps_suppkey
    JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    WHERE nation.n_name = $3)
    ORDER BY value DESC

    mysql:
    SELECT partsupp.ps_partkey, sum(partsupp.ps_supplycost * partsupp.ps_availqty) AS `value`
    FROM partsupp
    INNER JOIN supplier ON supplier.s_suppkey = partsupp.ps_suppkey
    INNER JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    WHERE nation.n_name = ?
    GROUP BY partsupp.ps_partkey
    HAVING sum(partsupp.ps_supplycost * partsupp.ps_availqty) > (SELECT sum(partsupp.ps_supplycost * partsupp.ps_availqty) * ?
    FROM partsupp
    INNER JOIN supplier ON supplier.s_suppkey = partsupp.ps_suppkey
    INNER JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    WHERE nation.n_name = ?)
    ORDER BY `value` DESC
    ");
}

#[test]
fn q16_parts_supplier_relationship_is_answered_as_officially() {
    let supplier_cnt = func::count_distinct(PartSupp.ps_suppkey).label("supplier_cnt");
    let complained = select(Supplier.s_suppkey).filter(Supplier.s_comment.like("%Customer%Complaints%"));
    let query = select((Part.p_brand, Part.p_type, Part.p_size, &supplier_cnt))
        .join(PartSupp)
        .filter(Part.p_brand.ne("Brand#45").and(Part.p_type.not_like("MEDIUM POLISHED%")))
        .filter(Part.p_size.in_([49, 14, 23, 45, 19, 3, 36, 9]))
        .filter(PartSupp.ps_suppkey.not_in(complained))
        .group_by((Part.p_brand, Part.p_type, Part.p_size))
        .order_by((supplier_cnt.desc(), Part.p_brand, Part.p_type, Part.p_size));
    let parameters = ["Brand#45", "MEDIUM POLISHED", "49", "14", "23", "45", "19", "3", "36", "9"];
    assert_snapshot!(answered(query.erase(), &official(16, &parameters)), @"
    SELECT part.p_brand, part.p_type, part.p_size, count(DISTINCT partsupp.ps_suppkey) AS supplier_cnt
    FROM part
    JOIN partsupp ON part.p_partkey = partsupp.ps_partkey
    WHERE part.p_brand != $1 AND part.p_type NOT LIKE $2 AND part.p_size IN ($3, $4, $5, $6, $7, $8, $9, $10) AND partsupp.ps_suppkey NOT IN (SELECT supplier.s_suppkey
    FROM supplier
    WHERE supplier.s_comment LIKE $11)
    GROUP BY part.p_brand, part.p_type, part.p_size
    ORDER BY supplier_cnt DESC, part.p_brand, part.p_type, part.p_size
    ");
}

#[test]
fn q20_potential_part_promotion_is_answered_as_officially() {
    let year = date("1994-01-01");
    let half_of_shipped = select(func::sum(LineItem.l_quantity) * decimal("0.5"))
        .correlate(PartSupp)
        .filter(LineItem.l_partkey.eq(PartSupp.ps_partkey).and(LineItem.l_suppkey.eq(PartSupp.ps_suppkey)))
        .filter(LineItem.l_shipdate.ge(year))
        .filter(LineItem.l_shipdate.lt(literal(year) + Interval::years(1)))
        .scalar();
    let overstocked = select(PartSupp.ps_suppkey)
        .filter(PartSupp.ps_partkey.in_(select(Part.p_partkey).filter(Part.p_name.like("forest%"))))
        .filter(PartSupp.ps_availqty.gt(half_of_shipped));
    let query = select((Supplier.s_name, Supplier.s_address))
        .join(Nation)
        .filter(Supplier.s_suppkey.in_(overstocked))
        .filter(Nation.n_name.eq("CANADA"))
        .order_by(Supplier.s_name);
    assert_snapshot!(answered(query.erase(), &official(20, &["forest", "1994-01-01", "CANADA"])), @"
    SELECT supplier.s_name, supplier.s_address
    FROM supplier
    JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    WHERE supplier.s_suppkey IN (SELECT partsupp.ps_suppkey
    FROM partsupp
    WHERE partsupp.ps_partkey IN (SELECT part.p_partkey
    FROM part
    WHERE part.p_name LIKE $1) AND partsupp.ps_availqty > (SELECT sum(lineitem.l_quantity) * $2
    FROM lineitem
    WHERE lineitem.l_partkey = partsupp.ps_partkey AND lineitem.l_suppkey = partsupp.ps_suppkey AND lineitem.l_shipdate >= $3 AND lineitem.l_shipdate < CAST(CAST($4 AS DATE) + make_interval(years => $5) AS DATE))) AND nation.n_name = $6
    ORDER BY supplier.s_name

    mysql:
    SELECT supplier.s_name, supplier.s_address
    FROM supplier
    INNER JOIN nation ON nation.n_nationkey = supplier.s_nationkey
    WHERE supplier.s_suppkey IN (SELECT partsupp.ps_suppkey
    FROM partsupp
    WHERE partsupp.ps_partkey IN (SELECT part.p_partkey
    FROM part
    WHERE part.p_name LIKE ?) AND partsupp.ps_availqty > (SELECT sum(lineitem.l_quantity) * ?
    FROM lineitem
    WHERE lineitem.l_partkey = partsupp.ps_partkey AND lineitem.l_suppkey = partsupp.ps_suppkey AND lineitem.l_shipdate >= ? AND lineitem.l_shipdate < date_add(?, INTERVAL ? YEAR))) AND nation.n_name = ?
    ORDER BY supplier.s_name
    ");
}
