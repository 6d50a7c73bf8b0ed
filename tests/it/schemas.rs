//! The schemas that queries are tested on, with a few rows each: people and their addresses, flights and who is aboard.

use realgar::prelude::*;

/// `schema/tutorial.sql`.
pub(crate) mod tutorial {
    realgar::include_schema!("tutorial");
}

/// `schema/travel.sql`.
pub(crate) mod travel {
    realgar::include_schema!("travel");
}

use travel::{
    Airport, Booking, Flight, FlightStatus, NewAirport, NewBooking, NewFlight, NewPassenger, NewSample, Passenger,
    Sample,
};
use tutorial::{Address, NewAddress, NewUser, User};

/// A database in memory with the empty tables of both schemas.
pub(crate) fn empty() -> Connection {
    let engine = Engine::new("sqlite://").unwrap();
    tutorial::METADATA.create_all(&engine).unwrap();
    travel::METADATA.create_all(&engine).unwrap();
    engine.connect().unwrap()
}

/// The same with rows: a user without addresses, an airport without flights, a passenger without bookings, NULLs.
pub(crate) fn filled() -> Connection {
    let engine = Engine::new("sqlite://").unwrap();
    fill(&engine);
    engine.connect().unwrap()
}

/// Creates the tables of both schemas with these rows.
pub(crate) fn fill(engine: &Engine) {
    tutorial::METADATA.create_all(engine).unwrap();
    travel::METADATA.create_all(engine).unwrap();
    let mut conn = engine.connect().unwrap();
    people(&mut conn).unwrap();
    flights(&mut conn).unwrap();
    conn.commit().unwrap();
}

fn people(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(User).values([
        NewUser::new("spongebob").fullname("Spongebob Squarepants"),
        NewUser::new("sandy").fullname("Sandy Cheeks"),
        NewUser::new("patrick"),
    ]))?;
    conn.execute(insert(Address).values([
        NewAddress::new("spongebob@sqlalchemy.org", 1),
        NewAddress::new("sandy@sqlalchemy.org", 2),
        NewAddress::new("sandy@squirrelpower.org", 2),
    ]))?;
    Ok(())
}

fn flights(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(Airport).values([
        NewAirport::new("BER", "Berlin"),
        NewAirport::new("CDG", "Paris"),
        NewAirport::new("JFK", "New York"),
        NewAirport::new("LHR", "London"),
    ]))?;
    conn.execute(insert(Flight).values([
        NewFlight::new("BER", "CDG").seats(180),
        NewFlight::new("CDG", "JFK").price(420.0).status(FlightStatus::Landed),
        NewFlight::new("JFK", "BER").seats(300).price(380.25),
        NewFlight::new("BER", "JFK").seats(300).status(FlightStatus::Cancelled),
    ]))?;
    conn.execute(insert(Passenger).values(["Ada", "Grace", "Alan"].map(NewPassenger::new)))?;
    conn.execute(
        insert(Booking).values([(1, 1), (2, 1), (1, 2), (3, 2)].map(|(flight, who)| NewBooking::new(flight, who))),
    )?;
    conn.execute(insert(Sample).value(NewSample::new()))?;
    Ok(())
}
