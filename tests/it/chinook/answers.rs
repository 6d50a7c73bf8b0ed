//! The answers on the real data, beside those of SQL that a person wrote.

use std::fmt::Debug;

use realgar::FromRow;
use realgar::prelude::*;

use super::{questions, real_shop};

fn assert_same<R: FromRow + Debug>(conn: &mut Connection, query: Query<R>, sql: &str) {
    let ours = conn.execute(query).unwrap();
    let plain = conn.execute(text(sql).typed::<R>()).unwrap();
    let lines = |rows: Rows<R>| {
        let mut lines: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
        lines.sort();
        lines.join("\n")
    };
    assert!(!ours.is_empty());
    assert_eq!(lines(ours), lines(plain), "{sql}");
}

#[test]
fn customers_and_employees_are_the_same_as_in_plain_sql() {
    let Some(conn) = &mut real_shop() else { return };
    assert_same(
        conn,
        questions::best_customer_of_each_country(),
        "SELECT c.Country, c.FirstName, c.LastName, sum(i.Total) AS spent
         FROM Customer c JOIN Invoice i USING (CustomerId)
         GROUP BY c.CustomerId
         HAVING NOT EXISTS (
             SELECT 1 FROM Customer d JOIN Invoice j USING (CustomerId)
             WHERE d.Country = c.Country GROUP BY d.CustomerId HAVING sum(j.Total) > sum(i.Total)
         )",
    );
    assert_same(
        conn,
        questions::employees_and_their_managers(),
        "SELECT LastName, Title, (SELECT m.LastName FROM Employee m WHERE m.EmployeeId = e.ReportsTo) FROM Employee e",
    );
    assert_same(
        conn,
        questions::customers_of_each_representative(),
        "SELECT e.FirstName, e.LastName, count(*), sum(c.spent)
         FROM Employee e JOIN (
             SELECT SupportRepId, (SELECT sum(Total) FROM Invoice i WHERE i.CustomerId = c.CustomerId) AS spent
             FROM Customer c
         ) c ON c.SupportRepId = e.EmployeeId
         GROUP BY e.EmployeeId",
    );
}

#[test]
fn sales_are_the_same_as_in_plain_sql() {
    let Some(conn) = &mut real_shop() else { return };
    assert_same(
        conn,
        questions::revenue_per_genre(),
        "SELECT g.Name, sum(l.Quantity) AS sold, sum(l.UnitPrice * l.Quantity)
         FROM Genre g, Track t, InvoiceLine l
         WHERE t.GenreId = g.GenreId AND l.TrackId = t.TrackId
         GROUP BY g.GenreId HAVING sold > 1",
    );
    assert_same(
        conn,
        questions::best_selling_artists(),
        "SELECT r.Name, sum(l.Quantity), sum(l.UnitPrice * l.Quantity) AS revenue
         FROM Artist r, Album a, Track t, InvoiceLine l
         WHERE a.ArtistId = r.ArtistId AND t.AlbumId = a.AlbumId AND l.TrackId = t.TrackId
         GROUP BY r.ArtistId ORDER BY revenue DESC, r.Name LIMIT 5",
    );
    assert_same(
        conn,
        questions::revenue_per_year(),
        "SELECT substr(InvoiceDate, 1, 4) AS year, count(*), sum(Total) FROM Invoice GROUP BY year",
    );
}

#[test]
fn music_is_the_same_as_in_plain_sql() {
    let Some(conn) = &mut real_shop() else { return };
    assert_same(
        conn,
        questions::tracks_never_sold(),
        "SELECT r.Name, t.Name, g.Name
         FROM Track t JOIN Album USING (AlbumId) JOIN Artist r USING (ArtistId) LEFT JOIN Genre g USING (GenreId)
         WHERE t.TrackId NOT IN (SELECT TrackId FROM InvoiceLine) ORDER BY r.Name, t.Name LIMIT 10",
    );
    assert_same(
        conn,
        questions::longest_playlists(),
        "SELECT Name, (SELECT count(*) FROM PlaylistTrack t WHERE t.PlaylistId = p.PlaylistId) AS tracks,
             (SELECT sum(Milliseconds) FROM Track JOIN PlaylistTrack t USING (TrackId) WHERE t.PlaylistId = p.PlaylistId)
         FROM Playlist p ORDER BY tracks DESC, PlaylistId LIMIT 5",
    );
    assert_same(
        conn,
        questions::unusually_long_tracks(),
        "SELECT a.Title, t.Name, t.Milliseconds, m.usual
         FROM Track t JOIN Album a USING (AlbumId)
         JOIN (SELECT AlbumId, avg(Milliseconds) AS usual FROM Track GROUP BY AlbumId) m USING (AlbumId)
         WHERE t.Milliseconds > 3 * m.usual",
    );
    assert_same(
        conn,
        questions::albums_never_sold(),
        "SELECT r.Name, a.Title FROM Album a JOIN Artist r USING (ArtistId)
         WHERE a.AlbumId NOT IN (SELECT AlbumId FROM Track JOIN InvoiceLine USING (TrackId))
         ORDER BY r.Name, a.Title LIMIT 10",
    );
}
