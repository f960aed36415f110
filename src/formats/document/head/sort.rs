//! Which part of a head is what: its address, its place, how well a degree was taken; the rest are names.

use super::Head;
use super::degree::{is_class, without_score};
use super::fragments::{
    Fragment, at_commas, at_en, at_publisher, at_stop, bracketed_place, is_grade, is_result, named_place,
    place_behind,
};
use super::numbers::{is_amount, without_numbers};
use crate::domain::Kind;
use crate::formats::countries::is_state;
use crate::formats::document::body::{are_initials, authors, labelled};
use crate::formats::document::names::{
    firm_score, is_address, is_known_city, is_land, is_name_of_school_or_firm, is_place, is_publisher,
    is_region, is_remote, org_score, title_score,
};
use crate::formats::document::words::words;

impl Head {
    /// Takes addresses and places out, and parts the rest at its commas where one name is missing.
    pub(super) fn sort_out(&mut self, kind: Kind) {
        let has_both = matches!(kind, Kind::Work | Kind::Volunteer | Kind::Education);
        for fragment in std::mem::take(&mut self.names) {
            // `Booking.com` is a firm.
            let is_capital = fragment.text.starts_with(char::is_uppercase) && !fragment.text.contains('/');
            let is_address = is_address(&fragment.text) && !(has_both && is_capital);
            if (is_address || fragment.link.is_some()) && self.url.is_none() {
                self.url = fragment.link.clone().or_else(|| Some(fragment.text.clone()));
            }
            if !is_address {
                self.names.push(fragment);
            }
        }
        // A number is no name, but `1&1` is.
        let (names, numbers): (Vec<_>, Vec<_>) = std::mem::take(&mut self.names)
            .into_iter()
            .partition(|name| name.text.contains(char::is_alphabetic) || name.text.contains('&'));
        self.names = names;
        for Fragment { text, .. } in numbers {
            self.said = Some(self.said.take().map_or(text.clone(), |said| format!("{text}, {said}")));
        }
        match kind {
            Kind::Certificate | Kind::Volunteer => self.take_numbers(),
            Kind::Award => self.take_amounts(),
            Kind::Work => self.take_contracts(),
            Kind::Project => self.take_description(),
            _ => {}
        }
        if kind == Kind::Education {
            self.take_score();
            self.take_labelled();
        }
        if has_both {
            self.take_place_at_edge();
        }
        if has_both {
            let parted =
                |name: &Fragment| bracketed_place(name).map_or_else(|| vec![name.clone()], Vec::from);
            let names: Vec<Fragment> = self.names.iter().flat_map(parted).collect();
            self.has_bracketed_place = names.len() > self.names.len();
            self.names = names;
        }
        if let [name] = self.names.as_slice()
            && kind == Kind::Work
            && let Some(parted) = at_en(name)
        {
            self.names = parted;
        }
        if let [name] = self.names.as_slice() {
            self.names = match kind {
                Kind::Certificate => at_stop(name),
                Kind::Publication => at_publisher(name),
                _ => vec![name.clone()],
            };
        }
        if kind == Kind::Publication && self.names.len() > 2 {
            self.take_authors();
        }
        if self.names.len() < 2 && kind != Kind::Publication {
            self.names = self.names.iter().flat_map(|name| at_commas(name, kind)).collect();
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
            // Of a certificate or a publication, who gave it or published it is told rather than where.
            let is_told = |fragment: &Fragment| {
                let mut parts = fragment.text.split(", ");
                has_both
                    || kind == Kind::Project
                    || parts.any(|part| is_known_city(part) || is_land(part) || is_region(part))
            };
            let is_place = |fragment: &Fragment| {
                is_told(fragment)
                    && match is_sure {
                        true => {
                            is_remote(&fragment.text)
                                || (is_place(&fragment.text)
                            && !is_name_of_school_or_firm(&fragment.text)
                            // What a project was made with is a list, too.
                            && (kind != Kind::Project || fragment.text.matches(", ").count() < 2))
                        }
                        false => {
                            fragment.text.split_whitespace().count() <= 3
                                && !fragment
                                    .text
                                    .starts_with(|sign: char| sign.is_ascii_digit() || sign.is_lowercase())
                                && !is_name_of_school_or_firm(&fragment.text)
                                && !is_result(&fragment.text)
                        }
                    }
            };
            let fewest = if is_sure { 1 } else { 2 };
            let found = self.names.iter().rposition(is_place).filter(|at| *at > 0 && count > fewest);
            let last = found.filter(|_| !is_sure).and_then(|at| self.last_of_line(at));
            let found = last.or(found);
            // What stands behind a name is its place rather than a short name elsewhere.
            let behind = |one: &Fragment| {
                one.is_behind
                    && is_told(one)
                    && one.text.split_whitespace().count() <= 3
                    && !is_name_of_school_or_firm(&one.text)
            };
            let found = match self.names.iter().rposition(behind) {
                Some(at) if !is_sure && at > 0 && self.names.len() > 1 => Some(at),
                _ => found,
            };
            if let (Some(at), None) = (found, &self.place) {
                let Fragment { text, is_behind, .. } = self.names.remove(at);
                // Beside `BSc`, it is what was studied rather than where.
                let is_below = self.lines > 1 && is_behind;
                let is_area = kind == Kind::Education
                    && !is_sure
                    && !is_known_city(&text)
                    && !is_below
                    && last.is_none()
                    && self.names.iter().any(|name| !name.text.contains(' ') && title_score(&name.text) > 0);
                *if is_area { &mut self.area } else { &mut self.place } = Some(text);
            }
        }
    }

