//! The person: name, contacts and summary, from what stands before the first heading and below headings such as "Contact".

mod address;
mod contact;
mod elsewhere;
mod joined;

use serde_json::{Map, Value, json};

use self::address::{
    country, in_department, is_city_alone, is_house, is_place, place, title_before, with_commas,
};
use self::contact::{
    PROSE, SIGNS_OF_LABEL, address, born, email, fragments, is_civil, is_contact, is_label, is_phone,
    is_remark, may_be_label, may_be_label_of_phone, network_name, without_remark,
};
pub(super) use self::elsewhere::{of_foot, take_contacts};
use self::joined::joined;
use super::body::{labelled, paragraphs};
use super::line::{Line, Piece, collapsed};
use super::names::{is_known_city, is_name_of_school_or_firm};
use super::periods;
use super::sections::body_size;
use super::titles::{is_title, without_title};
use super::words::words;
use crate::formats::foreign::{Person, key_of, location, network};

/// What is gathered of a person.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) person: Person,
    profiles: Vec<Value>,
    summary: Vec<String>,
    place: Map<String, Value>,
    /// The country, where it stands apart from the rest of the address.
    country: Option<&'static str>,
    /// Lines that are nothing of these.
    pub(super) unread: Vec<String>,
}

impl Gathered {
    /// Lines before the first heading, or the first of a column.
    pub(super) fn header(&mut self, lines: &[Line]) {
        let mut lines: Vec<Line> = lines.to_vec();
        if !self.person.basics.contains_key("name")
            && let Some(at) = name_of(&lines)
        {
            // What stands above the name is no description of the person.
            let above: Vec<Line> = lines.drain(..at).collect();
            self.contacts(&above, false);
            let at = 0;
            let rest = lines[at].take_name();
            let mut name = lines[at].text();
            let size_of_name = lines[at].size;
            lines.remove(at);
            if let Some(rest) = rest {
                lines.insert(at, rest);
            }
            // A name may be on two lines.
            let body = body_size(&lines);
            let is_large = lines.iter().any(|line| line.size + 4.0 < size_of_name);
            if let Some(next) = lines.get(at).filter(|next| {
                let text = next.text();
                let is_alike = is_large && next.size > size_of_name - 0.3 && is_name(&text, 1);
                (is_alike || next.size > body + 4.0 && !text.contains(' ')) && !name.contains(' ')
            }) {
                name = format!("{name} {}", next.text());
                lines.remove(at);
            }
            let name = without_title(&name).to_owned();
            let (name, rest) = match name.split_once([',', '|', '–', '—']) {
                Some((name, rest)) if rest.trim().len() > 4 => {
                    (name.trim().to_owned(), Some(rest.trim().to_owned()))
                }
                _ => (name, None),
            };
            self.person.set("name", Some(name));
            self.person.set("label", rest);
        }
        self.contacts(&lines, true);
    }

