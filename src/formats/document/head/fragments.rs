//! The parts of a head, as looks, signs and commas show them.

use super::numbers;
use crate::domain::Kind;
use crate::formats::countries::is_state;
use crate::formats::document::line::{Piece, collapsed};
use crate::formats::document::names::{
    firm_score, has_title, is_branch, is_city, is_department, is_form, is_known_city, is_land,
    is_name_of_school_or_firm, is_place, is_publisher, is_region, is_subject, org_score, title_score,
};
use crate::formats::document::periods;
use crate::formats::document::words::words;

/// A part of a head that is a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Fragment {
    pub(super) text: String,
    /// Whether it stands apart at the right.
    pub(super) apart: bool,
    pub(super) link: Option<String>,
    /// Which line of the head it is of.
    pub(super) line: usize,
    /// Whether it is of the line with the dates.
    pub(super) is_dated: bool,
    /// Whether it stood behind a name and a comma, as a place does.
    pub(super) is_behind: bool,
    /// Whether it is of a line below the dates.
    pub(super) is_below: bool,
}

/// The pieces of a part of which only `rest` is left.
pub(super) fn shortened(pieces: &[Piece], rest: &str) -> Vec<Piece> {
    let mut left = rest;
    let mut kept = Vec::new();
    for piece in pieces {
        let text = collapsed(&piece.text);
        let common = text.trim_matches(|sign: char| "()[]|·•,;:–—- ".contains(sign));
        if common.is_empty() {
            // What parted two pieces still parts them.
            if !kept.is_empty() && !left.is_empty() {
                kept.push(piece.clone());
            }
            continue;
        }
        if let Some(place) = left.find(common) {
            let end = place + common.len();
            // `Nurse (ICU)` keeps its bracket.
            let is_open =
                common.matches('(').count() > common.matches(')').count() && left[end..].starts_with(')');
            let end = end + usize::from(is_open);
            // Signs between two pieces are not a part of either.
            kept.push(Piece { text: left[..end].trim().to_owned(), ..piece.clone() });
            left = &left[end..];
        } else if !left.trim().is_empty() && text.contains(left.trim()) {
            kept.push(Piece { text: left.trim().to_owned(), ..piece.clone() });
            left = "";
        }
    }
    // A piece that went on behind the period is not found as it was.
    if left.contains(char::is_alphanumeric) || kept.is_empty() && !rest.is_empty() {
        let rest = if kept.is_empty() { rest } else { left };
        let piece = if kept.is_empty() { pieces.first() } else { pieces.last() };
        kept.extend(piece.map(|piece| Piece { text: rest.to_owned(), ..piece.clone() }));
    }
    if let (Some(first), Some(original)) = (kept.first_mut(), pieces.first()) {
        first.apart = original.apart;
    }
    kept
}

/// The fragments of a part: parted by a change of look, or by a sign.
pub(super) fn fragments(pieces: &[Piece], kind: Kind) -> Vec<Fragment> {
    let mut groups: Vec<(String, bool, bool, Option<String>)> = Vec::new();
    for piece in pieces {
        let is_sign = !piece.text.chars().any(char::is_alphanumeric);
        match groups.last_mut() {
            Some((text, bold, italic, link))
                if is_sign || (*bold == piece.bold && *italic == piece.italic) =>
            {
                text.push_str(&piece.text);
                if link.is_none() {
                    link.clone_from(&piece.link);
                }
            }
            _ => groups.push((piece.text.clone(), piece.bold, piece.italic, piece.link.clone())),
        }
    }
    let mut fragments = Vec::new();
    let is_name = |text: &str| text.contains(char::is_alphanumeric);
    let is_parted = groups.iter().filter(|(text, ..)| is_name(text)).count() > 1;
    let sign = |sign: char| ",;|·•:–—- ".contains(sign);
    let has_employer =
        groups.iter().skip(1).any(|(text, ..)| is_name(text) && !is_spot(text.trim_matches(sign)));
    for (at, (text, _, _, link)) in groups.into_iter().enumerate() {
        let text = collapsed(&text);
        // `**Developer – Mobile Apps**, Acme`: in letters of its own, a title is whole.
        if at == 0 && kind == Kind::Work && has_employer && is_whole_title(&text) {
            fragments.push(Fragment {
                text: text.trim_matches(sign).to_owned(),
                link,
                ..Fragment::default()
            });
            continue;
        }
        for part in split(&text, kind, is_parted) {
            fragments.push(Fragment { text: part, link: link.clone(), ..Fragment::default() });
        }
    }
    fragments
}

