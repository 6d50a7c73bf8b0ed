//! One database for all programs of a law: emptied between them, with a fuse, and a count of what is sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use realgar::prelude::*;

use super::super::trace::forum::{self, Address, Tag};
use crate::support::engine_builder;

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
    "user",
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
        let (left, count) = (Arc::clone(&fuse), Arc::clone(&wire));
        let engine = engine_builder()
            .on_execute(move |event| {
                count.sent.fetch_add(1, Ordering::Relaxed);
                if event.sql().starts_with("SELECT ") || event.sql().contains(" RETURNING ") {
                    count.read.fetch_add(1, Ordering::Relaxed);
                }
            })
            .on_connect(move |connection| {
                let fuse = Arc::clone(&left);
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
            })
            .build()
            .unwrap();
        forum::METADATA.create_all(&engine).unwrap();
        let mut connection = engine.connect().unwrap();
        for table in TABLES {
            for verb in ["INSERT", "UPDATE", "DELETE"] {
                let name = format!("\"fuse of {verb} {}\"", table.trim_matches('"'));
                let trigger = format!("CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT fuse(); END");
                connection.sqlite().unwrap().execute_batch(&trigger).unwrap();
            }
        }
        Self { engine, fuse, wire }
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
    }

    /// Whether a row was refused since it was armed; it is not armed any more.
    pub(crate) fn disarm(&self) -> bool {
        // Refusing takes the last one.
        self.fuse.swap(-1, Ordering::Relaxed) == -1
    }

    pub(crate) fn clear(&self) {
        let mut batch = "BEGIN; PRAGMA defer_foreign_keys = ON;".to_owned();
        for table in TABLES {
            batch.push_str(&format!("DELETE FROM {table};"));
        }
        batch.push_str("COMMIT;");
        let mut connection = self.engine.connect().unwrap();
        connection.sqlite().unwrap().execute_batch(&batch).unwrap();
    }
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
        "locker" => "id||' '||coalesce(player_id,'-')",
        "player" => "id||' '||name||' '||coalesce(team_league,'-')||' '||coalesce(team_number,'-')",
        "team" => "league||' '||number||' '||name",
        "item" => "id||' '||coalesce(order_id,'-')||' '||sku",
        "\"order\"" => "id||' '||coalesce(user_id,'-')",
        "address" => "id||' '||coalesce(user_id,'-')||' '||email",
        "node" => "id||' '||coalesce(parent_id,'-')||' '||name",
        "ball" => "id||' '||owner_id",
        "person" => "id||' '||coalesce(fav_id,'-')||' '||name",
        "leaf" => "id||' '||color||' '||plant_id",
        "spot" => "id||' '||size||' '||coalesce(leaf_id,'-')",
        "bee" => "id||' '||name||' '||coalesce(plant_id,'-')",
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
