//! Binds of an enum type that the database knows: a driver gets its name, with a value and with NULL.

use std::any::Any;
use std::sync::{Arc, Mutex};

use realgar::driver::{self, Control, Cursor, Driver, DriverConnection, SqlText, TransactionStatus};
use realgar::types::{Mapped, Nullable, SqlMapped, SqlType, Text};
use realgar::{Dialect, Engine, EnumName, Kind, Result, Value, text};

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

#[test]
fn a_driver_gets_the_name_of_an_enum_with_its_values_and_with_null() {
    let seen = Seen::default();
    let sqlite = driver::open(&"sqlite://".parse().unwrap()).unwrap();
    let engine = Engine::builder("sqlite://").driver(Arc::new(Records(sqlite, Arc::clone(&seen)))).build().unwrap();
    let happy = Mapped::<Mood>::to_value(&Mood("happy".to_owned()));
    let none = Nullable::<Mapped<Mood>>::to_value(&None);
    let stored = text("SELECT typeof(:mood) || ifnull(:none, '!')").bind("mood", happy.clone()).bind("none", none);
    let stored: Option<String> = engine.connect().unwrap().scalar(stored.typed::<String>()).unwrap();
    assert_eq!(stored.as_deref(), Some("text!"));
    assert_eq!(*seen.lock().unwrap(), [Value::Enum(&MOOD, "happy".into()), Value::Null(Kind::Enum(&MOOD))]);
    assert_eq!(Mapped::<Mood>::from_value(happy).unwrap(), Mood("happy".to_owned()));
}
