//! Rust text under construction: indentation, doc comments and the few layout rules of rustfmt that generated code needs.
//!
//! The emitters write text that is formatted from the start. Reading it back with `syn` and printing it with
//! `prettyplease` costs a build script in the dev profile 5 ms a table, fifty times as much as writing it; and every
//! user's build would first have to compile both. A test runs rustfmt over the golden files instead.

/// The longest line, counted in characters.
const WIDTH: usize = 120;

/// Rust text under construction.
#[derive(Default)]
pub(crate) struct Code {
    text: String,
    depth: usize,
}

/// A call of a function, and method calls on its result: `Column::new("id", …).not_null()`.
pub(crate) struct Chain {
    function: String,
    arguments: Vec<Argument>,
    calls: Vec<(&'static str, Argument)>,
}

/// An argument of a call in a constant.
pub(crate) enum Argument {
    /// An expression, or nothing.
    Plain(String),
    /// A slice; in a call it must be a constant of its own to live long enough.
    List(Vec<String>),
    /// A struct with its fields.
    Struct(&'static str, Vec<String>),
}

impl Chain {
    pub(crate) fn new(function: impl Into<String>, arguments: impl IntoIterator<Item = impl Into<Argument>>) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Self { function: function.into(), arguments, calls: Vec::new() }
    }

    /// Adds a method call.
    pub(crate) fn call(mut self, method: &'static str, argument: impl Into<Argument>) -> Self {
        self.calls.push((method, argument.into()));
        self
    }

    /// Adds a method call without arguments on a condition.
    pub(crate) fn call_if(self, condition: bool, method: &'static str) -> Self {
        if condition { self.call(method, String::new()) } else { self }
    }

    /// Adds a method call if there is an argument for it.
    pub(crate) fn call_with(self, method: &'static str, argument: Option<impl Into<Argument>>) -> Self {
        match argument {
            Some(argument) => self.call(method, argument),
            None => self,
        }
    }

    fn one_line(&self) -> String {
        let calls = self.calls.iter().map(|(method, argument)| format!(".{method}({})", argument.one_line()));
        format!("{}{}", self.head(), calls.collect::<String>())
    }

