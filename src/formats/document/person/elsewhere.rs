//! Contacts that stand neither in the header nor below a heading that is known: at the foot of a page, or of a document.

use super::address::{is_city_alone, is_house, is_place, place};
use super::contact::{email, fragments, is_contact, is_label};
use crate::domain::{Kind, folded};
use crate::formats::document::body::labelled;
use crate::formats::document::line::Line;
use crate::formats::document::names::org_score;
use crate::formats::document::sections::Section;
use crate::formats::document::words::Topic;

/// The longest block of contacts, in lines.
const MOST: usize = 8;

/// Takes the contacts that are below other headings, where the header has no e-mail address. Referees, employers and clubs have
/// contacts, too.
pub(in crate::formats::document) fn take_contacts(sections: &mut [Section]) -> Vec<Line> {
    let is_of_person = |section: &&Section| matches!(section.topic, None | Some(Topic::Contact));
    if sections.iter().filter(is_of_person).any(|section| section.lines.iter().any(has_email)) {
        return Vec::new();
    }
    let header: Vec<String> = sections.iter().filter(is_of_person).flat_map(said).collect();
    let has_own_email = |line: &Line| has_own_email(line, &header);
    let is_block = |section: &&mut Section| {
        section.topic == Some(Topic::Other)
            && section.lines.len() <= MOST
            && section.lines.iter().any(has_own_email)
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
    if count > MOST || from == 0 || !last.lines[from..].iter().any(has_own_email) {
        return Vec::new();
    }
    last.lines.split_off(from)
}

/// Those lines of the foot of a document that are nothing but contacts, if one is the person's e-mail address: they may be of
/// an agency.
pub(in crate::formats::document) fn of_foot(lines: Vec<Line>, name: &str) -> Vec<Line> {
    let name: Vec<String> = parts_of_name(name).collect();
    let names_firm = |line: &Line| fragments(line).iter().any(|(text, _)| org_score(text) > 0);
    let are_own = lines.iter().all(are_contacts)
        && lines.iter().any(|line| has_own_email(line, &name))
        && !lines.iter().any(names_firm);
    lines.into_iter().filter(|_| are_own).collect()
}

fn has_email(line: &Line) -> bool {
    emails(line).next().is_some()
}

fn emails(line: &Line) -> impl Iterator<Item = String> {
    let of_text = |(text, _): (String, Option<String>)| {
        email(labelled(&text).map_or(&*text, |(_, value)| value)).map(str::to_lowercase)
    };
    fragments(line).into_iter().filter_map(of_text)
}

/// The words of a section that may be of a name.
fn said(section: &Section) -> Vec<String> {
    section.lines.iter().flat_map(|line| parts_of_name(&line.text()).collect::<Vec<_>>()).collect()
}

/// Parts of a name as they stand in an address: `łukasz` as `lukasz`.
fn parts_of_name(text: &str) -> impl Iterator<Item = String> {
    let words = text
        .split(|letter: char| !letter.is_alphabetic())
        .map(|word| folded(word).replace('ł', "l").replace('ø', "o").replace('ı', "i"));
    words.filter(|word| word.len() > 2 && word.is_ascii()).collect::<Vec<_>>().into_iter()
}

/// Where anybody has an address.
const FREE: [&str; 16] = [
    "gmail.", "googlemail.", "outlook.", "hotmail.", "live.", "yahoo.", "icloud.", "me.com", "proton",
    "gmx.", "web.de", "mail.", "wp.pl", "seznam.", "orange.", "libero.",
];

/// Whether an e-mail address is the person's: it has a part of the name, or is of where anybody has one.
fn has_own_email(line: &Line, name: &[String]) -> bool {
    emails(line).any(|email| {
        let (local, host) = email.split_once('@').unwrap_or((&email, ""));
        let host_name = host.rsplit_once('.').map_or(host, |(name, _)| name);
        FREE.iter().any(|free| host.starts_with(free))
            || name.iter().any(|part| local.contains(part.as_str()) || host_name.contains(part.as_str()))
    })
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
