//! Rows that are structs of the program's own, matched by name.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::tutorial::{Address, User};

row_struct! {
    /// A user with one of the addresses.
    #[derive(Clone, Debug, PartialEq)]
    pub(crate) struct Contact {
        pub(crate) name: String,
        fullname: Option<String>,
        /// Where mail goes to.
        email: Option<String>,
    }
}

row_struct! {
    #[derive(Debug, PartialEq)]
    struct Counted { user: User, addresses: i64 }
}

#[test]
fn each_field_has_its_column() {
    let query = select_as!(Contact { name: User.name, fullname: User.fullname, email: Address.email_address });
    assert_snapshot!(check(query.left_join(Address).order_by((User.id.desc(), Address.id)).limit(2)), @r#"
    SELECT user_account.name, user_account.fullname, address.email_address FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id ORDER BY user_account.id DESC, address.id LIMIT ?
    binds: [BigInt(2)]
    Contact { name: "patrick", fullname: None, email: None }
    Contact { name: "sandy", fullname: Some("Sandy Cheeks"), email: Some("sandy@sqlalchemy.org") }
    "#);
}

#[test]
fn a_field_may_be_an_entity() {
    let query = select_as!(Counted { user: User, addresses: func::count(Address.id) }).join(Address).group_by(User.id);
    let counted: Vec<Counted> = filled().scalars(query.order_by(User.id)).unwrap().all();
    let counts: Vec<_> = counted.iter().map(|row| (row.user.name.as_str(), row.addresses)).collect();
    assert_eq!(counts, [("spongebob", 1), ("sandy", 2)]);
}

#[test]
fn such_a_query_is_erased_streamed_and_counted_like_any_other() {
    let query = || select_as!(Contact { name: User.name, fullname: User.fullname, email: User.fullname });
    let erased: Query<Contact> = query().order_by(User.id).limit(2).erase();
    assert_eq!(filled().execute(erased).unwrap().len(), 2);
    assert_eq!(filled().page(query().order_by(User.id), 2, 2).unwrap().total, 3);
    let names: Vec<String> = filled().stream(query().order_by(User.id)).unwrap().map(|row| row.unwrap().name).collect();
    assert_eq!(names, ["spongebob", "sandy", "patrick"]);
}

#[test]
fn columns_of_a_text_are_found_by_name() {
    let sql = "SELECT 7 AS other, 'ed@example.org' AS email, name, fullname FROM user_account WHERE id = :id";
    let contact = filled().scalars(text(sql).named::<Contact>().bind("id", 3)).unwrap().one().unwrap();
    let expected = Contact { name: "patrick".into(), fullname: None, email: Some("ed@example.org".into()) };
    assert_eq!(contact, expected);
}

#[test]
fn a_column_that_is_missing_ambiguous_or_wrong_is_named() {
    let message = |sql| filled().execute(text(sql).named::<Contact>()).unwrap_err().message().to_owned();
    assert_snapshot!(message("SELECT name, fullname FROM user_account"), @"row 1: the statement returns no column for the field `email`, only `name`, `fullname`: name it with AS");
    assert_snapshot!(message("SELECT name, fullname, 1 AS email, 2 AS email FROM user_account"), @"row 1: the statement returns several columns `email`: rename them with AS");
    assert_snapshot!(message("SELECT fullname AS name, fullname, 'x' AS email FROM user_account WHERE id = 3"), @"column `name`, row 1: NULL where text was expected: decode it as an `Option`, or declare it NOT NULL");
    assert_snapshot!(message("SELECT NULL AS email, name, 5 AS fullname FROM user_account"), @"column `fullname`, row 1: an integer where text was expected");
}
