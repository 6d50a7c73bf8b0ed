//! Values in places that say nothing about their type: PostgreSQL would find none for them.

use realgar::prelude::*;
use realgar::types::{BigInt, Json, Text};

use super::batches::parcel::{METADATA, NewParcel, Parcel, ParcelState};
use super::engine;

/// An empty schema with the tables, and one parcel.
fn database() -> Option<Engine> {
    let engine = engine()?;
    METADATA.create_all(&engine).unwrap();
    let parcel = NewParcel::new("one", ParcelState::Packed).small(1_i16).tree(serde_json::json!([1]));
    engine.begin(|conn| conn.execute(insert(Parcel).value(parcel))).unwrap();
    Some(engine)
}

#[test]
fn text_is_text_where_any_type_would_do() {
    let Some(engine) = database() else { return };
    let mut conn = engine.connect().unwrap();
    assert_eq!(conn.scalar(select(literal("x").is_null())).unwrap(), Some(false));
    // The second time, from the statements that are known.
    assert_eq!(conn.scalar(select(literal("y").is_not_null())).unwrap(), Some(true));
    assert_eq!(conn.scalar(select(literal(1).is_null())).unwrap(), Some(false));
    assert_eq!(conn.scalar(select(func::count(literal("x"))).select_from(Parcel)).unwrap(), Some(1));
    let joined = func::call::<Text>("concat", (literal("a"), Parcel.label, literal(1)));
    assert_eq!(conn.scalar(select(joined).select_from(Parcel)).unwrap(), Some("aone1".to_owned()));
    let joined = func::call::<Text>("concat_ws", (literal("-"), literal("a"), Parcel.label));
    assert_eq!(conn.scalar(select(joined).select_from(Parcel)).unwrap(), Some("a-one".to_owned()));
    let formatted = func::call::<Text>("format", (literal("%s-%s"), literal("a"), literal("on its way")));
    assert_eq!(conn.scalar(select(formatted)).unwrap(), Some("a-on its way".to_owned()));
    let built = func::call::<Json>(
        "jsonb_build_object",
        (literal("label"), Parcel.label, literal("tree"), literal(serde_json::json!({"a": null}))),
    );
    let expected = serde_json::json!({"label": "one", "tree": {"a": null}});
    assert_eq!(conn.scalar(select(built).select_from(Parcel)).unwrap(), Some(expected));
    let missing = func::call::<BigInt>("num_nulls", (literal("x"), Parcel.former));
    assert_eq!(conn.scalar(select(missing.cast::<BigInt>()).select_from(Parcel)).unwrap(), Some(1));
    let lists = func::call_aggregate::<Json>("json_agg", literal("x"));
    assert_eq!(conn.scalar(select(lists).select_from(Parcel)).unwrap(), Some(serde_json::json!(["x"])));
}

#[test]
fn a_label_is_one_of_its_enum_in_every_expression() {
    let Some(engine) = database() else { return };
    let mut conn = engine.connect().unwrap();
    let former = func::coalesce(Parcel.former, ParcelState::There);
    assert_eq!(conn.scalar(select(&former)).unwrap(), Some(ParcelState::There));
    let moved = case().when(Parcel.small.eq(2), Parcel.state).otherwise(ParcelState::OnItsWay);
    conn.execute(update(Parcel).set(Parcel.state, moved).set(Parcel.former, former).all_rows()).unwrap();
    let states = conn.execute(select((Parcel.state, Parcel.former))).unwrap().one().unwrap();
    assert_eq!(states, (ParcelState::OnItsWay, Some(ParcelState::There)));
}

#[test]
fn documents_are_stored_from_an_expression() {
    let Some(engine) = database() else { return };
    let mut conn = engine.connect().unwrap();
    let document = serde_json::json!({"a": 1});
    let either = case().when(Parcel.small.eq(1), document.clone()).otherwise(serde_json::json!(null));
    conn.execute(update(Parcel).set(Parcel.tree, either.clone()).set(Parcel.document, either).all_rows()).unwrap();
    let kept = case().when(Parcel.small.eq(1), Parcel.tree).otherwise(serde_json::json!(2));
    conn.execute(update(Parcel).set(Parcel.tree, kept).all_rows()).unwrap();
    let stored = conn.execute(select((Parcel.document, Parcel.tree))).unwrap().one().unwrap();
    assert_eq!(stored, (Some(document.clone()), Some(document)));
}
