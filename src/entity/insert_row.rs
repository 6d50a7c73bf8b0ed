//! The values of a row to be inserted: given, NULL, or left to the database.

use smallvec::SmallVec;

use crate::entity::Table;
use crate::entity::handle::{Handle, InstanceId};
use crate::sql::value::Value;
use crate::types::BaseType;

/// The value of a column that has a default: left to the database, or given.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::{Flight, NewFlight};
/// let flight = NewFlight::new("HAM", "LIS");
/// assert_eq!(flight.price, OrDefault::Default);
/// // `id` and `status` are left out
/// let query = insert(Flight).value(flight.price(49.0));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "INSERT INTO flight (origin, destination, seats, price) \
///      VALUES (?, ?, ?, ?)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OrDefault<T> {
    /// Not sent: the database fills it in.
    #[default]
    Default,
    /// This value.
    Value(T),
}

impl<T> OrDefault<T> {
    /// Whether the value is left to the database.
    #[must_use]
    pub const fn is_default(&self) -> bool {
        matches!(self, Self::Default)
    }
}

impl<T> From<T> for OrDefault<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// The value of a foreign key column: a key of `E`.
///
/// ```
/// # use realgar::query::ForeignKeyValue;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewAddress, User};
/// let address = NewAddress::new("sandy@sqlalchemy.org", 1);
/// assert_eq!(address.user_id, ForeignKeyValue::<User>::Key(1));
/// ```
pub enum ForeignKeyValue<E: Table> {
    /// The key itself.
    Key(E::Key),
    /// An instance in a session, which knows its key, or will.
    Handle(Handle<E>),
}

impl<E: Table> From<Handle<E>> for ForeignKeyValue<E> {
    fn from(handle: Handle<E>) -> Self {
        Self::Handle(handle)
    }
}

impl<E: Table<Key: Clone>> Clone for ForeignKeyValue<E> {
    fn clone(&self) -> Self {
        match self {
            Self::Key(key) => Self::Key(key.clone()),
            Self::Handle(handle) => Self::Handle(*handle),
        }
    }
}

impl<E: Table<Key: std::fmt::Debug>> std::fmt::Debug for ForeignKeyValue<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => key.fmt(f),
            Self::Handle(handle) => handle.fmt(f),
        }
    }
}

impl<E: Table<Key: PartialEq>> PartialEq for ForeignKeyValue<E> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Key(one), Self::Key(other)) => one == other,
            (Self::Handle(one), Self::Handle(other)) => one == other,
            _ => false,
        }
    }
}

/// What a foreign key to `E` may be given as: a handle, a key, or what converts into one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of a foreign key to `{E}`",
    label = "is neither a handle of `{E}` nor its primary key"
)]
pub trait IntoForeignKey<E: Table> {
    #[doc(hidden)]
    fn into_foreign_key(self) -> ForeignKeyValue<E>;
}

#[diagnostic::do_not_recommend]
impl<E: Table, V: Into<ForeignKeyValue<E>>> IntoForeignKey<E> for V {
    fn into_foreign_key(self) -> ForeignKeyValue<E> {
        self.into()
    }
}

macro_rules! key_values {
    ($($(#[$gate:meta])* $rust:ty as $key:ty;)*) => { $(
        $(#[$gate])*
        impl<E: Table<Key = $key>> From<$rust> for ForeignKeyValue<E> {
            fn from(key: $rust) -> Self {
                Self::Key(key.into())
            }
        }
    )* };
}

key_values! {
    i16 as i16;
    i32 as i32;
    i64 as i64;
    bool as bool;
    String as String;
    &str as String;
    Vec<u8> as Vec<u8>;
    #[cfg(feature = "uuid")] uuid::Uuid as uuid::Uuid;
    #[cfg(feature = "decimal")] rust_decimal::Decimal as rust_decimal::Decimal;
    #[cfg(feature = "chrono")] chrono::NaiveDate as chrono::NaiveDate;
    #[cfg(feature = "chrono")] chrono::NaiveTime as chrono::NaiveTime;
    #[cfg(feature = "chrono")] chrono::NaiveDateTime as chrono::NaiveDateTime;
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc> as chrono::DateTime<chrono::Utc>;
}

/// What a setter of a nullable column takes: a value, or an `Option` of one.
///
/// ```
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::NewUser;
/// let one = NewUser::new("sandy").fullname("Sandy Cheeks");
/// let same = NewUser::new("sandy").fullname(Some("Sandy Cheeks"));
/// assert_eq!(one.fullname, same.fullname);
/// assert_eq!(NewUser::new("sandy").fullname(None::<String>).fullname, None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for a nullable column of type `{T}`",
    label = "expected `{T}`, something that converts into it, or an `Option`"
)]
pub trait IntoNullable<T, M> {
    /// The value, or `None` for NULL.
    fn into_nullable(self) -> Option<T>;
}

