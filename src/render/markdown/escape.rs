//! Text that stays text, whatever stands in it.

/// Text for one line: every run of white space becomes a space.
pub(super) fn inline(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    escape_line(&line)
}

/// Text of several paragraphs: blank lines part them, other line breaks are kept as such.
pub(super) fn block(text: &str) -> String {
    let mut paragraphs: Vec<Vec<String>> = vec![Vec::new()];
    for line in text.lines().map(inline) {
        if !line.is_empty() {
            paragraphs.last_mut().into_iter().for_each(|lines| lines.push(line.clone()));
        } else if paragraphs.last().is_some_and(|lines| !lines.is_empty()) {
            paragraphs.push(Vec::new());
        }
    }
    let texts = paragraphs.into_iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\\\n"));
    texts.collect::<Vec<_>>().join("\n\n")
}

/// A link, where the address is one that is safe to follow; else the label alone.
pub(super) fn link(label: &str, url: &str) -> String {
    let shown = inline(label);
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let safe = matches!(scheme.as_deref(), Some("http" | "https" | "mailto"));
    if shown.is_empty() || !safe {
        return shown;
    }
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
    format!("[{shown}]({target})")
}

fn escape_line(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    // `1.` and `1)` begin a list.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (index, c) in line.char_indices() {
        let begins = index == 0
            && match c {
                '#' | '-' | '=' | ':' | '>' => true,
                '+' => line.len() == 1 || line.starts_with("+ "),
                _ => false,
            };
        let numbers = (1..10).contains(&digits)
            && index == digits
            && ".)".contains(c)
            && matches!(line.as_bytes().get(index + 1), None | Some(b' '));
        let entity = c == '&' && begins_entity(&line[index..]);
        if begins || numbers || entity || "\\`*_[]<|~$".contains(c) {
            escaped.push('\\');
        }
        escaped.push(if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    }
    // A heading may end in `#`s, which would not be shown.
    if let Some(rest) = escaped.strip_suffix('#')
        && !rest.ends_with('\\')
    {
        escaped.insert(escaped.len() - 1, '\\');
    }
    escaped
}

/// Whether `&` and what follows would be read as another character (CommonMark, section 2.5).
fn begins_entity(text: &str) -> bool {
    let name = text[1..].split_once(';').map_or("", |(name, _)| name);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
}
