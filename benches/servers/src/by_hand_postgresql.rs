//! The driver under ours on PostgreSQL, by hand: every statement is prepared once.

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::{Client, NoTls, Row, Statement};

use crate::work::{Contestant, GOOD, NewVisit, Product};

pub(crate) struct ByHandPostgreSql {
    client: Client,
    by_key: Statement,
    all: Statement,
    joined: Statement,
    insert: Statement,
    update: Statement,
}

impl ByHandPostgreSql {
    pub(crate) fn new(url: &str) -> Self {
        let mut client = Client::connect(url, NoTls).expect(GOOD);
        let mut prepare = |sql: &str| client.prepare(sql).expect(GOOD);
        Self {
            by_key: prepare(
                "SELECT id, name, description, category, quantity, rating, price, active FROM product WHERE id = $1",
            ),
            all: prepare(
                "SELECT id, name, description, category, quantity, rating, price, active FROM product ORDER BY id",
            ),
            joined: prepare(
                "SELECT p.id, p.name, p.description, p.category, p.quantity, p.rating, p.price, p.active, r.body \
                 FROM product p LEFT JOIN review r ON r.product_id = p.id ORDER BY p.id",
            ),
            // An INSERT … SELECT … ORDER BY counts keys up in that order.
            insert: prepare(
                "INSERT INTO visit (visitor, page, referrer, seconds, score) \
                 SELECT visitor, page, referrer, seconds, score FROM unnest($1::text[], $2::text[], $3::text[], \
                 $4::int4[], $5::float8[]) WITH ORDINALITY AS v (visitor, page, referrer, seconds, score, position) \
                 ORDER BY position RETURNING id",
            ),
            update: prepare("UPDATE visit SET seconds = $1 WHERE id = $2"),
            client,
        }
    }
}

fn product(row: &Row) -> Product {
    Product {
        id: row.get(0),
        name: row.get(1),
        description: row.get(2),
        category: row.get(3),
        quantity: row.get(4),
        rating: row.get(5),
        price: row.get(6),
        active: row.get(7),
    }
}

impl Contestant for ByHandPostgreSql {
    fn name(&self) -> &'static str {
        "postgres, by hand"
    }

    fn by_key(&mut self, key: i32) -> Product {
        product(&self.client.query_one(&self.by_key, &[&key]).expect(GOOD))
    }

    fn all(&mut self) -> Vec<Product> {
        self.client.query(&self.all, &[]).expect(GOOD).iter().map(product).collect()
    }

    fn joined(&mut self) -> Vec<(Product, Option<String>)> {
        let rows = self.client.query(&self.joined, &[]).expect(GOOD);
        rows.iter().map(|row| (product(row), row.get(8))).collect()
    }

    fn insert(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        let visitors: Vec<&str> = visits.iter().map(|visit| &*visit.visitor).collect();
        let pages: Vec<&str> = visits.iter().map(|visit| &*visit.page).collect();
        let referrers: Vec<Option<&str>> = visits.iter().map(|visit| visit.referrer.as_deref()).collect();
        let seconds: Vec<i32> = visits.iter().map(|visit| visit.seconds).collect();
        let scores: Vec<f64> = visits.iter().map(|visit| visit.score).collect();
        let rows = self.client.query(&self.insert, &[&visitors, &pages, &referrers, &seconds, &scores]);
        let mut keys: Vec<i32> = rows.expect(GOOD).iter().map(|row| row.get(0)).collect();
        keys.sort_unstable();
        keys
    }

    fn flush(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        self.insert(visits)
    }

    fn update(&mut self, keys: &[i32], seconds: i32) {
        let mut transaction = self.client.transaction().expect(GOOD);
        for (number, key) in (0..).zip(keys) {
            transaction.execute(&self.update, &[&(seconds + number), key]).expect(GOOD);
        }
        transaction.commit().expect(GOOD);
    }

    fn stream(&mut self, sql: &str) -> i64 {
        let none: [i32; 0] = [];
        let mut rows = self.client.query_raw(sql, none).expect(GOOD);
        let mut sum = 0;
        while let Some(row) = rows.next().expect(GOOD) {
            let _: String = row.get(1);
            sum += row.get::<_, i64>(0);
        }
        sum
    }
}
