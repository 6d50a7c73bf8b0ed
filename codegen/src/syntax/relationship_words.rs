//! The words after `@relationship`: what they ask for, and where they stand. Whether the relationship can have them is
//! decided elsewhere.

use std::iter::Peekable;

use realgar_metadata::Span;

use super::declared::Ident;
use super::file::File;
use crate::model::Cascade;
use crate::naming;
use crate::report::Problem;

/// All of the words, for cures.
const USAGE: &str = "write `@relationship name back_populates=name cascade=all,delete-orphan passive_deletes \
                     order_by=column desc write_only viewonly many_to_one_cascade=all,delete-orphan single_parent`; \
                     each word may be left out";

/// The arguments of one `@relationship`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RelationshipWords {
    /// The name of the many-to-one; above an association table, on the first key's side.
    pub(crate) name: Option<String>,
    /// The name on the other side.
    pub(crate) back_populates: Option<String>,
    /// `cascade=`, of the other side.
    pub(crate) cascade: Option<CascadeWords>,
    /// `many_to_one_cascade=`
    pub(crate) many_to_one_cascade: Option<CascadeWords>,
    /// `passive_deletes`
    pub(crate) passive_deletes: Option<Span>,
    /// `order_by=`
    pub(crate) order_by: Vec<OrderWords>,
    /// `write_only`
    pub(crate) write_only: Option<Span>,
    /// `viewonly`
    pub(crate) viewonly: Option<Span>,
    /// `single_parent`
    pub(crate) single_parent: Option<Span>,
}

/// A list of cascades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CascadeWords {
    pub(crate) words: Vec<Cascade>,
    pub(crate) span: Span,
}

/// `column`, `column asc`, `column desc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OrderWords {
    pub(crate) column: Ident,
    pub(crate) descending: bool,
}

/// Reads the arguments of the `@relationship` that stands at `at`.
pub(super) fn read(file: &File<'_>, arguments: &str, at: usize) -> Result<RelationshipWords, Problem> {
    let word = "@relationship";
    if arguments.is_empty() {
        return Err(Problem::new("`@relationship` needs arguments", file.span(at, at + word.len()))
            .cure("write `@relationship name back_populates=name`"));
    }
    let behind = at + word.len();
    let start = file.text[behind..].find(arguments).map_or(at, |offset| behind + offset);
    let mut arguments = parts(arguments, start).peekable();
    let mut words = RelationshipWords::default();
    let mut is_first = true;
    while let Some(argument) = arguments.next() {
        words.take(file, argument, is_first, &mut arguments)?;
        is_first = false;
    }
    Ok(words)
}

/// A part of the text, and where it starts in the file.
#[derive(Clone, Copy)]
struct Part<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Part<'a> {
    fn span(self, file: &File<'_>) -> Span {
        file.span(self.start, self.start + self.text.len().max(1))
    }

    /// What follows this prefix.
    fn behind(self, prefix: &str) -> Option<Self> {
        let text = self.text.strip_prefix(prefix)?;
        Some(Self { text, start: self.start + prefix.len() })
    }
}

/// The parts between blanks.
fn parts(text: &str, start: usize) -> impl Iterator<Item = Part<'_>> {
    let offset = move |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace().map(move |part| Part { text: part, start: start + offset(part) })
}

impl RelationshipWords {
    fn take<'a>(
        &mut self,
        file: &File<'_>,
        argument: Part<'a>,
        is_first: bool,
        rest: &mut Peekable<impl Iterator<Item = Part<'a>>>,
    ) -> Result<(), Problem> {
        let span = argument.span(file);
        let twice = || Err(Problem::new(format!("`{}` is given twice", argument.text), span).cure("keep one"));
        let flag = match argument.text {
            "passive_deletes" => Some(&mut self.passive_deletes),
            "write_only" => Some(&mut self.write_only),
            "viewonly" => Some(&mut self.viewonly),
            "single_parent" => Some(&mut self.single_parent),
            _ => None,
        };
        if let Some(flag) = flag {
            return if flag.replace(span).is_some() { twice() } else { Ok(()) };
        }
        if let Some(name) = argument.behind("back_populates=") {
            return if self.back_populates.replace(identifier(file, name)?).is_some() { twice() } else { Ok(()) };
        }
        for (prefix, cascade) in
            [("cascade=", &mut self.cascade), ("many_to_one_cascade=", &mut self.many_to_one_cascade)]
        {
            if let Some(list) = argument.behind(prefix) {
                let words = CascadeWords { words: cascades(file, list)?, span };
                return if cascade.replace(words).is_some() { twice() } else { Ok(()) };
            }
        }
        if let Some(list) = argument.behind("order_by=") {
            if !self.order_by.is_empty() {
                return twice();
            }
            self.order_by = order(file, list, rest)?;
            return Ok(());
        }
        if is_first && !argument.text.contains('=') {
            self.name = Some(identifier(file, argument)?);
            return Ok(());
        }
        Err(Problem::new(format!("unknown word `{}` after `@relationship`", argument.text), span).cure(USAGE))
    }
}

