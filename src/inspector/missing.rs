//! The errors about a table that does not exist.

use crate::error::{Error, ErrorKind};

/// How many names the message lists.
const LISTED_NAMES: usize = 20;

/// The error for a name that is not among `names`.
pub(super) fn no_such_table(name: &str, names: &[String]) -> Error {
    let shown: Vec<String> = names.iter().take(LISTED_NAMES).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(LISTED_NAMES);
    let others = match (names.is_empty(), more) {
        (true, _) => "the database is empty".to_owned(),
        (false, 0) => format!("the database has {}", shown.join(", ")),
        (false, more) => format!("the database has {} and {more} more", shown.join(", ")),
    };
    Error::new(ErrorKind::NoSuchTable, format!("there is no table or view `{name}`; {others}"))
}

/// The error for a view where a table is needed.
pub(super) fn is_a_view(name: &str) -> Error {
    let message = format!("`{name}` is a view, not a table: `Inspector::columns` lists its columns");
    Error::new(ErrorKind::NoSuchTable, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_names_is_cut() {
        let names: Vec<String> = (0..22).map(|number| format!("t{number}")).collect();
        let error = no_such_table("x", &names);
        assert!(error.message().ends_with("`t18`, `t19` and 2 more"), "{error}");
    }
}
