//! Contact data in a text: e-mail addresses, telephone numbers, and links.
//!
//! The invariant: what [`Own::mask`] returns holds no contact that [`contacts`] finds. Where a text can be
//! read both ways, as a number of seven digits or as a telephone, it is a contact: what is masked for
//! nothing costs a worse proposal, what is not costs privacy. What was written so as not to be found
//! ("ada at example dot com") is not found.

mod phones;

use std::ops::Range;

use serde_json::{Map, Value};

use self::phones::phones;

/// What stands in place of a contact.
pub(super) const MASKS: [&str; 4] = ["[link]", "[e-mail]", "[phone]", "[contact]"];

/// The endings by which a name without a scheme or a path is known for a link. Not all there are: many
/// are words too, and a full stop without a space behind it is common.
const ENDINGS: [&str; 54] = [
    "com", "org", "net", "edu", "gov", "info", "biz", "name", "pro", "io", "dev", "app", "me", "ai", "co",
    "eu", "uk", "de", "at", "ch", "fr", "it", "es", "pt", "nl", "be", "se", "no", "fi", "dk", "pl", "cz",
    "ie", "us", "ca", "au", "nz", "jp", "cn", "in", "br", "ru", "ua", "tr", "za", "mx", "online", "site",
    "blog", "page", "tech", "xyz", "cloud", "example",
];

/// As far back from an `@` is looked, in characters: a text without spaces costs no more than another.
const LOCAL: usize = 256;

/// Shorter ones are words as well.
const SHORTEST_OWN: usize = 4;

/// More than any person has.
const MOST_OWN: usize = 100;

/// The contact data of a person, as their profile has it (JSON Resume's `basics`), which is masked
/// wherever it stands: a street and a user's name cannot be told from other words by how they look.
#[derive(Debug, Clone, Default)]
pub(crate) struct Own(Vec<String>);

impl Own {
    pub(crate) fn of_profile(document: &Map<String, Value>) -> Self {
        let basics = document.get("basics").unwrap_or(&Value::Null);
        let profiles = basics["profiles"].as_array().into_iter().flatten();
        let found = [&basics["email"], &basics["phone"], &basics["url"], &basics["website"]]
            .into_iter()
            .chain([&basics["location"]["address"], &basics["location"]["postalCode"]])
            .chain(profiles.flat_map(|profile| [&profile["username"], &profile["url"]]));
        let texts = found.filter_map(Value::as_str).flat_map(str::lines).map(str::trim);
        let long = texts.filter(|text| text.chars().count() >= SHORTEST_OWN);
        Self(long.map(str::to_ascii_lowercase).take(MOST_OWN).collect())
    }

    /// The same, with the name of the person, and with what is another's.
    pub(crate) fn with_name(mut self, document: &Map<String, Value>, other: Self) -> Self {
        let name = document.get("basics").and_then(|basics| basics["name"].as_str());
        let name = name.map(str::trim).filter(|name| name.chars().count() >= SHORTEST_OWN);
        self.0.extend(name.map(str::to_ascii_lowercase));
        self.0.extend(other.0);
        self
    }

    /// The text with a mark in place of every contact, and of what is this person's own. Where the two
    /// overlap, they go together: no part of either is left.
    pub(crate) fn mask(&self, text: &str) -> String {
        replace(text, self.places(text))
    }

