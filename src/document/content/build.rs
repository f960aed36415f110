//! A document becomes content.

use std::collections::BTreeMap;

use super::header::{header, link};
use super::weight::Scale;
use super::{Bullet, Content, Dates, Detail, Entry, Group, Options, Piece, Section, Timeline};
use crate::document::build::present;
use crate::document::dates::{self, DateFormat, Precision};
use crate::document::language::{Label, Language};
use crate::document::markup::{Block, Inline, Item, Markdown, find, one_line, run_in};
use crate::document::{self, Document, Layout};
use crate::domain::Kind;

impl Content {
    /// The content of a document in a language.
    pub fn of(document: &Document, language: &Language, options: &Options) -> Self {
        // Chinese and Japanese part the items of a list by a mark that no address has.
        let comma = Some(language.marks().list.as_str()).filter(|mark| mark.ends_with(' ')).unwrap_or(", ");
        let header = header(&document.header, options.photo.as_ref(), comma);
        let mut pages = Pages {
            language,
            dates: options.dates,
            titles: &options.sections.titles,
            scale: Scale::of(document, options),
            warnings: Vec::new(),
        };
        let mut ordered: Vec<_> = document.sections.iter().collect();
        options.sections.sort(&mut ordered, |section| section.kind);
        let timeline = options.timeline.and_then(|now| {
            let drawn = Timeline::of(&ordered, (options.dates, language), now);
            if drawn.is_none() {
                let warning = "there is no timeline: no work, volunteering, education or project has a start";
                pages.warnings.push(warning.to_owned());
            }
            drawn
        });
        let sections: Vec<_> = ordered.into_iter().filter_map(|section| pages.section(section)).collect();
        let region = language.region.clone();
        let title = match &header.name {
            Some(name) => format!("{name} – {}", language.curriculum_vitae()),
            None => language.curriculum_vitae().to_owned(),
        };
        Self {
            language: language.tag.to_owned(),
            locale: language.locale(),
            region,
            direction: language.direction(),
            title,
            author: header.name.clone(),
            keywords: keywords(document),
            marks: language.marks().clone(),
            header,
            sections,
            timeline,
            warnings: pages.warnings,
        }
    }

    /// The entries of all sections, in their order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.sections.iter().flat_map(|section| &section.groups).flat_map(|group| &group.entries)
    }
}

/// The most skills that the description of a file names.
const MAX_KEYWORDS: usize = 50;

/// The names and keywords of the skills; where there are none, the skills of all entries.
fn keywords(document: &Document) -> Vec<String> {
    let skills = document.sections.iter().filter(|section| section.kind == Kind::Skill);
    let mut entries: Vec<_> = skills.flat_map(|section| &section.entries).collect();
    let titles = !entries.is_empty();
    if !titles {
        entries = document.sections.iter().flat_map(|section| &section.entries).collect();
    }
    let mut keywords: Vec<String> = Vec::new();
    for entry in entries {
        for word in entry.title.iter().filter(|_| titles).chain(&entry.skills).map(|word| one_line(word)) {
            if keywords.len() < MAX_KEYWORDS && !keywords.contains(&word) {
                keywords.push(word);
            }
        }
    }
    keywords
}

struct Pages<'a> {
    language: &'a Language,
    dates: DateFormat,
    titles: &'a BTreeMap<Kind, String>,
    scale: Scale<'a>,
    warnings: Vec<String>,
}

