//! Rust enums for SQL's.

use super::docs;
use super::literal::string;
use crate::code::Code;
use crate::markdown::wrap;
use crate::model::EnumModel;

/// Where the library's names are.
const SQL: &str = "::realgar::codegen_support";

/// An enum with its labels.
pub(super) fn enumeration(sql_name: &str, model: &EnumModel, allow: &str, code: &mut Code) {
    code.doc(wrap(&docs::enumeration(sql_name, model), code.doc_width()));
    code.line(allow);
    code.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]");
    code.block(format!("pub enum {} {{", model.name), "}", |code| {
        for (label, variant) in &model.variants {
            code.doc(docs::variant(label));
            code.line(format!("{variant},"));
        }
    });
    code.blank();
    code.line(allow);
    code.block(format!("impl {} {{", model.name), "}", |code| {
        code.doc(docs::ENUM_ALL);
        let variants: Vec<String> = model.variants.iter().map(|(_, variant)| format!("Self::{variant}")).collect();
        code.list(&format!("pub const ALL: [Self; {}] = [", variants.len()), &variants, "];");
        code.blank();
        code.doc(docs::ENUM_AS_STR);
        code.line("#[must_use]");
        code.block("pub const fn as_str(self) -> &'static str {", "}", |code| {
            code.block("match self {", "}", |code| {
                for (label, variant) in &model.variants {
                    code.line(format!("Self::{variant} => {},", string(label)));
                }
            });
        });
    });
    code.blank();
    code.block(format!("impl ::core::fmt::Display for {} {{", model.name), "}", |code| {
        code.block("fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {", "}", |code| {
            code.line("f.pad(self.as_str())");
        });
    });
    code.blank();
    mapping(sql_name, model, code);
}

/// `impl SqlMapped`
fn mapping(sql_name: &str, model: &EnumModel, code: &mut Code) {
    code.block(format!("impl {SQL}::SqlMapped for {} {{", model.name), "}", |code| {
        code.line(format!("type Sql = {SQL}::Text;"));
        code.blank();
        code.block("fn to_sql(&self) -> String {", "}", |code| {
            code.line("self.as_str().to_owned()");
        });
        code.blank();
        code.block(format!("fn from_sql(text: String) -> {SQL}::Result<Self> {{"), "}", |code| {
            code.block("match text.as_str() {", "}", |code| {
                for (label, variant) in &model.variants {
                    code.line(format!("{} => Ok(Self::{variant}),", string(label)));
                }
                code.line(format!("_ => Err({SQL}::unknown_label({}, &text)),", string(sql_name)));
            });
        });
    });
}
