//! Where texts say how to reach the person although the file is to be without it.
//!
//! Nothing is taken out of a text, since it may be a sentence. So a warning names each place, and never the value.

use serde_json::{Map, Value};

use super::contact::{CALLING, Reach, TEXTS};
use crate::domain::Experience;
use crate::library::visible;

/// A sentence for each text that has an address or a number.
pub(super) fn left(
    profile: Option<&Map<String, Value>>,
    experiences: &[Experience],
    reach: &Reach,
) -> Vec<String> {
    let basics = profile.and_then(|profile| profile.get("basics"));
    let of_profile = TEXTS.iter().filter_map(|key| {
        let text = basics?.get(key)?.as_str()?;
        Some((format!("the {key} of the profile"), text))
    });
    let of_entries = experiences.iter().flat_map(|one| {
        let name = name(one, reach);
        let fields = [
            ("title", Some(&one.title)),
            ("organization", one.organization.as_ref()),
            ("location", one.location.as_ref()),
            ("text", one.text.as_ref()),
        ];
        let fields = fields.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?.as_str())));
        let bullets = one.bullets.iter().enumerate();
        let bullets = bullets.map(|(at, bullet)| (format!("bullet {}", at + 1), bullet.text.as_str()));
        let skills = one.skills.iter().map(|skill| ("a skill".to_owned(), skill.as_str()));
        let mut told = Vec::new();
        one.metadata.values().for_each(|value| texts(value, &mut told));
        let metadata = told.into_iter().map(|text| ("the metadata".to_owned(), text));
        let all: Vec<_> = fields.chain(bullets).chain(skills).chain(metadata).collect();
        all.into_iter().map(move |(place, text)| (format!("{place} of {name}"), text))
    });
    let mut sentences = Vec::new();
    for (place, text) in of_profile.chain(of_entries) {
        let found = ways(text, reach);
        let sentence = format!("`--no-contact` changes no text: {place} has {}", found.join(" and "));
        if !found.is_empty() && !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences
}

/// How an entry is called; by its ID where its title is what must not be told.
fn name(one: &Experience, reach: &Reach) -> String {
    if one.title.trim().is_empty() || !ways(&one.title, reach).is_empty() {
        return format!("`{:.8}`", one.id.to_string());
    }
    format!("`{}`", visible::line(&one.title))
}

fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(object) => object.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// The ways to reach someone that a text tells.
fn ways(text: &str, reach: &Reach) -> Vec<&'static str> {
    let lower = text.to_lowercase();
    let Reach { street, postal_code, city, .. } = reach;
    let is_mail = |word: &str| match word.split_once('@') {
        Some((name, host)) => {
            name.ends_with(char::is_alphanumeric) && host.trim_end_matches('.').contains('.')
        }
        None => false,
    };
    let mailbox = text.split(|c: char| c.is_whitespace() || "()<>[],;:\"'".contains(c)).any(is_mail);
    let has = |part: &str| !part.is_empty() && lower.contains(&part.to_lowercase());
    // Four digits may be a year, unless the town stands beside them.
    let is_telling = postal_code.chars().count() > 4 || has(city);
    [
        (mailbox || has_scheme(&lower, CALLING[0]), "an e-mail address"),
        (
            reach.has_phone_in(text) || CALLING[1..].iter().any(|scheme| has_scheme(&lower, scheme)),
            "a telephone number",
        ),
        (street.chars().count() > 4 && has(street), "the street"),
        (is_telling && stands_alone(text, postal_code), "the postal code"),
    ]
    .into_iter()
    .filter_map(|(is_there, way)| is_there.then_some(way))
    .collect()
}

/// Whether a link of this scheme is in a text: `hotel: 1` has none.
fn has_scheme(text: &str, scheme: &str) -> bool {
    let is_link = |(at, _): (usize, &str)| {
        let before = text[..at].chars().next_back();
        let after = text[at + scheme.len()..].strip_prefix(':').and_then(|rest| rest.chars().next());
        !before.is_some_and(char::is_alphanumeric) && after.is_some_and(|c| c == '+' || c.is_alphanumeric())
    };
    text.match_indices(scheme).any(is_link)
}

fn stands_alone(text: &str, part: &str) -> bool {
    let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !part.is_empty()
        && text.match_indices(part).any(|(at, part)| {
            is_edge(text[..at].chars().next_back()) && is_edge(text[at + part.len()..].chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_a_person_is_told_from_what_looks_like_it() {
        let profile = serde_json::json!({"basics": {
            "email": "ada@b.example", "phone": "+44 20 7946 0018",
            "location": {"address": "12 Quay", "postalCode": "1010", "city": "Wien"}
        }});
        let reach = Reach::of(profile.as_object());
        for (text, way) in [
            ("write to (ada@b.example).", "an e-mail address"),
            ("[me](MAILTO:x)", "an e-mail address"),
            ("call 020 7946-0018 now", "a telephone number"),
            ("[me](tel:1)", "a telephone number"),
            ("at 12 quay", "the street"),
            ("in 1010 Wien", "the postal code"),
        ] {
            assert_eq!(ways(text, &reach), [way], "{text}");
        }
        for text in ["@ada@b.example", "hotel:1", "since 1010", "2079460 and 018", "foo@1", "tel: none"] {
            assert_eq!(ways(text, &reach), Vec::<&str>::new(), "{text}");
        }
    }
}
