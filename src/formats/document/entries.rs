//! Sections of entries: work, education, projects and the like.
//!
//! An entry has its dates in its head. The first entry of a section shows how far from its beginning they stand, and
//! how it looks; the others are alike.

use super::below;
use super::body::{self, labelled};
use super::head::{self, Employer, Head, Order};
use super::labels;
use super::line::{Line, Piece};
use super::names::{has_title, is_form, org_score};
use super::periods;
use super::prepare::prepared;
use super::sections::body_size;
use super::timed;
use super::words::words;
use crate::document::language::Label;
use crate::domain::Kind;
use crate::formats::incoming::Draft;

/// The most lines of a head before its dates.
const MOST_BEFORE: usize = 3;

/// From so many letters on a line is one of prose, and from fewer on if it ends with a full stop.
const PROSE: usize = 110;
const SENTENCE: usize = 60;

/// An entry by its lines: the head, and what follows it.
struct Part<'l> {
    head: &'l [Line],
    below: &'l [Line],
}

/// The entries of a section, each with what is doubtful about it.
pub(super) fn read(kind: Kind, lines: &[Line]) -> Vec<(Draft, Vec<String>)> {
    let lines = &prepared(kind, lines)[..];
    if let Some(entries) = labels::read(kind, lines).or_else(|| timed::read(kind, lines)) {
        return entries;
    }
    // The names of the columns of a table are no entry.
    let lines = if lines.len() > 1 && are_columns(&lines[0]) { &lines[1..] } else { lines };
    let parts = parts(kind, lines);
    let mut heads: Vec<Head> = parts.iter().map(|part| head::read(part.head, kind)).collect();
    head::take_places(&mut heads, kind);
    if heads.iter().any(Head::is_of_several) {
        heads.iter_mut().for_each(Head::take_place_below);
    }
    // Positions below one employer: the first of them has the employer's name above it.
    let is_below: Vec<bool> = (0..heads.len())
        .map(|index| {
            let next_is_position = || heads.get(index + 1).is_some_and(Head::is_position);
            heads[index].is_of_several() || heads[index].is_below_employer() && next_is_position()
        })
        .collect();
    // An employer with the time of all positions is an entry of its own in the lines, and none here.
    let is_employer: Vec<bool> = (0..heads.len())
        .map(|index| {
            let Some(next) = heads.get(index + 1).filter(|_| kind == Kind::Work) else { return false };
            // Text below the heading, before the first entry, has no head.
            let (Some(line), Some(below)) = (parts[index].head.first(), parts[index + 1].head.first()) else {
                return false;
            };
            parts[index].below.is_empty() && heads[index].is_employer_of(next, look(line) == look(below))
        })
        .collect();
    let told = heads.iter().zip(&is_below).filter(|(_, is_below)| !**is_below);
    let mut evidence: i32 = told.map(|(head, _)| head.evidence()).sum();
    if evidence == 0 {
        let layouts = heads.iter().filter_map(Head::layout);
        evidence = layouts.map(|order| if order == Order::TitleFirst { 1 } else { -1 }).sum();
        evidence -= i32::from(evidence == 0 && is_below.contains(&true));
    }
    let order = if evidence < 0 { Order::EmployerFirst } else { Order::TitleFirst };
    let mut entries: Vec<(Draft, Vec<String>)> = Vec::new();
    let mut employer: Option<Employer> = None;
    // How the line of an employer with a period looks, where its positions look otherwise.
    let mut look_of_employer: Option<Look> = None;
    for (index, (part, mut head)) in parts.iter().zip(heads).enumerate() {
        let own_look = part.head.first().map(look);
        if is_employer[index] {
            employer = Some(head.into_employer());
            let look_of_next = parts.get(index + 1).and_then(|next| next.head.first()).map(look);
            look_of_employer = own_look.filter(|look| Some(*look) != look_of_next);
            continue;
        }
        let is_other = look_of_employer.is_some() && look_of_employer == own_look;
        if employer.as_ref().is_some_and(|employer| is_other || !head.is_within(employer)) {
            employer = None;
            look_of_employer = None;
        }
        let is_below = is_below[index];
        let mut draft = Draft::new(kind);
        let content = draft.content_mut();
        let mut doubts = Vec::new();
        let mut is_sure = head.evidence() != 0 || evidence != 0;
        let is_position = head.is_position();
        if is_position && kind == Kind::Work && employer.is_some() {
            head.join_department();
        }
        doubts.extend(head.words().map(|words| format!("the document says `{words}`")));
        head.fill(content, if is_below { Order::EmployerFirst } else { order });
        let below = labels::take(content, part.below);
        is_sure |= below.len() < part.below.len();
        if is_below {
            employer = content.organization.clone().map(|name| Employer { name, ..Employer::default() });
            look_of_employer = None;
        } else if let (true, Kind::Work, Some(Employer { name, place, url, .. })) =
            (is_position, kind, employer.clone())
        {
            content.organization = Some(name);
            content.location = content.location.take().or(place);
            content.url = content.url.take().or(url);
            doubts.push("the employer is that of the entry above".to_owned());
            is_sure = true;
        } else {
            employer = None;
        }
        body::fill(content, &below);
        head::part_score(content);
        let has_both = content.organization.is_some() && !content.title.is_empty();
        if has_both && !is_sure && !is_below && matches!(kind, Kind::Work | Kind::Education | Kind::Volunteer)
        {
            doubts.push("title and organization may be the other way round".to_owned());
        }
        if content.start_date.is_none()
            && content.end_date.is_none()
            && kind.spans_time()
            && kind != Kind::Project
        {
            doubts.push("no dates were found".to_owned());
        }
        entries.push((draft, doubts));
    }
    entries
}

