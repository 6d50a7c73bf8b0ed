//! Window functions as SQL: OVER, frames and the WINDOW clause.

use std::fmt::Write as _;
use std::sync::Arc;

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Bound, Exclude, Frame, FrameUnit, NamedWindow, Node, OrderKey, Over, OverWindow, Window};
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    pub(super) fn over(&mut self, over: &'a Over) -> Result<()> {
        if over.call.distinct {
            return Err(Error::unsupported("no database has DISTINCT aggregates over a window"));
        }
        self.call_over(&over.call, Some(&over.window))
    }

    pub(super) fn over_window(&mut self, window: &'a OverWindow) -> Result<()> {
        self.push(" OVER ");
        match window {
            OverWindow::Inline(window) => self.window(window),
            OverWindow::Named(window) => {
                self.note_window(window)?;
                self.name(window.name);
                Ok(())
            }
        }
    }

    /// Remembers a named window for the WINDOW clause.
    fn note_window(&mut self, window: &'a Arc<NamedWindow>) -> Result<()> {
        // They are compared, which walks them to their leaves, before they are written.
        let keys = window.window.partition_by.iter().chain(window.window.order_by.iter().map(|key| &key.node));
        keys.into_iter().try_for_each(Node::check_depth)?;
        match self.windows.iter().find(|known| known.name == window.name) {
            None => self.windows.push(window),
            Some(known) if Arc::ptr_eq(known, window) || *known == window => {}
            Some(_) => {
                return Err(Error::new(
                    ErrorKind::InvalidStatement,
                    format!("two different windows are called `{}`; give one another name", window.name),
                ));
            }
        }
        Ok(())
    }

    /// WINDOW and ORDER BY. Keys of the latter may name windows, too.
    pub(super) fn windows_and_order(&mut self, keys: &'a [OrderKey]) -> Result<()> {
        let (sql, binds) = (self.sql.len(), self.binds.len());
        self.order_by(" ORDER BY ", keys)?;
        if self.windows.is_empty() {
            return Ok(());
        }
        // WINDOW comes first, so ORDER BY is written once more.
        self.rewind(sql, binds);
        for (index, named) in self.windows.clone().into_iter().enumerate() {
            self.push(if index == 0 { " WINDOW " } else { ", " });
            self.name(named.name);
            self.push(" AS ");
            self.window(&named.window)?;
        }
        self.order_by(" ORDER BY ", keys)
    }

    /// `(PARTITION BY … ORDER BY … ROWS …)`.
    fn window(&mut self, window: &'a Window) -> Result<()> {
        // The labels of the select list have no meaning here.
        let labels = std::mem::take(&mut self.labels);
        self.push("(");
        for (index, key) in window.partition_by.iter().enumerate() {
            self.push(if index == 0 { "PARTITION BY " } else { ", " });
            self.node(key)?;
        }
        let has_partition = !window.partition_by.is_empty();
        self.order_by(if has_partition { " ORDER BY " } else { "ORDER BY " }, &window.order_by)?;
        if let Some(frame) = &window.frame {
            self.push(if has_partition || !window.order_by.is_empty() { " " } else { "" });
            self.frame(frame, window.order_by.len())?;
        }
        self.push(")");
        self.labels = labels;
        Ok(())
    }

    fn frame(&mut self, frame: &'a Frame, sort_keys: usize) -> Result<()> {
        let invalid = |message| Err(Error::new(ErrorKind::InvalidStatement, message));
        if matches!(frame.start, Bound::UnboundedFollowing) || matches!(frame.end, Bound::UnboundedPreceding) {
            return invalid("a window frame cannot start after the last row, nor end before the first");
        }
        if frame.start.place() > frame.end.place() {
            return invalid("a window frame ends before it starts; exchange its bounds");
        }
        let has_distance = [&frame.start, &frame.end]
            .into_iter()
            .any(|bound| matches!(bound, Bound::Preceding(_) | Bound::Following(_)));
        match frame.unit {
            FrameUnit::Range if has_distance && sort_keys != 1 => {
                return invalid("a RANGE frame with a distance needs a window with exactly one sort key");
            }
            FrameUnit::Groups if sort_keys == 0 => {
                return invalid("a GROUPS frame needs a window with `.order_by(…)`");
            }
            FrameUnit::Groups if self.dialect == Dialect::MySql => {
                return Err(Error::unsupported("mysql has no GROUPS frames; use `.rows(…)` or `.range(…)`"));
            }
            _ => {}
        }
        if frame.exclude.is_some() && self.dialect == Dialect::MySql {
            return Err(Error::unsupported("mysql has no EXCLUDE in window frames"));
        }
        self.push(match frame.unit {
            FrameUnit::Rows => "ROWS BETWEEN ",
            FrameUnit::Range => "RANGE BETWEEN ",
            FrameUnit::Groups => "GROUPS BETWEEN ",
        });
        self.bound(&frame.start);
        self.push(" AND ");
        self.bound(&frame.end);
        self.push(match frame.exclude {
            None => "",
            Some(Exclude::CurrentRow) => " EXCLUDE CURRENT ROW",
            Some(Exclude::Group) => " EXCLUDE GROUP",
            Some(Exclude::Ties) => " EXCLUDE TIES",
            Some(Exclude::NoOthers) => " EXCLUDE NO OTHERS",
        });
        Ok(())
    }

    fn bound(&mut self, bound: &'a Bound) {
        match bound {
            Bound::UnboundedPreceding => self.push("UNBOUNDED PRECEDING"),
            Bound::UnboundedFollowing => self.push("UNBOUNDED FOLLOWING"),
            Bound::CurrentRow => self.push("CURRENT ROW"),
            Bound::Preceding(distance) => {
                self.distance(distance);
                self.push(" PRECEDING");
            }
            Bound::Following(distance) => {
                self.distance(distance);
                self.push(" FOLLOWING");
            }
        }
    }

    /// MariaDB takes no placeholder here, and a distance is a whole number of ours.
    fn distance(&mut self, distance: &'a Value) {
        match distance {
            Value::BigInt(rows) if self.dialect == Dialect::MySql => {
                // Writing to a `String` cannot fail.
                let _ = write!(self.sql, "{rows}");
            }
            other => self.bind(other),
        }
    }
}
