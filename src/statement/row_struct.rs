//! Structs as rows: fields and columns are matched by name.

use crate::entity::cells::Cells;
use crate::error::{Error, Result};
use crate::statement::from_value::FromValue;

/// A struct that a row can be read as, field by field: declared by [`row_struct!`](crate::row_struct!).
pub trait RowStruct: Sized {
    /// The types of its fields, in order.
    type Fields;
    /// The names of its fields, in order.
    const FIELDS: &'static [&'static str];

    /// Makes it of its fields.
    fn from_fields(fields: Self::Fields) -> Self;
}

/// Declares a struct whose fields are named where a query is written:
/// [`select_as!(Hit { … })`](crate::select_as!) gives each field its column, and
/// [`text(…).named::<Hit>()`](crate::statement::Text::named) finds the columns by the fields' names.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, NewUser, User};
/// realgar::row_struct! {
///     /// A user, and how many addresses there are.
///     #[derive(Debug, PartialEq)]
///     pub struct Listed {
///         pub name: String,
///         pub fullname: Option<String>,
///         pub addresses: i64,
///     }
/// }
///
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let mut conn = engine.connect()?;
/// conn.execute(insert(User).value(NewUser::new("sandy")))?;
/// let query = realgar::select_as!(Listed {
///     name: User.name,
///     fullname: User.fullname,
///     addresses: func::count(Address.id),
/// });
/// let query = query.left_join(Address).group_by(User.id);
/// let row: Listed = conn.execute(query)?.one()?;
/// let sandy = Listed { name: "sandy".into(), fullname: None, addresses: 0 };
/// assert_eq!(row, sandy);
///
/// let sql = "SELECT fullname, name, 0 AS addresses FROM user_account";
/// assert_eq!(conn.execute(text(sql).named::<Listed>())?.one()?, sandy);
/// # Ok::<(), realgar::Error>(())
/// ```
#[macro_export]
macro_rules! row_struct {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_attribute:meta])* $field_visibility:vis $field:ident: $type:ty),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($(#[$field_attribute])* $field_visibility $field: $type,)+
        }

        impl $crate::statement::RowStruct for $name {
            type Fields = ($($type,)+);
            const FIELDS: &'static [&'static str] = &[$(::core::stringify!($field)),+];

            fn from_fields(($($field,)+): Self::Fields) -> Self {
                Self { $($field),+ }
            }
        }

        impl $crate::statement::FirstColumn for $name {
            type First = Self;

            fn first_column(self) -> Self {
                self
            }
        }
    };
}

/// Fields that are read from the columns of their names.
#[diagnostic::on_unimplemented(
    message = "the fields `{Self}` cannot be read from the columns of a text",
    label = "one of the fields is not a type that a column can have, or there are more than 16"
)]
pub trait ReadByName: Sized {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// `Decode` if a column is missing or does not fit.
    fn read(cells: &mut Cells<'_>, names: &[&str]) -> Result<Self>;
}

macro_rules! tuples {
    () => {};
    ($first:ident $($rest:ident)*) => {
        impl<$first: FromValue, $($rest: FromValue),*> ReadByName for ($first, $($rest,)*) {
            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn read(cells: &mut Cells<'_>, names: &[&str]) -> Result<Self> {
                let mut names = names.iter();
                Ok((field::<$first>(cells, names.next())?, $(field::<$rest>(cells, names.next())?,)*))
            }
        }

        tuples! { $($rest)* }
    };
}

tuples! { A B C D E F G H I J K L M N O P }

/// Reads the column of this name.
fn field<T: FromValue>(cells: &mut Cells<'_>, name: Option<&&str>) -> Result<T> {
    let Some(name) = name else { return Err(Error::decode("the struct has fewer names than fields")) };
    // An error about names is not about the cell that was read last.
    cells.return_to(0);
    let names = cells.columns().names();
    let mut found = names.iter().enumerate().filter(|(_, column)| *column == name).map(|(index, _)| index);
    let index = match (found.next(), found.next()) {
        (Some(index), None) => index,
        (Some(_), Some(_)) => {
            return Err(Error::decode(format!("the statement returns several columns `{name}`: rename them with AS")));
        }
        (None, _) => {
            let columns: Vec<String> = names.iter().map(|column| format!("`{column}`")).collect();
            return Err(Error::decode(format!(
                "the statement returns no column for the field `{name}`, only {}: name it with AS",
                columns.join(", ")
            )));
        }
    };
    cells.return_to(index);
    T::from_value(cells.next_cell()?)
}
