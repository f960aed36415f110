//! A place on a line of its own or beside the dates, where title and employer share the other line:
//! `Bibliotekarie, Umeå stadsbibliotek` above `Umeå`.

use super::Head;
use super::fragments::{Fragment, at_commas};
use crate::domain::Kind;
use crate::formats::document::names::{
    is_branch, is_city, is_department, is_form, is_known_city, is_land, is_name_of_school_or_firm,
    is_subject, org_score, title_score,
};
use crate::formats::document::words::words;

/// A place among the two names of a head, and what the other one says.
struct Found {
    at: usize,
    names: Vec<Fragment>,
    /// Whether it is known to be a place. `Google` below `Engineer, Search` looks like one.
    is_sure: bool,
}

/// Takes the places of a section. Where one is sure, those at the same place of other heads are places, too.
pub(in crate::formats::document) fn take_places(heads: &mut [Head], kind: Kind) {
    if !matches!(kind, Kind::Work | Kind::Education | Kind::Volunteer) {
        return;
    }
    let is_known = |name: &Fragment| bracketed(&name.text).is_some_and(|(_, place)| is_known_city(place));
    let has_known = |head: &&Head| head.has_bracketed_place || head.names.iter().any(is_known);
    let has_any = |head: &&Head| {
        head.has_bracketed_place || head.names.iter().any(|name| bracketed(&name.text).is_some())
    };
    // Contracts, owners and branches stand in brackets, too.
    if heads.iter().filter(has_known).count() * 3 >= heads.iter().filter(has_any).count().max(1) {
        heads.iter_mut().for_each(take_bracketed);
    }
    let found: Vec<Option<Found>> = heads.iter().map(|head| find(head, kind)).collect();
    let is_sure = |one: &&Found| one.is_sure && one.names.len() > 1;
    let sure: Vec<usize> = found.iter().flatten().filter(is_sure).map(|one| one.at).collect();
    let are_most = sure.len() * 2 >= found.iter().flatten().count();
    // `Algorithms` behind a title is rather a branch of the firm below.
    let is_firm = |name: &Fragment| name.text.contains(' ') || is_name_of_school_or_firm(&name.text);
    let is_alike = |one: &Found| are_most && sure.contains(&one.at) && one.names.iter().skip(1).any(is_firm);
    for (head, found) in heads.iter_mut().zip(found) {
        if let Some(Found { at, names, .. }) = found.filter(|one| one.is_sure || is_alike(one)) {
            head.place = Some(head.names.swap_remove(at).text);
            head.names = names;
        }
    }
}

/// `Avocate, Fidal (Villeurbanne)`, where a third of the heads of the section that have such brackets have a large city in them.
fn take_bracketed(head: &mut Head) {
    let ([_, _], None) = (head.names.as_slice(), &head.place) else { return };
    let place = |name: &Fragment| {
        let (name, place) = bracketed(&name.text)?;
        let is_other = title_score(name) > org_score(name) || is_name_of_school_or_firm(place);
        let is_part = is_branch(place) || is_department(place) || is_subject(place) || is_form(place);
        let is_part = is_part || words().names.contracts.has(&place.to_lowercase());
        (is_city(place) && !is_other && !is_part).then(|| (name.to_owned(), place.to_owned()))
    };
    let mut found = head.names.iter().enumerate().filter_map(|(at, name)| Some((at, place(name)?)));
    if let (Some((at, (name, place))), None) = (found.next(), found.next()) {
        head.names[at].text = name;
        head.place = Some(place);
    }
}

fn bracketed(text: &str) -> Option<(&str, &str)> {
    text.strip_suffix(')')?.rsplit_once(" (")
}

fn find(head: &Head, kind: Kind) -> Option<Found> {
    let [one, other] = head.names.as_slice() else { return None };
    let is_spot = |name: &Fragment| {
        is_city(&name.text) && !is_name_of_school_or_firm(&name.text) && !is_land(&name.text)
    };
    let (at, spot, rest) = match (is_spot(one), is_spot(other)) {
        (true, false) => (0, one, other),
        (false, true) => (1, other, one),
        _ => return None,
    };
    let names = at_commas(rest, kind);
    let is_known = is_known_city(&spot.text);
    if head.place.is_some() {
        return None;
    }
    let firm = match names.as_slice() {
        [_, firm] if !is_form(&firm.text) && !firm.text.contains(", ") => &firm.text,
        // `Director, Marketing` has no employer.
        [title] if is_known && title.text.contains(", ") && title_score(&title.text) > 0 => {
            return Some(Found { at, names, is_sure: true });
        }
        _ => return None,
    };
    let city = spot.text.to_lowercase();
    let has_city =
        city.chars().count() > 3 && firm.split(' ').any(|word| word.to_lowercase().starts_with(&city));
    let is_sure = is_known || has_city;
    let is_area = is_department(firm) || kind == Kind::Education && is_subject(firm);
    let names = if is_area { vec![rest.clone()] } else { names };
    Some(Found { at, names, is_sure })
}
