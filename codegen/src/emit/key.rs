//! The primary key as a type.

use super::docs;
use super::item::Item;
use crate::code::Code;
use crate::model::{Field, Mapping, Model};

/// `pub type Key`
pub(super) fn alias(item: &Item<'_>, code: &mut Code) {
    code.doc(docs::key(item));
    let types: Vec<String> =
        item.model.key.iter().map(|&position| item.bare_rust_type(&item.model.fields[position])).collect();
    code.line(match types.as_slice() {
        [only] => format!("pub type Key = {only};"),
        several => format!("pub type Key = ({});", several.join(", ")),
    });
}

/// The key of `self`.
pub(super) fn value(model: &Model) -> String {
    let values: Vec<String> = model.key.iter().map(|&position| read(&model.fields[position])).collect();
    match values.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join(", ")),
    }
}

fn read(field: &Field) -> String {
    let owned = matches!(field.mapping, Mapping::Text | Mapping::Blob | Mapping::Json | Mapping::Custom(_));
    format!("self.{}{}", field.name, if owned { ".clone()" } else { "" })
}
