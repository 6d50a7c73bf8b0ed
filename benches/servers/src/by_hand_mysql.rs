//! The driver under ours on MySQL and MariaDB, by hand: every statement is prepared once.

use mysql::prelude::Queryable as _;
use mysql::{Conn, Params, Row, Statement, TxOpts, Value};

use crate::work::{Contestant, GOOD, NewVisit, Product};

/// How many rows one INSERT has.
const ROWS: usize = 1_000;

pub(crate) struct ByHandMySql {
    conn: Conn,
    by_key: Statement,
    all: Statement,
    joined: Statement,
    insert: Statement,
    update: Statement,
}

impl ByHandMySql {
    pub(crate) fn new(url: &str) -> Self {
        let mut conn = Conn::new(mysql::Opts::from_url(url).expect(GOOD)).expect(GOOD);
        let mut prepare = |sql: &str| conn.prep(sql).expect(GOOD);
        let rows = vec!["(?, ?, ?, ?, ?)"; ROWS].join(", ");
        Self {
            by_key: prepare(
                "SELECT id, name, description, category, quantity, rating, price, active FROM product WHERE id = ?",
            ),
            all: prepare(
                "SELECT id, name, description, category, quantity, rating, price, active FROM product ORDER BY id",
            ),
            joined: prepare(
                "SELECT p.id, p.name, p.description, p.category, p.quantity, p.rating, p.price, p.active, r.body \
                 FROM product p LEFT JOIN review r ON r.product_id = p.id ORDER BY p.id",
            ),
            insert: prepare(&format!(
                "INSERT INTO visit (visitor, page, referrer, seconds, score) VALUES {rows} RETURNING id"
            )),
            update: prepare("UPDATE visit SET seconds = ? WHERE id = ?"),
            conn,
        }
    }
}

fn product(row: &mut Row) -> Product {
    Product {
        id: row.take(0).expect(GOOD),
        name: row.take(1).expect(GOOD),
        description: row.take(2).expect(GOOD),
        category: row.take(3).expect(GOOD),
        quantity: row.take(4).expect(GOOD),
        rating: row.take(5).expect(GOOD),
        price: row.take(6).expect(GOOD),
        active: row.take(7).expect(GOOD),
    }
}

impl Contestant for ByHandMySql {
    fn name(&self) -> &'static str {
        "mysql, by hand"
    }

    fn by_key(&mut self, key: i32) -> Product {
        product(&mut self.conn.exec_first::<Row, _, _>(&self.by_key, (key,)).expect(GOOD).expect(GOOD))
    }

    fn all(&mut self) -> Vec<Product> {
        let rows = self.conn.exec_iter(&self.all, ()).expect(GOOD);
        rows.map(|row| product(&mut row.expect(GOOD))).collect()
    }

    fn joined(&mut self) -> Vec<(Product, Option<String>)> {
        let rows = self.conn.exec_iter(&self.joined, ()).expect(GOOD);
        let joined = |mut row: Row| (product(&mut row), row.take(8).expect(GOOD));
        rows.map(|row| joined(row.expect(GOOD))).collect()
    }

    fn insert(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        assert_eq!(visits.len() % ROWS, 0, "the statement is for so many rows");
        let mut transaction = self.conn.start_transaction(TxOpts::default()).expect(GOOD);
        let mut keys = Vec::new();
        for visits in visits.chunks(ROWS) {
            let mut values: Vec<Value> = Vec::new();
            for NewVisit { visitor, page, referrer, seconds, score } in visits {
                values.extend([visitor.into(), page.into(), referrer.into(), seconds.into(), score.into()]);
            }
            keys.extend(transaction.exec::<i32, _, _>(&self.insert, Params::Positional(values)).expect(GOOD));
        }
        transaction.commit().expect(GOOD);
        keys
    }

    fn flush(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        self.insert(visits)
    }

    fn update(&mut self, keys: &[i32], seconds: i32) {
        let mut transaction = self.conn.start_transaction(TxOpts::default()).expect(GOOD);
        for (number, key) in (0..).zip(keys) {
            transaction.exec_drop(&self.update, (seconds + number, key)).expect(GOOD);
        }
        transaction.commit().expect(GOOD);
    }

    fn stream(&mut self, sql: &str) -> i64 {
        let rows = self.conn.exec_iter(sql, ()).expect(GOOD);
        let number = |row: Row| mysql::from_row::<(i64, String)>(row).0;
        rows.map(|row| number(row.expect(GOOD))).sum()
    }
}
