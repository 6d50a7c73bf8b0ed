//! A walk over tokens: names, groups in parentheses, lists.

use realgar_metadata::lexer::{self, Kind, Lexis, Token};

/// A list of tokens that is read from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: &'a [Token],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str, tokens: &'a [Token]) -> Self {
        Self { sql, tokens }
    }

    /// Calls `read` with the tokens of a text that SQLite has accepted.
    pub(super) fn over<T>(sql: &str, read: impl FnOnce(Cursor<'_>) -> T) -> T {
        let mut tokens = lexer::tokens(sql, Lexis::SQLITE);
        // In SQLite, the end of the text closes a comment.
        tokens.pop_if(|last| last.kind == Kind::Unterminated && last.text(sql).starts_with("/*"));
        read(Cursor::new(sql, &tokens))
    }

    pub(super) fn peek(&self) -> Option<Token> {
        self.tokens.first().copied()
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a [Token] {
        self.tokens
    }

    /// Takes a token.
    pub(super) fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    /// The next token as a keyword in upper case, if it is a bare word.
    pub(super) fn keyword(&self) -> Option<String> {
        let token = self.peek().filter(|token| token.kind == Kind::Word)?;
        Some(token.text(self.sql).to_ascii_uppercase())
    }

    /// Takes a keyword, if it is the next token.
    pub(super) fn accept(&mut self, keyword: &str) -> bool {
        let found = self.keyword().is_some_and(|word| word == keyword);
        if found {
            self.next();
        }
        found
    }

    /// Takes a symbol, if it is the next token.
    pub(super) fn accept_symbol(&mut self, symbol: u8) -> bool {
        let found = self.peek().is_some_and(|token| token.kind == Kind::Symbol(symbol));
        if found {
            self.next();
        }
        found
    }

    /// Takes a name. SQLite accepts strings as names, too.
    pub(super) fn name(&mut self) -> Option<String> {
        self.peek().filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted(_) | Kind::String { .. }))?;
        self.next().map(|token| token.value(self.sql))
    }

    /// Takes the content of parentheses, if they come next. A group that is not closed reaches to the end.
    pub(super) fn group(&mut self) -> Option<Self> {
        if self.peek()?.kind != Kind::Symbol(b'(') {
            return None;
        }
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate() {
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let inner = &self.tokens[1..at];
                self.tokens = &self.tokens[at + 1..];
                return Some(Self { sql: self.sql, tokens: inner });
            }
        }
        let inner = &self.tokens[1..];
        self.tokens = &[];
        Some(Self { sql: self.sql, tokens: inner })
    }

    /// Passes over one token, or a group as a whole.
    pub(super) fn skip(&mut self) {
        if self.group().is_none() {
            self.next();
        }
    }

    /// The parts between the commas outside of parentheses.
    pub(super) fn parts(mut self) -> Vec<Self> {
        let mut parts = Vec::new();
        while self.peek().is_some() {
            let start = self.tokens;
            while self.peek().is_some_and(|token| token.kind != Kind::Symbol(b',')) {
                self.skip();
            }
            parts.push(Self { sql: self.sql, tokens: &start[..start.len() - self.tokens.len()] });
            self.next();
        }
        parts
    }

    /// The first name of each part: the columns of a key.
    pub(super) fn names(self) -> Vec<String> {
        self.parts().iter_mut().filter_map(Self::name).collect()
    }

    /// The same without its last keyword, if `is_one` accepts that.
    pub(super) fn without_last(self, is_one: impl Fn(&str) -> bool) -> Option<Self> {
        let (_, rest) = self.tokens.split_last()?;
        let last = Self { sql: self.sql, tokens: &self.tokens[rest.len()..] };
        last.keyword().is_some_and(|word| is_one(&word)).then_some(Self { sql: self.sql, tokens: rest })
    }

    /// The same without the keyword and the name at the end, and that name.
    pub(super) fn without_last_two(self, keyword: &str) -> Option<(Self, String)> {
        let (before, mut last) = self
            .tokens
            .split_at_checked(self.tokens.len().checked_sub(2)?)
            .map(|(before, last)| (before, Self { sql: self.sql, tokens: last }))?;
        let name = last.accept(keyword).then(|| last.name())??;
        Some((Self { sql: self.sql, tokens: before }, name))
    }

    /// What is left, as written.
    pub(super) fn written(&self) -> String {
        match self.tokens {
            [] => String::new(),
            [only] => self.sql[only.start..only.end].to_owned(),
            [first, .., last] => self.sql[first.start..last.end].to_owned(),
        }
    }

    /// The same without parentheses around the whole.
    pub(super) fn without_parentheses(self) -> Self {
        Self { sql: self.sql, tokens: lexer::without_parentheses(self.tokens) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_groups_together() {
        let parts = Cursor::over("a, f(b, (c)), 'd,e', x", |cursor| {
            cursor.parts().iter().map(Cursor::written).collect::<Vec<_>>()
        });
        assert_eq!(parts, ["a", "f(b, (c))", "'d,e'", "x"]);
        assert_eq!(Cursor::over("a COLLATE nocase, \"b c\" DESC, [d]", |cursor| cursor.names()), ["a", "b c", "d"]);
    }

    #[test]
    fn only_parentheses_around_the_whole_are_taken_off() {
        let bare = |sql: &str| Cursor::over(sql, |cursor| cursor.without_parentheses().written());
        assert_eq!(bare("((a + 1))"), "a + 1");
        assert_eq!(bare("(a) + (b)"), "(a) + (b)");
        assert_eq!(bare("(')')"), "')'");
        assert_eq!(bare("()"), "");
        assert_eq!(bare("((a)"), "((a)");
    }

    #[test]
    fn a_parenthesis_too_many_or_too_few_stops_nothing() {
        for sql in ["(", ")", "((", "(,", ",,", ") (", "(a))", ""] {
            Cursor::over(sql, |mut cursor| {
                let _ = cursor.parts();
                let _ = cursor.group();
                let _ = cursor.name();
                cursor.skip();
            });
        }
    }
}
