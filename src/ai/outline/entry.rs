//! An answer, value by value: where in the document each stands.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::answer::Entry;
use super::passage::{Dates, Passage};
use super::sent::Sent;
use crate::ai::words::cut;
use crate::domain::{Bullet, Experience, Kind, visible};

/// The most values that are looked for, and how much of one is named.
const MOST_VALUES: usize = 5_000;
const LONGEST_NAMED: usize = 120;

/// From so many paragraphs on, the dates of an entry may be those of another one.
const FAR: usize = 6;

/// A shorter line with a period says little else, in bytes.
const SHORT: usize = 50;

pub(super) struct Reader<'a> {
    sent: &'a Sent,
    passages: &'a [Passage],
    period: &'a dyn Fn(&str) -> Option<Dates>,
    /// Where the values stand that were taken.
    taken: Vec<Range<usize>>,
    left_out: Vec<String>,
    /// The entries by now, and where they stand: small models repeat themselves.
    entries: HashSet<(Option<usize>, &'a Entry)>,
    values: usize,
    /// Where the head of the last entry ends.
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        sent: &'a Sent,
        passages: &'a [Passage],
        period: &'a dyn Fn(&str) -> Option<Dates>,
    ) -> Self {
        let (taken, left_out, entries) = Default::default();
        Self { sent, passages, period, taken, left_out, entries, values: 0, at: 0 }
    }

    /// Texts that are read already. With a label before it, a text is all of its paragraph.
    pub(super) fn know(&mut self, texts: &[String]) {
        for text in texts {
            for range in self.sent.find(text) {
                let line = self.sent.lines()[self.sent.line_of(range.start)].clone();
                let is_labelled = self.sent.text()[line.start..range.start].contains(':');
                self.taken.push(if is_labelled { line } else { range });
            }
        }
    }

    /// A value about the person, paragraph by paragraph.
    pub(super) fn about(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        let mut doubts = Vec::new();
        let text = self.text(field, value, 0, &mut doubts);
        self.left_out.append(&mut doubts);
        text
    }

    /// An entry of which something stands in the document, with what is doubtful about it.
    pub(super) fn entry(&mut self, entry: &'a Entry) -> Option<(Experience, Vec<String>)> {
        let mut doubts = Vec::new();
        let Ok(kind) = entry.kind.parse::<Kind>() else {
            self.left_out.push(format!("the AI's entry {} is of no kind", shown(entry)));
            return None;
        };
        let mut one = Experience::new(Uuid::nil(), kind, "", Timestamp::UNIX_EPOCH);
        let names = [("title", entry.title.as_deref()), ("organization", entry.organization.as_deref())];
        let mut places = names.map(|(field, value)| self.head(field, value, &mut doubts));
        let place = places[0].clone().or_else(|| places[1].clone());
        let near = place.as_ref().map_or(self.at, |place| place.start);
        // An employer may stand above several positions.
        if let (Some(title), Some(name)) = (&places[0], &entry.organization) {
            places[1] = self.nearest(name, title.start);
        }
        let stands = places.iter().rev().flatten().next().map(|place| place.start);
        if !self.entries.insert((stands, entry)) {
            self.left_out.push(format!("the AI's entry {} came more than once", shown(entry)));
            return None;
        }
        let [title, organization] = places.map(|place| place.map(|place| self.keep(place)));
        one.title = title.unwrap_or_default();
        one.organization = organization;
        one.location = self.value("location", entry.location.as_deref(), near, &mut doubts);
        one.url = self.value("url", entry.url.as_deref(), near, &mut doubts);
        self.dates(&mut one, entry.period.as_deref(), near, &mut doubts);
        let level = if kind == Kind::Language { "fluency" } else { "level" };
        for (key, value) in [("area", &entry.area), ("score", &entry.score), (level, &entry.level)] {
            if let Some(value) = self.value(key, value.as_deref(), near, &mut doubts) {
                one.metadata.insert(key.to_owned(), json!(value));
            }
        }
        one.text = self.text("text", entry.text.as_deref(), near, &mut doubts);
        for bullet in entry.bullets.iter().flatten() {
            one.bullets.extend(self.value("bullet", Some(bullet), near, &mut doubts).map(Bullet::new));
        }
        for skill in entry.skills.iter().flatten() {
            one.skills.extend(self.value("skill", Some(skill), near, &mut doubts));
        }
        let says_something = !one.title.is_empty() || one.organization.is_some() || one.text.is_some();
        if !says_something && one.bullets.is_empty() && one.skills.is_empty() {
            self.left_out.push(format!("the AI's entry {} does not stand in the document", shown(entry)));
            return None;
        }
        if let Some(place) = place {
            self.at = place.end;
        }
        Some((one, doubts))
    }

    /// What of the answer was left out beside the entries, and the paragraphs that nothing was taken from.
    pub(super) fn finish(mut self) -> (Vec<String>, Vec<String>) {
        if self.values > MOST_VALUES {
            self.left_out.push(format!("the AI's answer has more than {MOST_VALUES} values"));
        }
        self.taken.sort_by_key(|range| range.start);
        let mut taken = self.taken.iter().peekable();
        let mut until = 0;
        let mut unread = Vec::new();
        for (passage, line) in self.passages.iter().zip(self.sent.lines()) {
            let (mut letters, mut read) = (0_usize, 0_usize);
            for (at, letter) in self.sent.text()[line.clone()].char_indices() {
                let at = line.start + at;
                while let Some(range) = taken.next_if(|range| range.start <= at) {
                    until = until.max(range.end);
                }
                if letter.is_alphanumeric() && !self.sent.is_mark(at) {
                    letters += 1;
                    read += usize::from(at < until);
                }
            }
            if read * 2 < letters && !passage.is_heading {
                unread.push(passage.text.clone());
            }
        }
        (self.left_out, unread)
    }

    /// The place of a title or an employer: the first one below the entry before, else the first one.
    fn head(&mut self, field: &str, value: Option<&str>, doubts: &mut Vec<String>) -> Option<Range<usize>> {
        let value = self.next(value)?;
        let found = self.sent.find(value).find(|range| range.start >= self.at);
        let found = found.or_else(|| self.sent.find(value).next());
        if found.is_none() {
            doubts.push(left_out(field, value));
        }
        found
    }

    fn nearest(&self, value: &str, near: usize) -> Option<Range<usize>> {
        self.sent.find(value).min_by_key(|range| range.start.abs_diff(near))
    }

    fn value(
        &mut self,
        field: &str,
        value: Option<&str>,
        near: usize,
        doubts: &mut Vec<String>,
    ) -> Option<String> {
        let value = self.next(value)?;
        match self.nearest(value, near) {
            Some(place) => Some(self.keep(place)),
            None => {
                doubts.push(left_out(field, value));
                None
            }
        }
    }

    /// A value of several paragraphs.
    fn text(
        &mut self,
        field: &str,
        value: Option<&str>,
        near: usize,
        doubts: &mut Vec<String>,
    ) -> Option<String> {
        let lines = value.into_iter().flat_map(str::lines);
        let found: Vec<String> =
            lines.filter_map(|line| self.value(field, Some(line), near, doubts)).collect();
        Some(found.join("\n\n")).filter(|text| !text.is_empty())
    }

    /// Dates stand as they were copied, or a period of the document is the same.
    fn dates(&mut self, one: &mut Experience, value: Option<&str>, near: usize, doubts: &mut Vec<String>) {
        let Some(value) = self.next(value) else { return };
        let dates = (self.period)(value);
        let stands = self.nearest(value, near);
        let same = || {
            let is_same = |at: &usize| dates.is_some_and(|dates| self.passages[*at].periods.contains(&dates));
            let near = self.sent.line_of(near);
            (0..self.passages.len()).filter(is_same).min_by_key(|at| at.abs_diff(near))
        };
        let line = stands.as_ref().map(|place| self.sent.line_of(place.start)).or_else(same);
        let Some(line) = line else { return doubts.push(left_out("period", value)) };
        let Some((start, end)) = dates else {
            return doubts.push(format!("the period “{}” was not understood", named(value)));
        };
        (one.start_date, one.end_date) = (start, end);
        let periods = &self.passages[line].periods;
        if !periods.is_empty() && !periods.contains(&(start, end)) {
            doubts.push("the document has other dates on that line".to_owned());
        } else if line.abs_diff(self.sent.line_of(near)) > FAR {
            doubts.push("the dates stand far from the entry, and may be those of another one".to_owned());
        }
        let line = &self.sent.lines()[line];
        // In other words, they are taken with a line that says little else.
        match stands {
            Some(place) => self.taken.push(place),
            None if line.len() < SHORT => self.taken.push(line.clone()),
            None => {}
        }
    }

    /// A value that is there and is not beyond the limit.
    fn next<'v>(&mut self, value: Option<&'v str>) -> Option<&'v str> {
        let value = value.map(str::trim).filter(|value| !value.is_empty())?;
        self.values += 1;
        (self.values <= MOST_VALUES).then_some(value)
    }

    /// The letters of the document at a place, which is taken.
    fn keep(&mut self, place: Range<usize>) -> String {
        let text = self.sent.original(&place, " ");
        self.taken.push(place);
        text
    }
}

fn left_out(field: &str, value: &str) -> String {
    format!("the AI's {field} “{}” does not stand in the document and is left out", named(value))
}

fn named(value: &str) -> String {
    let short = cut(value, LONGEST_NAMED);
    let dots = if short.len() < value.len() { "…" } else { "" };
    format!("{}{dots}", visible::line(short))
}

fn shown(entry: &Entry) -> String {
    let parts = [&entry.kind].into_iter().chain(&entry.title).chain(&entry.organization);
    let parts: Vec<String> = parts.filter(|part| !part.trim().is_empty()).map(|part| named(part)).collect();
    format!("“{}”", parts.join(", "))
}