/// Between the parts of a head, a space on both sides.
const SIGNS: [&str; 15] = [
    " | ", " · ", " • ", " — ", " – ", " - ", " @ ", " at ", " bei ", " chez ", " bij ", " hos ", " presso ",
    " // ", " / ",
];

/// Behind a dash, the level of a certificate is a part of its name.
const LEVELS: [&str; 12] = [
    "professional", "associate", "foundation", "foundations", "practitioner", "advanced", "expert",
    "specialty", "intermediate", "fundamentals", "level", "beginner",
];

/// Whether a text is a place by itself: one that is known, or with a land or a state. `QA, Load` only looks like one.
fn is_spot(text: &str) -> bool {
    // `QA` is Qatar's code.
    let is_land_or_code = |part: &str| is_land(part) && (part.len() > 2 || part == "UK");
    let is_known =
        |part: &str| is_known_city(part) || is_land_or_code(part) || is_region(part) || is_state(part);
    is_known_city(text) || text.len() > 3 && is_land(text) || is_place(text) && text.split(", ").any(is_known)
}

/// Whether a name is that of a firm or a school, and no title.
fn is_firm(name: &str) -> bool {
    org_score(name) > 0 && title_score(name) == 0
}

/// Whether a degree, its subject and one name more stand before a dash.
fn is_degree_and_area(text: &str) -> bool {
    text.matches(", ").count() > 1 && title_score(text.split(", ").next().unwrap_or_default()) > 0
}

/// Whether a title has a dash in it, behind which no employer and no place stands.
fn is_whole_title(text: &str) -> bool {
    let sign = [" | ", " – ", " — ", " - "].into_iter().find(|sign| text.contains(sign));
    sign.and_then(|sign| text.trim().split_once(sign)).is_some_and(|(before, after)| {
        title_score(before) > 0 && org_score(after) == 0 && !is_spot(after) && !is_department(after)
    })
}

/// Parts a text at its signs. `is_parted`: it is one of several names already.
fn split(text: &str, kind: Kind, is_parted: bool) -> Vec<String> {
    let mut parts = vec![text.to_owned()];
    for sign in SIGNS {
        let parts_before = parts.len();
        let parted = |part: &String| match part.split_once(sign) {
            // `University of Texas at Austin` is one name, also behind a degree.
            Some((before, _)) if sign == " at " && is_firm(before.rsplit(", ").next().unwrap_or(before)) => {
                vec![part.clone()]
            }
            // `Emergency First Aid at Work`
            Some((_, after)) if sign == " at " && kind == Kind::Certificate && org_score(after) == 0 => {
                vec![part.clone()]
            }
            // `Konsult hos kund, Acme`
            Some((_, after))
                if [" bij ", " hos ", " presso "].contains(&sign)
                    && !after.starts_with(char::is_uppercase) =>
            {
                vec![part.clone()]
            }
            Some((_, after)) if kind == Kind::Certificate && is_level(after) => vec![part.clone()],
            // `Systems Engineer / DevOps – Acme`: what stands beside a dash is one name.
            Some(_) if sign == " / " && (is_parted || parts_before > 1) && !part.split(sign).any(is_spot) => {
                vec![part.clone()]
            }
            // `BSc, Chemistry, Technion - Israel Institute of Technology`
            Some((before, after))
                if kind == Kind::Education && org_score(after) > 0 && is_degree_and_area(before) =>
            {
                vec![part.clone()]
            }
            // `Bachelor of Science - BS, Nursing`
            Some((before, after))
                if kind == Kind::Education && title_score(before) > 0 && begins_with_degree(after) =>
            {
                vec![part.clone()]
            }
            // `Registered Nurse – Surgical Unit • Beth Israel`
            Some((before, after))
                if parts_before > 1
                    && title_score(before) > 0
                    && is_department(after)
                    && !after.contains(sign) =>
            {
                vec![part.clone()]
            }
            _ => part.split(sign).map(str::to_owned).collect(),
        };
        parts = parts.iter().flat_map(parted).collect();
    }
    let trimmed = parts.iter().map(|part| part.trim_matches(|sign: char| ",;|·•:–—- ".contains(sign)));
    trimmed.filter(|part| part.chars().any(char::is_alphanumeric)).map(str::to_owned).collect()
}

