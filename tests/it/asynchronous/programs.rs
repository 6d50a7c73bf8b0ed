//! Random programs, dropped after a random statement or at a random moment: what is in the database is what some COMMIT of
//! the same program has left when it was run to its end by a plain session, and no transaction is open.
//!
//! `REALGAR_LAWS_CASES` says how many programs there are on each database.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use realgar::prelude::*;
use realgar::tokio::{AsyncEngine, AsyncSession, AsyncStream};
use realgar::{Error, Result};

use super::gate::Gate;
use super::tutorial::{Address, NewAddress, NewUser, User};
use super::{databases, names_in, settled};

/// A step of a program. Numbers say which instance, among those that there are.
#[derive(Clone, Debug)]
enum Step {
    Add(u8),
    AddAddress(usize),
    Rename(usize, u8),
    Delete(usize),
    Flush,
    Query,
    Related(usize),
    Nested {
        name: u8,
        fails: bool,
    },
    Bulk(u8),
    /// Reads so many rows of a stream.
    Stream(u8),
    Commit,
    Rollback,
}

/// Where a program is dropped.
#[derive(Clone, Copy, Debug)]
enum Stop {
    /// After this statement, counted from 1.
    Statement(usize),
    /// So long after it was polled so often, whatever it does then.
    Moment { polls: usize, pause: Duration },
}

/// A program, where it is dropped, and whether it is one unit of work or a session that is held.
#[derive(Clone, Debug)]
struct Program {
    steps: Vec<Step>,
    stop: Stop,
    is_unit: bool,
}

fn programs() -> impl Strategy<Value = Program> {
    let step = prop_oneof![
        4 => any::<u8>().prop_map(Step::Add),
        2 => any::<usize>().prop_map(Step::AddAddress),
        2 => (any::<usize>(), any::<u8>()).prop_map(|(which, name)| Step::Rename(which, name)),
        1 => any::<usize>().prop_map(Step::Delete),
        2 => Just(Step::Flush),
        1 => Just(Step::Query),
        1 => any::<usize>().prop_map(Step::Related),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(name, fails)| Step::Nested { name, fails }),
        1 => any::<u8>().prop_map(Step::Bulk),
        1 => any::<u8>().prop_map(|rows| Step::Stream(rows % 8)),
        2 => Just(Step::Commit),
        1 => Just(Step::Rollback),
    ];
    let stop = prop_oneof![
        (1..40_usize).prop_map(Stop::Statement),
        (0..40_usize, 0..400_u64)
            .prop_map(|(polls, pause)| Stop::Moment { polls, pause: Duration::from_micros(pause) }),
    ];
    (proptest::collection::vec(step, 1..14), stop, any::<bool>()).prop_map(|(steps, stop, is_unit)| Program {
        steps,
        stop,
        is_unit,
    })
}

/// What a program knows of its instances.
#[derive(Default)]
struct Known(Vec<Handle<User>>);

impl Known {
    /// One of those that the session still has, and whose row can be read.
    fn pick(&self, which: usize, is_usable: impl Fn(Handle<User>) -> bool) -> Option<Handle<User>> {
        let usable: Vec<_> = self.0.iter().copied().filter(|user| is_usable(*user)).collect();
        (!usable.is_empty()).then(|| usable[which % usable.len()])
    }
}

fn name(number: u8) -> String {
    format!("name {:02}", number % 24)
}

