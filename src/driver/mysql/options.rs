//! What a URL says about the server and the way to it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mysql::consts::CapabilityFlags;
use mysql::{ClientIdentity, Conn, DriverError, Opts, OptsBuilder, SslOpts};

use super::errors;
use crate::driver::Url;
use crate::error::{Error, ErrorKind, Result};

/// How many prepared statements a connection keeps.
const STATEMENT_CACHE: usize = 256;

/// How long to wait for a server that does not answer, where the URL does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a connection may be silent before the system asks whether the other side is still there.
const KEEPALIVE_MS: u32 = 60_000;

/// Whether to encrypt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encryption {
    Disabled,
    /// If the server can.
    Preferred,
    Required,
}

/// One database and how to open it.
pub(super) struct Options {
    /// One for each host.
    hosts: Vec<Opts>,
    encryption: Encryption,
    /// The server has said that it cannot encrypt.
    is_plain: AtomicBool,
    /// How many prepared statements are kept.
    pub(super) statement_cache: usize,
    /// How long the server may take for each answer while a connection is opened or tested.
    pub(super) connect_timeout: Duration,
    /// How long it may take later.
    pub(super) read_timeout: Option<Duration>,
}

impl Options {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// `InvalidUrl` for an option that is not known, or a certificate that cannot be read.
    pub(super) fn parse(url: &Url) -> Result<Self> {
        let mut encryption = Encryption::Preferred;
        let mut verifies = false;
        let (mut ca, mut certificate, mut key) = (None, None, None);
        let mut statement_cache = STATEMENT_CACHE;
        let mut connect_timeout = CONNECT_TIMEOUT;
        let (mut read_timeout, mut write_timeout) = (None, None);
        let mut builder = OptsBuilder::new();
        for (key_word, value) in url.query_pairs() {
            match key_word.replace('-', "_").as_str() {
                "ssl_mode" => (encryption, verifies) = ssl_mode(value)?,
                "ssl_ca" => ca = Some(file(key_word, value)?),
                "ssl_cert" => certificate = Some(file(key_word, value)?),
                "ssl_key" => key = Some(file(key_word, value)?),
                "connect_timeout" => connect_timeout = seconds(key_word, value)?,
                "read_timeout" => read_timeout = Some(seconds(key_word, value)?),
                "write_timeout" => write_timeout = Some(seconds(key_word, value)?),
                "statement_cache_size" => {
                    let not_a_number = |_| invalid(format!("`statement_cache_size={value}` is not a number"));
                    statement_cache = value.parse().map_err(not_a_number)?;
                }
                "unix_socket" | "socket" => builder = builder.socket(Some(value)),
                "program_name" => {
                    builder = builder.connect_attrs(Some([("program_name", value)].into_iter().collect()));
                }
                "charset" if value.eq_ignore_ascii_case("utf8mb4") => {}
                "charset" => {
                    return Err(invalid(format!("`charset={value}`: text is always sent as utf8mb4, leave it out")));
                }
                _ => {
                    return Err(invalid(format!(
                        "`{key_word}` is not an option of MySQL here: there are ssl_mode, ssl_ca, ssl_cert, ssl_key, \
                         connect_timeout, read_timeout, write_timeout, unix_socket, charset, program_name and \
                         statement_cache_size"
                    )));
                }
            }
        }
        let identity = match (certificate, key) {
            (Some(certificate), Some(key)) => Some(ClientIdentity::new(certificate, key)),
            (None, None) => None,
            _ => return Err(invalid("`ssl_cert` and `ssl_key` belong together".to_owned())),
        };
        let tls = SslOpts::default()
            .with_root_cert_path(ca)
            .with_client_identity(identity)
            .with_danger_accept_invalid_certs(!verifies)
            .with_danger_skip_domain_validation(!verifies);
        let builder = builder
            .user(url.username())
            .pass(url.password())
            .db_name(url.database())
            .prefer_socket(false)
            .stmt_cache_size(0)
            .tcp_connect_timeout(Some(connect_timeout))
            .tcp_keepalive_time_ms(Some(KEEPALIVE_MS))
            // Raised or lifted when the connection is open.
            .read_timeout(if cfg!(unix) { Some(connect_timeout) } else { read_timeout })
            .write_timeout(write_timeout)
            // An UPDATE counts the rows that it has found, as everywhere else.
            .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS)
            .ssl_opts(Some(tls));
        let builder = |host: &str, port: u16| {
            Opts::from(OptsBuilder::from_opts(builder.clone()).ip_or_hostname(Some(host)).tcp_port(port))
        };
        let mut hosts: Vec<Opts> = url.hosts().iter().map(|(host, port)| builder(host, port.unwrap_or(3306))).collect();
        if hosts.is_empty() {
            hosts.push(builder("localhost", 3306));
        }
        let is_plain = AtomicBool::new(false);
        Ok(Self { hosts, encryption, is_plain, statement_cache, connect_timeout, read_timeout })
    }

    /// Opens a connection to the first host that answers, and tells how.
    ///
    /// # Errors
    ///
    /// `Connection`, of the last host.
    pub(super) fn open(&self) -> Result<(Conn, Opts)> {
        let mut last = None;
        for opts in &self.hosts {
            match self.open_at(opts) {
                Ok(opened) => return Ok(opened),
                Err(error) => last = Some(errors::connecting(error, &place(opts), self.connect_timeout)),
            }
        }
        Err(last.unwrap_or_else(|| invalid("the URL names no host".to_owned())))
    }

    fn open_at(&self, opts: &Opts) -> mysql::Result<(Conn, Opts)> {
        let plain = || Opts::from(OptsBuilder::from_opts(opts.clone()).ssl_opts(None::<SslOpts>));
        // A socket of this machine is not encrypted.
        let is_plain = self.encryption == Encryption::Disabled
            || opts.get_socket().is_some()
            || (self.encryption == Encryption::Preferred && self.is_plain.load(Ordering::Relaxed));
        if is_plain {
            let opts = plain();
            return Ok((Conn::new(opts.clone())?, opts));
        }
        provide_cryptography();
        match Conn::new(opts.clone()) {
            Ok(conn) => Ok((conn, opts.clone())),
            Err(mysql::Error::DriverError(DriverError::TlsNotSupported))
                if self.encryption == Encryption::Preferred =>
            {
                self.is_plain.store(true, Ordering::Relaxed);
                let opts = plain();
                Ok((Conn::new(opts.clone())?, opts))
            }
            Err(error) => Err(error),
        }
    }
}

