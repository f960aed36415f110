//! Elements of XML, looked up by their local names.

use roxmltree::Node;

use crate::formats::error::{FormatError, Place};

pub(super) fn not_xml(error: &roxmltree::Error) -> FormatError {
    let place = error.pos();
    let (line, column) = (usize::try_from(place.row), usize::try_from(place.col));
    let place = line.ok().zip(column.ok()).map(|(line, column)| Place { line, column });
    let whole = error.to_string();
    let message = whole.rsplit_once(" at ").map_or(whole.as_str(), |(message, _)| message);
    FormatError { place, ..FormatError::of_file(format!("the text is not XML that can be read: {message}")) }
}

pub(super) fn child<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.children().find(|child| child.tag_name().name() == name)
}

pub(super) fn within<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.descendants().find(|child| child.tag_name().name() == name)
}

pub(super) fn all<'a, 'd: 'a>(node: Node<'a, 'd>, name: &'static str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

/// The text of an element, if there is some.
pub(super) fn text_of(node: Option<Node<'_, '_>>) -> Option<String> {
    let text: String = node?.descendants().filter(Node::is_text).filter_map(|part| part.text()).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

pub(super) fn said(node: Node<'_, '_>, name: &str) -> Option<String> {
    text_of(within(node, name))
}

pub(super) fn error(node: Node<'_, '_>, message: &str) -> FormatError {
    let place = node.document().text_pos_at(node.range().start);
    let (line, column) = (usize::try_from(place.row), usize::try_from(place.col));
    FormatError {
        path: Some(node.tag_name().name().to_owned()),
        place: line.ok().zip(column.ok()).map(|(line, column)| Place { line, column }),
        ..FormatError::of_file(message)
    }
}
