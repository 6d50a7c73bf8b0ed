//! Database URLs in SQLAlchemy's forms. They are not WHATWG URLs: `sqlite:///:memory:` has a colon for a path, and
//! PostgreSQL's may have several hosts.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;

/// Where a database is and how to log in: `dialect[+driver]://user:password@host:port/database?key=value`.
///
/// User, password, database and options may be percent-encoded. The password is never shown.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// use realgar::Url;
///
/// let url: Url =
///     "postgresql://scott:ti%40ger@db.example.com:5432/shop?sslmode=require"
///         .parse()?;
/// assert_eq!(url.username(), Some("scott"));
/// assert_eq!(url.password(), Some("ti@ger"));
/// assert_eq!((url.host(), url.port()), (Some("db.example.com"), Some(5432)));
/// assert_eq!(url.database(), Some("shop"));
/// assert_eq!(url.query("sslmode"), Some("require"));
/// assert_eq!(
///     url.to_string(),
///     "postgresql://scott:***@db.example.com:5432/shop?sslmode=require"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    dialect: Dialect,
    scheme: String,
    driver: Option<String>,
    username: Option<String>,
    password: Option<String>,
    hosts: Vec<(String, Option<u16>)>,
    database: Option<String>,
    query: Vec<(String, String)>,
}

/// What a part of a URL must not contain as it is.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'/');

impl Url {
    /// The family of SQL that the database speaks.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The driver, if the URL names one: `rusqlite` in `sqlite+rusqlite://`.
    #[must_use]
    pub fn driver(&self) -> Option<&str> {
        self.driver.as_deref()
    }

    /// The user to log in as.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// The password to log in with.
    #[must_use]
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// The first host.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.hosts.first().map(|(host, _)| host.as_str())
    }

    /// The first host's port.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.hosts.first().and_then(|(_, port)| *port)
    }

    /// All hosts with their ports, to be tried in this order.
    #[must_use]
    pub fn hosts(&self) -> &[(String, Option<u16>)] {
        &self.hosts
    }

    /// The name of the database, or the path of its file.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The value of an option after the question mark; the first one if there are several.
    #[must_use]
    pub fn query(&self, key: &str) -> Option<&str> {
        self.query_pairs().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// All options after the question mark, in order.
    pub fn query_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl FromStr for Url {
    type Err = Error;

    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// `InvalidUrl`, without what may be a part of the password.
    fn from_str(text: &str) -> Result<Self> {
        let (scheme, rest) = text.split_once("://").ok_or_else(|| {
            invalid("a database URL begins with `sqlite://`, `postgresql://` or `mysql://`".to_owned())
        })?;
        let (scheme, driver) = match scheme.split_once('+') {
            Some((scheme, driver)) => (scheme, Some(driver.to_owned())),
            None => (scheme, None),
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = match rest.split_once('/') {
            Some((authority, database)) => (authority, Some(database)),
            None => (rest, None),
        };
        let (login, hosts) = match authority.rsplit_once('@') {
            Some((login, hosts)) => (Some(login), hosts),
            None => (None, authority),
        };
        let (username, password) = match login.map(|login| login.split_once(':').ok_or(login)) {
            Some(Ok((username, password))) => (Some(decode(username)?), Some(decode(password)?)),
            Some(Err(username)) => (Some(decode(username)?), None),
            None => (None, None),
        };
        Ok(Self {
            dialect: dialect(scheme)?,
            scheme: scheme.to_owned(),
            driver,
            username,
            password,
            hosts: parse_hosts(hosts)?,
            database: database.filter(|name| !name.is_empty()).map(decode).transpose()?,
            query: parse_query(query)?,
        })
    }
}

fn dialect(scheme: &str) -> Result<Dialect> {
    match scheme {
        "sqlite" => Ok(Dialect::Sqlite),
        "postgresql" | "postgres" => Ok(Dialect::PostgreSql),
        "mysql" | "mariadb" => Ok(Dialect::MySql),
        other => {
            Err(invalid(format!("`{other}` is not a known database: there are sqlite, postgresql, mysql and mariadb")))
        }
    }
}

/// `a:1,b,[::1]:2`
fn parse_hosts(hosts: &str) -> Result<Vec<(String, Option<u16>)>> {
    if hosts.is_empty() {
        return Ok(Vec::new());
    }
    hosts.split(',').map(parse_host).collect()
}

fn parse_host(host: &str) -> Result<(String, Option<u16>)> {
    let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => (address, rest.strip_prefix(':')),
        None => match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host, None),
        },
    };
    // What stands here may be half a password, so it is not repeated.
    let wrong_port = |error| {
        invalid("the port is not a number; in passwords, write `/` as %2F and `@` as %40".to_owned()).with_source(error)
    };
    Ok((decode(name)?, port.map(|port| port.parse().map_err(wrong_port)).transpose()?))
}

