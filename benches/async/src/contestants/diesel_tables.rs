//! Diesel's tables and rows, for both databases.

use diesel::prelude::*;

use crate::server::AuthorView;

diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
        email -> Text,
        visits -> Integer,
    }
}

diesel::table! {
    post (id) {
        id -> Integer,
        author_id -> Integer,
        title -> Text,
        body -> Text,
    }
}

diesel::table! {
    remark (id) {
        id -> Integer,
        post_id -> Integer,
        body -> Text,
    }
}

#[derive(Queryable)]
pub(crate) struct Author {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) visits: i32,
}

#[derive(Insertable)]
#[diesel(table_name = remark)]
pub(crate) struct NewRemark {
    pub(crate) post_id: i32,
    pub(crate) body: String,
}

pub(crate) fn view(Author { id, name, email, visits }: Author) -> AuthorView {
    AuthorView { id, name, email, visits }
}