/// What follows the first column of `order_by=`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Column,
    DirectionOrComma,
    Comma,
}

/// `sent_at desc,id`: in SQL's own words, which may have blanks between them.
fn order<'a>(
    file: &File<'_>,
    list: Part<'a>,
    rest: &mut Peekable<impl Iterator<Item = Part<'a>>>,
) -> Result<Vec<OrderWords>, Problem> {
    let mut order: Vec<OrderWords> = Vec::new();
    let mut part = list;
    let mut next = Next::Column;
    loop {
        for piece in pieces(part) {
            next = match (piece.text, next) {
                (",", Next::Column) => return Err(no_column(file, piece)),
                (",", _) => Next::Column,
                (column, Next::Column) => {
                    let column = Ident::new(column, piece.span(file));
                    order.push(OrderWords { column, descending: false });
                    Next::DirectionOrComma
                }
                (direction, _) => {
                    if let Some(last) = order.last_mut() {
                        last.descending = direction.eq_ignore_ascii_case("desc");
                    }
                    Next::Comma
                }
            };
        }
        let goes_on = |part: &Part<'_>| match (next, part.text.split(',').next().unwrap_or_default()) {
            (Next::Column, _) => !order.is_empty(),
            (_, "") => true,
            (Next::Comma, _) => false,
            (_, word) => word.eq_ignore_ascii_case("asc") || word.eq_ignore_ascii_case("desc"),
        };
        match rest.next_if(goes_on) {
            Some(more) => part = more,
            None if next == Next::Column => return Err(no_column(file, part)),
            None => return Ok(order),
        }
    }
}

fn no_column(file: &File<'_>, place: Part<'_>) -> Problem {
    Problem::new("`order_by=` lacks a column", place.span(file))
        .cure("write `order_by=column` or `order_by=column desc`")
}

/// `a,b` as `a`, `,` and `b`.
fn pieces(part: Part<'_>) -> Vec<Part<'_>> {
    let mut pieces = Vec::new();
    let mut start = part.start;
    for (position, text) in part.text.split(',').enumerate() {
        if position > 0 {
            pieces.push(Part { text: ",", start: start - 1 });
        }
        if !text.is_empty() {
            pieces.push(Part { text, start });
        }
        start += text.len() + 1;
    }
    pieces
}

fn identifier(file: &File<'_>, name: Part<'_>) -> Result<String, Problem> {
    if naming::is_identifier(name.text) {
        return Ok(name.text.to_owned());
    }
    Err(Problem::new(format!("`{}` cannot be the Rust name of a relationship", name.text), name.span(file))
        .cure("choose a name that is an identifier and not a keyword of Rust"))
}

fn cascades(file: &File<'_>, list: Part<'_>) -> Result<Vec<Cascade>, Problem> {
    let mut cascade = Vec::new();
    let mut add = |word: Cascade| {
        if !cascade.contains(&word) {
            cascade.push(word);
        }
    };
    let mut start = list.start;
    for text in list.text.split(',') {
        match text {
            "all" => {
                [Cascade::SaveUpdate, Cascade::Merge, Cascade::RefreshExpire, Cascade::Expunge, Cascade::Delete]
                    .into_iter()
                    .for_each(&mut add);
            }
            "save-update" => add(Cascade::SaveUpdate),
            "merge" => add(Cascade::Merge),
            "refresh-expire" => add(Cascade::RefreshExpire),
            "expunge" => add(Cascade::Expunge),
            "delete" => add(Cascade::Delete),
            "delete-orphan" => add(Cascade::DeleteOrphan),
            "none" => {}
            _ => {
                let place = Part { text, start }.span(file);
                return Err(Problem::new(format!("unknown word `{text}` in `cascade=`"), place).cure(
                    "known words are all, save-update, merge, refresh-expire, expunge, delete, delete-orphan and none, with commas and without spaces",
                ));
            }
        }
        start += text.len() + 1;
    }
    Ok(cascade)
}
