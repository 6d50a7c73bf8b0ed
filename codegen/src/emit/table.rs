//! The table's marker type, and what the library must know of it.

use super::item::Item;
use super::literal::string;
use super::{docs, foreign_keys};
use crate::code::Code;
use crate::markdown::wrap;
use crate::model::Origin;

/// The only paths that a file names.
pub(super) fn imports(_item: &Item<'_>, code: &mut Code) {
    code.line("use ::realgar::codegen_support::{self as sql, metadata};");
}

/// `pub struct Table;`
pub(super) fn marker(item: &Item<'_>, code: &mut Code) {
    code.doc(wrap(&docs::table(item.schema, item.position), code.doc_width()));
    if !item.model.declaration.trim().is_empty() {
        code.doc(format!("\n{}", docs::declaration(item.schema, item.position)));
    }
    code.line("#[derive(Clone, Copy, Debug)]");
    code.line("pub struct Table;");
}

/// `impl sql::Table for Table`
pub(super) fn implementation(item: &Item<'_>, code: &mut Code) {
    let model = item.model;
    let schema = match item.sql_schema() {
        Some(schema) => format!("Some({})", string(schema)),
        None => "None".to_owned(),
    };
    code.block("impl sql::Table for Table {", "}", |code| {
        code.line(format!("type Row = {};", model.row));
        code.line("type Columns<S> = Columns<S>;");
        code.line(format!("type Identity = sql::identity!({});", identity(&item.schema.name, item.position)));
        code.line(format!("type Neighbours = {};", foreign_keys::neighbours(item)));
        code.line(format!("const NAME: &'static str = {};", string(item.sql_name())));
        code.line(format!("const SCHEMA: Option<&'static str> = {schema};"));
        let columns: Vec<String> = model.fields.iter().map(|field| string(&field.column)).collect();
        code.words("const COLUMNS: &'static [&'static str] = &[", &columns, "];");
        if let Some(version) = model.fields.iter().position(|field| field.version) {
            code.line(format!("const VERSION: Option<usize> = Some({version});"));
        }
        code.blank();
        code.block("fn metadata() -> &'static metadata::Table {", "}", |code| match model.origin {
            Origin::Table(position) => code.line(format!("&super::TABLES[{position}]")),
            Origin::View(_) => {
                code.line("static VIEW: metadata::Table = TABLE;");
                code.line("&VIEW");
            }
        });
        code.blank();
        code.block("fn columns<S>(source: &'static str) -> Columns<S> {", "}", |code| {
            code.line("Columns::of(source)");
        });
        code.blank();
        let decode = format!("fn decode(cells: &mut sql::Cells<'_>) -> sql::Result<{}> {{", model.row);
        code.block(decode, "}", |code| {
            let values: Vec<String> = model
                .fields
                .iter()
                .map(|field| format!("{}: cells.read::<{}>()?", field.name, item.sql_type(field)))
                .collect();
            code.list(&format!("Ok({} {{", model.row), &values, "})");
        });
    });
}

/// A number that no other table has, in bits: the library compares them to see whether two tables are one. The position
/// comes first, its lowest bit in front, so that tables of one schema differ early; a hash tells schemas apart.
fn identity(schema: &str, position: usize) -> String {
    // FNV-1a, folded.
    let hash = schema.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let folded = (hash >> 16) ^ (hash & 0xffff);
    let bits = (0..16).map(|bit| position >> bit & 1 == 1).chain((0..16).map(|bit| folded >> bit & 1 == 1));
    bits.map(|bit| if bit { "1" } else { "0" }).collect::<Vec<_>>().join(" ")
}
