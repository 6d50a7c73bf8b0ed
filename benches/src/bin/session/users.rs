//! The users that are written and read: as data, and as each contestant has them.

use diesel::prelude::*;

/// What the schema compiler generated.
pub(crate) mod members {
    realgar::include_schema!("members");
}

/// What a user of Diesel writes.
pub(crate) mod tables {
    diesel::table! {
        user_account (id) {
            id -> Integer,
            name -> Text,
            email -> Text,
            fullname -> Nullable<Text>,
            visits -> Integer,
            score -> Double,
        }
    }

    diesel::table! {
        address (id) {
            id -> Integer,
            email_address -> Text,
            user_id -> Integer,
        }
    }

    diesel::joinable!(address -> user_account (user_id));
    diesel::allow_tables_to_appear_in_same_query!(address, user_account);
}

/// A user, as Diesel and rusqlite load it.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Identifiable)]
#[diesel(table_name = tables::user_account, check_for_backend(diesel::sqlite::Sqlite))]
pub(crate) struct User {
    pub(crate) id: i32,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) fullname: Option<String>,
    pub(crate) visits: i32,
    pub(crate) score: f64,
}

impl From<members::User> for User {
    fn from(row: members::User) -> Self {
        let members::User { id, name, email, fullname, visits, score } = row;
        Self { id, name, email, fullname, visits, score }
    }
}

/// An address, as Diesel and rusqlite load it.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = tables::address, belongs_to(User), check_for_backend(diesel::sqlite::Sqlite))]
pub(crate) struct Address {
    pub(crate) id: i32,
    pub(crate) email_address: String,
    pub(crate) user_id: i32,
}

/// A user to be inserted, as Diesel takes it; the others get their values from it.
#[derive(Clone, Debug, PartialEq, Insertable)]
#[diesel(table_name = tables::user_account)]
pub(crate) struct NewUser {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) fullname: Option<String>,
    pub(crate) visits: i32,
    pub(crate) score: f64,
}

impl NewUser {
    /// As Realgar takes it.
    pub(crate) fn for_session(&self) -> members::NewUser {
        members::NewUser::new(self.name.as_str(), self.email.as_str(), self.visits, self.score)
            .fullname(self.fullname.as_deref())
    }
}

/// The users that are inserted.
pub(crate) fn new_users(count: i32) -> Vec<NewUser> {
    let user = |n: i32| NewUser {
        name: format!("user {n}"),
        email: format!("user.number.{n}@example.org"),
        fullname: (n % 3 > 0).then(|| format!("User Number {n}")),
        visits: n % 300,
        score: f64::from(n) / 8.0,
    };
    (1..=count).map(user).collect()
}
