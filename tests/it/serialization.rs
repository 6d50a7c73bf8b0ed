//! The feature `serde`: rows, insert structs, changesets and enums, to JSON and back.

use realgar::prelude::*;
use realgar::query::ForeignKeyValue;
use realgar::{Kind, Value};
use serde_json::{from_value, json, to_value};

mod members {
    realgar::include_schema!("members");
}
use members::{Board, Member, MemberChanges, MemberRole, NewMember, NewSample, NewTeam, Sample, Team};

fn engine() -> Engine {
    let engine = Engine::new("sqlite://").unwrap();
    members::METADATA.create_all(&engine).unwrap();
    engine.begin(|conn| conn.execute(insert(Team).value(NewTeam::new("red")))).unwrap();
    engine
}

fn member() -> Member {
    Member {
        id: 7,
        name: "Ada".into(),
        email: None,
        nickname: Some("countess".into()),
        role: MemberRole::BoardMember,
        type_: "human".into(),
        team_name: "red".into(),
        mentor_id: Some(3),
        edits: 1,
    }
}

#[test]
fn a_row_has_the_names_of_its_columns() {
    let json = json!({
        "id": 7, "name": "Ada", "email": null, "nickname": "countess", "role": "board member", "type": "human",
        "team_name": "red", "mentor_id": 3, "edits": 1,
    });
    assert_eq!(to_value(member()).unwrap(), json);
    assert_eq!(from_value::<Member>(json).unwrap(), member());
    let board = Board { id: 7, name: "Ada".into() };
    assert_eq!(to_value(&board).unwrap(), json!({"id": 7, "name": "Ada"}));
}

#[test]
fn an_enum_is_its_label() {
    for role in MemberRole::ALL {
        assert_eq!(to_value(role).unwrap(), json!(role.as_str()));
        assert_eq!(from_value::<MemberRole>(json!(role.as_str())).unwrap(), role);
    }
    let error = from_value::<MemberRole>(json!("BoardMember")).unwrap_err();
    assert!(error.to_string().contains("expected `guest` or `board member`"), "{error}");
}

#[test]
fn a_row_of_every_type_comes_back_as_it_was() {
    let json = json!({
        "flag": true, "weight": 1.5, "bytes": [0, 255], "price": "12.30", "day": "2024-02-29", "at": "23:59:59.500",
        "taken": "2024-02-29T12:00:00", "sent": "2024-02-29T12:00:00Z",
        "token": "67e55044-10b1-426f-9247-bb680e5fe0c8", "settings": {"dark": [1, null]},
    });
    let new: NewSample = from_value(json.clone()).unwrap();
    let engine = engine();
    let mut conn = engine.connect().unwrap();
    let row: Sample = conn.execute(insert(Sample).value(new).returning(Sample)).unwrap().one().unwrap();
    let mut expected = json;
    expected["id"] = json!(1);
    let written = to_value(&row).unwrap();
    // SQLite keeps a NUMERIC as a number, so that 12.30 is 12.3.
    let price = |value: &serde_json::Value| value["price"].as_str().unwrap().trim_end_matches('0').to_owned();
    assert_eq!(price(&written), price(&expected));
    expected["price"] = written["price"].clone();
    assert_eq!(written, expected);
    assert_eq!(from_value::<Sample>(written).unwrap(), row);
}

#[test]
fn what_is_missing_is_left_to_the_database_and_null_is_null() {
    let engine = engine();
    let mut conn = engine.connect().unwrap();
    let mut read = |body: serde_json::Value| -> Member {
        let new: NewMember = from_value(body).unwrap();
        conn.execute(insert(Member).value(new).returning(Member)).unwrap().one().unwrap()
    };
    let missing = read(json!({"name": "Ada", "team_name": "red"}));
    assert_eq!((missing.id, missing.role), (1, MemberRole::Guest));
    assert_eq!((missing.nickname.as_deref(), missing.type_.as_str()), (Some("nobody"), "human"));
    assert_eq!((missing.email, missing.mentor_id), (None, None));

    let given = read(json!({
        "id": 9, "name": "Bob", "team_name": "red", "nickname": null, "role": "board member", "type": "robot",
        "email": "bob@example.org", "mentor_id": 1,
    }));
    assert_eq!((given.id, given.nickname, given.role), (9, None, MemberRole::BoardMember));
    assert_eq!((given.type_.as_str(), given.email.as_deref()), ("robot", Some("bob@example.org")));
    assert_eq!(given.mentor_id, Some(1));
}