    /// Lines with contacts. In a header, others are the label or the summary.
    pub(super) fn contacts(&mut self, lines: &[Line], is_header: bool) {
        let mut prose: Vec<Line> = Vec::new();
        let is_row = |line: &&Line| beside(line).is_some_and(|(label, ..)| is_label(&label));
        let are_rows = !is_header && lines.iter().filter(is_row).count() > 1;
        if !is_header && !self.person.basics.contains_key("name") {
            self.name_alone(lines.first());
        }
        let lines = joined(with_whole_addresses(lines));
        let mut of_label: Option<Line> = None;
        let mut was_open = self.is_without_city();
        for line in &lines {
            let text = line.text();
            // The city may be on the line below its code.
            let is_open = self.is_without_city() && !std::mem::replace(&mut was_open, self.is_without_city());
            if is_open && is_city_alone(&text) {
                self.place.insert("city".to_owned(), json!(text));
                continue;
            }
            if let Some((label, value, link)) = beside(line)
                && (are_rows || is_label(&label))
            {
                self.row(&label, &value, link.as_deref());
                continue;
            }
            if self.person.basics.get("name").is_some_and(|name| *name == text) {
                continue;
            }
            let is_sentence = text.chars().count() > PROSE && !text.contains('@')
                || prose.last().is_some_and(|last: &Line| last.goes_on && !line.is_below_gap);
            let fragments = fragments(line);
            let mut left = Vec::new();
            if is_sentence {
                prose.push(line.clone());
                continue;
            }
            let mut has_contact = false;
            let among_contacts = fragments.len() > 1 && fragments.iter().any(|(text, _)| is_contact(text));
            for (fragment, link) in fragments.into_iter().flat_map(with_place_apart) {
                if self.contact(&fragment, link.as_deref()) {
                    has_contact = true;
                } else if self.place.is_empty()
                    && (is_city_alone(&fragment)
                        && (among_contacts || fragment.contains(' ') && !fragment.contains(','))
                        || is_known_city(&fragment))
                    && !self.is_name(&fragment)
                {
                    self.place = match in_department(&fragment) {
                        Some((city, land)) => [("city", city), ("region", land)]
                            .map(|(key, part)| (key.to_owned(), json!(part)))
                            .into_iter()
                            .collect(),
                        None => location(&fragment.replace(['–', '-'], ",")).unwrap_or_default(),
                    };
                } else if let (None, Some(country), false) =
                    (self.country, country(&fragment), self.is_name(&fragment))
                {
                    self.country = Some(country);
                } else if !has_contact || !is_remark(&fragment) {
                    left.push(fragment);
                }
            }
            if left.is_empty() {
                continue;
            }
            if is_title(&text) {
                self.unread.push(text);
                continue;
            }
            if is_civil(&text) || periods::whole(&text).is_some() {
                self.unread.extend(left);
                continue;
            }
            let rest = left.join(" ");
            // A label may be on two lines.
            let above = of_label.take();
            if above.is_some_and(|above| goes_on(&above, line)) && !has_contact {
                let label = self.person.basics.get("label").and_then(Value::as_str).unwrap_or_default();
                self.person.set("label", Some(format!("{label} {text}")));
                continue;
            }
            if is_header
                && !self.person.basics.contains_key("label")
                && rest.len() < PROSE
                && !rest.ends_with('.')
                && may_be_label(&rest)
            {
                self.person.set("label", Some(text_without_contacts(&text, &left, &rest)));
                of_label = Some(line.clone());
            } else if is_header && (rest.split(' ').count() > 6 || rest.ends_with('.')) {
                prose.push(line.clone());
            } else {
                self.unread.extend(left);
            }
        }
        self.summary(&prose);
    }

    pub(super) fn summary(&mut self, lines: &[Line]) {
        for paragraph in paragraphs(lines) {
            let mark = if paragraph.is_item { "- " } else { "" };
            self.summary.push(format!("{mark}{}", paragraph.text));
        }
    }

    /// Whether a fragment is a contact, which is taken in.
    fn contact(&mut self, text: &str, link: Option<&str>) -> bool {
        let (label, value) = match labelled(text) {
            Some((label, value)) => (label.to_lowercase(), value),
            None => (String::new(), text),
        };
        let value = without_remark(value.trim());
        let value = &with_commas(value)[..];
        if let Some(email) = email(value) {
            self.first("email", email);
            return true;
        }
        if let Some(address) = link.filter(|link| link.starts_with("http")).or_else(|| address(value)) {
            self.address(address);
            return true;
        }
        let may_be_phone = label.is_empty() || may_be_label_of_phone(&label);
        // The code of a place in Brazil, and a mobile phone in Turkey.
        let is_code = label == "cep" && value.len() < 10;
        let may_be_phone = may_be_phone && !is_code;
        if link.is_some_and(|link| link.starts_with("tel:")) || may_be_phone && is_phone(value) {
            self.first(
                "phone",
                value.trim_start_matches(|sign: char| sign.is_alphabetic() || SIGNS_OF_LABEL.contains(sign)),
            );
            return true;
        }
        if words().person.name.has(&label) && !self.person.basics.contains_key("name") {
            self.person.set("name", Some(value.to_owned()));
            return true;
        }
        if let Some((before, day)) = born(text) {
            self.person.others.insert(key_of(before), json!(day));
            return true;
        }
        let is_known_network =
            ["linkedin", "github", "gitlab", "twitter", "xing", "skype"].contains(&label.as_str());
        if is_known_network && !value.contains(' ') {
            self.profiles.push(json!({"network": network_name(&label), "username": value}));
            return true;
        }
        if label.is_empty() && is_house(value) && !self.place.contains_key("address") {
            self.place.insert("address".to_owned(), json!(value));
            return true;
        }
        let is_of_place = words().person.place.has(&label);
        // The house may stand on a line of its own.
        let has_house_alone = self.place.len() == 1 && self.place.contains_key("address");
        if (self.place.is_empty() || has_house_alone)
            && (is_of_place || (label.is_empty() && is_place(value)))
        {
            let rest = place(value);
            if self.place.is_empty() || !rest.contains_key("address") {
                self.place.extend(rest);
                return true;
            }
        }
        if !label.is_empty() && value.len() < 80 && label.split(' ').count() <= 3 {
            self.person.others.insert(key_of(&label), json!(value));
            return true;
        }
        false
    }

