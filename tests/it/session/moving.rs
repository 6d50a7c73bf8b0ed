//! Instances that go from one parent to another, while parents are deleted, pending, or somebody else's.

use realgar::ErrorKind;
use realgar::prelude::*;

use crate::support::{engine_builder, is_not_for_mysql};

mod farm {
    realgar::include_schema!("farm");
}
use farm::{
    BeetRow, Bell, Collar, Cow, Farm, Field, NewBeetRow, NewBell, NewCollar, NewCow, NewFarm, NewField, NewSong, Song,
};

mod hatchery {
    realgar::include_schema!("hatchery");
}
use hatchery::{Egg, Hen, NewEgg, NewHen};

fn session() -> Session {
    let engine = engine_builder().build().unwrap();
    farm::METADATA.create_all(&engine).unwrap();
    Session::new(&engine)
}

/// Two farms, a cow on the first, and its calf.
fn cows(session: &mut Session) -> (Handle<Farm>, Handle<Farm>, Handle<Cow>, Handle<Cow>) {
    let (old, new) = (session.add(NewFarm::new("old")), session.add(NewFarm::new("new")));
    let cow = session.add(NewCow::new("cow").farm_id(old));
    let calf = session.add(NewCow::new("calf").dam_id(cow));
    session.commit().unwrap();
    (old, new, cow, calf)
}

#[test]
fn a_child_that_is_moved_away_from_a_deleted_parent_stays_with_what_it_owns() {
    type Move = fn(&mut Session, Handle<Farm>, Handle<Cow>) -> realgar::Result<()>;
    let moves: [Move; 4] = [
        |session, farm, cow| session.append(farm, Farm.cows, cow),
        |session, farm, cow| session.relate(cow, Cow.farm, farm),
        |session, farm, cow| {
            let id = session[farm].id;
            session[cow].farm_id = Some(id);
            Ok(())
        },
        |session, _, cow| session.relate(cow, Cow.farm, None),
    ];
    for (number, move_it) in moves.into_iter().enumerate() {
        for is_nested in [false, true] {
            let mut session = session();
            let (old, new, cow, calf) = cows(&mut session);
            let work = |session: &mut Session| {
                session.delete(old)?;
                move_it(session, new, cow)
            };
            if is_nested {
                session.begin_nested(work).unwrap()
            } else {
                work(&mut session).unwrap()
            }
            session.commit().unwrap();
            let states = [session.state(cow), session.state(calf)];
            assert_eq!(states, [State::Persistent; 2], "way {number}, nested: {is_nested}");
            assert_eq!(session.state(old), State::Detached);
            let expected = if number == 3 { None } else { Some(session[new].id) };
            assert_eq!(session.load(cow).unwrap().farm_id, expected);
            assert_eq!(session.scalar(select(func::count(Cow.id))).unwrap(), Some(2));
        }
    }
}

#[test]
fn a_child_that_was_deleted_by_itself_goes_wherever_it_is_moved() {
    let mut session = session();
    let (old, new, cow, calf) = cows(&mut session);
    session.delete(old).unwrap();
    session.delete(cow).unwrap();
    session.append(new, Farm.cows, cow).unwrap();
    session.commit().unwrap();
    assert_eq!([session.state(cow), session.state(calf)], [State::Detached; 2]);
}

#[test]
fn a_child_that_goes_back_to_the_deleted_parent_is_deleted_with_it() {
    let mut session = session();
    let (old, new, cow, _) = cows(&mut session);
    session.append(new, Farm.cows, cow).unwrap();
    session.append(old, Farm.cows, cow).unwrap();
    session.delete(old).unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(cow), State::Detached);
}

#[test]
fn a_calf_that_leaves_its_deleted_dam_stays_and_the_dam_goes() {
    let mut session = session();
    let (old, _, cow, calf) = cows(&mut session);
    session.delete(old).unwrap();
    session.remove(cow, Cow.calves, calf).unwrap();
    session.commit().unwrap();
    assert_eq!((session.state(cow), session.state(calf)), (State::Detached, State::Persistent));
    assert_eq!(session[calf].dam_id, None);
}

