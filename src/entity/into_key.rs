//! What a primary key may be given as.

use crate::entity::Table;
use crate::types::SqlMapped;

/// A primary key of `E`, or what converts into one: `1`, `"HAM"`, `("12A", 3)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a primary key of `{E}`",
    label = "is not a primary key of `{E}`",
    note = "give a value of the type of the key's column; a tuple of them, where the key has several columns"
)]
// Implemented for whatever it may be asked of, and so on the page of every type if it were shown.
#[doc(hidden)]
pub trait KeyOf<E: Table> {
    #[doc(hidden)]
    fn into_key_of(self) -> E::Key;
}

#[diagnostic::do_not_recommend]
impl<E: Table, V: IntoKey<E::Key>> KeyOf<E> for V {
    fn into_key_of(self) -> E::Key {
        self.into_key()
    }
}

/// What converts into a key of type `Key`, column by column.
// Implemented for whatever it may be asked of, and so on the page of every type if it were shown.
#[doc(hidden)]
pub trait IntoKey<Key> {
    #[doc(hidden)]
    fn into_key(self) -> Key;
}

impl<Key: SingleKey, V: Into<Key>> IntoKey<Key> for V {
    fn into_key(self) -> Key {
        self.into()
    }
}

/// Reports the missing key, not the argument.
impl<V> IntoKey<()> for V {
    fn into_key(self) {}
}

macro_rules! tuples {
    ($($key:ident $given:ident $at:tt),*) => {
        impl<$($key,)* $($given: Into<$key>),*> IntoKey<($($key,)*)> for ($($given,)*) {
            fn into_key(self) -> ($($key,)*) {
                ($(self.$at.into(),)*)
            }
        }
    };
}

tuples!(A V 0, B W 1);
tuples!(A V 0, B W 1, C X 2);
tuples!(A V 0, B W 1, C X 2, D Y 3);
tuples!(A V 0, B W 1, C X 2, D Y 3, E Z 4);
tuples!(A V 0, B W 1, C X 2, D Y 3, E Z 4, F U 5);

/// The type of a key of one column.
pub trait SingleKey {}

impl<T: SqlMapped> SingleKey for T {}

macro_rules! single_keys {
    ($($(#[$gate:meta])* $rust:ty),* $(,)?) => { $(
        $(#[$gate])*
        impl SingleKey for $rust {}
    )* };
}

single_keys! {
    bool, i16, i32, i64, f32, f64, String, Vec<u8>, crate::sql::value::Value,
    #[cfg(feature = "decimal")] rust_decimal::Decimal,
    #[cfg(feature = "chrono")] chrono::NaiveDate,
    #[cfg(feature = "chrono")] chrono::NaiveTime,
    #[cfg(feature = "chrono")] chrono::NaiveDateTime,
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc>,
    #[cfg(feature = "uuid")] uuid::Uuid,
    #[cfg(feature = "json")] serde_json::Value,
}
