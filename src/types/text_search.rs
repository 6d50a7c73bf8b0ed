//! What full-text search works on: PostgreSQL's `tsvector` and `tsquery`.

use super::{BaseType, NotNull, Nullable, SqlType, base_type, mismatch};
use crate::error::Result;
use crate::sql::value::{Kind, Value, ValueRef};

/// `tsvector`: the words of a text, made for search by `func::to_tsvector`. Read it with `.cast::<Text>()`.
#[derive(Debug)]
pub struct TsVector;

/// `tsquery`: what is searched for, made by `func::to_tsquery` and its relatives. Read it with `.cast::<Text>()`.
#[derive(Debug)]
pub struct TsQuery;

base_type!(TsVector => String, realgar_metadata::SqlType::Other("TSVECTOR".into()), Text, |cell| match cell {
    ValueRef::Text(text) => Ok(text.to_owned()),
    other => Err(mismatch("text; select `.cast::<Text>()`", other)),
});

base_type!(TsQuery => String, realgar_metadata::SqlType::Other("TSQUERY".into()), Text, |cell| match cell {
    ValueRef::Text(text) => Ok(text.to_owned()),
    other => Err(mismatch("text; select `.cast::<Text>()`", other)),
});