    /// Whether it is a part of the person's name.
    fn is_name(&self, text: &str) -> bool {
        let name = self.person.basics.get("name").and_then(Value::as_str);
        name.is_some_and(|name| name.split(' ').any(|part| part == text))
    }

    /// Whether the place has a code and no city.
    fn is_without_city(&self) -> bool {
        self.place.contains_key("postalCode") && !self.place.contains_key("city")
    }

    /// A value and its label, in two cells.
    fn row(&mut self, label: &str, value: &str, link: Option<&str>) {
        let known = key_of(label);
        if words().person.name.has(&label.to_lowercase())
            && self.person.basics.get("name").is_some_and(|name| name != value)
            || self.person.others.contains_key(&known) && known != "phone"
            || (words().heading(label).is_some() || words().field(label).is_some()) && !is_label(label)
        {
            self.unread.push(format!("{label}: {value}"));
        } else if !self.contact(&format!("{label}: {value}"), link) {
            self.person.others.insert(known, json!(value));
        }
    }

    /// A name that stands first below a heading, without a label.
    fn name_alone(&mut self, first: Option<&Line>) {
        let name = first.filter(|line| line.parts().len() == 1).map(Line::text);
        self.person.set("name", name.filter(|name| is_name(name, 2) && words().heading(name).is_none()));
    }

    /// The first one counts; what says something else is kept beside it.
    fn first(&mut self, key: &str, value: &str) {
        match self.person.basics.get(key).and_then(Value::as_str) {
            None => self.person.set(key, Some(value.to_owned())),
            Some(known) if known == value => {}
            Some(_) => {
                let others = self.person.others.entry(key.to_owned()).or_insert_with(|| json!([]));
                if let Some(others) = others.as_array_mut() {
                    others.push(json!(value));
                }
            }
        }
    }

    fn address(&mut self, address: &str) {
        let whole = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
        match network(&whole) {
            Some((network, user)) if !user.is_empty() => {
                let account = json!({"network": network, "username": user, "url": whole});
                if !self.profiles.contains(&account) {
                    self.profiles.push(account);
                }
            }
            _ if !self.person.basics.contains_key("url") => self.person.set("url", Some(whole)),
            _ if self.person.basics.get("url").and_then(Value::as_str) == Some(whole.as_str()) => {}
            _ => {
                let host =
                    whole.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
                let account = json!({"network": host, "url": whole});
                if !self.profiles.contains(&account) {
                    self.profiles.push(account);
                }
            }
        }
    }

