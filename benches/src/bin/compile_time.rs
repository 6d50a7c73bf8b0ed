//! What does it cost the compiler? Compiles one schema and one list of queries with Realgar, Diesel and
//! rust-query.
//!
//! The same program is its own `RUSTC_WORKSPACE_WRAPPER`: Cargo then runs it instead of the compiler for the
//! application alone, and it notes what the compiler took.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use realgar_benches::arguments::Arguments;
use realgar_benches::command::{self, Cost};
use realgar_benches::markdown::Table;
use realgar_benches::program::{File, Program, Shape, diesel, realgar, rust_query};
use realgar_benches::scratch::{self, Package};
use realgar_benches::statistics::median;

const HELP: &str = "\
Compiles the same schema and queries with Realgar, Diesel and rust-query and prints what it cost.

  --shape TABLESxQUERIES   e.g. 100x500; may be given several times
  --joins N                one query of N joins on a schema of 60 tables; may be given several times
  --runs N                 the median of so many runs (5)
  --limit SECONDS          a compiler that takes longer is stopped (600)
  --no-build               `cargo check` only
  --schema-crate           Realgar's schema in a crate of its own beside the application, which is what is measured
  --only NAMES             realgar, diesel, rust-query: only these, e.g. realgar,rust-query
  --write                  writes the programs and compiles nothing

Without shapes and joins: 100x50, 100x500, 500x50, and 2, 10, 20, 30 and 50 joins.";

/// Where the wrapper notes costs, and when it stops the compiler.
const LOG: &str = "REALGAR_BENCHES_COMPILER_LOG";
const LIMIT: &str = "REALGAR_BENCHES_COMPILER_LIMIT";

/// The tables of a schema on which long joins are measured.
const JOIN_TABLES: usize = 60;

fn main() -> ExitCode {
    if let Some(log) = std::env::var_os(LOG) {
        return wrap_compiler(Path::new(&log));
    }
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the compiler and notes what it cost.
fn wrap_compiler(log: &Path) -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let Some((compiler, arguments)) = arguments.split_first() else { return ExitCode::FAILURE };
    let limit = std::env::var(LIMIT).ok().and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let cost = match command::run(Command::new(compiler).args(arguments), limit) {
        Ok(cost) => cost,
        Err(error) => {
            eprintln!("cannot run the compiler: {error}");
            return ExitCode::FAILURE;
        }
    };
    let name = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1);
    if name.is_some_and(|name| name == "application") {
        let (wall, cpu, memory) = (cost.wall.as_secs_f64(), (cost.user + cost.system).as_secs_f64(), cost.memory);
        if let Err(error) = fs::write(log, format!("{wall} {cpu} {memory}")) {
            eprintln!("cannot note what the compiler cost: {error}");
            return ExitCode::FAILURE;
        }
    }
    // A compiler that was killed has no code.
    cost.status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// What the compiler took for the application, once.
#[derive(Clone, Copy, Debug)]
struct Compiled {
    wall: f64,
    cpu: f64,
    memory: f64,
    /// `cargo check` as a whole.
    cargo: f64,
}

/// The medians of several runs.
#[derive(Clone, Copy, Debug)]
struct Medians {
    wall: f64,
    cpu: f64,
    memory: f64,
    cargo: f64,
}

impl Medians {
    fn of(runs: &[Compiled]) -> Option<Self> {
        let of = |field: fn(&Compiled) -> f64| median(runs.iter().map(field));
        Some(Self {
            wall: of(|run| run.wall)?,
            cpu: of(|run| run.cpu)?,
            memory: of(|run| run.memory)?,
            cargo: of(|run| run.cargo)?,
        })
    }
}

/// A column of the table of results: what it shows, and with how many digits.
type Shown = (fn(&Medians) -> f64, usize);

/// What the compiler is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// `cargo check` of an application that was never compiled.
    Check,
    /// The same after a number in one query was changed.
    CheckAgain,
    /// `cargo build`, likewise.
    Build,
}

