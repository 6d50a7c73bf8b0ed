//! Comments of a schema file as rustdoc: shown as they were written, and never taken for markup.

/// Escapes a comment so that rustdoc shows its characters: brackets do not become links, `<b>` is not a tag, and a line
/// that begins with `#` is not a heading. Code spans stay code where the backticks come in pairs. Blank lines separate
/// paragraphs.
pub(crate) fn prose(comment: &str) -> String {
    let mut text = String::with_capacity(comment.len() + 8);
    let normalized = comment.replace("\r\n", "\n").replace('\r', "\n");
    for paragraph in normalized.split("\n\n") {
        let lines: Vec<&str> = paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let code_spans = has_simple_code_spans(&lines);
        for (position, line) in lines.iter().enumerate() {
            if position > 0 {
                text.push('\n');
            }
            escape_line(line, code_spans, &mut text);
        }
    }
    text
}

/// A piece of SQL or a name as inline code.
pub(crate) fn code(sql: &str) -> String {
    let one_line = visible(&sql.split_whitespace().collect::<Vec<_>>().join(" "));
    if one_line.contains('`') {
        let fence = "`".repeat(longest_run(&one_line) + 1);
        return format!("{fence} {one_line} {fence}");
    }
    format!("`{one_line}`")
}

/// A piece of SQL as a block of code, indented as it was.
pub(crate) fn code_block(sql: &str) -> String {
    let fence = "`".repeat(longest_run(sql).max(2) + 1);
    let mut block = format!("{fence}sql\n");
    for line in sql.replace("\r\n", "\n").replace('\r', "\n").trim_matches('\n').lines() {
        block.push_str(&visible(line.trim_end()));
        block.push('\n');
    }
    block.push_str(&fence);
    block
}

/// Breaks paragraphs into lines of at most `width` characters, where words allow it. Code blocks stay as they are.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    if text.lines().all(|line| line.chars().count() <= width) {
        return text.to_owned();
    }
    let mut wrapped = String::with_capacity(text.len() + 16);
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let opens = line.starts_with("```");
        if let Some(open) = fence {
            fence = if line == open { None } else { fence };
        } else if opens {
            fence = Some(line.trim_end_matches("sql"));
        }
        if opens || fence.is_some() || line.chars().count() <= width {
            wrapped.push_str(line);
        } else {
            wrap_line(line, width, &mut wrapped);
        }
        wrapped.push('\n');
    }
    wrapped.truncate(wrapped.trim_end_matches('\n').len());
    wrapped
}

fn wrap_line(line: &str, width: usize, wrapped: &mut String) {
    let mut length = 0;
    for word in line.split(' ') {
        let word_length = word.chars().count();
        if length == 0 {
            length = word_length;
        } else if length + 1 + word_length > width && !begins_markup(word) {
            wrapped.push('\n');
            length = word_length;
        } else {
            wrapped.push(' ');
            length += 1 + word_length;
        }
        wrapped.push_str(word);
    }
}

fn escape_line(line: &str, code_spans: bool, text: &mut String) {
    if begins_markup(line) && !line.starts_with('`') {
        // The marker of an ordered list is escaped at its point, every other at its first character.
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        text.push_str(&line[..digits]);
        text.push('\\');
        return escape_words(&line[digits..], code_spans, text, true);
    }
    escape_words(line, code_spans, text, false);
}

/// Escapes the words of a line. With `raw_start`, the first character already has its backslash.
fn escape_words(line: &str, code_spans: bool, text: &mut String, raw_start: bool) {
    let mut in_code = false;
    for (position, word) in line.split(' ').enumerate() {
        if position > 0 {
            text.push(' ');
        }
        let is_url = ["http://", "https://"].iter().any(|scheme| word.starts_with(scheme)) && !in_code;
        if is_url && !word.contains(['<', '>']) {
            // rustdoc wants angle brackets around an address, without the full stop of the sentence.
            let address = word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
            text.push_str(&format!("<{address}>{}", &word[address.len()..]));
            continue;
        }
        for (at, character) in word.char_indices() {
            match character {
                '`' if code_spans => {
                    in_code = !in_code;
                    text.push('`');
                }
                '\\' | '`' | '[' | ']' | '<' | '>' | '*' | '~' if !in_code => {
                    if !(raw_start && position == 0 && at == 0) {
                        text.push('\\');
                    }
                    text.push(character);
                }
                _ => push_visible(character, text),
            }
        }
    }
}

/// Whether a line that begins with this word could be read as a heading, a list, a quotation, a rule or a table.
fn begins_markup(line: &str) -> bool {
    let after_digits = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let ordered = after_digits.len() < line.len() && after_digits.starts_with(['.', ')']);
    ordered || line.starts_with(['#', '-', '+', '*', '=', '>', '|', '~', '`', '_', ':'])
}

/// Whether each line has single backticks that come in pairs: then they are code spans, and are kept.
fn has_simple_code_spans(lines: &[&str]) -> bool {
    lines.iter().all(|line| longest_run(line) < 2 && line.matches('`').count() % 2 == 0)
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|character| push_visible(character, &mut shown));
    shown
}

/// Pushes a character. Those that rustc refuses in a comment (they change the direction of text) and control characters
/// are spelled out.
fn push_visible(character: char, text: &mut String) {
    match character {
        '\t' => text.push_str("    "),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => text.push_str(&format!("U+{:04X}", u32::from(character))),
        _ if character.is_control() => text.push_str(&format!("U+{:04X}", u32::from(character))),
        _ => text.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_as_written() {
        for (comment, shown) in [
            ("login name", "login name"),
            ("see [x] and <b>bold</b>", r"see \[x\] and \<b\>bold\</b\>"),
            ("a `code` span", "a `code` span"),
            ("`a[1]` stays code", "`a[1]` stays code"),
            ("an odd ` tick", r"an odd \` tick"),
            ("``` fence", r"\`\`\` fence"),
            ("# no heading", r"\# no heading"),
            ("1. no list", r"1\. no list"),
            ("- no list", r"\- no list"),
            ("2020 was a year", "2020 was a year"),
            ("    no code block", "no code block"),
            ("at https://example.org/a_b.", "at <https://example.org/a_b>."),
            ("C:\\data", r"C:\\data"),
            ("one\r\ntwo\r\n\r\nthree", "one\ntwo\n\nthree"),
            ("left\u{202E}right", "leftU+202Eright"),
        ] {
            assert_eq!(prose(comment), shown, "{comment:?}");
        }
    }

    #[test]
    fn code_holds_backticks() {
        assert_eq!(code("VARCHAR(30)\n NOT NULL"), "`VARCHAR(30) NOT NULL`");
        assert_eq!(code("`odd`"), "`` `odd` ``");
        assert_eq!(
            code_block("CREATE TABLE `a` (\n  b int -- ```\n)"),
            "````sql\nCREATE TABLE `a` (\n  b int -- ```\n)\n````"
        );
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("aa bb cc", 5), "aa bb\ncc");
        assert_eq!(wrap("aa bb - cc", 5), "aa bb -\ncc");
        assert_eq!(wrap("```sql\naaaa bbbb\n```", 5), "```sql\naaaa bbbb\n```");
    }
}
