//! The table's declaration as data: what `create_all`, reflection and diffs read.

use proc_macro2::TokenStream;
use quote::quote;
use realgar_metadata::{
    Check, Column, DefaultValue, Deferrable, Exclude, ForeignKey, Generated, Identity, Index, IndexKey, OnConflict,
    Partition, PrimaryKey, ReferentialAction, SqlType, Table, TableOption, Text, Unique,
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
    let (excludes, with_excludes) = list("EXCLUDES", "Exclude", "with_excludes", table.excludes.iter().map(exclude));
    let (options, with_options) = list("OPTIONS", "TableOption", "with_options", table.options.iter().map(option));
    let (partitions, with_partitions) =
        list("PARTITIONS", "Partition", "with_partitions", table.partitions.iter().map(partition));
    let (inherits, inheriting) = texts("INHERITS", "inheriting", &table.inherits);
    let module = with("with_module", table.module.as_deref());
    let without_rowid = table.without_rowid.then(|| quote!(.without_rowid()));
    let strict = table.strict.then(|| quote!(.strict()));
    let comment = with("with_comment", table.comment.as_deref());
    let calls = quote! {
        #key #with_foreign_keys #with_uniques #with_checks #with_excludes #with_indexes #with_options #inheriting
        #with_partitions #without_rowid #strict #module #comment
    };
    (quote!(#foreign_keys #uniques #checks #excludes #indexes #options #inherits #partitions), calls)
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

/// The same of texts.
fn texts(name: &str, method: &str, items: &[Text]) -> (TokenStream, TokenStream) {
    if items.is_empty() {
        return Default::default();
    }
    let (name, method, list) = (rust(name), rust(method), names(items));
    (quote!(const #name: &[metadata::Text] = #list;), quote!(.#method(#name)))
}

/// A method call with a text, if there is one.
fn with(method: &str, text: Option<&str>) -> Option<TokenStream> {
    let method = rust(method);
    text.map(|text| quote!(.#method(#text)))
}

fn column(column: &Column) -> TokenStream {
    let (name, sql_type) = (column.name.as_ref(), sql_type(&column.sql_type));
    let constructor = rust(if column.nullable { "new" } else { "required" });
    let native_type = column.native_type.as_ref().map(|native| {
        let (dialect, sql) = (variant(native.dialect), native.sql.as_ref());
        quote!(.with_native_type(metadata::Dialect::#dialect, #sql))
    });
    let on_conflict = on_conflict(column.on_conflict);
    let default = column.default.as_ref().map(default);
    let generated = column.generated.as_ref().map(generated);
    let identity = column.identity.as_ref().map(identity);
    let on_update = with("with_on_update", column.on_update.as_deref());
    let invisible = column.invisible.then(|| quote!(.invisible()));
    let collation = with("with_collation", column.collation.as_deref());
    let comment = with("with_comment", column.comment.as_deref());
    quote! {
        metadata::Column::#constructor(#name, #sql_type) #native_type #on_conflict #default #generated #identity
        #on_update #invisible #collation #comment
    }
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
    let always = identity.always.then(|| quote!(.always()));
    let never_reused = identity.never_reused.then(|| quote!(.never_reused()));
    let cycle = identity.cycle.then(|| quote!(.cycle()));
    let numbers = [
        ("start", identity.start),
        ("increment", identity.increment),
        ("minimum", identity.minimum),
        ("maximum", identity.maximum),
        ("cache", identity.cache),
    ];
    let numbers = numbers.into_iter().filter_map(|(method, number)| {
        let (method, number) = (rust(method), rust(&number?.to_string()));
        Some(quote!(.#method(#number)))
    });
    quote!(.with_identity(metadata::Identity::BY_DEFAULT #always #never_reused #(#numbers)* #cycle))
}

fn primary_key(key: &PrimaryKey) -> TokenStream {
    let (columns, named) = (names(&key.columns), with("named", key.name.as_deref()));
    let (include, deferrable) = (columns_of("including", &key.include), deferrable(key.deferrable));
    let on_conflict = on_conflict(key.on_conflict);
    quote!(metadata::PrimaryKey::new(#columns) #named #include #deferrable #on_conflict)
}

fn deferrable(deferrable: Option<Deferrable>) -> Option<TokenStream> {
    let named = variant(deferrable?);
    Some(quote!(.deferrable(metadata::Deferrable::#named)))
}

fn on_conflict(action: Option<OnConflict>) -> Option<TokenStream> {
    let named = variant(action?);
    Some(quote!(.on_conflict(metadata::OnConflict::#named)))
}

/// A method call with a list of columns, if there are any.
fn columns_of(method: &str, columns: &[Text]) -> Option<TokenStream> {
    let (method, list) = (rust(method), names(columns));
    (!columns.is_empty()).then(|| quote!(.#method(#list)))
}

fn foreign_key(key: &ForeignKey) -> TokenStream {
    let (columns, table, referred) = (names(&key.columns), key.referred_table.as_ref(), names(&key.referred_columns));
    let named = with("named", key.name.as_deref());
    let in_schema = with("in_schema", key.referred_schema.as_deref());
    let (on_delete, on_update) = (action("on_delete", key.on_delete), action("on_update", key.on_update));
    let (deferrable, setting) = (deferrable(key.deferrable), columns_of("setting", &key.set_columns));
    let match_full = key.match_full.then(|| quote!(.match_full()));
    quote! {
        metadata::ForeignKey::new(#columns, #table, #referred)
            #named #in_schema #match_full #on_delete #setting #on_update #deferrable
    }
}

fn action(method: &str, action: ReferentialAction) -> Option<TokenStream> {
    let (method, named) = (rust(method), variant(action));
    (action != ReferentialAction::NoAction).then(|| quote!(.#method(metadata::ReferentialAction::#named)))
}

fn unique(unique: &Unique) -> TokenStream {
    let (columns, named) = (names(&unique.columns), with("named", unique.name.as_deref()));
    let nulls = unique.nulls_not_distinct.then(|| quote!(.nulls_not_distinct()));
    let (include, deferrable) = (columns_of("including", &unique.include), deferrable(unique.deferrable));
    let on_conflict = on_conflict(unique.on_conflict);
    quote!(metadata::Unique::new(#columns) #named #nulls #include #deferrable #on_conflict)
}

fn check(check: &Check) -> TokenStream {
    let (expression, named) = (check.expression.as_ref(), with("named", check.name.as_deref()));
    let of_domain = with("of_domain", check.domain.as_deref());
    let no_inherit = check.no_inherit.then(|| quote!(.no_inherit()));
    let not_enforced = check.not_enforced.then(|| quote!(.not_enforced()));
    let on_conflict = on_conflict(check.on_conflict);
    let of_column = with("of_column", check.column.as_deref());
    quote!(metadata::Check::new(#expression) #named #of_domain #of_column #no_inherit #not_enforced #on_conflict)
}

fn exclude(exclude: &Exclude) -> TokenStream {
    let (definition, named) = (exclude.definition.as_ref(), with("named", exclude.name.as_deref()));
    quote!(metadata::Exclude::new(#definition) #named)
}

pub(super) fn index(index: &Index) -> TokenStream {
    let (name, keys) = (index.name.as_ref(), index.keys.iter().map(index_key));
    let unique = index.unique.then(|| quote!(.unique()));
    let condition = with("with_condition", index.condition.as_deref());
    let method = with("with_method", index.method.as_deref());
    let include = columns_of("including", &index.include);
    let nulls = index.nulls_not_distinct.then(|| quote!(.nulls_not_distinct()));
    let options = index.options.iter().map(option);
    let options = (!index.options.is_empty()).then(|| quote!(.with_options(const { &[#(#options),*] })));
    let comment = with("with_comment", index.comment.as_deref());
    quote! {
        metadata::Index::new(#name, const { &[#(#keys),*] })
            #unique #method #include #nulls #options #condition #comment
    }
}

fn index_key(key: &IndexKey) -> TokenStream {
    let constructor = rust(if key.is_column { "column" } else { "expression" });
    let expression = key.expression.as_ref();
    let prefix = key.prefix.map(|length| {
        let length = rust(&length.to_string());
        quote!(.with_prefix(#length))
    });
    let descending = key.descending.then(|| quote!(.descending()));
    let nulls = key.nulls.map(|nulls| {
        let nulls = variant(nulls);
        quote!(.nulls(metadata::NullsOrder::#nulls))
    });
    let collation = with("with_collation", key.collation.as_deref());
    let class = with("with_operator_class", key.operator_class.as_deref());
    quote!(metadata::IndexKey::#constructor(#expression) #prefix #collation #class #descending #nulls)
}

pub(super) fn option(option: &TableOption) -> TokenStream {
    let (dialect, sql) = (variant(option.dialect), option.sql.as_ref());
    quote!(metadata::TableOption::new(metadata::Dialect::#dialect, #sql))
}

fn partition(found: &Partition) -> TokenStream {
    let (name, bound) = (found.name.as_ref(), found.bound.as_ref());
    let in_schema = with("in_schema", found.schema.as_deref());
    let partitioned = found.partition_by.as_deref().map(|by| {
        let partitions = found.partitions.iter().map(partition);
        quote!(.partitioned(#by, const { &[#(#partitions),*] }))
    });
    let additions = columns_of("with_additions", &found.additions);
    quote!(metadata::Partition::new(#name, #bound) #in_schema #partitioned #additions)
}

fn names(names: &[Text]) -> TokenStream {
    let names = names.iter().map(AsRef::<str>::as_ref);
    quote!(support::names![#(#names),*])
}

fn text(text: &str) -> TokenStream {
    quote!(metadata::Text::Borrowed(#text))
}
