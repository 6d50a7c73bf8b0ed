//! Many rows at a time: as one array for each column where the values allow it, and updates and deletes without waiting
//! for each other.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};
use realgar::ErrorKind;
use realgar::engine::EventKind;
use realgar::prelude::*;
use realgar::types::{Array, SqlMapped};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::url;

/// `schema/parcel.sql`.
pub(super) mod parcel {
    realgar::include_schema!("parcel");
}

use parcel::{Basket, NewBasket, NewParcel, NewTicket, Parcel, ParcelState, Ticket};

/// An array that is one in Rust, too.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Words(Vec<String>);

impl SqlMapped for Words {
    type Sql = Array<realgar::types::Text>;

    fn to_sql(&self) -> Vec<String> {
        self.0.clone()
    }

    fn from_sql(words: Vec<String>) -> realgar::Result<Self> {
        Ok(Self(words))
    }
}

/// More than two statements of the most rows, and a rest.
const ROWS: i32 = 2_345;

/// Statements other than steps of transactions, and how often each was run.
#[derive(Clone, Default)]
struct Sent(Arc<Mutex<Vec<(String, usize)>>>);

impl Sent {
    fn take(&self) -> Vec<(String, usize)> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// A database with all tables, and what is sent to it.
fn database() -> Option<(Engine, Sent)> {
    let sent = Sent::default();
    let seen = sent.clone();
    let engine = Engine::builder(&url()?).on_execute(move |event| {
        if event.kind() == EventKind::Statement {
            seen.0.lock().unwrap().push((event.sql().to_owned(), event.executions()));
        }
    });
    let engine = engine.build().unwrap();
    parcel::METADATA.create_all(&engine).unwrap();
    sent.take();
    Some((engine, sent))
}

/// A row of which every column is another value for each number, and NULL for every third.
fn row(number: i32) -> NewParcel {
    let new = NewParcel::new(format!("é{number} \\ \"'{{}},NULL"), ParcelState::ALL[number as usize % 3]);
    if number % 3 == 0 {
        return new;
    }
    let time = NaiveTime::MIN + TimeDelta::microseconds(i64::from(number) * 36_000_001);
    let day = NaiveDate::from_ymd_opt(1999, 12, 1).unwrap() + TimeDelta::days(i64::from(number));
    let document = serde_json::json!({"number": number, "list": [null, "é\"\\"]});
    new.former(ParcelState::ALL[(number as usize + 1) % 3])
        .small(number as i16 - 1_000)
        .large(i64::MAX - i64::from(number))
        .ratio(number as f32 / 8.0)
        .exact(f64::from(number) / 3.0)
        .fragile(number % 2 == 0)
        .content(vec![0, 255, number as u8])
        .price(Decimal::new(i64::from(number) * -1_001, 3))
        .day(day)
        .clock(time)
        .sent_at(day.and_time(time))
        .seen_at(DateTime::from_timestamp(i64::from(number) * 1_000_003, 1_000).unwrap())
        .code(Uuid::from_u128(number as u128))
        .document(document.clone())
        .tree(document)
        .country("NL")
}

/// What is read back of that row.
fn assert_is_row(parcel: &Parcel, number: i32) {
    let expected = row(number);
    assert_eq!(parcel.label, expected.label);
    assert_eq!(parcel.state, expected.state);
    assert_eq!((parcel.former, parcel.small, parcel.large), (expected.former, expected.small, expected.large));
    assert_eq!((parcel.ratio, parcel.exact, parcel.fragile), (expected.ratio, expected.exact, expected.fragile));
    assert_eq!((&parcel.content, parcel.price, parcel.day), (&expected.content, expected.price, expected.day));
    assert_eq!((parcel.clock, parcel.sent_at, parcel.seen_at), (expected.clock, expected.sent_at, expected.seen_at));
    assert_eq!((parcel.code, &parcel.document, &parcel.tree), (expected.code, &expected.document, &expected.tree));
    assert_eq!((&parcel.country, parcel.counted), (&expected.country, 7));
}

#[test]
fn rows_of_all_types_travel_as_one_array_for_each_column_and_get_their_own_keys() {
    let Some((engine, sent)) = database() else { return };
    let mut session = Session::new(&engine);
    let parcels = session.add_all((1..=ROWS).map(row));
    session.flush().unwrap();
    let inserts = sent.take();
    assert_eq!(inserts.len(), 3, "{inserts:#?}");
    assert!(inserts.iter().all(|(sql, _)| sql == &inserts[0].0), "one text for every size: {inserts:#?}");
    let sql = &inserts[0].0;
    assert!(sql.contains("CAST(c1 AS ") && sql.contains("parcel_state)"), "{sql}");
    assert!(sql.contains("FROM unnest(CAST($1 AS TEXT[])"), "{sql}");
    assert!(sql.contains("WITH ORDINALITY") && sql.contains("ORDER BY n RETURNING"), "{sql}");
    for (number, parcel) in (1..).zip(&parcels) {
        assert_eq!(session[*parcel].id, number);
        assert_is_row(&session[*parcel], number);
    }
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let stored = conn.execute(select(Parcel).order_by(Parcel.id)).unwrap().all();
    assert_eq!(stored.len(), ROWS as usize);
    for (number, parcel) in (1..).zip(&stored) {
        assert_eq!(parcel.id, number);
        assert_is_row(parcel, number);
    }
}

#[test]
fn rows_without_instances_travel_the_same_way_and_come_back_if_they_are_wanted() {
    let Some((engine, sent)) = database() else { return };
    let mut conn = engine.connect().unwrap();
    let outcome = conn.execute(insert(Parcel).values((1..=ROWS).map(row))).unwrap();
    assert_eq!(outcome.rows_affected, ROWS as u64);
    let inserts = sent.take();
    assert_eq!(inserts.len(), 3);
    assert!(inserts.iter().all(|(sql, _)| sql.contains("unnest")), "{inserts:#?}");
    let insert = insert(Parcel).values((1..=ROWS).map(row)).returning((Parcel.id, Parcel.label));
    let returned = conn.execute(insert).unwrap().all();
    assert_eq!(returned.len(), ROWS as usize);
    for (number, (id, label)) in (1..).zip(&returned) {
        assert_eq!((*id, label), (ROWS + number, &format!("é{number} \\ \"'{{}},NULL")));
    }
    conn.commit().unwrap();
}

#[test]
fn rows_travel_the_same_way_inside_of_an_outer_transaction() {
    let Some((engine, sent)) = database() else { return };
    let inside = engine.outer_transaction().unwrap();
    let mut session = Session::new(&inside);
    let parcels = session.add_all((1..=20).map(row));
    session.commit().unwrap();
    assert!(sent.take().iter().any(|(sql, _)| sql.contains("unnest")));
    for parcel in &parcels {
        session.try_mut(*parcel).unwrap().counted = 8;
    }
    session.commit().unwrap();
    drop((session, inside));
    let mut conn = engine.connect().unwrap();
    assert_eq!(conn.scalar(select(func::count_all()).select_from(Parcel)).unwrap(), Some(0));
}

#[test]
fn a_few_rows_stand_in_values() {
    let Some((engine, sent)) = database() else { return };
    let mut session = Session::new(&engine);
    session.add_all((1..=16).map(row));
    session.flush().unwrap();
    assert!(sent.take().iter().all(|(sql, _)| sql.contains(" VALUES ")));
}

#[test]
fn text_stands_for_other_types_and_arrays_are_stored_whole() {
    let Some((engine, sent)) = database() else { return };
    let mut session = Session::new(&engine);
    let words = |number: i32| Words(vec![number.to_string(), "a,b".to_owned()]);
    let lasts = |number: i32| format!("{} days", number + 1);
    let baskets = session.add_all((1..=100).map(|number| NewBasket::new(lasts(number)).words(words(number))));
    session.flush().unwrap();
    assert!(sent.take()[0].0.contains(" VALUES "), "arrays would be taken apart");
    let others = session.add_all((101..=200).map(|number| NewBasket::new(lasts(number))));
    session.flush().unwrap();
    let sql = &sent.take()[0].0;
    assert!(sql.contains("CAST(c0 AS interval), CAST(c1 AS _text) FROM unnest"), "{sql}");
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let stored = conn.execute(select(Basket).order_by(Basket.id)).unwrap().all();
    for ((number, basket), stored) in (1..).zip(baskets.into_iter().chain(others)).zip(stored) {
        let words = (number <= 100).then(|| words(number));
        assert_eq!((session[basket].id, &stored.lasts, stored.words), (number, &lasts(number), words));
    }
}

#[test]
fn a_key_that_the_database_makes_without_counting_belongs_to_its_row() {
    let Some((engine, _)) = database() else { return };
    let mut session = Session::new(&engine);
    let made = session.add_all((0..50).map(|number| NewTicket::new(number.to_string())));
    let given = session.add_all(
        (50..100).map(|number| NewTicket::new(number.to_string()).code(Uuid::from_u128(0xffff_0000 - number as u128))),
    );
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    for (number, ticket) in made.into_iter().chain(given).enumerate() {
        let query = select(Ticket.name).filter(Ticket.code.eq(session[ticket].code));
        assert_eq!(conn.scalar(query).unwrap(), Some(number.to_string()));
    }
}

#[test]
fn a_row_that_a_trigger_swallows_is_an_error_and_one_that_it_changes_is_not() {
    let Some((engine, _)) = database() else { return };
    let function = "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.label = '40' THEN RETURN NULL; END IF; NEW.counted := NEW.small; RETURN NEW; END $$";
    let trigger = "CREATE TRIGGER look BEFORE INSERT ON parcel FOR EACH ROW EXECUTE FUNCTION look()";
    for sql in [function, trigger] {
        engine.begin(|conn| conn.execute(text(sql))).unwrap();
    }
    let new = |number: i32| NewParcel::new(number.to_string(), ParcelState::There).small(number as i16);
    let mut session = Session::new(&engine);
    let parcels = session.add_all((41..=100).map(new));
    session.flush().unwrap();
    for (number, parcel) in (41..).zip(parcels) {
        assert_eq!((session[parcel].label.clone(), session[parcel].counted), (number.to_string(), number));
    }
    session.add_all((1..=60).map(new));
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidRequest, "{error:?}");
    assert!(error.message().contains("swallowed by a trigger"), "{error:?}");
}

