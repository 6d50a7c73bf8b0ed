//! Binds carry their SQL type: a driver gets the name of an enum and the type of an array's elements, for NULL, too.

use std::any::Any;
use std::sync::{Arc, Mutex};

use realgar::driver::{self, Control, Cursor, Driver, DriverConnection, SqlText, TransactionStatus};
use realgar::prelude::*;
use realgar::types::{Array, Mapped, SqlMapped, SqlType};
use realgar::{EnumName, ErrorKind, Kind, Result, Value};

static MOOD: EnumName = EnumName { schema: Some("people"), name: "mood" };

#[derive(Debug, PartialEq)]
struct Mood(String);

impl SqlMapped for Mood {
    type Sql = Text;
    const ENUM: Option<&'static EnumName> = Some(&MOOD);

    fn to_sql(&self) -> String {
        self.0.clone()
    }

    fn from_sql(text: String) -> Result<Self> {
        Ok(Self(text))
    }
}

type Seen = Arc<Mutex<Vec<Value>>>;

/// Keeps the binds of every statement.
struct Records(Arc<dyn Driver>, Seen);

struct Recording(Box<dyn DriverConnection>, Seen);

impl Driver for Records {
    fn dialect(&self) -> Dialect {
        self.0.dialect()
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        Ok(Box::new(Recording(self.0.connect()?, Arc::clone(&self.1))))
    }
}

impl DriverConnection for Recording {
    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        self.1.lock().unwrap().extend(binds.iter().map(|value| (*value).clone()));
        self.0.query(sql, binds)
    }

    fn control(&mut self, control: Control) -> Result<()> {
        self.0.control(control)
    }

    fn status(&self) -> TransactionStatus {
        self.0.status()
    }

    fn ping(&mut self) -> Result<()> {
        self.0.ping()
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self.0.as_any()
    }
}

/// An engine on SQLite, and the binds that its driver gets.
fn recorded() -> (Engine, Seen) {
    let seen = Seen::default();
    let sqlite = driver::open(&"sqlite://".parse().unwrap()).unwrap();
    let engine = Engine::builder("sqlite://").driver(Arc::new(Records(sqlite, Arc::clone(&seen)))).build().unwrap();
    (engine, seen)
}

#[test]
fn a_driver_gets_the_name_of_an_enum_with_its_values_and_with_null() {
    let (engine, seen) = recorded();
    let happy = Mapped::<Mood>::to_value(&Mood("happy".to_owned()));
    let none = Nullable::<Mapped<Mood>>::to_value(&None);
    let stored = text("SELECT typeof(:mood) || ifnull(:none, '!')").bind("mood", happy.clone()).bind("none", none);
    let stored: Option<String> = engine.connect().unwrap().scalar(stored.typed::<String>()).unwrap();
    assert_eq!(stored.as_deref(), Some("text!"));
    assert_eq!(*seen.lock().unwrap(), [Value::Enum(&MOOD, "happy".into()), Value::Null(Kind::Enum(&MOOD))]);
    assert_eq!(Mapped::<Mood>::from_value(happy).unwrap(), Mood("happy".to_owned()));
}

#[allow(dead_code, reason = "the test uses some of its names")]
mod people {
    include!("../codegen/enums/expected/enums.rs");
}

#[test]
fn a_session_sends_the_name_of_a_generated_enum_when_it_inserts_updates_and_looks_for_rows() {
    use people::{NewPerson, Person};

    let (engine, seen) = recorded();
    people::METADATA.create_all(&engine).unwrap();
    let name = <people::Mood as SqlMapped>::ENUM.expect("the schema file has the type");
    assert_eq!((name.schema, name.name), (None, "mood"));
    let label = |label: &str| Value::Enum(name, label.into());

    let mut session = Session::new(&engine);
    seen.lock().unwrap().clear();
    let ann = session.add(NewPerson::new(1, people::PersonShirt::S).mood(people::Mood::VeryHappy));
    session.flush().unwrap();
    assert_eq!(seen.lock().unwrap()[1..3], [label("very happy"), Value::Null(Kind::Enum(name))]);

    seen.lock().unwrap().clear();
    session[ann].earlier = Some(session[ann].mood);
    session[ann].mood = people::Mood::Sad;
    session.flush().unwrap();
    assert_eq!(seen.lock().unwrap()[..2], [label("sad"), label("very happy")]);

    seen.lock().unwrap().clear();
    let sad = select(Person).filter(Person.mood.eq(people::Mood::Sad));
    assert_eq!(session.scalars(sad).unwrap().all(), [ann]);
    assert_eq!(*seen.lock().unwrap(), [label("sad")]);
}

#[derive(Debug, PartialEq)]
struct Tags(Vec<Option<i64>>);

impl SqlMapped for Tags {
    type Sql = Array<Nullable<BigInt>>;

    fn to_sql(&self) -> Vec<Option<i64>> {
        self.0.clone()
    }

    fn from_sql(tags: Vec<Option<i64>>) -> Result<Self> {
        Ok(Self(tags))
    }
}

#[test]
fn an_array_tells_the_type_of_its_elements_even_if_it_has_none_or_is_null() {
    let some = Mapped::<Tags>::to_value(&Tags(vec![Some(1), None]));
    assert_eq!(some, Value::Array(&Kind::BigInt, vec![Value::BigInt(1), Value::Null(Kind::BigInt)]));
    assert_eq!(Mapped::<Tags>::to_value(&Tags(Vec::new())), Value::Array(&Kind::BigInt, Vec::new()));
    assert_eq!(Nullable::<Mapped<Tags>>::to_value(&None), Value::Null(Kind::Array(&Kind::BigInt)));
    assert_eq!(Nullable::<Array<Text>>::to_value(&None), Value::Null(Kind::Array(&Kind::Text)));

    assert_eq!(Mapped::<Tags>::from_value(some).unwrap(), Tags(vec![Some(1), None]));
    let cell = realgar::ValueRef::Array(&Kind::BigInt, &[Value::BigInt(7)]);
    assert_eq!(Mapped::<Tags>::decode(cell).unwrap(), Tags(vec![Some(7)]));
    let wrong = Mapped::<Tags>::decode(realgar::ValueRef::Text("{7}")).unwrap_err();
    assert_eq!(wrong.message(), "text where an array was expected");
}

#[test]
fn an_array_is_written_and_cast_as_postgresql_reads_it() {
    let tags = || func::call::<Mapped<Tags>>("tags", ());
    let query = select(literal("{a}").cast::<Array<Text>>())
        .filter(tags().eq(Tags(vec![Some(1), None])))
        .filter(tags().ne(Tags(Vec::new())));
    let compiled = query.compile(Dialect::PostgreSql).unwrap();
    assert_eq!(compiled.sql(), "SELECT CAST($1 AS TEXT[]) WHERE tags() = $2 AND tags() != $3");
    assert_eq!(
        compiled.literal_binds(),
        "SELECT CAST('{a}' AS TEXT[]) WHERE tags() = ARRAY[1, NULL] AND tags() != '{}'"
    );
}

#[test]
fn sqlite_refuses_an_array_and_says_what_to_do() {
    let (engine, seen) = recorded();
    let query = text("SELECT :tags").bind("tags", Array::<Integer>::to_value(&vec![1, 2]));
    let error = engine.connect().unwrap().execute(query).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.message(), "SQLite has no arrays: keep the elements in a table of their own, or as JSON");
    assert_eq!(*seen.lock().unwrap(), [Value::Array(&Kind::Integer, vec![Value::Integer(1), Value::Integer(2)])]);
}
