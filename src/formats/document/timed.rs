//! Positions whose periods say how long they are, as LinkedIn has them: below an employer, maybe with all of its time,
//! each position has a title, a period with its length, and a place.

use super::body;
use super::line::Line;
use super::names::{is_city, is_place, is_remote, org_score, parted_place, title_score};
use super::periods::{self, Found, is_duration};
use super::words::words;
use crate::domain::Kind;
use crate::formats::incoming::Draft;

/// The entries of a section of such positions, each with what is doubtful about it.
pub(super) fn read(kind: Kind, lines: &[Line]) -> Option<Vec<(Draft, Vec<String>)>> {
    let periods: Vec<(usize, Found)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, timed(line)?))).collect();
    let (first, _) = periods.first().filter(|_| kind == Kind::Work)?;
    let is_known = *first == 2 || *first == 3 && is_duration(&lines[1].text());
    let is_plain = |line: &Line| {
        timed(line).is_none() && periods::whole(&line.text()).is_some_and(|found| found.is_span)
    };
    if !is_known
        || lines[..*first].iter().any(|line| line.is_item)
        || lines.iter().any(|line| !line.is_item && is_plain(line))
    {
        return None;
    }
    let looks = Looks { employer: look(&lines[0]), title: look(&lines[first - 1]) };
    // Where each begins, and where its text does.
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (index, (at, _)) in periods.iter().enumerate() {
        let from = places.last().map_or(0, |(_, until)| *until);
        let next = periods.get(index + 1).map_or(lines.len() + 1, |(next, _)| *next);
        let has_place = at + 2 < next && lines.get(at + 1).is_some_and(|line| looks.is_place(line));
        places.push((start(lines, from, *at, &looks)?, at + 1 + usize::from(has_place)));
    }
    // Titles may stand first, too, with the employers below them.
    let score = |line: &Line| title_score(&line.text()) - org_score(&line.text());
    let pairs = places.iter().zip(&periods).filter(|((start, _), (at, _))| start + 1 < *at);
    if pairs.map(|((start, _), (at, _))| score(&lines[*start]) - score(&lines[at - 1])).sum::<i32>() > 0 {
        return None;
    }
    let mut entries = Vec::new();
    let mut employer = String::new();
    for (index, (at, found)) in periods.into_iter().enumerate() {
        let (start, below) = places[index];
        let end = places.get(index + 1).map_or(lines.len(), |(next, _)| *next);
        let mut draft = Draft::new(kind);
        let content = draft.content_mut();
        let mut doubts: Vec<String> =
            found.words.map(|words| format!("the document says `{words}`")).into_iter().collect();
        if start + 1 < at {
            employer = lines[start].text();
        } else {
            doubts.push("the employer is that of the entry above".to_owned());
        }
        content.title = lines[at - 1].text();
        let (name, place) = parted_place(&employer);
        content.organization = Some(name.to_owned());
        content.location =
            (below > at + 1).then(|| lines[at + 1].text()).or_else(|| place.map(str::to_owned));
        (content.start_date, content.end_date) = (found.start, found.end);
        body::fill(content, &lines[below..end]);
        entries.push((draft, doubts));
    }
    Some(entries)
}

/// The period of a line that has nothing else but its length: `March 2021 - Present (5 years 9 months)`.
fn timed(line: &Line) -> Option<Found> {
    let text = line.text();
    let found = periods::find(&text).filter(|found| found.is_span && found.place.start == 0)?;
    let length = text[found.place.end..].trim_matches(['(', ')', '·', ' ']);
    (!line.is_item && is_duration(length)).then_some(found)
}

/// How employers and titles look.
struct Looks {
    employer: (i64, bool),
    title: (i64, bool),
}

fn look(line: &Line) -> (i64, bool) {
    ((line.size * 2.0).round() as i64, line.begins_bold())
}

impl Looks {
    fn are_told(&self) -> bool {
        self.employer != self.title
    }

    fn is_place(&self, line: &Line) -> bool {
        let text = line.text();
        let is_area = [" Area", " Region"].iter().any(|end| text.ends_with(end));
        let is_other = self.are_told() && look(line) != self.employer && look(line) != self.title;
        !line.is_item
            && (is_place(&text) || is_remote(&text) || is_area || is_other && is_city(&text))
            && !words().is_within(&text)
    }
}

/// Where the position begins whose period is at a line, and before which others end: at its employer, if it has its own.
fn start(lines: &[Line], from: usize, at: usize, looks: &Looks) -> Option<usize> {
    let above = lines.get(from..at)?;
    let is_name =
        |line: &Line| !line.is_item && line.text().chars().count() < 80 && !line.text().ends_with('.');
    match above {
        [.., employer, length, _] if is_duration(&length.text()) && is_name(employer) => Some(at - 3),
        [.., employer, title] if looks.are_told() => {
            let is_own = look(employer) == looks.employer && look(title) != looks.employer;
            Some(if is_own { at - 2 } else { at - 1 })
        }
        [_] => Some(at - 1),
        // Without a look of its own, it may be text as well.
        [employer, _] if is_name(employer) => Some(at - 2),
        _ => None,
    }
}
