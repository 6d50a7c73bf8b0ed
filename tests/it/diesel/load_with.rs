//! Statements of ours on connections of the program's, in its transactions.

use diesel::prelude::*;
use realgar::driver::DieselConnection;
use realgar::prelude::Operators as _;
use realgar::query::{delete, func, insert, select, update};
use realgar::statement::DieselExecute;
use realgar::{Dialect, text};

use super::tutorial::{Address, NewAddress, NewUser, User};
use super::{mysql, postgres, sqlite};

diesel::table! {
    user_account (id) {
        id -> Integer,
        name -> Text,
        fullname -> Nullable<Text>,
    }
}

/// Statements of all sorts, with rows and without.
fn write_and_read<C: DieselConnection>(conn: &mut C) -> QueryResult<()> {
    let users = ["sandy", "patrick", "squidward"].map(NewUser::new);
    assert_eq!(insert(User).values(users).execute_with(conn)?.rows_affected, 3);
    let named = select(User.id).filter(User.name.eq("sandy"));
    let sandy = named.load_with(conn)?.one()?;
    let address = insert(Address).value(NewAddress::new("sandy@example.com", sandy));
    assert_eq!(address.execute_with(conn)?.rows_affected, 1);
    let renamed = update(User).set(User.fullname, "Sandy Cheeks").filter(User.id.eq(sandy));
    assert_eq!(renamed.execute_with(conn)?.rows_affected, 1);
    let joined = select((User.name, User.fullname, Address.email_address)).join(Address).order_by(User.id);
    assert_eq!(
        joined.load_with(conn)?.all(),
        [("sandy".to_owned(), Some("Sandy Cheeks".to_owned()), "sandy@example.com".to_owned())]
    );
    let listed = select(User.name).filter(User.name.in_(["sandy", "patrick"])).order_by(User.name);
    assert_eq!(listed.load_with(conn)?.all(), ["patrick", "sandy"]);
    assert_eq!(delete(User).filter(User.name.eq("squidward")).execute_with(conn)?.rows_affected, 1);
    let whole = select(User).filter(User.id.eq(sandy)).load_with(conn)?.one()?;
    assert_eq!(whole.name, "sandy");
    assert_eq!(select(func::count(User.id)).load_with(conn)?.all(), [2]);
    let none = insert(User).values(Vec::<NewUser>::new());
    assert_eq!(none.execute_with(conn)?.rows_affected, 0);
    Ok(())
}

#[test]
fn our_statements_run_on_the_programs_sqlite_connection() {
    write_and_read(&mut sqlite()).unwrap();
}

#[test]
fn our_statements_run_on_the_programs_postgres_connection() {
    let Some(mut conn) = postgres() else { return };
    write_and_read(&mut conn).unwrap();
}

#[test]
fn our_statements_run_on_the_programs_mysql_connection() {
    let Some(mut conn) = mysql() else { return };
    write_and_read(&mut conn).unwrap();
}

#[test]
fn both_languages_see_each_others_rows_in_one_transaction() {
    let mut conn = sqlite();
    let rolled_back: QueryResult<()> = conn.transaction(|conn| {
        diesel::insert_into(user_account::table).values(user_account::name.eq("sandy")).execute(conn)?;
        assert_eq!(select(User.name).load_with(conn)?.all(), ["sandy"]);
        insert(User).value(NewUser::new("patrick")).execute_with(conn)?;
        let names = user_account::table.select(user_account::name).order(user_account::id).load::<String>(conn)?;
        assert_eq!(names, ["sandy", "patrick"]);
        Err(diesel::result::Error::RollbackTransaction)
    });
    assert!(rolled_back.is_err());
    assert_eq!(select(func::count(User.id)).load_with(&mut conn).unwrap().all(), [0]);
}

#[test]
fn a_test_transaction_of_diesels_keeps_nothing_of_ours() {
    let Some(mut conn) = postgres() else { return };
    conn.test_transaction::<_, diesel::result::Error, _>(|conn| {
        insert(User).value(NewUser::new("sandy")).execute_with(conn)?;
        assert_eq!(user_account::table.count().get_result::<i64>(conn)?, 1);
        Ok(())
    });
    assert_eq!(user_account::table.count().get_result::<i64>(&mut conn).unwrap(), 0);
}

#[test]
fn an_insert_of_many_rows_is_done_whole_or_not_at_all() {
    let mut conn = sqlite();
    let mut users: Vec<NewUser> = (0..2_500).map(|at| NewUser::new(format!("user {at}"))).collect();
    users.push(NewUser::new("user 0"));
    let error = insert(User).values(users.clone()).execute_with(&mut conn).unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.violation().unwrap().columns, ["name"]);
    assert_eq!(select(func::count(User.id)).load_with(&mut conn).unwrap().all(), [0]);
    users.pop();
    users[1].fullname = Some("of another shape".to_owned());
    assert_eq!(insert(User).values(users).execute_with(&mut conn).unwrap().rows_affected, 2_500);
}

#[test]
fn rows_that_were_written_come_back_where_the_client_library_hands_them_out() {
    let returned = || insert(User).values(["a", "b"].map(NewUser::new)).returning((User.id, User.name));
    let expected = [(1, "a".to_owned()), (2, "b".to_owned())];
    assert_eq!(returned().load_with(&mut sqlite()).unwrap().all(), expected);
    if let Some(mut conn) = postgres() {
        assert_eq!(returned().load_with(&mut conn).unwrap().all(), expected);
    }
    if let Some(mut conn) = mysql() {
        let error = returned().load_with(&mut conn).unwrap_err();
        assert!(error.is_unsupported(), "{error}");
    }
}

#[test]
fn a_text_may_write_read_and_define() {
    let mut conn = sqlite();
    text("CREATE TABLE point (x INTEGER)").load_with(&mut conn).unwrap();
    let insert = text("INSERT INTO point VALUES (:x), (:y)").bind("x", 1).bind("y", 2);
    assert_eq!(insert.load_with(&mut conn).unwrap().rows_affected(), 2);
    let rows = text("SELECT x AS place FROM point ORDER BY x").load_with(&mut conn).unwrap();
    assert_eq!(rows.columns(), ["place"]);
    let two = text("SELECT 1; SELECT 2").load_with(&mut conn).unwrap_err();
    assert_eq!(*two.kind(), realgar::ErrorKind::Sql);
}

#[test]
fn the_statement_is_the_one_that_our_own_connection_sends() {
    let query = || select(User.name).filter(User.name.like("s%"));
    let error = query().load_with(&mut SqliteConnection::establish(":memory:").unwrap()).unwrap_err();
    assert!(error.is_no_such_table());
    assert_eq!(error.statement(), Some(query().compile(Dialect::Sqlite).unwrap().sql()));
}
