//! The socket below a connection: how long to wait for it.

use std::io;
use std::time::Duration;

use mysql::Conn;

/// Gives up a read that takes longer; without a limit, none is given up.
///
/// # Errors
///
/// What the system says.
#[cfg(unix)]
pub(super) fn wait_at_most(conn: &Conn, limit: Option<Duration>) -> io::Result<()> {
    use std::net::TcpStream;
    use std::os::fd::AsFd as _;

    // The crate hands out a number. A copy of the descriptor is owned, and both are the same socket.
    let copy = filedescriptor::FileDescriptor::dup(conn).map_err(io::Error::other)?;
    let socket = TcpStream::from(copy.as_fd().try_clone_to_owned()?);
    socket.set_read_timeout(limit)
}

/// The crate does not hand out the socket here: the limit is that of the URL, from the beginning.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
pub(super) fn wait_at_most(_conn: &Conn, _limit: Option<Duration>) -> io::Result<()> {
    Ok(())
}
