//! What generated code names of a feature that is switched off: one message says which, and stand-ins keep the compiler
//! from saying more.

// Not written by a macro: what one exports is not found by its path.

/// Nothing is missing.
#[doc(hidden)]
#[cfg(feature = "chrono")]
#[macro_export]
macro_rules! __needs_chrono {
    () => {};
}

/// Says which feature is missing.
#[doc(hidden)]
#[cfg(not(feature = "chrono"))]
#[macro_export]
macro_rules! __needs_chrono {
    () => {
        ::core::compile_error!(
            "this schema has dates or times: switch the feature `chrono` of `realgar` on, in Cargo.toml"
        );
    };
}

/// Nothing is missing.
#[doc(hidden)]
#[cfg(feature = "decimal")]
#[macro_export]
macro_rules! __needs_decimal {
    () => {};
}

/// Says which feature is missing.
#[doc(hidden)]
#[cfg(not(feature = "decimal"))]
#[macro_export]
macro_rules! __needs_decimal {
    () => {
        ::core::compile_error!(
            "this schema has NUMERIC columns: switch the feature `decimal` of `realgar` on, in Cargo.toml"
        );
    };
}

/// Nothing is missing.
#[doc(hidden)]
#[cfg(feature = "json")]
#[macro_export]
macro_rules! __needs_json {
    () => {};
}

/// Says which feature is missing.
#[doc(hidden)]
#[cfg(not(feature = "json"))]
#[macro_export]
macro_rules! __needs_json {
    () => {
        ::core::compile_error!(
            "this schema has JSON columns: switch the feature `json` of `realgar` on, in Cargo.toml"
        );
    };
}

/// Nothing is missing.
#[doc(hidden)]
#[cfg(feature = "uuid")]
#[macro_export]
macro_rules! __needs_uuid {
    () => {};
}

/// Says which feature is missing.
#[doc(hidden)]
#[cfg(not(feature = "uuid"))]
#[macro_export]
macro_rules! __needs_uuid {
    () => {
        ::core::compile_error!(
            "this schema has UUID columns: switch the feature `uuid` of `realgar` on, in Cargo.toml"
        );
    };
}

/// Nothing is missing.
#[doc(hidden)]
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! __needs_serde {
    () => {};
}

/// Says which feature is missing.
#[doc(hidden)]
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! __needs_serde {
    () => {
        ::core::compile_error!(
            "this schema was compiled with `Config::serde(true)`: switch the feature `serde` of `realgar` on, in Cargo.toml"
        );
    };
}

macro_rules! stand_ins {
    ($($feature:literal: $($name:ident = $type:ty),*;)*) => { $( $(
        /// Stands for a type whose feature is off.
        #[cfg(not(feature = $feature))]
        pub type $name = $type;
    )* )* };
}

stand_ins! {
    "chrono": Date = crate::types::Text, Time = crate::types::Text, Timestamp = crate::types::Text,
        TimestampTz = crate::types::Text, NaiveDate = String, NaiveTime = String, NaiveDateTime = String,
        DateTimeUtc = String;
    "decimal": Numeric = crate::types::Text, Decimal = String;
    "json": Json = crate::types::Text, JsonValue = String;
    "uuid": Uuid = crate::types::Text, UuidValue = String;
}
