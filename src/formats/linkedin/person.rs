//! The tables about the person, which become the profile.

use serde_json::{Value, json};

use super::{Reader, Sheet};
use crate::formats::error::Report;
use crate::formats::foreign::{Person, joined, key_of, location, network};
use crate::formats::prose::{self, Part};

pub(super) fn read(row: &Reader<'_>, sheet: Sheet, person: &mut Person, report: &mut Report) {
    match sheet {
        Sheet::Emails => {
            let is_primary = row.get(&["primary"]).is_some_and(|said| said.eq_ignore_ascii_case("yes"));
            contact(person, "email", row.text(&["email address"]), is_primary, report);
        }
        Sheet::Phones => {
            let is_mobile = row.get(&["type"]).is_some_and(|said| said.eq_ignore_ascii_case("mobile"));
            contact(person, "phone", row.text(&["number"]), is_mobile, report);
        }
        Sheet::Courses => {
            let Some(name) = row.text(&["name"]) else { return };
            let courses = person.others.entry("courses").or_insert_with(|| json!([]));
            if let Some(courses) = courses.as_array_mut() {
                courses.push(json!({"name": name, "number": row.text(&["number"])}));
            }
            report.homeless("courses");
        }
        _ => about(row, person, report),
    }
}

/// The first one, unless a better one follows. The others are kept.
fn contact(person: &mut Person, key: &str, text: Option<String>, is_better: bool, report: &mut Report) {
    let Some(text) = text else { return };
    let mut other = Some(json!(text));
    if is_better || !person.basics.contains_key(key) {
        other = person.basics.insert(key.to_owned(), json!(text));
    }
    let main = person.basics.get(key).cloned();
    let key = format!("further_{key}");
    let is_same = |one: &Value, other: &Value| {
        one.as_str().zip(other.as_str()).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
    };
    let other = other.filter(|other| main.is_none_or(|main| !is_same(&main, other)));
    if let Some(other) = other
        && let Some(all) = person.others.entry(&key).or_insert_with(|| json!([])).as_array_mut()
        && !all.iter().any(|one| is_same(one, &other))
    {
        all.push(other);
        report.homeless(&key);
    }
}

fn about(row: &Reader<'_>, person: &mut Person, report: &mut Report) {
    let names = [row.text(&["first name"]), row.text(&["last name"])];
    person.set("name", joined(names, " "));
    person.set("label", row.text(&["headline"]));
    let with_bullets = |text: String| {
        let parts = prose::parts_of(&text);
        // A line of single spaces may be `Chef • Author`.
        let has_lines = text.contains("  ") || text.contains('\n');
        if has_lines && parts.iter().any(Part::is_bullet) { prose::markdown(&parts) } else { text }
    };
    person.set("summary", row.text(&["summary"]).map(with_bullets));
    let mut place = row.get(&["geo location"]).and_then(location).unwrap_or_default();
    for (column, key) in [("address", "address"), ("zip code", "postalCode")] {
        place.extend(row.text(&[column]).map(|text| (key.to_owned(), json!(text))));
    }
    person.set_place(place);
    let mut profiles = Vec::new();
    for (sort, url) in list(row.get(&["websites"])) {
        match network(&url) {
            Some((network, user)) if !user.is_empty() => {
                profiles.push(json!({"network": network, "username": user, "url": url}));
            }
            _ if !person.basics.contains_key("url") => person.set("url", Some(url)),
            _ => profiles.push(json!({"network": titled(&sort), "url": url})),
        }
    }
    for (_, user) in list(row.get(&["twitter handles"])) {
        let user = user.trim_start_matches('@');
        let url = format!("https://twitter.com/{user}");
        profiles.push(json!({"network": "Twitter", "username": user, "url": url}));
    }
    person.set_profiles(profiles);
    let known = [
        "first name", "last name", "headline", "summary", "geo location", "address", "zip code", "websites",
        "twitter handles",
    ];
    for (column, cell) in row.table.others(row.row, &known) {
        report.keep(&mut person.others, &key_of(column), super::unescaped(cell));
    }
}

/// The items of `[PORTFOLIO:https://…,OTHER:https://…]`, each with its sort.
fn list(cell: Option<&str>) -> Vec<(String, String)> {
    let Some(inner) = cell.map(|cell| cell.trim_start_matches('[').trim_end_matches(']')) else {
        return Vec::new();
    };
    let is_sort = |text: &str| {
        !text.is_empty() && text.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
    };
    let item = |item: &str| match item.trim().split_once(':').filter(|(sort, _)| is_sort(sort)) {
        Some((sort, url)) => (sort.to_owned(), url.trim().to_owned()),
        None => ("WEBSITE".to_owned(), item.trim().to_owned()),
    };
    inner.split(',').map(item).filter(|(_, text)| !text.is_empty()).collect()
}

/// `PORTFOLIO` as `Portfolio`.
fn titled(word: &str) -> String {
    let word = word.replace('_', " ").to_lowercase();
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