/// `Jefe de proyecto en Talgo` as a title and an employer, where nothing else can be the employer: of
/// `Ingeniero en Sistemas, Softtek` and `Director en Jefe, El País` it is what stands behind the comma.
pub(super) fn at_en(fragment: &Fragment) -> Option<Vec<Fragment>> {
    let (before, after) = fragment.text.rsplit_once(" en ")?;
    let (name, rest) = after.split_once(", ").unwrap_or((after, ""));
    let is_place = rest.is_empty()
        || begins_with_city(rest)
        || rest.len() > 3 && rest.rsplit(", ").next().is_some_and(is_land);
    let is_firm =
        org_score(name) > 0 || is_place && (name.len() < 4 || !is_land(name)) && !begins_with_city(name);
    let fits = has_title(before) && !before.contains(", ") && after.starts_with(char::is_uppercase);
    let part = |text: &str| Fragment { text: text.trim().to_owned(), ..fragment.clone() };
    (fits && is_firm && !is_field(name)).then(|| {
        let place = (!rest.is_empty()).then(|| Fragment { is_behind: true, ..part(rest) });
        [part(before), part(name)].into_iter().chain(place).collect()
    })
}

/// Whether it begins with a large city: behind a name, it is no firm.
fn begins_with_city(text: &str) -> bool {
    is_known_city(text.split([',', '(']).next().unwrap_or_default())
}

/// A field of work or training, which is no firm: `Ingeniero en Sistemas`, `Técnico en Enfermería`.
fn is_field(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "jefe", "sistemas", "recursos", "redes", "marketing", "ventas", "software", "computación",
        "informática", "logística", "contabilidad", "administración",
    ];
    let first = text.split(' ').next().unwrap_or_default().to_lowercase();
    WORDS.contains(&first.as_str()) || ["ciones", "ción", "ería"].iter().any(|end| first.ends_with(end))
}

fn begins_with_degree(text: &str) -> bool {
    let first = text.split([' ', ',']).next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    words().names.degrees.has(&first)
}

fn is_level(text: &str) -> bool {
    let first = text.split([' ', ',']).next().unwrap_or_default().to_lowercase();
    LEVELS.contains(&first.as_str())
}

/// A name with the place behind it, which look like a place together.
pub(super) fn named_place(fragment: &Fragment) -> Option<[Fragment; 2]> {
    let (name, place) = fragment.text.split_once(", ").filter(|_| is_place(&fragment.text))?;
    let in_land = place.rsplit(", ").next().is_some_and(is_land);
    // `Dublin, Ireland` has no name, and `Sydney, NSW, Australia` neither.
    let is_of_land = |state: &str| is_land(state) || is_region(state) || state == name;
    // `General Services Administration, New York, NY` is no city of a state of a country.
    let ends_with_state = place.rsplit_once(", ").is_some_and(|(_, state)| is_state(state));
    let is_place_alone = in_land
        && !(ends_with_state && name.contains(' ') && !is_known_city(name))
        && place.split_once(", ").is_none_or(|(state, _)| is_of_land(state));
    let part = |text: &str| Fragment { text: text.to_owned(), ..fragment.clone() };
    (!is_place_alone && !is_department(place))
        .then(|| [part(name), Fragment { is_behind: true, ..part(place) }])
}

/// `94%`, `CGPA: 8.9/10`, `Note: 1,3`
pub(super) fn is_grade(text: &str) -> bool {
    let lower = text.to_lowercase();
    let begins = ["gpa", "cgpa", "grade", "note", "score"].iter().any(|word| lower.starts_with(word));
    text.contains(|c: char| c.is_ascii_digit()) && (text.trim_end().ends_with('%') || begins)
}

