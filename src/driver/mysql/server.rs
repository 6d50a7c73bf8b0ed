//! What kind of server a connection leads to, and the settings of its session.

use mysql::Conn;
use mysql::prelude::Queryable as _;

/// What a connection knows of its server.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) is_mariadb: bool,
    pub(super) version: (u16, u16),
    /// How many bytes a statement may have with its values.
    pub(super) max_allowed_packet: usize,
    /// How far apart the keys are that are counted up.
    pub(super) key_step: u32,
}

/// One round trip: the settings of the session, and what kind of server it is.
///
/// What stands in the comments is for one of the two: MySQL reads `/*!`, MariaDB `/*M!`, and each passes over the other's
/// because of the number.
const SET_UP: &str = "\
SET NAMES utf8mb4, time_zone = '+00:00', autocommit = 1, group_concat_max_len = 4294967295, \
sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION,\
NO_AUTO_VALUE_ON_ZERO' \
/*M!100600 , max_recursive_iterations = 4294967295 */ /*!80000 , cte_max_recursion_depth = 4294967295 */; \
SELECT VERSION(), @@max_allowed_packet, @@auto_increment_increment";

impl Server {
    /// Sets up the session of a new connection.
    ///
    /// # Errors
    ///
    /// What the server reports.
    pub(super) fn set_up(conn: &mut Conn) -> mysql::Result<Self> {
        let mut answers = conn.query_iter(SET_UP)?;
        let mut row = None;
        while let Some(answer) = answers.iter() {
            for answered in answer {
                row = Some(answered?);
            }
        }
        drop(answers);
        let cell = |at: usize| row.as_ref().and_then(|row| row.get::<String, _>(at)).unwrap_or_default();
        let (version, is_mariadb) = read_version(&cell(0));
        Ok(Self {
            is_mariadb,
            version,
            max_allowed_packet: cell(1).parse().unwrap_or(usize::MAX),
            key_step: cell(2).parse().unwrap_or(1),
        })
    }

    /// Whether INSERT takes RETURNING.
    pub(super) fn returns_inserted(&self) -> bool {
        self.is_mariadb && self.version >= (10, 5)
    }

    /// Whether DELETE takes RETURNING.
    pub(super) fn returns_deleted(&self) -> bool {
        self.is_mariadb
    }
}

/// `10.11.19-MariaDB-0+deb12u1`, `8.4.3`, and with a prefix for old replicas, `5.5.5-10.4.1-MariaDB`.
fn read_version(text: &str) -> ((u16, u16), bool) {
    let is_mariadb = text.to_ascii_lowercase().contains("mariadb");
    let text = if is_mariadb { text.strip_prefix("5.5.5-").unwrap_or(text) } else { text };
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().unwrap_or(0));
    ((numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)), is_mariadb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_tells_who_made_the_server() {
        assert_eq!(read_version("10.11.19-MariaDB-0+deb12u1"), ((10, 11), true));
        assert_eq!(read_version("5.5.5-10.4.1-MariaDB"), ((10, 4), true));
        assert_eq!(read_version("8.4.3"), ((8, 4), false));
        assert_eq!(read_version("8.0.36-0ubuntu0.22.04.1"), ((8, 0), false));
        assert_eq!(read_version(""), ((0, 0), false));
    }
}