    pub(super) fn name(&self) -> &str {
        self.person.basics.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn has_email(&self) -> bool {
        self.person.basics.contains_key("email")
    }

    /// The person, once everything is read.
    pub(super) fn finish(mut self) -> (Person, Vec<String>) {
        self.person.set_profiles(self.profiles);
        if let Some(country) = self.country {
            self.place.entry("countryCode").or_insert_with(|| json!(country));
        }
        self.person.set_place(self.place);
        let summary = self.summary.join("\n\n").replace("\n\n- ", "\n- ");
        self.person.set("summary", Some(summary));
        (self.person, self.unread)
    }
}

/// The line with the largest letters among the first ones that are words.
pub(super) fn size_of_name(lines: &[Line]) -> Option<f64> {
    name_of(lines).map(|at| lines[at].size)
}

fn name_of(lines: &[Line]) -> Option<usize> {
    let is_name = |line: &Line| {
        // Contacts may stand at the right of it.
        let first = line.parts().into_iter().next().unwrap_or_default();
        let text = first.iter().map(|piece| piece.text.as_str()).collect::<String>();
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        letters >= 2
            && text.len() < 70
            && !text.contains(|sign: char| sign.is_ascii_digit())
            && !text.contains('@')
            && !text.contains("://")
            && !is_phone(&text)
            && address(&text).is_none()
            && !is_title(&text)
            && beside(line).is_none_or(|(label, ..)| !is_label(&label))
    };
    let first = lines.iter().take(12).enumerate().filter(|(_, line)| is_name(line));
    let largest = first.clone().map(|(_, line)| line.size).fold(0.0, f64::max);
    first.into_iter().find(|(_, line)| line.size > largest - 0.3).map(|(at, _)| at)
}

/// `Office Manager, Oxford OX4` as two.
fn with_place_apart((text, link): (String, Option<String>)) -> Vec<(String, Option<String>)> {
    match title_before(&text).filter(|(_, place)| link.is_none() && is_place(place)) {
        Some((title, place)) => vec![(title.to_owned(), None), (place.to_owned(), None)],
        None => vec![(text, link)],
    }
}

/// Whether a line goes on with the one above it, which had no more room.
fn goes_on(above: &Line, line: &Line) -> bool {
    above.goes_on
        && !line.is_below_gap
        && (above.size - line.size).abs() < 0.3
        && (line.text().starts_with(char::is_lowercase) || above.text().ends_with(['|', '·', ',', '&']))
}

/// Joins an address that is broken behind a hyphen to the rest of it on the next line.
fn with_whole_addresses(lines: &[Line]) -> Vec<Line> {
    let mut whole: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let text = line.text();
        let first = text.split(' ').next().unwrap_or_default();
        let is_rest = !first.is_empty()
            && first.chars().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_/%".contains(letter)
            });
        let open = whole.last_mut().filter(|above: &&mut Line| {
            let said = above.text();
            let is_open = said.ends_with('-') || said.ends_with("/in/");
            is_rest
                && is_open
                && address(&said).is_some()
                && above.pieces.iter().all(|piece| piece.link.is_none())
        });
        let Some(last) = open.and_then(|above| above.pieces.last_mut()) else {
            whole.push(line.clone());
            continue;
        };
        last.text = format!("{}{first}", last.text.trim_end());
        let rest = text[first.len()..].trim();
        // `(LinkedIn)` says what the address itself says.
        let is_remark = rest.starts_with('(') && rest.ends_with(')');
        if !rest.is_empty() && !is_remark {
            let piece = Piece { text: rest.to_owned(), ..line.pieces.first().cloned().unwrap_or_default() };
            whole.push(Line { pieces: vec![piece], ..line.clone() });
        }
    }
    whole
}

/// The two parts of a line, of which the first may say what the second is; with the link of the second.
fn beside(line: &Line) -> Option<(String, String, Option<String>)> {
    let text = |part: &[Piece]| collapsed(&part.iter().map(|piece| piece.text.as_str()).collect::<String>());
    // The colon may have a cell of its own, or stand before the value.
    let parts: Vec<_> = line.parts().into_iter().filter(|part| text(part) != ":").collect();
    let [label, value] = &parts[..] else { return None };
    let said = text(label).trim_end_matches([':', ' ']).to_owned();
    let fits = said.chars().count() <= 40
        && !said.contains(|sign: char| "@|:,".contains(sign) || sign.is_ascii_digit());
    let told = text(value).trim_start_matches([':', ' ']).to_owned();
    fits.then(|| (said, told, value.iter().find_map(|piece| piece.link.clone())))
}

/// Words in names that begin with a small letter.
const OF_NAMES: [&str; 20] = [
    "van", "von", "de", "da", "di", "do", "dos", "das", "del", "della", "der", "den", "la", "le", "bin",
    "al", "el", "af", "ter", "ten",
];

/// Whether a text may be a person's name of so many words or more: no position, no firm.
fn is_name(text: &str, least: usize) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (least..=4).contains(&words.len())
        && words.iter().all(|word| {
            (word.starts_with(char::is_uppercase) || OF_NAMES.contains(word))
                && word.chars().all(|letter| letter.is_alphabetic() || "-'’.".contains(letter))
        })
        && !is_name_of_school_or_firm(text)
}

fn text_without_contacts(text: &str, left: &[String], rest: &str) -> String {
    // Where all of the line is left, its own signs stay.
    let kept: usize = left.iter().map(String::len).sum();
    let label = if kept + 4 * left.len() >= text.len() { text } else { rest };
    label.trim_matches(|sign: char| "|·• ".contains(sign)).to_owned()
}
