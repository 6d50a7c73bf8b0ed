//! One database for all programs of a law: emptied between them, with a fuse, and a count of what is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use realgar::prelude::*;

use super::super::trace::forum::{self, Address, Tag};
use crate::support::{TestDriver, engine_builder, through_diesel};

/// A database with the tables of `schema/forum.sql`.
pub(crate) struct Database {
    pub(crate) engine: Engine,
    /// How many rows may still be written before the database refuses one; negative: any number.
    fuse: Arc<AtomicI64>,
    pub(crate) wire: Arc<Wire>,
}

/// Counts what is sent.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    sent: AtomicU64,
    read: AtomicU64,
}

impl Wire {
    /// How many statements were sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// How many of them have read rows: SELECT, RETURNING.
    pub(crate) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

/// What hooks do to a text; what they have done before they do not do again. Returns whether it was changed.
pub(crate) fn mark(text: &mut String) -> bool {
    let is_new = !text.contains('+');
    if is_new {
        text.push('+');
    }
    is_new
}

/// Those that refer to others first.
const TABLES: [&str; 21] = [
    "bee",
    "spot",
    "leaf",
    "plant",
    "item_tag",
    "rivalry",
    "goal",
    "locker",
    "player",
    "team",
    "item",
    "\"order\"",
    "address",
    "\"user\"",
    "tag",
    "node",
    "ball",
    "person",
    "ver",
    "nat",
    "comp",
];

impl Database {
    pub(crate) fn new() -> Self {
        let (fuse, wire) = (Arc::new(AtomicI64::new(-1)), Arc::new(Wire::default()));
        let count = Arc::clone(&wire);
        let mut builder = engine_builder().on_execute(move |event| {
            count.sent.fetch_add(1, Ordering::Relaxed);
            if event.sql().starts_with("SELECT ") || event.sql().contains(" RETURNING ") {
                count.read.fetch_add(1, Ordering::Relaxed);
            }
        });
        if TestDriver::current() != TestDriver::Postgres {
            let left = Arc::clone(&fuse);
            builder = builder.on_connect(move |connection| create_fuse(connection, Arc::clone(&left)));
        }
        let engine = builder.build().unwrap();
        forum::METADATA.create_all(&engine).unwrap();
        let database = Self { engine, fuse, wire };
        if TestDriver::current() == TestDriver::Postgres {
            database.run(CREATE_FUSE_ON_POSTGRES);
        }
        for table in TABLES {
            database.run(&triggers(table));
        }
        database
    }

    /// Runs SQL that is not counted.
    fn run(&self, batch: &str) {
        let mut connection = self.engine.connect().unwrap();
        #[cfg(feature = "diesel")]
        if through_diesel() {
            return crate::support::diesel::run(&mut connection, batch);
        }
        if TestDriver::current() == TestDriver::Postgres {
            let raw = connection.postgres().unwrap();
            raw.block_on(raw.client().batch_execute(batch)).unwrap();
        } else {
            connection.sqlite().unwrap().execute_batch(batch).unwrap();
        }
    }

    /// Sessions with the hooks of which the model knows.
    pub(crate) fn sessions(&self) -> SessionMaker {
        SessionMaker::new(&self.engine)
            .before_insert::<Address>(|new| {
                mark(&mut new.email);
                Ok(())
            })
            .before_update::<Tag>(|row| {
                mark(&mut row.name);
                Ok(())
            })
    }

    /// Lets this many rows be written, and no more.
    pub(crate) fn arm(&self, rows: i64) {
        self.fuse.store(rows, Ordering::Relaxed);
        if TestDriver::current() == TestDriver::Postgres {
            self.run(&format!("SELECT setval('fuse_left', {})", rows + 1));
        }
    }

    /// Whether a row was refused since it was armed; it is not armed any more.
    pub(crate) fn disarm(&self) -> bool {
        // Refusing takes the last one.
        let left = self.fuse.swap(-1, Ordering::Relaxed);
        if TestDriver::current() != TestDriver::Postgres {
            return left == -1;
        }
        let left = self.rows_left();
        self.run("SELECT setval('fuse_left', -1)");
        left <= 0
    }

    /// What the fuse of PostgreSQL has come to.
    fn rows_left(&self) -> i64 {
        let mut connection = self.engine.connect().unwrap();
        #[cfg(feature = "diesel")]
        if through_diesel() {
            return crate::support::diesel::last_value(&mut connection, "fuse_left");
        }
        let raw = connection.postgres().unwrap();
        raw.block_on(raw.client().query_one("SELECT last_value FROM fuse_left", &[])).unwrap().get(0)
    }

    pub(crate) fn clear(&self) {
        if TestDriver::current() == TestDriver::Postgres {
            // TRUNCATE makes new files for each table, and takes a hundred times as long for a few rows. As a replica does,
            // without triggers and foreign keys.
            let deletes: String = TABLES.iter().map(|table| format!("DELETE FROM {table};")).collect();
            return self.run(&format!(
                "SET session_replication_role = replica; {deletes} SET session_replication_role = DEFAULT; {RESTART_ON_POSTGRES}"
            ));
        }
        let mut batch = "BEGIN; PRAGMA defer_foreign_keys = ON;".to_owned();
        for table in TABLES {
            batch.push_str(&format!("DELETE FROM {table};"));
        }
        batch.push_str("COMMIT;");
        self.run(&batch);
    }

