//! Derived tables and common table expressions: queries that stand in FROM, with typed columns.

use std::marker::PhantomData;
use std::sync::Arc;

use super::rules::{Mark, OuterRefs, RefsIn, Unique, Widened};
use super::{
    Aggregate, Column, EntityColumns, Expr, Expression, FromSource, Over, RowIn, RowsOf, Selection, Source, TextExpr,
};
use crate::sql::ast::{ColumnRef, Cte, FromItem, Node, Query, SelectItem};
use crate::sql::names::{intern, unique};
use crate::sql::render::output_name;
use crate::sql::source_name::SourceName;
use crate::types::{Nullness, SqlType};

/// The source of a derived table: select list `Sel` in `Scope`. `Tag` tells two of one type apart (`alias!`).
#[derive(Debug)]
pub struct Derived<Sel, Scope, Tag = ()>(Mark<(Sel, Scope, Tag)>);

/// Column `N` of a derived table.
#[derive(Debug)]
pub struct Item<const N: u8>;

/// A derived table or a common table expression: [`columns`](Self::columns) gives its columns, `join_on` and
/// `select_from` take it.
pub struct DerivedTable<Sel, Scope, Tag = ()> {
    item: FromItem,
    name: &'static str,
    names: Arc<[&'static str]>,
    mark: Mark<(Sel, Scope, Tag)>,
}

impl<Sel, Sc, Tag> DerivedTable<Sel, Sc, Tag> {
    /// `(query) AS name`.
    pub(super) fn subquery(name: &'static str, mut query: Query, lateral: bool) -> Self {
        let (name, names) = (Self::unique(name), label_all(query.columns_mut()));
        Self::new(FromItem::Derived(Arc::new(query), name, lateral), name, names)
    }

    /// `WITH name AS (query)`.
    pub(super) fn cte(name: &'static str, mut query: Query) -> Self {
        let (name, names) = (Self::unique(name), label_all(query.columns_mut()));
        Self::new(FromItem::Cte(Arc::new(Cte { name, query, recursive: None }), None), name, names)
    }

    /// The name of a table of this type: columns that the compiler tells apart have sources that the renderer does.
    pub(super) fn unique(name: &'static str) -> &'static str {
        unique(name, std::any::type_name::<Self>())
    }

    pub(super) fn new(item: FromItem, name: &'static str, names: Arc<[&'static str]>) -> Self {
        Self { item, name, names, mark: PhantomData }
    }

    /// Its columns, in the shape of the select list: a column, a tuple of columns, or an entity's columns. Those without
    /// a name of their own are called `column_1`, `column_2`, … by their position.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let recent = select(User).order_by(User.id.desc()).limit(10).subquery("recent");
    /// let user = recent.columns();
    /// let query = select((user.name, user.fullname)).select_from(recent);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT recent.name, recent.fullname FROM \
    ///      (SELECT user_account.id AS id, user_account.name AS name, \
    ///      user_account.fullname AS fullname FROM user_account \
    ///      ORDER BY user_account.id DESC LIMIT ?) AS recent",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn columns<I>(&self) -> Sel::Columns
    where
        Sel: Derive<Sc, Derived<Sel, Sc, Tag>, I, 0>,
    {
        Sel::columns(self.name, &mut self.names.iter())
    }

    /// The same derived table under another name: what [`alias!`](crate::alias!) expands to.
    #[doc(hidden)]
    #[must_use]
    pub fn aliased<NewTag: super::AliasTag>(&self) -> DerivedTable<Sel, Sc, NewTag> {
        let item = match &self.item {
            FromItem::Derived(query, _, lateral) => FromItem::Derived(Arc::clone(query), NewTag::name(), *lateral),
            FromItem::Values(rows, _, columns) => {
                FromItem::Values(Arc::clone(rows), NewTag::name(), Arc::clone(columns))
            }
            FromItem::Cte(cte, _) => FromItem::Cte(Arc::clone(cte), Some(NewTag::name())),
            FromItem::Function(call, _) => FromItem::Function(Arc::clone(call), NewTag::name()),
            other => other.clone(),
        };
        DerivedTable::new(item, NewTag::name(), Arc::clone(&self.names))
    }
}

/// Gives each item of a select list a label, so that the query around it can name it.
pub(crate) fn label_all(items: &mut Vec<SelectItem>) -> Arc<[&'static str]> {
    let mut nodes = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        match item {
            SelectItem::Expression(node) => nodes.push(node),
            SelectItem::Entity { source, columns } => {
                nodes.extend(columns.iter().map(|name| Node::Column(ColumnRef { source, name })));
            }
        }
    }
    let mut names: Vec<&'static str> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.into_iter().enumerate() {
        let wanted = output_name(&node).unwrap_or_else(|| intern(&format!("column_{}", index + 1)));
        let mut name = wanted;
        let mut repeats = names.iter().filter(|known| **known == wanted).count();
        // `id_1` may be the name of another column.
        while names.contains(&name) {
            name = intern(&format!("{wanted}_{repeats}"));
            repeats += 1;
        }
        names.push(name);
        let inner = match &node {
            Node::Label(_, inner) => Arc::clone(inner),
            _ => Arc::new(node),
        };
        items.push(SelectItem::Expression(Node::Label(name, inner)));
    }
    names.into()
}

