//! Diesel, on both servers.

use diesel::connection::LoadConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::work::{Contestant, GOOD, NewVisit, Product};

/// What a user of Diesel writes.
mod tables {
    diesel::table! {
        product (id) {
            id -> Integer,
            name -> Text,
            description -> Nullable<Text>,
            category -> Text,
            quantity -> Integer,
            rating -> Nullable<Integer>,
            price -> Double,
            active -> Bool,
        }
    }

    diesel::table! {
        review (id) {
            id -> Integer,
            product_id -> Integer,
            body -> Text,
        }
    }

    diesel::table! {
        visit (id) {
            id -> Integer,
            visitor -> Text,
            page -> Text,
            referrer -> Nullable<Text>,
            seconds -> Integer,
            score -> Double,
        }
    }

    diesel::joinable!(review -> product (product_id));
    diesel::allow_tables_to_appear_in_same_query!(product, review);
}

use tables::{product, review, visit};

#[derive(Queryable, Selectable)]
#[diesel(table_name = product)]
struct Loaded {
    id: i32,
    name: String,
    description: Option<String>,
    category: String,
    quantity: i32,
    rating: Option<i32>,
    price: f64,
    active: bool,
}

impl From<Loaded> for Product {
    fn from(row: Loaded) -> Self {
        let Loaded { id, name, description, category, quantity, rating, price, active } = row;
        Self { id, name, description, category, quantity, rating, price, active }
    }
}

#[derive(Insertable)]
#[diesel(table_name = visit)]
struct Inserted<'v> {
    visitor: &'v str,
    page: &'v str,
    referrer: Option<&'v str>,
    seconds: i32,
    score: f64,
}

impl<'v> From<&'v NewVisit> for Inserted<'v> {
    fn from(visit: &'v NewVisit) -> Self {
        let NewVisit { visitor, page, referrer, seconds, score } = visit;
        Self { visitor, page, referrer: referrer.as_deref(), seconds: *seconds, score: *score }
    }
}

#[derive(QueryableByName)]
struct Streamed {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    #[expect(dead_code, reason = "it is loaded, as the others load it")]
    word: String,
}

/// A connection of Diesel's.
pub(crate) struct ByDiesel<C>(pub(crate) C);

impl<C: Connection> ByDiesel<C> {
    pub(crate) fn new(url: &str) -> Self {
        Self(C::establish(url).expect(GOOD))
    }
}

/// What is the same text for both, but not the same type.
macro_rules! common {
    () => {
        fn name(&self) -> &'static str {
            "Diesel"
        }

        fn by_key(&mut self, key: i32) -> Product {
            let row = product::table.find(key).select(Loaded::as_select()).get_result(&mut self.0);
            row.expect(GOOD).into()
        }

        fn all(&mut self) -> Vec<Product> {
            let rows = product::table.order(product::id).select(Loaded::as_select()).load(&mut self.0);
            rows.expect(GOOD).into_iter().map(Product::from).collect()
        }

        fn joined(&mut self) -> Vec<(Product, Option<String>)> {
            let rows: QueryResult<Vec<(Loaded, Option<String>)>> = product::table
                .left_join(review::table)
                .order(product::id)
                .select((Loaded::as_select(), review::body.nullable()))
                .load(&mut self.0);
            rows.expect(GOOD).into_iter().map(|(product, body)| (product.into(), body)).collect()
        }

        fn update(&mut self, keys: &[i32], seconds: i32) {
            let updated = self.0.transaction(|conn| {
                for (number, key) in (0..).zip(keys) {
                    let row = diesel::update(visit::table.find(key));
                    row.set(visit::seconds.eq(seconds + number)).execute(conn)?;
                }
                QueryResult::Ok(())
            });
            updated.expect(GOOD);
        }
    };
}

impl Contestant for ByDiesel<PgConnection> {
    common!();

    fn insert(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        let rows: Vec<Inserted<'_>> = visits.iter().map(Inserted::from).collect();
        diesel::insert_into(visit::table).values(&rows).returning(visit::id).get_results(&mut self.0).expect(GOOD)
    }

    fn flush(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        let keys = self.0.transaction(|conn| {
            let insert = |visit| {
                diesel::insert_into(visit::table).values(Inserted::from(visit)).returning(visit::id).get_result(conn)
            };
            visits.iter().map(insert).collect::<QueryResult<_>>()
        });
        keys.expect(GOOD)
    }

    fn stream(&mut self, sql: &str) -> i64 {
        let rows = LoadConnection::<diesel::pg::PgRowByRowLoadingMode>::load(&mut self.0, diesel::sql_query(sql));
        let rows = rows.expect(GOOD).map(|row| {
            use diesel::deserialize::FromSqlRow as _;
            Streamed::build_from_row(&row.expect(GOOD)).expect(GOOD).number
        });
        rows.sum()
    }
}

impl Contestant for ByDiesel<MysqlConnection> {
    common!();

    fn insert(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        // Many rows at once give no keys there.
        self.flush(visits)
    }

    fn flush(&mut self, visits: &[NewVisit]) -> Vec<i32> {
        let keys = self.0.transaction(|conn| {
            let insert = |visit| {
                diesel::insert_into(visit::table).values(Inserted::from(visit)).execute(conn)?;
                diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("last_insert_id()")).get_result(conn)
            };
            visits.iter().map(insert).collect::<QueryResult<_>>()
        });
        keys.expect(GOOD)
    }

    fn stream(&mut self, sql: &str) -> i64 {
        let rows = LoadConnection::load(&mut self.0, diesel::sql_query(sql));
        let rows = rows.expect(GOOD).map(|row| {
            use diesel::deserialize::FromSqlRow as _;
            Streamed::build_from_row(&row.expect(GOOD)).expect(GOOD).number
        });
        rows.sum()
    }
}
