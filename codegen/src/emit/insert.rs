//! The insert struct: what the caller may give, and how it gets into a statement.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::item::Item;
use super::serde;
use super::tokens::{number, rust};
use crate::model::{Field, Mapping, Model};

/// A column of the insert struct.
struct Input<'a> {
    /// Its position in the table.
    position: usize,
    field: &'a Field,
    kind: Kind,
    /// The value may also be given as a handle of this model.
    refers_to: Option<usize>,
}

/// What may be left out, and what that means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The caller must give a value.
    Required,
    /// Left out: NULL.
    Nullable,
    /// Left out: the database's default.
    Default,
    /// Left out: the database's default; NULL may be given.
    NullableDefault,
}

/// `pub struct NewUser`
pub(super) fn structure(item: &Item<'_>) -> Option<TokenStream> {
    let new_row = rust(item.model.new_row.as_deref()?);
    let inputs = inputs(item.model);
    let doc = docs::item(&docs::new_row(item));
    let nothing_required = inputs.iter().all(|input| input.kind != Kind::Required);
    let default = nothing_required.then(|| quote!(, Default));
    let derives = item.attributes.new_derives.iter().map(|path| rust(path));
    let fields = inputs.iter().map(|input| {
        let doc = docs::member(&docs::column(item, input.position));
        let (name, stored) = (rust(&input.field.name), stored_type(item, input));
        let serde = item.attributes.serde.then(|| serde_attributes(input));
        quote!(#doc #serde pub #name: #stored)
    });
    let serde = item.attributes.serde.then(serde::derives);
    Some(quote! {
        #doc
        #[derive(Clone #default #(, #derives)*)]
        #serde
        pub struct #new_row { #(#fields),* }
    })
}

/// What serde has to know of a field.
fn serde_attributes(input: &Input<'_>) -> TokenStream {
    let name = serde::name(input.field);
    let default = matches!(input.kind, Kind::Default | Kind::NullableDefault).then(serde::or_default);
    quote!(#name #default)
}

/// `impl NewUser`: the constructor, and a setter for each column that it does not ask for.
pub(super) fn setters(item: &Item<'_>) -> Option<TokenStream> {
    let new_row = rust(item.model.new_row.as_deref()?);
    let inputs = inputs(item.model);
    let constructor = constructor(item, &inputs);
    let setters = inputs.iter().filter(|input| input.kind != Kind::Required).map(|input| setter(item, input));
    Some(quote! {
        impl #new_row {
            #constructor
            #(#setters)*
        }
    })
}

fn setter(item: &Item<'_>, input: &Input<'_>) -> TokenStream {
    let doc = docs::member(&docs::setter(item, input.field));
    let name = rust(&input.field.name);
    let (generics, parameter) = match input.kind {
        Kind::Required | Kind::Default => (None, converts_into(item, input)),
        // A `serde_json::Value` is made of an `Option` of itself, too: `IntoNullable` would not know which is meant.
        Kind::Nullable | Kind::NullableDefault if input.field.mapping == Mapping::Json => {
            let given = item.bare_rust_type(input.field);
            (None, quote!(Into<Option<#given>>))
        }
        Kind::Nullable | Kind::NullableDefault => (Some(quote!(<M>)), converts_into_nullable(item, input)),
    };
    let converted = converted(input, &quote!(value));
    let value = match input.kind {
        Kind::Nullable | Kind::Required => converted,
        Kind::Default | Kind::NullableDefault => quote!(support::OrDefault::Value(#converted)),
    };
    quote! {
        #doc
        pub fn #name #generics(mut self, value: impl #parameter) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// `impl support::Insertable for NewUser`
pub(super) fn implementation(item: &Item<'_>) -> Option<TokenStream> {
    let (row, new_row) = (rust(&item.model.row), rust(item.model.new_row.as_deref()?));
    // A session goes on from the first version.
    let versions = item.model.fields.iter().enumerate().filter(|(_, field)| field.version).map(|(position, field)| {
        let (sql_type, at) = (item.bare_sql_type(field), number(position));
        (position, quote!(row.value::<#sql_type>(#at, <#sql_type as support::Versioned>::first());))
    });
    let inputs = inputs(item.model);
    let given = inputs.iter().map(|input| (input.position, insertion(item, input)));
    let mut statements: Vec<(usize, TokenStream)> = versions.chain(given).collect();
    statements.sort_by_key(|(position, _)| *position);
    let statements = statements.into_iter().map(|(_, statement)| statement);
    Some(quote! {
        impl support::Insertable for #new_row {
            type Table = #row;

            fn values(self, row: &mut support::InsertRow) {
                #(#statements)*
            }
        }

        support::insert_struct!(#new_row);
    })
}

/// `impl From<User> for NewUser`: what there is to insert of a row that was read.
pub(super) fn conversion(item: &Item<'_>) -> Option<TokenStream> {
    let (row, new_row) = (rust(&item.model.row), rust(item.model.new_row.as_deref()?));
    let inputs = inputs(item.model);
    let values = inputs.iter().map(|input| {
        let name = rust(&input.field.name);
        let nullable = matches!(input.kind, Kind::Nullable | Kind::NullableDefault);
        let value = match (nullable, input.refers_to) {
            (_, None) => quote!(row.#name),
            (false, Some(_)) => quote!(support::ForeignKeyValue::Key(row.#name)),
            (true, Some(_)) => quote!(row.#name.map(support::ForeignKeyValue::Key)),
        };
        match input.kind {
            Kind::Required | Kind::Nullable => quote!(#name: #value),
            Kind::Default | Kind::NullableDefault => quote!(#name: support::OrDefault::Value(#value)),
        }
    });
    let parameter = if inputs.is_empty() { quote!(_) } else { quote!(row) };
    Some(quote! {
        impl ::core::convert::From<#row> for #new_row {
            fn from(#parameter: #row) -> Self {
                Self { #(#values),* }
            }
        }
    })
}

fn insertion(item: &Item<'_>, input: &Input<'_>) -> TokenStream {
    let method = rust(match (input.kind, input.refers_to) {
        (Kind::Required, None) => "value",
        (Kind::Nullable, None) => "nullable",
        (Kind::Default, None) => "default",
        (Kind::NullableDefault, None) => "nullable_default",
        (Kind::Required, Some(_)) => "foreign_key",
        (Kind::Nullable, Some(_)) => "nullable_foreign_key",
        (Kind::Default, Some(_)) => "foreign_key_default",
        (Kind::NullableDefault, Some(_)) => "nullable_foreign_key_default",
    });
    let sql_type = item.bare_sql_type(input.field);
    // The table that is referred to: the field says which.
    let target = input.refers_to.map(|_| quote!(_)).into_iter();
    let (name, position) = (rust(&input.field.name), number(input.position));
    quote!(row.#method::<#sql_type #(, #target)*>(#position, self.#name);)
}

/// `pub fn new`, with what must be given, in the order of the columns.
fn constructor(item: &Item<'_>, inputs: &[Input<'_>]) -> TokenStream {
    let required = inputs.iter().filter(|input| input.kind == Kind::Required);
    let parameters: Vec<TokenStream> = required
        .map(|input| {
            let (name, parameter) = (rust(&input.field.name), converts_into(item, input));
            quote!(#name: impl #parameter)
        })
        .collect();
    let values = inputs.iter().map(|input| {
        let name = rust(&input.field.name);
        match input.kind {
            Kind::Required => {
                let converted = converted(input, &name);
                quote!(#name: #converted)
            }
            Kind::Nullable => quote!(#name: None),
            Kind::Default | Kind::NullableDefault => quote!(#name: support::OrDefault::Default),
        }
    });
    let doc = docs::member(docs::new(parameters.is_empty()));
    quote! {
        #doc
        #[must_use = "nothing is written until it is added to a session or inserted"]
        pub fn new(#(#parameters),*) -> Self {
            Self { #(#values),* }
        }
    }
}

/// The columns that the caller may set. The version counter is the library's.
fn inputs(model: &Model) -> Vec<Input<'_>> {
    let settable = |field: &&Field| !field.read_only && !field.version;
    let fields = model.fields.iter().enumerate();
    fields
        .filter(|(_, field)| settable(field))
        .map(|(position, field)| {
            // A key that is also a reference (a table that extends another) is the other row's key: never counted up.
            let counted_up = field.refers_to.is_some() && model.key.contains(&position);
            let kind = match (field.nullable, field.has_default && !counted_up) {
                (false, false) => Kind::Required,
                (true, false) => Kind::Nullable,
                (false, true) => Kind::Default,
                (true, true) => Kind::NullableDefault,
            };
            Input { position, field, kind, refers_to: field.refers_to }
        })
        .collect()
}

/// What a value that is given converts into: `Into<String>`, `support::IntoForeignKey<super::user_account::User>`.
fn converts_into(item: &Item<'_>, input: &Input<'_>) -> TokenStream {
    match input.refers_to {
        Some(target) => {
            let row = item.row_path(target);
            quote!(support::IntoForeignKey<#row>)
        }
        None => {
            let given = item.bare_rust_type(input.field);
            quote!(Into<#given>)
        }
    }
}

/// The value, converted.
fn converted(input: &Input<'_>, value: &TokenStream) -> TokenStream {
    let nullable = matches!(input.kind, Kind::Nullable | Kind::NullableDefault);
    match (nullable, input.refers_to) {
        (false, Some(_)) => quote!(#value.into_foreign_key()),
        (false, None) => quote!(#value.into()),
        (true, Some(_)) => quote!(#value.into_nullable_foreign_key()),
        (true, None) if input.field.mapping == Mapping::Json => quote!(#value.into()),
        (true, None) => quote!(#value.into_nullable()),
    }
}

/// The same where it may be NULL; `M` tells a value from an `Option`.
fn converts_into_nullable(item: &Item<'_>, input: &Input<'_>) -> TokenStream {
    match input.refers_to {
        Some(target) => {
            let row = item.row_path(target);
            quote!(support::IntoNullableForeignKey<#row, M>)
        }
        None => {
            let given = item.bare_rust_type(input.field);
            quote!(support::IntoNullable<#given, M>)
        }
    }
}

/// The type of a value: `String`, `support::ForeignKeyValue<super::user_account::User>`.
fn given_type(item: &Item<'_>, input: &Input<'_>) -> TokenStream {
    match input.refers_to {
        Some(target) => {
            let row = item.row_path(target);
            quote!(support::ForeignKeyValue<#row>)
        }
        None => item.bare_rust_type(input.field),
    }
}

/// The type of the struct's field.
fn stored_type(item: &Item<'_>, input: &Input<'_>) -> TokenStream {
    let given = given_type(item, input);
    match input.kind {
        Kind::Required => given,
        Kind::Nullable => quote!(Option<#given>),
        Kind::Default => quote!(support::OrDefault<#given>),
        Kind::NullableDefault => quote!(support::OrDefault<Option<#given>>),
    }
}
