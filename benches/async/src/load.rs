//! Clients: each sends a request over its connection, reads the answer, and sends the next one.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::database::AUTHORS;
use crate::server::Answer;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    ByKey,
    Insert,
    Page,
}

impl Endpoint {
    pub(crate) const ALL: [Self; 3] = [Self::ByKey, Self::Insert, Self::Page];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ByKey => "select by key",
            Self::Insert => "insert",
            Self::Page => "page of three selects",
        }
    }

    /// Its name on the command line.
    pub(crate) const fn short(self) -> &'static str {
        match self {
            Self::ByKey => "by-key",
            Self::Insert => "insert",
            Self::Page => "page",
        }
    }

    /// The request of this number, as it is sent.
    fn request(self, number: u32) -> String {
        // Spread over all authors, the same for all contestants.
        let id = number.wrapping_mul(2_654_435_761) % AUTHORS as u32 + 1;
        let path = match self {
            Self::ByKey => "authors",
            Self::Page => "pages",
            Self::Insert => {
                let body = format!("{{\"post_id\":{id},\"body\":\"remark {number}, which is as long as most are\"}}");
                let length = body.len();
                return format!(
                    "POST /remarks HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
                );
            }
        };
        format!("GET /{path}/{id} HTTP/1.1\r\nHost: bench\r\n\r\n")
    }
}

/// One client's connection.
pub(crate) struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Client {
    pub(crate) async fn connect(port: u16) -> Answer<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::new() })
    }

    /// Sends the request of this number, and returns the body of the answer.
    pub(crate) async fn ask(&mut self, endpoint: Endpoint, number: u32) -> Answer<&str> {
        self.stream.write_all(endpoint.request(number).as_bytes()).await?;
        self.read.clear();
        loop {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err("the server has hung up".into());
            }
            if let Some((start, end)) = body(&self.read)?
                && self.read.len() >= end
            {
                let text = std::str::from_utf8(&self.read[start..end])?;
                return if self.read.starts_with(b"HTTP/1.1 200") { Ok(text) } else { Err(text.into()) };
            }
        }
    }
}

/// Where the body of an answer is, if its head is there.
fn body(read: &[u8]) -> Answer<Option<(usize, usize)>> {
    let Some(head) = read.windows(4).position(|end| end == b"\r\n\r\n") else { return Ok(None) };
    let lines = std::str::from_utf8(&read[..head])?.lines();
    let mut lengths = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
    });
    let length = lengths.next().ok_or("an answer without a length")??;
    Ok(Some((head + 4, head + 4 + length)))
}

/// What was measured of one contestant in one round.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    pub(crate) half: Duration,
    pub(crate) ninety_nine: Duration,
}

/// Lets clients ask for so long.
pub(crate) async fn load(port: u16, endpoint: Endpoint, clients: u32, time: Duration) -> Answer<Measured> {
    let mut connected = Vec::new();
    for _ in 0..clients {
        connected.push(Client::connect(port).await?);
    }
    let started = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .zip(connected)
        .map(|(number, client)| tokio::spawn(ask_until(client, endpoint, number, clients, started + time)))
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let took = started.elapsed();
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    Ok(Measured { per_second: times.len() as f64 / took.as_secs_f64(), half: at(0.5), ninety_nine: at(0.99) })
}

async fn ask_until(
    mut client: Client,
    endpoint: Endpoint,
    first: u32,
    step: u32,
    end: Instant,
) -> Answer<Vec<Duration>> {
    let mut times = Vec::new();
    let mut number = first;
    loop {
        let asked = Instant::now();
        client.ask(endpoint, number).await?;
        let answered = Instant::now();
        times.push(answered - asked);
        if answered >= end {
            return Ok(times);
        }
        number = number.wrapping_add(step);
    }
}