    /// Leaves the numbers of licences and members to the text.
    fn take_numbers(&mut self) {
        let is_alone = |name: &Fragment| {
            without_numbers(&format!("-, {}", name.text)).is_some_and(|(rest, _)| rest == "-")
        };
        let mut numbers = Vec::new();
        let count = self.names.len();
        self.names.retain(|name| {
            let is_number = count > 1 && is_alone(name);
            numbers.extend(is_number.then(|| name.text.clone()));
            !is_number
        });
        for name in &mut self.names {
            if let Some((rest, number)) = without_numbers(&name.text) {
                name.text = rest;
                numbers.push(number);
            }
        }
        self.say(&numbers.join(", "));
    }

    /// Leaves to the text how one was employed: `Développeuse – CDI`.
    fn take_contracts(&mut self) {
        let is_contract = |one: &Fragment| words().names.contracts.has(&one.text.to_lowercase());
        let found: Vec<Fragment> =
            self.names.extract_if(1.min(self.names.len()).., |one| is_contract(one)).collect();
        let found: Vec<&str> = found.iter().map(|one| one.text.as_str()).collect();
        self.say(&found.join(", "));
    }

    /// Leaves amounts of money behind a name to the text.
    fn take_amounts(&mut self) {
        let mut amounts: Vec<String> = Vec::new();
        for name in &mut self.names {
            let parts: Vec<&str> = name.text.split(", ").collect();
            let (found, rest): (Vec<&str>, Vec<&str>) = parts.iter().partition(|part| is_amount(part));
            if !found.is_empty() && !rest.is_empty() {
                amounts.extend(found.into_iter().map(str::to_owned));
                name.text = rest.join(", ");
            }
        }
        self.say(&amounts.join(", "));
    }

    /// Leaves to the text what a project is: `tinyprobe – a probe for flaky networks`.
    fn take_description(&mut self) {
        let is_said =
            |one: &Fragment| one.text.starts_with(char::is_lowercase) && one.text.split(' ').count() > 2;
        let said: Vec<Fragment> =
            self.names.extract_if(1.min(self.names.len()).., |one| is_said(one)).collect();
        let said: Vec<&str> = said.iter().map(|one| one.text.as_str()).collect();
        self.say(&said.join(", "));
    }

    fn say(&mut self, text: &str) {
        if !text.is_empty() {
            self.said =
                Some(self.said.take().map_or_else(|| text.to_owned(), |said| format!("{said}, {text}")));
        }
    }

    /// Takes a place that is named like a school, `College Station, TX`, beside the name of one.
    fn take_place_at_edge(&mut self) {
        let is_spot = |one: &Fragment| {
            let city = one.text.split_once(", ").filter(|(_, state)| is_state(state)).map(|(city, _)| city);
            let first = city.and_then(|city| city.split_once(' ')).map(|(first, _)| first);
            let is_last = |city: &str| org_score(city.rsplit(' ').next().unwrap_or_default()) > 0;
            one.apart && first.is_some_and(|first| org_score(first) > 0) && !city.is_some_and(is_last)
        };
        let Some(at) = self.names.iter().position(is_spot).filter(|_| self.names.len() > 2) else { return };
        let mut others = self.names.iter().enumerate().filter(|(other, _)| *other != at);
        if self.place.is_none() && others.any(|(_, other)| org_score(&other.text) > 0) {
            self.place = Some(self.names.remove(at).text);
        }
    }

