//! English singulars and plurals of the last word of a snake-case name. Rules and exceptions; nothing about Rust.

/// Words that are their own plural.
const UNCOUNTABLE: &[&str] = &[
    "aircraft",
    "analytics",
    "audio",
    "chassis",
    "config",
    "corps",
    "data",
    "deer",
    "equipment",
    "evidence",
    "feedback",
    "firmware",
    "fish",
    "furniture",
    "hardware",
    "headquarters",
    "info",
    "information",
    "jeans",
    "job_info",
    "knowledge",
    "luggage",
    "means",
    "media",
    "merchandise",
    "metadata",
    "money",
    "moose",
    "music",
    "news",
    "offspring",
    "police",
    "rice",
    "salmon",
    "series",
    "sheep",
    "software",
    "species",
    "staff",
    "stuff",
    "traffic",
    "weather",
];

/// Singular and plural.
const IRREGULAR: &[(&str, &str)] = &[
    ("ache", "aches"),
    ("alias", "aliases"),
    ("analysis", "analyses"),
    ("atlas", "atlases"),
    ("avalanche", "avalanches"),
    ("axis", "axes"),
    ("basis", "bases"),
    ("bias", "biases"),
    ("bonus", "bonuses"),
    ("bus", "buses"),
    ("cache", "caches"),
    ("calf", "calves"),
    ("calorie", "calories"),
    ("campus", "campuses"),
    ("canvas", "canvases"),
    ("census", "censuses"),
    ("child", "children"),
    ("chorus", "choruses"),
    ("circus", "circuses"),
    ("cliche", "cliches"),
    ("consensus", "consensuses"),
    ("cookie", "cookies"),
    ("crisis", "crises"),
    ("criterion", "criteria"),
    ("diagnosis", "diagnoses"),
    ("echo", "echoes"),
    ("emphasis", "emphases"),
    ("focus", "focuses"),
    ("foot", "feet"),
    ("gas", "gases"),
    ("genie", "genies"),
    ("genus", "genera"),
    ("goose", "geese"),
    ("half", "halves"),
    ("hero", "heroes"),
    ("hypothesis", "hypotheses"),
    ("knife", "knives"),
    ("leaf", "leaves"),
    ("lens", "lenses"),
    ("life", "lives"),
    ("loaf", "loaves"),
    ("man", "men"),
    ("medium", "mediums"),
    ("minus", "minuses"),
    ("mouse", "mice"),
    ("movie", "movies"),
    ("niche", "niches"),
    ("oasis", "oases"),
    ("ox", "oxen"),
    ("person", "people"),
    ("phenomenon", "phenomena"),
    ("plus", "pluses"),
    ("potato", "potatoes"),
    ("prognosis", "prognoses"),
    ("quiz", "quizzes"),
    ("rookie", "rookies"),
    ("schema", "schemas"),
    ("self", "selves"),
    ("selfie", "selfies"),
    ("shelf", "shelves"),
    ("status", "statuses"),
    ("surplus", "surpluses"),
    ("synopsis", "synopses"),
    ("thesis", "theses"),
    ("thief", "thieves"),
    ("tomato", "tomatoes"),
    ("tooth", "teeth"),
    ("veto", "vetoes"),
    ("virus", "viruses"),
    ("wife", "wives"),
    ("wolf", "wolves"),
    ("woman", "women"),
    ("zombie", "zombies"),
];

/// Other plurals of words that are understood, but not made.
const OTHER_PLURALS: &[(&str, &str)] =
    &[("appendix", "appendices"), ("index", "indices"), ("matrix", "matrices"), ("vertex", "vertices")];

/// The name with its last word in the singular.
pub(crate) fn singular(name: &str) -> String {
    last_word(name, singular_word)
}

/// The name with its last word in the plural, whichever it was in.
pub(crate) fn plural(name: &str) -> String {
    last_word(name, |word| plural_word(&singular_word(word)))
}

fn last_word(name: &str, change: impl Fn(&str) -> String) -> String {
    let start = name.rfind('_').map_or(0, |at| at + 1);
    format!("{}{}", &name[..start], change(&name[start..]))
}

fn singular_word(word: &str) -> String {
    if UNCOUNTABLE.contains(&word) || IRREGULAR.iter().any(|(singular, _)| *singular == word) {
        return word.to_owned();
    }
    if let Some((singular, _)) = IRREGULAR.iter().chain(OTHER_PLURALS).find(|(_, plural)| *plural == word) {
        return (*singular).to_owned();
    }
    let cut = |ending: usize| word[..word.len() - ending].to_owned();
    if word.len() < 3 || !word.ends_with('s') || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        word.to_owned()
    } else if word.ends_with("ies") {
        // Ties and pies against cities and queries.
        if word.len() > 4 { format!("{}y", cut(3)) } else { cut(1) }
    } else if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|ending| word.ends_with(ending))
        || (word.ends_with("oes") && !["shoes", "toes", "canoes"].contains(&word))
    {
        cut(2)
    } else {
        cut(1)
    }
}

fn plural_word(word: &str) -> String {
    if UNCOUNTABLE.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == word) {
        return (*plural).to_owned();
    }
    let consonant_y = word
        .strip_suffix('y')
        .is_some_and(|stem| stem.ends_with(|letter: char| letter.is_alphabetic() && !"aeiou".contains(letter)));
    if consonant_y {
        format!("{}ies", &word[..word.len() - 1])
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|ending| word.ends_with(ending)) {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_names_have_singulars_and_plurals() {
        let table = [
            ("address", "addresses"),
            ("analysis", "analyses"),
            ("archive", "archives"),
            ("bus", "buses"),
            ("cache", "caches"),
            ("case", "cases"),
            ("category", "categories"),
            ("child", "children"),
            ("city", "cities"),
            ("class", "classes"),
            ("country", "countries"),
            ("course", "courses"),
            ("criterion", "criteria"),
            ("data", "data"),
            ("day", "days"),
            ("expense", "expenses"),
            ("fax", "faxes"),
            ("film", "films"),
            ("hero", "heroes"),
            ("house", "houses"),
            ("index", "indexes"),
            ("invoice_line", "invoice_lines"),
            ("key", "keys"),
            ("leaf", "leaves"),
            ("match", "matches"),
            ("movie", "movies"),
            ("news", "news"),
            ("order_status", "order_statuses"),
            ("person", "people"),
            ("photo", "photos"),
            ("purchase", "purchases"),
            ("query", "queries"),
            ("quiz", "quizzes"),
            ("response", "responses"),
            ("series", "series"),
            ("size", "sizes"),
            ("staff", "staff"),
            ("store", "stores"),
            ("survey", "surveys"),
            ("tax", "taxes"),
            ("tie", "ties"),
            ("user", "users"),
            ("virus", "viruses"),
            ("wish", "wishes"),
            ("woman", "women"),
        ];
        for (one, many) in table {
            assert_eq!(plural(one), many, "plural of {one}");
            assert_eq!(plural(many), many, "plural of {many}");
            assert_eq!(singular(many), one, "singular of {many}");
            assert_eq!(singular(one), one, "singular of {one}");
        }
    }
}
