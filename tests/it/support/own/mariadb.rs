//! A MariaDB server of a test's own.

use std::path::PathBuf;
use std::process::{Child, Command};

use super::{OwnServer, folder_of, free_port, is_root, program, run, signal, spawn, wait_until_it_answers};
use crate::support::Scratch;

/// A server that ends with this value.
pub(crate) struct OwnMariadb {
    folder: Scratch,
    port: u16,
    child: Option<Child>,
}

impl OwnMariadb {
    /// A new server, running; `None` if the programs are not there, which is told.
    pub(crate) fn start() -> Option<Self> {
        let install = program("mariadb-install-db", &[])?;
        let mut server = Self { folder: Scratch::new(), port: free_port(), child: None };
        folder_of("root", &server.folder.path("server"));
        run(Command::new(install)
            .args([
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve",
            ])
            .args(as_root())
            .arg(format!("--datadir={}", server.data().display())));
        server.start_again();
        Some(server)
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

impl OwnServer for OwnMariadb {
    fn url(&self, database: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{database}", self.port)
    }

    fn stop(&mut self) {
        self.end("TERM");
    }

    fn crash(&mut self) {
        self.end("KILL");
    }

    fn start_again(&mut self) {
        assert!(self.child.is_none(), "the server runs");
        let mariadbd = program("mariadbd", &[]).expect("it comes with mariadb-install-db");
        let log = self.folder.path("server/log");
        let mut command = Command::new(mariadbd);
        command
            .args(["--no-defaults", "--bind-address=127.0.0.1", "--skip-name-resolve"])
            .args(as_root())
            .arg(format!("--datadir={}", self.data().display()))
            .arg(format!("--socket={}", self.folder.path("server/socket").display()))
            .arg(format!("--port={}", self.port))
            // Nothing here has to outlive the machine.
            .args([
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-buffer-pool-size=16M",
                "--innodb-log-file-size=16M",
            ]);
        let mut child = spawn(&mut command, &log);
        wait_until_it_answers(&self.url("mysql"), &mut child, &log);
        self.child = Some(child);
    }
}

impl Drop for OwnMariadb {
    fn drop(&mut self) {
        self.crash();
    }
}

/// It refuses to run as root, unless it is told to.
fn as_root() -> Option<&'static str> {
    is_root().then_some("--user=root")
}
