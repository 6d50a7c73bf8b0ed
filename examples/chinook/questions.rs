//! The ten questions as queries. Each function's type says what a row is: the compiler has inferred it and compared.
//!
//! `Query<…>`, made by `.erase()`, is the short name for "a select with such rows", so that a function can return one.

use realgar::prelude::*;
use rust_decimal::Decimal;

use super::chinook::{Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, Playlist, Track};

/// A common table expression that is used twice: what each customer spent, and the most that anybody in a country did.
pub(crate) fn best_customer_of_each_country() -> Query<(Option<String>, String, String, Option<Decimal>)> {
    let spent =
        select((Customer.country, Customer.first_name, Customer.last_name, func::sum(Invoice.total).label("total")))
            .join(Invoice)
            .group_by(Customer.customer_id)
            .cte("spent");
    let (country, first_name, last_name, total) = spent.columns();

    let best = select((country, func::max(total).label("most"))).select_from(&spent).group_by(country).subquery("best");
    let (best_country, most) = best.columns();

    select((country, first_name, last_name, total))
        .select_from(&spent)
        .join_on(&best, best_country.is_not_distinct_from(country).and(most.eq(total)))
        .order_by((total.desc(), country))
        .erase()
}

/// An outer join whose other side is missing. ON comes from the one foreign key between a new table and those before.
pub(crate) fn tracks_never_sold() -> Query<(Option<String>, String, Option<String>)> {
    select((Artist.name, Track.name, Genre.name))
        .join(Album)
        .join(Track)
        .left_join(Genre)
        .left_join(InvoiceLine)
        .filter(InvoiceLine.invoice_line_id.is_null())
        .order_by((Artist.name, Track.name))
        .limit(10)
        .erase()
}

/// A table joined to itself needs a second name for it. The outer join makes the manager's name an `Option`.
pub(crate) fn employees_and_their_managers() -> Query<(String, Option<String>, Option<String>)> {
    let manager = alias!("manager", Employee);
    select((Employee.last_name, Employee.title, manager.last_name))
        .left_join_on(manager, Employee.reports_to.eq(manager.employee_id))
        .order_by(Employee.employee_id)
        .erase()
}

/// One expression as a result column, as a condition on groups and as an order.
pub(crate) fn revenue_per_genre() -> Query<(Option<String>, Option<i64>, Option<Decimal>)> {
    let sold = func::sum(InvoiceLine.quantity).label("sold");
    let revenue = func::sum(InvoiceLine.unit_price * InvoiceLine.quantity).label("revenue");
    select((Genre.name, &sold, &revenue))
        .join(Track)
        .join(InvoiceLine)
        .group_by(Genre.genre_id)
        .having(sold.gt(1))
        .order_by(revenue.desc())
        .erase()
}

/// Joins by relationship read like a path: from artists to albums, to tracks, to the lines of invoices.
pub(crate) fn best_selling_artists() -> Query<(Option<String>, Option<i64>, Option<Decimal>)> {
    let revenue = func::sum(InvoiceLine.unit_price * InvoiceLine.quantity).label("revenue");
    select((Artist.name, func::sum(InvoiceLine.quantity).label("sold"), &revenue))
        .join(Artist.albums)
        .join(Album.tracks)
        .join(Track.invoice_lines)
        .group_by(Artist.artist_id)
        .order_by((revenue.desc(), Artist.name))
        .limit(5)
        .erase()
}

/// A function of this database only, and a computed key: grouped by its label.
pub(crate) fn revenue_per_year() -> Query<(String, i64, Option<Decimal>)> {
    let year = func::call::<Text>("strftime", (literal("%Y"), Invoice.invoice_date)).label("year");
    select((&year, func::count(Invoice.invoice_id).label("invoices"), func::sum(Invoice.total).label("revenue")))
        .group_by(&year)
        .order_by(&year)
        .erase()
}

/// Many to many: the association table is joined along with the tracks.
pub(crate) fn longest_playlists() -> Query<(Option<String>, i64, Option<i64>)> {
    let tracks = func::count(Track.track_id).label("tracks");
    select((Playlist.name, &tracks, func::sum(Track.milliseconds).label("playing_time")))
        .join(Playlist.tracks)
        .group_by(Playlist.playlist_id)
        .order_by((tracks.desc(), Playlist.playlist_id))
        .limit(5)
        .erase()
}

/// Each customer once, though every one of them has several invoices.
pub(crate) fn customers_of_each_representative() -> Query<(String, String, i64, Option<Decimal>)> {
    let customers = func::count_distinct(Customer.customer_id).label("customers");
    select((Employee.first_name, Employee.last_name, &customers, func::sum(Invoice.total).label("revenue")))
        .join(Employee.customers)
        .join(Customer.invoices)
        .group_by(Employee.employee_id)
        .order_by((customers.desc(), Employee.employee_id))
        .erase()
}

/// A subquery that is computed anew for each row, because it asks for that row's album.
pub(crate) fn unusually_long_tracks() -> Query<(String, String, i64, Option<f64>)> {
    let other = alias!("other", Track);
    let usual = select(func::avg(other.milliseconds))
        .correlate(Track)
        .filter(other.album_id.eq(Track.album_id))
        .scalar()
        .label("usual");
    select((Album.title, Track.name, Track.milliseconds, &usual))
        .join(Track)
        .filter(Track.milliseconds.gt(&usual * 3))
        .order_by((Album.title, Track.milliseconds.desc()))
        .erase()
}

/// All albums without those of which a track was sold: both sides have to have the same row type.
pub(crate) fn albums_never_sold() -> Query<(Option<String>, String)> {
    let albums = select((Artist.name, Album.title)).join(Album);
    let sold = albums.clone().join(Track).join(InvoiceLine);
    albums.except(sold).order_by((Artist.name, Album.title)).limit(10).erase()
}
