//! Types as CAST takes them.

use realgar_metadata::Dialect;
use tokio_postgres::types::Type;

/// The name of a type, which means it whatever the search path is.
pub(super) fn type_name(ty: &Type) -> String {
    let mut name = String::new();
    match (ty.schema(), ty.name()) {
        // Without quotes, these are other words: they mean a length of 1.
        ("pg_catalog", "char" | "bit") => name = format!("\"{}\"", ty.name()),
        ("pg_catalog", plain) => name.push_str(plain),
        (schema, of_user) => Dialect::PostgreSql.write_qualified_identifier(&mut name, Some(schema), of_user),
    }
    name
}

#[cfg(test)]
mod tests {
    use tokio_postgres::types::Kind;

    use super::*;

    #[test]
    fn a_type_is_named_so_that_it_cannot_be_another_one() {
        assert_eq!(type_name(&Type::TEXT), "text");
        assert_eq!(type_name(&Type::BIT), "\"bit\"");
        assert_eq!(type_name(&Type::CHAR), "\"char\"");
        assert_eq!(type_name(&Type::INTERVAL), "interval");
        let mood = Type::new("Mood".to_owned(), 0, Kind::Enum(Vec::new()), "public".to_owned());
        assert_eq!(type_name(&mood), "public.\"Mood\"");
    }
}
