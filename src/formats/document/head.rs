//! The head of an entry: its title, employer, place, address and dates, from one to four lines.
//!
//! Nothing is said twice and nothing is made up: every part of the head becomes one field, or text of the entry.

use super::line::{Line, Piece, collapsed};
use super::names::{
    is_address, is_city, is_form, is_land, is_name_of_school_or_firm, is_place, is_remote, org_score,
    title_score,
};
use super::periods;
use crate::domain::{Experience, Kind};

/// A part of a head that is a whole.
#[derive(Debug, Clone, PartialEq)]
struct Fragment {
    text: String,
    /// Whether it stands apart at the right.
    apart: bool,
    link: Option<String>,
    /// Whether it is of the line with the dates.
    is_dated: bool,
}

/// What a head says, before it is known which part is the title.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    names: Vec<Fragment>,
    place: Option<String>,
    url: Option<String>,
    period: Option<periods::Found>,
    /// What follows on the same line, in sentences.
    said: Option<String>,
    /// How many lines it has.
    lines: usize,
}

/// What a section knows of its heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    TitleFirst,
    EmployerFirst,
}

pub(super) fn read(lines: &[Line], kind: Kind) -> Head {
    let mut head = Head::default();
    // How long somewhere was, below an employer of several positions.
    let has_period = lines.iter().any(is_dated);
    for line in lines.iter().filter(|line| !(has_period && periods::is_duration(line.text().trim()))) {
        head.lines += 1;
        let mut line = line.clone();
        let is_one_part = line.parts().len() == 1;
        let found = take_period(&mut line);
        let is_dated = found.is_some();
        let begins = found.as_ref().is_some_and(|found| found.is_span && found.place.start == 0);
        if begins && is_one_part && head.said.is_none() {
            head.said = take_sentences(&mut line);
        }
        if head.period.is_none() {
            head.period = found;
        }
        for (index, part) in line.parts().into_iter().enumerate() {
            let fragments = fragments(&part);
            head.names.extend(fragments.into_iter().map(|fragment| Fragment {
                apart: index > 0,
                is_dated,
                ..fragment
            }));
        }
    }
    head.sort_out(kind);
    head
}

/// Whether a line has a period at one of its edges.
pub(super) fn is_dated(line: &Line) -> bool {
    take_period(&mut line.clone()).is_some()
}

/// Takes the period out of a line: from a part that stands apart, else from the line as a whole.
fn take_period(line: &mut Line) -> Option<periods::Found> {
    let parts = line.parts();
    let text = |part: &[Piece]| collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>());
    for at in (0..parts.len()).rev() {
        let whole = text(&parts[at]);
        let Some(found) = periods::find(&whole) else { continue };
        let mut kept: Vec<Vec<Piece>> = parts;
        let rest = periods::without(&whole, &found);
        kept[at] = shortened(&kept[at], &rest);
        line.pieces = kept.into_iter().flatten().collect();
        return Some(found);
    }
    None
}

/// Takes what is said behind the first sentence of a line that ends with a full stop: behind title and employer.
fn take_sentences(line: &mut Line) -> Option<String> {
    let text = line.text();
    let is_end = |at: &usize| {
        let before = &text[..*at];
        before.contains(", ") && before.rsplit([' ', ',']).next().is_some_and(|word| word.chars().count() > 3)
    };
    let has_link = line.pieces.iter().any(|piece| piece.link.is_some());
    let ends = text.match_indices(". ").map(|(at, _)| at);
    let at = ends.into_iter().find(is_end).filter(|_| text.ends_with('.') && !has_link)?;
    let first = line.pieces.first()?;
    line.pieces = vec![Piece { text: text[..at].to_owned(), ..first.clone() }];
    Some(text[at + 2..].trim().to_owned())
}

