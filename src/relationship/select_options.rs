//! What a session loads along with a query.

use crate::entity::LoadOptions;
use crate::query::Select;
use crate::relationship::Loaders;

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    /// What the session loads along with the instances of this query: [`selectin`](crate::selectin),
    /// [`joined`](crate::joined), [`raise`](crate::raise), [`contains_eager`](crate::contains_eager), or a tuple of them.
    /// The entities whose relationships they name have to be selected.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.add(NewAddress::new("sandy@sqlalchemy.org", sandy));
    /// session.commit()?;
    /// // SELECT … FROM user_account
    /// // SELECT … FROM address WHERE address.user_id IN (?)
    /// let users = session.scalars(select(User).options(selectin(User.addresses)))?;
    /// assert_eq!(users.all(), [sandy]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The statement fails with `InvalidStatement` if it is run on a connection or stands inside of another query, and if
    /// the entity is not selected.
    #[must_use]
    pub fn options<L: Loaders<Sc, I, Kept = K>, I, K>(mut self, loaders: L) -> Self {
        loaders.push(self.load_options());
        self
    }

    /// Rows that the session knows already are read anew: what was changed in memory and not flushed is lost.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.commit()?;
    /// session[sandy].name = "sandra".into();
    /// session.no_autoflush(|session| session.execute(select(User)))?;
    /// assert_eq!(session[sandy].name, "sandra");
    /// session.no_autoflush(|session| {
    ///     session.execute(select(User).populate_existing())
    /// })?;
    /// assert_eq!(session[sandy].name, "sandy");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn populate_existing(mut self) -> Self {
        self.load_options().populate_existing = true;
        self
    }

    fn load_options(&mut self) -> &mut LoadOptions {
        self.ast.has_options = true;
        self.options.get_or_insert_default()
    }
}
