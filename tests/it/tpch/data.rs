//! The rows: what the benchmark's generator makes at a hundredth of scale 1, inserted through the library.

use std::sync::OnceLock;

use chrono::{Days, NaiveDate};
use realgar::prelude::*;
use rust_decimal::Decimal;
use tpchgen::dates::TPCHDate;
use tpchgen::decimal::TPCHDecimal;
use tpchgen::distribution::Distributions;
use tpchgen::generators::{
    CustomerGenerator, LineItemGenerator, NationGenerator, OrderGenerator, PartGenerator, PartSuppGenerator,
    RegionGenerator, SupplierGenerator,
};
use tpchgen::text::TextPool;

use super::schema::{
    Customer, LineItem, METADATA, Nation, NewCustomer, NewLineItem, NewNation, NewOrder, NewPart, NewPartSupp,
    NewRegion, NewSupplier, Order, Part, PartSupp, Region, Supplier,
};
use crate::support::servers;

/// About 60,000 line items.
const SCALE_FACTOR: f64 = 0.01;

/// Comments are cut out of this much text, instead of 300 MB of it: otherwise the rows are the benchmark's own.
const TEXT_BYTES: i32 = 4 << 20;

/// A connection to the one database that all tests read.
pub(super) fn database() -> Connection {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| {
        let engine = Engine::new("sqlite://").unwrap();
        METADATA.create_all(&engine).unwrap();
        engine.begin(load).unwrap();
        engine
    });
    engine.connect().unwrap()
}

/// The same on the PostgreSQL server, if there is one.
pub(super) fn postgres() -> Option<Connection> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| {
        let server = std::env::var("REALGAR_TEST_POSTGRES").ok()?;
        let engine = Engine::new(&servers::postgres_schema(&server)).unwrap();
        METADATA.create_all(&engine).unwrap();
        engine.begin(load).unwrap();
        engine.begin(|conn| conn.execute(text("ANALYZE"))).unwrap();
        Some(engine)
    });
    Some(engine.as_ref()?.connect().unwrap())
}

/// The same on the MySQL or MariaDB server, if there is one.
pub(super) fn mysql() -> Option<Connection> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| {
        let server = std::env::var("REALGAR_TEST_MYSQL").ok()?;
        let engine = Engine::new(&servers::mysql_database(&server)).unwrap();
        METADATA.create_all(&engine).unwrap();
        engine.begin(load).unwrap();
        Some(engine)
    });
    Some(engine.as_ref()?.connect().unwrap())
}

/// Calls a generator's constructor, which takes the same arguments for every table but the two that do not grow.
macro_rules! generate {
    ($generator:ident, $text:expr) => {
        $generator::new_with_distributions_and_text_pool(SCALE_FACTOR, 1, 1, Distributions::static_default(), $text)
            .iter()
    };
}

fn load(conn: &mut Connection) -> realgar::Result<()> {
    let text = &TextPool::new(TEXT_BYTES, Distributions::static_default());
    load_places(conn, text)?;
    load_stock(conn, text)?;
    load_orders(conn, text)
}

fn load_places(conn: &mut Connection, text: &TextPool) -> realgar::Result<()> {
    let distributions = Distributions::static_default();
    let regions = RegionGenerator::new_with_distributions_and_text_pool(distributions, text).iter().map(|region| {
        NewRegion::new(region.r_name).r_regionkey(key(region.r_regionkey)).r_comment(region.r_comment.to_owned())
    });
    conn.execute(insert(Region).values(regions))?;
    let nations = NationGenerator::new_with_distributions_and_text_pool(distributions, text).iter().map(|nation| {
        NewNation::new(nation.n_name, key(nation.n_regionkey))
            .n_nationkey(key(nation.n_nationkey))
            .n_comment(nation.n_comment.to_owned())
    });
    conn.execute(insert(Nation).values(nations))?;
    Ok(())
}