impl Task {
    const fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::CheckAgain => "check after an edit",
            Self::Build => "build",
        }
    }
}

/// One of those that are compared.
struct Peer {
    name: &'static str,
    package: Package,
    files: fn(&Program) -> Vec<File>,
    /// Whether it is known to need more than the limit for fewer joins.
    gave_up: bool,
}

struct Settings {
    runs: usize,
    limit: u64,
    tasks: Vec<Task>,
}

fn measure() -> io::Result<()> {
    let mut arguments = Arguments::parse(HELP);
    let settings = Settings {
        runs: arguments.value("--runs", 5),
        limit: arguments.value("--limit", 600),
        tasks: if arguments.has("--no-build") {
            vec![Task::Check, Task::CheckAgain]
        } else {
            vec![Task::Check, Task::CheckAgain, Task::Build]
        },
    };
    let mut shapes: Vec<Shape> = arguments.all("--shape").iter().map(|text| shape(text)).collect::<io::Result<_>>()?;
    for joins in arguments.all("--joins") {
        let joins = joins.parse().map_err(|_| io::Error::other(format!("`--joins {joins}`: not a number")))?;
        shapes.push(Shape { tables: JOIN_TABLES, queries: 0, joins: Some(joins) });
    }
    if shapes.is_empty() {
        shapes.extend([(100, 50), (100, 500), (500, 50)].map(|(tables, queries)| Shape {
            tables,
            queries,
            joins: None,
        }));
        shapes.extend([2, 10, 20, 30, 50].map(|joins| Shape { tables: JOIN_TABLES, queries: 0, joins: Some(joins) }));
    }
    let only = arguments.value("--only", String::new());
    let only_writes = arguments.has("--write");
    let has_schema_crate = arguments.has("--schema-crate");
    arguments.finish();

    let repository = scratch::repository();
    let realgar_manifest = realgar::manifest(&repository.to_string_lossy());
    let mut peers = vec![
        if has_schema_crate {
            Peer {
                name: "Realgar with a schema crate",
                package: Package::open("compile_time", "realgar_with_schema_crate", &realgar_manifest)?,
                files: |program| realgar::files_with_schema_crate(program, &scratch::repository().to_string_lossy()),
                gave_up: false,
            }
        } else {
            Peer {
                name: "Realgar",
                package: Package::open("compile_time", "realgar", &realgar_manifest)?,
                files: realgar::files,
                gave_up: false,
            }
        },
        Peer {
            name: "Diesel",
            package: Package::open("compile_time", "diesel", &diesel::manifest())?,
            files: diesel::files,
            gave_up: false,
        },
        Peer {
            name: "rust-query",
            package: Package::open("compile_time", "rust_query", &rust_query::manifest())?,
            files: rust_query::files,
            gave_up: false,
        },
    ];
    peers.retain(|peer| {
        only.is_empty()
            || only.split(',').any(|name| {
                peer.name.eq_ignore_ascii_case(name)
                    || (has_schema_crate && name.eq_ignore_ascii_case("realgar") && peer.name.starts_with("Realgar"))
            })
    });

    let names: Vec<&str> = peers.iter().map(|peer| peer.name).collect();
    let mut header = vec!["tables × 10, queries".to_owned(), "task".to_owned()];
    for measure in ["wall s", "CPU s", "peak MB"] {
        header.extend(names.iter().map(|name| format!("{name} {measure}")));
        header.extend((names.len() == 2).then(|| "ratio".to_owned()));
    }
    header.extend(names.iter().map(|name| format!("{name} cargo s")));
    header.push("schema compiler s".to_owned());
    let mut table = Table::new(header);
    for shape in shapes {
        for peer in &mut peers {
            write(peer, &Program::new(shape, 0))?;
        }
        if only_writes {
            peers.iter().for_each(|peer| eprintln!("{}", peer.package.root().display()));
            continue;
        }
        let generated = compare(&mut peers, shape, &settings, &mut table)?;
        eprintln!("{}: schema compiler {generated}", title(shape));
    }
    if !only_writes {
        print!("{table}");
    }
    Ok(())
}

