//! What XML may be like before a parser reads it.

/// The most attributes of an element. The parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 1_000;

/// Whether an element may have more attributes than a parser should see. No `<` can stand in a value, so there are at most
/// as many as there are `=` before the next `<`.
pub(super) fn has_too_many_attributes(xml: &str) -> bool {
    xml.split('<').any(|element| element.bytes().filter(|byte| *byte == b'=').count() > MOST_ATTRIBUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_for_each_element() {
        let element = |count: usize| format!("<a {}/>", "b='' ".repeat(count));
        assert!(!has_too_many_attributes(&element(MOST_ATTRIBUTES).repeat(3)));
        assert!(has_too_many_attributes(&element(MOST_ATTRIBUTES + 1)));
    }
}