    /// The last name of the line, where the place stands if it is of three: `IPSSAR Scappi - Castel San Pietro Terme`.
    fn last_of_line(&self, at: usize) -> Option<usize> {
        let [name, next] = self.names.get(at..)? else { return None };
        let is_small = |word: &str| !word.starts_with(char::is_uppercase) && word.chars().count() > 3;
        let fits = next.line == name.line
            && !is_known_city(&name.text)
            && !is_result(&next.text)
            && next.text.split(' ').count() <= 5
            && !next.text.split(' ').any(is_small)
            && !next.text.contains(|sign: char| sign.is_ascii_digit())
            && !is_name_of_school_or_firm(&next.text);
        fits.then_some(at + 1)
    }

    /// Takes the names of people below what they have written.
    fn take_authors(&mut self) {
        let is_capital = |word: &str| word.starts_with(char::is_uppercase);
        let are_people = |name: &Fragment| {
            let people: Vec<&str> = name.text.split([',', '&']).map(str::trim).collect();
            let has_initials = people.iter().flat_map(|person| person.split(' ')).any(are_initials);
            let least = if has_initials { 1 } else { 2 };
            let is_person = |person: &&str| {
                (least..=4).contains(&person.split(' ').count()) && person.split(' ').all(is_capital)
            };
            (people.len() > 1 || has_initials) && people.iter().all(is_person) && !is_publisher(&name.text)
        };
        if let Some(at) = self.names.iter().skip(1).position(are_people) {
            self.authors = authors(&self.names.remove(at + 1).text);
        }
    }

    /// Leaves to the text what says itself what it is: `TU München, Thema: „Schweißen von Aluminium“`.
    fn take_labelled(&mut self) {
        for name in &mut self.names {
            let is_label = |label: &str| {
                label.starts_with(char::is_uppercase) && label.split(' ').count() < 3 && !label.contains(',')
            };
            let mut commas = name.text.match_indices(", ").map(|(at, _)| at);
            let at = commas.find(|at| {
                let behind = &name.text[at + 2..];
                // Of a long list, no item reads all the others.
                let has_colon = behind.split(", ").next().is_some_and(|part| part.contains([':', '：']));
                has_colon && labelled(behind).is_some_and(|(label, _)| is_label(label))
            });
            let Some(at) = at else { continue };
            let mut text = name.text.split_off(at)[2..].to_owned();
            // `BSc Physics, Minor: Mathematics, University of Leeds`
            let mut behind = text.match_indices(", ").map(|(at, _)| at);
            let school = behind.find(|at| {
                let part = text[at + 2..].split(", ").next().unwrap_or_default();
                firm_score(part) > 0 && labelled(part).is_none()
            });
            // `Ausbildung zum Koch, Grand Hotel, Schwerpunkt: Küche, Berufsschule Köln` has its place already.
            let has_none = || {
                firm_score(&name.text) == 0 && name.text.split(", ").skip(1).all(|part| org_score(part) == 0)
            };
            if let Some(at) = school.filter(|_| has_none()) {
                name.text.push_str(&text.split_off(at));
            }
            self.said = Some(self.said.take().map_or(text.clone(), |said| format!("{said}, {text}")));
        }
    }

    fn take_score(&mut self) {
        let count = self.names.len();
        let mut scores = Vec::new();
        for (at, name) in self.names.iter_mut().enumerate() {
            // What a head begins with is what was attended: `Grade 12, Pretoria High School`.
            let whole = std::mem::take(&mut name.text);
            let (class, text) = whole.split_once(", ").unwrap_or((&whole, ""));
            let class = (at == 0 && is_class(class)).then_some(class);
            name.text = if class.is_some() { text } else { &whole }.to_owned();
            let found = |text: &str| without_score(text).filter(|(rest, _)| count > 1 || !rest.is_empty());
            while let Some((rest, score)) = found(&name.text) {
                name.text = rest;
                scores.push(score);
            }
            if let Some(class) = class {
                let rest = std::mem::take(&mut name.text);
                name.text = if rest.is_empty() { class.to_owned() } else { format!("{class}, {rest}") };
            }
        }
        // `GPA 3.8, magna cum laude`
        self.score = Some(scores.join(", ")).filter(|score| !score.is_empty());
        self.names.retain(|name| !name.text.is_empty());
    }
}
