//! What a request costs in an async web server: Realgar next to its peers, on SQLite and PostgreSQL.
//!
//! The program starts a server for each contestant, compares what they answer, and lets clients ask them in turns.

#[path = "../../src/arguments.rs"]
mod arguments;
mod contest;
mod contestants;
mod database;
mod load;
#[path = "../../src/markdown.rs"]
mod markdown;
mod overhead;
mod server;
#[path = "../../src/statistics.rs"]
mod statistics;

use std::time::Duration;

use arguments::Arguments;
use contest::Plan;
use database::Place;
use load::Endpoint;
use server::Answer;

/// The generated schema.
pub mod forum {
    realgar::include_schema!("forum");
}

const HELP: &str = "\
--postgres URL     measure on this server, too
--no-sqlite        not on SQLite
--only NAMES       contestants, with commas: units,rows,held,diesel,sqlx,sea-orm
--endpoints NAMES  by-key,insert,page
--rounds N         rounds, of which the median counts (5)
--clients N        clients at the same time (32)
--seconds N        how long each contestant is asked in a round (2)
--units            instead: what a unit of work costs, on SQLite in memory

--contestant NAME --url URL   serves as this contestant, and prints the port";

fn main() -> Answer<()> {
    let mut arguments = Arguments::parse(HELP);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Some(contestant) = arguments.all("--contestant").pop() {
        let url = arguments.value("--url", String::new());
        arguments.finish();
        return runtime.block_on(contestants::run(&contestant, &url));
    }
    let rounds = arguments.value("--rounds", 5);
    if arguments.has("--units") {
        arguments.finish();
        return runtime.block_on(overhead::run(rounds));
    }
    let listed = |text: String| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    let contestants = match arguments.all("--only").pop() {
        Some(names) => listed(names),
        None => contestants::NAMES.iter().map(|(name, _)| (*name).to_owned()).collect(),
    };
    let endpoints = match arguments.all("--endpoints").pop() {
        Some(names) => listed(names)
            .iter()
            .map(|name| Endpoint::ALL.into_iter().find(|endpoint| endpoint.short() == name))
            .collect::<Option<Vec<_>>>()
            .ok_or("no endpoint has this name")?,
        None => Endpoint::ALL.to_vec(),
    };
    let plan = Plan {
        contestants,
        endpoints,
        rounds,
        clients: arguments.value("--clients", 32),
        time: Duration::from_secs_f64(arguments.value("--seconds", 2.0)),
    };
    let folder = std::env::temp_dir().join(format!("realgar-async-benches-{}", std::process::id()));
    let mut places = Vec::new();
    if !arguments.has("--no-sqlite") {
        places.push(Place::Sqlite(folder.clone()));
    }
    places.extend(arguments.all("--postgres").into_iter().map(Place::Postgres));
    arguments.finish();
    std::fs::create_dir_all(&folder)?;
    let done = places.iter().try_for_each(|place| runtime.block_on(contest::run(place, &plan)));
    std::fs::remove_dir_all(&folder)?;
    done
}
