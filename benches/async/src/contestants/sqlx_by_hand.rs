//! sqlx: SQL written by hand, the same for both databases.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};

use super::{PATIENCE, POOL};
use crate::overhead::ROWS;
use crate::server::{Answer, AuthorView, Contestant, PAGE, PageView, PostView, RemarkBody};

#[derive(Clone)]
pub(crate) struct Postgres(sqlx::PgPool);

#[derive(Clone)]
pub(crate) struct Sqlite(sqlx::SqlitePool);

impl Postgres {
    pub(crate) async fn open(url: &str) -> Answer<Self> {
        Ok(Self(PgPoolOptions::new().max_connections(POOL as u32).test_before_acquire(false).connect(url).await?))
    }
}

/// What a connection of SQLite's has to know; foreign keys are on by themselves.
pub(super) fn options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.synchronous(SqliteSynchronous::Normal).busy_timeout(Duration::from_millis(PATIENCE))
}

impl Sqlite {
    pub(crate) async fn open(url: &str) -> Answer<Self> {
        let pool = SqlitePoolOptions::new().max_connections(POOL as u32).test_before_acquire(false);
        Ok(Self(pool.connect_with(options(SqliteConnectOptions::from_str(url)?)).await?))
    }

    /// One connection to a database of its own with the rows of the measurement of units.
    pub(crate) async fn in_memory() -> Answer<Self> {
        let pool = SqlitePoolOptions::new().max_connections(1).test_before_acquire(false);
        let pool = pool.connect("sqlite::memory:").await?;
        sqlx::raw_sql(ROWS).execute(&pool).await?;
        Ok(Self(pool))
    }
}

macro_rules! by_hand {
    ($contestant:ident) => {
        impl Contestant for $contestant {
            async fn author(&self, id: i32) -> Answer<Option<AuthorView>> {
                let sql = "SELECT id, name, email, visits FROM author WHERE id = $1";
                let found: Option<(i32, String, String, i32)> =
                    sqlx::query_as(sql).bind(id).fetch_optional(&self.0).await?;
                Ok(found.map(|(id, name, email, visits)| AuthorView { id, name, email, visits }))
            }

            async fn comment(&self, remark: RemarkBody) -> Answer<i32> {
                let sql = "INSERT INTO remark (post_id, body) VALUES ($1, $2) RETURNING id";
                Ok(sqlx::query_scalar(sql).bind(remark.post_id).bind(remark.body).fetch_one(&self.0).await?)
            }

            async fn page(&self, id: i32) -> Answer<Option<PageView>> {
                let mut connection = self.0.acquire().await?;
                let sql = "SELECT id, name, email, visits FROM author WHERE id = $1";
                let found: Option<(i32, String, String, i32)> =
                    sqlx::query_as(sql).bind(id).fetch_optional(&mut *connection).await?;
                let Some((id, name, email, visits)) = found else { return Ok(None) };
                let sql = "SELECT id, title FROM post WHERE author_id = $1 ORDER BY id DESC LIMIT $2";
                let posts: Vec<(i32, String)> =
                    sqlx::query_as(sql).bind(id).bind(PAGE as i64).fetch_all(&mut *connection).await?;
                let sql = "SELECT count(*) FROM post WHERE author_id = $1";
                let count = sqlx::query_scalar(sql).bind(id).fetch_one(&mut *connection).await?;
                let posts = posts.into_iter().map(|(id, title)| PostView { id, title }).collect();
                Ok(Some(PageView { author: AuthorView { id, name, email, visits }, posts, count }))
            }
        }
    };
}

by_hand!(Postgres);
by_hand!(Sqlite);
