//! What builders need to work in constants.

use crate::{List, Text};

/// Replaces a value in a constant. The old value is always `None` or borrowed there, so forgetting it leaks nothing;
/// dropping it is not allowed in a `const fn`.
pub(crate) const fn replace<T>(place: &mut T, value: T) {
    std::mem::forget(std::mem::replace(place, value));
}

/// Makes a list of names in a constant.
pub(crate) const fn names(names: &'static [Text]) -> List<Text> {
    List::Borrowed(names)
}
