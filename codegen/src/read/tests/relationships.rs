//! Relationships: which there are, what they are called, and in which order tables are written.

use insta::assert_snapshot;

use super::{describe, messages, report, schema};

#[test]
fn a_unique_foreign_key_is_a_one_to_one() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE person (id INT PRIMARY KEY);
        CREATE TABLE passport (person_id INT PRIMARY KEY REFERENCES person);
        CREATE TABLE badge (id INT PRIMARY KEY, owner_id INT UNIQUE REFERENCES person);
        CREATE TABLE desk (id INT PRIMARY KEY, person_id INT REFERENCES person);
        CREATE UNIQUE INDEX one_desk ON desk (person_id);
    ")), @r"
    person Person (id)
      id: Integer default
      passport -> OneToOne Passport (id = person_id) back person
      badge -> OneToOne Badge (id = owner_id) back owner
      desk -> OneToOne Desk (id = person_id) back person
    passport Passport (person_id)
      person_id: Integer to Person
      person -> ManyToOne Person (person_id = id) back passport
    badge Badge (id)
      id: Integer default
      owner_id: Integer null to Person
      owner -> OptionalManyToOne Person (owner_id = id) back badge
    desk Desk (id)
      id: Integer default
      person_id: Integer null to Person
      person -> OptionalManyToOne Person (person_id = id) back desk
    order Person, Passport, Badge, Desk
    ");
}

#[test]
fn a_table_of_two_foreign_keys_and_nothing_else_is_a_many_to_many() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE item (id INT PRIMARY KEY);
        CREATE TABLE tag (id INT PRIMARY KEY);
        CREATE TABLE item_tag (item_id INT REFERENCES item, tag_id INT REFERENCES tag, PRIMARY KEY (item_id, tag_id));
        -- @relationship labels back_populates=things cascade=delete
        CREATE TABLE labelling (item_id INT REFERENCES item, tag_id INT REFERENCES tag);
        CREATE TABLE more (item_id INT REFERENCES item, tag_id INT REFERENCES tag, at DATE);
    ")), @r"
    item Item (id)
      id: Integer default
      item_tags -> OneToMany ItemTag (id = item_id) back item
      tags -> ManyToMany Tag (id = id) through ItemTag (item_id, tag_id) back items
      labellings -> OneToMany Labelling (id = item_id) back item
      labels -> ManyToMany Tag (id = id) through Labelling (item_id, tag_id) back things cascade [Delete]
      mores -> OneToMany More (id = item_id) back item
    tag Tag (id)
      id: Integer default
      item_tags -> OneToMany ItemTag (id = tag_id) back tag
      items -> ManyToMany Item (id = id) through ItemTag (tag_id, item_id) back tags
      labellings -> OneToMany Labelling (id = tag_id) back tag
      things -> ManyToMany Item (id = id) through Labelling (tag_id, item_id) back labels
      mores -> OneToMany More (id = tag_id) back tag
    item_tag ItemTag (item_id, tag_id)
      item_id: Integer to Item
      tag_id: Integer to Tag
      item -> ManyToOne Item (item_id = id) back item_tags
      tag -> ManyToOne Tag (tag_id = id) back item_tags
    labelling Labelling ()
      item_id: Integer null to Item
      tag_id: Integer null to Tag
      item -> OptionalManyToOne Item (item_id = id) back labellings
      tag -> OptionalManyToOne Tag (tag_id = id) back labellings
    more More ()
      item_id: Integer null to Item
      tag_id: Integer null to Tag
      at: Date null
      item -> OptionalManyToOne Item (item_id = id) back mores
      tag -> OptionalManyToOne Tag (tag_id = id) back mores
    order Item, Tag, ItemTag, Labelling, More
    ");
}