#[test]
fn composite_keys_and_association_tables_let_members_go_as_well() {
    let mut session = session();
    let fields = [1, 2].map(|number| session.add(NewField::new(2026, number, "beets")));
    session.flush().unwrap();
    let row = session.add(NewBeetRow::new().year(2026).number(1));
    let farm = session.add(NewFarm::new("f"));
    let song = session.add(NewSong::new("moo"));
    session.append(farm, Farm.songs, song).unwrap();
    session.commit().unwrap();
    session.delete(fields[0]).unwrap();
    session.append(fields[1], Field.rows, row).unwrap();
    session.commit().unwrap();
    assert_eq!((session[row].year, session[row].number), (Some(2026), Some(2)));

    session.delete(fields[1]).unwrap();
    session.remove(fields[1], Field.rows, row).unwrap(); // an orphan
    session.delete(farm).unwrap();
    session.commit().unwrap();
    assert_eq!([session.state(row)], [State::Detached]);
    assert_eq!(session.state(song), State::Detached);
    assert_eq!(session.scalar(select(func::count(BeetRow.id))).unwrap(), Some(0));
}

#[test]
fn what_has_a_single_parent_is_refused_to_a_second_one() {
    let mut session = session();
    // One whose row is known can be expunged, too.
    let farm = session.add(NewFarm::new("f").id(7));
    let cow = session.add(NewCow::new("c").farm_id(farm)); // `cascade=all` includes expunge
    assert_eq!(session.expunge(farm).unwrap().id, 7);
    assert_eq!([session.state(farm), session.state(cow)], [State::Detached; 2]);
    session.commit().unwrap();

    let bell = session.add(NewBell::new("high").id(1));
    let (one, other) = (session.add(NewCollar::new().bell_id(bell)), session.add(NewCollar::new()));
    let (farm, rival) = (session.add(NewFarm::new("f")), session.add(NewFarm::new("r")));
    let song = session.add(NewSong::new("moo"));
    session.append(farm, Farm.songs, song).unwrap();
    for round in 0..2 {
        let refused = session.relate(other, Collar.bell, bell).unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::InvalidRequest, "round {round}");
        assert!(refused.message().contains("`collar.bell`, which is declared `single_parent`"), "{refused}");
        session.relate(one, Collar.bell, bell).unwrap(); // its own
        let refused = session.append(rival, Farm.songs, song).unwrap_err();
        assert!(refused.message().contains("`single_parent`: take it out there first"), "{refused}");
        session.commit().unwrap();
    }
    session.delete(one).unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(bell), State::Detached);
    assert_eq!(session.related(farm, Farm.songs).unwrap(), [song]);
    assert_eq!(session.state(song), State::Persistent);
    assert_eq!(session.scalar(select(func::count(Song.id))).unwrap(), Some(1));
}

#[test]
fn a_second_parent_is_refused_also_by_column_and_in_insert_structs() {
    let mut session = session();
    let refused = |session: &mut Session| {
        let refused = session.flush().unwrap_err();
        assert!(refused.message().contains("`collar.bell`, which is declared `single_parent`"), "{refused}");
    };
    // One whose row is known can be expunged, too.
    let farm = session.add(NewFarm::new("f").id(7));
    let cow = session.add(NewCow::new("c").farm_id(farm)); // `cascade=all` includes expunge
    assert_eq!(session.expunge(farm).unwrap().id, 7);
    assert_eq!([session.state(farm), session.state(cow)], [State::Detached; 2]);
    session.commit().unwrap();

    let bell = session.add(NewBell::new("high").id(1));
    let one = session.add(NewCollar::new().bell_id(bell));
    let twin = session.add(NewCollar::new().bell_id(bell));
    refused(&mut session); // two pending rows, by handle
    session.pending_mut(twin).unwrap().bell_id = None;
    session.commit().unwrap();
    let id = session[bell].id;
    let twins = [0; 2].map(|_| session.add(NewCollar::new().bell_id(id + 1)));
    refused(&mut session); // by the key of a row that is not in the session
    for twin in twins {
        session.delete(twin).unwrap();
    }
    session.related(bell, Bell.collars).unwrap();
    session[twin].bell_id = Some(id);
    refused(&mut session); // as a column, beside a row that was not touched
    session[one].bell_id = None;
    session.flush().unwrap(); // a move
    assert_eq!(session.related(bell, Bell.collars).unwrap(), [twin]);
    let third = session.add(NewCollar::new().bell_id(bell));
    refused(&mut session);
    session.pending_mut(third).unwrap().bell_id = None;
    session.commit().unwrap();
    assert_eq!(session.related(bell, Bell.collars).unwrap(), [twin]);
}

