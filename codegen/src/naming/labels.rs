//! The variants of an enum's labels: camel case where that tells them apart, otherwise with their signs in words.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

use super::finish;

/// Signs in words.
const SIGNS: &[(char, &str)] = &[
    ('+', "plus"),
    ('-', "minus"),
    ('*', "star"),
    ('/', "slash"),
    ('\\', "backslash"),
    ('%', "percent"),
    ('=', "equal"),
    ('<', "less"),
    ('>', "greater"),
    ('!', "exclamation"),
    ('?', "question"),
    ('&', "and"),
    ('|', "bar"),
    ('@', "at"),
    ('#', "hash"),
    ('$', "dollar"),
    ('€', "euro"),
    ('£', "pound"),
    ('^', "caret"),
    ('~', "tilde"),
    ('.', "dot"),
    (',', "comma"),
    (':', "colon"),
    (';', "semicolon"),
    ('_', "underscore"),
    ('\'', "quote"),
    ('"', "double quote"),
    ('`', "backtick"),
    ('(', "open"),
    (')', "close"),
    ('[', "open bracket"),
    (']', "close bracket"),
    ('{', "open brace"),
    ('}', "close brace"),
    ('°', "degree"),
];

/// A variant for each of these labels, which are all different, and so are the variants.
///
/// `a+` alone is `A`; beside `a-` they are `APlus` and `AMinus`. Labels that still are one, such as `x` and `X`, are
/// numbered in their order: `X` and `X2`. The empty label is `Empty`.
pub(crate) fn variants<'a>(labels: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let labels: Vec<&str> = labels.into_iter().collect();
    let plain: Vec<Option<String>> = labels.iter().map(|label| variant(label)).collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for variant in plain.iter().flatten() {
        *times.entry(variant).or_default() += 1;
    }
    let is_single = |variant: &&String| times.get(variant.as_str()) == Some(&1);
    let mut taken: BTreeSet<String> = plain.iter().flatten().filter(is_single).cloned().collect();
    let choose = |(label, plain): (&&str, &Option<String>)| match plain.as_ref().filter(is_single) {
        Some(single) => single.clone(),
        None => {
            let variant = numbered(in_words(label), &taken);
            taken.insert(variant.clone());
            variant
        }
    };
    labels.iter().zip(&plain).map(choose).collect()
}

fn variant(label: &str) -> Option<String> {
    if label.is_empty() { Some("Empty".to_owned()) } else { finish(&label.to_upper_camel_case(), &[]) }
}

/// The variant of a label whose signs are written in words; what has none is its code point.
fn in_words(label: &str) -> String {
    let mut words = String::new();
    for character in label.chars() {
        match SIGNS.iter().find(|(sign, _)| *sign == character) {
            Some((_, word)) => words.push_str(&format!(" {word} ")),
            None if unicode_ident::is_xid_continue(character) => words.push(character),
            None if character.is_whitespace() => words.push(' '),
            None => words.push_str(&format!(" u{:x} ", u32::from(character))),
        }
    }
    if !label.is_empty() && words.trim().is_empty() {
        words = "space ".repeat(label.chars().count());
    }
    variant(words.trim()).unwrap_or_else(|| "Label".to_owned())
}

/// The name, or the first number behind it that makes it another one.
fn numbered(name: String, taken: &BTreeSet<String>) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let stem = if name.ends_with(|last: char| last.is_numeric()) { name + "_" } else { name };
    (2_usize..).map(|number| format!("{stem}{number}")).find(|name| !taken.contains(name)).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::variants;

    #[test]
    fn labels_that_are_one_in_camel_case_are_told_apart() {
        let table: &[(&[&str], &[&str])] = &[
            (&["A+", "A-", "B+", "AB"], &["APlus", "AMinus", "B", "Ab"]),
            (&["+", "-", ""], &["Plus", "Minus", "Empty"]),
            (&["x", "X", "x2"], &["X", "X3", "X2"]),
            (&["a b", "a-b", "a_b"], &["AB", "AMinusB", "AUnderscoreB"]),
            (&["1.5", "15", "15 "], &["_1Dot5", "_15", "_15_2"]),
            (&["", "Empty"], &["Empty", "Empty2"]),
            (&[" ", "  "], &["Space", "SpaceSpace"]),
            (&["🎉", "self", "男", "女"], &["U1f389", "Self_", "男", "女"]),
            (&["<", "<=", ">", ">="], &["Less", "LessEqual", "Greater", "GreaterEqual"]),
            (&["PG-13", "4o6", "in stock", "none"], &["Pg13", "_4o6", "InStock", "None"]),
            (&["*", "label"], &["Star", "Label"]),
        ];
        for (labels, expected) in table {
            assert_eq!(variants(labels.iter().copied()), *expected);
        }
    }
}
