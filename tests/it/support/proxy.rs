//! A network that fails at the worst moment: it stands before a server, and cuts a connection when it commits.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering::SeqCst};
use std::thread;

/// When the connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Cut {
    Never,
    /// Before COMMIT has reached the server.
    BeforeCommit,
    /// When the server has committed, before its answer has come back.
    AfterCommit,
}

/// What passes on to a server.
pub(crate) struct Proxy {
    port: u16,
    cut: Arc<AtomicU8>,
    opened: Arc<AtomicUsize>,
}

impl Proxy {
    /// Passes everything on to this place, `host:port`.
    pub(crate) fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, opened) = (Arc::new(AtomicU8::new(Cut::Never as u8)), Arc::new(AtomicUsize::new(0)));
        let (server, how, count) = (server.to_owned(), Arc::clone(&cut), Arc::clone(&opened));
        // It ends with the process.
        thread::spawn(move || {
            for client in listener.incoming() {
                count.fetch_add(1, SeqCst);
                pass_on(client.unwrap(), &server, &how);
            }
        });
        Self { port, cut, opened }
    }

    /// Cuts connections this way from now on.
    pub(crate) fn cut(&self, cut: Cut) {
        self.cut.store(cut as u8, SeqCst);
    }

    /// How many connections were opened.
    pub(crate) fn opened(&self) -> usize {
        self.opened.load(SeqCst)
    }

    /// The URL of a server with this place instead of its own, and nothing encrypted.
    pub(crate) fn url(&self, url: &str) -> String {
        let (login, rest) = url.split_once('@').unwrap();
        let (_, database) = rest.split_once('/').unwrap();
        let plain = if url.starts_with("postgresql") { "sslmode=disable" } else { "ssl_mode=disabled" };
        super::servers::with_option(&format!("{login}@127.0.0.1:{}/{database}", self.port), plain)
    }
}

/// Where the server of a URL is.
pub(crate) fn place(url: &str, usual_port: u16) -> String {
    let url: realgar::Url = url.parse().unwrap();
    format!("{}:{}", url.host().unwrap(), url.hosts()[0].1.unwrap_or(usual_port))
}

fn pass_on(client: TcpStream, server: &str, how: &Arc<AtomicU8>) {
    // A server that is down refuses: so does this one.
    let Ok(server) = TcpStream::connect(server) else { return };
    let how = Arc::clone(how);
    let is_committed = Arc::new(AtomicBool::new(false));
    let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let (mut from_server, mut to_client) = (server, client);
    let commits = Arc::clone(&is_committed);
    thread::spawn(move || {
        let mut bytes = [0; 8192];
        while let Ok(count @ 1..) = from_client.read(&mut bytes) {
            let cut = how.load(SeqCst);
            if cut != Cut::Never as u8 && bytes[..count].windows(6).any(|word| word == b"COMMIT") {
                if cut == Cut::BeforeCommit as u8 {
                    break;
                }
                commits.store(true, SeqCst);
            }
            if to_server.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = to_server.shutdown(Shutdown::Both);
        let _ = from_client.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let mut bytes = [0; 8192];
        while let Ok(count @ 1..) = from_server.read(&mut bytes) {
            if is_committed.load(SeqCst) || to_client.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(Shutdown::Both);
        let _ = from_server.shutdown(Shutdown::Both);
    });
}
