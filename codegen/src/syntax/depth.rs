//! How deep SQL may be nested, and where there is room for it.
//!
//! sqlparser limits its own recursion, but not all of it, and trees are walked and dropped recursively. So what would
//! make a tree too deep is counted before it is parsed, and all reading happens on a thread with a large stack.

use super::token_slice::TokenSlice;
use realgar_metadata::lexer::Kind;

/// sqlparser's levels. Its own limit is 50, and databases dump more parentheses than people write.
pub(super) const DEEPEST: usize = 120;

/// Each operator may make a tree one level deeper. Nobody writes this many.
const MOST_OPERATORS: usize = 1000;

/// Types may contain types, and INTERVAL may follow INTERVAL, without sqlparser counting the depth. Nor does it count
/// the parentheses of types, so all parentheses are counted here, whatever they are for.
const MOST_UNCOUNTED: usize = 100;

/// Each of sqlparser's levels may take a hundred kilobytes in unoptimized code, as in a build script. Not every main
/// thread has that much.
const STACK: usize = 64 * 1024 * 1024;

/// Words that make a tree deeper, as operators do.
const OPERATORS: &[&str] = &[
    "AND",
    "OR",
    "NOT",
    "IS",
    "IN",
    "LIKE",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "COLLATE",
    "AT",
    "BETWEEN",
    "DIV",
    "MOD",
    "XOR",
];

/// Runs some work on a thread with room for deep trees. `None` if the thread could not be started, or panicked.
pub(crate) fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// Whether the tree of these tokens could be too deep.
pub(super) fn is_too_deep(slice: TokenSlice<'_>) -> bool {
    let is_operator = |at: usize| match slice.tokens[at].kind {
        Kind::Symbol(symbol) => is_operator(char::from(symbol)),
        Kind::Word => slice.is_any(at, OPERATORS),
        _ => false,
    };
    let is_uncounted = |at: usize| slice.is_symbol(at, b'<') || slice.is(at, "INTERVAL");
    let count = |is: &dyn Fn(usize) -> bool| (0..slice.tokens.len()).filter(|at| is(*at)).count();
    count(&is_operator) > MOST_OPERATORS || count(&is_uncounted) > MOST_UNCOUNTED || parentheses(slice) > MOST_UNCOUNTED
}

/// Whether the tree of this text could be too deep, in whatever dialect. Operators in quotes count, too, because where
/// a string ends depends on the dialect.
pub(super) fn is_text_too_deep(sql: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let is_symbol =
        |character: char| !is_word(character) && !" \t\r\n'\"`[]".contains(character) && is_operator(character);
    let words = sql.split(|character: char| !is_word(character));
    let is_operator_word = |word: &&str| OPERATORS.iter().any(|operator| word.eq_ignore_ascii_case(operator));
    sql.chars().filter(|character| is_symbol(*character)).count() + words.filter(is_operator_word).count()
        > MOST_OPERATORS
}

fn is_operator(symbol: char) -> bool {
    !".,;()".contains(symbol)
}

/// How many parentheses are open at once.
fn parentheses(slice: TokenSlice<'_>) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for at in 0..slice.tokens.len() {
        if slice.is_symbol(at, b'(') {
            depth += 1;
        } else if slice.is_symbol(at, b')') {
            depth = depth.saturating_sub(1);
        }
        deepest = deepest.max(depth);
    }
    deepest
}
