//! Realgar.

use realgar::prelude::*;
use realgar::query::{PreparedQuery, Query};
use realgar::{Connection, Engine, text};

use crate::work::{Contestant, GOOD, NewVisit, Product};

/// What the schema compiler generated.
pub(crate) mod shop {
    realgar::include_schema!("shop");
}

use shop::{Product as P, Review, Visit};

/// Realgar, with its queries prepared or written anew each time.
pub(crate) struct Ours {
    name: &'static str,
    engine: Engine,
    conn: Connection,
    by_key: Option<PreparedQuery<Query<P>>>,
}

impl Ours {
    pub(crate) fn new(name: &'static str, engine: &Engine, is_prepared: bool) -> Self {
        let by_key = is_prepared.then(|| select(P).filter(P.id.eq(param("id"))).erase().prepare());
        Self { name, engine: engine.clone(), conn: engine.connect().expect(GOOD), by_key }
    }
}

impl From<P> for Product {
    fn from(row: P) -> Self {
        let P { id, name, description, category, quantity, rating, price, active } = row;
        Self { id, name, description, category, quantity, rating, price, active }
    }
}

fn new_visit(visit: &NewVisit) -> shop::NewVisit {
    shop::NewVisit::new(visit.visitor.as_str(), visit.page.as_str(), visit.seconds, visit.score)
        .referrer(visit.referrer.as_deref())
}

impl Contestant for Ours {
    fn name(&self) -> &'static str {
        self.name
    }

    fn by_key(&mut self, key: i32) -> Product {
        let row = match &self.by_key {
            Some(by_key) => self.conn.execute(by_key.bind("id", key)),
            None => self.conn.execute(select(P).filter(P.id.eq(key)).erase()),
        };
        row.expect(GOOD).one().expect(GOOD).into()
    }

    fn all(&mut self) -> Vec<Product> {
        self.conn.execute(select(P).order_by(P.id)).expect(GOOD).into_iter().map(Product::from).collect()
    }

    fn joined(&mut self) -> Vec<(Product, Option<String>)> {
        let query = select((P, Review.body)).left_join(Review).order_by(P.id);
        self.conn.execute(query).expect(GOOD).into_iter().map(|(product, body)| (product.into(), body)).collect()
    }

    fn insert(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        let rows = visits.iter().map(new_visit);
        let keys = self.conn.scalars(insert(Visit).values(rows).returning(Visit.id)).expect(GOOD).all();
        self.conn.commit().expect(GOOD);
        keys
    }

    fn flush(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        let mut session = Session::new(&self.engine);
        let handles: Vec<_> = visits.iter().map(|visit| session.add(new_visit(visit))).collect();
        session.flush().expect(GOOD);
        let keys = handles.iter().map(|visit| session[*visit].id).collect();
        session.commit().expect(GOOD);
        keys
    }

    fn update(&mut self, keys: &[i32], seconds: i32) {
        let mut session = Session::new(&self.engine);
        let visits = session.scalars(select(Visit).filter(Visit.id.in_(keys.to_vec()))).expect(GOOD).all();
        for (number, visit) in (0..).zip(visits) {
            session[visit].seconds = seconds + number;
        }
        session.commit().expect(GOOD);
    }

    fn stream(&mut self, sql: &str) -> i64 {
        let rows = self.conn.stream(text(sql).typed::<(i64, String)>()).expect(GOOD);
        rows.map(|row| row.expect(GOOD).0).sum()
    }
}
