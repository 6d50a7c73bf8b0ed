//! The day goes the same way on each database that the environment names.

use diesel::connection::Connection;
use diesel::{MysqlConnection, PgConnection};
use diesel_and_realgar::{Report, day};

fn check(url: &str) {
    let report = day(url).unwrap();
    let open = vec![("sandy".to_owned(), 2)];
    assert_eq!(report, Report { ours: open.clone(), theirs: open }, "{url}");
}

#[test]
fn in_memory() {
    check("sqlite+diesel://");
}

/// A database of its own beside the one that the URL names, dropped in the end.
fn beside<C: Connection>(url: &str) {
    let name = format!("realgar_diesel_example_{}", std::process::id());
    let mut conn = C::establish(url).unwrap();
    conn.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let server = url.trim_end_matches(|character| character != '/');
    check(&format!("{server}{name}").replacen("://", "+diesel://", 1));
    conn.batch_execute(&format!("DROP DATABASE {name}")).unwrap();
}

#[test]
fn on_postgres() {
    match std::env::var("REALGAR_TEST_POSTGRES") {
        Ok(url) => beside::<PgConnection>(&url),
        Err(_) => println!("skipped: REALGAR_TEST_POSTGRES names no server"),
    }
}

#[test]
fn on_mysql() {
    match std::env::var("REALGAR_TEST_MYSQL") {
        Ok(url) => beside::<MysqlConnection>(&url.replacen("mariadb://", "mysql://", 1)),
        Err(_) => println!("skipped: REALGAR_TEST_MYSQL names no server"),
    }
}