#[test]
fn rows_that_refer_to_each_other_by_given_keys_are_no_circle() {
    if is_not_for_mysql() {
        return;
    }
    let engine = engine_builder().build().unwrap();
    hatchery::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let hen = session.add(NewHen::new(1).id(1));
    let egg = session.add(NewEgg::new(hen).id(1));
    session.commit().unwrap();
    assert_eq!((session[hen].egg_id, session[egg].hen_id), (1, 1));
    // Handles both ways, with keys that are known.
    let hen = session.add(NewHen::new(7).id(5));
    let egg = session.add(NewEgg::new(hen).id(6));
    session.relate(hen, Hen.egg, egg).unwrap();
    session.commit().unwrap();
    assert_eq!((session[hen].egg_id, session[egg].hen_id), (6, 5));
    // Keys that only the database knows are a circle.
    let hen = session.add(NewHen::new(1));
    let egg = session.add(NewEgg::new(hen));
    session.relate(hen, Hen.egg, egg).unwrap();
    assert_eq!(*session.flush().unwrap_err().kind(), ErrorKind::CircularDependency);
    session.rollback().unwrap();
    assert_eq!(session.scalar(select(func::count(Egg.id))).unwrap(), Some(2));
}

#[test]
fn a_row_that_takes_over_a_key_gets_the_defaults_of_a_new_one() {
    let mut session = session();
    let old = session.add(NewCow::new("old").id(1).mood("wild").weight(400));
    session.commit().unwrap();
    session.delete(old).unwrap();
    let new = session.add(NewCow::new("new").id(1));
    session.commit().unwrap();
    let cow = &session[new];
    assert_eq!((cow.name.as_str(), cow.mood.as_str(), cow.weight), ("new", "calm", Some(40)));
    let stored = session.execute(select((Cow.name, Cow.mood, Cow.weight))).unwrap().all();
    assert_eq!(stored, [("new".into(), "calm".into(), Some(40))]);
}

#[test]
fn a_pending_parent_leaves_the_session_with_its_pending_children_or_not_at_all() {
    let mut session = session();
    let farm = session.add(NewFarm::new("f"));
    let cow = session.add(NewCow::new("c").farm_id(farm)); // `cascade=all` includes delete
    session.delete(farm).unwrap();
    assert_eq!([session.state(farm), session.state(cow)], [State::Detached; 2]);
    session.commit().unwrap();

    // One whose row is known can be expunged, too.
    let farm = session.add(NewFarm::new("f").id(7));
    let cow = session.add(NewCow::new("c").farm_id(farm)); // `cascade=all` includes expunge
    assert_eq!(session.expunge(farm).unwrap().id, 7);
    assert_eq!([session.state(farm), session.state(cow)], [State::Detached; 2]);
    session.commit().unwrap();

    let bell = session.add(NewBell::new("high").id(1));
    let collar = session.add(NewCollar::new().bell_id(bell));
    for refused in [session.expunge(bell).map(drop), session.delete(bell)] {
        let refused = refused.unwrap_err();
        assert_eq!(*refused.kind(), ErrorKind::InvalidRequest);
        assert!(refused.message().contains("`collar.bell_id`"), "{refused}");
    }
    assert_eq!(session.state(bell), State::Pending);
    session.commit().unwrap();
    assert_eq!(session[collar].bell_id, Some(session[bell].id));

    // A row that is there waits, too.
    let second = session.add(NewBell::new("low").id(2));
    session.relate(collar, Collar.bell, None).unwrap();
    session.no_autoflush(|session| session.relate(collar, Collar.bell, second)).unwrap();
    assert_eq!(*session.expunge(second).unwrap_err().kind(), ErrorKind::InvalidRequest);
    // Without its collar it is an orphan that was never written.
    session.no_autoflush(|session| session.relate(collar, Collar.bell, None)).unwrap();
    assert_eq!(session.state(second), State::Detached);
    session.commit().unwrap();
    assert_eq!(session[collar].bell_id, None);
}