#[test]
fn a_table_between_a_table_and_itself_names_both_ends() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE account (id INT PRIMARY KEY);
        CREATE TABLE follow (follower_id INT REFERENCES account, followee_id INT REFERENCES account, PRIMARY KEY (follower_id, followee_id));
    ")), @r"
    account Account (id)
      id: Integer default
      follows_by_follower -> OneToMany Follow (id = follower_id) back follower
      follows_by_followee -> OneToMany Follow (id = followee_id) back followee
      followees -> ManyToMany Account (id = id) through Follow (follower_id, followee_id) back followers
      followers -> ManyToMany Account (id = id) through Follow (followee_id, follower_id) back followees
    follow Follow (follower_id, followee_id)
      follower_id: Integer to Account
      followee_id: Integer to Account
      follower -> ManyToOne Account (follower_id = id) back follows_by_follower
      followee -> ManyToOne Account (followee_id = id) back follows_by_followee
    order Account, Follow
    ");
}

#[test]
fn a_reference_to_the_own_table_is_parent_and_children() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE employee (id INT PRIMARY KEY, reports_to INT REFERENCES employee);
        CREATE TABLE node (id INT PRIMARY KEY, parent INT REFERENCES node, children INT);
        CREATE TABLE word (id INT PRIMARY KEY, before_id INT REFERENCES word, after_id INT REFERENCES word);
    ")), @r"
    employee Employee (id)
      id: Integer default
      reports_to: Integer null to Employee
      parent -> OptionalManyToOne Employee (reports_to = id) back children
      children -> OneToMany Employee (id = reports_to) back parent
    node Node (id)
      id: Integer default
      parent: Integer null to Node
      children: Integer null
      node -> OptionalManyToOne Node (parent = id) back nodes
      nodes -> OneToMany Node (id = parent) back node
    word Word (id)
      id: Integer default
      before_id: Integer null to Word
      after_id: Integer null to Word
      before -> OptionalManyToOne Word (before_id = id) back words_by_before
      after -> OptionalManyToOne Word (after_id = id) back words_by_after
      words_by_before -> OneToMany Word (id = before_id) back before
      words_by_after -> OneToMany Word (id = after_id) back after
    order Employee, Node, Word
    note `Node.node` (node.parent) is not called `parent`, which is taken
    note `Node.nodes` (the other side of node.parent) is not called `children`, which is taken
    ");
}

#[test]
fn several_foreign_keys_to_one_table_are_told_apart() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE address (id INT PRIMARY KEY);
        CREATE TABLE orders (id INT PRIMARY KEY, billing_id INT REFERENCES address, shipping_id INT NOT NULL REFERENCES address);
    ")), @r"
    address Address (id)
      id: Integer default
      orders_by_billing -> OneToMany Order (id = billing_id) back billing
      orders_by_shipping -> OneToMany Order (id = shipping_id) back shipping
    orders Order (id)
      id: Integer default
      billing_id: Integer null to Address
      shipping_id: Integer to Address
      billing -> OptionalManyToOne Address (billing_id = id) back orders_by_billing
      shipping -> ManyToOne Address (shipping_id = id) back orders_by_shipping
    order Address, Order
    ");
}

#[test]
fn what_is_taken_goes_to_nobody_who_did_not_ask_for_it() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE author (id INT PRIMARY KEY, books TEXT);
        CREATE TABLE book (id INT PRIMARY KEY, author INT REFERENCES author, editor TEXT, editor_id INT REFERENCES author);
        CREATE TABLE staff (id INT PRIMARY KEY, store_id INT REFERENCES store);
        CREATE TABLE store (id INT PRIMARY KEY, manager_id INT UNIQUE REFERENCES staff);
    ")), @r"
    author Author (id)
      id: Integer default
      books: Text null
      books_by_author_ref -> OneToMany Book (id = author) back author_ref
      books_by_editor_author -> OneToMany Book (id = editor_id) back editor_author
    book Book (id)
      id: Integer default
      author: Integer null to Author
      editor: Text null
      editor_id: Integer null to Author
      author_ref -> OptionalManyToOne Author (author = id) back books_by_author_ref
      editor_author -> OptionalManyToOne Author (editor_id = id) back books_by_editor_author
    staff Staff (id)
      id: Integer default
      store_id: Integer null to Store
      store -> OptionalManyToOne Store (store_id = id) back staff
      store_by_manager -> OneToOne Store (id = manager_id) back manager
    store Store (id)
      id: Integer default
      manager_id: Integer null to Staff
      manager -> OptionalManyToOne Staff (manager_id = id) back store_by_manager
      staff -> OneToMany Staff (id = store_id) back store
    order Author, Book, Staff, Store
    note `Book.author_ref` (book.author) is not called `author`, which is taken
    note `Book.editor_author` (book.editor_id) is not called `editor`, which is taken
    note `Staff.store_by_manager` (the other side of store.manager_id) is not called `store`, which is taken
    ");
}

