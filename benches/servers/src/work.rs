//! What every contestant does, and the values that it returns.

/// A row of `product`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Product {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) category: String,
    pub(crate) quantity: i32,
    pub(crate) rating: Option<i32>,
    pub(crate) price: f64,
    pub(crate) active: bool,
}

/// A row of `visit` to be inserted.
#[derive(Clone, Debug)]
pub(crate) struct NewVisit {
    pub(crate) visitor: String,
    pub(crate) page: String,
    pub(crate) referrer: Option<String>,
    pub(crate) seconds: i32,
    pub(crate) score: f64,
}

/// So many visits.
pub(crate) fn visits(count: i32) -> Vec<NewVisit> {
    let visit = |n: i32| NewVisit {
        visitor: format!("visitor {}", n % 97),
        page: format!("/catalog/product/{n}"),
        referrer: (n % 3 == 0).then(|| "https://example.org/search".to_owned()),
        seconds: n % 300,
        score: f64::from(n) / 8.0,
    };
    (0..count).map(visit).collect()
}

/// Why nothing fails here.
pub(crate) const GOOD: &str = "the server answers, and its tables are filled";

/// One way to do the work. Everything it writes is committed.
pub(crate) trait Contestant {
    fn name(&self) -> &'static str;

    fn by_key(&mut self, key: i32) -> Product;

    fn all(&mut self) -> Vec<Product>;

    /// Products, and the text of their review.
    fn joined(&mut self) -> Vec<(Product, Option<String>)>;

    /// Inserts visits in as few statements as it can, and returns their keys in the order of the visits.
    fn insert(&mut self, visits: &[NewVisit]) -> Vec<i32>;

    /// Inserts visits as a program does that has them as objects, and returns their keys in the order of the visits.
    fn flush(&mut self, visits: &[NewVisit]) -> Vec<i32>;

    /// Sets the seconds of visits to other values each.
    fn update(&mut self, keys: &[i32], seconds: i32);

    /// Reads integers and texts from a query that makes them, one by one, and returns the sum of the integers.
    fn stream(&mut self, sql: &str) -> i64;
}