fn are_columns(line: &Line) -> bool {
    let parts = line.parts();
    let text = |part: &[Piece]| part.iter().map(|piece| piece.text.as_str()).collect::<String>();
    parts.len() > 1 && parts.iter().all(|part| words().is_column(&text(part)))
}

fn is_prose(kind: Kind, line: &Line, before: Option<&Line>) -> bool {
    // A publication may be long, with its year at the left.
    if let (Kind::Publication, [date, _, ..]) = (kind, &line.parts()[..]) {
        let date: String = date.iter().map(|piece| piece.text.as_str()).collect();
        if periods::whole(date.trim()).is_some() {
            return false;
        }
    }
    if kind == Kind::Publication && head::is_quoted(&line.text()) {
        return false;
    }
    // A head may be long, with its dates at the right.
    if let [_, .., date] = &line.parts()[..] {
        let date: String = date.iter().map(|piece| piece.text.as_str()).collect();
        if periods::whole(date.trim()).is_some() {
            return false;
        }
    }
    let text = line.text();
    // A period alone is that of the head above it, however long this is.
    if periods::whole(&text).is_some() {
        return false;
    }
    let ends_dated = |text: &str| periods::find(text).is_some_and(|found| found.place.end + 1 >= text.len());
    let is_one_of_several = |before: &Line| ends_dated(&text) && ends_dated(&before.text());
    let goes_on = before.is_some_and(|before| {
        before.goes_on
            && !is_one_of_several(before)
            && before.parts().len() == 1
            && !line.is_below_gap
            && !line.is_item
            && !line.begins_bold()
            && length(&before.text()) > SENTENCE
    });
    // A line that begins with a span is of an entry, whatever it says of it.
    let begins_entry = || periods::find(&text).is_some_and(|found| found.is_span && found.place.start == 0);
    let is_long = length(&text) > SENTENCE;
    length(&text) > PROSE
        || goes_on
        || is_long && ends_sentence(&text) && !begins_entry() && !ends_dated(&text)
}

/// In characters.
fn length(text: &str) -> usize {
    text.chars().count()
}

/// Whether a text ends as a sentence does, and not with a degree or a legal form: `Matematika a fyzika, Mgr.`
fn ends_sentence(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    let is_short = text.rsplit_once(", ").is_some_and(|(_, last)| {
        last.chars().count() <= 5 && last.starts_with(char::is_uppercase) && !last.contains(' ')
    });
    text.ends_with(';') || text.ends_with('.') && !is_short && !is_form(last)
}

