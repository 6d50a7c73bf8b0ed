//! What PostgreSQL's catalog tells, and what it costs.

use realgar::metadata::{
    DefaultValue, Deferrable, DefinitionKind, GeneratedStorage, Identity, MetaData, NullsOrder, ReferentialAction,
    SqlType,
};
use realgar::{Engine, ErrorKind, Inspector};

use super::{names, run};
use crate::support::{Statements, servers};

/// A database of its own with these objects.
fn made(statements: &[&str]) -> Option<Engine> {
    let engine = Engine::new(&servers::postgres_own_database(&servers::postgres()?)).unwrap();
    run(&engine, statements);
    Some(engine)
}

#[test]
fn columns_tell_type_default_identity_and_comment() {
    let Some(engine) = made(&[
        "CREATE TYPE mood AS ENUM ('sad', 'it''s ok')",
        "COMMENT ON TYPE mood IS 'how one feels'",
        "CREATE DOMAIN year AS integer NOT NULL CHECK (VALUE > 1900)",
        "CREATE TABLE \"Big Table\" (
            a bigserial,
            b varchar(30) NOT NULL DEFAULT 'it''s' COLLATE \"C\",
            c numeric(10,2) DEFAULT -1.5,
            d timestamp(3) with time zone DEFAULT now(),
            e text[] DEFAULT '{}',
            f mood DEFAULT 'sad',
            g year,
            h integer GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 2 CACHE 5 CYCLE),
            i integer GENERATED ALWAYS AS (h * 2) STORED,
            j boolean DEFAULT true NOT NULL,
            k int4range,
            l uuid DEFAULT gen_random_uuid(),
            m jsonb,
            n double precision,
            o character(3),
            p interval,
            q bytea
        )",
        "COMMENT ON COLUMN \"Big Table\".b IS 'a name'",
        "COMMENT ON TABLE \"Big Table\" IS 'It is big.'",
    ]) else {
        return;
    };
    let inspector = Inspector::new(&engine);
    let table = inspector.table("Big Table").unwrap();
    assert_eq!((table.schema.as_deref(), table.comment.as_deref()), (None, Some("It is big.")));
    let types: Vec<SqlType> = table.columns.iter().map(|column| column.sql_type.clone()).collect();
    assert_eq!(
        types,
        [
            SqlType::BigInt,
            SqlType::VarChar(Some(30)),
            SqlType::Numeric { precision: Some(10), scale: Some(2) },
            SqlType::Timestamp { with_time_zone: true },
            SqlType::Array("text".into()),
            SqlType::Enum("mood".into()),
            SqlType::Integer,
            SqlType::Integer,
            SqlType::Integer,
            SqlType::Boolean,
            SqlType::Other("int4range".into()),
            SqlType::Uuid,
            SqlType::Json { binary: true },
            SqlType::Double,
            SqlType::Char(Some(3)),
            SqlType::Interval,
            SqlType::Blob(None),
        ]
    );
    let native: Vec<(&str, &str)> =
        table.columns.iter().filter_map(|column| Some((&*column.name, &*column.native_type.as_ref()?.sql))).collect();
    assert_eq!(native, [("a", "bigserial"), ("d", "timestamp(3) with time zone"), ("g", "year")]);
    let not_null: Vec<&str> =
        table.columns.iter().filter(|column| !column.nullable).map(|column| &*column.name).collect();
    assert_eq!(not_null, ["a", "b", "g", "h", "j"]);
    let default = |name: &str| table.column(name).unwrap().default.clone();
    assert_eq!(default("a"), None);
    assert_eq!(default("b"), Some(DefaultValue::String("it's".into())));
    assert_eq!(default("c"), Some(DefaultValue::Number("-1.5".into())));
    assert_eq!(default("d"), Some(DefaultValue::CurrentTimestamp));
    assert_eq!(default("e"), Some(DefaultValue::String("{}".into())));
    assert_eq!(default("f"), Some(DefaultValue::String("sad".into())));
    assert_eq!(default("j"), Some(DefaultValue::Boolean(true)));
    assert_eq!(default("l"), Some(DefaultValue::Expression("gen_random_uuid()".into())));
    assert_eq!(table.column("a").unwrap().identity, Some(Identity::BY_DEFAULT));
    let counted = Identity::BY_DEFAULT.always().start(10).increment(2).cache(5).cycle();
    assert_eq!(table.column("h").unwrap().identity, Some(counted));
    let generated = table.column("i").unwrap().generated.clone().unwrap();
    assert_eq!((&*generated.expression, generated.storage), ("h * 2", GeneratedStorage::Stored));
    assert_eq!(table.column("b").unwrap().collation.as_deref(), Some("C"));
    assert_eq!(table.column("b").unwrap().comment.as_deref(), Some("a name"));
    assert_eq!((&*table.checks[0].expression, table.checks[0].domain.as_deref()), ("g > 1900", Some("year")));

    let metadata = inspector.metadata().unwrap();
    let mood = metadata.enum_type("mood").unwrap();
    assert_eq!(
        (&*mood.labels, mood.comment.as_deref()),
        (&["sad".into(), "it's ok".into()][..], Some("how one feels"))
    );
    let year = &metadata.definitions[0];
    assert_eq!((year.kind, &*year.name), (DefinitionKind::Domain, "year"));
    assert_eq!(&*year.sql, "AS integer NOT NULL CONSTRAINT year_check CHECK (VALUE > 1900)");
    assert_eq!(metadata.definitions.len(), 1, "the sequences of serial and identity come with their columns");
}

