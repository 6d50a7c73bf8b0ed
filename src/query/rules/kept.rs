//! How a broken rule becomes a short message of the compiler.

/// `T`, provided rule `By` holds. A rule has an associated type that is made of those of its parts, and who asks for the rule
/// asks for that type too. For a broken rule found that way the compiler names the rule and where it was broken, and not
/// all the impls in between.
pub type Checked<T, By> = <(T, By) as Pair>::First;

/// Two types.
pub trait Pair {
    /// The first of them.
    type First;
}

impl<A, B> Pair for (A, B) {
    type First = A;
}

/// No type has this. What breaks a rule has an impl that asks for it and is not recommended: so the compiler meets the
/// broken rule one step later, by the shorter way, and names the rule.
pub trait Never {}
