//! The pages in which the rows of one entity are kept.

use crate::entity::mapper::Managed;

/// The content of a slot.
#[derive(Debug, Default)]
enum Content<E> {
    /// Nothing.
    #[default]
    Empty,
    /// A row that was not inserted yet: its position among the new ones.
    New(u32),
    /// A row of the database.
    Row(E),
}

/// The rows of entity `E`, by slot.
///
/// They are kept in pages, so that a growing session neither moves its rows nor reserves room for as many again. The first
/// page grows with its rows, because most sessions are small.
pub(crate) struct RowPages<E: Managed> {
    pages: Vec<Vec<Content<E>>>,
    /// Rows that were not inserted yet. They are larger than inserted ones, and gone after the next flush.
    new: Vec<Option<E::New>>,
    /// Their number.
    new_count: usize,
}

/// The number of rows of a page.
const PAGE: usize = 256;

impl<E: Managed> Default for RowPages<E> {
    fn default() -> Self {
        Self { pages: Vec::new(), new: Vec::new(), new_count: 0 }
    }
}

impl<E: Managed> RowPages<E> {
    /// The row in a slot, if it is in the database.
    #[inline]
    pub(crate) fn row(&self, slot: u32) -> Option<&E> {
        match self.pages.get(slot as usize / PAGE)?.get(slot as usize % PAGE)? {
            Content::Row(row) => Some(row),
            Content::Empty | Content::New(_) => None,
        }
    }

    /// The same for changes.
    #[inline]
    pub(crate) fn row_mut(&mut self, slot: u32) -> Option<&mut E> {
        match self.content_mut(slot)? {
            Content::Row(row) => Some(row),
            Content::Empty | Content::New(_) => None,
        }
    }

    /// The row in a slot that was not inserted yet.
    pub(crate) fn new_row(&self, slot: u32) -> Option<&E::New> {
        match self.pages.get(slot as usize / PAGE)?.get(slot as usize % PAGE)? {
            Content::New(place) => self.new.get(*place as usize)?.as_ref(),
            Content::Empty | Content::Row(_) => None,
        }
    }

    /// The same for changes.
    pub(crate) fn new_row_mut(&mut self, slot: u32) -> Option<&mut E::New> {
        let Content::New(place) = *self.content_mut(slot)? else { return None };
        self.new.get_mut(place as usize)?.as_mut()
    }

    #[inline]
    fn content_mut(&mut self, slot: u32) -> Option<&mut Content<E>> {
        self.pages.get_mut(slot as usize / PAGE)?.get_mut(slot as usize % PAGE)
    }

    /// Fills a slot, which may be a new one, with a row of the database.
    pub(crate) fn put(&mut self, slot: u32, row: E) {
        self.replace(slot, Content::Row(row));
    }

    /// Fills a slot, which may be a new one, with a row to be inserted.
    pub(crate) fn put_new(&mut self, slot: u32, new: E::New) {
        let place = u32::try_from(self.new.len()).expect("a session does not hold four billion rows");
        self.new.push(Some(new));
        self.new_count += 1;
        self.replace(slot, Content::New(place));
    }

    /// Empties a slot; returns its row if it was in the database.
    pub(crate) fn take(&mut self, slot: u32) -> Option<E> {
        match std::mem::take(self.content_mut(slot)?) {
            Content::Row(row) => Some(row),
            Content::New(place) => {
                self.drop_new(place);
                None
            }
            Content::Empty => None,
        }
    }

    fn replace(&mut self, slot: u32, content: Content<E>) {
        let (page, at) = (slot as usize / PAGE, slot as usize % PAGE);
        if self.pages.get(page).is_none_or(|page| page.len() <= at) {
            self.grow(page, at);
        }
        let place = &mut self.pages[page][at];
        let before = if let Content::New(place) = place { Some(*place) } else { None };
        *place = content;
        if let Some(before) = before {
            self.drop_new(before);
        }
    }

    fn drop_new(&mut self, place: u32) {
        self.new[place as usize] = None;
        self.new_count -= 1;
        if self.new_count == 0 {
            self.new = Vec::new();
        }
    }

    /// Adds empty slots up to this one.
    fn grow(&mut self, page: usize, at: usize) {
        while self.pages.len() <= page {
            if let Some(last) = self.pages.last_mut() {
                last.resize_with(PAGE, Content::default);
            }
            let room = if self.pages.is_empty() { 0 } else { PAGE };
            self.pages.push(Vec::with_capacity(room));
        }
        self.pages[page].resize_with(at + 1, Content::default);
    }
}
