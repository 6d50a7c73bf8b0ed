//! What a URL says about the server and the way to it.

use std::fmt::Write as _;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls::{self, Trust};
use crate::driver::Url;
use crate::error::{Error, ErrorKind, Result};

/// How many prepared statements a connection keeps.
const STATEMENT_CACHE: usize = 256;

/// How long to wait for a server that does not answer, where the URL does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// One database and how to open it.
pub(super) struct Options {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
    /// How many prepared statements are kept.
    pub(super) statement_cache: usize,
    /// How long the whole of opening a connection may take: as long as all hosts together.
    pub(super) connect_timeout: Duration,
}

impl Options {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// `InvalidUrl` for an option that is not known, or a certificate that cannot be read.
    pub(super) fn parse(url: &Url) -> Result<Self> {
        let mut statement_cache = STATEMENT_CACHE;
        let (mut trust, mut root) = (Trust::Anyone, None);
        let mut conninfo = String::new();
        let mut ssl_mode = SslMode::Prefer;
        for (key, value) in url.query_pairs() {
            match key {
                "statement_cache_size" => {
                    statement_cache = value
                        .parse()
                        .map_err(|_| invalid(format!("`statement_cache_size={value}` is not a number")))?;
                }
                "sslrootcert" => root = Some(value),
                "sslmode" => {
                    (ssl_mode, trust) = match value {
                        "disable" => (SslMode::Disable, Trust::Anyone),
                        "prefer" => (SslMode::Prefer, Trust::Anyone),
                        "require" => (SslMode::Require, Trust::Anyone),
                        "verify-ca" => (SslMode::Require, Trust::Authority),
                        "verify-full" => (SslMode::Require, Trust::Host),
                        other => {
                            return Err(invalid(format!(
                                "`sslmode={other}`: there are disable, prefer, require, verify-ca and verify-full"
                            )));
                        }
                    };
                }
                _ => {
                    let value = value.replace('\\', "\\\\").replace('\'', "\\'");
                    let _ = write!(conninfo, "{key}='{value}' ");
                }
            }
        }
        let mut config: Config = conninfo.parse().map_err(|error: tokio_postgres::Error| {
            let reason = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            invalid(format!("the options of `{url}`: {reason}")).with_source(error)
        })?;
        config.ssl_mode(ssl_mode);
        add_login(&mut config, url);
        let timeout = *config.get_connect_timeout().unwrap_or(&CONNECT_TIMEOUT);
        config.connect_timeout(timeout);
        let hosts = u32::try_from(config.get_hosts().len().max(1)).unwrap_or(u32::MAX);
        let tls = tls::connector(trust, root)?;
        Ok(Self { config, tls, statement_cache, connect_timeout: timeout.saturating_mul(hosts) })
    }

    /// The hosts, for messages.
    pub(super) fn place(&self) -> String {
        let ports = self.config.get_ports();
        let hosts = self.config.get_hosts().iter().enumerate();
        let hosts = hosts.map(|(at, host)| {
            let port = ports.get(at).or_else(|| ports.first()).copied().unwrap_or(5432);
            match host {
                Host::Tcp(name) => format!("{name}:{port}"),
                #[cfg(unix)]
                Host::Unix(path) => format!("{}/.s.PGSQL.{port}", path.display()),
            }
        });
        hosts.collect::<Vec<_>>().join(", ")
    }
}

fn add_login(config: &mut Config, url: &Url) {
    if let Some(user) = url.username() {
        config.user(user);
    }
    if let Some(password) = url.password() {
        config.password(password);
    }
    if let Some(database) = url.database() {
        config.dbname(database);
    }
    // Either all hosts have a port of their own, or none has.
    let has_ports = url.hosts().iter().any(|(_, port)| port.is_some());
    for (host, port) in url.hosts() {
        config.host(host);
        if has_ports {
            config.port(port.unwrap_or(5432));
        }
    }
    if config.get_hosts().is_empty() {
        config.host("localhost");
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidUrl, message)
}
