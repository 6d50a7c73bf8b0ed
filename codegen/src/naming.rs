//! Every decision about Rust names: SQL names in, identifiers out. Clashes are found and reported elsewhere.
//!
//! The rule, in order:
//! 1. Modules, fields and relationships are snake case, models, enums and variants camel case; models are singular.
//! 2. Characters that Rust does not allow in identifiers become `_`; several in a row become one `_`.
//! 3. A name that starts with a digit gets a `_` before it.
//! 4. A keyword of Rust, or a name that the generated code or Rust's prelude uses, gets a `_` after it.

mod inflection;
mod labels;

use heck::{ToSnakeCase, ToUpperCamelCase};

pub(crate) use inflection::{plural, singular};
pub(crate) use labels::variants;

/// Keywords of Rust, strict and reserved, of all editions.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Types, traits and variants that generated code sees without a path: Rust's prelude and its own module.
const TAKEN_TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Columns",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "Key",
    "M",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "S",
    "Send",
    "Some",
    "String",
    "Sync",
    "Table",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Modules and primitive types that generated code names: the module of a table must not shadow them.
const TAKEN_MODULES: &[&str] = &[
    "alloc", "bool", "char", "core", "f32", "f64", "i16", "i32", "i64", "i8", "isize", "realgar", "sql", "std", "str",
    "u16", "u32", "u64", "u8", "usize",
];

/// Functions of the generated insert struct, which has a setter for each field.
const TAKEN_FIELDS: &[&str] = &["new"];

/// The module of a table: its name in snake case.
pub(crate) fn module(table: &str) -> Option<String> {
    finish(&table.to_snake_case(), TAKEN_MODULES)
}

/// The model of a table: its name in camel case, the last word in the singular.
pub(crate) fn model(table: &str) -> Option<String> {
    finish(&singular(&table.to_snake_case()).to_upper_camel_case(), TAKEN_TYPES)
}

/// The insert struct of a model.
pub(crate) fn insert_struct(model: &str) -> String {
    format!("New{model}")
}

/// The changeset of a model.
pub(crate) fn changeset(model: &str) -> String {
    format!("{model}Changes")
}

/// The field of a column.
pub(crate) fn field(column: &str) -> Option<String> {
    finish(&column.to_snake_case(), TAKEN_FIELDS)
}

/// The Rust enum of an enum type, or of a table's column.
pub(crate) fn enum_type(name: &str) -> Option<String> {
    finish(&name.to_upper_camel_case(), TAKEN_TYPES)
}

/// A relationship made from these words.
pub(crate) fn relationship(words: &str) -> Option<String> {
    finish(&words.to_snake_case(), TAKEN_FIELDS)
}

/// A column's name in snake case without `_id`. `None` if it does not end so.
pub(crate) fn without_id(column: &str) -> Option<String> {
    let name = column.to_snake_case();
    let stem = name.strip_suffix("_id")?;
    (!stem.is_empty()).then(|| stem.to_owned())
}

/// The words of a name, in snake case, before any rule about Rust.
pub(crate) fn words(name: &str) -> String {
    name.to_snake_case()
}

