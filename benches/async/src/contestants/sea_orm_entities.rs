//! `SeaORM`: entities and its own queries.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue, ColumnTrait as _, ConnectOptions, Database, DatabaseConnection,
    EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::POOL;
use super::sqlx_by_hand::options;
use crate::server::{Answer, AuthorView, Contestant, PAGE, PageView, PostView, RemarkBody};

mod author {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "author")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
        pub email: String,
        pub visits: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod post {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "post")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub author_id: i32,
        pub title: String,
        pub body: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod remark {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "remark")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub post_id: i32,
        pub body: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[derive(Clone)]
pub(crate) struct SeaOrm(DatabaseConnection);

impl SeaOrm {
    pub(crate) async fn open(url: &str) -> Answer<Self> {
        let mut connect = ConnectOptions::new(url);
        connect.max_connections(POOL as u32).sqlx_logging(false).test_before_acquire(false);
        connect.map_sqlx_sqlite_opts(options);
        Ok(Self(Database::connect(connect).await?))
    }
}

fn view(author::Model { id, name, email, visits }: author::Model) -> AuthorView {
    AuthorView { id, name, email, visits }
}

impl Contestant for SeaOrm {
    async fn author(&self, id: i32) -> Answer<Option<AuthorView>> {
        Ok(author::Entity::find_by_id(id).one(&self.0).await?.map(view))
    }

    async fn comment(&self, new: RemarkBody) -> Answer<i32> {
        let new = remark::ActiveModel {
            id: ActiveValue::NotSet,
            post_id: ActiveValue::Set(new.post_id),
            body: ActiveValue::Set(new.body),
        };
        Ok(new.insert(&self.0).await?.id)
    }

    async fn page(&self, id: i32) -> Answer<Option<PageView>> {
        let Some(found) = author::Entity::find_by_id(id).one(&self.0).await? else { return Ok(None) };
        let posts: Vec<(i32, String)> = post::Entity::find()
            .select_only()
            .columns([post::Column::Id, post::Column::Title])
            .filter(post::Column::AuthorId.eq(id))
            .order_by_desc(post::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(&self.0)
            .await?;
        let count = post::Entity::find().filter(post::Column::AuthorId.eq(id)).count(&self.0).await?;
        let posts = posts.into_iter().map(|(id, title)| PostView { id, title }).collect();
        Ok(Some(PageView { author: view(found), posts, count: count as i64 }))
    }
}
