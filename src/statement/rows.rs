//! The rows that a statement returned, all of them, decoded.

use std::collections::{BTreeMap, HashSet};
use std::hash::Hash;

use crate::driver::{Cursor, Outcome};
use crate::entity::cells::{Cells, Decoder, RowContext};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::columns::Columns;
use crate::sql::value::Value;
use crate::statement::executable::Answer;
use crate::statement::from_row::FirstColumn;
use crate::statement::row::Row;
use crate::types::cells::RowCells;

/// The rows that a statement returned, in order.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// # use realgar::{Engine, text};
/// # let engine = Engine::new("sqlite://")?;
/// let mut conn = engine.connect()?;
/// let rows = conn.execute(
///     text("SELECT 1 AS x, 'one' AS y UNION SELECT 2, 'two'")
///         .typed::<(i64, String)>(),
/// )?;
/// assert_eq!(rows.columns(), ["x", "y"]);
/// assert_eq!(rows.len(), 2);
/// for (x, y) in rows {
///     println!("{x} {y}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Rows<R> {
    rows: Vec<R>,
    columns: Columns,
    outcome: Outcome,
}

impl<R> Rows<R> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        self.columns.names()
    }

    /// How many rows the statement inserted, updated or deleted.
    #[must_use]
    pub fn rows_affected(&self) -> u64 {
        self.outcome.rows_affected
    }

    /// What the statement did besides returning rows.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Looks at the rows one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, R> {
        self.rows.iter()
    }

    /// All rows.
    #[must_use]
    pub fn all(self) -> Vec<R> {
        self.rows
    }

    /// The first row, if there is any; the others are dropped.
    #[must_use]
    pub fn first(self) -> Option<R> {
        self.rows.into_iter().next()
    }

    /// The only row.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let mut conn = Engine::new("sqlite://")?.connect()?;
    /// let one = conn.execute(text("SELECT 1 WHERE false").typed::<i64>())?.one();
    /// assert!(one.unwrap_err().is_no_rows());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NoRows` if there is none, `MultipleRows` if there are several.
    pub fn one(self) -> Result<R> {
        self.one_or_none()?
            .ok_or_else(|| Error::new(ErrorKind::NoRows, "no row was found where exactly one was expected"))
    }

    /// The only row, if there is any.
    ///
    /// # Errors
    ///
    /// `MultipleRows` if there are several.
    pub fn one_or_none(mut self) -> Result<Option<R>> {
        match self.rows.len() {
            0 | 1 => Ok(self.rows.pop()),
            several => {
                Err(Error::new(ErrorKind::MultipleRows, format!("{several} rows were found where one was expected")))
            }
        }
    }

    /// The rows in lists of `size` (of one, if that is 0); the last list may be shorter.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let mut conn = Engine::new("sqlite://")?.connect()?;
    /// let rows = conn.execute(text("VALUES (1), (2), (3)").typed::<i64>())?;
    /// assert_eq!(rows.partitions(2).collect::<Vec<_>>(), [vec![1, 2], vec![3]]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn partitions(self, size: usize) -> impl Iterator<Item = Vec<R>> {
        let mut rows = self.rows.into_iter();
        std::iter::from_fn(move || {
            let part: Vec<R> = rows.by_ref().take(size.max(1)).collect();
            (!part.is_empty()).then_some(part)
        })
    }

    /// The rows without those that are equal to an earlier one.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let mut conn = Engine::new("sqlite://")?.connect()?;
    /// let rows = conn.execute(text("VALUES (2), (1), (2)").typed::<i64>())?;
    /// assert_eq!(rows.unique().all(), [2, 1]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn unique(mut self) -> Self
    where
        R: Eq + Hash,
    {
        let mut seen = HashSet::with_capacity(self.rows.len());
        let is_first: Vec<bool> = self.rows.iter().map(|row| seen.insert(row)).collect();
        drop(seen);
        let mut is_first = is_first.into_iter();
        self.rows.retain(|_| is_first.next().unwrap_or_default());
        self
    }

    /// The rows with something else made of each: a struct of a tuple.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let mut conn = Engine::new("sqlite://")?.connect()?;
    /// #[derive(Debug, PartialEq)]
    /// struct Point {
    ///     x: i64,
    ///     y: i64,
    /// }
    ///
    /// let rows = conn.execute(text("SELECT 1, 2").typed::<(i64, i64)>())?;
    /// assert_eq!(rows.map_into(|(x, y)| Point { x, y }).one()?, Point { x: 1, y: 2 });
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn map_into<T>(self, make: impl FnMut(R) -> T) -> Rows<T> {
        Rows { rows: self.rows.into_iter().map(make).collect(), columns: self.columns, outcome: self.outcome }
    }

    /// The first column of each row.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let mut conn = Engine::new("sqlite://")?.connect()?;
    /// let rows = conn.execute(text("SELECT 1, 'one'").typed::<(i64, String)>())?;
    /// assert_eq!(rows.scalars().all(), [1]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn scalars(self) -> Rows<R::First>
    where
        R: FirstColumn,
    {
        self.into_first_column(R::first_column)
    }

    /// The rows with `first` made of each.
    pub(crate) fn into_first_column<T>(self, first: fn(R) -> T) -> Rows<T> {
        let columns = Columns::Told(self.columns.name(0).map(str::to_owned).into_iter().collect());
        Rows { rows: self.rows.into_iter().map(first).collect(), columns, outcome: self.outcome }
    }
}