/// Whether a text says how well something was done: `First Class Honours`, `94%`, `CGPA: 8.9/10`.
pub(super) fn is_result(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "honours", "honors", "dean", "distinction", "merit", "laude", "class", "grade", "gpa", "cgpa", "note",
    ];
    let lower = text.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
    text.contains(['%', ':']) || words.any(|word| WORDS.contains(&word))
}

/// A certificate and who gave it, in two sentences: `Curso de primeros auxilios. Cruz Roja`.
pub(super) fn at_stop(fragment: &Fragment) -> Vec<Fragment> {
    // `Valid until May` is no name.
    let is_name = |text: &str| {
        let small = |word: &str| !word.starts_with(char::is_uppercase) && word.chars().count() > 3;
        text.starts_with(char::is_uppercase) && text.contains(' ') && !text.split(' ').any(small)
    };
    let is_end = |(at, _): &(usize, &str)| {
        let (before, after) = (&fragment.text[..*at], &fragment.text[at + 2..]);
        let last = before.rsplit([' ', '.']).next().unwrap_or_default();
        before.contains(' ') && last.chars().count() > 3 && is_name(after)
    };
    let part = |text: &str| Fragment { text: text.trim().to_owned(), ..fragment.clone() };
    match fragment.text.match_indices(". ").find(is_end) {
        Some((at, _)) => {
            vec![part(&fragment.text[..at]), part(fragment.text[at + 2..].trim_end_matches('.'))]
        }
        None => vec![fragment.clone()],
    }
}

/// What was published, and what published it: `Wind over water, Journal of Weather`.
pub(super) fn at_publisher(fragment: &Fragment) -> Vec<Fragment> {
    let part = |text: &str| Fragment { text: text.trim().to_owned(), ..fragment.clone() };
    match fragment.text.rsplit_once(", ") {
        Some((title, rest))
            if title.contains(' ') && rest.starts_with(char::is_uppercase) && is_publisher(rest) =>
        {
            vec![part(title), part(rest)]
        }
        _ => vec![fragment.clone()],
    }
}

/// A fragment parted at its first comma, and at a second one before a place.
pub(super) fn at_commas(fragment: &Fragment, kind: Kind) -> Vec<Fragment> {
    let has_both = matches!(kind, Kind::Work | Kind::Volunteer | Kind::Education);
    let part = |text: &str| Fragment { text: text.trim().to_owned(), ..fragment.clone() };
    let Some((mut first, mut rest)) = fragment.text.split_once(", ") else { return vec![fragment.clone()] };
    // `Vice President, Operations` is one name.
    let is_one = !rest.contains(' ') || rest.contains(" and ") || rest.contains(" & ");
    if has_both && title_score(first) > 0 && is_one && is_branch(rest) {
        return vec![fragment.clone()];
    }
    if let Some(at) = school_behind_subjects(&fragment.text).filter(|_| kind == Kind::Education) {
        (first, rest) = (&fragment.text[..at], &fragment.text[at + 2..]);
        return [vec![part(first)], place_behind(&part(rest))].concat();
    }
    // `Lecturer, Disease Modelling, University of York`
    if kind == Kind::Work
        && teaches(first)
        && let Some((second, others)) = rest.split_once(", ")
        && firm_score(others) > 0
        && org_score(second) == 0
        && !second.split(' ').any(is_department)
    {
        first = &fragment.text[..first.len() + 2 + second.len()];
        return [vec![part(first)], place_behind(&part(others))].concat();
    }
    // `Registered Nurse, Surgical Unit, Beth Israel`, and a campus
    if let Some((second, others)) = rest.split_once(", ")
        && (title_score(first) > 0 && is_department(second) || has_campus(first))
    {
        first = &fragment.text[..first.len() + 2 + second.len()];
        rest = others;
    } else if has_campus(first) {
        return vec![fragment.clone()];
    }
    // `Google Certified Educator, Level 2, Google`
    if kind == Kind::Certificate && numbers::is_of_name(rest.split(", ").next().unwrap_or_default()) {
        let Some((second, others)) = rest.split_once(", ") else { return vec![fragment.clone()] };
        first = &fragment.text[..first.len() + 2 + second.len()];
        rest = others;
    }
    // `Dean's List, Fall 2022 & Winter 2023`: a time that is no date is no name.
    if periods::is_season(rest) {
        return vec![fragment.clone()];
    }
    if is_form(rest.split(',').next().unwrap_or_default()) {
        return place_behind(fragment);
    }
    if !has_both
        && kind != Kind::Certificate
        && is_place(&fragment.text)
        && org_score(&fragment.text) == 0
        && title_score(&fragment.text) == 0
    {
        return vec![fragment.clone()];
    }
    // `Realschule Nord, Detmold`, and no subject or department
    let is_of_school = firm_score(first) > 0
        && title_score(first) == 0
        && !rest.contains(' ')
        && is_city(rest)
        && !is_name_of_school_or_firm(rest)
        && !is_subject(rest)
        && !is_department(rest);
    // `BSc Physics, Bristol` has its university there.
    let is_school = kind == Kind::Education && org_score(first) == 0;
    let is_behind = has_both && (is_of_school || (!is_school && is_known_city(rest)));
    let rest = Fragment { is_behind, ..part(rest) };
    [vec![part(first)], place_behind(&rest)].concat()
}

