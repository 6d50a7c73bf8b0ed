//! The calls of the library's macros, which the printer would fill into lines as if they were prose: a line for each entry.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::Macro;

/// How far an entry is indented.
const INDENT: &str = "    ";

/// A block that is no longer than this, braces aside, stands in one line.
const WIDTH: usize = 84;

/// Writes `path! { … }`.
pub(super) fn write(call: &Macro, text: &mut String) {
    let path: Vec<String> = call.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    text.push_str(&path.join("::"));
    text.push_str("! {\n");
    block(call.tokens.clone(), INDENT, text);
    text.push_str("}\n");
}

/// Writes what stands between braces: entries end with a comma, blocks with their brace.
fn block(tokens: TokenStream, indent: &str, text: &mut String) {
    let mut entry = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' && !is_in_angles(&entry) => {
                line(std::mem::take(&mut entry), indent, ",", text);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let head = format!("{indent}{}", spaced(std::mem::take(&mut entry)));
                let inside = spaced(group.stream());
                if head.len() + inside.len() <= WIDTH {
                    text.push_str(&format!("{head} {{ {inside} }}\n"));
                } else {
                    text.push_str(&format!("{head} {{\n"));
                    block(group.stream(), &format!("{indent}{INDENT}"), text);
                    text.push_str(&format!("{indent}}}\n"));
                }
            }
            // An attribute is a line of its own.
            TokenTree::Group(group) if matches!(entry.as_slice(), [TokenTree::Punct(hash)] if hash.as_char() == '#') => {
                entry.push(TokenTree::Group(group));
                line(std::mem::take(&mut entry), indent, "", text);
            }
            token => entry.push(token),
        }
    }
    if !entry.is_empty() {
        line(entry, indent, ",", text);
    }
}

/// Whether a list of type parameters is open.
fn is_in_angles(entry: &[TokenTree]) -> bool {
    let depth = entry.iter().fold(0_i32, |depth, token| match token {
        TokenTree::Punct(angle) if angle.as_char() == '<' => depth + 1,
        TokenTree::Punct(angle) if angle.as_char() == '>' => depth - 1,
        _ => depth,
    });
    depth > 0
}

/// Writes one entry.
fn line(entry: Vec<TokenTree>, indent: &str, end: &str, text: &mut String) {
    let entry = match doc(&entry) {
        Some(doc) => format!("///{doc}"),
        None => spaced(entry),
    };
    text.push_str(format!("{indent}{entry}{end}").trim_end());
    text.push('\n');
}

/// Tokens of names, types and attributes, with blanks where a person puts them.
fn spaced(tokens: impl IntoIterator<Item = TokenTree>) -> String {
    let mut text = String::new();
    // Whether a path goes on, or a list of type parameters begins.
    let mut joins = true;
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(first) => {
                let is_path = first.as_char() == ':' && first.spacing() == Spacing::Joint;
                let begins_path = is_path && text.ends_with(['=', ':', ',']) && !joins;
                if begins_path || (first.as_char() == '=' && !joins) {
                    text.push(' ');
                }
                text.push(first.as_char());
                if is_path {
                    text.extend(tokens.next().map(|second| second.to_string()));
                }
                joins = is_path || ['<', '&', '#', '\'', '*'].contains(&first.as_char());
            }
            token => {
                // A list of arguments belongs to its name.
                let is_call = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
                    && text.ends_with(char::is_alphanumeric);
                if !joins && !is_call {
                    text.push(' ');
                }
                match token {
                    TokenTree::Group(group) => {
                        let (open, close) = match group.delimiter() {
                            Delimiter::Parenthesis => ("(", ")"),
                            Delimiter::Bracket => ("[", "]"),
                            Delimiter::Brace => ("{ ", " }"),
                            Delimiter::None => ("", ""),
                        };
                        text.push_str(&format!("{open}{}{close}", spaced(group.stream())));
                    }
                    token => text.push_str(&token.to_string()),
                }
                joins = false;
            }
        }
    }
    text
}

/// The text of a `#[doc = "…"]`.
fn doc(entry: &[TokenTree]) -> Option<String> {
    let [TokenTree::Punct(_), TokenTree::Group(attribute)] = entry else { return None };
    let tokens: Vec<TokenTree> = attribute.stream().into_iter().collect();
    let [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] = tokens.as_slice() else {
        return None;
    };
    let text: syn::LitStr = syn::parse2(TokenTree::from(text.clone()).into()).ok()?;
    (name == "doc").then(|| text.value())
}