impl<Sel, Sc, Tag> Clone for DerivedTable<Sel, Sc, Tag> {
    fn clone(&self) -> Self {
        Self::new(self.item.clone(), self.name, Arc::clone(&self.names))
    }
}

impl<Sel, Sc, Tag> std::fmt::Debug for DerivedTable<Sel, Sc, Tag> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.item.fmt(f)
    }
}

impl<Sel, Sc, Tag> Source for Derived<Sel, Sc, Tag> {
    // The type does not hold the query: `.select_from(…)` has to.
    type Scope = ();
    type Identity = Unique;

    fn from_item() -> Option<FromItem> {
        None
    }
}

/// The derived table of an entity's select is that entity again.
impl<C: EntityColumns, Sc, Tag> RowsOf for Derived<C, Sc, Tag> {
    type Table = <C::Source as RowsOf>::Table;
}

impl<Sel, Sc: OuterRefs, Tag> FromSource for DerivedTable<Sel, Sc, Tag> {
    type Source = Derived<Sel, Sc, Tag>;
    type Refs = Sc::Out;

    fn item(&self) -> FromItem {
        self.item.clone()
    }
}

impl<Sel, Sc: OuterRefs, Tag> FromSource for &DerivedTable<Sel, Sc, Tag> {
    type Source = Derived<Sel, Sc, Tag>;
    type Refs = Sc::Out;

    fn item(&self) -> FromItem {
        self.item.clone()
    }
}

/// The columns of a select list once it stands in FROM as source `S`; `N` is its position in the list.
pub trait Derive<Scope, S, I, const N: u8>: RowIn<Scope, I> {
    /// The columns.
    type Columns;

    /// Takes as many names as there are columns.
    fn columns(source: &'static str, names: &mut std::slice::Iter<'_, &'static str>) -> Self::Columns;
}

macro_rules! derive_expression {
    ($(($($generics:tt)*) $expression:ty;)*) => { $(
        impl<$($generics)*, Sc, S, I, const N: u8> Derive<Sc, S, I, N> for $expression
        where
            <Self as Selection>::Refs: RefsIn<Sc, I>,
        {
            type Columns = Column<
                S,
                <<<Self as Selection>::Refs as RefsIn<Sc, I>>::Null as Nullness>::Of<<Self as Expression>::Sql>,
                Item<N>,
            >;

            fn columns(source: &'static str, names: &mut std::slice::Iter<'_, &'static str>) -> Self::Columns {
                // There are as many names as columns: both come from the same select list.
                Column::new(SourceName::new(source), names.next().copied().unwrap_or_default())
            }
        }
    )* };
}

derive_expression! {
    (T: Source, Ty: SqlType, Id) Column<T, Ty, Id>;
    (Ty: SqlType, R) Expr<Ty, R>;
    (Ty: SqlType, R) Aggregate<Ty, R>;
    (Ty: SqlType, R) Over<Ty, R>;
    (Ty: SqlType) TextExpr<Ty>;
    ('a, E: Expression + ?Sized) &'a E;
    (E: Expression + Selection) Widened<E>;
}

macro_rules! derive_tuple {
    ($($item:ident $index:ident $position:literal),+) => {
        impl<Sc, S, $($item: Derive<Sc, S, $index, $position>, $index),+> Derive<Sc, S, ($($index,)+), 0> for ($($item,)+) {
            type Columns = ($($item::Columns,)+);

            fn columns(source: &'static str, names: &mut std::slice::Iter<'_, &'static str>) -> Self::Columns {
                ($($item::columns(source, names),)+)
            }
        }
    };
}

derive_tuple!(A I0 0);
derive_tuple!(A I0 0, B I1 1);
derive_tuple!(A I0 0, B I1 1, C I2 2);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3, E I4 4);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3, E I4 4, F I5 5);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3, E I4 4, F I5 5, G I6 6);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3, E I4 4, F I5 5, G I6 6, H I7 7);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3, E I4 4, F I5 5, G I6 6, H I7 7, J I8 8);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3, E I4 4, F I5 5, G I6 6, H I7 7, J I8 8, K I9 9);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3, E I4 4, F I5 5, G I6 6, H I7 7, J I8 8, K I9 9, L I10 10);
derive_tuple!(A I0 0, B I1 1, C I2 2, D I3 3, E I4 4, F I5 5, G I6 6, H I7 7, J I8 8, K I9 9, L I10 10, M I11 11);

/// What [`alias!`](crate::alias!) takes: an entity or a derived table.
pub trait Aliasable<Tag> {
    /// The same under another name.
    type Aliased;

    /// The same under another name.
    fn alias(self) -> Self::Aliased;
}

impl<Sel, Sc, Old, Tag: super::AliasTag> Aliasable<Tag> for &DerivedTable<Sel, Sc, Old> {
    type Aliased = DerivedTable<Sel, Sc, Tag>;

    fn alias(self) -> Self::Aliased {
        self.aliased::<Tag>()
    }
}
