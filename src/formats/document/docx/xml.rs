//! What is looked for in the XML of a Word document, whatever its namespaces.

use roxmltree::Node;

pub(super) fn name<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().name()
}

pub(super) fn child<'a, 'd>(node: Node<'a, 'd>, wanted: &str) -> Option<Node<'a, 'd>> {
    node.children().find(|child| name(*child) == wanted)
}

/// The value of an attribute, whatever its namespace.
pub(super) fn value<'a>(node: Node<'a, '_>, wanted: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == wanted).map(|attribute| attribute.value())
}

/// A property that is on where it stands without a value.
pub(super) fn is_on(node: Node<'_, '_>, wanted: &str) -> Option<bool> {
    let property = child(node, wanted)?;
    Some(!matches!(value(property, "val"), Some("0" | "false" | "none" | "off")))
}