fn shape(text: &str) -> io::Result<Shape> {
    let numbers =
        text.split_once('x').and_then(|(tables, queries)| Some((tables.parse().ok()?, queries.parse().ok()?)));
    let (tables, queries) = numbers.ok_or_else(|| io::Error::other(format!("`--shape {text}`: not like 100x500")))?;
    Ok(Shape { tables, queries, joins: None })
}

fn title(shape: Shape) -> String {
    match shape.joins {
        None => format!("{} tables, {} queries", shape.tables, shape.queries),
        Some(joins) => format!("{} tables, 1 query of {joins} joins", shape.tables),
    }
}

/// Writes a program, and removes modules that another one left.
fn write(peer: &Peer, program: &Program) -> io::Result<()> {
    let files = (peer.files)(program);
    if let Ok(left) = fs::read_dir(peer.package.root().join("src")) {
        for entry in left {
            let path = format!("src/{}", entry?.file_name().to_string_lossy());
            if !files.iter().any(|(known, _)| *known == path) {
                peer.package.remove(&path)?;
            }
        }
    }
    files.iter().try_for_each(|(path, text)| peer.package.write(path, text))
}

/// Measures one shape and adds its rows to the table. Returns the time of the schema compiler.
fn compare(peers: &mut [Peer], shape: Shape, settings: &Settings, table: &mut Table) -> io::Result<String> {
    // What the application needs is compiled beforehand, and the programs must agree on what they print.
    let mut printed = Vec::new();
    for peer in peers.iter_mut() {
        eprintln!("{}: {} …", title(shape), peer.name);
        if peer.gave_up {
            continue;
        }
        let is_compiled = compile(peer, Task::Check, settings)?.is_some()
            && (!settings.tasks.contains(&Task::Build) || compile(peer, Task::Build, settings)?.is_some());
        if !is_compiled {
            eprintln!("{}: {} was stopped or failed", title(shape), peer.name);
            // Longer joins only take longer.
            peer.gave_up = true;
        } else if settings.tasks.contains(&Task::Build) {
            printed.push((peer.name, run(&peer.package)?));
        }
    }
    if printed.windows(2).any(|pair| pair[0].1 != pair[1].1) {
        return Err(io::Error::other(format!("{}: the programs print different things: {printed:?}", title(shape))));
    }
    let generated = generate(peers, settings)?;
    let mut edit = 0;
    for task in &settings.tasks {
        let mut runs = vec![Vec::new(); peers.len()];
        for _ in 0..settings.runs {
            edit += 1;
            for (peer, runs) in peers.iter().zip(&mut runs) {
                if !peer.gave_up {
                    if *task != Task::CheckAgain {
                        // What the compiler keeps from one run to the next.
                        peer.package.remove("target/debug/incremental")?;
                    }
                    write(peer, &Program::new(shape, edit))?;
                    runs.extend(compile(peer, *task, settings)?);
                }
            }
        }
        let medians: Vec<Option<Medians>> = runs.iter().map(|runs| Medians::of(runs)).collect();
        table.row(row(shape, *task, &medians, &generated));
    }
    // The next one starts where this one does.
    for peer in peers.iter() {
        write(peer, &Program::new(shape, 0))?;
    }
    Ok(generated)
}