/// How the first line of an entry looks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    bold: bool,
    size: f64,
    level: u8,
    capitals: bool,
}

/// Whether two lines look the same. Of bold lines, the name of a firm may be written in capitals.
fn is_alike(one: Look, other: Look) -> bool {
    let is_heading = one.bold || one.level > 0;
    one == Look { capitals: if is_heading { one.capitals } else { other.capitals }, ..other }
}

fn look(line: &Line) -> Look {
    let size = (line.size * 2.0).round() / 2.0;
    Look { bold: line.begins_bold(), size, level: line.level, capitals: line.is_capitals() }
}

fn parts(kind: Kind, lines: &[Line]) -> Vec<Part<'_>> {
    if lines.is_empty() {
        return Vec::new();
    }
    let prose: Vec<bool> = (0..lines.len())
        .map(|at| is_prose(kind, &lines[at], at.checked_sub(1).map(|at| &lines[at])))
        .collect();
    let is_value = |text: &str| labelled(text).is_some_and(|(label, _)| words().label(label).is_some());
    let is_plain = |at: usize| {
        let text = lines[at].text();
        !lines[at].is_item
            && !prose[at]
            && !words().is_within(&text)
            && (!is_value(&text) || head::is_dated(&lines[at]))
    };
    let plain: Vec<bool> = (0..lines.len()).map(is_plain).collect();
    let dated: Vec<usize> = (0..lines.len()).filter(|at| plain[*at] && head::is_dated(&lines[*at])).collect();
    let mut starts = match dated.is_empty() {
        true => undated(kind, lines, &plain),
        false => match list_of_lines(kind, lines, &plain) {
            Some(count) => (0..lines.len()).step_by(count).map(|at| (at, at + count)).collect(),
            None => by_dates(kind, lines, &plain, &dated),
        },
    };
    if starts.first().is_none_or(|(first, _)| *first > 0) {
        let end = starts.first().map_or(lines.len(), |(first, _)| *first);
        starts.insert(0, (0, head_end(lines, &plain, 0, end)));
    }
    (0..starts.len())
        .map(|index| {
            let (start, head) = starts[index];
            let end = starts.get(index + 1).map_or(lines.len(), |(next, _)| *next);
            Part { head: &lines[start..head.min(end)], below: &lines[head.min(end)..end] }
        })
        .collect()
}

/// How many lines each entry of a section has, if it is a list: all look alike, and what has dates has a name on the same
/// line. Below each of them may stand who gave it.
fn list_of_lines(kind: Kind, lines: &[Line], plain: &[bool]) -> Option<usize> {
    let is_one = |line: &Line| {
        periods::find(&line.text()).is_none_or(|found| !periods::without(&line.text(), &found).is_empty())
    };
    let first = look(&lines[0]);
    let are_dated: Vec<bool> = lines.iter().map(head::is_dated).collect();
    let dated = are_dated.iter().filter(|is_dated| **is_dated).count();
    let are_pairs = lines.len() > 1 && are_dated[0] && dated * 2 == lines.len();
    let alternate = are_dated.windows(2).all(|two| two[0] != two[1]);
    let firms = lines.iter().filter(|line| !head::is_dated(line) && org_score(&line.text()) > 0).count();
    let is_list = (matches!(kind, Kind::Certificate | Kind::Award) || head::are_memberships(kind, lines))
        && plain.iter().all(|is_plain| *is_plain)
        && dated > 0
        && (are_pairs || alternate && are_dated[0] || firms * 2 <= lines.len() - dated)
        && lines.iter().all(|line| Look { capitals: first.capitals, ..look(line) } == first)
        && lines.iter().all(is_one)
        && !lines.windows(2).any(|two| two[0].goes_on && two[1].text().starts_with(char::is_lowercase))
        && lines.iter().skip(2).all(|line| line.is_below_gap == lines[1].is_below_gap);
    // Of three, the one between two with dates may be either.
    match is_list {
        true if kind == Kind::Volunteer => Some(1),
        true if are_dated[0] && alternate && lines.len() != 3 => Some(2),
        true if are_pairs => None,
        is_list => is_list.then_some(1),
    }
}