/// The pieces of a part of which only `rest` is left.
fn shortened(pieces: &[Piece], rest: &str) -> Vec<Piece> {
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
fn fragments(pieces: &[Piece]) -> Vec<Fragment> {
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
    for (text, _, _, link) in groups {
        for part in split(&collapsed(&text)) {
            fragments.push(Fragment { text: part, apart: false, link: link.clone(), is_dated: false });
        }
    }
    fragments
}

/// Between the parts of a head, a space on both sides.
const SIGNS: [&str; 12] =
    [" | ", " · ", " • ", " — ", " – ", " - ", " @ ", " at ", " bei ", " chez ", " // ", " / "];

fn split(text: &str) -> Vec<String> {
    let mut parts = vec![text.to_owned()];
    for sign in SIGNS {
        let parted = |part: &String| match part.split_once(sign) {
            // `University of Texas at Austin` is one name.
            Some((before, _)) if sign == " at " && org_score(before) > 0 && title_score(before) == 0 => {
                vec![part.clone()]
            }
            _ => part.split(sign).map(str::to_owned).collect(),
        };
        parts = parts.iter().flat_map(parted).collect();
    }
    let trimmed = parts.iter().map(|part| part.trim_matches(|sign: char| ",;|·•:–—- ".contains(sign)));
    trimmed.filter(|part| part.chars().any(char::is_alphanumeric)).map(str::to_owned).collect()
}

impl Head {
    /// Takes addresses and places out, and parts the rest at its commas where one name is missing.
    fn sort_out(&mut self, kind: Kind) {
        for fragment in std::mem::take(&mut self.names) {
            let is_address = is_address(&fragment.text);
            if (is_address || fragment.link.is_some()) && self.url.is_none() {
                self.url = fragment.link.clone().or_else(|| Some(fragment.text.clone()));
            }
            if !is_address {
                self.names.push(fragment);
            }
        }
        let has_both = matches!(kind, Kind::Work | Kind::Volunteer | Kind::Education);
        if self.names.len() < 2 && kind != Kind::Publication {
            self.names = self.names.iter().flat_map(|name| at_commas(name, has_both)).collect();
        } else {
            self.names = self.names.iter().flat_map(place_behind).collect();
        }
        // A grade is no name.
        if self.names.len() > 2 {
            let (grades, names): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.names).into_iter().partition(|name| is_grade(&name.text));
            self.names = [names, grades].concat();
        }
        // `Hooli, Dublin` and `Hooli, San Francisco, CA` beside a title are no places alone.
        if let [one, other] = self.names.as_slice()
            && has_both
        {
            self.names = match (named_place(other), named_place(one).filter(|_| title_score(&other.text) > 0))
            {
                (Some([name, place]), _) => vec![one.clone(), name, place],
                (None, Some([name, place])) => vec![name, other.clone(), place],
                (None, None) => vec![one.clone(), other.clone()],
            };
        }
        // A name with a comma is a place more surely than one that is only left over.
        for is_sure in [true, false] {
            let count = self.names.iter().filter(|name| !is_result(&name.text)).count();
            let is_place = |fragment: &Fragment| match is_sure {
                true => {
                    is_remote(&fragment.text)
                        || (is_place(&fragment.text)
                            && !is_name_of_school_or_firm(&fragment.text)
                            // What a project was made with is a list, too.
                            && (kind != Kind::Project || fragment.text.matches(", ").count() < 2))
                }
                false => {
                    fragment.text.split_whitespace().count() <= 3
                        && !is_name_of_school_or_firm(&fragment.text)
                        && !is_result(&fragment.text)
                }
            };
            let fewest = if is_sure { 1 } else { 2 };
            let found = self.names.iter().rposition(is_place).filter(|at| *at > 0 && count > fewest);
            if let (Some(at), None) = (found, &self.place) {
                self.place = Some(self.names.remove(at).text);
            }
        }
    }

    /// The words of a period that its dates do not say.
    pub(super) fn words(&self) -> Option<&str> {
        self.period.as_ref()?.words.as_deref()
    }

    /// How sure it is that the first name is the title (positive) or the employer (negative).
    pub(super) fn evidence(&self) -> i32 {
        match self.names.as_slice() {
            [one, other, ..] => {
                title_score(&one.text) - org_score(&one.text) - title_score(&other.text)
                    + org_score(&other.text)
            }
            _ => 0,
        }
    }

    /// Whether it has a name and dates alone, as a further position at one employer has.
    pub(super) fn is_position(&self) -> bool {
        self.lines <= 2 + usize::from(self.place.is_some())
            && self.names.len() == 1
            && self.period.is_some()
            && org_score(&self.names[0].text) == 0
    }

    /// Whether an employer's name stands above a line with a title and dates.
    pub(super) fn is_below_employer(&self) -> bool {
        self.lines > 1
            && self.names.len() == 2
            && !self.names[0].is_dated
            && !self.names[1].apart
            && (self.names[1].is_dated || self.evidence() < 0)
    }

    /// Fills in the fields. What has no field is said in the text.
    pub(super) fn fill(self, content: &mut Experience, order: Order) {
        let has_both = matches!(content.kind, Kind::Work | Kind::Volunteer | Kind::Education);
        let own = self.evidence();
        let order = match own {
            _ if !has_both => Order::TitleFirst,
            own if own > 0 => Order::TitleFirst,
            own if own < 0 => Order::EmployerFirst,
            _ => order,
        };
        let mut names = self.names.into_iter().map(|fragment| fragment.text);
        let (first, second) = (names.next(), names.next());
        let is_firm_alone = |name: &Option<String>| {
            has_both && name.as_ref().is_some_and(|name| org_score(name) > title_score(name))
        };
        let (title, employer) = match (order, second) {
            (_, None) if is_firm_alone(&first) => (None, first),
            (_, None) => (first, None),
            (Order::TitleFirst, second) => (first, second),
            (Order::EmployerFirst, second) => (second, first),
        };
        content.title = title.unwrap_or_default();
        content.organization = employer;
        content.location = self.place;
        content.url = self.url;
        let rest: Vec<String> = names.chain(self.said).collect();
        if !rest.is_empty() {
            content.text = Some(rest.join(", "));
        }
        if let Some(period) = self.period {
            content.start_date = period.start;
            content.end_date = period.end;
            if !content.kind.spans_time() && !period.is_span {
                content.end_date = None;
            }
        }
        if content.kind == Kind::Education
            && let Some((degree, area)) = content.title.clone().split_once(", ")
            && title_score(degree) > 0
        {
            content.metadata.insert("area".to_owned(), serde_json::json!(area));
            content.title = degree.to_owned();
        }
    }
}

