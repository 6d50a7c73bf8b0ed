//! Names of the standard library in files where a table may have taken them: `options` gives a struct `Option`.

use std::collections::BTreeSet;

/// Which names mean something else than the standard library's.
pub(super) struct Names<'a> {
    taken: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    /// A file in which these names are declared.
    pub(super) fn new(declared: impl Iterator<Item = &'a str>) -> Self {
        Self { taken: declared.collect() }
    }

    /// A name of the prelude, with its path where the short name means something else.
    pub(super) fn std(&self, name: &'static str) -> &'static str {
        if !self.taken.contains(name) {
            return name;
        }
        match name {
            "Option" => "::core::option::Option",
            "Some" => "::core::option::Option::Some",
            "None" => "::core::option::Option::None",
            "Ok" => "::core::result::Result::Ok",
            "Err" => "::core::result::Result::Err",
            "Into" => "::core::convert::Into",
            "Default" => "::core::default::Default",
            "String" => "::std::string::String",
            "Vec" => "::std::vec::Vec",
            _ => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_taken_name_is_spelled_out() {
        let names = Names::new(["Option", "NewOption"].into_iter());
        assert_eq!(names.std("Option"), "::core::option::Option");
        assert_eq!(names.std("String"), "String");
    }
}
