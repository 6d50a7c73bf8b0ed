//! The tests that are about SQLite's own behaviour, in one table: on another database they end where they begin.

use std::io::Write as _;

use super::TestDriver;

/// The tests, and why another database has nothing to be tested there.
const SQLITE_ONLY: &[(&str, &str)] = &[
    ("bulk::a_row_cannot_be_locked_on_sqlite", "other databases lock rows"),
    (
        "corner_cases::a_child_that_has_moved_by_its_column_is_not_deleted_with_its_old_parent",
        "a collection without an order: there, an UPDATE moves a row behind the others",
    ),
    (
        "corner_cases::a_flush_that_fails_does_not_keep_what_it_has_prepared",
        "a collection without an order: there, an UPDATE moves a row behind the others",
    ),
    ("failures::a_deferred_key_that_fails_at_the_commit_can_be_mended", "PRAGMA defer_foreign_keys"),
    ("failures::a_full_disk_after_an_earlier_flush_asks_for_a_rollback_or_lets_go_on", "PRAGMA max_page_count"),
    ("failures::a_full_disk_leaves_what_was_pending_and_what_was_committed", "PRAGMA max_page_count"),
    (
        "failures::a_statement_that_a_hook_of_the_database_refuses_names_the_table_and_the_row",
        "a trigger in SQLite's own language",
    ),
    (
        "loading::joined::two_collections_do_not_multiply_each_other",
        "a collection without an order: there, a hash join gives another one",
    ),
    ("loading::keys::a_foreign_key_in_another_order_finds_the_identity_map", "IN (VALUES …) is IN (…, …) there"),
    ("loading::keys::keys_of_two_columns_are_compared_as_rows", "IN (VALUES …) is IN (…, …) there"),
    ("later::a_row_that_is_gone_takes_its_instance_along_whoever_finds_out", "PRAGMA defer_foreign_keys"),
    ("loading::selectin::a_chain_may_be_a_hundred_long", "SQLite joins 64 tables at most"),
    ("statements::an_update_that_only_the_database_understands_returns_its_rows", "LIKE asks for the case there"),
    (
        "transactions::a_block_that_fails_is_rolled_back_and_one_that_goes_well_committed",
        "a rollback does not take back what a sequence has counted",
    ),
    (
        "transactions::a_savepoint_that_the_database_has_lost_is_an_error_and_the_session_goes_on",
        "ON CONFLICT ROLLBACK of a constraint",
    ),
    (
        "undone::a_commit_that_the_database_ends_with_a_rollback_undoes_memory_and_does_not_go_well_when_repeated",
        "a file that becomes read-only",
    ),
    ("undone::a_failed_flush_of_a_writing_session_keeps_its_lock", "one lock for all writers"),
    ("undone::a_row_whose_value_does_not_fit_is_not_left_in_the_database", "a column that holds values of any type"),
];

/// The tests, and why MySQL and MariaDB have nothing to be tested there.
const NOT_ON_MYSQL: &[(&str, &str)] = &[
    ("loading::joined::a_stream_joins_rows_that_are_one_each", "UPDATE has no RETURNING there"),
    ("moving::rows_that_refer_to_each_other_by_given_keys_are_no_circle", "no foreign key waits for the commit there"),
    ("statements::returning_gives_handles_of_rows_as_they_are_now", "UPDATE has no RETURNING there"),
    ("statements::the_first_of_several_returned_rows_leaves_none_behind", "UPDATE has no RETURNING there"),
    ("undone::a_stream_leaves_nothing_to_the_statement_after_it", "UPDATE has no RETURNING there"),
];

/// Whether the running test has nothing to test on MySQL and MariaDB, and this run is there. It says so, and why.
///
/// # Panics
///
/// If the test is not in the table.
pub(crate) fn is_not_for_mysql() -> bool {
    let (test, why) = reason(NOT_ON_MYSQL);
    if TestDriver::current() != TestDriver::Mysql {
        return false;
    }
    let _ = writeln!(std::io::stderr(), "not on MySQL: {test}: {why}");
    true
}

/// The running test, and what a table says about it.
fn reason(table: &[(&'static str, &'static str)]) -> (String, &'static str) {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let entry = table.iter().find(|(name, _)| test.strip_prefix("session::") == Some(name));
    let (_, why) = entry.unwrap_or_else(|| panic!("`{test}` is not in the table of {}", file!()));
    (test, why)
}

/// Whether the running test has nothing to test on the database of this run. It says so, and why.
///
/// # Panics
///
/// If the test is not in the table.
pub(crate) fn is_for_sqlite_only() -> bool {
    let (test, why) = reason(SQLITE_ONLY);
    if !TestDriver::current().is_a_server() {
        return false;
    }
    let _ = writeln!(std::io::stderr(), "on SQLite only: {test}: {why}");
    true
}