fn row(shape: Shape, task: Task, medians: &[Option<Medians>], generated: &str) -> Vec<String> {
    let mut row = vec![title(shape), task.name().to_owned()];
    let columns: [Shown; 3] = [(|of| of.wall, 2), (|of| of.cpu, 2), (|of| of.memory / 1e6, 0)];
    let cell = |value: Option<f64>, digits: usize| value.map_or("–".to_owned(), |value| format!("{value:.digits$}"));
    for (of, digits) in columns {
        let values: Vec<Option<f64>> = medians.iter().map(|medians| medians.as_ref().map(of)).collect();
        row.extend(values.iter().map(|value| cell(*value, digits)));
        if let [realgar, peer] = values[..] {
            row.push(cell(realgar.zip(peer).map(|(realgar, peer)| peer / realgar), 1));
        }
    }
    row.extend(medians.iter().map(|medians| cell(medians.as_ref().map(|medians| medians.cargo), 2)));
    row.push(generated.to_owned());
    row
}

/// Compiles the application. `None`: the compiler was stopped, or refused it.
fn compile(peer: &Peer, task: Task, settings: &Settings) -> io::Result<Option<Compiled>> {
    let log = peer.package.root().join("compiler.log");
    peer.package.remove("compiler.log")?;
    let mut cargo = peer.package.cargo(&[if task == Task::Build { "build" } else { "check" }, "--quiet"]);
    cargo.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?).env(LOG, &log);
    cargo.env(LIMIT, settings.limit.to_string());
    // Dependencies are compiled without the wrapper, so the whole is not limited.
    let Cost { wall, status, .. } = command::run(&mut cargo, None)?;
    if !status.success() {
        return Ok(None);
    }
    // Without the file the application was up to date: what it was compiled for is not known.
    let Ok(note) = fs::read_to_string(&log) else {
        let nothing = Compiled { wall: f64::NAN, cpu: f64::NAN, memory: f64::NAN, cargo: wall.as_secs_f64() };
        return Ok(Some(nothing));
    };
    let mut numbers = note.split(' ').map(|number| number.parse::<f64>().map_err(io::Error::other));
    let mut next = || numbers.next().unwrap_or_else(|| Err(io::Error::other("the wrapper's note is too short")));
    Ok(Some(Compiled { wall: next()?, cpu: next()?, memory: next()?, cargo: wall.as_secs_f64() }))
}

/// Runs the application and returns what it prints.
fn run(package: &Package) -> io::Result<String> {
    let output = Command::new(package.target().join("debug/application")).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("the application in {} failed", package.root().display())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The time of Realgar's build script: `cargo check` does not run it again as long as the schema stays the same.
fn generate(peers: &[Peer], settings: &Settings) -> io::Result<String> {
    let Some(peer) = peers.iter().find(|peer| peer.name == "Realgar" && !peer.gave_up) else {
        return Ok("–".to_owned());
    };
    let out = peer.package.root().join("generated");
    let script = build_script(&peer.package.target())?;
    let mut times = Vec::new();
    for _ in 0..settings.runs {
        peer.package.remove("generated")?;
        fs::create_dir_all(&out)?;
        let mut script = Command::new(&script);
        script.current_dir(peer.package.root()).env("OUT_DIR", &out).env("CARGO_MANIFEST_DIR", peer.package.root());
        let cost = command::run(script.stdout(Stdio::null()), None)?;
        if !cost.status.success() {
            return Err(io::Error::other("the build script failed"));
        }
        times.push(cost.wall.as_secs_f64());
    }
    Ok(median(times).map_or_else(String::new, |seconds| format!("{seconds:.3}")))
}

/// The newest build script of the application.
fn build_script(target: &Path) -> io::Result<PathBuf> {
    let mut scripts = Vec::new();
    for entry in fs::read_dir(target.join("debug/build"))? {
        let entry = entry?;
        let script = entry.path().join("build-script-build");
        if entry.file_name().to_string_lossy().starts_with("application-") && script.is_file() {
            scripts.push((fs::metadata(&script)?.modified()?, script));
        }
    }
    scripts.into_iter().max().map(|(_, script)| script).ok_or_else(|| io::Error::other("there is no build script"))
}
