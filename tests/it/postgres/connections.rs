//! How connections are opened: errors that can be told apart, timeouts, TLS.

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
    let Some(url) = servers::postgres() else { return };
    let at = |place: &str| refusal(&format!("postgresql://postgres@{place}")).message().to_owned();
    assert!(at("127.0.0.1:1/test").contains("127.0.0.1:1"));
    assert!(at("no-such-host.invalid/test").contains("no-such-host.invalid:5432"));
    let (server, _) = url.rsplit_once('/').unwrap();
    assert_eq!(refusal(&format!("{server}/no_such_database")).code(), Some("3D000"));
    let (_, place) = url.split_once('@').unwrap();
    let code = refusal(&format!("postgresql://no_such_user:wrong@{place}")).code().map(str::to_owned);
    assert!(matches!(code.as_deref(), Some("28000" | "28P01")), "{code:?}");
}

#[test]
fn a_server_that_does_not_answer_is_given_up() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let started = Instant::now();
    let address = silent.local_addr().unwrap();
    let error = refusal(&format!("postgresql://postgres@{address}/test?connect_timeout=1"));
    assert!(error.message().contains("does not answer"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn options_that_make_no_sense_are_refused_by_name() {
    for (option, part) in [
        ("sslmode=maybe", "verify-full"),
        ("no_such_option=1", "no_such_option"),
        ("statement_cache_size=many", "many"),
        ("sslmode=verify-full&sslrootcert=/no/such/file", "/no/such/file"),
    ] {
        let error = Engine::new(&format!("postgresql://localhost/test?{option}")).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidUrl);
        assert!(error.message().contains(part), "{error}");
    }
}

#[test]
fn the_url_says_whether_the_connection_is_encrypted() {
    let Some(url) = url() else { return };
    let encrypted = |mode: &str| {
        let engine = Engine::new(&servers::with_option(&url, &format!("sslmode={mode}"))).unwrap();
        let ask = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").typed::<bool>();
        engine.connect()?.scalar(ask).map(Option::unwrap)
    };
    assert!(!encrypted("disable").unwrap());
    let ssl = text("SELECT setting FROM pg_settings WHERE name = 'ssl'").typed::<String>();
    if Engine::new(&url).unwrap().connect().unwrap().scalar(ssl).unwrap().unwrap() == "on" {
        assert!(encrypted("require").unwrap());
        // The certificate of a test server is nobody's.
        assert_eq!(*encrypted("verify-full").unwrap_err().kind(), ErrorKind::Connection);
    } else {
        assert_eq!(*encrypted("require").unwrap_err().kind(), ErrorKind::Connection);
    }
}
