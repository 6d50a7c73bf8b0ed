//! What an expression refers to: the columns it is made of, and what they stand inside of.

use super::Mark;

/// An expression that uses no columns.
#[derive(Debug)]
pub struct NoRefs;

/// Column `Id` of source `S`.
#[derive(Debug)]
pub struct Ref<S, Id>(Mark<(S, Id)>);

/// All columns of source `S`.
#[derive(Debug)]
pub struct Whole<S>(Mark<S>);

/// What `A` and `B` refer to.
#[derive(Debug)]
pub struct Both<A, B>(Mark<(A, B)>);

/// Inside an aggregate: need not be grouped.
#[derive(Debug)]
pub struct Aggregated<R>(Mark<R>);

/// Inside something that is never NULL (`IS NULL`, `coalesce`, `EXISTS`): an outer join does not make it nullable.
#[derive(Debug)]
pub struct NeverNull<R>(Mark<R>);

/// Inside a window function, which sees the rows of the result.
#[derive(Debug)]
pub struct Windowed<R>(Mark<R>);

/// Columns that the compiler does not see: the arguments of `func::call`. The database checks them.
#[derive(Debug)]
pub struct Unchecked;

/// The single column of a primary key: grouping by it groups the whole table.
#[derive(Debug)]
pub struct PrimaryKeyColumn;

/// Any other column, by its position, `256 * HIGH + LOW`.
#[derive(Debug)]
pub struct Position<const LOW: u8, const HIGH: u8 = 0>;