#[test]
fn constraints_and_indexes_tell_all_their_clauses() {
    let Some(engine) = made(&[
        "CREATE EXTENSION btree_gist",
        "CREATE TABLE parent (id integer, kind text, during tsrange, PRIMARY KEY (id, kind) INCLUDE (during))",
        "CREATE TABLE child (
            id integer CONSTRAINT positive CHECK (id > 0) NO INHERIT,
            parent_id integer,
            kind text,
            code text CONSTRAINT one_code UNIQUE NULLS NOT DISTINCT DEFERRABLE INITIALLY DEFERRED,
            during tsrange,
            CONSTRAINT of_parent FOREIGN KEY (parent_id, kind) REFERENCES parent MATCH FULL
                ON DELETE SET NULL (parent_id) ON UPDATE CASCADE DEFERRABLE,
            CONSTRAINT no_overlap EXCLUDE USING gist (kind WITH =, during WITH &&)
        )",
        "CREATE UNIQUE INDEX ix_a ON child (lower(code), kind DESC NULLS LAST) INCLUDE (id) NULLS NOT DISTINCT
            WITH (fillfactor = 70) WHERE id > 5",
        "CREATE INDEX ix_b ON child (code text_pattern_ops, kind COLLATE \"C\" NULLS FIRST)",
        "CREATE INDEX ix_c ON child USING gin (to_tsvector('english', code))",
        "COMMENT ON INDEX ix_c IS 'for search'",
    ]) else {
        return;
    };
    let inspector = Inspector::new(&engine);
    let key = inspector.primary_key("parent").unwrap();
    assert_eq!((key.column_names(), key.name.as_deref()), (vec!["id", "kind"], Some("parent_pkey")));
    assert_eq!(*key.include, ["during"]);
    let child = inspector.table("child").unwrap();
    let check = &child.checks[0];
    assert_eq!((check.name.as_deref(), &*check.expression, check.no_inherit), (Some("positive"), "id > 0", true));
    let unique = &child.uniques[0];
    assert_eq!((unique.name.as_deref(), unique.nulls_not_distinct), (Some("one_code"), true));
    assert_eq!(unique.deferrable, Some(Deferrable::InitiallyDeferred));
    let key = &child.foreign_keys[0];
    assert_eq!((key.referred_table(), &*key.referred_columns), ("parent", &["id".into(), "kind".into()][..]));
    assert_eq!((key.on_delete, key.on_update), (ReferentialAction::SetNull, ReferentialAction::Cascade));
    assert_eq!((&*key.set_columns, key.match_full), (&["parent_id".into()][..], true));
    assert_eq!(key.deferrable, Some(Deferrable::InitiallyImmediate));
    let exclude = &child.excludes[0];
    assert_eq!(
        (exclude.name.as_deref(), &*exclude.definition),
        (Some("no_overlap"), "USING gist (kind WITH =, during WITH &&)")
    );

    let [a, b, c] = &*child.indexes else { panic!("{:?}", child.indexes) };
    assert_eq!((a.unique, a.nulls_not_distinct, a.condition.as_deref()), (true, true, Some("id > 5")));
    assert_eq!((&*a.keys[0].expression, a.keys[0].is_column), ("lower(code)", false));
    assert_eq!((a.keys[1].descending, a.keys[1].nulls), (true, Some(NullsOrder::Last)));
    assert_eq!((&*a.include, &*a.options[0].sql), (&["id".into()][..], "WITH (fillfactor = 70)"));
    assert_eq!(b.keys[0].operator_class.as_deref(), Some("text_pattern_ops"));
    assert_eq!((b.keys[1].collation.as_deref(), b.keys[1].nulls), (Some("C"), Some(NullsOrder::First)));
    assert_eq!((c.method.as_deref(), c.comment.as_deref()), (Some("gin"), Some("for search")));
    let metadata = inspector.metadata().unwrap();
    assert_eq!(
        (metadata.definitions[0].kind, &*metadata.definitions[0].name),
        (DefinitionKind::Extension, "btree_gist")
    );
    round_trip(&metadata);
}

