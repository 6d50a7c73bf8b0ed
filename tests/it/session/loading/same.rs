//! However relationships are loaded, they lead to the same rows: random data, all strategies, all ways to cut a result.

use realgar::prelude::*;
use realgar::relationship::Loader;

use super::super::trace::Traced;
use super::super::trace::forum::{Item, NewAddress, NewItem, NewOrder, NewTag, NewUser, Order, User};

/// Numbers that look random, and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Users with none to three addresses and orders, whose items have none to three of four tags.
fn random_forum(seed: u64) -> Traced {
    let traced = Traced::new();
    let mut numbers = Numbers(seed);
    let mut session = Session::new(&traced.engine);
    let tags = session.add_all(["red", "green", "blue", "grey"].map(NewTag::new));
    for _ in 0..12 {
        let name = ["ed", "jack", "fred"][numbers.below(3) as usize];
        let user = session.add(NewUser::new(name));
        for _ in 0..numbers.below(4) {
            session.add(NewAddress::new("a").user_id(user));
        }
        for _ in 0..numbers.below(4) {
            let order = session.add(NewOrder::new().user_id(user));
            for _ in 0..numbers.below(4) {
                let item = session.add(NewItem::new("x").order_id(order));
                for tag in &tags {
                    if numbers.below(2) == 0 {
                        session.append(item, Item.tags, *tag).unwrap();
                    }
                }
            }
        }
    }
    session.commit().unwrap();
    traced.take();
    traced
}

type UserLoader = Loader<User, User>;

/// What leads from users to orders, items and tags, and to addresses, in all mixtures of strategies.
fn loaders() -> Vec<Vec<UserLoader>> {
    let orders = [selectin(User.orders), joined(User.orders)];
    let items = [selectin(Order.items), joined(Order.items)];
    let tags = [selectin(Item.tags), joined(Item.tags)];
    let addresses = [selectin(User.addresses), joined(User.addresses)];
    let mut all = Vec::new();
    for mixture in 0..16_usize {
        let bit = |at: usize| (mixture >> at) & 1;
        let owner = || selectin(super::Address.user);
        let to_tags = orders[bit(0)].clone().options(raise(Order.user)).then(items[bit(1)].clone());
        // Back to the users, so that all loaders are of one type.
        let to_tags = to_tags.options(tags[bit(2)].clone()).then(selectin(Item.order)).then(selectin(Order.user));
        all.push(vec![to_tags, addresses[bit(3)].clone().then(owner())]);
    }
    all
}

/// The keys of a user, of its addresses, of its orders with their items with their tags.
type Tree = (i64, Vec<i64>, Vec<(i64, Vec<(i64, Vec<i64>)>)>);

fn tree(session: &mut Session, user: Handle<User>) -> Tree {
    let mut addresses: Vec<i64> = Vec::new();
    for address in session.related(user, User.addresses).unwrap() {
        addresses.push(session[address].id);
    }
    addresses.sort_unstable();
    let mut orders = Vec::new();
    for order in session.related(user, User.orders).unwrap() {
        let mut items = Vec::new();
        for item in session.related(order, Order.items).unwrap() {
            let mut tags: Vec<i64> = Vec::new();
            for tag in session.related(item, Item.tags).unwrap() {
                tags.push(session[tag].id);
            }
            tags.sort_unstable();
            items.push((session[item].id, tags));
        }
        items.sort_unstable();
        orders.push((session[order].id, items));
    }
    orders.sort_unstable();
    (session[user].id, addresses, orders)
}

#[test]
fn all_strategies_lead_to_the_same_rows() {
    let mut trees = 0;
    for seed in 1..4 {
        let traced = random_forum(seed);
        let queries = [
            select(User).order_by(User.id),
            select(User).order_by((User.name.desc(), User.id.desc())).limit(5),
            select(User).order_by((func::length(User.name), User.id)).limit(4).offset(3),
            select(User).distinct().order_by(User.id).offset(7),
            select(User).filter(User.name.eq("ed")).order_by(User.id),
        ];
        for query in queries {
            let mut lazy = Session::new(&traced.engine);
            let users = lazy.scalars(query.clone()).unwrap().all();
            let expected: Vec<Tree> = users.into_iter().map(|user| tree(&mut lazy, user)).collect();
            drop(lazy);
            for loaders in loaders() {
                let options = loaders.into_iter().fold(query.clone(), |query, loader| query.options(loader));
                let mut session = Session::new(&traced.engine);
                let users = session.scalars(options).unwrap().all();
                traced.take();
                let found: Vec<Tree> = users.into_iter().map(|user| tree(&mut session, user)).collect();
                traced.sent(&[]);
                assert_eq!(found, expected);
                trees += found.len();
                drop(session);
                traced.take();
            }
        }
    }
    assert!(trees > 1000, "{trees}");
}