/// Whether a name that the user wrote can be used in Rust as it stands.
pub(crate) fn is_identifier(name: &str) -> bool {
    !KEYWORDS.contains(&name) && name != "_" && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Whether generated code already has something of this name where a model would be.
pub(crate) fn is_taken_type(name: &str) -> bool {
    TAKEN_TYPES.contains(&name)
}

/// Whether generated code already names something like this where a table's module would be.
pub(crate) fn is_taken_module(name: &str) -> bool {
    TAKEN_MODULES.contains(&name)
}

/// Whether the insert struct already has a function of this name where a field's setter would be.
pub(crate) fn is_taken_field(name: &str) -> bool {
    TAKEN_FIELDS.contains(&name)
}

/// Makes an identifier of words in their case. `None` if nothing is left that Rust would accept.
fn finish(name: &str, taken: &[&str]) -> Option<String> {
    let mut identifier = String::with_capacity(name.len());
    for character in name.chars() {
        if character != '_' && unicode_ident::is_xid_continue(character) {
            identifier.push(character);
        } else if !identifier.ends_with('_') {
            identifier.push('_');
        }
    }
    if identifier.trim_matches('_').is_empty() {
        return None;
    }
    if identifier.starts_with(|character: char| character != '_' && !unicode_ident::is_xid_start(character)) {
        identifier.insert(0, '_');
    }
    if KEYWORDS.contains(&identifier.as_str()) || taken.contains(&identifier.as_str()) {
        identifier.push('_');
    }
    is_identifier(&identifier).then_some(identifier)
}

/// The word that a misspelt one is most like. `None` if none is near.
pub(crate) fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    let near = known.into_iter().map(|candidate| (distance(word, candidate), candidate));
    near.filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be inserted, removed, replaced or swapped to turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    if from.len() > 64 {
        return usize::MAX;
    }
    let from: Vec<char> = from.to_lowercase().chars().collect();
    let to: Vec<char> = to.to_lowercase().chars().collect();
    let mut rows = vec![(0..=to.len()).collect::<Vec<_>>()];
    for (row, a) in from.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, b) in to.iter().enumerate() {
            let replaced = rows[row][column] + usize::from(a != b);
            let mut least = replaced.min(rows[row][column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && *a == to[column - 1] && from[row - 1] == *b {
                least = least.min(rows[row - 1][column - 1] + 1);
            }
            next.push(least);
        }
        rows.push(next);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_identifiers_by_the_rule() {
        // SQL name, module, model, field.
        let table = [
            ("user_account", "user_account", "UserAccount", "user_account"),
            ("users", "users", "User", "users"),
            ("Order Details", "order_details", "OrderDetail", "order_details"),
            ("AlbumId", "album_id", "AlbumId", "album_id"),
            ("PlaylistTrack", "playlist_track", "PlaylistTrack", "playlist_track"),
            ("4o6_subnet", "_4o6_subnet", "_4o6Subnet", "_4o6_subnet"),
            ("type", "type_", "Type", "type_"),
            ("self", "self_", "Self_", "self_"),
            ("options", "options", "Option_", "options"),
            ("result", "result", "Result_", "result"),
            ("keys", "keys", "Key_", "keys"),
            ("tables", "tables", "Table_", "tables"),
            ("sql", "sql_", "Sql", "sql"),
            ("str", "str_", "Str", "str"),
            ("new", "new", "New", "new_"),
            ("try", "try_", "Try", "try_"),
            ("a--b  c", "a_b_c", "ABC", "a_b_c"),
            ("straße", "straße", "Straße", "straße"),
            ("名前", "名前", "名前", "名前"),
            ("x²", "x_", "X_", "x_"),
            ("_hidden", "hidden", "Hidden", "hidden"),
            ("s", "s", "S_", "s"),
        ];
        for (name, expected_module, expected_model, expected_field) in table {
            assert_eq!(module(name).as_deref(), Some(expected_module), "module of {name}");
            assert_eq!(model(name).as_deref(), Some(expected_model), "model of {name}");
            assert_eq!(field(name).as_deref(), Some(expected_field), "field of {name}");
        }
    }

    #[test]
    fn names_of_nothing_but_signs_have_no_identifier() {
        for name in ["?", "", "--", "$"] {
            assert_eq!(module(name), None, "module of {name}");
            assert_eq!(field(name), None, "field of {name}");
        }
    }

    #[test]
    fn an_id_at_the_end_is_cut_off() {
        let table = [
            ("user_id", Some("user")),
            ("ArtistId", Some("artist")),
            ("CustomerID", Some("customer")),
            ("id", None),
            ("paid", None),
            ("reports_to", None),
        ];
        for (column, expected) in table {
            assert_eq!(without_id(column).as_deref(), expected, "{column}");
        }
    }

    #[test]
    fn a_misspelt_word_finds_the_word_it_is_like() {
        assert_eq!(closest("integre", ["integer", "interval", "text"]), Some("integer"));
        assert_eq!(closest("relationshp", ["model", "relationship"]), Some("relationship"));
        assert_eq!(closest("foobar", ["integer", "text"]), None);
    }
}