#[test]
fn partitions_sequences_views_and_options_come_back() {
    let Some(engine) = made(&[
        "CREATE SEQUENCE ticket AS integer START WITH 100 INCREMENT BY 5 MAXVALUE 1000 CACHE 3 CYCLE",
        "CREATE TABLE event (id integer DEFAULT nextval('ticket'), at date NOT NULL, kind text) PARTITION BY RANGE (at)",
        "CREATE TABLE event_old PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2020-01-01') PARTITION BY LIST (kind)",
        "CREATE TABLE event_old_a PARTITION OF event_old FOR VALUES IN ('a')",
        "CREATE TABLE event_rest PARTITION OF event DEFAULT",
        "CREATE UNLOGGED TABLE fast (x integer) WITH (fillfactor = 50)",
        "CREATE TABLE faster (y integer) INHERITS (fast)",
        "CREATE TYPE pair AS (a integer, b text)",
        "CREATE TYPE span AS RANGE (SUBTYPE = float8)",
        "CREATE VIEW later AS SELECT id, kind FROM event WHERE at > '2024-01-01'",
        "CREATE MATERIALIZED VIEW kept (number) AS SELECT id FROM later",
        "CREATE UNIQUE INDEX ix_kept ON kept (number)",
        "COMMENT ON VIEW later IS 'what is new'",
    ]) else {
        return;
    };
    let inspector = Inspector::new(&engine);
    assert_eq!(inspector.table_names().unwrap(), ["event", "fast", "faster"]);
    assert_eq!(inspector.view_names().unwrap(), ["later", "kept"]);
    let metadata = inspector.metadata().unwrap();
    let event = metadata.table("event").unwrap();
    assert_eq!(&*event.options[0].sql, "PARTITION BY RANGE (at)");
    let [old, rest] = &*event.partitions else { panic!("{:?}", event.partitions) };
    assert_eq!((&*old.name, old.partition_by.as_deref()), ("event_old", Some("LIST (kind)")));
    assert_eq!(&*old.partitions[0].bound, "FOR VALUES IN ('a')");
    assert_eq!((&*rest.name, &*rest.bound), ("event_rest", "DEFAULT"));
    let options = |name: &str| -> Vec<String> {
        metadata.table(name).unwrap().options.iter().map(|option| option.sql.to_string()).collect()
    };
    assert_eq!(options("fast"), ["UNLOGGED", "WITH (fillfactor = 50)"]);
    assert_eq!(options("faster"), ["INHERITS (fast)"]);
    let defined: Vec<(&str, &str)> =
        metadata.definitions.iter().map(|definition| (&*definition.name, &*definition.sql)).collect();
    assert_eq!(
        defined,
        [
            ("pair", "AS (a integer, b text)"),
            ("span", "AS RANGE (SUBTYPE = double precision)"),
            ("ticket", "AS integer START WITH 100 INCREMENT BY 5 MAXVALUE 1000 CACHE 3 CYCLE"),
        ]
    );
    let later = &metadata.views[0];
    assert_eq!((names(&later.columns), later.comment.as_deref()), (vec!["id", "kind"], Some("what is new")));
    assert!(metadata.views[1].materialized);
    assert_eq!(&*metadata.views[1].indexes[0].name, "ix_kept");
    assert_eq!(names(&inspector.columns("kept").unwrap()), ["number"]);
    assert_eq!(*inspector.table("later").unwrap_err().kind(), ErrorKind::NoSuchTable);
    round_trip(&metadata);
}

