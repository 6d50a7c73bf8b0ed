//! Servers that a test starts for itself, to stop, kill and copy them: on ports of their own, in folders that vanish.

pub(crate) mod mariadb;
pub(crate) mod pooler;
pub(crate) mod postgres;

use std::fs::File;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use realgar::{Engine, text};

/// What can be done to a server of the test's own.
pub(crate) trait OwnServer {
    /// The URL of a database.
    fn url(&self, database: &str) -> String;

    /// Ends the server as its operator would.
    fn stop(&mut self);

    /// Ends the server as a failing machine would.
    fn crash(&mut self);

    /// Starts the server that was stopped, on the same port.
    fn start_again(&mut self);
}

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// The variables that name servers to be tested on.
const SERVERS: [&str; 2] = ["REALGAR_TEST_POSTGRES", "REALGAR_TEST_MYSQL"];

/// A program of the system, in one of the folders where systems have it. Without it, or where no server is named to be
/// tested on, a test that needs it says that it is skipped; where `REALGAR_REQUIRE_SERVERS=1`, as in `.ci/run`, it fails
/// instead.
fn program(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    if SERVERS.iter().all(|variable| std::env::var_os(variable).is_none()) {
        return missing(&format!("{} name no server, so none is started", SERVERS.join(" and ")));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/sbin", "/usr/bin", "/usr/local/bin"].map(PathBuf::from);
    let mut places = folders.iter().cloned().chain(std::env::split_paths(&path)).chain(usual);
    if let Some(found) = places.find_map(|folder| Some(folder.join(name)).filter(|file| file.is_file())) {
        return Some(found);
    }
    missing(&format!("there is no `{name}` to start a server with"))
}

fn missing(what: &str) -> Option<PathBuf> {
    let is_required = std::env::var_os("REALGAR_REQUIRE_SERVERS").is_some_and(|wish| wish == "1");
    assert!(!is_required, "REALGAR_REQUIRE_SERVERS=1, but {what}");
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Not `eprintln!`, which is shown for failing tests only.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {what}");
    None
}

/// A port that nobody listened to a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Whether the tests run as root, whom PostgreSQL and pgbouncer refuse to run as.
fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// The numbers of a user and its group.
fn user(name: &str) -> (u32, u32) {
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.split(':').next() == Some(name));
    let mut numbers = line.expect("the package has made a user").split(':').skip(2);
    let mut next = || numbers.next().unwrap().parse().unwrap();
    (next(), next())
}

/// A command that runs as that user if the tests run as root.
fn command_as(name: &str, program: &Path) -> Command {
    let mut command = Command::new(program);
    if is_root() {
        let (user, group) = user(name);
        command.uid(user).gid(group);
    }
    command.current_dir("/");
    command
}

/// Makes a folder that belongs to that user if the tests run as root.
fn folder_of(name: &str, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    if is_root() {
        let (user, group) = user(name);
        chown(folder, Some(user), Some(group)).unwrap();
    }
}

/// Runs a command to its end, and shows what it said if it failed.
fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}: {}{}", said(&output.stdout), said(&output.stderr));
}

/// Starts a server whose words go into a file.
fn spawn(command: &mut Command, log: &Path) -> Child {
    let words = File::options().create(true).append(true).open(log).unwrap();
    command.stdin(Stdio::null()).stdout(words.try_clone().unwrap()).stderr(words).spawn().unwrap()
}

/// Waits until a server answers.
fn wait_until_it_answers(url: &str, child: &mut Child, log: &Path) {
    let engine = Engine::new(url).unwrap();
    let started = Instant::now();
    loop {
        let answer = engine.connect().and_then(|mut conn| conn.scalar(text("SELECT 1").typed::<i64>()));
        let Err(error) = answer else { return };
        let words = || std::fs::read_to_string(log).unwrap_or_default();
        assert!(child.try_wait().unwrap().is_none(), "the server has ended: {}", words());
        assert!(started.elapsed() < PATIENCE, "the server does not answer: {error}\n{}", words());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Sends a signal to a process.
fn signal(child: &Child, signal: &str) {
    // It may have ended by itself.
    let _ = Command::new("kill").args(["-s", signal, &child.id().to_string()]).output();
}
