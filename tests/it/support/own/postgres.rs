//! A PostgreSQL server of a test's own, and its replicas.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use super::{OwnServer, command_as, folder_of, free_port, program, run, signal, spawn, wait_until_it_answers};
use crate::support::Scratch;

/// The user that the server runs as, where the tests run as root.
const USER: &str = "postgres";

/// A server that ends with this value.
pub(crate) struct OwnPostgres {
    folder: Scratch,
    port: u16,
    child: Option<Child>,
}

impl OwnPostgres {
    /// A new cluster, running; `None` if the programs are not there, which is told.
    pub(crate) fn start() -> Option<Self> {
        let initdb = program("initdb", &folders())?;
        let mut server = Self { folder: Scratch::new(), port: free_port(), child: None };
        folder_of(USER, &server.folder.path("server"));
        run(command_as(USER, &initdb)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "-D"])
            .arg(server.data()));
        server.start_again();
        Some(server)
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// A copy that follows this server, and answers to those who only read.
    pub(crate) fn replica(&self) -> Self {
        let backup = program("pg_basebackup", &folders()).expect("it comes with initdb");
        let mut replica = Self { folder: Scratch::new(), port: free_port(), child: None };
        folder_of(USER, &replica.folder.path("server"));
        run(command_as(USER, &backup)
            .args(["--host=127.0.0.1", "--username=postgres", "--write-recovery-conf", "--wal-method=stream"])
            .args(["--checkpoint=fast", "--no-sync", &format!("--port={}", self.port), "-D"])
            .arg(replica.data()));
        replica.start_again();
        replica
    }

    /// Makes a folder the server's own.
    pub(crate) fn give(&self, folder: &Path) {
        folder_of(USER, folder);
    }

    fn data(&self) -> PathBuf {
        self.folder.path("server/data")
    }

    fn end(&mut self, how: &str) {
        if let Some(mut child) = self.child.take() {
            signal(&child, how);
            child.wait().unwrap();
        }
    }
}

impl OwnServer for OwnPostgres {
    fn url(&self, database: &str) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn stop(&mut self) {
        self.end("INT");
    }

    fn crash(&mut self) {
        self.end("QUIT");
    }

    fn start_again(&mut self) {
        assert!(self.child.is_none(), "the server runs");
        let postgres = program("postgres", &folders()).expect("it comes with initdb");
        let log = self.folder.path("server/log");
        let mut command = command_as(USER, &postgres);
        command.arg("-D").arg(self.data()).args(["-p", &self.port.to_string(), "-h", "127.0.0.1", "-k", ""]);
        // Nothing here has to outlive the machine.
        for setting in [
            "fsync=off",
            "shared_buffers=16MB",
            "max_connections=60",
            "max_wal_size=64MB",
            "wal_level=replica",
            "wal_retrieve_retry_interval=50ms",
        ] {
            command.args(["-c", setting]);
        }
        let mut child = spawn(&mut command, &log);
        wait_until_it_answers(&self.url("postgres"), &mut child, &log);
        self.child = Some(child);
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        self.crash();
    }
}

/// Where packages put the programs, the newest version first.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(String::from_utf8_lossy(&output.stdout).trim().into());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    folders.extend(versions.into_iter().rev());
    folders
}
