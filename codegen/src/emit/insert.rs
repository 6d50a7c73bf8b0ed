//! The insert struct: what the caller may give, and how it gets into a statement.

use super::docs;
use super::item::Item;
use crate::code::Code;
use crate::markdown::wrap;
use crate::model::{Field, Model};

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
pub(super) fn structure(item: &Item<'_>, code: &mut Code) {
    let Some(new_row) = &item.model.new_row else { return };
    let inputs = inputs(item.model);
    code.doc(docs::new_row(item));
    let nothing_required = inputs.iter().all(|input| input.kind != Kind::Required);
    let own = if nothing_required { "Clone, Debug, Default, PartialEq" } else { "Clone, Debug, PartialEq" };
    let derives: Vec<&str> = std::iter::once(own).chain(item.config.new_derives().iter().map(String::as_str)).collect();
    code.line(format!("#[derive({})]", derives.join(", ")));
    code.line("#[must_use = \"nothing is written until it is added to a session or inserted\"]");
    code.block(format!("pub struct {new_row} {{"), "}", |code| {
        for input in &inputs {
            code.doc(wrap(&docs::column(item, input.position), code.doc_width()));
            code.line(format!("pub {}: {},", input.field.name, stored_type(item, input)));
        }
    });
}

/// `impl NewUser`: the constructor and a setter for each column.
pub(super) fn setters(item: &Item<'_>, code: &mut Code) {
    let Some(new_row) = &item.model.new_row else { return };
    let inputs = inputs(item.model);
    code.block(format!("impl {new_row} {{"), "}", |code| {
        constructor(item, &inputs, code);
        for input in &inputs {
            let name = &input.field.name;
            let given = given_type(item, input);
            code.blank();
            code.doc(docs::setter(input.field));
            let (generics, parameter) = match input.kind {
                Kind::Required | Kind::Default => ("", format!("Into<{given}>")),
                Kind::Nullable | Kind::NullableDefault => ("<M>", format!("sql::IntoNullable<{given}, M>")),
            };
            let value = match input.kind {
                Kind::Required => format!("{name}.into()"),
                Kind::Nullable => format!("{name}.into_nullable()"),
                Kind::Default => format!("sql::OrDefault::Value({name}.into())"),
                Kind::NullableDefault => format!("sql::OrDefault::Value({name}.into_nullable())"),
            };
            let parameters = ["mut self".to_owned(), format!("{name}: impl {parameter}")];
            signature(code, &format!("pub fn {name}{generics}("), &parameters, |code| {
                code.line(format!("self.{name} = {value};"));
                code.line("self");
            });
        }
    });
}

/// `impl sql::Insertable for NewUser`
pub(super) fn implementation(item: &Item<'_>, code: &mut Code) {
    let Some(new_row) = &item.model.new_row else { return };
    code.block(format!("impl sql::Insertable for {new_row} {{"), "}", |code| {
        code.line("type Table = Table;");
        code.blank();
        code.block("fn values(self, row: &mut sql::InsertRow) {", "}", |code| {
            let inputs = inputs(item.model);
            for (position, field) in item.model.fields.iter().enumerate() {
                if field.version {
                    // The count starts here, and a session goes on with it.
                    code.line(format!("row.value::<{}>({position}, 1);", item.bare_sql_type(field)));
                }
                let Some(input) = inputs.iter().find(|input| input.position == position) else { continue };
                let value = match (input.kind, input.refers_to) {
                    (Kind::Required, None) => "value",
                    (Kind::Nullable, None) => "nullable",
                    (Kind::Default, None) => "default",
                    (Kind::NullableDefault, None) => "nullable_default",
                    (Kind::Required, Some(_)) => "foreign_key",
                    (Kind::Nullable, Some(_)) => "nullable_foreign_key",
                    (Kind::Default, Some(_)) => "foreign_key_default",
                    (Kind::NullableDefault, Some(_)) => "nullable_foreign_key_default",
                };
                let mut types = item.bare_sql_type(field);
                if let Some(target) = input.refers_to {
                    types = format!("{types}, {}", item.row_path(target));
                }
                code.line(format!("row.{value}::<{types}>({position}, self.{});", field.name));
            }
        });
    });
}

/// `pub fn new`, with what must be given, in the order of the columns.
fn constructor(item: &Item<'_>, inputs: &[Input<'_>], code: &mut Code) {
    let required = || inputs.iter().filter(|input| input.kind == Kind::Required);
    let parameters: Vec<String> =
        required().map(|input| format!("{}: impl Into<{}>", input.field.name, given_type(item, input))).collect();
    let values: Vec<String> = inputs
        .iter()
        .map(|input| match input.kind {
            Kind::Required => format!("{name}: {name}.into()", name = input.field.name),
            Kind::Nullable => format!("{}: None", input.field.name),
            Kind::Default | Kind::NullableDefault => format!("{}: sql::OrDefault::Default", input.field.name),
        })
        .collect();
    code.doc(docs::new(parameters.is_empty()));
    signature(code, "pub fn new(", &parameters, |code| {
        if values.is_empty() {
            code.line("Self {}");
        } else {
            code.list("Self {", &values, "}");
        }
    });
}

/// A function that returns `Self`, its parameters one a line where they do not fit in one.
fn signature(code: &mut Code, head: &str, parameters: &[String], body: impl FnOnce(&mut Code)) {
    let one_line = format!("{head}{}) -> Self {{", parameters.join(", "));
    if code.fits(&one_line) {
        return code.block(one_line, "}", body);
    }
    code.list(head, parameters, ") -> Self {");
    code.continue_block("}", body);
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

/// The type of a value: `String`, `sql::ForeignKeyValue<super::user_account::User>`.
fn given_type(item: &Item<'_>, input: &Input<'_>) -> String {
    match input.refers_to {
        Some(target) => format!("sql::ForeignKeyValue<{}>", item.row_path(target)),
        None => item.bare_rust_type(input.field),
    }
}

/// The type of the struct's field.
fn stored_type(item: &Item<'_>, input: &Input<'_>) -> String {
    let given = given_type(item, input);
    match input.kind {
        Kind::Required => given,
        Kind::Nullable => format!("Option<{given}>"),
        Kind::Default => format!("sql::OrDefault<{given}>"),
        Kind::NullableDefault => format!("sql::OrDefault<Option<{given}>>"),
    }
}