#[test]
fn composite_keys_join_on_all_their_columns() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE line (order_id INT, number INT, PRIMARY KEY (order_id, number));
        CREATE TABLE parcel (id INT PRIMARY KEY, order_id INT NOT NULL, number INT, FOREIGN KEY (number, order_id) REFERENCES line (number, order_id));
    ")), @r"
    line Line (order_id, number)
      order_id: Integer
      number: Integer
      parcels -> OneToMany Parcel (number+order_id = number+order_id) back line
    parcel Parcel (id)
      id: Integer default
      order_id: Integer
      number: Integer null
      line -> OptionalManyToOne Line (number+order_id = number+order_id) back parcels
    order Line, Parcel
    ");
}

#[test]
fn names_of_the_user_that_clash_are_errors() {
    assert_snapshot!(report("\
CREATE TABLE a (id INT PRIMARY KEY, name TEXT);
CREATE TABLE b (
    id INT PRIMARY KEY,
    a_id INT REFERENCES a, -- @relationship owner back_populates=name
    other_id INT REFERENCES a -- @relationship owner
);
"), @r"
    error: `A.name` would mean two things: the field `name` and the other side of b.a_id
     --> schema.sql:4:14
      |
    4 |     a_id INT REFERENCES a, -- @relationship owner back_populates=name
      |              ^^^^^^^^^^^^
      |
      = help: choose another name with `@relationship name back_populates=name`, or rename the field with `@name`

    error: `B.owner` would mean two things: b.a_id and b.other_id
     --> schema.sql:5:18
      |
    5 |     other_id INT REFERENCES a -- @relationship owner
      |                  ^^^^^^^^^^^^
      |
      = help: choose another name with `@relationship name back_populates=name`, or rename the field with `@name`
    ");
}

#[test]
fn a_circle_is_broken_where_a_key_may_be_null() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE a (id INT PRIMARY KEY, b_id INT NOT NULL REFERENCES b);
        CREATE TABLE b (id INT PRIMARY KEY, c_id INT NOT NULL REFERENCES c);
        CREATE TABLE c (id INT PRIMARY KEY, a_id INT REFERENCES a);
        CREATE TABLE leaf (id INT PRIMARY KEY, a_id INT NOT NULL REFERENCES a);
    ")).lines().last().unwrap_or_default(), @"order C, B, A, Leaf");
}

#[test]
fn a_circle_of_keys_that_are_not_null_is_noted_and_broken_at_the_first_table() {
    let text = describe(&schema(
        "
        CREATE TABLE a (id INT PRIMARY KEY, b_id INT NOT NULL REFERENCES b);
        CREATE TABLE b (id INT PRIMARY KEY, a_id INT NOT NULL REFERENCES a);
        CREATE TABLE after (id INT PRIMARY KEY, a_id INT NOT NULL REFERENCES a);
    ",
    ));
    assert_snapshot!(text.lines().skip_while(|line| !line.starts_with("order")).collect::<Vec<_>>().join("\n"), @r"
    order A, B, After
    note `a` and `b` refer to each other by keys that are NOT NULL; `a` is written first, which a database allows only for keys that are already there or checked at commit (DEFERRABLE INITIALLY DEFERRED)
    ");
}

#[test]
fn foreign_keys_to_nothing_are_errors() {
    assert_snapshot!(messages("
CREATE TABLE a (id INT PRIMARY KEY, b_id INT REFERENCES bb, c INT REFERENCES a (ids), d INT, e INT,
    FOREIGN KEY (d, e) REFERENCES a, FOREIGN KEY (f) REFERENCES a);
CREATE TABLE b (x INT);
CREATE TABLE c (x INT REFERENCES b, y INT, FOREIGN KEY (y, y) REFERENCES a (id, d));
"), @r"
    2:57 no table `bb`
    2:81 no column `ids` in table `a`
    3:5 this foreign key has 2 columns and refers to 1 column
    3:51 no column `f` in table `a`
    5:34 table `b` has no primary key that this foreign key could refer to
    5:60 column `y` is named twice in one key
    ");
}

#[test]
fn keys_of_another_type_take_values_only() {
    let schema = schema(
        "
        CREATE TABLE a (id BIGINT PRIMARY KEY);
        CREATE TABLE b (a_id INT REFERENCES a);
    ",
    );
    assert_eq!(schema.models[1].fields[0].refers_to, None);
    assert_snapshot!(schema.notes.join("\n"), @"`b.a_id` refers to `a.id`, which has another Rust type, so it takes values but not handles");
}

#[test]
fn an_order_is_read_in_words_of_sql_wherever_its_blanks_are() {
    let order = |words: &str| {
        let schema = schema(&format!(
            "CREATE TABLE a (id INT PRIMARY KEY);
            CREATE TABLE b (
                a_id INT REFERENCES a, -- @relationship up {words}
                x INT, y INT
            );"
        ));
        let behaviour = &schema.models[0].relationships[0].behaviour;
        (behaviour.order_by.clone(), behaviour.write_only)
    };
    assert_eq!(order("order_by=x"), (vec![(1, false)], false));
    assert_eq!(order("order_by=x desc"), (vec![(1, true)], false));
    assert_eq!(order("order_by=Y ASC write_only"), (vec![(2, false)], true));
    for words in ["order_by=x desc,y", "order_by=x desc, y", "order_by=x desc ,y", "order_by=x DESC , y asc"] {
        assert_eq!(order(&format!("{words} write_only")), (vec![(1, true), (2, false)], true), "{words}");
    }
    assert_eq!(order("write_only order_by=y,x desc"), (vec![(2, false), (1, true)], true));
}

#[test]
fn words_are_about_the_side_without_the_key_unless_they_name_the_many_to_one() {
    assert_snapshot!(describe(&schema("
        CREATE TABLE settings (id INT PRIMARY KEY);
        CREATE TABLE a (
            id INT PRIMARY KEY,
            settings_id INT UNIQUE REFERENCES settings, -- @relationship settings many_to_one_cascade=all,delete-orphan single_parent cascade=none
            seen_id INT REFERENCES settings -- @relationship seen viewonly order_by=id desc
        );
        CREATE TABLE b (id INT PRIMARY KEY, rank INT);
        -- @relationship bs cascade=all,delete-orphan single_parent order_by=rank write_only passive_deletes
        CREATE TABLE a_b (a_id INT REFERENCES a, b_id INT REFERENCES b, PRIMARY KEY (a_id, b_id));
    ")).lines().map(str::trim).filter(|line| line.contains(" -> ")).collect::<Vec<_>>().join("\n"), @r"
    a_by_settings -> OneToOne A (id = settings_id) back settings cascade []
    as_by_seen -> OneToMany A (id = seen_id) back seen cascade [Merge] by id desc viewonly
    settings -> OptionalManyToOne Setting (settings_id = id) back a_by_settings cascade [SaveUpdate, Merge, RefreshExpire, Expunge, Delete, DeleteOrphan]
    seen -> OptionalManyToOne Setting (seen_id = id) back as_by_seen
    a_bs -> OneToMany AB (id = a_id) back a
    bs -> ManyToMany B (id = id) through AB (a_id, b_id) back as_ cascade [SaveUpdate, Merge, RefreshExpire, Expunge, Delete, DeleteOrphan] by rank passive write_only
    a_bs -> OneToMany AB (id = b_id) back b
    as_ -> ManyToMany A (id = id) through AB (b_id, a_id) back bs
    a -> ManyToOne A (a_id = id) back a_bs
    b -> ManyToOne B (b_id = id) back a_bs
    ");
}