/// What was read is created elsewhere, and read as the same.
#[track_caller]
fn round_trip(metadata: &MetaData) {
    let Some(copy) = made(&[]) else { return };
    metadata.create_all(&copy).unwrap();
    let again = MetaData::reflect(&copy).unwrap();
    assert_eq!(again.tables, metadata.tables);
    assert_eq!(again.views, metadata.views);
    assert_eq!(again.definitions, metadata.definitions);
    metadata.drop_all(&copy).unwrap();
    assert!(MetaData::reflect(&copy).unwrap().tables.is_empty());
}

#[test]
fn other_schemas_are_read_where_they_are_named() {
    let Some(engine) = made(&[
        "CREATE SCHEMA audit",
        "CREATE TYPE audit.kind AS ENUM ('a')",
        "CREATE TABLE event (id integer PRIMARY KEY)",
        "CREATE TABLE audit.event (id integer PRIMARY KEY, kind audit.kind, event_id integer REFERENCES event)",
        "CREATE TABLE audit.only_here (x integer REFERENCES audit.event)",
    ]) else {
        return;
    };
    assert_eq!(Inspector::new(&engine).table_names().unwrap(), ["event"]);
    let inspector = Inspector::new(&engine).with_schemas(["audit"]);
    assert_eq!(inspector.table_names().unwrap(), ["event", "event", "only_here"]);
    assert_eq!(inspector.table("event").unwrap().schema, None);
    let table = inspector.table("only_here").unwrap();
    assert_eq!(table.schema.as_deref(), Some("audit"));
    assert_eq!(table.foreign_keys[0].referred_schema.as_deref(), Some("audit"));
    assert!(inspector.has_table("only_here").unwrap());
    let metadata = MetaData::reflect_schemas(&engine, &["audit".to_owned()]).unwrap();
    assert_eq!((metadata.tables.len(), metadata.enums[0].schema.as_deref()), (3, Some("audit")));
    assert_eq!((metadata.definitions[0].kind, &*metadata.definitions[0].name), (DefinitionKind::Schema, "audit"));
    round_trip_schemas(&metadata);
}

#[track_caller]
fn round_trip_schemas(metadata: &MetaData) {
    let Some(copy) = made(&[]) else { return };
    metadata.create_all(&copy).unwrap();
    let again = MetaData::reflect_schemas(&copy, &["audit".to_owned()]).unwrap();
    assert_eq!(
        again.to_sql(realgar::Dialect::PostgreSql).unwrap(),
        metadata.to_sql(realgar::Dialect::PostgreSql).unwrap()
    );
}

#[test]
fn a_missing_table_of_a_server_is_an_error_that_names_it_and_the_others() {
    let Some(engine) = made(&["CREATE TABLE a (x integer)", "CREATE VIEW v AS SELECT x FROM a"]) else { return };
    let error = Inspector::new(&engine).table("it's \"gone\"").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoSuchTable);
    assert_eq!(error.message(), "there is no table or view `it's \"gone\"`; the database has `a`, `v`");
}

#[test]
fn two_hundred_and_fifty_tables_take_as_many_statements_as_one() {
    let Some(url) = servers::postgres() else { return };
    let (engine, statements) = Statements::engine_at(&servers::postgres_own_database(&url), |builder| builder);
    let count = || {
        statements.take();
        let metadata = MetaData::reflect(&engine).unwrap();
        (metadata.tables.len(), statements.take().len())
    };
    let (_, empty) = count();
    let tables: Vec<String> = (0..250)
        .map(|at| {
            let parent = at / 2;
            format!(
                "CREATE TABLE t{at} (id serial PRIMARY KEY, a text NOT NULL DEFAULT 'x' UNIQUE, b numeric(10,2) CHECK (b > 0), \
                 parent_id integer REFERENCES t{parent} (id))"
            )
        })
        .collect();
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    run(&engine, &tables);
    let start = std::time::Instant::now();
    assert_eq!(count(), (250, empty));
    println!("250 tables of PostgreSQL were read in {:?}", start.elapsed());
    assert_eq!(empty, 9, "seven questions between BEGIN and ROLLBACK");
}