#[test]
fn values_that_do_not_fit_are_errors_as_in_a_statement_of_one_row() {
    let Some((engine, _)) = database() else { return };
    let new = |number: i32, label: &str| NewParcel::new(label, ParcelState::There).small(number as i16);
    let insert_with = |label: &str| {
        let rows = (1..=100).map(|number| new(number, if number == 50 { label } else { "short" }));
        engine.connect().unwrap().execute(insert(Parcel).values(rows)).unwrap_err()
    };
    assert_eq!(insert_with("longer than twenty characters").code(), Some("22001"));
    assert_eq!(*insert_with("nul \0").kind(), ErrorKind::OutOfRange);
}

/// Tickets `0` to `count - 1`, committed, and a session that has read them in this order.
fn tickets(engine: &Engine, count: u128) -> (Session, Vec<Handle<Ticket>>) {
    let rows = (0..count).map(|number| NewTicket::new(number.to_string()).code(Uuid::from_u128(number)));
    engine.begin(|conn| conn.execute(insert(Ticket).values(rows))).unwrap();
    let mut session = Session::new(engine);
    let tickets = session.scalars(select(Ticket).order_by(Ticket.code)).unwrap().all();
    (session, tickets)
}

#[test]
fn updates_and_deletes_do_not_wait_for_each_other_and_each_has_to_find_its_row() {
    let Some((engine, sent)) = database() else { return };
    let (mut session, tickets) = tickets(&engine, 600);
    for (uses, ticket) in (1..).zip(&tickets) {
        session[*ticket].uses = uses;
    }
    sent.take();
    session.flush().unwrap();
    let updates = sent.take();
    assert_eq!(updates.iter().map(|(_, executions)| *executions).collect::<Vec<_>>(), [600], "one text");
    for ticket in &tickets[..500] {
        session.delete(*ticket).unwrap();
    }
    session.flush().unwrap();
    let deletes = sent.take();
    assert_eq!(deletes.iter().map(|(_, executions)| *executions).collect::<Vec<_>>(), [500], "one text");
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let left = conn.execute(select((Ticket.name, Ticket.uses)).order_by(Ticket.uses)).unwrap().all();
    assert_eq!(left.len(), 100);
    assert_eq!(left[0], ("500".to_owned(), 501));
    // One of them is gone: the update that does not find it is told by its key, and none counts.
    conn.execute(delete(Ticket).filter(Ticket.name.eq("555"))).unwrap();
    conn.commit().unwrap();
    for ticket in &tickets[500..] {
        session.try_mut(*ticket).unwrap().uses += 1;
    }
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData);
    let key = Uuid::from_u128(555).simple();
    assert!(error.message().contains(&format!("with key x'{key}' matched 0 rows")), "{error:?}");
    session.rollback().unwrap();
    let most = select(Ticket.uses).order_by(Ticket.uses.desc()).limit(1);
    assert_eq!(conn.scalar(most).unwrap(), Some(600));
}