/// Runs one step in a plain session. Whatever fails is rolled back, as a program would.
fn step(session: &mut Session, known: &mut Known, step: &Step) -> Result<()> {
    let done = match step {
        Step::Add(number) => {
            known.0.push(session.add(NewUser::new(name(*number))));
            Ok(())
        }
        Step::AddAddress(which) => {
            if let Some(user) = known.pick(*which, |user| session.state(user) != State::Detached) {
                session.add(NewAddress::new("x", user));
            }
            Ok(())
        }
        Step::Rename(which, number) => {
            if let Some(user) =
                known.pick(*which, |user| session.state(user) == State::Persistent && session.try_ref(user).is_ok())
            {
                session[user].name = name(*number);
            }
            Ok(())
        }
        Step::Delete(which) => {
            match known.pick(*which, |user| session.state(user) == State::Persistent && session.try_ref(user).is_ok()) {
                Some(user) => session.execute(delete(Address).all_rows()).and_then(|_| session.delete(user)),
                None => Ok(()),
            }
        }
        Step::Flush => session.flush(),
        Step::Query => names_in(session).map(drop),
        Step::Related(which) => {
            match known.pick(*which, |user| session.state(user) == State::Persistent && session.try_ref(user).is_ok()) {
                Some(user) => session.related(user, User.addresses).map(drop),
                None => Ok(()),
            }
        }
        Step::Nested { name: number, fails } => nested(session, *number, *fails),
        Step::Bulk(number) => session.bulk_insert([NewUser::new(name(*number))]).map(drop),
        Step::Stream(rows) => session
            .stream(select(User.name).order_by(User.name))
            .and_then(|stream| stream.take(usize::from(*rows)).try_for_each(|row| row.map(drop))),
        Step::Commit => session.commit(),
        Step::Rollback => session.rollback(),
    };
    done.or_else(|_| session.rollback())
}

fn nested(session: &mut Session, number: u8, fails: bool) -> Result<()> {
    let nested = session.begin_nested(|session| {
        session.add(NewUser::new(name(number)));
        session.flush()?;
        if fails { Err(Error::other("undone")) } else { Ok(()) }
    });
    match nested {
        Err(error) if *error.kind() == realgar::ErrorKind::Other => Ok(()),
        other => other,
    }
}

/// The same in a session that is held over awaits.
async fn step_async(session: &mut AsyncSession, known: &mut Known, step: &Step) -> Result<()> {
    let done = match step {
        Step::Add(number) => {
            known.0.push(session.add(NewUser::new(name(*number))));
            Ok(())
        }
        Step::AddAddress(which) => {
            if let Some(user) = known.pick(*which, |user| session.state(user) != State::Detached) {
                session.add(NewAddress::new("x", user));
            }
            Ok(())
        }
        Step::Rename(which, number) => {
            if let Some(user) =
                known.pick(*which, |user| session.state(user) == State::Persistent && session.try_ref(user).is_ok())
            {
                session[user].name = name(*number);
            }
            Ok(())
        }
        Step::Delete(which) => {
            match known.pick(*which, |user| session.state(user) == State::Persistent && session.try_ref(user).is_ok()) {
                Some(user) => match session.execute(delete(Address).all_rows()).await {
                    Ok(_) => session.delete(user).await,
                    Err(error) => Err(error),
                },
                None => Ok(()),
            }
        }
        Step::Flush => session.flush().await,
        Step::Query => session.scalars(select(User.name).order_by(User.name)).await.map(drop),
        Step::Related(which) => {
            match known.pick(*which, |user| session.state(user) == State::Persistent && session.try_ref(user).is_ok()) {
                Some(user) => session.related(user, User.addresses).await.map(drop),
                None => Ok(()),
            }
        }
        Step::Nested { name: number, fails } => {
            let (number, fails) = (*number, *fails);
            session.run(move |session| nested(session, number, fails)).await
        }
        Step::Bulk(number) => session.bulk_insert([NewUser::new(name(*number))]).await.map(drop),
        Step::Stream(rows) => read(session.stream(select(User.name).order_by(User.name), 1), *rows).await,
        Step::Commit => session.commit().await,
        Step::Rollback => session.rollback().await,
    };
    match done {
        Err(_) => session.rollback().await,
        Ok(()) => Ok(()),
    }
}

/// Reads so many rows, and ends the stream.
async fn read(mut stream: AsyncStream<'_, String>, rows: u8) -> Result<()> {
    for _ in 0..rows {
        if stream.next().await.transpose()?.is_none() {
            return Ok(());
        }
    }
    stream.close().await
}

/// What is in the database: each user with the number of its addresses.
fn content(conn: &mut Connection) -> Result<Vec<(String, Option<String>, i64)>> {
    let addresses = func::count(Address.id);
    let query = select((User.name, User.fullname, addresses)).left_join(User.addresses).group_by(User.id);
    Ok(conn.execute(query.order_by(User.name))?.all())
}

type Content = Vec<(String, Option<String>, i64)>;

