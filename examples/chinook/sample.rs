//! A few rows for each table, so that every question has an answer.

use chrono::{NaiveDate, NaiveDateTime};
use realgar::prelude::*;
use rust_decimal::Decimal;

use super::chinook::{
    Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, NewAlbum, NewArtist, NewCustomer,
    NewEmployee, NewGenre, NewInvoice, NewInvoiceLine, NewMediaType, NewPlaylist, NewPlaylistTrack, NewTrack, Playlist,
    PlaylistTrack, Track,
};

/// Fills the empty tables. `engine.begin(load)` runs it in one transaction.
pub(crate) fn load(conn: &mut Connection) -> realgar::Result<()> {
    music(conn)?;
    people(conn)?;
    sales(conn)
}

fn music(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(MediaType).value(NewMediaType::new().media_type_id(1).name("MPEG audio file")))?;
    conn.execute(insert(Genre).values([
        NewGenre::new().genre_id(1).name("Rock"),
        NewGenre::new().genre_id(2).name("Jazz"),
        NewGenre::new().genre_id(3).name("Opera"),
    ]))?;
    conn.execute(insert(Artist).values([
        NewArtist::new().artist_id(1).name("The Alembics"),
        NewArtist::new().artist_id(2).name("Cinnabar Trio"),
        NewArtist::new().artist_id(3).name("Opera of the Red Lion"),
    ]))?;
    // Required columns are arguments of `new`: a foreign key is the other row's key.
    conn.execute(insert(Album).values([
        NewAlbum::new("Sublimation", 1).album_id(1),
        NewAlbum::new("Quicksilver Blues", 2).album_id(2),
        NewAlbum::new("Aurora Consurgens", 3).album_id(3),
    ]))?;
    let track = |id: i64, name: &str, album: i64, genre: i64, seconds: i64| {
        NewTrack::new(name, 1, seconds * 1_000, cents(99)).track_id(id).album_id(album).genre_id(genre)
    };
    conn.execute(insert(Track).values([
        track(1, "Calcination", 1, 1, 180),
        track(2, "Dissolution", 1, 1, 200),
        track(3, "Separation", 1, 1, 190),
        track(4, "Conjunction", 1, 1, 170),
        track(5, "Fermentation (live)", 1, 1, 1_200),
        track(6, "Mercury Walks", 2, 2, 320),
        track(7, "Vermilion", 2, 2, 280),
        track(8, "Overture", 3, 3, 420),
    ]))?;
    conn.execute(insert(Playlist).values([
        NewPlaylist::new().playlist_id(1).name("Everything"),
        NewPlaylist::new().playlist_id(2).name("For the laboratory"),
    ]))?;
    conn.execute(insert(PlaylistTrack).values((1..=8).map(|track| NewPlaylistTrack::new(1, track))))?;
    conn.execute(insert(PlaylistTrack).values([2, 6, 7].map(|track| NewPlaylistTrack::new(2, track))))?;
    Ok(())
}

fn people(conn: &mut Connection) -> realgar::Result<()> {
    conn.execute(insert(Employee).values([
        NewEmployee::new("Adams", "Andrea").employee_id(1).title("General Manager"),
        NewEmployee::new("Edwards", "Nadia").employee_id(2).title("Sales Manager").reports_to(1),
        NewEmployee::new("Peacock", "Joan").employee_id(3).title("Sales Support Agent").reports_to(2),
        NewEmployee::new("Johnson", "Stevan").employee_id(4).title("Sales Support Agent").reports_to(2),
    ]))?;
    let customer = |id: i64, first: &str, last: &str, country: &str, representative: i64| {
        let email = format!("{}@example.org", first.to_lowercase());
        NewCustomer::new(first, last, email).customer_id(id).country(country).support_rep_id(representative)
    };
    conn.execute(insert(Customer).values([
        customer(1, "Jabir", "Hayyan", "Iraq", 3),
        customer(2, "Marie", "Meurdrac", "France", 3),
        customer(3, "Nicolas", "Flamel", "France", 4),
        customer(4, "Isaac", "Newton", "United Kingdom", 4),
    ]))?;
    Ok(())
}

fn sales(conn: &mut Connection) -> realgar::Result<()> {
    let invoice = |id: i64, customer: i64, date| NewInvoice::new(customer, date, Decimal::ZERO).invoice_id(id);
    conn.execute(insert(Invoice).values([
        invoice(1, 1, day(2024, 3, 1)),
        invoice(2, 2, day(2024, 7, 14)),
        invoice(3, 3, day(2024, 11, 30)),
        invoice(4, 3, day(2025, 1, 2)),
        invoice(5, 4, day(2025, 5, 23)),
    ]))?;
    let line = |(invoice, track): (i64, i64)| NewInvoiceLine::new(invoice, track, cents(99), 1);
    let lines = [(1, 1), (1, 2), (2, 6), (3, 1), (3, 5), (3, 7), (4, 6), (5, 1), (5, 3)].map(line);
    conn.execute(insert(InvoiceLine).values(lines))?;

    // The total of each invoice is the sum of its lines, which the database works out.
    let total = select(func::sum(InvoiceLine.unit_price * InvoiceLine.quantity))
        .correlate(Invoice)
        .filter(InvoiceLine.invoice_id.eq(Invoice.invoice_id))
        .scalar();
    conn.execute(update(Invoice).set(Invoice.total, func::coalesce(total, 0)).all_rows())?;
    Ok(())
}

fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default().into()
}