impl Pages<'_> {
    fn section(&mut self, section: &document::Section) -> Option<Section> {
        let document::Section { kind, layout, precision, entries } = section;
        let precision = self.dates.or(*precision);
        let mut groups: Vec<Group> = Vec::new();
        for entry in entries {
            let content = self.entry(*kind, entry, precision);
            if says_nothing(&content) {
                self.warn_of(*kind, &content);
                continue;
            }
            match groups.last_mut() {
                Some(group) if is_grouped(*kind) && belongs(group, &content) => group.entries.push(content),
                _ => groups.push(Group::of(content)),
            }
        }
        groups.iter_mut().for_each(Group::share);
        if *layout == Layout::Entries {
            groups.iter_mut().for_each(Group::name);
        }
        let title = self.titles.get(kind).and_then(|title| present(title)).map(|title| one_line(&title));
        let heading = title.unwrap_or_else(|| self.language.heading(*kind).to_owned());
        (!groups.is_empty()).then_some(Section { kind: *kind, heading, layout: *layout, groups })
    }

    /// An entry of which a date is all there is says nothing to a reader.
    fn warn_of(&mut self, kind: Kind, entry: &Entry) {
        let dates = entry.dates.as_ref().map(|dates| format!(" ({})", dates.text)).unwrap_or_default();
        self.warnings.push(format!("left out an entry without a title or text: {kind}{dates}"));
    }

    fn entry(&self, kind: Kind, entry: &document::Entry, precision: Precision) -> Entry {
        let plain = |text: &Option<String>| text.as_deref().map(one_line);
        let blocks = |text: &Option<Markdown>| text.as_ref().map(Markdown::blocks).unwrap_or_default();
        let bullets = entry
            .bullets
            .iter()
            .flat_map(|bullet| led(&bullet.text).into_iter().map(move |led| (bullet, led)));
        let bullets = bullets.filter(|(_, (inlines, _))| !inlines.is_empty()).enumerate();
        let bullets = bullets.map(|(index, (bullet, (inlines, below)))| Bullet {
            inlines,
            below,
            weight: self.scale.bullet(kind, entry, bullet, index),
        });
        Entry {
            id: entry.id,
            title: plain(&entry.title),
            area: plain(&entry.area),
            organization: plain(&entry.organization),
            location: plain(&entry.location),
            url: entry.url.as_deref().map(link),
            dates: match (entry.dates, &entry.period) {
                (Some(dates), _) => Some(self.dates(dates.at(precision))),
                (None, period) => period.as_deref().map(in_words),
            },
            description: blocks(&entry.description),
            text: blocks(&entry.text),
            summary: blocks(&entry.summary),
            bullets: bullets.collect(),
            details: Label::ALL.into_iter().filter_map(|label| self.detail(label, entry)).collect(),
            weight: self.scale.entry(kind, entry),
        }
    }

    fn dates(&self, dates: dates::Dates) -> Dates {
        let (start, end) = dates.ends();
        let pieces = self.language.pieces(dates).into_iter();
        let pieces = pieces.map(|(text, date)| Piece { text, date: date.map(|date| date.to_string()) });
        let pieces: Vec<_> = pieces.collect();
        Dates {
            text: pieces.iter().map(|piece| piece.text.as_str()).collect(),
            pieces,
            start: start.map(|date| date.to_string()),
            end: end.map(|date| date.to_string()),
            ongoing: end.is_none(),
        }
    }

    fn detail(&self, kind: Label, entry: &document::Entry) -> Option<Detail> {
        let one = |text: &Option<String>| text.iter().map(|text| plain(text)).collect();
        let many = |texts: &[String]| texts.iter().map(|text| plain(text)).collect();
        let items: Vec<Vec<Inline>> = match kind {
            Label::Authors => entry.authors.iter().map(Markdown::line).collect(),
            Label::Courses => entry.courses.iter().map(Markdown::line).collect(),
            Label::Score => one(&entry.score),
            Label::Level => one(&entry.level),
            Label::Fluency => one(&entry.fluency),
            Label::Roles => many(&entry.roles),
            Label::Sort => one(&entry.sort),
            Label::Skills => many(&entry.skills),
        };
        let items: Vec<_> = items.into_iter().filter(|item| !item.is_empty()).collect();
        let label = match items.len() {
            1 => self.language.label_of_one(kind),
            _ => self.language.label(kind),
        };
        // A course may hold a comma itself, and so may an author: `Lovelace, A.`
        let marks = self.language.marks();
        let is_parted = matches!(kind, Label::Authors | Label::Courses)
            && items.iter().any(|item| find(item, &|text| text.find(marks.list.trim())).is_some());
        let between = if is_parted { &marks.items } else { &marks.list }.clone();
        (!items.is_empty()).then_some(Detail { kind, label: label.to_owned(), items, between })
    }
}

