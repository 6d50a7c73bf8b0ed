//! Rust enums for SQL's.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::serde;
use super::tokens::{number, rust};
use crate::input::{Attributes, last_word};
use crate::model::EnumModel;
use realgar_metadata::EnumType;

/// What every enum derives.
const DERIVED: &[&str] = &["Clone", "Copy", "Debug", "PartialEq", "Eq", "Hash", "PartialOrd", "Ord"];

/// The traits that the configuration derives, without those that every enum has.
fn derives(attributes: &Attributes) -> impl Iterator<Item = &str> {
    let paths = attributes.derives.iter().flat_map(|paths| paths.split(','));
    paths.map(str::trim).filter(|path| !path.is_empty() && !DERIVED.contains(&last_word(path)))
}

/// An enum with its labels.
pub(super) fn enumeration(sql: &EnumType, model: &EnumModel, attributes: &Attributes) -> TokenStream {
    let sql_name = sql.name.as_ref();
    let known = sql.declared.then(|| {
        let schema = match sql.schema.as_deref() {
            Some(schema) => quote!(Some(#schema)),
            None => quote!(None),
        };
        quote! {
            const ENUM: Option<&'static ::realgar::codegen_support::EnumName> =
                Some(&::realgar::codegen_support::EnumName { schema: #schema, name: #sql_name });
        }
    });
    let name = rust(&model.name);
    let doc = docs::item(&docs::enumeration(sql_name, model));
    let (all_doc, as_str_doc) = (docs::member(docs::ENUM_ALL), docs::member(docs::ENUM_AS_STR));
    let labels: Vec<&str> = model.variants.iter().map(|(label, _)| label.as_str()).collect();
    let variants: Vec<TokenStream> = model.variants.iter().map(|(_, variant)| rust(variant)).collect();
    let variant_docs = labels.iter().map(|label| docs::member(&docs::variant(label)));
    let variant_names = labels.iter().map(|label| attributes.serde.then(|| serde::label(label)));
    let serde = attributes.serde.then(serde::derives);
    let count = number(variants.len());
    let derives: Vec<&str> = derives(attributes).collect();
    // The first label stands for none, as it does in MySQL.
    let has_default = derives.iter().any(|path| last_word(path) == "Default");
    let defaults = (0..variants.len()).map(|at| (at == 0 && has_default).then(|| quote!(#[default])));
    let derives = derives.iter().map(|path| rust(path));
    let own_attributes = model.keys.iter().flat_map(|key| attributes.of_row(key)).map(|attribute| rust(attribute));
    quote! {
        #doc
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord #(, #derives)*)]
        #serde
        #(#[#own_attributes])*
        pub enum #name { #(#variant_docs #variant_names #defaults #variants),* }

        impl #name {
            #all_doc
            pub const ALL: [Self; #count] = [#(Self::#variants),*];

            #as_str_doc
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #labels,)* }
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::realgar::codegen_support::SqlMapped for #name {
            type Sql = ::realgar::codegen_support::Text;
            #known

            fn to_sql(&self) -> String {
                self.as_str().to_owned()
            }

            fn from_sql(text: String) -> ::realgar::codegen_support::Result<Self> {
                match text.as_str() {
                    #(#labels => Ok(Self::#variants),)*
                    _ => Err(::realgar::codegen_support::unknown_label(#sql_name, &text)),
                }
            }
        }
    }
}
