//! Contacts that stand neither in the header nor below a heading that is known: at the foot of a page, or of a document.

use super::address::{is_city_alone, is_house, is_place, place};
use super::contact::{email, fragments, is_contact, is_label};
use crate::domain::Kind;
use crate::formats::document::body::labelled;
use crate::formats::document::line::Line;
use crate::formats::document::names::org_score;
use crate::formats::document::sections::Section;
use crate::formats::document::words::Topic;

/// The longest block of contacts, in lines.
const MOST: usize = 8;

/// Takes the contacts that are below other headings, where the header has no e-mail address. A referee and an
/// employer have contacts, too.
pub(in crate::formats::document) fn take_contacts(sections: &mut [Section]) -> Vec<Line> {
    let is_of_person = |section: &&Section| matches!(section.topic, None | Some(Topic::Contact));
    if sections.iter().filter(is_of_person).any(|section| section.lines.iter().any(has_email)) {
        return Vec::new();
    }
    let is_block = |section: &&mut Section| {
        section.topic == Some(Topic::Other)
            && section.lines.len() <= MOST
            && section.lines.iter().any(has_email)
            && section.lines.iter().all(|line| are_contacts(line) || is_of_address(line))
    };
    if let Some(block) = sections.iter_mut().find(is_block) {
        return std::mem::take(&mut block.lines);
    }
    let is_list = |section: &&mut Section| match section.topic {
        Some(Topic::Of(kind)) => matches!(kind, Kind::Skill | Kind::Language | Kind::Interest),
        _ => true,
    };
    let Some(last) = sections.last_mut().filter(is_list) else { return Vec::new() };
    let count = last.lines.iter().rev().take_while(|line| are_contacts(line)).count();
    let from = last.lines.len() - count;
    if count > MOST || from == 0 || !last.lines[from..].iter().any(has_email) {
        return Vec::new();
    }
    last.lines.split_off(from)
}

/// Those lines of the foot of a document that are nothing but contacts, if one is an e-mail address: what names
/// somebody may be of an agency.
pub(in crate::formats::document) fn of_foot(lines: Vec<Line>) -> Vec<Line> {
    let names_firm = |line: &Line| fragments(line).iter().any(|(text, _)| org_score(text) > 0);
    let are_own =
        lines.iter().all(are_contacts) && lines.iter().any(has_email) && !lines.iter().any(names_firm);
    lines.into_iter().filter(|_| are_own).collect()
}

fn has_email(line: &Line) -> bool {
    fragments(line).iter().any(|(text, _)| email(labelled(text).map_or(text, |(_, value)| value)).is_some())
}

/// Whether a line says nothing but contacts and where they are.
fn are_contacts(line: &Line) -> bool {
    let is_one = |text: &str| {
        let value = match labelled(text) {
            Some((label, value)) if is_label(label) => value,
            _ => text,
        };
        is_contact(value) || is_house(value) || place(value).contains_key("postalCode") && is_place(value)
    };
    let said = fragments(line);
    let has_contact = said.iter().any(|(text, _)| is_one(text));
    has_contact && said.iter().all(|(text, _)| is_one(text) || is_city_alone(text) || is_place(text))
}

/// Whether a line among contacts may be of an address: it has the number of a house.
fn is_of_address(line: &Line) -> bool {
    let text = line.text();
    text.chars().count() < 60 && text.contains(|sign: char| sign.is_ascii_digit())
}
