//! `= ANY` and its relatives over lists and arrays.

use insta::assert_snapshot;
use realgar::prelude::*;
use realgar::types::Array;

use crate::check::check;
use crate::schemas::travel::{Flight, FlightStatus, Sample};
use crate::schemas::tutorial::User;

#[test]
fn a_list_is_one_array_on_postgresql_and_in_elsewhere() {
    assert_snapshot!(check(select(User.name).filter(User.id.eq_any(vec![1, 3])).order_by(User.id)), @"");
    assert_snapshot!(check(select(User.name).filter(User.id.ne_all([1])).order_by(User.id)), @"");
    assert_snapshot!(check(select(User.name).filter(User.name.eq_any(["sandy", "it's"]))), @"");
    assert_snapshot!(check(select(User.name).filter(User.id.eq_any(Vec::<i32>::new()))), @"");
    assert_snapshot!(check(select(User.name).filter(User.id.ne_all(Vec::<i32>::new())).order_by(User.id)), @"");
}

#[test]
fn one_text_stands_for_lists_of_every_length() {
    let text = |ids: Vec<i32>| {
        let query = select(User.name).filter(User.id.eq_any(ids));
        query.compile(Dialect::PostgreSql).unwrap().sql().to_owned()
    };
    assert_eq!(text(vec![]), text((0..1000).collect()));
}

#[test]
fn other_comparisons_with_a_list_are_postgresqls() {
    assert_snapshot!(check(select(User.name).filter(User.id.gt_all([1, 2]))), @"");
    assert_snapshot!(check(select(User.name).filter(User.id.lt_any([2, 3])).order_by(User.id)), @"");
}

#[test]
fn lists_hold_labels_of_enums_and_dates_beside_timestamps() {
    let status = Flight.status.eq_any([FlightStatus::Landed, FlightStatus::Cancelled]);
    assert_snapshot!(check(select(Flight.id).filter(status).order_by(Flight.id)), @"");
    let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    assert_snapshot!(check(select(Sample.id).filter(Sample.moment.eq_any([day]))), @"");
    assert_snapshot!(check(select(User.id).filter(User.id.eq_any([literal(1), literal(2)])).order_by(User.id)), @"");
}

#[test]
fn a_value_is_looked_for_in_an_array_of_the_database() {
    let words = func::call::<Array<Text>>("string_to_array", (User.fullname, literal(" ")));
    let query = select(User.name).filter(literal("Cheeks").eq_any(words));
    assert_snapshot!(check(query), @"");
}

#[test]
fn dates_are_subtracted_from_dates() {
    let day = |day| chrono::NaiveDate::from_ymd_opt(2024, 3, day).unwrap();
    assert_snapshot!(check(select(literal(day(1)) - day(31))), @"");
    let query: Query<Option<i32>> = select(literal(day(1)) - Sample.day).erase();
    assert_snapshot!(check(query), @"");
    let query: Query<Option<i32>> = select(func::max(Sample.day) - func::min(Sample.day)).erase();
    assert_snapshot!(check(query), @"");
}
