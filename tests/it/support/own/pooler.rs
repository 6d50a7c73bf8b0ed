//! A pgbouncer of a test's own: it gives each transaction any of its few connections to the server.

use std::process::Child;

use realgar::Url;

use super::{command_as, folder_of, free_port, program, spawn, wait_until_it_answers};
use crate::support::Scratch;

/// The user that it runs as, where the tests run as root.
const USER: &str = "postgres";

/// A pooler that ends with this value.
pub(crate) struct Pooler {
    _folder: Scratch,
    port: u16,
    child: Child,
    database: String,
}

impl Pooler {
    /// One in transaction mode before the database of this URL, with so many connections to it; `None` if there is no
    /// pgbouncer, which is told.
    pub(crate) fn start(url: &str, connections: usize) -> Option<Self> {
        let pgbouncer = program("pgbouncer", &[])?;
        let url: Url = url.parse().unwrap();
        let (folder, port) = (Scratch::new(), free_port());
        folder_of(USER, &folder.path("pooler"));
        let (host, server_port) = (url.host().unwrap(), url.hosts()[0].1.unwrap_or(5432));
        let user = url.username().unwrap();
        let password = url.password().map_or_else(String::new, |password| format!(" password={password}"));
        let configuration = format!(
            "[databases]\n* = host={host} port={server_port} user={user}{password}\n[pgbouncer]\n\
             listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n\
             default_pool_size = {connections}\n"
        );
        let file = folder.path("pooler/pgbouncer.ini");
        std::fs::write(&file, configuration).unwrap();
        let log = folder.path("pooler/log");
        let child = spawn(command_as(USER, &pgbouncer).arg(&file), &log);
        let database = url.database().unwrap().to_owned();
        let mut pooler = Self { _folder: folder, port, child, database };
        let url = pooler.url("statement_cache_size=0");
        wait_until_it_answers(&url, &mut pooler.child, &log);
        Some(pooler)
    }

    /// The URL of the database, through the pooler.
    pub(crate) fn url(&self, options: &str) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/{}?{options}", self.port, self.database)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
