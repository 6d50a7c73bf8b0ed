//! The index: a module for each table, what the schema's user names, enums, and the schema as data.

use proc_macro2::TokenStream;
use quote::quote;
use realgar_metadata::{Definition, EnumType, View};

use super::tokens::{number, rust, variant};
use super::{docs, enums, serde, table_data};
use crate::input::Attributes;
use crate::model::{Mapping, Model, Origin, Schema};

/// The index. It imports nothing, for a table may have any name.
///
/// All of it stands in one module, so that the attributes which turn lints off stand there once.
pub(super) fn file(schema: &Schema, attributes: &Attributes) -> TokenStream {
    let inner = rust(&inner_module(schema));
    // Not within the module: with two re-exports on the way, the compiler's messages say `user_account::User`.
    let modules = modules(schema);
    let re_exports = re_exports(schema, &inner);
    let enums = schema.enums.iter().zip(schema.metadata.enums.iter());
    let enums = enums.map(|(model, sql)| enums::enumeration(sql, model, attributes));
    let has_changesets = schema.models.iter().any(|model| model.changes.is_some());
    let has_serde = attributes.serde || (has_changesets && attributes.changesets_have_serde());
    let serde = has_serde.then(serde::check);
    let features = features(schema);
    let data = data(schema);
    quote! {
        #[doc(inline)]
        #[allow(unused_imports, unreachable_pub, reason = "not every program uses all of it")]
        pub use self::#inner::*;

        #re_exports

        #[allow(dead_code, unused_imports, unreachable_pub, reason = "not every program uses all of it")]
        #[allow(nonstandard_style, clippy::all, clippy::nursery, clippy::pedantic, reason = "the names are the schema's")]
        mod #inner {
            #features
            #serde
            #modules
            #(#enums)*
            #data
        }
    }
}

/// A name that no table has.
fn inner_module(schema: &Schema) -> String {
    let mut name = "generated".to_owned();
    while schema.models.iter().any(|model| model.module == name) {
        name.push('_');
    }
    name
}

/// Messages with the names of the features that the columns need, where the library was built without one.
fn features(schema: &Schema) -> TokenStream {
    let needs = |wanted: fn(&Mapping) -> bool| {
        schema.models.iter().any(|model| model.fields.iter().any(|field| wanted(&field.mapping)))
    };
    let calendar = |mapping: &Mapping| {
        matches!(mapping, Mapping::Date | Mapping::Time | Mapping::Timestamp | Mapping::TimestampTz)
    };
    let checks = [
        needs(calendar).then(|| quote!(::realgar::codegen_support::needs_chrono!();)),
        needs(|mapping| *mapping == Mapping::Numeric).then(|| quote!(::realgar::codegen_support::needs_decimal!();)),
        needs(|mapping| *mapping == Mapping::Json).then(|| quote!(::realgar::codegen_support::needs_json!();)),
        needs(|mapping| *mapping == Mapping::Uuid).then(|| quote!(::realgar::codegen_support::needs_uuid!();)),
    ];
    checks.into_iter().flatten().collect()
}

fn modules(schema: &Schema) -> TokenStream {
    let module = |(position, model): (usize, &Model)| {
        let doc = docs::item(&docs::table(schema, position));
        let (module, file) = (rust(&model.module), format!("{}/{}.rs", schema.name, model.module));
        quote! {
            #doc
            pub mod #module {
                include!(#file);
            }
        }
    };
    schema.models.iter().enumerate().map(module).collect()
}

