//! A table of more columns than are decoded at once.

use realgar::prelude::*;

#[allow(dead_code, reason = "the test uses one of its names")]
mod wide {
    include!("../codegen/wide_table/expected/wide_table.rs");
}

use wide::Survey;

/// A database with one row, in which each value is the number of its column.
fn filled() -> Engine {
    let engine = Engine::new("sqlite://").unwrap();
    wide::METADATA.create_all(&engine).unwrap();
    let numbers: Vec<String> = (0..34).map(|number| number.to_string()).collect();
    let insert = format!("INSERT INTO survey VALUES ({})", numbers.join(", "));
    engine.begin(|conn| conn.execute(text(insert)).map(|_| ())).unwrap();
    engine
}

#[test]
fn each_column_of_a_wide_table_is_read_into_its_own_field() {
    let row = filled().connect().unwrap().scalars(select(Survey)).unwrap().one().unwrap();
    assert_eq!(row.id, 0);
    for (number, shown) in (1..34).map(|number| (number, format!("reading_{number:02}: "))) {
        let value = match number % 3 {
            0 => format!("\"{number}\""),
            1 => format!("Some({number})"),
            _ => format!("{number}.0"),
        };
        let text = format!("{row:?}");
        assert!(text.contains(&format!("{shown}{value}")), "{shown}{value} is not in {text}");
    }
}

#[test]
fn the_last_column_of_a_wide_table_is_tracked() {
    let engine = filled();
    let mut session = Session::new(&engine);
    let survey = session.get_one(Survey, 0).unwrap();
    session[survey].reading_33 = "changed".into();
    session.commit().unwrap();
    let last: Option<String> = engine.connect().unwrap().scalar(select(Survey.reading_33)).unwrap();
    assert_eq!(last.as_deref(), Some("changed"));
}
