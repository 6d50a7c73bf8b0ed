//! Cells that do not fit their column: an error that names the column and the row, never a cut value.

use realgar::prelude::*;
use realgar::{Error, ErrorKind};

use crate::schemas::travel::{Flight, Sample};
use crate::schemas::tutorial::{Address, User};
use crate::schemas::{empty, filled};

/// Puts something into a column behind the schema's back, into the second of three rows.
fn damaged(column: &str, value: &str) -> Connection {
    let mut conn = empty();
    conn.execute(text("INSERT INTO sample (id) VALUES (1), (2), (3)")).unwrap();
    conn.execute(text(format!("UPDATE sample SET {column} = {value} WHERE id = 2"))).unwrap();
    conn
}

fn reading(column: &str, value: &str) -> Error {
    let error = damaged(column, value).execute(select(Sample).order_by(Sample.id)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.statement().is_some_and(|sql| sql.starts_with("SELECT sample.id")), "{error}");
    error
}

#[test]
fn integers_that_do_not_fit() {
    assert_eq!(
        reading("small", "40000").message(),
        "column `small`, row 2: 40000 does not fit SMALLINT; declare the column as a wider type"
    );
    assert_eq!(
        reading("big", "9223372036854775808").message(),
        "column `big`, row 2: a floating point number where an integer was expected"
    );
    assert_eq!(reading("small", "'many'").message(), "column `small`, row 2: text where an integer was expected");
    assert_eq!(
        reading("big", "1.5").message(),
        "column `big`, row 2: a floating point number where an integer was expected"
    );
}

#[test]
fn numbers_that_do_not_fit() {
    assert_eq!(reading("real4", "1e300").message(), "column `real4`, row 2: 1e300 does not fit REAL");
    assert_eq!(
        reading("real8", "'x'").message(),
        "column `real8`, row 2: text where a floating point number was expected"
    );
    assert!(reading("amount", "'1.2.3'").message().contains("`1.2.3` is not a decimal number"));
    assert!(reading("amount", "1e300").message().contains("column `amount`, row 2"));
    assert_eq!(reading("flag", "2").message(), "column `flag`, row 2: 2 is neither 0 nor 1, as BOOLEAN has to be");
    assert_eq!(reading("flag", "'yes'").message(), "column `flag`, row 2: text where a boolean was expected");
}

#[test]
fn texts_and_bytes_are_not_taken_for_each_other() {
    assert_eq!(reading("note", "X'414243'").message(), "column `note`, row 2: bytes where text was expected");
    assert_eq!(reading("raw", "'abc'").message(), "column `raw`, row 2: text where bytes was expected");
}

#[test]
fn texts_that_are_not_utf8() {
    let error = reading("note", "CAST(X'ff41' AS TEXT)");
    assert!(error.message().starts_with("column `note`, row 2: "), "{error}");
}

#[test]
fn days_and_times_that_there_are_not() {
    assert_eq!(reading("day", "'2023-02-30'").message(), "column `day`, row 2: `2023-02-30` is not a date");
    assert_eq!(reading("day", "'0000-00-00'").message(), "column `day`, row 2: `0000-00-00` is not a date");
    assert_eq!(reading("clock", "'25:00:00'").message(), "column `clock`, row 2: `25:00:00` is not a time");
    assert_eq!(reading("moment", "'yesterday'").message(), "column `moment`, row 2: `yesterday` is not a timestamp");
    assert_eq!(
        reading("moment", "1700000000").message(),
        "column `moment`, row 2: an integer where a timestamp was expected"
    );
    assert!(reading("instant", "'2024-01-01T00:00:00+99:00'").message().contains("is not a timestamp with time zone"));
    for odd in ["''", "'-'", "'9999999999-01-01'", "'2024-01-01é'", "'24:00'", "'T'", "' '"] {
        for column in ["day", "clock", "moment", "instant"] {
            reading(column, odd);
        }
    }
}

#[test]
fn documents_and_uuids_that_cannot_be_parsed() {
    assert!(reading("document", "'{\"a\":'").message().starts_with("column `document`, row 2: not a JSON document"));
    assert_eq!(reading("token", "'no-uuid'").message(), "column `token`, row 2: `no-uuid` is not a UUID");
    assert_eq!(reading("token", "X'0102'").message(), "column `token`, row 2: 2 bytes are not a UUID");
    let deep = format!("'{}'", "[".repeat(100_000));
    reading("document", &deep);
}

#[test]
fn forms_that_other_tools_write_are_read() {
    let read = |column: &str, value: &str| {
        damaged(column, value).execute(select(Sample).filter(Sample.id.eq(2))).unwrap().one().unwrap()
    };
    let day = chrono::NaiveDate::from_ymd_opt(2024, 5, 6).unwrap();
    assert_eq!(read("day", "'2024-05-06 00:00:00'").day, Some(day));
    assert_eq!(read("moment", "'2024-05-06'").moment, day.and_hms_opt(0, 0, 0));
    assert_eq!(read("moment", "'2024-05-06T07:08'").moment, day.and_hms_opt(7, 8, 0));
    let instant = day.and_hms_opt(7, 8, 9).map(|moment| moment.and_utc());
    for text in ["2024-05-06 07:08:09", "2024-05-06T07:08:09Z", "2024-05-06 09:08:09+02:00", "2024-05-06 09:08:09+02"] {
        assert_eq!(read("instant", &format!("'{text}'")).instant, instant, "{text}");
    }
    assert_eq!(
        read("token", "X'67e5504410b1426f9247bb680e5fe0c8'").token,
        Some(uuid::uuid!("67e55044-10b1-426f-9247-bb680e5fe0c8"))
    );
    assert_eq!(read("amount", "'1e3'").amount, Some(1000.into()));
    assert_eq!(read("real8", "7").real8, Some(7.0));
}

#[test]
fn null_where_the_schema_says_not_null() {
    let mut conn = filled();
    let null = select((User.id, func::call::<Text>("nullif", (User.name, literal("sandy"))))).order_by(User.id);
    let error = conn.execute(null).unwrap_err();
    assert!(error.message().contains("row 2: NULL where text was expected"), "{error}");
}

#[test]
fn labels_that_an_enum_does_not_have() {
    let mut conn = filled();
    conn.execute(text("PRAGMA ignore_check_constraints = 1")).unwrap();
    conn.execute(text("UPDATE flight SET status = 'lost' WHERE id = 3")).unwrap();
    let error = conn.execute(select((Flight.id, Flight.status)).order_by(Flight.id)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Decode);
    assert_eq!(error.message(), "column `status`, row 3: `lost` is not a label of the enum `flight_status`");
}

#[test]
fn the_place_is_named_in_joins_labels_and_streams() {
    let mut conn = filled();
    conn.execute(text("UPDATE address SET email_address = X'00' WHERE id = 3")).unwrap();
    let joined = || select((User, Address.id, Address.email_address.label("email"))).join(Address).order_by(Address.id);
    let error = conn.execute(joined()).unwrap_err();
    assert_eq!(error.message(), "column `email`, row 3: bytes where text was expected");
    let streamed: Vec<_> = conn.stream(joined()).unwrap().collect();
    assert_eq!(streamed.len(), 3);
    assert_eq!(streamed[2].as_ref().unwrap_err().message(), error.message());
    assert!(conn.scalar(joined()).unwrap().is_some(), "the first row is fine");
}
