//! The order of tables.

use realgar_metadata::{Column, ForeignKey, MetaData, SqlType, Table};

use crate::schema::CYCLE;

/// A schema of such lines: `a b? c` is a table a that refers to c and, by a nullable column, to b.
fn schema(lines: &[&str]) -> MetaData {
    let table = |line: &&str| {
        let mut words = line.split_whitespace();
        let mut table = Table::new("", &[]);
        table.name = words.next().expect("a line begins with a name").to_owned().into();
        for word in words {
            let (to, nullable) = word.strip_suffix('?').map_or((word, false), |to| (to, true));
            let mut column = Column::new("", SqlType::Integer);
            column.name = format!("{to}_id").into();
            column.nullable = nullable;
            let mut key = ForeignKey::new(&[], "", &[]);
            key.columns = vec![column.name.clone()].into();
            key.referred_table = to.to_owned().into();
            table.columns.to_mut().push(column);
            table.foreign_keys.to_mut().push(key);
        }
        table
    };
    let mut metadata = MetaData::default();
    metadata.tables = lines.iter().map(table).collect::<Vec<_>>().into();
    metadata
}

#[track_caller]
fn check(lines: &[&str], order: &str, cycles: &[&str]) {
    let metadata = schema(lines);
    let sorted = metadata.sorted_tables();
    let names: Vec<&str> = sorted.tables.iter().map(|table| table.name.as_ref()).collect();
    assert_eq!(names.join(" "), order);
    let found: Vec<String> = sorted.cycles.iter().map(ToString::to_string).collect();
    assert_eq!(found, cycles);
}

#[test]
fn tables_without_references_keep_their_order() {
    check(&["c", "a", "b"], "c a b", &[]);
    check(&[], "", &[]);
}

#[test]
fn tables_referred_to_come_first() {
    check(&["address user", "user"], "user address", &[]);
    check(&["a b", "b c", "c"], "c b a", &[]);
    check(&["item order product", "order user", "product", "user"], "user order product item", &[]);
}

#[test]
fn references_to_oneself_and_to_strangers_do_not_count() {
    check(&["node node", "a stranger"], "node a", &[]);
}

#[test]
fn a_nullable_key_closes_the_cycle() {
    check(&["a b", "b a?"], "b a", &["b, a refer to each other; b (a_id) closes the cycle"]);
    check(&["a b?", "b a"], "a b", &["a, b refer to each other; a (b_id) closes the cycle"]);
}

#[test]
fn among_equals_the_first_declared_comes_first() {
    check(&["a b", "b a"], "a b", &["a, b refer to each other; a (b_id) closes the cycle"]);
    check(&["a b?", "b a?"], "a b", &["a, b refer to each other; a (b_id) closes the cycle"]);
}

#[test]
fn a_cycle_of_three_needs_one_key_only() {
    check(&["a b", "b c?", "c a"], "b a c", &["b, a, c refer to each other; b (c_id) closes the cycle"]);
}

#[test]
fn two_cycles_are_told_apart_and_who_is_outside_stays_outside() {
    check(
        &["x a", "a b?", "b a", "c d", "d c?", "b2 b"],
        "a b x d c b2",
        &["a, b refer to each other; a (b_id) closes the cycle", "d, c refer to each other; d (c_id) closes the cycle"],
    );
}

#[test]
fn several_keys_close_what_one_cannot() {
    check(
        &["a b c", "b a c", "c a b"],
        "a b c",
        &["a, b, c refer to each other; a (b_id) and a (c_id) and b (c_id) close the cycle"],
    );
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let lines: Vec<String> = (0..3000).map(|i| format!("t{i} t{}", i + 1)).collect();
    let metadata = schema(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let sorted = metadata.sorted_tables();
    assert_eq!(sorted.tables.len(), 3000);
    assert_eq!(sorted.tables[0].name, "t2999");
    assert!(sorted.cycles.is_empty());
}

#[test]
fn the_closing_keys_are_those_of_the_schema() {
    let sorted = CYCLE.sorted_tables();
    let closing: Vec<_> = sorted.closing().map(|(table, key)| (table.name.as_ref(), key.columns[0].as_ref())).collect();
    assert_eq!(closing, [("department", "head_id")]);
    let department = CYCLE.table("department").expect("declared above");
    assert_eq!(department.foreign_keys.len(), 1);
}

#[test]
fn a_key_finds_its_table_by_schema_then_without_then_without_case() {
    let mut metadata = schema(&["a t", "t", "T2"]);
    let tables = metadata.tables.to_mut();
    let mut other = tables[1].clone();
    other.schema = Some("shop".into());
    tables.push(other);
    let referred = |metadata: &MetaData, schema: Option<&'static str>, name: &'static str| {
        let mut key = ForeignKey::new(&[], name, &[]);
        key.referred_schema = schema.map(Into::into);
        let found = metadata.referred_table(&metadata.tables[0], &key)?;
        Some((found.schema.as_deref().map(str::to_owned), found.name.to_string()))
    };
    assert_eq!(referred(&metadata, None, "t"), Some((None, "t".into())));
    assert_eq!(referred(&metadata, Some("shop"), "t"), Some((Some("shop".into()), "t".into())));
    assert_eq!(referred(&metadata, None, "t2"), Some((None, "T2".into())));
    assert_eq!(referred(&metadata, None, "nobody"), None);
    metadata.tables.to_mut()[0].schema = Some("shop".into());
    assert_eq!(referred(&metadata, None, "t"), Some((Some("shop".into()), "t".into())));
}
