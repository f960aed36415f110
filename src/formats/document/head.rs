//! The head of an entry: its title, employer, place, address and dates, from one to four lines.
//!
//! Nothing is said twice and nothing is made up: every part of the head becomes one field, or text of the entry.

mod beside;
mod citation;
mod degree;
mod expiry;
mod fragments;
mod numbers;
mod sort;

pub(super) use self::beside::take_places;
pub(super) use self::citation::{is_citation, is_quoted};
pub(super) use self::degree::part_score;
use self::degree::without_graduation;
use self::expiry::with_both_dates;
use self::fragments::{Fragment, fragments, shortened};
pub(super) use self::numbers::are_memberships;
use super::body::items;
use super::line::{Line, Piece, collapsed};
use super::names::{
    firm_score, is_address, is_city, is_credential, is_department, is_form, is_known_city, is_land,
    is_name_of_school_or_firm, is_place, is_region, is_remote, org_score, title_score, without_sort,
};
use super::periods;
use super::words::words;
use crate::domain::{Experience, Kind, PartialDate};

/// What a head says, before it is known which part is the title.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    names: Vec<Fragment>,
    place: Option<String>,
    url: Option<String>,
    period: Option<periods::Found>,
    /// What follows on the same line, in sentences.
    said: Option<String>,
    /// How well a degree was taken.
    score: Option<String>,
    /// What was studied.
    area: Option<String>,
    /// Who wrote a publication.
    authors: Vec<String>,
    /// What a project was made with.
    skills: Vec<String>,
    /// Whether a place that is known stands in brackets behind its employer.
    has_bracketed_place: bool,
    /// Whether it is one of a school: a field of study may be named like a workplace.
    is_of_school: bool,
    /// How many lines it has.
    lines: usize,
    /// Whether a line of it has the time at an employer as a duration, as above several positions.
    has_duration: bool,
    /// Which comes first, as the place and the dates at the right of two lines show: the place is that of the employer.
    layout: Option<Order>,
}

/// An employer above several positions.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Employer {
    pub(super) name: String,
    pub(super) place: Option<String>,
    pub(super) url: Option<String>,
    /// Its first and its last year, where its own line has dates.
    pub(super) period: Option<Years>,
}

/// What a section knows of its heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    TitleFirst,
    EmployerFirst,
}

pub(super) fn read(lines: &[Line], kind: Kind) -> Head {
    if let (Kind::Publication, [line]) = (kind, lines)
        && let Some(head) = citation::read(line)
    {
        return head;
    }
    let mut head = Head { is_of_school: kind == Kind::Education, ..Head::default() };
    // How long somewhere was, below an employer of several positions.
    let has_period = lines.iter().any(is_dated);
    head.has_duration = has_period && lines.iter().any(|line| periods::is_duration(line.text().trim()));
    head.layout = layout(lines);
    let line_of_place = head.layout.map(|order| usize::from(order == Order::TitleFirst));
    let is_duration = |line: &Line| has_period && periods::is_duration(line.text().trim());
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !is_duration(line)) {
        head.lines += 1;
        let mut line = line.clone();
        let is_one_part = line.parts().len() == 1;
        let is_job = matches!(kind, Kind::Work | Kind::Education | Kind::Volunteer);
        let unknown = is_job.then(|| periods::with_unknown_end(&line.text())).flatten();
        let known = unknown.as_ref().is_none_or(|_| periods::whole(&line.text()).is_some());
        let found = if known { take_period(&mut line) } else { unknown };
        if !known {
            line.pieces.clear();
        }
        let is_dated = found.is_some();
        if at == 1 && head.place.is_none() {
            head.place = take_place_below_dates(&lines[0], &mut line);
        }
        let begins = found.as_ref().is_some_and(|found| found.is_span && found.place.start == 0);
        if begins && is_one_part && head.said.is_none() {
            head.said = take_sentences(&mut line);
        }
        let before = head.period.take();
        head.period = match kind {
            Kind::Certificate => with_both_dates(before, found, &mut line, take_period),
            _ => before.or(found),
        };
        let has_both =
            is_dated && kind == Kind::Certificate && head.period.as_ref().is_some_and(|found| found.is_span);
        for (index, part) in line.parts().into_iter().enumerate() {
            let mut fragments = fragments(&part, kind);
            if matches!(kind, Kind::Education | Kind::Volunteer) && is_dated {
                let is_cut = |rest: &str, text: &str| {
                    kind == Kind::Education || !rest.is_empty() && text[rest.len()..].chars().all(is_small)
                };
                for one in &mut fragments {
                    let rest = without_graduation(&one.text).to_owned();
                    one.text = if is_cut(&rest, &one.text) { rest } else { std::mem::take(&mut one.text) };
                }
                fragments.retain(|one| !one.text.is_empty());
            } else if has_both {
                for one in &mut fragments {
                    one.text = without_graduation(&one.text).to_owned();
                }
                fragments.retain(|one| !one.text.is_empty());
            } else if !is_job && is_dated && !head.names.is_empty() {
                fragments.retain(|one| !without_graduation(&one.text).is_empty());
            }
            if kind == Kind::Project && line.text().contains(" | ") {
                head.skills.extend(
                    fragments.extract_if(1.., |one| is_list(&one.text)).flat_map(|one| items(&one.text)),
                );
            }
            if let Some(last) = head.names.last_mut().filter(|last| {
                index == 0 && fragments.first().is_some_and(|next| goes_on(&last.text, &next.text))
            }) {
                let rest = fragments.remove(0).text;
                last.text = format!("{} {rest}", last.text);
            }
            head.names.extend(fragments.into_iter().map(|fragment| Fragment {
                line: at,
                apart: index > 0,
                is_behind: index == 1 && line_of_place == Some(at),
                is_dated,
                is_below: !is_dated && head.period.is_some(),
                ..fragment
            }));
        }
    }
    head.sort_out(kind);
    head
}

