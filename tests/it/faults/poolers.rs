//! pgbouncer in transaction mode: the next transaction is on another connection of the server's.

use realgar::prelude::*;
use realgar::{Engine, text};

use crate::schemas::tutorial::{self, NewUser, User};
use crate::support::own::pooler::Pooler;
use crate::support::servers;

/// The URL of the database of this process, without options, which poolers refuse.
fn url() -> Option<String> {
    let url = servers::postgres_schema(&servers::postgres()?);
    url.split('?').next().map(str::to_owned)
}

#[test]
fn without_named_statements_everything_runs_behind_a_pooler() {
    let Some(url) = servers::postgres() else { return };
    let url = servers::postgres_own_database(&url);
    let Some(pooler) = Pooler::start(url.trim_end_matches('?'), 2) else { return };
    let engine = Engine::builder(&pooler.url("statement_cache_size=0")).pool_size(6).build().unwrap();
    tutorial::METADATA.create_all(&engine).unwrap();
    std::thread::scope(|scope| {
        for worker in 0..6 {
            let engine = &engine;
            scope.spawn(move || {
                for round in 0..20 {
                    let name = format!("{worker}-{round}");
                    let mut session = Session::new(engine);
                    let user = session.add(NewUser::new(name.clone()));
                    session.commit().unwrap();
                    session[user].fullname = Some(name.clone());
                    session.commit().unwrap();
                    let found =
                        session.scalars(select(User.fullname).filter(User.name.eq(name.as_str()))).unwrap().all();
                    assert_eq!(found, [Some(name)]);
                    let mut rows = session.stream(select(User.name)).unwrap();
                    rows.next().unwrap().unwrap();
                }
            });
        }
    });
    assert_eq!(engine.connect().unwrap().scalar(select(func::count(User.id))).unwrap(), Some(120));
}

#[test]
fn a_named_statement_that_is_not_there_behind_a_pooler_names_the_cure() {
    let Some(url) = url() else { return };
    let Some(pooler) = Pooler::start(&url, 2) else { return };
    let engine = Engine::new(&pooler.url("")).unwrap();
    let mut pair = [(); 2].map(|()| engine.connect().unwrap());
    // Each has a connection of the server's for as long as its transaction lasts, and in the next one it is the other's.
    let mut round = || {
        for conn in &mut pair {
            conn.scalar(text("SELECT 1").typed::<i32>())?;
        }
        pair.iter_mut().try_for_each(|conn| conn.rollback())
    };
    let error = (0..20).find_map(|_| round().err()).expect("a statement is not there");
    assert!(matches!(error.code(), Some("42P05" | "26000")), "{error:?}");
    assert!(error.message().contains("?statement_cache_size=0"), "{error}");
}

#[test]
fn settings_of_a_transaction_stay_in_it_behind_a_pooler() {
    let Some(url) = url() else { return };
    let Some(pooler) = Pooler::start(&url, 1) else { return };
    let plain = Engine::new(&pooler.url("statement_cache_size=0")).unwrap();
    let of_acme =
        plain.with_after_begin(|conn| conn.execute(text("SELECT set_config('app.tenant', 'acme', true)")).map(drop));
    let tenant = |engine: &Engine| {
        let ask = text("SELECT coalesce(current_setting('app.tenant', true), '')").typed::<String>();
        engine.connect().unwrap().scalar(ask).unwrap().unwrap()
    };
    for _ in 0..3 {
        assert_eq!(tenant(&of_acme), "acme");
        assert_eq!(tenant(&plain), "");
    }
}

#[test]
fn a_pooler_refuses_startup_options_and_says_which() {
    let Some(url) = url() else { return };
    let Some(pooler) = Pooler::start(&url, 1) else { return };
    let engine = Engine::new(&pooler.url("statement_cache_size=0&options=-c%20search_path%3Dpublic")).unwrap();
    let error = engine.connect().unwrap_err();
    assert!(error.is_disconnected() && error.message().contains("options"), "{error:?}");
}
