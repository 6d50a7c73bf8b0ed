//! A server without async: a thread for each client, and a session for each request.
//!
//! It asks itself a few questions and ends; with an address (`cargo run --example guests -- 127.0.0.1:3000`) it serves others:
//! `curl -d sandy localhost:3000/users`, `curl localhost:3000/users`. The protocol is the least that a client understands;
//! `examples/web` has a web framework.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use realgar::ErrorKind;
use realgar::prelude::*;

mod tutorial {
    realgar::include_schema!("tutorial");
}
use tutorial::{NewUser, User};

/// A status and a body.
type Answer = (u16, String);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder("sqlite://").pool_size(4).build()?;
    tutorial::METADATA.create_all(&engine)?;
    let sessions = SessionMaker::new(&engine);
    if let Some(address) = std::env::args().nth(1) {
        serve(&TcpListener::bind(address)?, &sessions)?;
        return Ok(());
    }

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || serve(&listener, &sessions));
    let clients: Vec<_> = ["sandy", "patrick", "squidward"]
        .map(|name| thread::spawn(move || ask(address, "POST", name)))
        .into_iter()
        .collect();
    for client in clients {
        println!("{}", client.join().expect("a client does not panic")?);
    }
    println!("{}", ask(address, "POST", "sandy")?);
    println!("{}", ask(address, "GET", "")?);
    Ok(())
}

/// Answers each client on a thread of its own. The engine's pool says how many of them have a connection at a time.
fn serve(listener: &TcpListener, sessions: &SessionMaker) -> io::Result<()> {
    println!("http://{}/users", listener.local_addr()?);
    for client in listener.incoming() {
        let (client, sessions) = (client?, sessions.clone());
        thread::spawn(move || handle(client, &sessions));
    }
    Ok(())
}

fn handle(mut client: TcpStream, sessions: &SessionMaker) -> io::Result<()> {
    let (method, body) = request(&client)?;
    // One unit of work: it is committed if the closure returns `Ok`, and rolled back on an error or a panic.
    let answer = match method.as_str() {
        "POST" => sessions.begin(|session| create(session, body)),
        "GET" => sessions.begin(list),
        _ => Ok((405, "GET lists users, POST adds one".to_owned())),
    };
    let (status, body) = answer.unwrap_or_else(|error| refused(&error));
    write!(client, "HTTP/1.1 {status} -\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn create(session: &mut Session, name: String) -> realgar::Result<Answer> {
    let user = session.add(NewUser::new(name));
    session.flush()?; // the key comes back
    Ok((201, format!("{} {}\n", session[user].id, session[user].name)))
}

fn list(session: &mut Session) -> realgar::Result<Answer> {
    let names = session.scalars(select(User.name).order_by(User.name))?.all();
    Ok((200, names.join("\n") + "\n"))
}

/// A client is told what it can do something about, and never the statement.
fn refused(error: &realgar::Error) -> Answer {
    match error.kind() {
        ErrorKind::UniqueViolation(_) => (409, format!("{}\n", error.message())),
        ErrorKind::PoolTimeout | ErrorKind::Busy => (503, "too busy\n".to_owned()),
        _ => (500, "internal error\n".to_owned()),
    }
}

/// The method and the body of a request.
fn request(client: &TcpStream) -> io::Result<(String, String)> {
    let mut reader = BufReader::new(client);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body)?;
    Ok((first.split(' ').next().unwrap_or_default().to_owned(), body))
}

/// Sends a request, and returns the status and the body of the answer.
fn ask(server: SocketAddr, method: &str, body: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(server)?;
    write!(stream, "{method} /users HTTP/1.1\r\nhost: {server}\r\ncontent-length: {}\r\n\r\n{body}", body.len())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Ok(format!("{method} {}: {}", head.split(' ').nth(1).unwrap_or_default(), body.trim_end().replace('\n', ", ")))
}
