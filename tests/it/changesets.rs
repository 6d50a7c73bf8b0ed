//! Changesets: `UserChanges`, in UPDATE and for instances of a session.

use insta::assert_snapshot;
use realgar::ErrorKind;
use realgar::prelude::*;

use crate::schemas::travel::{self, Flight, FlightChanges, FlightStatus, NewAirport, NewFlight};
use crate::schemas::tutorial::{self, NewUser, User, UserChanges};

fn session() -> Session {
    let engine = Engine::new("sqlite://").unwrap();
    tutorial::METADATA.create_all(&engine).unwrap();
    travel::METADATA.create_all(&engine).unwrap();
    Session::new(&engine)
}

#[test]
fn an_update_sets_what_a_changeset_gives_and_null_is_a_value() {
    let rename = UserChanges { name: Some("sandra".into()), fullname: Some(None) };
    assert_eq!(format!("{rename:?}"), r#"UserChanges { name: Text("sandra"), fullname: Null(Text) }"#);
    let query = update(User).changes(rename).filter(User.id.eq(1));
    let compiled = query.compile(Dialect::PostgreSql).unwrap();
    assert_snapshot!(compiled.sql(), @"UPDATE user_account SET name=$1, fullname=$2 WHERE user_account.id = $3");
    assert_snapshot!(compiled.literal_binds(), @"UPDATE user_account SET name='sandra', fullname=NULL WHERE user_account.id = 1");
}

#[test]
fn an_update_that_changes_nothing_is_refused() {
    let query = update(User).changes(UserChanges::default()).filter(User.id.eq(1));
    let error = query.compile(Dialect::Sqlite).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidStatement);
}

#[test]
fn a_changeset_and_set_stand_in_one_update() {
    let query = update(User).changes(UserChanges { name: Some("x".into()), ..UserChanges::default() });
    let query = query.set(User.fullname, func::upper(User.name)).all_rows();
    let mut session = session();
    let sandy = session.add(NewUser::new("sandy"));
    session.execute(query).unwrap();
    assert_eq!((session[sandy].name.as_str(), session[sandy].fullname.as_deref()), ("x", Some("SANDY")));
}

#[test]
fn an_instance_takes_a_changeset_and_the_flush_writes_what_differs() {
    let mut session = session();
    let sandy = session.add(NewUser::new("sandy").fullname("Sandy Cheeks"));
    let early = session.apply(sandy, UserChanges::default()).unwrap_err();
    assert_eq!(*early.kind(), ErrorKind::Pending, "{early}");
    session.flush().unwrap();

    session.apply(sandy, UserChanges::default()).unwrap();
    assert!(!session.is_dirty(sandy), "nothing was given");
    session.apply(sandy, UserChanges { name: Some("sandy".into()), ..UserChanges::default() }).unwrap();
    assert!(!session.is_modified(sandy), "it is what it was");
    session.apply(sandy, UserChanges { fullname: Some(None), ..UserChanges::default() }).unwrap();
    assert!(session.is_modified(sandy));
    assert_eq!((session[sandy].name.as_str(), session[sandy].fullname.as_deref()), ("sandy", None));
    session.commit().unwrap();
    let row = session.get_one(User, session[sandy].id).unwrap();
    assert_eq!(session[row].fullname, None);

    session.apply(sandy, UserChanges { name: Some("patrick".into()), ..UserChanges::default() }).unwrap();
    session.rollback().unwrap();
    session.refresh(sandy).unwrap();
    assert_eq!(session[sandy].name, "sandy");
}

#[test]
fn keys_of_other_rows_and_enums_are_changed_like_any_column() {
    let mut session = session();
    for code in ["HAM", "LIS", "BER"] {
        session.add(NewAirport::new(code, "somewhere"));
    }
    let flight = session.add(NewFlight::new("HAM", "LIS"));
    session.flush().unwrap();
    let landed = FlightChanges {
        destination: Some("BER".into()),
        status: Some(FlightStatus::Landed),
        ..FlightChanges::default()
    };
    session.apply(flight, landed).unwrap();
    session.flush().unwrap();
    session.refresh(flight).unwrap();
    assert_eq!((session[flight].destination.as_str(), session[flight].status), ("BER", FlightStatus::Landed));
    let airport = session.related(flight, Flight.destination_airport).unwrap();
    assert_eq!(session[airport].code, "BER");
}
