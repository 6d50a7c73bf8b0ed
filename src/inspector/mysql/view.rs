//! Views.

use realgar_metadata::lexer::{Kind, tokens};
use realgar_metadata::{Dialect, View};

use super::catalog::{self, Asked, Query, Relation};
use super::column;
use crate::inspector::words::{lexis, owned};

/// Makes a view. The server writes the database before each name; that of the connection is left out.
pub(super) fn view(found: &Relation, columns: &[catalog::Column], query: &[Query], asked: &Asked<'_>) -> View {
    let mut view = View::new("", "");
    view.name = owned(&found.place.1);
    view.schema = asked.shown(&found.place.0).map(owned);
    view.columns = columns.iter().map(|column| column::column(column, found, asked, &mut Vec::new())).collect();
    for column in view.columns.to_mut() {
        column.collation = None;
    }
    let sql = query.first().map_or("", |query| query.sql.as_str());
    view.definition = without_database(sql, asked).into();
    view
}

fn without_database(sql: &str, asked: &Asked<'_>) -> String {
    let found = tokens(sql, lexis(Dialect::MySql));
    let (mut written, mut end) = (String::with_capacity(sql.len()), 0);
    for pair in found.windows(2) {
        let is_database = matches!(pair[0].kind, Kind::Quoted(_)) && asked.shown(&pair[0].value(sql)).is_none();
        // What follows a point is a table or a column of that name.
        let follows_point = sql[..pair[0].start].ends_with('.');
        if is_database && !follows_point && pair[1].kind == Kind::Symbol(b'.') {
            written.push_str(&sql[end..pair[0].start]);
            end = pair[1].end;
        }
    }
    written.push_str(&sql[end..]);
    written
}
