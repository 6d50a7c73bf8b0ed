//! What does it cost at run time, on PostgreSQL and MariaDB? Against Diesel and the raw driver, in one process, in turns.
//!
//! All contestants ask the same server for the same tables, in a schema or database that is made for the measurement and
//! dropped after it. Before anything is timed, all must return equal data. The time of the client's CPU stands beside the
//! wall time, in which the server's is.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use realgar::{Engine, text};
use realgar_benches::arguments::Arguments;
use realgar_benches::contest::duration;
use realgar_benches::markdown::Table;
use realgar_benches::statistics::median;

mod by_diesel;
mod by_hand_mysql;
mod by_hand_postgresql;
mod ours;
mod work;

use by_diesel::ByDiesel;
use by_hand_mysql::ByHandMySql;
use by_hand_postgresql::ByHandPostgreSql;
use ours::Ours;
use work::{Contestant, GOOD, visits};

const HELP: &str = "\
Times queries and writes on a server through Realgar, Diesel and the raw driver.

  --url URL       postgresql://… or mysql://…; a database or schema of the name realgar_benches is made anew and dropped
  --rounds N      medians of so many rounds (21)
  --only TEXT     only the measurements whose name has this in it
  --stream NAME   streams a million rows through the contestant whose name has this in it, and prints its peak memory";

/// The schema or database.
const NAME: &str = "realgar_benches";

/// How many rows `product` has.
const ROWS: i32 = 10_000;

fn main() {
    let mut arguments = Arguments::parse(HELP);
    let url: String = arguments.value("--url", String::new());
    let rounds: usize = arguments.value("--rounds", 21);
    let only: String = arguments.value("--only", String::new());
    let stream: String = arguments.value("--stream", String::new());
    arguments.finish();
    let is_postgresql = url.starts_with("postgres");

    let admin = Engine::new(&url).expect("`--url` names a server that can be reached");
    let (word, cascade) = if is_postgresql { ("SCHEMA", " CASCADE") } else { ("DATABASE", "") };
    let run = |engine: &Engine, sql: &str| engine.begin(|conn| conn.execute(text(sql.to_owned()))).expect(GOOD);
    run(&admin, &format!("DROP {word} IF EXISTS {NAME}{cascade}"));
    run(&admin, &format!("CREATE {word} {NAME}"));
    let url = if is_postgresql {
        format!("{url}?options=-csearch_path%3D{NAME}")
    } else {
        format!("{}/{NAME}", url.trim_end_matches('/'))
    };

    let engine = Engine::new(&url).expect(GOOD);
    ours::shop::METADATA.create_all(&engine).expect(GOOD);
    for sql in fill(is_postgresql) {
        run(&engine, &sql);
    }
    let mut contestants: Vec<Box<dyn Contestant>> =
        vec![Box::new(Ours::new("Realgar", &engine, false)), Box::new(Ours::new("Realgar, prepared", &engine, true))];
    if is_postgresql {
        contestants.push(Box::new(ByHandPostgreSql::new(&url)));
        contestants.push(Box::new(ByDiesel::<diesel::PgConnection>::new(&url)));
    } else {
        contestants.push(Box::new(ByHandMySql::new(&url)));
        contestants.push(Box::new(ByDiesel::<diesel::MysqlConnection>::new(&url)));
    }

    if stream.is_empty() {
        measure(&mut contestants, &engine, rounds, &only);
    } else {
        stream_rows(&mut contestants, &stream, is_postgresql);
    }
    drop((contestants, engine));
    run(&admin, &format!("DROP {word} {NAME}{cascade}"));
}

/// Puts rows into `product` and `review`.
fn fill(is_postgresql: bool) -> [String; 2] {
    let (numbers, text) = if is_postgresql {
        (format!("FROM generate_series(1, {ROWS}) AS i"), "text")
    } else {
        (format!("FROM (SELECT seq AS i FROM seq_1_to_{ROWS}) AS n"), "char")
    };
    let word = |start: &str, number: &str| format!("concat('{start} ', CAST({number} AS {text}))");
    [
        format!(
            "INSERT INTO product (id, name, description, category, quantity, rating, price, active) \
             SELECT i, {}, CASE WHEN i % 3 = 0 THEN {} END, {}, i * 17 % 1000, \
             CASE WHEN i % 5 > 0 THEN i % 5 END, i / 8.0, i % 2 = 0 {numbers}",
            word("product number", "i"),
            word("a description of medium length,", "i"),
            word("category", "i % 20"),
        ),
        format!(
            "INSERT INTO review (product_id, body) SELECT i, {} {numbers} WHERE i % 3 > 0",
            word("I have seen better products than number", "i"),
        ),
    ]
}