/// A name with the place behind it, which look like a place together.
fn named_place(fragment: &Fragment) -> Option<[Fragment; 2]> {
    let (name, place) = fragment.text.split_once(", ").filter(|_| is_place(&fragment.text))?;
    let in_land = place.rsplit(", ").next().is_some_and(is_land);
    // `Dublin, Ireland` has no name, and `Sydney, NSW, Australia` neither.
    let is_place_alone = in_land && place.split_once(", ").is_none_or(|(state, _)| is_land(state));
    let part = |text: &str| Fragment { text: text.to_owned(), ..fragment.clone() };
    (!is_place_alone).then(|| [part(name), part(place)])
}

/// `94%`, `CGPA: 8.9/10`, `Note: 1,3`
fn is_grade(text: &str) -> bool {
    let lower = text.to_lowercase();
    let begins = ["gpa", "cgpa", "grade", "note", "score"].iter().any(|word| lower.starts_with(word));
    text.contains(|c: char| c.is_ascii_digit()) && (text.trim_end().ends_with('%') || begins)
}

/// Whether a text says how well something was done: `First Class Honours`, `94%`, `CGPA: 8.9/10`.
fn is_result(text: &str) -> bool {
    const WORDS: [&str; 10] =
        ["honours", "honors", "distinction", "merit", "laude", "class", "grade", "gpa", "cgpa", "note"];
    let lower = text.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
    text.contains(['%', ':']) || words.any(|word| WORDS.contains(&word))
}

/// A fragment parted at its first comma, and at a second one before a place. `has_both`: it has a title and an employer.
fn at_commas(fragment: &Fragment, has_both: bool) -> Vec<Fragment> {
    let part = |text: &str| Fragment { text: text.trim().to_owned(), ..fragment.clone() };
    let Some((first, rest)) = fragment.text.split_once(", ") else { return vec![fragment.clone()] };
    if is_form(rest.split(',').next().unwrap_or_default()) {
        return vec![fragment.clone()];
    }
    if !has_both
        && is_place(&fragment.text)
        && org_score(&fragment.text) == 0
        && title_score(&fragment.text) == 0
    {
        return vec![fragment.clone()];
    }
    let rest = part(rest);
    [vec![part(first)], place_behind(&rest)].concat()
}

/// `Acme GmbH, Berlin` as a name and a place.
fn place_behind(fragment: &Fragment) -> Vec<Fragment> {
    let part = |text: &str| Fragment { text: text.trim().to_owned(), ..fragment.clone() };
    let whole = || vec![fragment.clone()];
    if is_place(&fragment.text) && org_score(&fragment.text) == 0 {
        return whole();
    }
    for (at, _) in fragment.text.match_indices(", ") {
        let (name, place) = (&fragment.text[..at], &fragment.text[at + 2..]);
        let is_name = org_score(name) > 0 || title_score(name) == 0;
        if is_name
            && !is_form(place)
            && (is_place(place) || is_city(place))
            && org_score(place) == 0
            && title_score(place) == 0
        {
            return vec![part(name), part(place)];
        }
    }
    whole()
}
