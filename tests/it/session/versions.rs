//! Optimistic locking: `@version` columns.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{NewVer, Ver};

fn rows(traced: &Traced, values: &[&str]) -> (Session, Vec<Handle<Ver>>) {
    let mut session = Session::new(&traced.engine);
    let rows = session.add_all(values.iter().map(|value| NewVer::new(*value)));
    session.commit().unwrap();
    traced.take();
    (session, rows)
}

fn somebody_else(traced: &Traced, sql: &'static str) {
    traced.engine.begin(|conn| conn.execute(text(sql))).unwrap();
    traced.take();
}

#[test]
fn every_row_of_a_batch_counts_its_own_version() {
    let traced = Traced::new();
    let (mut session, rows) = rows(&traced, &["a", "b", "c"]);
    session[rows[1]].val = "B".into();
    session.flush().unwrap();
    for row in &rows {
        session[*row].val.push('!');
    }
    traced.take();
    session.flush().unwrap();
    traced.sent(&[
        "SAVEPOINT realgar_savepoint_1",
        "UPDATE ver SET val=?, v=? WHERE ver.id = ? AND ver.v = ?   ('a!', 2, 1, 1)",
        "UPDATE ver SET val=?, v=? WHERE ver.id = ? AND ver.v = ?   ('B!', 3, 2, 2)",
        "UPDATE ver SET val=?, v=? WHERE ver.id = ? AND ver.v = ?   ('c!', 2, 3, 1)",
        "RELEASE SAVEPOINT realgar_savepoint_1",
    ]);
    assert_eq!(rows.iter().map(|row| session[*row].v).collect::<Vec<_>>(), [2, 3, 2]);
}

#[test]
fn a_stale_row_among_others_is_named_and_nothing_is_written() {
    let traced = Traced::new();
    let (mut session, rows) = rows(&traced, &["a", "b"]);
    somebody_else(&traced, "UPDATE ver SET val = 'theirs', v = 2 WHERE id = 2");
    for row in &rows {
        session[*row].val = "mine".into();
    }
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData, "{error}");
    assert!(error.to_string().contains("`ver` with key 2"), "{error}");
    assert_eq!(rows.iter().map(|row| session[*row].v).collect::<Vec<_>>(), [1, 1]);
    session.refresh(rows[1]).unwrap();
    assert_eq!((session[rows[1]].val.as_str(), session[rows[1]].v), ("theirs", 2));
    session[rows[1]].val = "mine".into();
    session.commit().unwrap();
    assert_eq!(rows.iter().map(|row| session[*row].v).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_stale_delete_is_refused_and_names_the_row() {
    let traced = Traced::new();
    let (mut session, rows) = rows(&traced, &["a", "b"]);
    somebody_else(&traced, "UPDATE ver SET v = 2 WHERE id = 2");
    for row in &rows {
        session.delete(*row).unwrap();
    }
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData, "{error}");
    assert!(error.to_string().contains("DELETE of the row of `ver` with key 2"), "{error}");
    traced.sent(&[
        "BEGIN",
        "DELETE FROM ver WHERE ver.id = ? AND ver.v = ?   (1, 1)",
        "DELETE FROM ver WHERE ver.id = ? AND ver.v = ?   (2, 1)",
        "ROLLBACK",
    ]);
    assert_eq!(rows.iter().map(|row| session.state(*row)).collect::<Vec<_>>(), [State::Persistent; 2]);
    session.refresh(rows[1]).unwrap();
    session.delete(rows[1]).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Ver.id))).unwrap(), Some(0));
}

#[test]
fn a_row_that_takes_the_key_of_a_deleted_one_goes_on_with_its_version() {
    let traced = Traced::new();
    let (mut session, rows) = rows(&traced, &["a"]);
    session.delete(rows[0]).unwrap();
    let new = session.add(NewVer::new("b").id(1));
    session.flush().unwrap();
    traced.sent(&["BEGIN", "UPDATE ver SET val=?, v=? WHERE ver.id = ? AND ver.v = ?   ('b', 2, 1, 1)"]);
    assert_eq!((session.state(rows[0]), session[new].v), (State::Deleted, 2));
    session[new].val = "c".into();
    session.commit().unwrap();
    assert_eq!(session[new].v, 3);
}

#[test]
fn a_rollback_brings_versions_back_so_that_the_next_update_fits() {
    let traced = Traced::new();
    let (mut session, rows) = rows(&traced, &["a"]);
    session[rows[0]].val = "b".into();
    session.flush().unwrap();
    let failed: realgar::Result<()> = session.begin_nested(|session| {
        session[rows[0]].val = "c".into();
        session.flush()?;
        assert_eq!(session[rows[0]].v, 3);
        Err(realgar::Error::other("no"))
    });
    assert!(failed.is_err());
    assert_eq!(session[rows[0]].v, 2);
    session.rollback().unwrap();
    assert_eq!(session[rows[0]].v, 1);
    session[rows[0]].val = "d".into();
    session.commit().unwrap();
    assert_eq!((session[rows[0]].val.as_str(), session[rows[0]].v), ("d", 2));
}

#[test]
fn a_version_that_the_program_sets_is_not_believed() {
    let traced = Traced::new();
    let (mut session, rows) = rows(&traced, &["a"]);
    session[rows[0]].v = 40;
    session[rows[0]].val = "b".into();
    session.flush().unwrap();
    assert_eq!(session[rows[0]].v, 2);
}

#[test]
fn the_version_is_not_set_to_an_expression() {
    let traced = Traced::new();
    let (mut session, rows) = rows(&traced, &["a"]);
    let error = session.set_expr(rows[0], Ver.v, Ver.v + 5).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(
        error.message(),
        "`ver.v` is the row's `@version`: each flush that changes the row sets it, leave it out"
    );
    assert!(!session.is_dirty(rows[0]));
    session.set_expr(rows[0], Ver.val, func::upper(Ver.val)).unwrap();
    session.flush().unwrap();
    assert_eq!((session[rows[0]].val.as_str(), session[rows[0]].v), ("A", 2));
}
