//! What is printed must not drive a terminal.

/// Whether a terminal (or a reader's eye) is driven by it. Line breaks and tabs lay out text.
fn drives(character: char) -> bool {
    let shown = matches!(character, '\n' | '\t');
    !shown
        && (character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

#[track_caller]
pub(crate) fn tame(text: &str, what: &str) {
    let driven: Vec<_> = text.chars().filter(|character| drives(*character)).collect();
    assert!(driven.is_empty(), "{what} prints {driven:?}:\n{}", text.escape_debug());
}
