//! A search as an HTTP endpoint has it: ten optional filters, an order that the caller names, pages, the number of all
//! hits. One query is put together at run time; which columns it may use is still checked by the compiler.
//!
//! ```text
//! cargo run --example search
//! cargo run --example search -- artist=cinnabar longer_than=300 sort=-length page=1
//! ```
//!
//! The tables are those of `schema/chinook.sql`, with the few rows of `chinook/sample.rs`.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use realgar::prelude::*;
use realgar::query::Order;
use realgar::query::rules::Whole;
use rust_decimal::Decimal;

#[path = "chinook/sample.rs"]
mod sample;

/// What the build script made of `schema/chinook.sql`.
#[allow(dead_code, reason = "a search uses only some of it")]
mod chinook {
    realgar::include_schema!("chinook");
}

use chinook::{Album, Artist, Genre, InvoiceLine, Playlist, Track};

/// What a caller may ask for; everything may be left out.
#[derive(Debug, Default)]
struct Search {
    title: Option<String>,
    composer: Option<String>,
    artist: Option<String>,
    album: Option<String>,
    genres: Option<Vec<String>>,
    playlist: Option<String>,
    longer_than: Option<i64>,
    shorter_than: Option<i64>,
    cheaper_than: Option<Decimal>,
    never_sold: bool,
    /// `name`, or `-name` for the other direction.
    sort: Option<String>,
    /// Counted from 0.
    page: u64,
}

/// Rows on a page.
const PAGE: u64 = 3;

/// One hit: what the caller sees of it.
#[derive(Debug)]
struct Hit {
    title: String,
    seconds: i64,
    price: Decimal,
}

fn main() -> realgar::Result<()> {
    let engine = Engine::new("sqlite://")?;
    chinook::METADATA.create_all(&engine)?;
    engine.begin(sample::load)?;
    let mut conn = engine.connect()?;

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.is_empty() {
        return answer(&mut conn, &Search::of(&arguments)?);
    }
    for request in [
        "",
        "sort=-length page=1",
        "title=ation",
        "artist=alembics longer_than=175 shorter_than=200 sort=title",
        "genres=Jazz,Opera album=quicksilver playlist=laboratory",
        "never_sold=yes cheaper_than=1.00",
    ] {
        println!("\n?{}", request.replace(' ', "&"));
        let arguments: Vec<String> = request.split_whitespace().map(str::to_owned).collect();
        answer(&mut conn, &Search::of(&arguments)?)?;
    }
    // what is not on the list of sortable columns is refused, it never becomes SQL
    let request = Search::of(&["sort=bytes; DROP TABLE Track".to_owned()])?;
    if let Err(error) = answer(&mut conn, &request) {
        println!("\n{error}");
    }
    Ok(())
}

fn answer(conn: &mut Connection, search: &Search) -> realgar::Result<()> {
    let order = search.order()?;
    let sales = || select(InvoiceLine.invoice_line_id).correlate(Track).filter(InvoiceLine.track_id.eq(Track.track_id));
    // filters are data: the ten of them do not change the query's type
    let query = select((Track.name, Track.milliseconds, Track.unit_price))
        .filter(search.title.as_ref().map(|title| Track.name.contains(title)))
        .filter(search.composer.as_ref().map(|composer| Track.composer.contains(composer)))
        .filter(search.longer_than.map(|seconds| Track.milliseconds.gt(seconds.saturating_mul(1_000))))
        .filter(search.shorter_than.map(|seconds| Track.milliseconds.lt(seconds.saturating_mul(1_000))))
        .filter(search.cheaper_than.map(|price| Track.unit_price.lt(price)))
        .filter(search.never_sold.then(|| !exists(sales())))
        .filter(search.playlist.as_ref().map(|name| Track.playlists.any(Playlist.name.contains(name))))
        // joins are there only if somebody needs them; `Album` is joined once, even if two filters do
        .join_if_some(search.album.as_ref(), Album, |query, album| query.filter(Album.title.contains(album)))
        .join_if_some(search.artist.as_ref(), Album, |query, artist| {
            query.join_if(true, Artist, |query| query.filter(Artist.name.contains(artist)))
        })
        .join_if_some(search.genres.as_ref(), Genre, |query, genres| query.filter(Genre.name.in_(genres)));

    let total = conn.scalar(query.total())?.unwrap_or_default();
    let page = query.order_by((order, Track.track_id)).limit(PAGE).offset(search.page.saturating_mul(PAGE));
    println!("{}", page.compile(conn.dialect())?);
    let hits = conn.execute(page)?.map_into(|(title, milliseconds, price)| Hit {
        title,
        seconds: milliseconds / 1_000,
        price,
    });
    println!("{total} hits, page {}:", search.page);
    for Hit { title, seconds, price } in hits {
        println!("  {title:<24} {}:{:02}  {price}", seconds / 60, seconds % 60);
    }
    Ok(())
}

impl Search {
    /// The allow-list of what can be sorted by.
    fn order(&self) -> realgar::Result<Option<Order<Whole<Track>>>> {
        let Some(wanted) = self.sort.as_deref() else { return Ok(None) };
        let (name, is_descending) = wanted.strip_prefix('-').map_or((wanted, false), |name| (name, true));
        let key = match name {
            "title" => Track.name.asc().of_table(),
            "length" => Track.milliseconds.asc().of_table(),
            "price" => Track.unit_price.asc().of_table(),
            // or, for all columns of a table: `Track.column_by_name(name)`
            other => return Err(realgar::Error::other(format!("hits cannot be sorted by `{other}`"))),
        };
        Ok(Some(key.descending(is_descending)))
    }

    /// Reads `name=value` arguments, as the query of a URL has them.
    fn of(arguments: &[String]) -> realgar::Result<Self> {
        let mut search = Self::default();
        for argument in arguments {
            let (name, value) = argument.split_once('=').unwrap_or((argument, ""));
            let text = || Some(value.to_owned());
            match name {
                "title" => search.title = text(),
                "composer" => search.composer = text(),
                "artist" => search.artist = text(),
                "album" => search.album = text(),
                "genres" => search.genres = Some(value.split(',').map(str::to_owned).collect()),
                "playlist" => search.playlist = text(),
                "longer_than" => search.longer_than = Some(value.parse().map_err(realgar::Error::other)?),
                "shorter_than" => search.shorter_than = Some(value.parse().map_err(realgar::Error::other)?),
                "cheaper_than" => search.cheaper_than = Some(value.parse().map_err(realgar::Error::other)?),
                "never_sold" => search.never_sold = true,
                "sort" => search.sort = text(),
                "page" => search.page = value.parse().map_err(realgar::Error::other)?,
                other => return Err(realgar::Error::other(format!("there is no filter `{other}`"))),
            }
        }
        Ok(search)
    }
}
