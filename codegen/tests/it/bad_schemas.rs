//! Each case is a schema with mistakes, `<case>.sql`, and the report that names them, `<case>.stderr`.

use realgar_build::Config;

use crate::case;

#[test]
fn every_bad_schema_gives_its_report() {
    let mut differences = Vec::new();
    for path in case::entries(&case::root().join("bad")) {
        if path.extension().is_none_or(|extension| extension != "sql") {
            continue;
        }
        let name = case::name(&path);
        let text = std::fs::read(&path).expect("a readable case");
        match realgar_build::generate([(name.clone(), text)], &Config::new()) {
            Ok(_) => differences.push(format!("{name}: nothing was found wrong")),
            Err(error) => {
                assert!(error.is_schema(), "{name}: {error}");
                assert!(!error.headlines().is_empty(), "{name}: a report without a problem");
                differences.extend(case::check(&path.with_extension("stderr"), &error.to_string()));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{}\n\nREALGAR_UPDATE_GOLDENS=1 writes the reports anew; read the diff before you commit it",
        differences.join("\n\n")
    );
}

#[test]
fn all_problems_are_told_at_once_each_with_its_place() {
    let schema = "-- @modle User\nCREATE TABLE a (id INTEGER PRIMARY KEY, id TEXT);\n";
    let error = realgar_build::generate([("a.sql", schema)], &Config::new()).expect_err("two mistakes");
    let headlines = error.headlines();
    assert_eq!(headlines.len(), 2, "{error}");
    assert!(headlines[0].starts_with("a.sql:1:"), "{}", headlines[0]);
    assert!(headlines[1].starts_with("a.sql:2:"), "{}", headlines[1]);
}