fn parse_query(query: &str) -> Result<Vec<(String, String)>> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(key)?, decode(value)?))
        })
        .collect()
}

fn decode(part: &str) -> Result<String> {
    match percent_decode_str(part).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(error) => Err(invalid("the percent-encoded bytes are not UTF-8".to_owned()).with_source(error)),
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidUrl, message)
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encode = |part: &str| utf8_percent_encode(part, PART).to_string();
        f.write_str(&self.scheme)?;
        if let Some(driver) = &self.driver {
            write!(f, "+{driver}")?;
        }
        f.write_str("://")?;
        if let Some(username) = &self.username {
            f.write_str(&encode(username))?;
            f.write_str(if self.password.is_some() { ":***@" } else { "@" })?;
        }
        for (index, (host, port)) in self.hosts.iter().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            let (open, close) = if host.contains(':') { ("[", "]") } else { ("", "") };
            write!(f, "{separator}{open}{host}{close}")?;
            if let Some(port) = port {
                write!(f, ":{port}")?;
            }
        }
        if let Some(database) = &self.database {
            write!(f, "/{}", encode(database))?;
        }
        for (index, (key, value)) in self.query.iter().enumerate() {
            let separator = if index == 0 { '?' } else { '&' };
            write!(f, "{separator}{}={}", encode(key), encode(value))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().expect("the test's URL is valid")
    }

    #[test]
    fn sqlite_urls_have_three_slashes_and_then_a_path() {
        for (text, database) in [
            ("sqlite://", None),
            ("sqlite:///", None),
            ("sqlite:///:memory:", Some(":memory:")),
            ("sqlite:///rel.db", Some("rel.db")),
            ("sqlite:////abs/file.db", Some("/abs/file.db")),
            ("sqlite+rusqlite:////abs/@a%20b.db?mode=ro", Some("/abs/@a b.db")),
            ("sqlite:///C:/data/x.db", Some("C:/data/x.db")),
        ] {
            assert_eq!(url(text).database(), database, "{text}");
            assert_eq!(url(text).host(), None, "{text}");
        }
        assert_eq!(url("sqlite+rusqlite:///x?mode=ro").driver(), Some("rusqlite"));
    }

    #[test]
    fn several_hosts_and_ipv6_addresses_are_read() {
        let url = url("postgresql://u@a:1,b,[::1]:2/d");
        assert_eq!(url.hosts(), [("a".into(), Some(1)), ("b".into(), None), ("::1".into(), Some(2))]);
        assert_eq!(url.to_string(), "postgresql://u@a:1,b,[::1]:2/d");
        assert_eq!(url.password(), None);
    }

    #[test]
    fn a_password_never_shows() {
        let text = format!("{:?} {}", url("mysql://u:s3cret@h/d"), url("mariadb://u:s3cret@h"));
        assert!(!text.contains("s3cret"), "{text}");
        let error = "postgresql://u:s3/cret@h/d".parse::<Url>().expect_err("the slash ends the host");
        assert_eq!(*error.kind(), ErrorKind::InvalidUrl);
        assert!(!format!("{error} {error:?}").contains("s3"), "{error:?}");
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for text in ["", "sqlite", "oracle://x", "postgresql://h:port/d", "mysql://u:%ff@h/d"] {
            let error = text.parse::<Url>().expect_err(text);
            assert_eq!(*error.kind(), ErrorKind::InvalidUrl, "{text}");
        }
    }
}
