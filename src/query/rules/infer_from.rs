//! FROM, where a select does not name it: the source of the first column.

use super::references::{Aggregated, Both, NeverNull, NoRefs, Ref, Unchecked, Whole, Windowed};
use crate::query::Source;
use crate::sql::ast::FromItem;

/// The first column of a select list decides FROM.
pub trait InferFrom {
    /// This, or `Other` if this refers to nothing.
    type Or<Other: InferFrom>: InferFrom;
    /// The scope with the first source in it; `()` if there is none.
    type Scope;

    /// The FROM clause.
    fn from_item() -> Option<FromItem>;
}

impl InferFrom for NoRefs {
    type Or<Other: InferFrom> = Other;
    type Scope = ();

    fn from_item() -> Option<FromItem> {
        None
    }
}

impl InferFrom for Unchecked {
    type Or<Other: InferFrom> = Other;
    type Scope = ();

    fn from_item() -> Option<FromItem> {
        None
    }
}

impl<S: Source, Id> InferFrom for Ref<S, Id> {
    type Or<Other: InferFrom> = Self;
    type Scope = S::Scope;

    fn from_item() -> Option<FromItem> {
        S::from_item()
    }
}

impl<S: Source> InferFrom for Whole<S> {
    type Or<Other: InferFrom> = Self;
    type Scope = S::Scope;

    fn from_item() -> Option<FromItem> {
        S::from_item()
    }
}

impl<R: InferFrom> InferFrom for Aggregated<R> {
    type Or<Other: InferFrom> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<R: InferFrom> InferFrom for Windowed<R> {
    type Or<Other: InferFrom> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<R: InferFrom> InferFrom for NeverNull<R> {
    type Or<Other: InferFrom> = R::Or<Other>;
    type Scope = R::Scope;

    fn from_item() -> Option<FromItem> {
        R::from_item()
    }
}

impl<A: InferFrom, B: InferFrom> InferFrom for Both<A, B> {
    type Or<Other: InferFrom> = A::Or<B::Or<Other>>;
    type Scope = <A::Or<B> as InferFrom>::Scope;

    fn from_item() -> Option<FromItem> {
        <A::Or<B> as InferFrom>::from_item()
    }
}
