-- The tables of the TPC-H benchmark (https://www.tpc.org/tpch/): a wholesaler's parts, suppliers, customers and orders,
-- with the columns, types and keys of its specification, section 1.4.

-- A part of the world.
CREATE TABLE region (
    r_regionkey INTEGER  NOT NULL,
    r_name      CHAR(25) NOT NULL,                  -- in capitals: `EUROPE`
    r_comment   VARCHAR(152),
    PRIMARY KEY (r_regionkey)
);

-- A country.
CREATE TABLE nation (
    n_nationkey INTEGER  NOT NULL,
    n_name      CHAR(25) NOT NULL,                  -- in capitals: `GERMANY`
    n_regionkey INTEGER  NOT NULL REFERENCES region (r_regionkey),      -- @relationship region back_populates=nations
    n_comment   VARCHAR(152),
    PRIMARY KEY (n_nationkey)
);

-- What is sold.
CREATE TABLE part (
    p_partkey     INTEGER        NOT NULL,
    p_name        VARCHAR(55)    NOT NULL,          -- five colours
    p_mfgr        CHAR(25)       NOT NULL,          -- who makes it
    p_brand       CHAR(10)       NOT NULL,          -- `Brand#23`
    p_type        VARCHAR(25)    NOT NULL,          -- size, coating and metal
    p_size        INTEGER        NOT NULL,
    p_container   CHAR(10)       NOT NULL,          -- what it is packed in: `MED BOX`
    p_retailprice DECIMAL(15, 2) NOT NULL,
    p_comment     VARCHAR(23)    NOT NULL,
    PRIMARY KEY (p_partkey)
);

-- Who delivers parts.
CREATE TABLE supplier (
    s_suppkey   INTEGER        NOT NULL,
    s_name      CHAR(25)       NOT NULL,
    s_address   VARCHAR(40)    NOT NULL,
    s_nationkey INTEGER        NOT NULL REFERENCES nation (n_nationkey), -- @relationship nation back_populates=suppliers
    s_phone     CHAR(15)       NOT NULL,            -- begins with a number for the nation
    s_acctbal   DECIMAL(15, 2) NOT NULL,            -- balance of the account
    s_comment   VARCHAR(101)   NOT NULL,
    PRIMARY KEY (s_suppkey)
);

-- Which supplier has which part in stock.
-- @model PartSupp
CREATE TABLE partsupp (
    ps_partkey    INTEGER        NOT NULL REFERENCES part (p_partkey),      -- @relationship part back_populates=stocks
    ps_suppkey    INTEGER        NOT NULL REFERENCES supplier (s_suppkey),  -- @relationship supplier back_populates=stocks
    ps_availqty   INTEGER        NOT NULL,
    ps_supplycost DECIMAL(15, 2) NOT NULL,          -- for one
    ps_comment    VARCHAR(199)   NOT NULL,
    PRIMARY KEY (ps_partkey, ps_suppkey)
);

-- Who buys.
CREATE TABLE customer (
    c_custkey    INTEGER        NOT NULL,
    c_name       VARCHAR(25)    NOT NULL,
    c_address    VARCHAR(40)    NOT NULL,
    c_nationkey  INTEGER        NOT NULL REFERENCES nation (n_nationkey),   -- @relationship nation back_populates=customers
    c_phone      CHAR(15)       NOT NULL,           -- begins with a number for the nation
    c_acctbal    DECIMAL(15, 2) NOT NULL,           -- balance of the account
    c_mktsegment CHAR(10)       NOT NULL,           -- branch of trade: `BUILDING`
    c_comment    VARCHAR(117)   NOT NULL,
    PRIMARY KEY (c_custkey)
);

-- What a customer ordered on one day.
-- @model Order
CREATE TABLE orders (
    o_orderkey      INTEGER        NOT NULL,
    o_custkey       INTEGER        NOT NULL REFERENCES customer (c_custkey),  -- @relationship customer back_populates=orders
    o_orderstatus   CHAR(1)        NOT NULL,        -- open, finished or partly so: `O`, `F`, `P`
    o_totalprice    DECIMAL(15, 2) NOT NULL,        -- with discounts and tax
    o_orderdate     DATE           NOT NULL,
    o_orderpriority CHAR(15)       NOT NULL,        -- `1-URGENT` to `5-LOW`
    o_clerk         CHAR(15)       NOT NULL,
    o_shippriority  INTEGER        NOT NULL,
    o_comment       VARCHAR(79)    NOT NULL,
    PRIMARY KEY (o_orderkey)
);

-- One part of an order, from one supplier.
-- @model LineItem
CREATE TABLE lineitem (
    l_orderkey      INTEGER        NOT NULL REFERENCES orders (o_orderkey),   -- @relationship order back_populates=line_items
    l_partkey       INTEGER        NOT NULL REFERENCES part (p_partkey),      -- @relationship part back_populates=line_items
    l_suppkey       INTEGER        NOT NULL REFERENCES supplier (s_suppkey),  -- @relationship supplier back_populates=line_items
    l_linenumber    INTEGER        NOT NULL,
    l_quantity      DECIMAL(15, 2) NOT NULL,
    l_extendedprice DECIMAL(15, 2) NOT NULL,        -- quantity times retail price
    l_discount      DECIMAL(15, 2) NOT NULL,        -- a part of one: 0.05
    l_tax           DECIMAL(15, 2) NOT NULL,        -- a part of one, on top of what the discount leaves
    l_returnflag    CHAR(1)        NOT NULL,        -- `R` came back, `A` was accepted, `N` is too new for either
    l_linestatus    CHAR(1)        NOT NULL,        -- open or finished: `O`, `F`
    l_shipdate      DATE           NOT NULL,
    l_commitdate    DATE           NOT NULL,        -- when it was promised
    l_receiptdate   DATE           NOT NULL,        -- when it came
    l_shipinstruct  CHAR(25)       NOT NULL,
    l_shipmode      CHAR(10)       NOT NULL,        -- `AIR`, `RAIL`, …
    l_comment       VARCHAR(44)    NOT NULL,
    PRIMARY KEY (l_orderkey, l_linenumber),
    -- @relationship stock back_populates=line_items
    FOREIGN KEY (l_partkey, l_suppkey) REFERENCES partsupp (ps_partkey, ps_suppkey)
);

CREATE INDEX lineitem_of_stock ON lineitem (l_partkey, l_suppkey);
CREATE INDEX lineitem_of_supplier ON lineitem (l_suppkey);
CREATE INDEX orders_of_customer ON orders (o_custkey);
