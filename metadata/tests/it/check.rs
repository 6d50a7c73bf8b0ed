//! What can break a query on a database, and what cannot.

use realgar_metadata::{
    CheckReport, Column, DefaultValue, Dialect, EnumType, Identity, Index, IndexKey, MetaData, PrimaryKey, ProblemKind,
    SqlType, Table, Text, Unique, View,
};

use crate::schema::{ALL_TYPES, CYCLE, TUTORIAL};

const ID: Column = Column::required("id", SqlType::Integer);
const NAMES: &[Text] = &[Text::Borrowed("name")];

fn table(columns: &[Column]) -> Table {
    let mut table = Table::new("t", &[]);
    table.columns = columns.to_vec().into();
    table
}

fn schema(table: Table, dialect: Dialect) -> MetaData {
    let mut metadata = MetaData::default().in_dialect(dialect);
    metadata.tables = vec![table].into();
    metadata
}

fn check(expected: Table, found: Table, dialect: Dialect) -> CheckReport {
    schema(expected, dialect).check_against(&schema(found, dialect))
}

fn lines(expected: &[Column], found: &[Column], dialect: Dialect) -> String {
    check(table(expected), table(found), dialect).to_string()
}

fn kinds(report: &CheckReport) -> Vec<ProblemKind> {
    report.problems.iter().map(|problem| problem.kind).collect()
}

fn types(expected: SqlType, found: SqlType, dialect: Dialect) -> bool {
    lines(&[Column::new("x", expected)], &[Column::new("x", found)], dialect).is_empty()
}

#[test]
fn a_schema_fits_itself() {
    for metadata in [&TUTORIAL, &ALL_TYPES, &CYCLE] {
        for dialect in Dialect::ALL {
            let report = metadata.check_against(&metadata.clone().in_dialect(dialect));
            assert!(report.is_ok(), "{report}");
        }
    }
}

#[test]
fn what_is_missing_is_named_with_its_cure() {
    let mut found = TUTORIAL.clone().in_dialect(Dialect::PostgreSql);
    found.views = (&[][..]).into();
    let tables = found.tables.to_mut();
    tables.retain(|table| table.name != "user_account");
    tables[0].columns.to_mut().remove(1);
    let report = TUTORIAL.check_against(&found);
    assert_eq!(
        report.to_string(),
        "`address.email_address`: the column is missing; run ALTER TABLE address ADD COLUMN email_address TEXT\n\
         `user_account`: the table is missing; create it: METADATA.create_all(&engine) creates what is missing\n\
         `login`: the view is missing; create it: METADATA.create_all(&engine) creates what is missing\n"
    );
    let error = report.into_result().expect_err("there are problems");
    assert_eq!(kinds(&error), [ProblemKind::MissingColumn, ProblemKind::MissingTable, ProblemKind::MissingTable]);
    assert_eq!(error.problems[0].column.as_deref(), Some("email_address"));
}

#[test]
fn what_is_extra_is_not_named_unless_it_wants_a_value() {
    let found = [
        ID,
        Column::new("note", SqlType::Text),
        Column::required("counted", SqlType::Integer).with_identity(Identity::BY_DEFAULT),
        Column::required("filled", SqlType::Integer).with_default(DefaultValue::Number(Text::Borrowed("1"))),
        Column::required("wanted", SqlType::Integer),
    ];
    assert_eq!(
        lines(&[ID], &found, Dialect::PostgreSql),
        "`t.wanted`: the schema does not know the column, which is NOT NULL without a default: inserts fail; declare it in \
         the schema file, or give it a default\n"
    );
    let mut other = schema(table(&[ID]), Dialect::Sqlite);
    other.tables.to_mut().push(Table::new("extra", const { &[ID] }));
    assert!(schema(table(&[ID]), Dialect::Sqlite).check_against(&other).is_ok());
}