fn load_stock(conn: &mut Connection, text: &TextPool) -> realgar::Result<()> {
    let parts = generate!(PartGenerator, text).map(|part| {
        NewPart::new(
            part.p_name.to_string(),
            part.p_mfgr.to_string(),
            part.p_brand.to_string(),
            part.p_type,
            part.p_size,
            part.p_container,
            money(part.p_retailprice),
            part.p_comment,
        )
        .p_partkey(key(part.p_partkey))
    });
    conn.execute(insert(Part).values(parts))?;
    let suppliers = generate!(SupplierGenerator, text).map(|supplier| {
        NewSupplier::new(
            supplier.s_name.to_string(),
            supplier.s_address.to_string(),
            key(supplier.s_nationkey),
            supplier.s_phone.to_string(),
            money(supplier.s_acctbal),
            supplier.s_comment,
        )
        .s_suppkey(key(supplier.s_suppkey))
    });
    conn.execute(insert(Supplier).values(suppliers))?;
    let stocks = PartSuppGenerator::new_with_text_pool(SCALE_FACTOR, 1, 1, text).iter().map(|stock| {
        NewPartSupp::new(
            key(stock.ps_partkey),
            key(stock.ps_suppkey),
            stock.ps_availqty,
            money(stock.ps_supplycost),
            stock.ps_comment,
        )
    });
    conn.execute(insert(PartSupp).values(stocks))?;
    Ok(())
}

fn load_orders(conn: &mut Connection, text: &TextPool) -> realgar::Result<()> {
    let customers = generate!(CustomerGenerator, text).map(|customer| {
        NewCustomer::new(
            customer.c_name.to_string(),
            customer.c_address.to_string(),
            key(customer.c_nationkey),
            customer.c_phone.to_string(),
            money(customer.c_acctbal),
            customer.c_mktsegment,
            customer.c_comment,
        )
        .c_custkey(key(customer.c_custkey))
    });
    conn.execute(insert(Customer).values(customers))?;
    let orders = generate!(OrderGenerator, text).map(|order| {
        NewOrder::new(
            key(order.o_custkey),
            order.o_orderstatus.as_str(),
            money(order.o_totalprice),
            day(order.o_orderdate),
            order.o_orderpriority,
            order.o_clerk.to_string(),
            order.o_shippriority,
            order.o_comment,
        )
        .o_orderkey(key(order.o_orderkey))
    });
    conn.execute(insert(Order).values(orders))?;
    let items = generate!(LineItemGenerator, text).map(|item| {
        NewLineItem::new(
            key(item.l_orderkey),
            key(item.l_partkey),
            key(item.l_suppkey),
            item.l_linenumber,
            Decimal::from(item.l_quantity),
            money(item.l_extendedprice),
            money(item.l_discount),
            money(item.l_tax),
            item.l_returnflag,
            item.l_linestatus,
            day(item.l_shipdate),
            day(item.l_commitdate),
            day(item.l_receiptdate),
            item.l_shipinstruct,
            item.l_shipmode,
            item.l_comment,
        )
    });
    conn.execute(insert(LineItem).values(items))?;
    Ok(())
}

/// Keys are INTEGER: enough for scale factor 300.
fn key(key: i64) -> i32 {
    i32::try_from(key).unwrap()
}

fn money(amount: TPCHDecimal) -> Decimal {
    Decimal::new(amount.into_inner(), 2)
}

fn day(date: TPCHDate) -> NaiveDate {
    NaiveDate::default() + Days::new(u64::try_from(date.to_unix_epoch()).unwrap())
}

#[test]
fn the_tables_are_as_full_as_the_benchmark_says() {
    let mut conn = database();
    let mut count = |query: Query<i64>| conn.execute(query).unwrap().one().unwrap();
    assert_eq!(count(select(func::count_all()).select_from(Region).erase()), 5);
    assert_eq!(count(select(func::count_all()).select_from(Nation).erase()), 25);
    assert_eq!(count(select(func::count_all()).select_from(Supplier).erase()), 100);
    assert_eq!(count(select(func::count_all()).select_from(Part).erase()), 2_000);
    assert_eq!(count(select(func::count_all()).select_from(PartSupp).erase()), 8_000);
    assert_eq!(count(select(func::count_all()).select_from(Customer).erase()), 1_500);
    assert_eq!(count(select(func::count_all()).select_from(Order).erase()), 15_000);
    assert_eq!(count(select(func::count_all()).select_from(LineItem).erase()), 60_175);
}