/// The crate asks for the process's provider, and finds none where several have been compiled in.
fn provide_cryptography() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have been faster.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

/// Where a server is, for messages.
pub(super) fn place(opts: &Opts) -> String {
    match opts.get_socket() {
        Some(path) => path.to_owned(),
        None => format!("{}:{}", opts.get_ip_or_hostname(), opts.get_tcp_port()),
    }
}

fn ssl_mode(value: &str) -> Result<(Encryption, bool)> {
    Ok(match value.to_ascii_lowercase().replace('-', "_").as_str() {
        "disabled" => (Encryption::Disabled, false),
        "preferred" => (Encryption::Preferred, false),
        "required" => (Encryption::Required, false),
        "verify_identity" => (Encryption::Required, true),
        // Public authorities are trusted, too: without its name, a certificate of anybody's would do.
        "verify_ca" => {
            return Err(invalid(
                "`ssl_mode=verify_ca` would trust any server with a public certificate: write `verify_identity`"
                    .to_owned(),
            ));
        }
        _ => {
            return Err(invalid(format!(
                "`ssl_mode={value}`: there are disabled, preferred, required and verify_identity"
            )));
        }
    })
}

fn file(key: &str, value: &str) -> Result<PathBuf> {
    match std::fs::metadata(value) {
        Ok(_) => Ok(PathBuf::from(value)),
        Err(error) => Err(invalid(format!("`{key}={value}`: {error}")).with_source(error)),
    }
}

fn seconds(key: &str, value: &str) -> Result<Duration> {
    let seconds: Option<f64> = value.parse().ok().filter(|seconds| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| invalid(format!("`{key}={value}` is not a number of seconds above 0")))
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidUrl, message)
}
