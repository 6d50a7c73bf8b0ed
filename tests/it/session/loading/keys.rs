//! Keys of several columns, keys that are UUIDs, foreign keys to other columns than the primary key; orders.

use std::sync::{Arc, Mutex};

use realgar::prelude::*;

use crate::support::{engine_builder, is_for_sqlite_only};

mod theatre {
    realgar::include_schema!("theatre");
}
use theatre::{Actor, NewActor, NewPlay, NewPoster, NewScene, NewSeat, NewTheatre, Play, Poster, Scene, Seat, Theatre};

/// The statements that were sent.
type Sent = Arc<Mutex<Vec<String>>>;

/// Two theatres, three plays of one number in two years, with scenes, actors and a poster.
fn stage() -> (Engine, Sent) {
    let sent = Sent::default();
    let seen = Arc::clone(&sent);
    let engine =
        engine_builder().on_execute(move |event| seen.lock().unwrap().push(event.sql().to_owned())).build().unwrap();
    theatre::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let globe = session.add(NewTheatre::new(uuid::Uuid::from_u128(1), "Globe"));
    let rose = session.add(NewTheatre::new(uuid::Uuid::from_u128(2), "Rose"));
    session.add_all([globe, globe, rose].map(NewSeat::new));
    let plays = [(1599, 1, "Henry", Some("Globe")), (1599, 2, "Julius", Some("Globe")), (1600, 1, "Hamlet", None)];
    let plays = plays.map(|(year, number, title, theatre)| {
        session.add(NewPlay::new(year, number, title).theatre_name(theatre.map(str::to_owned)))
    });
    session.flush().unwrap();
    for (play, title) in [(plays[0], "b"), (plays[0], "a"), (plays[2], "c")] {
        let scene = session.add(NewScene::new(title));
        session.relate(scene, Scene.play, play).unwrap();
    }
    session.add(NewScene::new("cut"));
    session.add(NewPoster::new(1600, 1));
    let actors = session.add_all(["Will", "Richard", "Augustine"].map(NewActor::new));
    for (play, actor) in [(0, 0), (0, 1), (2, 1), (2, 2)] {
        session.append(plays[play], Play.cast, actors[actor]).unwrap();
    }
    session.append(actors[0], Actor.understudies, actors[2]).unwrap();
    session.append(actors[1], Actor.understudies, actors[2]).unwrap();
    session.commit().unwrap();
    sent.lock().unwrap().clear();
    (engine, sent)
}

fn take(sent: &Sent) -> Vec<String> {
    std::mem::take(&mut *sent.lock().unwrap())
}

#[test]
fn keys_of_two_columns_are_compared_as_rows() {
    if is_for_sqlite_only() {
        return;
    }
    let (engine, sent) = stage();
    let mut session = Session::new(&engine);
    let query = || select(Play).order_by((Play.year, Play.number));
    let plays = session.scalars(query().options((selectin(Play.scenes), selectin(Play.poster)))).unwrap().all();
    assert_eq!(
        take(&sent)[2..],
        [
            "SELECT scene.play_number, scene.play_year, scene.id, scene.title FROM scene \
             WHERE (scene.play_number, scene.play_year) IN (VALUES (?, ?), (?, ?), (?, ?)) ORDER BY scene.title",
            "SELECT poster.play_year, poster.play_number, poster.id FROM poster \
             WHERE (poster.play_year, poster.play_number) IN (VALUES (?, ?), (?, ?), (?, ?))",
        ]
    );
    check_plays(&mut session, &plays);
    assert_eq!(take(&sent).len(), 0);
    let mut session = Session::new(&engine);
    let plays = session.scalars(query().options((joined(Play.scenes), joined(Play.poster)))).unwrap().all();
    assert!(take(&sent)[1].ends_with(
        "LEFT OUTER JOIN scene AS scene_1 ON play.number = scene_1.play_number AND play.year = scene_1.play_year \
         LEFT OUTER JOIN poster AS poster_1 ON play.year = poster_1.play_year AND play.number = poster_1.play_number \
         ORDER BY play.year, play.number, scene_1.title"
    ));
    check_plays(&mut session, &plays);
    assert_eq!(take(&sent).len(), 0);
}

