//! Names of sources, which are told apart by more than what is shown, and names that are made at run time: `id_1` for the
//! second `id` of a derived table. Each is kept once, for good, so that columns can carry plain `&'static str`; there are as
//! many as a program has different labels and aliases.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// Stands between what is shown of a name and what tells it apart. No database takes it in a name.
const MARK: char = '\0';

/// A name that shows `name` and is told apart from others by `identity`.
pub(crate) fn unique(name: &'static str, identity: &str) -> &'static str {
    let mut hasher = DefaultHasher::new();
    identity.hash(&mut hasher);
    intern(&format!("{name}{MARK}{:x}", hasher.finish()))
}

/// A name that shows `name` and is another one each time.
pub(crate) fn numbered(name: &'static str) -> &'static str {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    intern(&format!("{name}{MARK}#{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// What is shown of a name.
pub(crate) const fn shown(name: &'static str) -> &'static str {
    let bytes = name.as_bytes();
    let mut at = bytes.len();
    while at > 0 {
        at -= 1;
        if bytes[at] == MARK as u8 {
            return name.split_at(at).0;
        }
    }
    name
}

/// `==` for constants.
pub(crate) const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The lasting copy of a name.
pub(crate) fn intern(name: &str) -> &'static str {
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    kept
}