/// Where each entry begins, and where its head ends.
fn by_dates(kind: Kind, lines: &[Line], plain: &[bool], dated: &[usize]) -> Vec<(usize, usize)> {
    let body = body_size(lines);
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut usual: Option<(usize, Look)> = None;
    for (index, &date) in dated.iter().enumerate() {
        let earliest = if index == 0 { 0 } else { dated[index - 1] + 1 };
        let best = (0..=MOST_BEFORE.min(date - earliest))
            .filter(|before| (date - before..date).all(|at| plain[at]))
            .map(|before| {
                let start = date - before;
                let mut score = 0.0;
                if let Some((usual, first)) = usual {
                    score += if usual == before { 2.0 } else { 0.0 };
                    score += if is_alike(first, look(&lines[start])) { 3.0 } else { 0.0 };
                } else {
                    // The first entry begins where the section does.
                    score += if start == 0 { 6.0 } else { 0.0 };
                    score += if lines[start].begins_bold() { 1.0 } else { 0.0 };
                }
                score += if start == 0 || lines[start].is_below_gap { 2.0 } else { 0.0 };
                score += if start > 0 && !plain[start - 1] { 1.0 } else { 0.0 };
                score -= (start + 1..=date).filter(|at| lines[*at].is_below_gap).count() as f64 * 3.0;
                score -= before as f64 * 0.1;
                (start, score)
            })
            .max_by(|one, other| one.1.total_cmp(&other.1));
        // `Expires 2025` below the date of a certificate
        if kind == Kind::Certificate
            && is_expiry_below(lines, plain, date)
            && let Some((_, end)) = starts.last_mut().filter(|(_, end)| *end == date)
        {
            *end += 1;
            continue;
        }
        let Some((start, _)) = best else { continue };
        // A second date in the head of one entry begins no other.
        if usual.is_some_and(|(_, first)| {
            first.level > 0
                && lines[start].level == 0
                && start > 0
                && plain[start - 1]
                && !lines[start].is_below_gap
                && !lines[start].begins_bold()
        }) {
            continue;
        }
        usual.get_or_insert((date - start, look(&lines[start])));
        starts.push((start, date + 1));
    }
    let Some((_, first)) = usual else { return starts };
    // Each employer has its dates below it, and below a gap, in letters like its own, the title.
    let is_firm = |line: &Line| !has_title(&line.text()) && !line.text().contains(", ");
    let is_title = |(at, (start, end)): (usize, &(usize, usize))| {
        let limit = starts.get(at + 1).map_or(lines.len(), |(next, _)| *next);
        let names = lines[*start..*end].iter().filter(|line| periods::whole(&line.text()).is_none());
        names.count() == 1
            && *end < limit
            && plain[*end]
            && lines[*end].is_below_gap
            && lines[*end].is_bold()
            && look(&lines[*end]) == look(&lines[*start])
            && is_firm(&lines[*start])
            && !lines[*end].text().contains(", ")
            && org_score(&lines[*end].text()) == 0
            && limit > *end + 1
    };
    if starts.len() > 1 && starts.iter().enumerate().all(is_title) {
        starts.iter_mut().for_each(|(_, end)| *end += 1);
    }
    // Entries without dates look like the others, where these look like no text.
    let is_distinct = first.bold || first.level > 0 || first.size > body + 0.6;
    // `Duties and results:` names what follows.
    let closes = |line: &Line| {
        let text = line.text();
        let mut parts =
            text.trim_end_matches([':', '：']).split([',', '/', '&']).flat_map(|part| part.split(" and "));
        text.ends_with([':', '：']) && parts.any(|part| words().is_within(part))
    };
    let may_close = starts.first().is_some_and(|(start, _)| closes(&lines[*start]));
    if is_distinct {
        for at in 0..lines.len() {
            // Below a gap, a certificate has no employer.
            let may_begin = lines[at].is_below_gap && matches!(kind, Kind::Certificate | Kind::Award);
            let is_in_head =
                starts.iter().any(|(start, end)| (*start..=*end).contains(&at) && !(may_begin && at == *end));
            let is_label = labelled(&lines[at].text()).is_some() || closes(&lines[at]) && !may_close;
            if plain[at] && !is_in_head && look(&lines[at]) == first && !is_label {
                let follows_other = starts.iter().any(|(start, _)| *start == at + 1);
                if !follows_other {
                    starts.push((at, at + 1));
                }
            }
        }
        starts.sort_unstable();
    }
    // Lines of another look directly below the dates are of the head: an employer, a place.
    for index in 0..starts.len() {
        let limit = starts.get(index + 1).map_or(lines.len(), |(next, _)| *next);
        let (start, end) = starts[index];
        let last = head_end(lines, plain, end, limit).max(end);
        let said = (end..last).find(|at| below::is_text(kind, &lines[start..end], &lines[*at].text()));
        starts[index].1 = said.unwrap_or(last);
    }
    starts
}