/// `member since` is no role, but `Member` may be one.
fn is_small(letter: char) -> bool {
    !letter.is_uppercase()
}

/// Whether a name goes on below: `Bachelor of Science in`, or `BSc Physics, Northeastern` above `University`.
fn goes_on(name: &str, below: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let is_noun = below.chars().all(|sign| sign.is_alphabetic() || sign == '.')
        && (is_form(below) || firm_score(below) > 0)
        && org_score(name) == 0;
    name.contains(' ') && (words().names.connecting.has(&last) || is_noun)
}

/// Takes the place out of the second line of a head, if it stands in the column of the dates, below them.
fn take_place_below_dates(first: &Line, line: &mut Line) -> Option<String> {
    let text = |part: &[Piece]| collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>());
    let (dates, mut parts) = (first.parts(), line.parts());
    let is_spot = |text: &str| (is_place(text) || is_city(text)) && !is_name_of_school_or_firm(text);
    let is_below =
        dates.len() > 1 && parts.len() == dates.len() && periods::whole(&text(&dates[0])).is_some();
    let place = text(parts.first()?);
    if !is_below || !is_spot(&place) {
        return None;
    }
    parts.remove(0);
    line.pieces = parts.into_iter().flatten().collect();
    line.pieces.first_mut()?.apart = false;
    Some(place)
}

/// `Flask, React, PostgreSQL`
fn is_list(text: &str) -> bool {
    let parts: Vec<&str> = text.split(", ").collect();
    let known = parts.iter().filter(|part| words().lists.technologies.has(&part.to_lowercase())).count();
    let is_spot = |name: &str| is_known_city(name) || name.len() > 3 && is_land(name);
    let is_other = |part: &&str| {
        is_form(part)
            || is_spot(part)
            || part.rsplit_once(' ').is_some_and(|(_, last)| is_spot(last))
            || org_score(part) > 0
    };
    (parts.len() > 2 || known > 1)
        && parts.iter().all(|part| part.split(' ').count() <= 3)
        && !parts.iter().any(is_other)
}

fn layout(lines: &[Line]) -> Option<Order> {
    let [first, second, ..] = lines else { return None };
    let text = |part: &[Piece]| collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>());
    let last = |line: &Line| line.parts().last().filter(|_| line.parts().len() == 2).map(|part| text(part));
    let (first, second) = (last(first)?, last(second)?);
    let is_date = |text: &str| periods::whole(text).is_some();
    let is_spot = |text: &str| !is_date(text) && (is_place(text) || is_city(text) || is_remote(text));
    match (is_spot(&first) && is_date(&second), is_date(&first) && is_spot(&second)) {
        (true, _) => Some(Order::EmployerFirst),
        (_, true) => Some(Order::TitleFirst),
        _ => None,
    }
}

/// The first year of a period and the last one, as far as they are known.
pub(super) type Years = (Option<u16>, Option<u16>);

