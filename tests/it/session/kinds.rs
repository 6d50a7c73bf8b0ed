//! Every kind of relationship and key: one to one, composite, two to one table, associations, a graph of its own.

use realgar::prelude::*;

use crate::support::engine;

/// `schema/school.sql`.
mod school {
    realgar::include_schema!("school");
}

use school::{
    Desk, Enrolment, Lesson, NewDesk, NewEnrolment, NewLesson, NewPhoto, NewPupil, NewRemark, NewRoom, NewTeacher,
    Pupil, Remark, Room, Teacher,
};

fn school() -> (Engine, Session) {
    let engine = engine();
    school::METADATA.create_all(&engine).unwrap();
    let session = Session::new(&engine);
    (engine, session)
}

#[test]
fn one_to_one_lets_go_of_the_one_that_was_there() {
    let (_engine, mut session) = school();
    let teacher = session.add(NewTeacher::new("ada"));
    let (old, new) = (session.add(NewDesk::new("old")), session.add(NewDesk::new("new")));
    session.relate(teacher, Teacher.desk, old).unwrap();
    session.commit().unwrap();
    assert_eq!(session[old].teacher_id, Some(1));
    session.relate(teacher, Teacher.desk, new).unwrap();
    assert_eq!(session.related(old, Desk.teacher).unwrap(), None);
    assert_eq!(session.related(new, Desk.teacher).unwrap(), Some(teacher));
    assert_eq!(session.related(teacher, Teacher.desk).unwrap(), Some(new));
    session.commit().unwrap();
    assert_eq!((session[old].teacher_id, session[new].teacher_id), (None, Some(1)));
    session.relate(teacher, Teacher.desk, None).unwrap();
    session.commit().unwrap();
    assert_eq!(session[new].teacher_id, None);
    // The same from the other side, where the one that was there is known.
    session.relate(old, Desk.teacher, teacher).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(teacher, Teacher.desk).unwrap(), Some(old));
    session.relate(new, Desk.teacher, teacher).unwrap();
    session.commit().unwrap();
    assert_eq!((session[old].teacher_id, session[new].teacher_id), (None, Some(1)));
}

#[test]
fn a_new_row_may_take_the_unique_place_of_one_that_leaves_it() {
    let (_engine, mut session) = school();
    let teacher = session.add(NewTeacher::new("ada"));
    let old = session.add(NewDesk::new("old").teacher_id(teacher));
    session.commit().unwrap();
    let new = session.add(NewDesk::new("new"));
    session.relate(teacher, Teacher.desk, new).unwrap();
    session.commit().unwrap();
    assert_eq!((session[old].teacher_id, session[new].teacher_id), (None, Some(1)));
    session.delete(new).unwrap();
    let third = session.add(NewDesk::new("third").teacher_id(teacher));
    session.commit().unwrap();
    assert_eq!(session.related(teacher, Teacher.desk).unwrap(), Some(third));
}

#[test]
fn a_key_of_two_columns_is_written_and_followed() {
    let (_engine, mut session) = school();
    let teacher = session.add(NewTeacher::new("ada"));
    let lesson = session.add(NewLesson::new("logic", teacher));
    let room = session.add(NewRoom::new("main", 7, 30));
    session.relate(lesson, Lesson.room, room).unwrap();
    session.commit().unwrap();
    assert_eq!((session[lesson].building.as_deref(), session[lesson].number), (Some("main"), Some(7)));
    assert_eq!(session.related(room, Room.lessons).unwrap(), [lesson]);
    assert_eq!(session.get(Room, ("main".to_owned(), 7)).unwrap(), Some(room));
    session.relate(lesson, Lesson.room, None).unwrap();
    session.commit().unwrap();
    assert_eq!((session[lesson].building.as_deref(), session[lesson].number), (None, None));
}

#[test]
fn two_relationships_to_one_table_are_kept_apart() {
    let (_engine, mut session) = school();
    let (ada, bob) = (session.add(NewTeacher::new("ada")), session.add(NewTeacher::new("bob")));
    let lesson = session.add(NewLesson::new("logic", ada).substitute_id(bob));
    session.commit().unwrap();
    assert_eq!(session.related(ada, Teacher.lessons).unwrap(), [lesson]);
    assert_eq!(session.related(ada, Teacher.substitutions).unwrap(), []);
    assert_eq!(session.related(bob, Teacher.substitutions).unwrap(), [lesson]);
    assert_eq!(session.related(lesson, Lesson.substitute).unwrap(), Some(bob));
    session.relate(lesson, Lesson.substitute, ada).unwrap();
    assert_eq!(session.related(bob, Teacher.substitutions).unwrap(), []);
    assert_eq!(session.related(ada, Teacher.lessons).unwrap(), [lesson]);
}

