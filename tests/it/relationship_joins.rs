//! Relationships in queries: joins along them, `any` and `has`.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Airport, Flight, FlightStatus, Passenger};
use crate::schemas::tutorial::{Address, User};

#[test]
fn one_to_many_and_many_to_one_are_joined_by_name() {
    assert_snapshot!(check(select((User.name, Address.id)).join(User.addresses).order_by(Address.id)), @r#"
    SELECT user_account.name, address.id FROM user_account JOIN address ON user_account.id = address.user_id ORDER BY address.id
    ("spongebob", 1)
    ("sandy", 2)
    ("sandy", 3)
    "#);
    assert_snapshot!(check(select((Address.id, User.name)).join(Address.user).order_by(Address.id)), @r#"
    SELECT address.id, user_account.name FROM address JOIN user_account ON user_account.id = address.user_id ORDER BY address.id
    (1, "spongebob")
    (2, "sandy")
    (3, "sandy")
    "#);
}

#[test]
fn the_relationship_says_which_of_two_foreign_keys_is_meant() {
    assert_snapshot!(check(select((Flight.id, Airport.city)).join(Flight.origin_airport).order_by(Flight.id)), @r#"
    SELECT flight.id, airport.city FROM flight JOIN airport ON airport.code = flight.origin ORDER BY flight.id
    (1, "Berlin")
    (2, "Paris")
    (3, "New York")
    (4, "Berlin")
    "#);
    assert_snapshot!(check(select((Flight.id, Airport.city)).join(Flight.destination_airport).order_by(Flight.id)), @r#"
    SELECT flight.id, airport.city FROM flight JOIN airport ON airport.code = flight.destination ORDER BY flight.id
    (1, "Paris")
    (2, "New York")
    (3, "Berlin")
    (4, "New York")
    "#);
    assert_snapshot!(check(select((Airport.code, Flight.id)).left_join(Airport.arrivals).order_by((Airport.code, Flight.id))), @r#"
    SELECT airport.code, flight.id FROM airport LEFT OUTER JOIN flight ON airport.code = flight.destination ORDER BY airport.code, flight.id
    ("BER", Some(3))
    ("CDG", Some(1))
    ("JFK", Some(2))
    ("JFK", Some(4))
    ("LHR", None)
    "#);
}

#[test]
fn many_to_many_joins_through_the_association() {
    let aboard = select((Flight.id, Passenger.name)).join(Flight.passengers).order_by((Flight.id, Passenger.id));
    assert_snapshot!(check(aboard), @r#"
    SELECT flight.id, passenger.name FROM flight JOIN (booking AS booking_1 JOIN passenger ON booking_1.passenger_id = passenger.id) ON flight.id = booking_1.flight_id ORDER BY flight.id, passenger.id
    (1, "Ada")
    (1, "Grace")
    (2, "Ada")
    (3, "Grace")
    "#);
    let flights = select((Passenger.name, Flight.destination)).join(Passenger.flights);
    assert_snapshot!(check(flights.order_by((Passenger.id, Flight.id))), @r#"
    SELECT passenger.name, flight.destination FROM passenger JOIN (booking AS booking_1 JOIN flight ON booking_1.flight_id = flight.id) ON passenger.id = booking_1.passenger_id ORDER BY passenger.id, flight.id
    ("Ada", "CDG")
    ("Ada", "JFK")
    ("Grace", "CDG")
    ("Grace", "BER")
    "#);
}

#[test]
fn a_left_join_along_many_to_many_keeps_those_without() {
    let query = select((Passenger.name, Flight.id)).left_join(Passenger.flights).order_by((Passenger.id, Flight.id));
    let rows: Vec<(String, Option<i32>)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.last().unwrap(), &("Alan".to_owned(), None));
    assert_snapshot!(check(query), @r#"
    SELECT passenger.name, flight.id FROM passenger LEFT OUTER JOIN (booking AS booking_1 JOIN flight ON booking_1.flight_id = flight.id) ON passenger.id = booking_1.passenger_id ORDER BY passenger.id, flight.id
    ("Ada", Some(1))
    ("Ada", Some(2))
    ("Grace", Some(1))
    ("Grace", Some(3))
    ("Alan", None)
    "#);
}

#[test]
fn an_aliass_relationships_start_at_the_alias() {
    let person = alias!("person", User);
    assert_snapshot!(check(select((person.name, Address.id)).join(person.addresses).order_by(Address.id)), @r#"
    SELECT person.name, address.id FROM user_account AS person JOIN address ON person.id = address.user_id ORDER BY address.id
    ("spongebob", 1)
    ("sandy", 2)
    ("sandy", 3)
    "#);
}

#[test]
fn any_asks_for_at_least_one() {
    assert_snapshot!(check(select(User.name).filter(User.addresses.any(Address.email_address.like("%power%")))), @r#"
    SELECT user_account.name FROM user_account WHERE EXISTS (SELECT 1 FROM address WHERE user_account.id = address.user_id AND address.email_address LIKE ?)
    binds: [Text("%power%")]
    "sandy"
    "#);
    assert_snapshot!(check(select(User.name).filter(!User.addresses.any(Address.id.gt(0)))), @r#"
    SELECT user_account.name FROM user_account WHERE NOT (EXISTS (SELECT 1 FROM address WHERE user_account.id = address.user_id AND address.id > ?))
    binds: [Integer(0)]
    "patrick"
    "#);
    assert_snapshot!(check(select(Flight.id).filter(Flight.passengers.any(Passenger.name.eq("Grace"))).order_by(Flight.id)), @r#"
    SELECT flight.id FROM flight WHERE EXISTS (SELECT 1 FROM (booking AS booking_1 JOIN passenger ON booking_1.passenger_id = passenger.id) WHERE flight.id = booking_1.flight_id AND passenger.name = ?) ORDER BY flight.id
    binds: [Text("Grace")]
    1
    3
    "#);
}

#[test]
fn any_may_do_without_a_condition() {
    let wanted: Option<&str> = None;
    let condition = wanted.map(|email| Address.email_address.eq(email));
    assert_snapshot!(check(select(User.name).filter(User.addresses.any(condition)).order_by(User.id)), @r#"
    SELECT user_account.name FROM user_account WHERE EXISTS (SELECT 1 FROM address WHERE user_account.id = address.user_id) ORDER BY user_account.id
    "spongebob"
    "sandy"
    "#);
}

#[test]
fn has_asks_of_the_one_at_the_other_end() {
    assert_snapshot!(check(select(Address.id).filter(Address.user.has(User.name.eq("sandy"))).order_by(Address.id)), @r#"
    SELECT address.id FROM address WHERE EXISTS (SELECT 1 FROM user_account WHERE user_account.id = address.user_id AND user_account.name = ?) ORDER BY address.id
    binds: [Text("sandy")]
    2
    3
    "#);
    let abroad =
        Flight.destination_airport.has(Airport.city.eq("New York").and(Flight.status.eq(FlightStatus::Landed)));
    assert_snapshot!(check(select(Flight.id).filter(abroad)), @r#"
    SELECT flight.id FROM flight WHERE EXISTS (SELECT 1 FROM airport WHERE airport.code = flight.destination AND airport.city = ? AND flight.status = ?)
    binds: [Text("New York"), Text("landed")]
    2
    "#);
}

#[test]
fn conditions_on_relationships_nest() {
    let grace = Airport.departures.any(Flight.passengers.any(Passenger.name.eq("Grace")));
    assert_snapshot!(check(select(Airport.code).filter(grace).order_by(Airport.code)), @r#"
    SELECT airport.code FROM airport WHERE EXISTS (SELECT 1 FROM flight WHERE airport.code = flight.origin AND EXISTS (SELECT 1 FROM (booking AS booking_1 JOIN passenger ON booking_1.passenger_id = passenger.id) WHERE flight.id = booking_1.flight_id AND passenger.name = ?)) ORDER BY airport.code
    binds: [Text("Grace")]
    "BER"
    "JFK"
    "#);
}

#[test]
fn an_association_table_is_found_in_its_own_schema() {
    use realgar::relationship::{Many, Relationship, RelationshipInfo, RelationshipKind, SecondaryInfo};

    static PASSENGERS: RelationshipInfo = RelationshipInfo {
        name: "passengers",
        kind: RelationshipKind::ManyToMany,
        local: &["id"],
        target: "passenger",
        remote: &["id"],
        secondary: Some(SecondaryInfo {
            table: "booking",
            schema: Some("sales"),
            alias: "booking_1",
            columns: &["flight_id", "passenger_id"],
            local: &["flight_id"],
            remote: &["passenger_id"],
        }),
        back_populates: None,
        cascade: &[],
        passive_deletes: false,
        order_by: &[],
        write_only: false,
        viewonly: true,
    };
    let passengers =
        Relationship::<Flight, Passenger, Many>::new(realgar::codegen_support::SourceName::new("flight"), &PASSENGERS);
    let query = select(Flight.id).join(passengers);
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT flight.id FROM flight JOIN (sales.booking AS booking_1 JOIN passenger ON booking_1.passenger_id = passenger.id) ON flight.id = booking_1.flight_id");
}