/// Whether some years are within others. What goes on has no end.
fn is_within(own: Years, whole: Years) -> bool {
    let ((start, end), (from, to)) = (own, whole);
    from.is_some_and(|from| start.is_some_and(|start| from <= start))
        && to.is_none_or(|to| end.is_some_and(|end| end <= to))
}

/// Whether a name is that of a time without an employer.
fn is_pause(name: &str) -> bool {
    const WORDS: [&str; 8] =
        ["sabbatical", "leave", "break", "gap year", "elternzeit", "auszeit", "career", "freelance"];
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.ends_with(word) || name.starts_with(word))
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
        let found =
            periods::find(&whole).or_else(|| before_address(&whole)).or_else(|| last_piece(&parts[at]));
        let Some(found) = found else { continue };
        let mut kept: Vec<Vec<Piece>> = parts;
        let rest = periods::without(&whole, &found);
        kept[at] = shortened(&kept[at], &rest);
        line.pieces = kept.into_iter().flatten().collect();
        return Some(found);
    }
    None
}

/// The period before an address at the end: `VLDB, Aug 2019, vldb.example/p1`.
fn before_address(text: &str) -> Option<periods::Found> {
    let (before, _) = text.rsplit_once(", ").filter(|(_, last)| is_address(last))?;
    periods::find(before).filter(|found| found.place.end == before.len())
}