#[test]
fn an_association_with_columns_of_its_own_is_an_instance() {
    let (_engine, mut session) = school();
    let teacher = session.add(NewTeacher::new("ada"));
    let lesson = session.add(NewLesson::new("logic", teacher));
    let pupil = session.add(NewPupil::new("eve"));
    let enrolment: Handle<Enrolment> = session.add(NewEnrolment::new(pupil, lesson).grade(1));
    session.commit().unwrap();
    assert_eq!(session.get(Enrolment, (1, 1)).unwrap(), Some(enrolment));
    assert_eq!(session.related(pupil, Pupil.enrolments).unwrap(), [enrolment]);
    assert_eq!(session.related(enrolment, Enrolment.lesson).unwrap(), lesson);
    session.remove(pupil, Pupil.enrolments, enrolment).unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(enrolment), State::Detached);
}

#[test]
fn a_key_that_changes_takes_along_what_follows_it_in_the_database() {
    let (engine, mut session) = school();
    let teacher = session.add(NewTeacher::new("ada"));
    let lesson = session.add(NewLesson::new("logic", teacher));
    let pupil = session.add(NewPupil::new("eve"));
    let enrolment: Handle<Enrolment> = session.add(NewEnrolment::new(pupil, lesson));
    session.commit().unwrap();
    session[pupil].id = 50;
    session.flush().unwrap();
    assert_eq!(session[enrolment].pupil_id, 50);
    assert_eq!(session.get(Enrolment, (50, 1)).unwrap(), Some(enrolment));
    assert_eq!(session.get(Enrolment, (1, 1)).unwrap(), None);
    session.rollback().unwrap();
    assert_eq!((session[pupil].id, session[enrolment].pupil_id), (1, 1));
    assert_eq!(session.get(Enrolment, (1, 1)).unwrap(), Some(enrolment));
    session[pupil].id = 60;
    session.commit().unwrap();
    let mut fresh = Session::new(&engine);
    let found = fresh.get_one(Enrolment, (60, 1)).unwrap();
    assert_eq!(fresh[found].grade, None);
}

#[test]
fn friends_are_a_graph() {
    let (_engine, mut session) = school();
    let [eve, finn, gil] = ["eve", "finn", "gil"].map(|name| session.add(NewPupil::new(name)));
    session.append(eve, Pupil.friends, finn).unwrap();
    session.append(finn, Pupil.friends, eve).unwrap();
    session.append(gil, Pupil.pupils, eve).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(eve, Pupil.friends).unwrap(), [finn, gil]);
    assert_eq!(session.related(finn, Pupil.friends).unwrap(), [eve]);
    assert_eq!(session.related(eve, Pupil.pupils).unwrap(), [finn]);
    session.delete(finn).unwrap();
    session.commit().unwrap();
    assert_eq!(session.related(eve, Pupil.friends).unwrap(), [gil]);
    assert_eq!(session.related(eve, Pupil.pupils).unwrap(), []);
}

#[test]
fn a_collection_has_the_order_that_the_schema_gives_it() {
    let (_engine, mut session) = school();
    let teacher = session.add(NewTeacher::new("ada"));
    let [a, c, b] = ["a", "c", "b"].map(|title| session.add(NewLesson::new(title, teacher)));
    session.commit().unwrap();
    assert_eq!(session.related(teacher, Teacher.lessons).unwrap(), [c, b, a]);
}

#[test]
fn a_write_only_collection_is_changed_and_selected_but_never_loaded() {
    let (_engine, mut session) = school();
    let (eve, finn) = (session.add(NewPupil::new("eve")), session.add(NewPupil::new("finn")));
    let remark = session.add(NewRemark::new(eve, "late"));
    session.commit().unwrap();
    assert!(session.related(eve, Pupil.remarks).unwrap_err().to_string().contains("write-only"));
    session.append(finn, Pupil.remarks, remark).unwrap();
    assert_eq!(session.related(remark, Remark.pupil).unwrap(), finn);
    let of_finn = select(Remark).filter(Remark.pupil_id.eq(session[finn].id));
    assert_eq!(session.scalars(of_finn).unwrap().all(), [remark]);
    // ON DELETE CASCADE does it, and memory follows.
    session.delete(finn).unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(remark), State::Detached);
    assert_eq!(session.scalar(select(func::count(Remark.id))).unwrap(), Some(0));
}

#[test]
fn nothing_is_written_through_a_relationship_that_is_only_read() {
    let (_engine, mut session) = school();
    let eve = session.add(NewPupil::new("eve"));
    let photo = session.add(NewPhoto::new("eve.png").pupil_id(eve));
    session.commit().unwrap();
    assert_eq!(session.related(eve, Pupil.photos).unwrap(), [photo]);
    let error = session.remove(eve, Pupil.photos, photo).unwrap_err();
    assert!(error.to_string().contains("`pupil.photos` is declared `viewonly`"), "{error}");
}
