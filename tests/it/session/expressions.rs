//! Columns that the database computes: `Session::set_expr`.
//!
//! SQLAlchemy sends the UPDATE, and a SELECT when the attribute is looked at (golden `update_expr`). Here `session[h]`
//! cannot ask the database, so the value comes back with the UPDATE, by RETURNING: one statement instead of two.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Filled, Nat, NewFilled, NewNat, NewPlot, NewUser, NewVer, Plot, User, Ver};

#[test]
fn an_expression_is_written_inline_and_its_value_read_back() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    session.flush().unwrap();
    traced.take();
    session.set_expr(ed, User.name, func::upper(literal("q"))).unwrap();
    assert!(session.is_dirty(ed) && session.is_modified(ed));
    assert_eq!(session[ed].name, "ed");
    session.flush().unwrap();
    traced.sent(&["UPDATE user SET name=upper(?) WHERE user.id = ? RETURNING user.name   ('q', 1)"]);
    assert_eq!(session[ed].name, "Q");
    session.flush().unwrap();
    traced.sent(&[]);
}

#[test]
fn an_expression_counts_on_from_what_the_database_says() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Filled> = session.add(NewFilled::new("a"));
    session.commit().unwrap();
    traced.engine.begin(|conn| conn.execute(text("UPDATE filled SET visits = 41"))).unwrap();
    session.set_expr(row, Filled.visits, Filled.visits + 1).unwrap();
    session[row].name = "b".into();
    traced.take();
    session.commit().unwrap();
    traced.sent(&[
        "BEGIN",
        "UPDATE filled SET name=?, visits=(filled.visits + ?) WHERE filled.id = ? RETURNING filled.visits   ('b', 1, 1)",
        "COMMIT",
    ]);
    assert_eq!((session[row].name.as_str(), session[row].visits), ("b", 42));
}

#[test]
fn of_a_value_and_an_expression_the_later_one_counts() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Filled> = session.add(NewFilled::new("a"));
    session.flush().unwrap();
    traced.take();
    session.set_expr(row, Filled.visits, Filled.visits + 1).unwrap();
    session[row].visits = 5;
    session.flush().unwrap();
    traced.sent(&["UPDATE filled SET visits=? WHERE filled.id = ?   (5, 1)"]);
    session[row].visits = 9;
    session.set_expr(row, Filled.visits, Filled.visits + 1).unwrap();
    assert_eq!(session[row].visits, 5);
    session.set_expr(row, Filled.visits, Filled.visits + 2).unwrap();
    session.flush().unwrap();
    traced.sent(&["UPDATE filled SET visits=(filled.visits + ?) WHERE filled.id = ? RETURNING filled.visits   (2, 1)"]);
    assert_eq!(session[row].visits, 7);
}

#[test]
fn a_rollback_forgets_expressions_and_undoes_written_ones() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Filled> = session.add(NewFilled::new("a"));
    session.commit().unwrap();
    session.set_expr(row, Filled.visits, Filled.visits + 1).unwrap();
    session.flush().unwrap();
    session.set_expr(row, Filled.visits, Filled.visits + 1).unwrap();
    session.rollback().unwrap();
    assert_eq!(session[row].visits, 0);
    traced.take();
    session.flush().unwrap();
    traced.sent(&[]);
}

#[test]
fn a_failed_flush_keeps_the_expression_for_the_next_one() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let [one, two] = ["a", "b"].map(|code| session.add(NewNat::new(code, "x")));
    session.commit().unwrap();
    session.set_expr(two, Nat.code, literal("a")).unwrap();
    assert!(session.flush().unwrap_err().is_unique_violation());
    assert_eq!(session[two].code, "b");
    session[one].code = "c".into();
    session.flush().unwrap();
    assert_eq!(session[two].code, "a");
    assert_eq!(session.get(Nat, "a").unwrap(), Some(two));
    session.rollback().unwrap();
    assert_eq!(session.get(Nat, "b").unwrap(), Some(two));
}

#[test]
fn an_expression_raises_the_version() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Ver> = session.add(NewVer::new("a"));
    session.flush().unwrap();
    traced.take();
    session.set_expr(row, Ver.val, Ver.val.concat("b")).unwrap();
    session.flush().unwrap();
    traced.sent(&[
        "UPDATE ver SET val=(ver.val || ?), v=? WHERE ver.id = ? AND ver.v = ? RETURNING ver.val   ('b', 2, 1, 1)",
    ]);
    assert_eq!((session[row].val.as_str(), session[row].v), ("ab", 2));
}

#[test]
fn only_a_row_that_is_there_can_be_computed() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    let error = session.set_expr(ed, User.name, "x").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Pending, "{error}");
    assert!(error.to_string().contains("user.name"), "{error}");
    session.flush().unwrap();
    session.delete(ed).unwrap();
    session.flush().unwrap();
    assert_eq!(*session.set_expr(ed, User.name, "x").unwrap_err().kind(), ErrorKind::InvalidRequest);
    session.commit().unwrap();
    assert_eq!(*session.set_expr(ed, User.name, "x").unwrap_err().kind(), ErrorKind::Detached);
}

#[test]
fn what_the_database_computes_from_other_columns_follows_every_change() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let plot: Handle<Plot> = session.add(NewPlot::new(2, 3));
    session.commit().unwrap();
    assert_eq!(session[plot].area, 6);
    traced.take();
    session[plot].width = 4;
    session.flush().unwrap();
    traced.sent(&["BEGIN", "UPDATE plot SET width=? WHERE plot.id = ? RETURNING plot.area   (4, 1)"]);
    assert_eq!(session[plot].area, 12);
    session.execute(update(Plot).set(Plot.height, 5_i64).filter(Plot.id.eq(1))).unwrap();
    assert_eq!(session[plot].area, 20);
    session.bulk_update_columns(Plot.width, [(1, 10_i64)]).unwrap();
    assert_eq!(session[plot].area, 50);
    session.bulk_update([Plot { id: 1, width: 1, height: 1, area: 99 }]).unwrap();
    assert_eq!(session[plot].area, 1);
    session.merge(Plot { id: 1, width: 7, height: 1, area: 99 }).unwrap();
    session.flush().unwrap();
    assert_eq!(session[plot].area, 7);
    session.rollback().unwrap();
    assert_eq!((session[plot].width, session[plot].area), (2, 6));
}