fn re_exports(schema: &Schema, inner: &TokenStream) -> Option<TokenStream> {
    let mut models: Vec<&Model> = schema.models.iter().collect();
    models.sort_by(|a, b| a.module.cmp(&b.module));
    // A module may be called like a crate: `self` says which is meant.
    let names = match models.as_slice() {
        [] => return None,
        [only] => names(only),
        several => {
            let names = several.iter().map(|model| names(model));
            quote!({ #(#names),* })
        }
    };
    Some(quote! {
        #[doc(inline)]
        #[allow(unused_imports, unreachable_pub, reason = "not every program uses all of it")]
        pub use self::#inner::#names;
    })
}

/// What the schema's user names of a model: `address::{Address, AddressChanges, NewAddress}`.
fn names(model: &Model) -> TokenStream {
    let module = rust(&model.module);
    let names = [Some(&model.row), model.changes.as_ref(), model.new_row.as_ref()];
    let mut names: Vec<&String> = names.into_iter().flatten().collect();
    names.sort();
    match names.as_slice() {
        [row] => {
            let row = rust(row);
            quote!(#module::#row)
        }
        several => {
            let names = several.iter().map(|name| rust(name));
            quote!(#module::{#(#names),*})
        }
    }
}

fn data(schema: &Schema) -> TokenStream {
    let metadata = &schema.metadata;
    let mut tables: Vec<(usize, TokenStream)> = schema
        .models
        .iter()
        .filter_map(|model| Some((table_position(model)?, rust(&format!("{}::TABLE", model.module)))))
        .collect();
    tables.sort_by_key(|(position, _)| *position);
    let (count, tables) = (number(tables.len()), tables.into_iter().map(|(_, table)| table));
    let definitions = metadata.definitions.iter().map(definition);
    let (definitions, with_definitions) = list("DEFINITIONS", "Definition", "with_definitions", definitions);
    let (enums, with_enums) = list("ENUMS", "EnumType", "with_enums", metadata.enums.iter().map(enum_type));
    let (views, with_views) = list("VIEWS", "View", "with_views", metadata.views.iter().map(view));
    let in_dialect = schema.dialect.map(|dialect| {
        let dialect = variant(dialect);
        quote!(.in_dialect(::realgar::codegen_support::metadata::Dialect::#dialect))
    });
    let (metadata_doc, order_doc) = (docs::item(docs::METADATA), docs::item(docs::FLUSH_ORDER));
    let order = schema.flush_order.iter().filter_map(|&model| table_position(&schema.models[model]));
    let order: Vec<_> = order.map(number).collect();
    let order_count = number(order.len());
    quote! {
        static TABLES: [::realgar::codegen_support::metadata::Table; #count] = [#(#tables),*];
        #definitions
        #enums
        #views

        #metadata_doc
        pub static METADATA: ::realgar::codegen_support::MetaData =
            ::realgar::codegen_support::MetaData::new(&TABLES) #with_definitions #with_enums #with_views #in_dialect;

        #order_doc
        pub static FLUSH_ORDER: [usize; #order_count] = [#(#order),*];
    }
}

fn table_position(model: &Model) -> Option<usize> {
    match model.origin {
        Origin::Table(position) => Some(position),
        Origin::View(_) => None,
    }
}

/// A list as a static, and the method call that names it; nothing where it is empty.
fn list(
    name: &str,
    of: &str,
    method: &str,
    items: impl ExactSizeIterator<Item = TokenStream>,
) -> (TokenStream, TokenStream) {
    if items.len() == 0 {
        return Default::default();
    }
    let (name, of, method, count) = (rust(name), rust(of), rust(method), number(items.len()));
    let list = quote!(static #name: [::realgar::codegen_support::metadata::#of; #count] = [#(#items),*];);
    (list, quote!(.#method(&#name)))
}

fn definition(definition: &Definition) -> TokenStream {
    let (kind, name, sql) = (variant(definition.kind), definition.name.as_ref(), definition.sql.as_ref());
    let in_schema = definition.schema.as_deref().map(|schema| quote!(.in_schema(#schema)));
    let owned_by = definition.owned_by.as_deref().map(|column| quote!(.owned_by(#column)));
    let comment = definition.comment.as_deref().map(|comment| quote!(.with_comment(#comment)));
    let dialect = variant(definition.dialect);
    let in_dialect = (definition.dialect != realgar_metadata::Dialect::PostgreSql)
        .then(|| quote!(.in_dialect(::realgar::codegen_support::metadata::Dialect::#dialect)));
    let actions = definition.additions.iter().map(AsRef::<str>::as_ref);
    let additions = (!definition.additions.is_empty())
        .then(|| quote!(.with_additions(::realgar::codegen_support::names![#(#actions),*])));
    quote! {
        ::realgar::codegen_support::metadata::Definition::new(
            ::realgar::codegen_support::metadata::DefinitionKind::#kind, #name, #sql
        ) #in_dialect #in_schema #owned_by #additions #comment
    }
}

fn enum_type(enum_type: &EnumType) -> TokenStream {
    let (name, declared) = (enum_type.name.as_ref(), enum_type.declared);
    let labels = enum_type.labels.iter().map(AsRef::<str>::as_ref);
    let in_schema = enum_type.schema.as_deref().map(|schema| quote!(.in_schema(#schema)));
    let comment = enum_type.comment.as_deref().map(|comment| quote!(.with_comment(#comment)));
    quote! {
        ::realgar::codegen_support::metadata::EnumType::new(
            #name, ::realgar::codegen_support::names![#(#labels),*], #declared
        ) #in_schema #comment
    }
}

fn view(view: &View) -> TokenStream {
    let (name, definition) = (view.name.as_ref(), view.definition.as_ref());
    let in_schema = view.schema.as_deref().map(|schema| quote!(.in_schema(#schema)));
    let names = view.column_names.iter().map(|name| name.as_ref());
    let names = (!view.column_names.is_empty())
        .then(|| quote!(.with_column_names(::realgar::codegen_support::names![#(#names),*])));
    let materialized = view.materialized.then(|| quote!(.materialized()));
    let comment = view.comment.as_deref().map(|comment| quote!(.with_comment(#comment)));
    let indexes = view.indexes.iter().map(table_data::index);
    // The calls name the types of the model as a table's file does.
    let indexes = (!view.indexes.is_empty()).then(|| {
        quote! {
            .with_indexes(const {
                use ::realgar::codegen_support as support;
                use ::realgar::codegen_support::metadata;
                &[#(#indexes),*]
            })
        }
    });
    let options = view.options.iter().map(table_data::option);
    let options = (!view.options.is_empty()).then(|| {
        quote! {
            .with_options(const {
                use ::realgar::codegen_support::metadata;
                &[#(#options),*]
            })
        }
    });
    quote! {
        ::realgar::codegen_support::metadata::View::new(#name, #definition)
            #in_schema #names #materialized #indexes #options #comment
    }
}