fn check_plays(session: &mut Session, plays: &[Handle<Play>]) {
    let mut scenes: Vec<Vec<String>> = Vec::new();
    let mut posters: Vec<Option<Handle<Poster>>> = Vec::new();
    for play in plays {
        let found: Vec<Handle<Scene>> = session.related(*play, Play.scenes).unwrap();
        scenes.push(found.iter().map(|scene| session[*scene].title.clone()).collect());
        posters.push(session.related(*play, Play.poster).unwrap());
    }
    assert_eq!(scenes, [vec!["a", "b"], vec![], vec!["c"]]);
    assert_eq!(posters.iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn a_foreign_key_in_another_order_finds_the_identity_map() {
    if is_for_sqlite_only() {
        return;
    }
    let (engine, sent) = stage();
    let mut session = Session::new(&engine);
    let hamlet = session.get_one(Play, (1600, 1)).unwrap();
    take(&sent);
    let query = select(Scene).order_by(Scene.id).options(selectin(Scene.play));
    let scenes = session.scalars(query).unwrap().all();
    assert_eq!(
        take(&sent)[1],
        "SELECT play.number, play.year, play.title, play.theatre_name FROM play \
         WHERE (play.number, play.year) IN (VALUES (?, ?))"
    );
    let henry = session.related(scenes[0], Scene.play).unwrap().unwrap();
    assert_eq!(session[henry].title, "Henry");
    assert_eq!(session.related(scenes[2], Scene.play).unwrap(), Some(hamlet));
    assert_eq!(session.related(scenes[3], Scene.play).unwrap(), None);
    assert_eq!(take(&sent).len(), 0);
}

#[test]
fn uuids_are_found_again() {
    let (engine, sent) = stage();
    let mut session = Session::new(&engine);
    let theatres =
        session.scalars(select(Theatre).order_by(Theatre.name).options(selectin(Theatre.seats))).unwrap().all();
    take(&sent);
    let seats: Vec<usize> =
        theatres.iter().map(|theatre| session.related(*theatre, Theatre.seats).unwrap().len()).collect();
    assert_eq!(seats, [2, 1]);
    let mut session = Session::new(&engine);
    let query = || select(Seat).order_by(Seat.id);
    for loader in [selectin(Seat.theatre), joined(Seat.theatre)] {
        let seats = session.scalars(query().options(loader)).unwrap().all();
        take(&sent);
        let rose = session.related(seats[2], Seat.theatre).unwrap();
        assert_eq!(session[rose].name, "Rose");
        assert_eq!(take(&sent).len(), 0);
        session.expunge_all();
    }
}

#[test]
fn a_foreign_key_to_a_column_that_is_not_the_primary_key() {
    let (engine, sent) = stage();
    for loader in [selectin(Play.theatre), joined(Play.theatre)] {
        let mut session = Session::new(&engine);
        let plays = session.scalars(select(Play).order_by((Play.year, Play.number)).options(loader)).unwrap().all();
        take(&sent);
        let globe = session.related(plays[0], Play.theatre).unwrap().unwrap();
        assert_eq!(session.related(plays[1], Play.theatre).unwrap(), Some(globe));
        assert_eq!(session.related(plays[2], Play.theatre).unwrap(), None);
        assert_eq!(take(&sent).len(), 0);
        // It follows when it is changed.
        let rose = session.scalars(select(Theatre).filter_by(Theatre.name, "Rose")).unwrap().one().unwrap();
        session.relate(plays[0], Play.theatre, rose).unwrap();
        assert_eq!(session.related(plays[0], Play.theatre).unwrap(), Some(rose));
        session[plays[1]].theatre_name = Some("Rose".into());
        session.flush().unwrap();
        assert_eq!(session.related(plays[1], Play.theatre).unwrap(), Some(rose));
        // The order of a collection is the schema's.
        session.rollback().unwrap();
        let theatres = select(Theatre).filter_by(Theatre.name, "Globe").options(selectin(Theatre.plays));
        let globe = session.scalars(theatres).unwrap().one().unwrap();
        let titles = session.related(globe, Theatre.plays).unwrap();
        assert_eq!(titles.iter().map(|play| session[*play].title.as_str()).collect::<Vec<_>>(), ["Julius", "Henry"]);
    }
}

#[test]
fn associations_have_two_columns_or_join_a_table_with_itself() {
    let (engine, sent) = stage();
    for loader in [
        selectin(Play.cast).then(selectin(Actor.understudies)),
        joined(Play.cast).then(joined(Actor.understudies)),
        joined(Play.cast).then(selectin(Actor.understudies)),
        selectin(Play.cast).then(joined(Actor.understudies)),
    ] {
        let mut session = Session::new(&engine);
        let plays = session.scalars(select(Play).order_by((Play.year, Play.number)).options(loader)).unwrap().all();
        take(&sent);
        let mut names: Vec<Vec<String>> = Vec::new();
        let mut understudies = Vec::new();
        for play in plays {
            let cast: Vec<Handle<Actor>> = session.related(play, Play.cast).unwrap();
            for actor in &cast {
                understudies.push(session.related(*actor, Actor.understudies).unwrap().len());
            }
            let mut cast: Vec<String> = cast.iter().map(|actor| session[*actor].name.clone()).collect();
            cast.sort_unstable();
            names.push(cast);
        }
        assert_eq!(names, [vec!["Richard", "Will"], vec![], vec!["Augustine", "Richard"]]);
        understudies.sort_unstable();
        assert_eq!(understudies, [0, 1, 1, 1]);
        assert_eq!(take(&sent).len(), 0);
    }
}

#[test]
fn a_write_only_collection_is_not_loaded() {
    let (engine, sent) = stage();
    let mut session = Session::new(&engine);
    for loader in [
        selectin(Seat.tickets),
        joined(Seat.tickets),
        selectin(Seat.theatre).then(selectin(Theatre.seats)).then(joined(Seat.tickets)),
    ] {
        let error = session.scalars(select(Seat).options(loader)).unwrap_err();
        assert!(error.message().contains("`tickets` is write-only"), "{error}");
    }
    assert_eq!(take(&sent).len(), 0);
    session.scalars(select(Seat).options(raise(Seat.tickets))).unwrap();
    assert_eq!(take(&sent).len(), 2);
}