/// Whether a title is of somebody who teaches a subject.
fn teaches(title: &str) -> bool {
    const WHO: [&str; 8] =
        ["lecturer", "tutor", "teacher", "teaching", "instructor", "professor", "dozent", "lehrbeauftragte"];
    let title = title.to_lowercase();
    WHO.iter().any(|word| title.contains(word))
}

/// Where a school begins behind what was studied: `MFA, Sculpture, Yale School of Art`, `A levels: French, Maths, Hill School`.
fn school_behind_subjects(text: &str) -> Option<usize> {
    let ends: Vec<usize> = text.match_indices(", ").map(|(at, _)| at).collect();
    let parts: Vec<&str> = text.split(", ").collect();
    let at = parts.iter().position(|part| firm_score(part) > 0).filter(|at| *at > 1)?;
    let is_area = |part: &&str| {
        !is_department(part) && !part.split(' ').any(is_department) && !is_known_city(part) && !is_form(part)
    };
    let knows_degree = title_score(parts[0]) > 0 || parts[0].contains(": ");
    (knows_degree && parts[1..at].iter().all(is_area)).then(|| ends[at - 1])
}

/// Whether the name of a university goes on behind a comma: `University of California, San Francisco`.
fn has_campus(name: &str) -> bool {
    words().names.campuses.has(&name.to_lowercase())
}

/// `Hospital La Fe (Valencia)` as a name and a place, if the place is known.
pub(super) fn bracketed_place(fragment: &Fragment) -> Option<[Fragment; 2]> {
    let (name, place) = fragment.text.strip_suffix(')')?.rsplit_once(" (")?;
    let part = |text: &str| Fragment { text: text.trim().to_owned(), ..fragment.clone() };
    (is_spot(place) && title_score(name) <= org_score(name))
        .then(|| [part(name), Fragment { is_behind: true, ..part(place) }])
}

/// The longest place, in bytes: a city, a state and a country.
const LONGEST_PLACE: usize = 120;

/// `Acme GmbH, Berlin` as a name and a place.
pub(super) fn place_behind(fragment: &Fragment) -> Vec<Fragment> {
    let part = |text: &str| Fragment { text: text.trim().to_owned(), ..fragment.clone() };
    let whole = || vec![fragment.clone()];
    if is_place(&fragment.text) && org_score(&fragment.text) == 0 {
        return whole();
    }
    for (at, _) in fragment.text.match_indices(", ") {
        let (name, place) = (&fragment.text[..at], &fragment.text[at + 2..]);
        // Of a long list, the end alone may be a place. What stands before is read last, as it is long there.
        if place.len() > LONGEST_PLACE {
            continue;
        }
        let is_name = || (org_score(name) > 0 || title_score(name) == 0) && !has_campus(name);
        if !is_form(place)
            && (is_place(place) || is_city(place))
            && !(place.contains(' ') && is_subject(place))
            && org_score(place) == 0
            && title_score(place) == 0
            && is_name()
        {
            return vec![part(name), Fragment { is_behind: true, ..part(place) }];
        }
    }
    whole()
}
