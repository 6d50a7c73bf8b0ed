//! Windows: OVER, frames and named windows.

use std::sync::Arc;

use super::{Call, Node, OrderKey};
use crate::sql::value::Value;

/// `call OVER window`.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    /// The function.
    pub call: Call,
    /// Over which rows.
    pub window: OverWindow,
}

/// What stands behind OVER.
#[derive(Clone, Debug, PartialEq)]
pub enum OverWindow {
    /// `(PARTITION BY … ORDER BY …)`.
    Inline(Window),
    /// The name of a window; the statement gets a WINDOW clause for it.
    Named(Arc<NamedWindow>),
}

/// `WINDOW name AS (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedWindow {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub window: Window,
}

/// Which rows a window function sees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// PARTITION BY.
    pub partition_by: Vec<Node>,
    /// ORDER BY.
    pub order_by: Vec<OrderKey>,
    /// ROWS, RANGE or GROUPS.
    pub frame: Option<Frame>,
}

/// `ROWS BETWEEN start AND end`.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// What is counted.
    pub unit: FrameUnit,
    /// The first row.
    pub start: Bound,
    /// The last row.
    pub end: Bound,
    /// EXCLUDE.
    pub exclude: Option<Exclude>,
}

/// Which rows near the current one a frame leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclude {
    /// `EXCLUDE CURRENT ROW`: the current row.
    CurrentRow,
    /// `EXCLUDE GROUP`: the current row and all of the same sort key.
    Group,
    /// `EXCLUDE TIES`: all others of the same sort key.
    Ties,
    /// `EXCLUDE NO OTHERS`: none, as without EXCLUDE.
    NoOthers,
}

impl Default for Frame {
    /// From the first row to the last of the current sort key: SQL's default.
    fn default() -> Self {
        Self { unit: FrameUnit::Range, start: Bound::UnboundedPreceding, end: Bound::CurrentRow, exclude: None }
    }
}

/// What the bounds of a frame count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameUnit {
    /// Rows.
    Rows,
    /// Differences of the sort key.
    Range,
    /// Groups of rows with the same sort key.
    Groups,
}

/// Where a frame begins or ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// The first row of the partition.
    UnboundedPreceding,
    /// So many before the current row.
    Preceding(Value),
    /// The current row.
    CurrentRow,
    /// So many after the current row.
    Following(Value),
    /// The last row of the partition.
    UnboundedFollowing,
}

impl Bound {
    /// `UNBOUNDED PRECEDING`: the first row of the partition.
    #[must_use]
    pub const fn unbounded_preceding() -> Self {
        Self::UnboundedPreceding
    }

    /// `distance PRECEDING`: that many before the current row.
    #[must_use]
    pub fn preceding(distance: u32) -> Self {
        Self::Preceding(Value::BigInt(distance.into()))
    }

    /// `CURRENT ROW`.
    #[must_use]
    pub const fn current_row() -> Self {
        Self::CurrentRow
    }

    /// `distance FOLLOWING`: that many after the current row.
    #[must_use]
    pub fn following(distance: u32) -> Self {
        Self::Following(Value::BigInt(distance.into()))
    }

    /// `UNBOUNDED FOLLOWING`: the last row of the partition.
    #[must_use]
    pub const fn unbounded_following() -> Self {
        Self::UnboundedFollowing
    }

    /// Where it is, for bounds to be compared.
    pub(crate) const fn place(&self) -> i64 {
        match self {
            Self::UnboundedPreceding => i64::MIN,
            Self::Preceding(Value::BigInt(distance)) => -*distance,
            Self::Following(Value::BigInt(distance)) => *distance,
            Self::UnboundedFollowing => i64::MAX,
            // The constructors above make nothing else.
            Self::CurrentRow | Self::Preceding(_) | Self::Following(_) => 0,
        }
    }
}
