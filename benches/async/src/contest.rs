//! The contest: each contestant has a process of its own, and they are asked in turns.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::contestants::NAMES;
use crate::database::Place;
use crate::load::{Client, Endpoint, Measured, load};
use crate::markdown::Table;
use crate::server::Answer;
use crate::statistics::median;

/// What is measured, and how long.
pub(crate) struct Plan {
    pub(crate) contestants: Vec<String>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) rounds: usize,
    pub(crate) clients: u32,
    pub(crate) time: Duration,
}

/// A contestant's server. Dropped, it is ended.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(contestant: &str, url: &str) -> Answer<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["--contestant", contestant, "--url", url])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let port = line.trim().parse().map_err(|_| format!("`{contestant}` does not start"));
        let mut server = Self { process, port: 0 };
        server.port = port?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Lets all contestants answer on one kind of database, and prints a table for each endpoint.
pub(crate) async fn run(place: &Place, plan: &Plan) -> Answer<()> {
    let mut servers = Vec::new();
    for contestant in &plan.contestants {
        // A server's connections are not opened by a thread of the runtime.
        let url = tokio::task::block_in_place(|| place.fill(contestant))?;
        servers.push(Server::start(contestant, &url)?);
    }
    for endpoint in &plan.endpoints {
        compare(*endpoint, &plan.contestants, &servers).await?;
    }
    for endpoint in &plan.endpoints {
        let mut measured: Vec<Vec<Measured>> = vec![Vec::new(); servers.len()];
        for server in &servers {
            // Connections are opened and statements prepared before the clock runs.
            load(server.port, *endpoint, plan.clients, plan.time / 4).await?;
        }
        for round in 0..plan.rounds {
            for turn in 0..servers.len() {
                let which = (turn + round) % servers.len();
                measured[which].push(load(servers[which].port, *endpoint, plan.clients, plan.time).await?);
            }
        }
        print(place, *endpoint, &plan.contestants, &measured);
    }
    drop(servers);
    for contestant in &plan.contestants {
        tokio::task::block_in_place(|| place.remove(contestant))?;
    }
    Ok(())
}

/// All contestants give the same answers.
async fn compare(endpoint: Endpoint, names: &[String], servers: &[Server]) -> Answer<()> {
    for number in 0..100 {
        let mut first = None;
        for (name, server) in names.iter().zip(servers) {
            let mut client = Client::connect(server.port).await?;
            let answer = client.ask(endpoint, number).await;
            let answer = answer.map_err(|error| format!("{}, `{name}`: {error}", endpoint.name()))?.to_owned();
            match &first {
                None => first = Some(answer),
                Some(first) if *first == answer => {}
                Some(first) => return Err(format!("`{name}` answers {answer}, and not {first}").into()),
            }
        }
    }
    Ok(())
}

fn print(place: &Place, endpoint: Endpoint, contestants: &[String], measured: &[Vec<Measured>]) {
    let title = format!("{}, {}", place.name(), endpoint.name());
    let mut table = Table::new([title.as_str(), "requests/s", "of the best peer", "p50", "p99"]);
    let per_second = |rounds: &[Measured]| median(rounds.iter().map(|round| round.per_second)).unwrap_or_default();
    let is_ours = |name: &str| matches!(name, "units" | "rows" | "held");
    let peers = contestants.iter().zip(measured).filter(|(name, _)| !is_ours(name));
    let best = peers.map(|(_, rounds)| per_second(rounds)).fold(f64::NAN, f64::max);
    for (name, rounds) in contestants.iter().zip(measured) {
        let time = |of: fn(&Measured) -> Duration| {
            format!("{:.2} ms", median(rounds.iter().map(of)).unwrap_or_default().as_secs_f64() * 1e3)
        };
        let long = NAMES.iter().find(|(short, _)| short == name).map_or(name.as_str(), |(_, long)| long);
        table.row([
            long.to_owned(),
            format!("{:.0}", per_second(rounds)),
            format!("{:.2}", per_second(rounds) / best),
            time(|round| round.half),
            time(|round| round.ninety_nine),
        ]);
    }
    println!("{table}");
}