/// The year of a part that has a look of its own: `**Abitur** 2010`.
fn last_piece(part: &[Piece]) -> Option<periods::Found> {
    let (last, before) = part.split_last().filter(|(last, before)| {
        before.last().is_some_and(|before| (before.bold, before.italic) != (last.bold, last.italic))
            && (last.text.starts_with(' ') || before.last().is_some_and(|before| before.text.ends_with(' ')))
    })?;
    let found = periods::whole(last.text.trim())?;
    let before = collapsed(&before.iter().map(|piece| piece.text.as_str()).collect::<String>());
    let from = before.len() + 1;
    Some(periods::Found { place: from + found.place.start..from + found.place.end, ..found })
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

impl Head {
    /// The words of a period that its dates do not say.
    pub(super) fn words(&self) -> Option<&str> {
        self.period.as_ref()?.words.as_deref()
    }

    /// How sure it is that the first name is the title (positive) or the employer (negative).
    pub(super) fn evidence(&self) -> i32 {
        match self.names.as_slice() {
            [one, other, ..] => {
                let score = |name: &Fragment| title_score(&name.text) - self.firm_score(&name.text);
                score(one) - score(other)
            }
            _ => 0,
        }
    }

    fn firm_score(&self, name: &str) -> i32 {
        if self.is_of_school { firm_score(name) } else { org_score(name) }
    }

    /// Whether it has a name and dates alone, as a further position at one employer has.
    pub(super) fn is_position(&self) -> bool {
        self.lines <= 2 + usize::from(self.place.is_some())
            && self.period.is_some()
            && match self.names.as_slice() {
                [name] => self.firm_score(&name.text) == 0,
                _ => self.is_in_department(),
            }
    }

    /// `Staff Nurse, Emergency Department`
    fn is_in_department(&self) -> bool {
        matches!(self.names.as_slice(), [title, part] if title_score(&title.text) > 0 && is_department(&part.text))
    }

    /// Takes a department for a part of the title: its employer stands above.
    pub(super) fn join_department(&mut self) {
        if self.is_in_department() {
            let part = self.names.remove(1).text;
            self.names[0].text = format!("{}, {part}", self.names[0].text);
        }
    }

    /// Whether it may be an employer with the time of all positions there, and the first of these is `next`. `is_alike`: both
    /// lines look the same.
    pub(super) fn is_employer_of(&self, next: &Self, is_alike: bool) -> bool {
        let (true, Some(years)) = (self.period.as_ref().is_some_and(|found| found.is_span), self.years())
        else {
            return false;
        };
        let name = match self.names.as_slice() {
            [name] => name,
            // `Harvest Foods plc, Bristol`
            [name, place] if self.place.is_none() && org_score(&name.text) > 0 && is_city(&place.text) => {
                name
            }
            _ => return false,
        };
        let other = self.names.get(1).map_or(0, |other| title_score(&other.text) + org_score(&other.text));
        self.lines == 1
            && other == 0
            && !is_place(&name.text)
            && self.said.is_none()
            && next.is_position()
            && next.years().is_some_and(|own| is_within(own, years))
            && !is_pause(&name.text)
            && title_score(&name.text) == 0
            && (!is_alike || next.names.iter().any(|name| title_score(&name.text) > 0))
    }

    /// Takes the city below the dates of a position for its place, where the employer stands above several.
    pub(super) fn take_place_below(&mut self) {
        let is_spot =
            |one: &Fragment| one.is_below && is_city(&one.text) && !is_name_of_school_or_firm(&one.text);
        if self.names.len() == 2 && self.place.is_none() && is_spot(&self.names[1]) {
            self.place = self.names.pop().map(|fragment| fragment.text);
        }
    }

    /// The name, the place and the address of an employer that stands above its positions.
    pub(super) fn into_employer(self) -> Employer {
        let period = self.years();
        let mut names = self.names.into_iter().map(|fragment| fragment.text);
        let name = names.next().unwrap_or_default();
        Employer { name, place: self.place.or_else(|| names.next()), url: self.url, period }
    }

    fn years(&self) -> Option<Years> {
        let year = |date: Option<PartialDate>| date.map(PartialDate::year);
        self.period.as_ref().map(|found| (year(found.start), year(found.end)))
    }

    /// Whether it may be of the time at an employer; where that is not known it may.
    pub(super) fn is_within(&self, employer: &Employer) -> bool {
        employer.period.is_none_or(|whole| self.years().is_some_and(|own| is_within(own, whole)))
    }

    /// Whether an employer's name stands above a title and dates, with how long all of it was.
    pub(super) fn is_of_several(&self) -> bool {
        self.has_duration && self.names.len() == 2
    }

    pub(super) fn layout(&self) -> Option<Order> {
        self.layout.filter(|_| self.names.len() > 1)
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
        let is_issuer_first = content.kind == Kind::Certificate
            && matches!(self.names.as_slice(), [one, other, ..] if !is_credential(&one.text) && is_credential(&other.text));
        let order = match own {
            _ if is_issuer_first => Order::EmployerFirst,
            _ if !has_both => Order::TitleFirst,
            own if own > 0 => Order::TitleFirst,
            own if own < 0 => Order::EmployerFirst,
            _ => order,
        };
        let is_of_school = self.is_of_school;
        let mut names = self.names.into_iter().map(|fragment| fragment.text);
        let (first, second) = (names.next(), names.next());
        let is_firm_alone = |name: &Option<String>| {
            let score = if is_of_school { firm_score } else { org_score };
            has_both && name.as_ref().is_some_and(|name| score(name) > title_score(name))
        };
        let (title, employer) = match (order, second) {
            (_, None) if is_firm_alone(&first) => (None, first),
            (_, None) => (first, None),
            (Order::TitleFirst, second) => (first, second),
            (Order::EmployerFirst, second) => (second, first),
        };
        // `Certified Welder. TÜV Süd, München`, and no `Bavaria, Munich`
        let issuer_and_city =
            self.place.as_deref().and_then(|place| place.split_once(", ")).filter(|(issuer, city)| {
                let is_spot = is_known_city(issuer) || is_region(issuer) || is_land(issuer);
                content.kind == Kind::Certificate && !is_spot && is_known_city(city)
            });
        let (employer, place) = match issuer_and_city {
            Some((issuer, city)) if employer.is_none() => (Some(issuer.to_owned()), Some(city.to_owned())),
            _ => (employer, self.place),
        };
        content.title = title.unwrap_or_default();
        content.organization = employer;
        content.location = place.map(|place| without_sort(&place).to_owned());
        content.url = self.url;
        content.skills = self.skills;
        let said = [("score", self.score), ("area", self.area)];
        let said =
            said.into_iter().filter_map(|(key, value)| Some((key.to_owned(), serde_json::json!(value?))));
        content.metadata.extend(said);
        if !self.authors.is_empty() {
            content.metadata.insert("authors".to_owned(), serde_json::json!(self.authors));
        }
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
            // One date of a degree is that of its end.
            if content.kind == Kind::Education && !period.is_span {
                content.start_date = None;
            }
        }
        if content.kind == Kind::Education
            && let Some((degree, area)) = content.title.clone().split_once(", ")
            && title_score(degree) > 0
            && !area.ends_with('.')
        {
            content.metadata.insert("area".to_owned(), serde_json::json!(area));
            content.title = degree.to_owned();
        }
    }
}