#[test]
fn a_type_that_does_not_decode_is_named_in_each_dialect() {
    use Dialect::{MySql, PostgreSql, Sqlite};
    let length = |n| SqlType::VarChar(Some(n));
    let numeric = |precision, scale| SqlType::Numeric { precision: Some(precision), scale: Some(scale) };
    let moment = |with_time_zone| SqlType::Timestamp { with_time_zone };
    for (expected, found, fits_in) in [
        (SqlType::Integer, SqlType::BigInt, &[Sqlite][..]),
        (SqlType::BigInt, SqlType::Integer, &[Sqlite]),
        (SqlType::Integer, SqlType::Text, &[]),
        (SqlType::Text, SqlType::Integer, &[]),
        (SqlType::Text, length(30), &[Sqlite]),
        (length(30), SqlType::Text, &[Sqlite, PostgreSql, MySql]),
        (length(30), length(40), &[Sqlite, PostgreSql, MySql]),
        (length(30), length(20), &[Sqlite]),
        (numeric(10, 2), numeric(12, 2), &[Sqlite, PostgreSql, MySql]),
        (numeric(10, 2), numeric(8, 2), &[Sqlite]),
        (numeric(10, 2), SqlType::Double, &[Sqlite]),
        (SqlType::Boolean, SqlType::SmallInt, &[Sqlite, MySql]),
        (moment(true), moment(false), &[Sqlite, MySql]),
        (SqlType::Date, SqlType::Text, &[Sqlite]),
        (SqlType::Uuid, SqlType::Text, &[Sqlite, MySql]),
        (SqlType::Json { binary: true }, SqlType::Json { binary: false }, &[Sqlite, PostgreSql, MySql]),
        (SqlType::Blob(None), SqlType::Text, &[Sqlite]),
        (SqlType::Real, SqlType::Double, &[Sqlite]),
        (SqlType::Double, SqlType::Real, &[Sqlite, PostgreSql, MySql]),
    ] {
        for dialect in Dialect::ALL {
            let fits = types(expected.clone(), found.clone(), dialect);
            assert_eq!(fits, fits_in.contains(&dialect), "{expected:?} in {found:?} on {dialect}");
        }
    }
    assert_eq!(
        lines(&[Column::new("x", SqlType::Uuid)], &[Column::new("x", SqlType::Text)], PostgreSql),
        "`t.x`: the type is TEXT, not UUID: its values do not decode; run ALTER TABLE t ALTER COLUMN x TYPE UUID, or \
         declare it as TEXT\n"
    );
}

#[test]
fn null_on_one_side_only_is_named() {
    let (may, must) = (Column::new("x", SqlType::Text), Column::required("x", SqlType::Text));
    let (may, must) = (&[may][..], &[must][..]);
    assert_eq!(
        lines(must, may, Dialect::PostgreSql),
        "`t.x`: the column may be NULL, which does not decode; run ALTER TABLE t ALTER COLUMN x SET NOT NULL\n"
    );
    assert_eq!(
        lines(may, must, Dialect::Sqlite),
        "`t.x`: the column refuses NULL, which the schema allows; write NOT NULL in the schema file, or change the column\n"
    );
}

#[test]
fn a_default_and_a_counter_that_inserts_rely_on_are_named() {
    let default = || Column::required("x", SqlType::Text).with_default(DefaultValue::String(Text::Borrowed("a")));
    let counted = Column::required("id", SqlType::Integer).with_identity(Identity::BY_DEFAULT);
    let found = [ID, Column::required("x", SqlType::Text)];
    assert_eq!(
        lines(&[counted.clone(), default()], &found, Dialect::PostgreSql),
        "`t.id`: the database does not count the column up; run ALTER TABLE t ALTER COLUMN id ADD GENERATED BY DEFAULT AS \
         IDENTITY\n\
         `t.x`: the column has no default: inserts fail; run ALTER TABLE t ALTER COLUMN x SET DEFAULT 'a'\n"
    );
    let next = DefaultValue::Expression(Text::Borrowed("nextval('t_id_seq'::regclass)"));
    let found = [ID.with_default(next), default()];
    assert_eq!(lines(&[counted, default()], &found, Dialect::PostgreSql), "");
}

