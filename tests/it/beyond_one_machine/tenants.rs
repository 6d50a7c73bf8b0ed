//! Many tenants in one database: row-level security, and who the tenant is, said in each transaction.

use realgar::prelude::*;
use realgar::{Engine, ErrorKind, text};

use crate::schemas::tutorial::{self, NewUser, User};
use crate::support::own::OwnServer as _;
use crate::support::own::postgres::OwnPostgres;

/// A table whose rows belong to tenants, and a URL of a user who sees those of one only.
fn shared_by_tenants(server: &OwnPostgres) -> String {
    let admin = Engine::new(&server.url("postgres")).unwrap();
    tutorial::METADATA.create_all(&admin).unwrap();
    admin
        .begin(|conn| {
            for sql in [
                // Programs do not know of the column: it is filled in, and looked at, by the database.
                "ALTER TABLE user_account ADD tenant text NOT NULL",
                "ALTER TABLE user_account ALTER tenant SET DEFAULT current_setting('app.tenant', true)",
                "ALTER TABLE user_account ENABLE ROW LEVEL SECURITY",
                // What was set in a transaction before is an empty text now, and not NULL.
                "CREATE POLICY own_rows ON user_account USING (tenant = nullif(current_setting('app.tenant', true), ''))",
                "CREATE ROLE app LOGIN",
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO app",
                "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO app",
            ] {
                conn.execute(text(sql))?;
            }
            Ok::<_, realgar::Error>(())
        })
        .unwrap();
    server.url("postgres").replace("postgres@", "app@")
}

fn of(sessions: &SessionMaker, tenant: &str) -> SessionMaker {
    let tenant = tenant.to_owned();
    sessions.clone().after_begin(move |conn| {
        let set = text("SELECT set_config('app.tenant', :tenant, true)").bind("tenant", tenant.as_str());
        conn.execute(set).map(drop)
    })
}

fn names(session: &mut Session) -> realgar::Result<Vec<String>> {
    Ok(session.scalars(select(User.name).order_by(User.name))?.all())
}

#[test]
fn a_tenant_sees_and_changes_its_own_rows_only_whoever_had_the_connection_before() {
    let Some(server) = OwnPostgres::start() else { return };
    let url = shared_by_tenants(&server);
    let engine = Engine::builder(&url).pool_size(1).max_overflow(0).build().unwrap();
    let sessions = SessionMaker::new(&engine).reader(&engine);
    let (acme, initech) = (of(&sessions, "acme"), of(&sessions, "initech"));
    for (tenant, name) in [(&acme, "wile"), (&initech, "peter"), (&acme, "road runner")] {
        tenant
            .begin(|session| {
                session.add(NewUser::new(name));
                Ok::<_, realgar::Error>(())
            })
            .unwrap();
    }
    for _ in 0..2 {
        assert_eq!(acme.begin(names).unwrap(), ["road runner", "wile"]);
        assert_eq!(initech.read(names).unwrap(), ["peter"], "the reader is told, too");
        // The same connection, without a tenant: it shows nothing, and takes nothing.
        assert_eq!(sessions.begin(names).unwrap(), [""; 0]);
        let refused = sessions.begin(|session| {
            session.add(NewUser::new("nobody"));
            session.flush()
        });
        assert_eq!(refused.unwrap_err().code(), Some("42501"));
    }
    // Each transaction of a session is told, after a commit and after a rollback, too.
    let mut session = initech.session();
    for _ in 0..2 {
        assert_eq!(names(&mut session).unwrap(), ["peter"]);
        session.commit().unwrap();
        session.execute(update(User).set(User.fullname, "Somebody").all_rows()).unwrap();
        session.rollback().unwrap();
    }
    session.execute(update(User).set(User.fullname, "Peter Gibbons").all_rows()).unwrap();
    session.commit().unwrap();
    let changed = |session: &mut Session| session.scalar(select(func::count(User.fullname)));
    assert_eq!(acme.begin(changed).unwrap(), Some(0));
    assert_eq!(initech.begin(changed).unwrap(), Some(1));
    // A key of another tenant's leads nowhere, and a row cannot be given away.
    let theirs = initech.begin(|session| session.scalar(select(User.id))).unwrap().unwrap();
    assert!(acme.begin(|session| session.get(User, theirs)).unwrap().is_none());
    let given = acme.begin(|session| session.execute(text("UPDATE user_account SET tenant = 'initech'"))).unwrap_err();
    assert_eq!(given.code(), Some("42501"), "{given:?}");
    assert_eq!(engine.pool_status().idle, 1, "it was one connection all the time");
    many_at_the_same_time(&url);
    without_a_tenant_nothing_runs(&sessions);
}

fn many_at_the_same_time(url: &str) {
    let engine = Engine::builder(url).pool_size(3).max_overflow(0).build().unwrap();
    let sessions = SessionMaker::new(&engine);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let tenant = of(&sessions, &format!("tenant {number}"));
            scope.spawn(move || {
                for round in 0..10 {
                    let seen = tenant.begin(|session| {
                        session.add(NewUser::new(format!("{number} {round}")));
                        names(session)
                    });
                    let own: Vec<String> = (0..=round).map(|round| format!("{number} {round}")).collect();
                    assert_eq!(seen.unwrap(), own);
                }
            });
        }
    });
}

fn without_a_tenant_nothing_runs(sessions: &SessionMaker) {
    let refusing = sessions.clone().after_begin(|_| Err(realgar::Error::other("who are you?")));
    let mut session = refusing.session();
    session.add(NewUser::new("nobody"));
    let error = session.commit().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Other);
    assert!(error.message().ends_with("who are you?"), "{error}");
    assert!(!session.in_transaction());
    drop(session);
    let ending = sessions.clone().after_begin(realgar::Connection::commit);
    let error = ending.begin(names).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().contains("after_begin"), "{error}");
    assert_eq!(sessions.begin(names).unwrap(), [""; 0]);
}
