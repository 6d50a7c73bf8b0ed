//! Names for constraints that have none.

use realgar_metadata::{
    Check, Column, Dialect, ForeignKey, Index, IndexKey, MetaData, NamingConvention, PrimaryKey, SqlType, Table, Text,
    Unique,
};

use crate::schema::script;

const ID: &[Text] = &[Text::Borrowed("id")];
const PAIR: &[Text] = &[Text::Borrowed("id"), Text::Borrowed("mother")];
const MOTHER: &[Text] = &[Text::Borrowed("mother")];

fn animal() -> MetaData {
    let mut table = Table::new(
        "animal",
        const { &[Column::required("id", SqlType::Integer), Column::new("mother", SqlType::Integer)] },
    )
    .with_primary_key(PrimaryKey::new(ID));
    table.uniques = vec![Unique::new(PAIR), Unique::new(PAIR), Unique::new(MOTHER).named("mine")].into();
    table.checks = vec![Check::new("mother <> id"), Check::new("id > 0").named("positive")].into();
    table.foreign_keys = vec![ForeignKey::new(MOTHER, "animal", ID)].into();
    table.indexes = vec![Index::new("", const { &[IndexKey::column("mother")] })].into();
    let mut metadata = MetaData::default();
    metadata.tables = vec![table].into();
    metadata
}

#[test]
fn every_kind_of_constraint_is_named_in_each_dialect() {
    let named = animal().with_naming_convention(&NamingConvention::COMMON);
    for dialect in Dialect::ALL {
        let sql = script(&named.create_all_sql(dialect).expect("the dialect can say it"));
        for name in [
            "CONSTRAINT pk_animal PRIMARY KEY (id)",
            "CONSTRAINT uq_animal_id_mother UNIQUE (id, mother)",
            "CONSTRAINT uq_animal_id_mother_2 UNIQUE (id, mother)",
            "CONSTRAINT mine UNIQUE (mother)",
            "CONSTRAINT ck_animal_1 CHECK (mother <> id)",
            "CONSTRAINT ck_animal_positive CHECK (id > 0)",
            "CONSTRAINT fk_animal_mother_animal FOREIGN KEY (mother) REFERENCES animal (id)",
            "CREATE INDEX ix_animal_mother ON animal (mother)",
        ] {
            // SQLite's key stands beside its column.
            let name = if dialect == Dialect::Sqlite {
                name.replace("pk_animal PRIMARY KEY (id)", "pk_animal PRIMARY KEY")
            } else {
                name.to_owned()
            };
            assert!(sql.contains(&name), "{name}: {sql}");
        }
    }
}

#[test]
fn a_template_may_have_any_of_the_words() {
    let convention = NamingConvention::NONE
        .ck("c_{column_0_name}_{unknown}")
        .fk("{referred_table_name}.{referred_column_0_name}.{column_0_label}{")
        .uq("{constraint_name}_uq");
    let named = animal().with_naming_convention(&convention);
    let table = &named.tables[0];
    assert_eq!(table.primary_key.name, None);
    assert_eq!(table.checks[0].name.as_deref(), Some("c_mother_{unknown}"));
    assert_eq!(table.checks[1].name.as_deref(), Some("positive"));
    assert_eq!(table.foreign_keys[0].name.as_deref(), Some("animal.id.animal_mother{"));
    let uniques: Vec<_> = table.uniques.iter().map(|unique| unique.name.as_deref().expect("a name")).collect();
    assert_eq!(uniques, ["1_uq", "2_uq", "mine_uq"]);
    assert_eq!(table.indexes[0].name, "");
}

#[test]
fn a_long_name_is_cut_and_stays_distinct() {
    let mut schema = animal();
    let table = &mut schema.tables.to_mut()[0];
    table.name = "ä".repeat(60).into();
    let named = schema.with_naming_convention(&NamingConvention::COMMON);
    let names: Vec<_> = named.tables[0].uniques.iter().filter_map(|unique| unique.name.as_deref()).collect();
    assert!(names.iter().all(|name| name.len() <= 63), "{names:?}");
    assert_ne!(names[0], names[1]);
}

#[test]
fn a_convention_changes_nothing_the_second_time() {
    let convention = NamingConvention::NONE.pk("pk_{table_name}").uq("uq_{table_name}_{column_0_N_name}");
    let named = animal().with_naming_convention(&convention);
    assert_eq!(named.with_naming_convention(&convention), named);
}