/// Marks a value.
#[derive(Debug)]
pub struct Given;

/// Marks an `Option`.
#[derive(Debug)]
pub struct Optional;

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> IntoNullable<T, Given> for V {
    fn into_nullable(self) -> Option<T> {
        Some(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Into<T>> IntoNullable<T, Optional> for Option<V> {
    fn into_nullable(self) -> Option<T> {
        self.map(Into::into)
    }
}

/// What a foreign key to `E` that may be NULL may be given as: what [`IntoForeignKey`] takes, or an `Option` of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of a nullable foreign key to `{E}`",
    label = "is neither a handle of `{E}` nor its primary key, nor an `Option` of one of them"
)]
pub trait IntoNullableForeignKey<E: Table, M> {
    #[doc(hidden)]
    fn into_nullable_foreign_key(self) -> Option<ForeignKeyValue<E>>;
}

#[diagnostic::do_not_recommend]
impl<E: Table, M, V: IntoNullable<ForeignKeyValue<E>, M>> IntoNullableForeignKey<E, M> for V {
    fn into_nullable_foreign_key(self) -> Option<ForeignKeyValue<E>> {
        self.into_nullable()
    }
}

/// The columns whose values are those of instances, and these instances.
type Handles = SmallVec<[(u16, InstanceId); 2]>;

/// The columns of one row that have a value, by their position in the table. Filled by generated code.
#[derive(Debug)]
pub struct InsertRow {
    cells: Vec<(u16, Value)>,
    /// Columns whose value is the key of an instance.
    handles: Handles,
}

impl InsertRow {
    pub(crate) fn with_capacity(columns: usize) -> Self {
        Self { cells: Vec::with_capacity(columns), handles: SmallVec::new() }
    }

    /// Makes room for so many columns.
    pub(crate) fn reserve(&mut self, columns: usize) {
        self.cells.reserve(columns);
    }

    /// The cells so far, NULL where a handle stands for the value.
    pub(crate) const fn cells(&self) -> &Vec<(u16, Value)> {
        &self.cells
    }

    /// The same, to be changed; they have to stay in the table's order.
    pub(crate) fn cells_mut(&mut self) -> &mut Vec<(u16, Value)> {
        &mut self.cells
    }

    /// Columns whose value is the key of an instance.
    pub(crate) fn handles(&self) -> &[(u16, InstanceId)] {
        &self.handles
    }

    /// Forgets all cells, and keeps the room for them.
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.handles.clear();
    }

    /// The cells, NULL where a handle stands for the value; and the handles.
    pub(crate) fn into_parts(self) -> (Vec<(u16, Value)>, Handles) {
        (self.cells, self.handles)
    }

    /// A value of a NOT NULL column.
    pub fn value<T: BaseType>(&mut self, column: u16, value: T::Rust) {
        self.cells.push((column, T::encode(value)));
    }

    /// A value of a nullable column.
    pub fn nullable<T: BaseType>(&mut self, column: u16, value: Option<T::Rust>) {
        self.cells.push((column, value.map_or(Value::Null(T::KIND), T::encode)));
    }

    /// A value of a NOT NULL column with a default.
    pub fn default<T: BaseType>(&mut self, column: u16, value: OrDefault<T::Rust>) {
        if let OrDefault::Value(value) = value {
            self.value::<T>(column, value);
        }
    }

    /// A value of a nullable column with a default.
    pub fn nullable_default<T: BaseType>(&mut self, column: u16, value: OrDefault<Option<T::Rust>>) {
        if let OrDefault::Value(value) = value {
            self.nullable::<T>(column, value);
        }
    }

    /// A value of a NOT NULL foreign key column.
    pub fn foreign_key<T: BaseType, E: Table<Key = T::Rust>>(&mut self, column: u16, value: ForeignKeyValue<E>) {
        match value {
            ForeignKeyValue::Key(key) => self.value::<T>(column, key),
            ForeignKeyValue::Handle(handle) => {
                self.cells.push((column, Value::Null(T::KIND)));
                self.handles.push((column, handle.id()));
            }
        }
    }

    /// A value of a nullable foreign key column.
    pub fn nullable_foreign_key<T: BaseType, E: Table<Key = T::Rust>>(
        &mut self,
        column: u16,
        value: Option<ForeignKeyValue<E>>,
    ) {
        match value {
            Some(value) => self.foreign_key::<T, E>(column, value),
            None => self.cells.push((column, Value::Null(T::KIND))),
        }
    }

    /// A value of a NOT NULL foreign key column with a default.
    pub fn foreign_key_default<T: BaseType, E: Table<Key = T::Rust>>(
        &mut self,
        column: u16,
        value: OrDefault<ForeignKeyValue<E>>,
    ) {
        if let OrDefault::Value(value) = value {
            self.foreign_key::<T, E>(column, value);
        }
    }

    /// A value of a nullable foreign key column with a default.
    pub fn nullable_foreign_key_default<T: BaseType, E: Table<Key = T::Rust>>(
        &mut self,
        column: u16,
        value: OrDefault<Option<ForeignKeyValue<E>>>,
    ) {
        if let OrDefault::Value(value) = value {
            self.nullable_foreign_key::<T, E>(column, value);
        }
    }
}