fn clear(engine: &Engine) -> Result<()> {
    engine.begin(|conn| {
        conn.execute(delete(Address).all_rows())?;
        conn.execute(delete(User).all_rows()).map(drop)
    })
}

/// Runs a program to its end, and says what is there before it and after each COMMIT.
fn expected(engine: &Engine, gate: &Gate, steps: &[Step]) -> Result<Vec<Content>> {
    clear(engine)?;
    gate.set(None);
    let mut contents = vec![Vec::new()];
    let mut session = Session::new(engine);
    let mut known = Known::default();
    for each in steps.iter().chain([&Step::Commit]) {
        step(&mut session, &mut known, each)?;
        while contents.len() <= gate.commits() {
            let mut conn = engine.connect()?;
            contents.push(content(&mut conn)?);
        }
    }
    Ok(contents)
}

/// Runs a program until it is dropped or has ended, and says how many COMMITs it has made.
async fn dropped(db: &AsyncEngine, gate: &Gate, program: &Program) -> Result<usize> {
    gate.set(match program.stop {
        Stop::Statement(number) => Some(number),
        Stop::Moment { .. } => None,
    });
    let steps = program.steps.clone();
    if program.is_unit {
        let unit = db.session(move |session| {
            let mut known = Known::default();
            steps.iter().try_for_each(|each| step(session, &mut known, each))
        });
        // What its last flush finds is rolled back.
        if let Some(Err(error)) = until(program.stop, gate, unit).await {
            assert_ne!(*error.kind(), realgar::ErrorKind::Cancelled, "{error}");
        }
    } else {
        let held = async {
            let mut session = AsyncSession::new(db);
            let mut known = Known::default();
            for each in steps.iter().chain([&Step::Commit]) {
                step_async(&mut session, &mut known, each).await?;
            }
            Ok::<_, Error>(())
        };
        until(program.stop, gate, held).await.unwrap_or(Ok(()))?;
    }
    let commits = gate.open();
    settled(db).await;
    if matches!(program.stop, Stop::Statement(_)) {
        // It has said nothing after it was dropped.
        assert_eq!(gate.commits(), commits);
    }
    Ok(gate.commits())
}

/// Runs a future to its end, or drops it before that.
async fn until<T>(stop: Stop, gate: &Gate, future: impl Future<Output = T>) -> Option<T> {
    match stop {
        Stop::Statement(_) => {
            tokio::select! {
                biased;
                value = future => Some(value),
                () = gate.reached() => None,
            }
        }
        Stop::Moment { polls, pause } => {
            let mut future = pin!(future);
            let value = polled(future.as_mut(), polls).await;
            if value.is_none() {
                // Shorter than a timer can wait, and the work has threads of its own.
                std::thread::sleep(pause);
            }
            value
        }
    }
}

/// Polls a future so many times, unless it comes to its end before that.
async fn polled<F: Future>(mut future: Pin<&mut F>, polls: usize) -> Option<F::Output> {
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// How many programs there are, where nobody says otherwise.
const CASES: u32 = 200;

#[test]
fn what_a_dropped_program_leaves_is_what_one_of_its_commits_has_left() {
    let cases = std::env::var("REALGAR_LAWS_CASES").map_or(CASES, |cases| cases.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for database in databases() {
        let (gate, model_gate) = (Gate::default(), Gate::default());
        let db = AsyncEngine::new(database.engine(|builder| gate.watch(builder).pool_size(2).max_overflow(0)));
        // The same kind of database, so that what fails there fails here.
        let model = super::Database::twin_of(&database);
        let model_engine = model.engine(|builder| model_gate.watch(builder));
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let result = TestRunner::new(config).run(&programs(), |program| {
            let fail = |error: Error| TestCaseError::fail(format!("{error}"));
            let contents = expected(&model_engine, &model_gate, &program.steps).map_err(fail)?;
            gate.set(None);
            clear(db.engine()).map_err(fail)?;
            let commits = runtime.block_on(dropped(&db, &gate, &program)).map_err(fail)?;
            database.has_no_transaction(&format!("{program:?}"));
            gate.set(None);
            let found = db.engine().begin(content).map_err(fail)?;
            prop_assert_eq!(Some(&found), contents.get(commits));
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{error}"));
    }
}
