//! How connections are opened: errors that can be told apart, timeouts, TLS, the settings of a session.

use std::time::{Duration, Instant};

use realgar::{Engine, Error, ErrorKind, text};

use super::url;
use crate::support::servers;

fn refusal(url: &str) -> Error {
    let engine = Engine::new(url).unwrap();
    let error = engine.connect().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Connection, "{error}");
    assert_eq!(engine.pool_status().in_use, 0);
    error
}

#[test]
fn reasons_for_a_failed_connection_can_be_told_apart() {
    let Some(url) = servers::mysql() else { return };
    let at = |place: &str| refusal(&format!("mysql://root@{place}")).message().to_owned();
    assert!(at("127.0.0.1:1/test").contains("127.0.0.1:1"));
    assert!(at("no-such-host.invalid/test").contains("no-such-host.invalid:3306"));
    let (server, _) = url.rsplit_once('/').unwrap();
    assert_eq!(refusal(&format!("{server}/no_such_database")).code(), Some("1049"));
    let (_, place) = url.split_once('@').unwrap();
    let wrong = refusal(&format!("mysql://no_such_user:wrong@{place}"));
    assert_eq!(wrong.code(), Some("1045"));
    assert!(!format!("{wrong:?} {wrong}").contains("wrong@"));
}

#[test]
fn a_server_that_does_not_answer_is_given_up() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let started = Instant::now();
    let address = silent.local_addr().unwrap();
    let error = refusal(&format!("mysql://root@{address}/test?connect_timeout=1"));
    assert!(error.message().contains("does not answer"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_host_that_is_down_gives_way_to_the_next_one() {
    let Some(url) = url() else { return };
    let several = url.replacen('@', "@127.0.0.1:1,", 1);
    let engine = Engine::new(&several).unwrap();
    assert_eq!(engine.connect().unwrap().scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn a_statement_that_takes_longer_than_it_may_loses_its_connection() {
    let Some(url) = url() else { return };
    // As long as opening a connection may take is not as long as a statement may take.
    let patient = Engine::new(&servers::with_option(&url, "connect_timeout=0.2")).unwrap();
    let slow = || text("SELECT sleep(0.5)").typed::<i64>();
    assert_eq!(patient.connect().unwrap().scalar(slow()).unwrap(), Some(0));
    let impatient = Engine::new(&servers::with_option(&url, "read_timeout=0.1")).unwrap();
    assert_eq!(*impatient.connect().unwrap().scalar(slow()).unwrap_err().kind(), ErrorKind::Disconnected);
}

#[test]
fn options_that_make_no_sense_are_refused_by_name() {
    for (option, part) in [
        ("ssl_mode=maybe", "verify_identity"),
        ("ssl-mode=VERIFY_CA", "verify_identity"),
        ("no_such_option=1", "no_such_option"),
        ("statement_cache_size=many", "many"),
        ("connect_timeout=-1", "connect_timeout=-1"),
        ("connect_timeout=inf", "connect_timeout=inf"),
        ("charset=latin1", "utf8mb4"),
        ("ssl_ca=/no/such/file", "/no/such/file"),
        ("ssl_cert=/etc/hostname", "ssl_key"),
    ] {
        let error = Engine::new(&format!("mysql://localhost/test?{option}")).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidUrl);
        assert!(error.message().contains(part), "{error}");
    }
    let error = Engine::new("mysql+pymysql://localhost/test").unwrap_err();
    assert!(error.message().contains("mysql+mysql://"), "{error}");
    for url in ["mysql://localhost", "mariadb://localhost", "mysql+mysql://localhost", "mariadb+mysql://[::1]:3307/x"] {
        Engine::new(url).unwrap();
    }
}

#[test]
fn the_url_says_whether_the_connection_is_encrypted() {
    let Some(url) = url() else { return };
    let encrypted = |mode: &str| {
        let engine = Engine::new(&servers::with_option(&url, &format!("ssl_mode={mode}"))).unwrap();
        let mut conn = engine.connect()?;
        let rows = conn.execute(text("SHOW STATUS LIKE 'Ssl_cipher'").typed::<(String, String)>())?;
        Ok::<bool, Error>(!rows.one()?.1.is_empty())
    };
    assert!(!encrypted("disabled").unwrap());
    let ssl = text("SELECT @@have_ssl").typed::<String>();
    if Engine::new(&url).unwrap().connect().unwrap().scalar(ssl).unwrap().unwrap() == "YES" {
        assert!(encrypted("preferred").unwrap());
        assert!(encrypted("required").unwrap());
        // The certificate of a test server is nobody's.
        assert_eq!(*encrypted("verify_identity").unwrap_err().kind(), ErrorKind::Connection);
    } else {
        assert!(!encrypted("preferred").unwrap());
        assert!(encrypted("required").unwrap_err().message().contains("does not encrypt"));
    }
}

#[test]
fn a_session_is_strict_in_utc_and_unicode_whatever_the_server_is_set_to() {
    let Some(url) = url() else { return };
    let engine = Engine::new(&url).unwrap();
    let mut conn = engine.connect().unwrap();
    let settings = text("SELECT @@time_zone, @@character_set_client, @@character_set_results, @@sql_mode");
    let row = conn.execute(settings.typed::<(String, String, String, String)>()).unwrap().one().unwrap();
    assert_eq!((&row.0[..], &row.1[..], &row.2[..]), ("+00:00", "utf8mb4", "utf8mb4"));
    assert!(row.3.contains("STRICT_ALL_TABLES") && row.3.contains("NO_ZERO_DATE"), "{}", row.3);
    assert!(!row.3.contains("ANSI_QUOTES") && !row.3.contains("NO_BACKSLASH_ESCAPES"), "{}", row.3);
    // Long lists are whole, and so are deep recursions.
    let long = text(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
         SELECT char_length(group_concat(repeat('x', 1000) SEPARATOR '')) FROM n",
    );
    assert_eq!(conn.scalar(long.typed::<i64>()).unwrap(), Some(5_000_000));
}