/// A generated insert struct: `NewUser`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row to be inserted",
    label = "is not a generated insert struct",
    note = "give the insert struct of the table: `insert(User).value(NewUser::new(…))`"
)]
pub trait Insertable {
    /// The marker of its table.
    type Table: Table;

    /// Moves the columns that have a value into a row.
    fn values(self, row: &mut InsertRow);
}

/// Whether two insert structs give the same values. What `==` of a generated insert struct is.
#[doc(hidden)]
#[must_use]
pub fn is_same_new_row<N: Insertable + Clone>(one: &N, other: &N) -> bool {
    let (one, other) = (values_of(one), values_of(other));
    one.cells == other.cells && one.handles == other.handles
}

/// Shows the values that an insert struct gives. What `Debug` of a generated insert struct is.
#[doc(hidden)]
pub fn debug_new_row<N: Insertable + Clone>(
    new_row: &N,
    name: &str,
    f: &mut std::fmt::Formatter<'_>,
) -> std::fmt::Result {
    let InsertRow { cells, handles } = values_of(new_row);
    let mut shown = f.debug_struct(name);
    for (column, value) in &cells {
        let name = N::Table::COLUMNS.get(usize::from(*column)).copied().unwrap_or_default();
        match handles.iter().find(|(at, _)| at == column) {
            Some((_, instance)) => shown.field(name, instance),
            None => shown.field(name, value),
        };
    }
    shown.finish()
}

fn values_of<N: Insertable + Clone>(new_row: &N) -> InsertRow {
    let mut row = InsertRow::with_capacity(N::Table::COLUMNS.len());
    new_row.clone().values(&mut row);
    row
}

/// Gives a column of a new row its value; cells stay in the table's order.
pub(crate) fn set_cell(cells: &mut Vec<(u16, Value)>, column: usize, value: Value) {
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    match cells.binary_search_by_key(&column, |(at, _)| *at) {
        Ok(at) => cells[at].1 = value,
        Err(at) => cells.insert(at, (column, value)),
    }
}
