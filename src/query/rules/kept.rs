//! How a broken rule becomes a short message of the compiler.

/// `T`, provided rule `By` holds. A rule has an associated type that is made of those of its parts, and whoever
/// requires the rule also asks for that type. If the rule is broken, the compiler then names the rule and the place, and
/// none of the impls in between.
pub type Checked<T, By> = <(T, By) as Pair>::First;

/// Two types.
pub trait Pair {
    /// The first of them.
    type First;
}

impl<A, B> Pair for (A, B) {
    type First = A;
}

/// No type implements this. What breaks a rule has an impl that requires it and is not recommended, so that the compiler
/// reaches the broken rule on the shorter way and names it.
pub trait Never {}