/// A bullet on one line, and below it the lists that it leads to. The sign of a list before its text is what was copied
/// with it; a text that is a whole list is several bullets.
fn led(text: &Markdown) -> Vec<(Vec<Inline>, Vec<Block>)> {
    const SIGNS: [char; 6] = ['•', '‣', '▪', '◦', '●', '–'];
    let copied = text.0.trim_start().strip_prefix(SIGNS).filter(|rest| rest.starts_with(char::is_whitespace));
    let copied = copied.map(|rest| Markdown(format!("-{rest}")));
    let text = copied.as_ref().unwrap_or(text);
    let mut blocks = text.blocks();
    match blocks.as_mut_slice() {
        [Block::List { first: None, items }] => {
            items.drain(..).map(|Item { text, below }| (run_in(&[Block::Paragraph(text)]), below)).collect()
        }
        [Block::Paragraph(_), rest @ ..] if rest.iter().any(|block| matches!(block, Block::List { .. })) => {
            let below = blocks.split_off(1);
            vec![(run_in(&blocks), below)]
        }
        _ => vec![(text.line(), Vec::new())],
    }
}

/// When something was, in words that stay as they are.
fn in_words(period: &str) -> Dates {
    let text = one_line(period);
    let pieces = vec![Piece { text: text.clone(), date: None }];
    Dates { text, pieces, start: None, end: None, ongoing: false }
}

fn plain(text: &str) -> Vec<Inline> {
    vec![Inline::Text(one_line(text))]
}

fn says_nothing(entry: &Entry) -> bool {
    let Entry { id: _, title, area, organization, location, url, dates: _, .. } = entry;
    let plain = [title, area, organization, location].into_iter().any(Option::is_some);
    let texts =
        [&entry.description, &entry.text, &entry.summary].into_iter().any(|blocks| !blocks.is_empty());
    !(plain || texts || url.is_some() || !entry.bullets.is_empty() || !entry.details.is_empty())
}

/// Whether positions stand together under their employer.
fn is_grouped(kind: Kind) -> bool {
    matches!(kind, Kind::Work | Kind::Volunteer) && Layout::of(kind) == Layout::Entries
}

fn belongs(group: &Group, entry: &Entry) -> bool {
    let employer = |entry: &Entry| entry.organization.as_ref().map(|name| name.to_lowercase());
    let first = group.entries.first().and_then(employer);
    first.is_some() && first == employer(entry)
}

impl Group {
    fn of(entry: Entry) -> Self {
        Self { organization: None, location: None, url: None, description: Vec::new(), entries: vec![entry] }
    }

    /// What has no title of its own is known by its employer or school.
    fn name(&mut self) {
        if let (None, [entry]) = (&self.organization, self.entries.as_mut_slice())
            && entry.title.is_none()
            && entry.area.is_none()
        {
            entry.title = entry.organization.take();
        }
    }

    /// What several entries have in common is said once, above them. An entry that lacks it differs in nothing.
    fn share(&mut self) {
        let Self { organization, location, url, description, entries } = self;
        if entries.len() < 2 {
            return;
        }
        *organization = entries.first().and_then(|entry| entry.organization.clone());
        entries.iter_mut().for_each(|entry| entry.organization = None);
        *location = shared(entries, |entry| &mut entry.location);
        *url = shared(entries, |entry| &mut entry.url);
        let mut texts: Vec<&Vec<Block>> = entries.iter().map(|entry| &entry.description).collect();
        texts.retain(|text| !text.is_empty());
        if let Some(first) = texts.first()
            && texts.iter().all(|text| text == first)
        {
            *description = (*first).clone();
            entries.iter_mut().for_each(|entry| entry.description.clear());
        }
    }
}

/// Takes what all entries that have it have in common.
fn shared<T: Clone + PartialEq>(
    entries: &mut [Entry],
    field: impl Fn(&mut Entry) -> &mut Option<T>,
) -> Option<T> {
    let values: Vec<T> = entries.iter_mut().filter_map(|entry| field(entry).clone()).collect();
    let first = values.first()?.clone();
    values.iter().all(|value| *value == first).then(|| {
        entries.iter_mut().for_each(|entry| *field(entry) = None);
        first
    })
}