    /// What is masked in a text: each place with its mark, in order.
    pub(super) fn places(&self, text: &str) -> Vec<(Range<usize>, &'static str)> {
        let mut all = found(text);
        all.extend(self.found(text));
        all.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let [.., contact] = MASKS;
        let mut joined: Vec<(Range<usize>, &'static str)> = Vec::new();
        for (range, mark) in all {
            match joined.last_mut().filter(|(last, _)| range.start < last.end) {
                Some((last, _)) if range.end <= last.end => {}
                Some((last, of)) => (last.end, *of) = (range.end, contact),
                None => joined.push((range, mark)),
            }
        }
        joined
    }

    fn found(&self, text: &str) -> Vec<(Range<usize>, &'static str)> {
        let [.., contact] = MASKS;
        let lower = text.to_ascii_lowercase();
        let inside = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
        let alone = |range: &Range<usize>| {
            !inside(lower.get(..range.start).and_then(|before| before.chars().next_back()))
                && !inside(lower.get(range.end..).and_then(|after| after.chars().next()))
        };
        let places = self.0.iter().flat_map(|own| lower.match_indices(own.as_str()));
        let ranges = places.map(|(at, own)| at..at + own.len()).filter(alone);
        ranges.map(|range| (range, contact)).collect()
    }
}

/// The text with a mark in place of every contact.
#[cfg(test)]
fn mask(text: &str) -> String {
    Own::default().mask(text)
}

/// The text with the marks in their places, which are in order.
fn replace(text: &str, places: Vec<(Range<usize>, &'static str)>) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for (range, mark) in places {
        masked.push_str(text.get(end..range.start).unwrap_or_default());
        masked.push_str(mark);
        end = range.end;
    }
    masked.push_str(text.get(end..).unwrap_or_default());
    masked
}

/// Where contacts stand, in order.
pub(super) fn contacts(text: &str) -> Vec<Range<usize>> {
    found(text).into_iter().map(|(range, _)| range).collect()
}

/// Where contacts stand, and the mark of each. Each search looks only at what those before it left, so
/// that none runs into what another one found.
fn found(text: &str) -> Vec<(Range<usize>, &'static str)> {
    type Search = fn(&str) -> Vec<Range<usize>>;
    let [link, mail, phone, _] = MASKS;
    let searches: [(Search, &'static str); 5] =
        [(schemes, link), (mails, mail), (parted_mails, mail), (names, link), (phones, phone)];
    let mut taken: Vec<(Range<usize>, &'static str)> = Vec::new();
    for (search, mark) in searches {
        let mut new = Vec::new();
        let ends = std::iter::once(0).chain(taken.iter().map(|(range, _)| range.end));
        let starts = taken.iter().map(|(range, _)| range.start).chain([text.len()]);
        for (from, to) in ends.zip(starts) {
            let left = text.get(from..to).unwrap_or_default();
            new.extend(search(left).into_iter().map(|range| (from + range.start..from + range.end, mark)));
        }
        taken.append(&mut new);
        taken.sort_by_key(|(range, _)| range.start);
    }
    taken
}

/// `https://…`, `mailto:…`, `tel:…`, `www.…`.
fn schemes(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let lower = text.to_ascii_lowercase();
    let scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let mut starts: Vec<usize> = lower
        .match_indices("://")
        .map(|(at, _)| lower.get(..at).map_or(at, |before| before.trim_end_matches(scheme).len()))
        .collect();
    for prefix in ["mailto:", "tel:", "sms:", "skype:", "www."] {
        let begins = |at: usize| {
            lower.get(..at).is_none_or(|before| !before.ends_with(|c: char| c.is_ascii_alphanumeric()))
        };
        starts.extend(lower.match_indices(prefix).map(|(at, _)| at).filter(|&at| begins(at)));
    }
    starts.sort_unstable();
    let mut passed = 0;
    for start in starts {
        if start < passed {
            continue;
        }
        let end = link_end(text, start);
        passed = end;
        // A scheme and nothing behind it leads nowhere.
        if text.get(start..end).is_some_and(|link| !link.ends_with([':', '/']) && link.len() > 4) {
            ranges.push(start..end);
        }
    }
    ranges
}

/// Where a link ends that begins at `start`: before white space, less the punctuation of its sentence.
fn link_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let stops = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '`');
    let link = rest.find(stops).and_then(|end| rest.get(..end)).unwrap_or(rest);
    start + link.trim_end_matches(['.', ',', ';', '!', '?', ')', ']', '}', '\'', '’']).len()
}

/// Whatever has something before an `@` and something behind it.
fn mails(text: &str) -> Vec<Range<usize>> {
    let local = |c: char| !c.is_whitespace() && !"<>()[]{}\",;:|“”«»".contains(c);
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '＠');
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut passed = 0;
    for (at, sign) in text.match_indices(['@', '＠']) {
        if at < passed {
            continue;
        }
        let (before, after) =
            (text.get(passed..at).unwrap_or_default(), text.get(at + sign.len()..).unwrap_or_default());
        let mut back = before.char_indices().rev().take(LOCAL);
        let start = if before.ends_with('"') {
            // A local part in quotes may hold anything.
            back.skip(1).find(|(_, c)| *c == '"').map_or(before.len(), |(start, _)| start)
        } else {
            back.by_ref().take_while(|(_, c)| local(*c)).last().map_or(before.len(), |(start, _)| start)
        };
        let start = passed + start;
        let run = after.find(|c| !domain(c)).and_then(|end| after.get(..end)).unwrap_or(after);
        let host = run.trim_end_matches(['.', '-', '_', '@', '＠']);
        if host.is_empty() {
            // Nor is there a host behind the other signs of this run, which is not to be read once for each.
            passed = at + sign.len() + run.len();
        } else if start < at {
            passed = at + sign.len() + host.len();
            ranges.push(start..passed);
        }
    }
    ranges
}

/// `ada @ example.org`, `ada(at)example.org`: where the host has a name that no word has.
fn parted_mails(text: &str) -> Vec<Range<usize>> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let lower = text.to_ascii_lowercase();
    let mut signs: Vec<_> =
        ["@", "(at)", "[at]"].into_iter().flat_map(|sign| lower.match_indices(sign)).collect();
    signs.sort_unstable();
    for (at, sign) in signs {
        let passed = ranges.last().map_or(0, |last| last.end);
        if at < passed {
            continue;
        }
        let before = text.get(passed..at).unwrap_or_default();
        let after = text.get(at + sign.len()..).unwrap_or_default();
        let before = before.strip_suffix(' ').unwrap_or(before);
        let rest = after.strip_prefix(' ').unwrap_or(after);
        let local =
            before.chars().rev().take(LOCAL).take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
        let host = rest.chars().take(LOCAL).take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
        let host = rest.get(..host).unwrap_or_default().trim_end_matches(['.', '-', '_', '+']);
        let named = host.rsplit_once('.').is_some_and(|(name, ending)| {
            !name.is_empty() && ending.len() >= 2 && ending.chars().all(char::is_alphabetic)
        });
        if local > 0 && named {
            let end = text.len() - rest.len() + host.len();
            ranges.push(passed + before.len() - local..end);
        }
    }
    ranges
}