/// Whether a line says when something expires, and nothing else, below a line with a date.
fn is_expiry_below(lines: &[Line], plain: &[bool], at: usize) -> bool {
    let is_expiry = periods::whole(&lines[at].text()).is_some_and(|found| found.start.is_none());
    is_expiry && at > 0 && plain[at - 1] && !lines[at].is_below_gap && head::is_dated(&lines[at - 1])
}

/// Where a head ends: short lines that follow it closely belong to it.
fn head_end(lines: &[Line], plain: &[bool], from: usize, limit: usize) -> usize {
    let mut end = from;
    while end < limit && end < from + 2 {
        let line = &lines[end];
        let text = line.text();
        // `BA (Hons), 2:1` has no label.
        let is_labelled = labelled(&text).is_some_and(|(label, _)| {
            !label.ends_with(char::is_numeric) && !ends_with_score(label) && !is_degree(label)
        });
        let is_short = length(&text) < 80 && !ends_sentence(&text) && !is_labelled;
        // One line before bullets, or before other text, may be the employer; a sole one may be a sentence.
        let is_head = plain[end] && is_short && (end == from || !line.is_below_gap);
        let is_wrapped =
            line.goes_on && lines.get(end + 1).is_some_and(|next| !next.is_item && !next.is_below_gap);
        if !is_head || (is_wrapped && line.parts().len() == 1) || (end > 0 && line.is_below_gap) {
            break;
        }
        end += 1;
    }
    end
}

/// `A Levels: Mathematics (A), History (B)` is the title of a school.
fn is_degree(label: &str) -> bool {
    label.rsplit(' ').next().is_some_and(|last| words().names.degrees.has(&last.to_lowercase()))
}

/// `BSc Physics, GPA` before a value
fn ends_with_score(label: &str) -> bool {
    label.rsplit_once(", ").is_some_and(|(_, last)| words().label(last) == Some(Label::Score))
}

/// Sections without any dates: a line of its own look or below a gap begins an entry; else each line does.
fn undated(kind: Kind, lines: &[Line], plain: &[bool]) -> Vec<(usize, usize)> {
    let body = body_size(lines);
    let first = look(&lines[0]);
    let is_distinct = !lines[0].is_item
        && (first.bold || first.level > 0 || first.size > body + 0.6)
        && lines.iter().any(|line| look(line) != first);
    let is_each = matches!(kind, Kind::Award | Kind::Certificate | Kind::Publication);
    let has_items = lines.iter().any(|line| line.is_item) && !lines[0].is_item;
    let mut starts = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let goes_on = at > 0 && lines[at - 1].goes_on && !line.is_below_gap && !line.is_item;
        let is_start = if at == 0 {
            true
        } else if is_distinct {
            plain[at] && look(line) == first && look(&lines[at - 1]) != first
        } else if has_items {
            plain[at] && lines[at - 1].is_item && !goes_on && line.left <= lines[0].left + 1.0
        } else {
            line.is_item || (is_each && !goes_on) || line.is_below_gap
        };
        if is_start {
            starts.push((at, at + 1));
        }
    }
    if is_distinct || has_items {
        for index in 0..starts.len() {
            let limit = starts.get(index + 1).map_or(lines.len(), |(next, _)| *next);
            if kind != Kind::Project {
                starts[index].1 = head_end(lines, plain, starts[index].1, limit);
            }
        }
    }
    starts
}