    /// The tables with rows whose parents are missing. PostgreSQL checks foreign keys always, so that there are none.
    pub(crate) fn broken_foreign_keys(&self) -> Vec<String> {
        if TestDriver::current() == TestDriver::Postgres {
            return Vec::new();
        }
        let mut connection = self.engine.connect().unwrap();
        if through_diesel() {
            let find = realgar::text("SELECT \"table\" FROM pragma_foreign_key_check").typed::<String>();
            return connection.scalars(find).unwrap().all();
        }
        connection
            .sqlite()
            .unwrap()
            .prepare("SELECT \"table\" FROM pragma_foreign_key_check")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .unwrap()
    }
}

/// The function `fuse()` of a SQLite connection: it fails when no row is left.
fn create_fuse(connection: &mut Connection, fuse: Arc<AtomicI64>) -> realgar::Result<()> {
    #[cfg(feature = "diesel")]
    if through_diesel() {
        return crate::support::diesel::create_fuse(connection, fuse);
    }
    let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
    let blown = || rusqlite::Error::UserFunctionError("the fuse has blown".into());
    connection
        .sqlite()?
        .create_scalar_function("fuse", 0, flags, move |_| {
            let left = fuse.load(Ordering::Relaxed);
            if left >= 0 {
                fuse.store(left - 1, Ordering::Relaxed);
            }
            if left == 0 { Err(blown()) } else { Ok(0) }
        })
        .map_err(realgar::Error::other)
}

/// A sequence counts on when a transaction is rolled back. Below zero, nothing is armed.
const CREATE_FUSE_ON_POSTGRES: &str = "
    CREATE SEQUENCE fuse_left INCREMENT -1 MINVALUE -9223372036854775807 MAXVALUE 1000000 START -1;
    CREATE FUNCTION fuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('fuse_left') = 0 THEN RAISE EXCEPTION 'the fuse has blown'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$;";

/// Lets keys count from 1 again.
const RESTART_ON_POSTGRES: &str = "SELECT setval(oid::regclass, 1, false) FROM pg_class \
    WHERE relkind = 'S' AND relname <> 'fuse_left' AND relnamespace = current_schema()::regnamespace";

/// What calls the fuse for each row that is written.
fn triggers(table: &str) -> String {
    let plain = table.trim_matches('"');
    if TestDriver::current() == TestDriver::Postgres {
        return format!(
            "CREATE TRIGGER \"fuse of {plain}\" BEFORE INSERT OR UPDATE OR DELETE ON \"{plain}\" \
             FOR EACH ROW EXECUTE FUNCTION fuse()"
        );
    }
    let call =
        if through_diesel() { "CASE fuse() WHEN 1 THEN RAISE(ABORT, 'the fuse has blown') END" } else { "fuse()" };
    let trigger =
        |verb| format!("CREATE TRIGGER \"fuse of {verb} {plain}\" BEFORE {verb} ON {table} BEGIN SELECT {call}; END;");
    ["INSERT", "UPDATE", "DELETE"].map(trigger).concat()
}

/// All rows as the session's transaction sees them.
pub(crate) fn dump(session: &mut Session) -> Vec<Option<String>> {
    session.no_autoflush(|session| {
        let query = realgar::text(DUMP.as_str()).typed::<Option<String>>();
        session.scalars(query).unwrap().all()
    })
}

static DUMP: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
    let columns = |table: &str| match table {
        "item_tag" => "item_id||' '||tag_id",
        "rivalry" => "player_id||' '||rival_id",
        "goal" => "id||' '||player_id||' '||minute",
        "locker" => "id||' '||coalesce(CAST(player_id AS TEXT),'-')",
        "player" => {
            "id||' '||name||' '||coalesce(CAST(team_league AS TEXT),'-')||' '||coalesce(CAST(team_number AS TEXT),'-')"
        }
        "team" => "league||' '||number||' '||name",
        "item" => "id||' '||coalesce(CAST(order_id AS TEXT),'-')||' '||sku",
        "\"order\"" => "id||' '||coalesce(CAST(user_id AS TEXT),'-')",
        "address" => "id||' '||coalesce(CAST(user_id AS TEXT),'-')||' '||email",
        "node" => "id||' '||coalesce(CAST(parent_id AS TEXT),'-')||' '||name",
        "ball" => "id||' '||owner_id",
        "person" => "id||' '||coalesce(CAST(fav_id AS TEXT),'-')||' '||name",
        "leaf" => "id||' '||color||' '||plant_id",
        "spot" => "id||' '||size||' '||coalesce(CAST(leaf_id AS TEXT),'-')",
        "bee" => "id||' '||name||' '||coalesce(CAST(plant_id AS TEXT),'-')",
        "ver" => "id||' '||val||' '||v",
        "nat" => "code||' '||label",
        "comp" => "a||' '||b||' '||x",
        _ => "id||' '||name",
    };
    let selects: Vec<String> = TABLES
        .iter()
        .map(|table| format!("SELECT '{} '||{} AS shown FROM {table}", table.trim_matches('"'), columns(table)))
        .collect();
    format!("{} ORDER BY shown", selects.join(" UNION ALL "))
});