#[test]
fn labels_are_compared_both_ways() {
    let with = |labels: &'static [Text]| {
        let mut metadata =
            schema(table(&[Column::new("x", SqlType::Enum(Text::Borrowed("mood")))]), Dialect::PostgreSql);
        metadata.enums = vec![EnumType::new("mood", labels, true)].into();
        metadata
    };
    let expected = with(&[Text::Borrowed("sad"), Text::Borrowed("it's")]);
    let found = with(&[Text::Borrowed("sad"), Text::Borrowed("glad")]);
    assert_eq!(
        expected.check_against(&found).to_string(),
        "`t.x`: the type `mood` has no label 'it's'; run ALTER TYPE mood ADD VALUE 'it''s'\n\
         `t.x`: the type `mood` has the label 'glad', which does not decode; add it to the schema file\n"
    );
}

#[test]
fn a_key_that_on_conflict_needs_is_named() {
    let columns = [ID, Column::required("name", SqlType::Text)];
    let mut expected = table(&columns).with_primary_key(PrimaryKey::new(&[Text::Borrowed("id")]));
    expected.uniques = vec![Unique::new(NAMES)].into();
    let report = check(expected.clone(), table(&columns), Dialect::PostgreSql);
    assert_eq!(
        report.to_string(),
        "`t`: there is no primary key over (id), which ON CONFLICT needs; run ALTER TABLE t ADD PRIMARY KEY (id)\n\
         `t`: there is no unique key over (name), which ON CONFLICT needs; run ALTER TABLE t ADD UNIQUE (name)\n"
    );
    // A unique index says the same as UNIQUE, but not a partial one.
    let mut found = table(&columns).with_primary_key(PrimaryKey::new(&[Text::Borrowed("id")]));
    found.indexes = vec![Index::new("i", const { &[IndexKey::column("name")] }).unique()].into();
    assert!(check(expected.clone(), found.clone(), Dialect::PostgreSql).is_ok());
    found.indexes.to_mut()[0].condition = Some("name <> ''".into());
    assert_eq!(kinds(&check(expected, found, Dialect::PostgreSql)), [ProblemKind::MissingKey]);
}

#[test]
fn a_view_in_place_of_a_table_is_named_and_one_of_the_same_columns_is_read() {
    let mut found = MetaData::default().in_dialect(Dialect::PostgreSql);
    let mut view = View::new("t", "SELECT 1 AS id");
    view.columns = vec![Column::new("id", SqlType::Integer)].into();
    found.views = vec![view.clone()].into();
    let report = schema(table(&[ID]), Dialect::PostgreSql).check_against(&found);
    assert_eq!(kinds(&report), [ProblemKind::NotATable]);

    let mut expected = MetaData::default();
    view.columns.to_mut().push(Column::new("other", SqlType::Text));
    expected.views = vec![view].into();
    assert_eq!(expected.check_against(&found).to_string(), "`t.other`: the column is missing; create the view again\n");
}

#[test]
fn a_table_is_found_in_the_schema_that_is_named_or_in_the_default_one() {
    let in_schema = |name: &'static str, columns: &[Column]| table(columns).in_schema(name);
    let mut found = MetaData::default().in_dialect(Dialect::PostgreSql);
    found.tables = vec![table(&[]), in_schema("audit", &[ID])].into();
    assert!(schema(in_schema("audit", &[ID]), Dialect::PostgreSql).check_against(&found).is_ok());
    let report = schema(in_schema("public", &[ID]), Dialect::PostgreSql).check_against(&found);
    assert_eq!(kinds(&report), [ProblemKind::MissingColumn]);
}
