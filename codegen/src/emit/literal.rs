//! Rust literals.

/// A string literal.
pub(super) fn string(text: &str) -> String {
    format!("{text:?}")
}

/// A list of string literals, separated by commas.
pub(super) fn strings<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(string).collect::<Vec<_>>().join(", ")
}