impl Rows<Row> {
    /// Each row as a map from column names to values.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if two columns have one name, so that the map would lose one.
    pub fn mappings(self) -> Result<Rows<BTreeMap<String, Value>>> {
        let maps = self.rows.iter().map(Row::to_map).collect::<Result<_>>()?;
        Ok(Rows { rows: maps, columns: self.columns, outcome: self.outcome })
    }
}

impl<R> IntoIterator for Rows<R> {
    type Item = R;
    type IntoIter = std::vec::IntoIter<R>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'r, R> IntoIterator for &'r Rows<R> {
    type Item = &'r R;
    type IntoIter = std::slice::Iter<'r, R>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<R> Answer for Rows<R> {
    type Decoder = Decoder<R>;

    fn receive(
        cursor: &mut dyn Cursor,
        mut columns: Columns,
        decoder: Decoder<R>,
        mut context: Option<&mut dyn RowContext>,
    ) -> Result<Self> {
        let mut rows = Vec::new();
        let mut told = ReportedNames::before(cursor, &mut columns);
        let mut count = 0;
        while let Some(row) = cursor.next()? {
            told.correct(row, &mut columns);
            match &mut context {
                None => rows.push(decode(row, &columns, decoder, count)?),
                Some(context) => rows.extend(decode_in(row, &columns, decoder, count, &mut **context)?),
            }
            count += 1;
        }
        Ok(Self { rows, columns, outcome: cursor.outcome() })
    }

    fn nothing() -> Self {
        Self { rows: Vec::new(), columns: Columns::default(), outcome: Outcome::default() }
    }

    fn rename(&mut self, columns: Columns) {
        self.columns = columns;
    }

    fn append(&mut self, next: Self) {
        self.rows.extend(next.rows);
        self.columns = next.columns;
        self.outcome.append(next.outcome);
    }
}

impl Answer for Outcome {
    type Decoder = ();

    fn receive(cursor: &mut dyn Cursor, _: Columns, (): (), _: Option<&mut dyn RowContext>) -> Result<Self> {
        while cursor.next()?.is_some() {}
        Ok(cursor.outcome())
    }

    fn nothing() -> Self {
        Self::default()
    }

    fn rename(&mut self, _columns: Columns) {}

    fn append(&mut self, next: Self) {
        self.rows_affected += next.rows_affected;
        self.last_insert_id = next.last_insert_id.or(self.last_insert_id);
    }
}

/// Takes the first row only.
pub(crate) fn receive_first<R>(
    cursor: &mut dyn Cursor,
    mut columns: Columns,
    decoder: Decoder<R>,
    context: Option<&mut dyn RowContext>,
) -> Result<Option<R>> {
    let mut told = ReportedNames::before(cursor, &mut columns);
    let Some(row) = cursor.next()? else { return Ok(None) };
    told.correct(row, &mut columns);
    match context {
        None => decode(row, &columns, decoder, 0).map(Some),
        Some(context) => decode_in(row, &columns, decoder, 0, context),
    }
}

/// Decodes a row; an error says where it is. `before` rows came before it.
#[inline]
pub(crate) fn decode<R>(row: &dyn RowCells, columns: &Columns, decoder: Decoder<R>, before: u64) -> Result<R> {
    let mut cells = Cells::new(row, columns);
    decoder(&mut cells).map_err(|error| locate(error, columns, cells.position(), before + 1))
}

/// Decodes a row for a session, which may pass it over.
pub(crate) fn decode_in<R>(
    row: &dyn RowCells,
    columns: &Columns,
    decoder: Decoder<R>,
    before: u64,
    context: &mut dyn RowContext,
) -> Result<Option<R>> {
    let mut cells = Cells::new(row, columns).with_context(Some(context));
    let result = decoder(&mut cells).and_then(|row| match cells.take_context() {
        Some(context) => Ok(context.finish_row(&mut cells)?.then_some(row)),
        None => Ok(Some(row)),
    });
    result.map_err(|error| locate(error, columns, cells.position(), before + 1))
}

/// `position` is that of the cell that failed, counted from 1.
#[cold]
fn locate(error: Error, columns: &Columns, position: usize, row: u64) -> Error {
    if *error.kind() != ErrorKind::Decode {
        return error;
    }
    match position.checked_sub(1).and_then(|index| columns.name(index)) {
        Some(name) => error.context(format_args!("column `{name}`, row {row}")),
        None => error.context(format_args!("row {row}")),
    }
}

/// Column names that the database tells.
pub(crate) struct ReportedNames {
    is_due: bool,
}

impl ReportedNames {
    /// Asks for the names, if the statement does not know them itself.
    pub(crate) fn before(cursor: &dyn Cursor, columns: &mut Columns) -> Self {
        let is_due = columns.is_empty();
        if is_due {
            *columns = Columns::Told(cursor.columns().into());
        }
        Self { is_due }
    }

    /// Compares them with the first row's: the table may have changed since the statement was prepared.
    #[inline]
    pub(crate) fn correct(&mut self, row: &dyn RowCells, columns: &mut Columns) {
        if std::mem::take(&mut self.is_due) {
            correct(row, columns);
        }
    }
}

fn correct(row: &dyn RowCells, columns: &mut Columns) {
    let Columns::Told(names) = &*columns else { return };
    let is_same = names.len() == row.len() && names.iter().enumerate().all(|(index, name)| row.name(index) == name);
    if !is_same {
        *columns = Columns::Told((0..row.len()).map(|index| row.name(index).to_owned()).collect());
    }
}
