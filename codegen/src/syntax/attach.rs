//! Which comment inside a statement belongs to which of its parts.
//!
//! A comment after code belongs to the part that ends there; a comment on lines of its own belongs to the part that
//! begins on the next line; a comment inside a part belongs to that part. All others are loose.

use super::file::File;
use super::split::Statement;
use realgar_metadata::lexer::Comment;

/// The comments of a statement, sorted out.
#[derive(Debug)]
pub(super) struct Attached {
    /// Of each part.
    pub(super) parts: Vec<Vec<Comment>>,
    /// Of the statement as a whole: at the end of its first or its last line.
    pub(super) statement: Vec<Comment>,
    /// Of neither.
    pub(super) loose: Vec<Comment>,
}

/// Sorts out the comments of a statement whose parts take these bytes, in order.
pub(super) fn attach(file: &File<'_>, statement: &Statement, parts: &[(usize, usize)]) -> Attached {
    let mut attached = Attached { parts: vec![Vec::new(); parts.len()], statement: Vec::new(), loose: Vec::new() };
    let body_end = parts.last().map_or(0, |(_, end)| *end);
    // Comments on lines of their own wait for the part on the line below.
    let mut waiting: Vec<Comment> = Vec::new();
    for comment in &statement.comments {
        // Where the comment stands among the parts: how many of them begin before it.
        let begun = parts.partition_point(|(start, _)| *start < comment.start);
        let within = begun.checked_sub(1).filter(|part| comment.start < parts[*part].1);
        let line_start = file.line_start(comment.start);
        let before = &file.text[line_start..comment.start];
        let behind = statement.tokens.partition_point(|token| token.end <= comment.start);
        let last = behind.checked_sub(1).map(|at| statement.tokens[at]);
        let behind_code = last.is_some_and(|token| token.end > line_start);
        let opens_part = comment.block
            && before.trim_end().ends_with([',', '('])
            && parts.get(begun).is_some_and(|(start, _)| file.line(*start) == file.line(comment.end));
        if let Some(part) = within {
            attached.parts[part].push(*comment);
        } else if behind_code && !opens_part {
            // After the closing parenthesis, a comment belongs to the whole statement.
            let closed = begun == parts.len() && last.is_some_and(|token| token.start >= body_end);
            match begun.checked_sub(1) {
                Some(part) if !closed => attached.parts[part].push(*comment),
                _ => attached.statement.push(*comment),
            }
        } else {
            waiting.push(*comment);
        }
    }
    // Of the comments before a part, the last ones belong to it, as long as there is no line between. The others are
    // loose.
    let mut waiting = waiting.into_iter().peekable();
    let mut before: Vec<Comment> = Vec::new();
    for (part, (start, _)) in parts.iter().enumerate() {
        before.extend(std::iter::from_fn(|| waiting.next_if(|comment| comment.start < *start)));
        let mut line = file.line(*start);
        let mut from = before.len();
        while let Some(comment) = from.checked_sub(1).map(|at| before[at]) {
            if file.line(comment.end.saturating_sub(1)) + 1 < line {
                break;
            }
            line = file.line(comment.start);
            from -= 1;
        }
        let mut above = before.split_off(from);
        above.append(&mut attached.parts[part]);
        attached.parts[part] = above;
    }
    attached.loose.append(&mut before);
    attached.loose.extend(waiting);
    attached
}
