//! PARTITION BY: in these databases an option of the table.

use std::collections::HashSet;

use super::catalog::Partition;

/// The clause that divides a table into these partitions. `None` for a table that is whole.
pub(super) fn clause(found: &[Partition]) -> Option<String> {
    let first = found.first()?;
    let by = |method: &str, expression: Option<&str>| format!("{method} ({})", expression.unwrap_or_default());
    let mut sql = format!("PARTITION BY {}", by(&first.method, first.expression.as_deref()));
    let names: Vec<&str> = distinct(found.iter().map(|partition| partition.name.as_str()));
    if let Some(method) = &first.sub_method {
        let parts = found.len() / names.len().max(1);
        sql.push_str(&format!(" SUBPARTITION BY {}", by(method, first.sub_expression.as_deref())));
        sql.push_str(&format!(" SUBPARTITIONS {parts}"));
    }
    let is_listed = ["RANGE", "LIST"].iter().any(|word| first.method.starts_with(word));
    if !is_listed {
        sql.push_str(&format!(" PARTITIONS {}", names.len()));
        return Some(sql);
    }
    let values = |name: &&str| {
        let found = found.iter().find(|partition| partition.name == **name)?;
        let values = found.description.as_deref().unwrap_or_default();
        let mut sql = String::from("PARTITION ");
        super::quoted(&mut sql, name);
        sql.push_str(&match (first.method.starts_with("RANGE"), values) {
            (true, "MAXVALUE") => " VALUES LESS THAN MAXVALUE".to_owned(),
            (true, values) => format!(" VALUES LESS THAN ({values})"),
            (false, "DEFAULT") => " DEFAULT".to_owned(),
            (false, values) => format!(" VALUES IN ({values})"),
        });
        Some(sql)
    };
    let partitions: Vec<String> = names.iter().filter_map(values).collect();
    sql.push_str(&format!(" ({})", partitions.join(", ")));
    Some(sql)
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}
