//! The table's declaration as data: what `create_all`, reflection and diffs read.

use proc_macro2::TokenStream;
use quote::quote;
use realgar_metadata::{
    Check, Column, DefaultValue, ForeignKey, Generated, Identity, Index, IndexKey, PrimaryKey, ReferentialAction,
    SqlType, Table, Text, Unique,
};

use super::docs;
use super::item::Item;
use super::tokens::{rust, variant};

/// `pub const TABLE`, and its lists as constants of their own: a list in a call would not live long enough.
pub(super) fn constants(item: &Item<'_>) -> TokenStream {
    let (doc, name) = (docs::item(docs::TABLE), item.sql_name());
    let columns = item.sql_columns().iter().map(column);
    let in_schema = with("in_schema", item.sql_schema());
    let (lists, constraints) = item.table().map(constraints).unwrap_or_default();
    quote! {
        const COLUMNS: &[metadata::Column] = &[#(#columns),*];
        #lists
        #doc
        pub const TABLE: metadata::Table = metadata::Table::new(#name, COLUMNS) #in_schema #constraints;
    }
}

/// The lists of a table as constants, and the method calls that name them.
fn constraints(table: &Table) -> (TokenStream, TokenStream) {
    let key = (!table.primary_key.columns.is_empty()).then(|| primary_key(&table.primary_key));
    let key = key.map(|key| quote!(.with_primary_key(#key)));
    let (foreign_keys, with_foreign_keys) =
        list("FOREIGN_KEYS", "ForeignKey", "with_foreign_keys", table.foreign_keys.iter().map(foreign_key));
    let (uniques, with_uniques) = list("UNIQUES", "Unique", "with_uniques", table.uniques.iter().map(unique));
    let (checks, with_checks) = list("CHECKS", "Check", "with_checks", table.checks.iter().map(check));
    let (indexes, with_indexes) = list("INDEXES", "Index", "with_indexes", table.indexes.iter().map(index));
    let without_rowid = table.without_rowid.then(|| quote!(.without_rowid()));
    let strict = table.strict.then(|| quote!(.strict()));
    let comment = with("with_comment", table.comment.as_deref());
    let calls = quote! {
        #key #with_foreign_keys #with_uniques #with_checks #with_indexes #without_rowid #strict #comment
    };
    (quote!(#foreign_keys #uniques #checks #indexes), calls)
}

/// A list as a constant, and the method call that names it; nothing where it is empty.
fn list(
    name: &str,
    of: &str,
    method: &str,
    items: impl ExactSizeIterator<Item = TokenStream>,
) -> (TokenStream, TokenStream) {
    if items.len() == 0 {
        return Default::default();
    }
    let (name, of, method) = (rust(name), rust(of), rust(method));
    (quote!(const #name: &[metadata::#of] = &[#(#items),*];), quote!(.#method(#name)))
}

/// A method call with a text, if there is one.
fn with(method: &str, text: Option<&str>) -> Option<TokenStream> {
    let method = rust(method);
    text.map(|text| quote!(.#method(#text)))
}

fn column(column: &Column) -> TokenStream {
    let (name, sql_type) = (column.name.as_ref(), sql_type(&column.sql_type));
    let constructor = rust(if column.nullable { "new" } else { "required" });
    let default = column.default.as_ref().map(default);
    let generated = column.generated.as_ref().map(generated);
    let identity = column.identity.as_ref().map(identity);
    let collation = with("with_collation", column.collation.as_deref());
    let comment = with("with_comment", column.comment.as_deref());
    quote!(metadata::Column::#constructor(#name, #sql_type) #default #generated #identity #collation #comment)
}

fn sql_type(sql_type: &SqlType) -> TokenStream {
    let variant = match sql_type {
        SqlType::Enum(name) => held("Enum", name),
        SqlType::Array(name) => held("Array", name),
        SqlType::Other(name) => held("Other", name),
        plain => variant(plain),
    };
    quote!(metadata::SqlType::#variant)
}

fn default(value: &DefaultValue) -> TokenStream {
    let variant = match value {
        DefaultValue::Boolean(value) => quote!(Boolean(#value)),
        DefaultValue::Number(number) => held("Number", number),
        DefaultValue::String(value) => held("String", value),
        DefaultValue::Expression(sql) => held("Expression", sql),
        plain => variant(plain),
    };
    quote!(.with_default(metadata::DefaultValue::#variant))
}

/// A variant that holds a text.
fn held(variant: &str, value: &str) -> TokenStream {
    let (variant, value) = (rust(variant), text(value));
    quote!(#variant(#value))
}

fn generated(generated: &Generated) -> TokenStream {
    let (expression, storage) = (text(&generated.expression), variant(generated.storage));
    quote! {
        .with_generated(metadata::Generated {
            expression: #expression,
            storage: metadata::GeneratedStorage::#storage,
        })
    }
}

fn identity(identity: &Identity) -> TokenStream {
    if *identity == Identity::BY_DEFAULT {
        return quote!(.with_identity(metadata::Identity::BY_DEFAULT));
    }
    let (always, never_reused) = (identity.always, identity.never_reused);
    let (start, increment) = (variant(identity.start), variant(identity.increment));
    quote! {
        .with_identity(metadata::Identity {
            always: #always,
            never_reused: #never_reused,
            start: #start,
            increment: #increment,
        })
    }
}

fn primary_key(key: &PrimaryKey) -> TokenStream {
    let (columns, named) = (names(&key.columns), with("named", key.name.as_deref()));
    quote!(metadata::PrimaryKey::new(#columns) #named)
}

fn foreign_key(key: &ForeignKey) -> TokenStream {
    let (columns, table, referred) = (names(&key.columns), key.referred_table.as_ref(), names(&key.referred_columns));
    let named = with("named", key.name.as_deref());
    let in_schema = with("in_schema", key.referred_schema.as_deref());
    let (on_delete, on_update) = (action("on_delete", key.on_delete), action("on_update", key.on_update));
    let deferrable = key.deferrable.map(|deferrable| {
        let deferrable = variant(deferrable);
        quote!(.deferrable(metadata::Deferrable::#deferrable))
    });
    quote! {
        metadata::ForeignKey::new(#columns, #table, #referred) #named #in_schema #on_delete #on_update #deferrable
    }
}

fn action(method: &str, action: ReferentialAction) -> Option<TokenStream> {
    let (method, named) = (rust(method), variant(action));
    (action != ReferentialAction::NoAction).then(|| quote!(.#method(metadata::ReferentialAction::#named)))
}

fn unique(unique: &Unique) -> TokenStream {
    let (columns, named) = (names(&unique.columns), with("named", unique.name.as_deref()));
    let nulls = unique.nulls_not_distinct.then(|| quote!(.nulls_not_distinct()));
    quote!(metadata::Unique::new(#columns) #named #nulls)
}

fn check(check: &Check) -> TokenStream {
    let (expression, named) = (check.expression.as_ref(), with("named", check.name.as_deref()));
    quote!(metadata::Check::new(#expression) #named)
}

fn index(index: &Index) -> TokenStream {
    let (name, keys) = (index.name.as_ref(), index.keys.iter().map(index_key));
    let unique = index.unique.then(|| quote!(.unique()));
    let condition = with("with_condition", index.condition.as_deref());
    let method = with("with_method", index.method.as_deref());
    quote!(metadata::Index::new(#name, const { &[#(#keys),*] }) #unique #condition #method)
}

fn index_key(key: &IndexKey) -> TokenStream {
    let constructor = rust(if key.is_column { "column" } else { "expression" });
    let expression = key.expression.as_ref();
    let descending = key.descending.then(|| quote!(.descending()));
    let collation = with("with_collation", key.collation.as_deref());
    quote!(metadata::IndexKey::#constructor(#expression) #descending #collation)
}

fn names(names: &[Text]) -> TokenStream {
    let names = names.iter().map(AsRef::<str>::as_ref);
    quote!(support::names![#(#names),*])
}

fn text(text: &str) -> TokenStream {
    quote!(metadata::Text::Borrowed(#text))
}