/// Names of hosts without a scheme: `ada.example.com`, `github.com/ada`.
fn names(text: &str) -> Vec<Range<usize>> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut passed = 0;
    for (dot, _) in text.match_indices('.') {
        if dot < passed {
            continue;
        }
        let start = text.get(..dot).map_or(dot, |before| before.trim_end_matches(part).len());
        let rest = text.get(start..).unwrap_or_default();
        let host = rest.find(|c| !part(c)).and_then(|end| rest.get(..end)).unwrap_or(rest);
        passed = start + host.len();
        let host = host.trim_end_matches(['.', '-', '_']);
        let path = rest.get(host.len()..).unwrap_or_default();
        let has_path = path.starts_with('/')
            && path.chars().nth(1).is_some_and(|c| c.is_alphanumeric() || matches!(c, '~' | '@'));
        let port = path.starts_with(':') && path.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
        if is_host(host, has_path || port) {
            let end = if has_path || port { link_end(text, start) } else { start + host.len() };
            passed = passed.max(end);
            ranges.push(start..end);
        }
    }
    ranges
}

/// Whether it names a host: by its ending, or, with a path behind it, by any word as an ending.
fn is_host(name: &str, with_path: bool) -> bool {
    let Some((before, ending)) = name.rsplit_once('.') else { return false };
    let labelled = before.split('.').all(|label| !label.is_empty());
    let lower = ending.to_ascii_lowercase();
    // ASP.NET is no host, nor is `done.In`.
    let written_so = ending == lower
        || matches!(ending, "Com" | "Org")
        || (name == name.to_ascii_uppercase() && lower != "net");
    let known = ENDINGS.contains(&lower.as_str()) && written_so;
    let any = with_path && ending.len() >= 2 && ending.chars().all(|c| c.is_ascii_lowercase());
    labelled && (known || any)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn contacts_are_masked() {
        for (text, masked) in [
            ("write to ada@example.com.", "write to [e-mail]."),
            ("Ada <ada.o'brien+cv@mail.example.co.uk>", "Ada <[e-mail]>"),
            ("\"ada l\"@example.com or ada＠example.com", "[e-mail] or [e-mail]"),
            ("mailto:ada@example.com", "[link]"),
            ("see https://user:pw@host.example/a?b=c#d, then", "see [link], then"),
            ("(www.example.org)", "([link])"),
            ("linkedin.com/in/ada-l and github.com/ada", "[link] and [link]"),
            ("ada-lovelace.dev, ADA.EXAMPLE.COM", "[link], [link]"),
            ("@ada@social.example is me", "[e-mail] is me"),
            ("call +49 (0)30 123-45 67", "call [phone]"),
            ("(030) 1234567; 01 23 45 67 89", "[phone]; [phone]"),
            ("5551234567 or 555-123-4567", "[phone] or [phone]"),
            ("tel:+491234567", "[link]"),
            ("555·0100, 555−0100, 555—0100 or 0171:123:4567", "[phone], [phone], [phone] or [phone]"),
            ("８００５５５０１００ or 800－555－0100", "[phone] or [phone]"),
            ("8005553000, Tel0171234567x", "[phone], Tel[phone]x"),
            ("home(030) 1234567", "home([phone]"),
            ("_+49_171_1234567_", "_[phone]_"),
            ("ada @ example.org, Ada(at)example.org, ada [at] example.org.", "[e-mail], [e-mail], [e-mail]."),
            ("Example.Com", "[link]"),
        ] {
            assert_eq!(mask(text), masked);
        }
    }

    #[test]
    fn what_is_no_contact_stays() {
        for text in [
            "Node.js, ASP.NET, C++ and e.g. main.rs",
            "2019-03-15 to 2024-11, 2019–2024, 15.03.2019, 20190315",
            "1,000,000 users, 1 000 000 rows, 2000000 lines, 40 %",
            "2019-03-15 10:45:00, 09:00-17:30, 12:30:00 to 13:45:10",
            "ISO27001 2013, SHA256 2019-2024, 3 @ 20.5 kHz, we @ work",
            "ISO27001, K8s, RFC8446, 24/7, 10.15.7",
            "3 @ 20 kHz, and/or, CI/CD",
            "The work was done.In the end it ran.",
            "",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn what_the_profile_has_is_masked_wherever_it_stands() {
        let profile = json!({"basics": {
            "name": "Ada", "email": "ada@example.com", "phone": "555-12", "location": {"address": "12 Main Street\nFlat 3"},
            "profiles": [{"username": "adal1815"}, {"username": "x"}, 7],
        }});
        let own = Own::of_profile(profile.as_object().unwrap());
        assert_eq!(
            own.mask("Ada, ADAL1815 (not adal18150), of 12 main street, Flat 3; 555-12; ada@example.com"),
            "Ada, [contact] (not adal18150), of [contact], [contact]; [contact]; [e-mail]"
        );
        for profile in [json!({}), json!({"basics": 1}), json!({"basics": {"profiles": {}, "email": ""}})] {
            assert_eq!(Own::of_profile(profile.as_object().unwrap()).mask("x, y"), "x, y");
        }
    }

    #[test]
    fn what_is_the_own_leaves_nothing_of_what_it_is_a_part_of() {
        let profile = json!({"basics": {
            "url": "https://ada.dev", "location": {"address": "12 Main Street 5550100"},
            "profiles": [{"username": "mail"}, {"url": "https://ada.dev/cv"}],
        }});
        let own = Own::of_profile(profile.as_object().unwrap());
        for (text, masked) in [
            ("https://ada.dev/cv/secret-token", "[link]"),
            ("12 Main Street 5550100, 12 Main Street 5550100 22", "[contact], [contact]"),
            ("ada@example.com, mail", "[e-mail], [contact]"),
        ] {
            assert_eq!(own.mask(text), masked);
        }
    }

    /// A search that looks at the same text again and again takes minutes for these.
    #[test]
    fn no_text_takes_longer_than_another_of_its_length() {
        let profile = json!({"basics": {"profiles": [{"username": "aaaa"}]}});
        let own = Own::of_profile(profile.as_object().unwrap());
        let parts = [
            "@", "@.", "(@", "\"@", "a@b+", "://", "a.", "www.", "tel:", "a.b/", "(", "+1", "1:", "aaaa ",
            " @ ", "(at)", "a @ b",
        ];
        for part in parts {
            let text = part.repeat((1 << 18) / part.len());
            assert!(own.mask(&text).len() <= 3 * text.len(), "{part}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_around_them_contacts_are_masked(
            before in "[ -~äß東\n]{0,20}",
            after in "[ -~äß東\n]{0,20}",
            local in "[a-zA-Z0-9][a-zA-Z0-9._%+'-]{0,12}",
            host in "[a-z0-9]{1,10}\\.(com|de|museum)",
            digits in "\\+[1-9][0-9]{2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{2,5}",
            path in "[a-z0-9/]{1,12}[a-z0-9]",
        ) {
            let mail = format!("{local}@{host}");
            let link = format!("https://{host}/{path}");
            let text = format!("{before} {mail} {after} {link} {before} {digits} {after}");
            let masked = mask(&text);
            prop_assert!(!masked.contains(&format!("@{host}")), "{}", masked);
            prop_assert!(!masked.contains(&link), "{}", masked);
            prop_assert!(!masked.contains(&digits), "{}", masked);
        }

        #[test]
        fn any_text_can_be_masked_and_nothing_is_found_twice(text in ".{0,80}") {
            let ranges = contacts(&text);
            prop_assert!(ranges.iter().all(|range| text.get(range.clone()).is_some()));
            prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let _ = mask(&text);
        }
    }
}
