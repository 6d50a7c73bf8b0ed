//! Types whose words say more than the model's type does: they are kept for DDL of their own dialect.

use realgar_metadata::{Dialect, NativeType, SqlType};

use crate::syntax::declared::Column;

/// The type in the words of the file's dialect, unless DDL of that dialect writes the same from the model's type.
pub(super) fn native_type(column: &Column, sql_type: &SqlType, dialect: Option<Dialect>) -> Option<NativeType> {
    let dialect = dialect?;
    let name = &column.sql_type.name;
    if column.character_set.is_none() {
        let is_kept_anyway = matches!(sql_type, SqlType::Enum(_) | SqlType::Array(_) | SqlType::Other(_));
        // MySQL's ENUM is still text here.
        if is_kept_anyway || name.words == "enum" || name.is_plain(sql_type, dialect) {
            return None;
        }
    }
    let mut native = NativeType::new(dialect, "");
    native.sql = match &column.character_set {
        Some(set) => format!("{} CHARACTER SET {set}", name.text).into(),
        None => name.text.clone().into(),
    };
    Some(native)
}