    fn head(&self) -> String {
        let arguments: Vec<String> = self.arguments.iter().map(Argument::one_line).collect();
        format!("{}({})", self.function, arguments.join(", "))
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl Argument {
    /// What stands before the items of a list, the items, and what stands behind them.
    fn parts(&self) -> (String, &[String], &'static str) {
        match self {
            Self::Plain(text) => (text.clone(), &[], ""),
            Self::List(items) => ("const { &[".to_owned(), items, "] }"),
            Self::Struct(name, fields) => (format!("{name} {{"), fields, "}"),
        }
    }

    fn one_line(&self) -> String {
        let (head, items, tail) = self.parts();
        let pad = if matches!(self, Self::Struct(..)) { " " } else { "" };
        format!("{head}{pad}{}{pad}{tail}", items.join(", "))
    }
}

impl Code {
    /// Writes a line at the present depth.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) {
        self.indent();
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// Writes an empty line, except after the start of a block or another empty line.
    pub(crate) fn blank(&mut self) {
        let at_start = self.text.is_empty() || self.text.ends_with("\n\n") || self.text.ends_with("{\n");
        if !at_start {
            self.text.push('\n');
        }
    }

    /// Writes a documentation comment: one line for each of the text's.
    pub(crate) fn doc(&mut self, text: impl AsRef<str>) {
        for line in text.as_ref().lines() {
            self.indent();
            self.text.push_str(if line.is_empty() { "///" } else { "/// " });
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// Writes a line that opens a block, what `body` writes one step deeper, and the line that closes it.
    pub(crate) fn block(&mut self, open: impl AsRef<str>, close: &str, body: impl FnOnce(&mut Self)) {
        self.line(open);
        self.continue_block(close, body);
    }

    /// Writes what `body` writes one step deeper, and the line that closes the block: the line before opened it.
    pub(crate) fn continue_block(&mut self, close: &str, body: impl FnOnce(&mut Self)) {
        self.depth += 1;
        body(self);
        self.depth -= 1;
        if !close.is_empty() {
            self.line(close);
        }
    }

    /// Writes a list in one line where that fits, else an item a line: `head` + items + `tail`, as in
    /// `Self { a, b }`, `&[a, b]` or `f(a, b)`. The head's opening bracket says which; only braces are padded.
    pub(crate) fn list(&mut self, head: &str, items: &[String], tail: &str) {
        let pad = if head.ends_with('{') { " " } else { "" };
        let one_line = format!("{head}{pad}{}{pad}{tail}", items.join(", "));
        if self.fits(&one_line) {
            self.line(one_line);
        } else {
            self.block(head, tail, |code| {
                for item in items {
                    code.line(format!("{item},"));
                }
            });
        }
    }

    /// Writes a list of words, as many in a line as fit.
    pub(crate) fn words(&mut self, head: &str, items: &[String], tail: &str) {
        let one_line = format!("{head}{}{tail}", items.join(", "));
        if self.fits(&one_line) {
            return self.line(one_line);
        }
        self.block(head, tail, |code| {
            let mut line = String::new();
            for item in items {
                let with_item = if line.is_empty() { format!("{item},") } else { format!("{line} {item},") };
                if line.is_empty() || code.fits(&with_item) {
                    line = with_item;
                } else {
                    code.line(std::mem::replace(&mut line, format!("{item},")));
                }
            }
            code.line(line);
        });
    }

    /// Writes a call and the method calls on its result, in one line where that fits.
    pub(crate) fn chain(&mut self, chain: &Chain, tail: &str) {
        self.assigned_chain("", chain, tail);
    }

    /// Writes `left = chain`: in one line, or the chain in the next, or a method call a line.
    pub(crate) fn assign(&mut self, left: &str, chain: &Chain) {
        let right = format!("{};", chain.one_line());
        if self.fits(&format!("{left} = {right}")) {
            self.line(format!("{left} = {right}"));
        } else if self.fits(&format!("    {right}")) {
            self.block(format!("{left} ="), "", |code| code.line(right));
        } else {
            self.assigned_chain(&format!("{left} = "), chain, ";");
        }
    }

    fn assigned_chain(&mut self, left: &str, chain: &Chain, tail: &str) {
        let one_line = format!("{left}{}{tail}", chain.one_line());
        if self.fits(&one_line) {
            return self.line(one_line);
        }
        let head = format!("{left}{}", chain.head());
        let tail_of_head = if chain.calls.is_empty() { tail } else { "" };
        let head_fits = self.fits(&head) && !chain.calls.is_empty();
        if head_fits {
            self.line(head);
            self.depth += 1;
        } else {
            self.block(format!("{left}{}(", chain.function), &format!("){tail_of_head}"), |code| {
                chain.arguments.iter().for_each(|argument| code.argument("", argument, ","));
            });
        }
        for (position, (method, argument)) in chain.calls.iter().enumerate() {
            let tail = if position + 1 == chain.calls.len() { tail } else { "" };
            self.argument(&format!(".{method}("), argument, &format!("){tail}"));
        }
        if head_fits {
            self.depth -= 1;
        }
    }

    /// Writes an argument between `before` and `after`.
    fn argument(&mut self, before: &str, argument: &Argument, after: &str) {
        let (head, items, tail) = argument.parts();
        if items.is_empty() {
            self.line(format!("{before}{head}{tail}{after}"));
        } else {
            self.list(&format!("{before}{head}"), items, &format!("{tail}{after}"));
        }
    }

    /// Whether a line fits at the present depth.
    pub(crate) fn fits(&self, line: &str) -> bool {
        // Bytes are counted first: they are enough for nearly every line, and cheap.
        let indent = 4 * self.depth;
        indent + line.len() <= WIDTH || indent + line.chars().count() <= WIDTH
    }

    /// How many characters of documentation fit in a line at the present depth.
    pub(crate) fn doc_width(&self) -> usize {
        WIDTH - 4 * self.depth - "/// ".len()
    }

    /// The finished text: it ends with its last line.
    pub(crate) fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: &str, write: impl FnOnce(&mut Code)) {
        let mut code = Code::default();
        write(&mut code);
        assert_eq!(code.finish(), expected);
    }

    fn items(count: usize, item: &str) -> Vec<String> {
        vec![item.to_owned(); count]
    }

    #[test]
    fn a_list_that_fits_is_one_line() {
        check("Self { a, a }\n", |code| code.list("Self {", &items(2, "a"), "}"));
        check("f(a, a);\n", |code| code.list("f(", &items(2, "a"), ");"));
        let long = "a".repeat(60);
        check(&format!("f(\n    {long},\n    {long},\n);\n"), |code| code.list("f(", &items(2, &long), ");"));
    }

    #[test]
    fn short_words_fill_their_lines() {
        let line = "0000000, ".repeat(12) + "0000000,";
        check(&format!("[\n    {line}\n    0000000,\n];\n"), |code| code.words("[", &items(14, "0000000"), "];"));
    }

    #[test]
    fn a_chain_is_broken_at_its_calls_and_then_at_its_arguments() {
        let chain = |calls: usize, width: usize| {
            let arguments = [Argument::Plain("0".repeat(width)), Argument::List(items(1, "key"))];
            (0..calls).fold(Chain::new("Index::new", arguments), |chain, _| chain.call_if(true, "unique"))
        };
        check("Index::new(0, const { &[key] }).unique(),\n", |code| code.chain(&chain(1, 1), ","));
        let (zeros, calls) = ("0".repeat(80), "    .unique()\n    .unique()\n");
        let expected = format!("Index::new({zeros}, const {{ &[key] }})\n{calls}    .unique(),\n");
        check(&expected, |code| code.chain(&chain(3, 80), ","));
        let zeros = "0".repeat(110);
        let expected = format!("Index::new(\n    {zeros},\n    const {{ &[key] }},\n)\n.unique(),\n");
        check(&expected, |code| code.chain(&chain(1, 110), ","));
    }

    #[test]
    fn blank_lines_stand_between_things_only() {
        check("mod a {\n    /// A.\n    ///\n    /// B.\n    b\n}\n", |code| {
            code.blank();
            code.block("mod a {", "}", |code| {
                code.blank();
                code.doc("A.\n\nB.");
                code.line("b");
            });
            code.blank();
            code.blank();
        });
    }
}
