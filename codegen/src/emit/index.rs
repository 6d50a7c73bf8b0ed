//! The index: a module for each table, what the schema's user names, enums, and the schema as data.

use super::literal::{string, strings};
use super::{docs, enums};
use crate::code::{Chain, Code};
use crate::markdown::wrap;
use crate::model::{Model, Origin, Schema};
use realgar_metadata::{EnumType, View};

/// Where the library's names are: the index imports nothing, for a table may have any name.
const SQL: &str = "::realgar::codegen_support";

/// On each module: the code is the schema's and the library's, not of the user's style.
const ALLOW_MODULE: [&str; 2] = [
    "#[allow(dead_code, nonstandard_style, unreachable_pub, reason = \"not every program uses all of it\")]",
    "#[allow(clippy::all, clippy::nursery, clippy::pedantic, reason = \"generated code has its own style\")]",
];

/// On the names of models, of which a program may use any.
const ALLOW_IMPORTS: &str = "#[allow(unused_imports, unreachable_pub, reason = \"not every program uses all of it\")]";

/// On what stands in the index itself.
const ALLOW: &str = "#[allow(dead_code, unreachable_pub, reason = \"not every program uses all of it\")]";

/// Writes the index.
pub(super) fn text(schema: &Schema) -> String {
    let mut code = Code::default();
    modules(schema, &mut code);
    re_exports(schema, &mut code);
    enumerations(schema, &mut code);
    data(schema, &mut code);
    code.finish()
}

fn modules(schema: &Schema, code: &mut Code) {
    for (position, model) in schema.models.iter().enumerate() {
        code.blank();
        code.doc(wrap(&docs::table(schema, position), code.doc_width()));
        ALLOW_MODULE.iter().for_each(|allow| code.line(allow));
        code.block(format!("pub mod {} {{", model.module), "}", |code| {
            code.line(format!("include!({});", string(&format!("{}/{}.rs", schema.name, model.module))));
        });
    }
}

fn re_exports(schema: &Schema, code: &mut Code) {
    let mut models: Vec<&Model> = schema.models.iter().collect();
    models.sort_by(|a, b| a.module.cmp(&b.module));
    if models.is_empty() {
        return;
    }
    code.blank();
    code.line("#[doc(inline)]");
    code.line(ALLOW_IMPORTS);
    // A module may be called like a crate: `self` says which is meant.
    if let [only] = models.as_slice() {
        return code.line(format!("pub use self::{};", names(only)));
    }
    code.block("pub use self::{", "};", |code| models.iter().for_each(|model| code.line(names(model) + ",")));
}

/// What the schema's user names of a model: `address::{Address, NewAddress}`.
fn names(model: &Model) -> String {
    match &model.new_row {
        None => format!("{}::{}", model.module, model.row),
        Some(new_row) => {
            let (first, second) = (model.row.as_str().min(new_row), model.row.as_str().max(new_row));
            format!("{}::{{{first}, {second}}}", model.module)
        }
    }
}

fn enumerations(schema: &Schema, code: &mut Code) {
    for (model, sql) in schema.enums.iter().zip(schema.metadata.enums.iter()) {
        code.blank();
        enums::enumeration(&sql.name, model, ALLOW, code);
    }
}

fn data(schema: &Schema, code: &mut Code) {
    let metadata = &schema.metadata;
    let table_position = |model: &Model| match model.origin {
        Origin::Table(position) => Some(position),
        Origin::View(_) => None,
    };
    let mut tables: Vec<(usize, String)> = schema
        .models
        .iter()
        .filter_map(|model| Some((table_position(model)?, format!("{}::TABLE", model.module))))
        .collect();
    tables.sort_unstable();
    code.blank();
    let head = format!("static TABLES: [{SQL}::metadata::Table; {}] = [", tables.len());
    code.list(&head, &tables.into_iter().map(|(_, table)| table).collect::<Vec<_>>(), "];");

    let mut value = Chain::new(format!("{SQL}::MetaData::new"), ["&TABLES".to_owned()]);
    if !metadata.enums.is_empty() {
        list(code, "ENUMS", "EnumType", metadata.enums.iter().map(enum_type));
        value = value.call("with_enums", "&ENUMS".to_owned());
    }
    if !metadata.views.is_empty() {
        list(code, "VIEWS", "View", metadata.views.iter().map(view));
        value = value.call("with_views", "&VIEWS".to_owned());
    }
    let dialect = schema.dialect.map(|dialect| format!("{SQL}::metadata::Dialect::{dialect:?}"));

    code.blank();
    code.doc(docs::METADATA);
    code.line(ALLOW);
    code.assign(&format!("pub static METADATA: {SQL}::MetaData"), &value.call_with("in_dialect", dialect));

    code.blank();
    code.doc(docs::FLUSH_ORDER);
    code.line(ALLOW);
    let positions = schema.flush_order.iter().filter_map(|&model| table_position(&schema.models[model]));
    let order: Vec<String> = positions.map(|position| position.to_string()).collect();
    code.words(&format!("pub static FLUSH_ORDER: [usize; {}] = [", order.len()), &order, "];");
}

fn list(code: &mut Code, name: &str, of: &str, items: impl ExactSizeIterator<Item = Chain>) {
    code.blank();
    let head = format!("static {name}: [{SQL}::metadata::{of}; {}] = [", items.len());
    code.block(head, "];", |code| items.for_each(|item| code.chain(&item, ",")));
}

fn enum_type(enum_type: &EnumType) -> Chain {
    let labels = format!("{SQL}::names![{}]", strings(enum_type.labels.iter().map(AsRef::as_ref)));
    let arguments = [string(&enum_type.name), labels, enum_type.declared.to_string()];
    Chain::new(format!("{SQL}::metadata::EnumType::new"), arguments)
        .call_with("in_schema", enum_type.schema.as_deref().map(string))
        .call_with("with_comment", enum_type.comment.as_deref().map(string))
}

fn view(view: &View) -> Chain {
    Chain::new(format!("{SQL}::metadata::View::new"), [string(&view.name), string(&view.definition)])
        .call_with("in_schema", view.schema.as_deref().map(string))
        .call_if(view.materialized, "materialized")
        .call_with("with_comment", view.comment.as_deref().map(string))
}
