//! LIKE, and the patterns of `contains`, `starts_with` and `ends_with`.

use realgar_metadata::Dialect;

use super::Renderer;
use super::precedence::{Precedence, precedence};
use crate::error::Result;
use crate::sql::ast::{Anchors, Like, Node};

impl<'a> Renderer<'a> {
    pub(super) fn like(&mut self, like: &'a Like) -> Result<()> {
        let lowers = like.ignores_case && self.dialect != Dialect::PostgreSql;
        self.function_around(lowers, "lower", |this| {
            this.operand(&like.subject, !lowers && precedence(&like.subject, this.dialect) <= Precedence::Comparison)
        })?;
        self.push(match (like.negated, like.ignores_case && !lowers) {
            (false, false) => " LIKE ",
            (true, false) => " NOT LIKE ",
            (false, true) => " ILIKE ",
            (true, true) => " NOT ILIKE ",
        });
        match like.anchors {
            None => self
                .function_around(lowers, "lower", |this| {
                    this.operand(
                        &like.pattern,
                        !lowers && precedence(&like.pattern, this.dialect) <= Precedence::Comparison,
                    )
                })
                .map(|()| self.escape(like.escape))?,
            Some(anchors) => {
                self.anchored_pattern(anchors, &like.pattern)?;
                self.push(" ESCAPE '/'");
            }
        }
        Ok(())
    }

    /// `ESCAPE '!'`. A backslash is the default everywhere but on SQLite.
    fn escape(&mut self, escape: Option<char>) {
        let Some(escape) = escape else { return };
        if escape == '\\' && self.dialect != Dialect::Sqlite {
            return;
        }
        self.push(" ESCAPE ");
        self.dialect.write_string_literal(&mut self.sql, escape.encode_utf8(&mut [0; 4]));
    }

    fn function_around(&mut self, wanted: bool, name: &str, inner: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if wanted {
            self.push(name);
            self.push("(");
        }
        inner(self)?;
        if wanted {
            self.push(")");
        }
        Ok(())
    }

    fn anchored_pattern(&mut self, anchors: Anchors, pattern: &'a Node) -> Result<()> {
        let (before, after) = match anchors {
            Anchors::Start => (false, true),
            Anchors::End => (true, false),
            Anchors::Anywhere => (true, true),
        };
        if self.dialect == Dialect::MySql {
            self.push(if before { "concat('%', " } else { "concat(" });
            self.node(pattern)?;
            self.push(if after { ", '%')" } else { ")" });
            return Ok(());
        }
        self.push(if before { "'%' || " } else { "" });
        self.operand(pattern, precedence(pattern, self.dialect) < Precedence::Concat)?;
        self.push(if after { " || '%'" } else { "" });
        Ok(())
    }
}
