//! Text that stays text, whatever stands in it.

use crate::document::markup::{is_safe, one_line};

/// Text for one line.
pub(super) fn inline(text: &str) -> String {
    escape(&one_line(text), true, true)
}

/// A link, where the address is one that is safe to follow; else the label alone.
pub(super) fn link(label: &str, url: &str) -> String {
    let shown = inline(label);
    if shown.is_empty() || !is_safe(url) {
        return shown;
    }
    format!("[{shown}]({})", target(url))
}

/// An address as the target of a link, in which nothing ends it early.
pub(super) fn target(url: &str) -> String {
    let mut target = String::with_capacity(url.len());
    for (index, c) in url.char_indices() {
        if c.is_whitespace() || c.is_control() || "<>()[]\\\"|".contains(c) {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| target.push_str(&format!("%{byte:02X}")));
        } else if c == '&' && begins_entity(&url[index..]) {
            target.push_str("&amp;");
        } else {
            target.push(c);
        }
    }
    target
}

/// Plain text outside a link. An address in it is one in pointed brackets, if a sign in it would be escaped: programs
/// that find addresses by themselves take a backslash for a part of them.
pub(super) fn prose(line: &str, begins: bool, ends: bool) -> String {
    let mut whole = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some((before, url)) = next_address(rest) {
        whole.push_str(&escape(before, begins && whole.is_empty(), false));
        whole.push_str(&format!("<{url}>"));
        rest = &rest[before.len() + url.len()..];
    }
    whole + &escape(rest, begins && rest.len() == line.len(), ends)
}

/// The longest address that is looked at, in bytes.
const LONGEST_ADDRESS: usize = 2000;

/// The text before the next address that has a sign to escape, and the address. Nothing is looked at twice.
fn next_address(text: &str) -> Option<(&str, &str)> {
    let is_end = |c: char| c.is_whitespace() || c.is_control() || "<>\"`|\\".contains(c);
    let mut from = 0;
    while let Some(at) = text[from..].find("http").map(|at| from + at) {
        let rest = &text[at..];
        let end = rest.find(is_end).unwrap_or(rest.len());
        from = at + end;
        let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme));
        let begins = !text[..at].ends_with(char::is_alphanumeric);
        let Some(scheme) = scheme.filter(|_| begins && end <= LONGEST_ADDRESS) else { continue };
        let url = without_end_of_sentence(&rest[..end]);
        if url.len() > scheme.len() && url.contains(['_', '*', '~', '$', '[', ']']) {
            return Some((&text[..at], url));
        }
    }
    None
}

/// What ends a sentence is no part of an address, and a bracket is only where it was opened in it.
fn without_end_of_sentence(url: &str) -> &str {
    let mut url = url;
    while let Some(last) = url.chars().next_back() {
        let is_end = match last {
            ')' => url.matches(')').count() > url.matches('(').count(),
            ']' => url.matches(']').count() > url.matches('[').count(),
            last => ".,;:!?'*~".contains(last),
        };
        if !is_end {
            break;
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    url
}

/// Plain text that stays plain; `begins` and `ends` say where in its line it stands.
pub(super) fn escape(line: &str, begins: bool, ends: bool) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    // `1.` and `1)` begin a list.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (index, c) in line.char_indices() {
        let begins_block = begins
            && index == 0
            && match c {
                '#' | '-' | '=' | ':' | '>' => true,
                '+' => line.len() == 1 || line.starts_with("+ "),
                _ => false,
            };
        let numbers = begins
            && (1..10).contains(&digits)
            && index == digits
            && ".)".contains(c)
            && matches!(line.as_bytes().get(index + 1), None | Some(b' '));
        let entity = c == '&' && begins_entity(&line[index..]);
        if begins_block || numbers || entity || "\\`*_[]<|~$".contains(c) {
            escaped.push('\\');
        }
        escaped.push(if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    }
    // A heading may end in `#`s, which would not be shown.
    if ends
        && let Some(rest) = escaped.strip_suffix('#')
        && !rest.ends_with('\\')
    {
        escaped.insert(escaped.len() - 1, '\\');
    }
    escaped
}

/// Longer than any name of a character, so that a text full of `&` is not read again for each of them.
const LONGEST_NAME: usize = 40;

/// Whether `&` and what follows would be read as another character (CommonMark, section 2.5).
fn begins_entity(text: &str) -> bool {
    let name = text[1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
    let length = name.take(LONGEST_NAME).count();
    length > 0 && text.as_bytes().get(1 + length) == Some(&b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out_of_its_place() {
        let cases = [
            ("*a* _b_ `c` [d](e) <f> &amp; ~~g~~", r"\*a\* \_b\_ \`c\` \[d\](e) \<f> \&amp; \~\~g\~\~"),
            ("# heading", r"\# heading"),
            ("- item", r"\- item"),
            ("+ item", r"\+ item"),
            ("12. item", r"12\. item"),
            ("12) item", r"12\) item"),
            ("4.0 of 4.0", "4.0 of 4.0"),
            ("1.", r"1\."),
            ("2014 was 1.5 times", "2014 was 1.5 times"),
            ("===", r"\==="),
            ("C#", r"C\#"),
            ("+64 4 555", "+64 4 555"),
            ("&#60;b&#x3e;", r"\&#60;b\&#x3e;"),
            ("a\n\n# b\t c", "a # b c"),
            ("\u{1b}[31mred", "\u{fffd}\\[31mred"),
            ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
            ("Q&A | R&D \\ C++", r"Q&A \| R&D \\ C++"),
        ];
        for (text, escaped) in cases {
            assert_eq!(inline(text), escaped);
        }
    }

    #[test]
    fn only_safe_addresses_become_links() {
        assert_eq!(
            link("a]b", "https://x.example/(1) \"2\"?a=b&c"),
            r"[a\]b](https://x.example/%281%29%20%222%22?a=b&c)"
        );
        assert_eq!(link("x", "HTTPS://x.example"), "[x](HTTPS://x.example)");
        assert_eq!(link("x", "javascript:alert(1)"), "x");
        assert_eq!(link("x.example", "x.example"), "x.example");
        assert_eq!(link("", ""), "");
        assert_eq!(link("", "mailto:"), "");
    }
}