/// One contestant's work, once.
type Work<'w> = dyn FnMut(&mut dyn Contestant) + 'w;

fn measure(contestants: &mut [Box<dyn Contestant>], engine: &Engine, rounds: usize, only: &str) {
    let (first, others) = contestants.split_first_mut().expect("there are several");
    let (one, all, joined) = (first.by_key(17), first.all(), first.joined());
    assert_eq!((all.len(), joined.len()), (ROWS as usize, ROWS as usize));
    for other in others {
        assert_eq!((other.by_key(17), other.all(), other.joined()), (one.clone(), all.clone(), joined.clone()));
    }

    let mut report = |name: &str, times: u32, work: &mut Work<'_>| {
        if name.contains(only) {
            println!("{}", contest(name, contestants, rounds, times, work));
        }
    };
    let mut key = 0;
    report("select by key", 500, &mut |contestant| {
        key = (key + 7919) % ROWS;
        black_box(contestant.by_key(key + 1));
    });
    report("10 000 rows × 8 columns", 1, &mut |contestant| drop(black_box(contestant.all())));
    report("LEFT JOIN, 10 000 rows", 1, &mut |contestant| drop(black_box(contestant.joined())));
    let thousand = visits(1_000);
    report("1000 inserts, keys back", 1, &mut |contestant| {
        let keys = contestant.insert(&thousand);
        assert!(keys.len() == 1_000 && keys.is_sorted(), "{}", contestant.name());
    });
    let many = visits(10_000);
    report("flush of 10 000 objects, keys back", 1, &mut |contestant| {
        let keys = contestant.flush(&many);
        assert!(keys.len() == 10_000 && keys.is_sorted(), "{}", contestant.name());
    });
    engine.begin(|conn| conn.execute(text("DELETE FROM visit"))).expect(GOOD);
    let keys = Ours::new("", engine, false).insert(&thousand);
    let mut seconds = 0;
    report("read and update 1000 rows (the others: update)", 1, &mut |contestant| {
        seconds += 1;
        contestant.update(&keys, seconds);
    });
}

/// The contestants in turns: medians of wall time and of this process' CPU time, and ratios of neighbours in time.
fn contest(
    name: &str,
    contestants: &mut [Box<dyn Contestant>],
    rounds: usize,
    times: u32,
    work: &mut Work<'_>,
) -> Table {
    let count = contestants.len();
    let mut measured: Vec<Vec<(Duration, Duration)>> = Vec::new();
    // The first round fills caches.
    for round in 0..=rounds {
        let mut took = vec![(Duration::ZERO, Duration::ZERO); count];
        for turn in 0..count {
            let who = (round + turn) % count;
            let (wall, cpu) = (Instant::now(), ProcessTime::now());
            for _ in 0..times {
                work(&mut *contestants[who]);
            }
            took[who] = (wall.elapsed() / times, cpu.elapsed() / times);
        }
        measured.push(took);
    }
    measured.remove(0);
    let mut table = Table::new([name, "wall", "first / it", "CPU of the client", "first / it"]);
    for (who, contestant) in contestants.iter().enumerate() {
        let wall = |round: &Vec<(Duration, Duration)>, who: usize| round[who].0.as_secs_f64() * 1e9;
        let cpu = |round: &Vec<(Duration, Duration)>, who: usize| round[who].1.as_secs_f64() * 1e9;
        let median_of =
            |value: &dyn Fn(&Vec<(Duration, Duration)>) -> f64| median(measured.iter().map(value)).unwrap_or_default();
        let ratio = |value: f64| if who == 0 { String::new() } else { format!("{value:.2}") };
        table.row([
            contestant.name().to_owned(),
            duration(median_of(&|round| wall(round, who))),
            ratio(median_of(&|round| wall(round, 0) / wall(round, who))),
            duration(median_of(&|round| cpu(round, who))),
            ratio(median_of(&|round| cpu(round, 0) / cpu(round, who))),
        ]);
    }
    table
}

fn stream_rows(contestants: &mut [Box<dyn Contestant>], name: &str, is_postgresql: bool) {
    let sql = if is_postgresql {
        "SELECT i::bigint AS number, repeat('x', 40) AS word FROM generate_series(1, 1000000) AS i"
    } else {
        "SELECT CAST(seq AS SIGNED) AS number, repeat('x', 40) AS word FROM seq_1_to_1000000"
    };
    let contestant = contestants.iter_mut().find(|contestant| contestant.name().contains(name));
    let contestant = contestant.expect("`--stream` names a contestant");
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    assert_eq!(contestant.stream(sql), 500_000_500_000);
    let (wall, cpu) = (wall.elapsed(), cpu.elapsed());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    println!("{}: {wall:.2?}, CPU {cpu:.2?}, peak memory {peak}", contestant.name());
}
