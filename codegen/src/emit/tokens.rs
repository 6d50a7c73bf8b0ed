//! From text and numbers of the resolved schema to tokens.

use proc_macro2::{Literal, TokenStream, TokenTree};

/// A piece of Rust: a name, a path, a type, an attribute.
///
/// The reader and the configuration let nothing else through. If they did, the piece becomes a string, which stands
/// nowhere that such a piece may stand: the formatter then refuses the file, with the name of its table.
pub(super) fn rust(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| TokenTree::from(Literal::string(text)).into())
}

/// A variant of an enum that holds no text: `Debug` writes it as Rust does.
pub(super) fn variant(value: impl std::fmt::Debug) -> TokenStream {
    rust(&format!("{value:?}"))
}

/// A number without the type that `quote!` would add.
pub(super) fn number(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}