#[test]
fn a_patch_changes_what_it_gives_and_null_is_null() {
    let engine = engine();
    let mut session = Session::new(&engine);
    let ada = session.add(NewMember::new("Ada", "red").email("ada@example.org"));
    session.flush().unwrap();
    let mut patch = |body: serde_json::Value| {
        let changes: MemberChanges = from_value(body).unwrap();
        session.apply(ada, changes).unwrap();
        session.commit().unwrap();
        session[ada].clone()
    };
    let renamed = patch(json!({"name": "Ada Lovelace", "type": "countess"}));
    assert_eq!((renamed.name.as_str(), renamed.type_.as_str()), ("Ada Lovelace", "countess"));
    assert_eq!(renamed.email.as_deref(), Some("ada@example.org"));
    let without = patch(json!({"email": null, "role": "board member"}));
    assert_eq!((without.email, without.role), (None, MemberRole::BoardMember));
    assert_eq!(without.name, "Ada Lovelace");
    let same = patch(json!({}));
    assert_eq!(same.nickname.as_deref(), Some("nobody"));

    let update = update(Member).changes(from_value::<MemberChanges>(json!({"nickname": null})).unwrap());
    session.execute(update.filter(Member.id.eq(session[ada].id))).unwrap();
    assert_eq!(session[ada].nickname, None);
}

#[test]
fn a_changeset_is_written_as_the_patch_that_it_is() {
    let changes = MemberChanges { email: Some(None), name: Some("Ada".into()), ..MemberChanges::default() };
    let json = json!({"email": null, "name": "Ada"});
    assert_eq!(to_value(&changes).unwrap(), json);
    let read: MemberChanges = from_value(json).unwrap();
    assert_eq!((read.email, read.name, read.nickname), (Some(None), Some("Ada".into()), None));
}

#[test]
fn a_patch_that_makes_null_of_what_is_not_null_is_an_error() {
    let error = from_value::<MemberChanges>(json!({"name": null})).unwrap_err();
    assert!(error.to_string().contains("null, expected a string"), "{error}");
}

#[test]
fn null_for_a_column_that_is_not_null_and_missing_required_columns_are_errors() {
    let error = from_value::<NewMember>(json!({"name": "Ada", "team_name": "red", "role": null})).unwrap_err();
    assert!(error.to_string().contains("null"), "{error}");
    let error = from_value::<NewMember>(json!({"name": "Ada"})).unwrap_err();
    assert_eq!(error.to_string(), "missing field `team_name`");
}

#[test]
fn an_insert_struct_is_written_without_what_is_left_to_the_database() {
    let new = NewMember::new("Ada", "red").nickname(None::<String>);
    let json = json!({"name": "Ada", "email": null, "nickname": null, "team_name": "red", "mentor_id": null});
    assert_eq!(to_value(&new).unwrap(), json);
    assert_eq!(from_value::<NewMember>(json).unwrap(), new);
}

#[test]
fn a_handle_cannot_be_written() {
    let engine = engine();
    let mut session = Session::new(&engine);
    let red = session.get_one(Team, "red").unwrap();
    let error = to_value(NewMember::new("Ada", red)).unwrap_err();
    assert_eq!(error.to_string(), "a handle to a row of `team` cannot be serialized; give the row's key instead");
    assert_eq!(to_value(ForeignKeyValue::<Team>::Key("red".into())).unwrap(), json!("red"));
}

#[test]
fn a_value_is_what_it_holds() {
    for (value, json) in [
        (Value::Null(Kind::Unknown), json!(null)),
        (Value::Boolean(true), json!(true)),
        (Value::BigInt(-5), json!(-5)),
        (Value::Unsigned(u64::MAX), json!(u64::MAX)),
        (Value::Double(0.5), json!(0.5)),
        (Value::Text("a".into()), json!("a")),
        (Value::Blob(vec![0, 255]), json!([0, 255])),
    ] {
        assert_eq!(to_value(&value).unwrap(), json);
        assert_eq!(from_value::<Value>(json).unwrap(), value);
    }
    let words = Value::Array(&Kind::Text, vec![Value::Text("a".into()), Value::Null(Kind::Text)]);
    assert_eq!(to_value(&words).unwrap(), json!(["a", null]));
    assert!(from_value::<Value>(json!([256])).unwrap_err().to_string().starts_with("256 is not a byte"));
    assert!(from_value::<Value>(json!({"a": 1})).is_err());
}

#[test]
fn rows_of_text_go_into_json_as_maps() {
    let engine = engine();
    let mut conn = engine.connect().unwrap();
    let row = conn.execute(text("SELECT 1 AS a, 'x' AS b, NULL AS c")).unwrap().one().unwrap();
    assert_eq!(to_value(row.to_map().unwrap()).unwrap(), json!({"a": 1, "b": "x", "c": null}));
}