#[test]
fn the_first_error_of_many_updates_is_the_one_that_is_told() {
    let Some((engine, _)) = database() else { return };
    let (mut session, tickets) = tickets(&engine, 300);
    for (number, ticket) in tickets[..250].iter().enumerate() {
        session[*ticket].name = format!("{}", if number < 100 { 1_000 + number } else { 299 });
    }
    let error = session.flush().unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    session.rollback().unwrap();
    drop(session);
    // The connection is as good as new, and nothing was written.
    let mut session = Session::new(&engine);
    let renamed = select(Ticket).filter(Ticket.name.eq("1000"));
    assert_eq!(session.scalars(renamed).unwrap().all(), []);
    session.execute(update(Ticket).set(Ticket.uses, 1).all_rows()).unwrap();
    session.commit().unwrap();
}

#[test]
fn rows_that_conflict_are_sent_together_and_may_conflict_with_each_other() {
    let Some((engine, _)) = database() else { return };
    let mut conn = engine.connect().unwrap();
    let rows = (0..400).map(|number| NewTicket::new((number % 100).to_string()));
    let query = insert(Ticket).values(rows).on_conflict(Ticket.name).do_update().set(Ticket.uses, Ticket.uses + 1);
    conn.execute(query).unwrap();
    let uses = conn.scalars(select(Ticket.uses)).unwrap().all();
    assert_eq!(uses, [3; 100]);
}
