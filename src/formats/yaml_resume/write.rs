//! Writing a file that YAMLResume accepts.
//!
//! It wants a value in many places where a résumé may have none. An entry that cannot be valid there is left out and named.
//! Source: the schema of @yamlresume/core 0.16.1.

use saphyr::Yaml;
use serde_json::{Map, Value};

use super::YamlResume;
use crate::domain::{Experience, Kind, PartialDate, place};
use crate::formats::basics::Basics;
use crate::formats::countries;
use crate::formats::export::{ExportError, Exporter, Written};
use crate::formats::yaml::{Object, text, write};

/// The shortest text that it takes for a summary.
const SHORTEST: usize = 16;

impl Exporter for YamlResume {
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
    ) -> Result<Written, ExportError> {
        let mut warnings = Vec::new();
        let mut content = Object::default();
        person(Basics::of(profile), &mut content, &mut warnings);
        for kind in Kind::ALL {
            let mut entries = Vec::new();
            for one in place::section(experiences, kind) {
                match entry(one) {
                    Ok(entry) => entries.push(entry),
                    Err(missing) => warnings
                        .push(format!("`{}` ({kind}) was left out: YAMLResume wants {missing}", one.label())),
                }
            }
            // It is required, and may be empty.
            if kind == Kind::Education {
                content.put(kind.section(), Yaml::Sequence(entries));
            } else {
                content.put_list(kind.section(), entries);
            }
        }
        let mut root = Object::default();
        root.put("content", content.end());
        Ok(Written { bytes: write(root)?, warnings })
    }
}

fn person(basics: Basics<'_>, content: &mut Object, warnings: &mut Vec<String>) {
    let mut put = Object::default();
    let mut leave =
        |key: &str, wants: &str| warnings.push(format!("`{key}` was left out: YAMLResume wants {wants}"));
    put.put_text("name", Some(basics.text("name").filter(|name| long(name, 2)).unwrap_or("No name")));
    put.put_text("headline", basics.text("label").filter(|label| long(label, 2)));
    let phone = basics.text("phone");
    let is_phone = |phone: &&str| phone.chars().filter(char::is_ascii_digit).count() >= 7;
    put.put_text("phone", phone.filter(is_phone));
    if phone.is_some_and(|phone| !is_phone(&phone)) {
        leave("phone", "a whole telephone number");
    }
    let email = basics.text("email");
    put.put_text("email", email.filter(|email| is_email(email)));
    if email.is_some_and(|email| !is_email(email)) {
        leave("email", "an ASCII address");
    }
    put.put_text("url", basics.text("url").filter(|url| is_url(url)));
    if basics.text("url").is_some_and(|url| !is_url(url)) {
        leave("url", "a link that begins with `https://`");
    }
    let summary = basics.text("summary");
    put.put_text("summary", summary.filter(|text| long(text, SHORTEST)));
    if summary.is_some_and(|text| !long(text, SHORTEST)) {
        leave("summary", "16 characters");
    }
    content.put("basics", put.end());
    if let Some(city) = basics.place("city").filter(|city| long(city, 2)) {
        let mut place = Object::default();
        place.put_text("address", basics.place("address").filter(|text| long(text, 4)));
        place.put_text("city", Some(city));
        place.put_text("region", basics.place("region").filter(|text| long(text, 2)));
        place.put_text("country", basics.place("countryCode").and_then(countries::name_of));
        place.put_text("postalCode", basics.place("postalCode").filter(|text| long(text, 2)));
        content.put("location", place.end());
    }
    let mut profiles = Vec::new();
    for (name, user, url) in basics.accounts() {
        let known = name.and_then(|name| NETWORKS.iter().find(|known| known.eq_ignore_ascii_case(name)));
        match (known, user.filter(|user| long(user, 2))) {
            (Some(network), Some(user)) => {
                let mut profile = Object::default();
                profile.put_text("network", Some(network)).put_text("username", Some(user));
                profile.put_text("url", url.filter(|url| is_url(url)));
                profiles.push(profile.end());
            }
            _ => leave(name.unwrap_or("profile"), "one of its networks and a name there"),
        }
    }
    content.put_list("profiles", profiles);
}

/// The networks that it knows.
const NETWORKS: [&str; 24] = [
    "Behance",
    "Discord",
    "Dribbble",
    "Facebook",
    "GitHub",
    "Gitlab",
    "Instagram",
    "Line",
    "LinkedIn",
    "Medium",
    "Pinterest",
    "Reddit",
    "Snapchat",
    "Stack Overflow",
    "Telegram",
    "TikTok",
    "Twitch",
    "Twitter",
    "Vimeo",
    "Weibo",
    "WeChat",
    "WhatsApp",
    "YouTube",
    "Zhihu",
];

fn long(text: &str, least: usize) -> bool {
    text.chars().count() >= least
}

fn is_email(text: &str) -> bool {
    let host = text.split_once('@').map(|(_, host)| host);
    text.is_ascii()
        && host.is_some_and(|host| host.contains('.') && !host.contains('@') && !host.ends_with('.'))
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(char::is_whitespace)
}

/// An entry, or what it lacks.
fn entry(one: &Experience) -> Result<Yaml<'static>, &'static str> {
    let mut entry = Object::default();
    let place = one.organization.as_deref().filter(|place| long(place, 2));
    let title = Some(one.title.as_str()).filter(|title| long(title, 2));
    let start = one.start_date.map(|date| date.to_string());
    match one.kind {
        Kind::Work | Kind::Volunteer => {
            let key = if one.kind == Kind::Work { "name" } else { "organization" };
            entry.put_text(key, Some(place.ok_or("an employer")?));
            entry.put_text("position", Some(title.ok_or("a position")?));
            entry.put_text("startDate", Some(&start.ok_or("a start")?));
            end(one.end_date, &mut entry);
            let words = if one.kind == Kind::Work { "Worked" } else { "Volunteered" };
            let plain = || format!("{words} as {} at {}.", one.title, place.unwrap_or_default());
            entry.put_text(
                "summary",
                Some(&summary(one).filter(|text| long(text, SHORTEST)).unwrap_or_else(plain)),
            );
        }
        Kind::Project => {
            entry.put_text("name", Some(title.ok_or("a name")?));
            entry.put_text("startDate", Some(&start.ok_or("a start")?));
            end(one.end_date, &mut entry);
            let plain = || format!("The project “{}”.", one.title);
            entry.put_text(
                "summary",
                Some(&summary(one).filter(|text| long(text, SHORTEST)).unwrap_or_else(plain)),
            );
        }
        Kind::Education => {
            entry.put_text("institution", Some(place.ok_or("an institution")?));
            let area = said(one, "area");
            let area =
                area.or_else(|| one.title.split_once([',', ' ']).map(|(_, rest)| rest.trim().to_owned()));
            entry.put_text(
                "area",
                Some(&area.filter(|area| long(area, 2)).ok_or("a field of study (`area`)")?),
            );
            entry.put_text("degree", Some(degree(&one.title).ok_or("one of its degrees")?));
            entry.put_text("startDate", Some(&start.ok_or("a start")?));
            end(one.end_date, &mut entry);
            entry.put_text("score", said(one, "score").as_deref());
            entry.put_list("courses", one.bullets.iter().map(|bullet| text(&bullet.text)).collect());
            entry.put_text("summary", one.text.as_deref().filter(|text| long(text, SHORTEST)));
        }
        Kind::Award | Kind::Certificate | Kind::Publication => {
            let [name, giver, date] = match one.kind {
                Kind::Award => ["title", "awarder", "date"],
                Kind::Certificate => ["name", "issuer", "date"],
                _ => ["name", "publisher", "releaseDate"],
            };
            entry.put_text(name, Some(title.ok_or("a name")?));
            entry.put_text(giver, Some(place.ok_or("who gave or published it (`organization`)")?));
            entry.put_text(date, start.as_deref());
            entry.put_text("summary", summary(one).as_deref().filter(|text| long(text, SHORTEST)));
        }
        Kind::Skill => {
            entry.put_text("name", Some(title.ok_or("a name")?));
            let level = said(one, "level").and_then(|level| known(&LEVELS, &level));
            entry.put_text("level", Some(level.ok_or("one of its levels (`level`)")?));
        }
        Kind::Language => {
            entry.put_text("language", Some(title.ok_or("a language")?));
            let fluency = said(one, "fluency").and_then(|fluency| known(&FLUENCIES, &fluency));
            entry.put_text("fluency", Some(fluency.ok_or("one of its fluencies (`fluency`)")?));
        }
        Kind::Interest => {
            entry.put_text("name", Some(title.ok_or("a name")?));
        }
        Kind::Reference => {
            entry.put_text("name", Some(title.ok_or("a name")?));
            let said = one.text.as_deref().filter(|text| long(text, SHORTEST));
            entry.put_text("summary", Some(said.ok_or("a text of 16 characters")?));
        }
    }
    entry.put_text("url", one.url.as_deref().filter(|url| is_url(url)));
    if !matches!(one.kind, Kind::Education | Kind::Reference) {
        entry.put_list("keywords", one.skills.iter().map(|skill| text(skill)).collect());
    }
    Ok(entry.end())
}

fn end(date: Option<PartialDate>, entry: &mut Object) {
    entry.put_text("endDate", date.map(|date| date.to_string()).as_deref());
}

/// The bullets stand as a list behind the text.
fn summary(one: &Experience) -> Option<String> {
    let bullets: Vec<_> =
        one.bullets.iter().map(|bullet| format!("- {}", bullet.text.replace('\n', " "))).collect();
    let parts = [one.text.clone(), Some(bullets.join("\n"))];
    let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn said(one: &Experience, key: &str) -> Option<String> {
    let value = one.metadata.get(key)?;
    value.as_str().map(str::to_owned).or_else(|| value.is_number().then(|| value.to_string()))
}

/// The degree that a title begins with or holds as a word.
fn degree(title: &str) -> Option<&'static str> {
    let plain = title.to_lowercase().replace('.', "");
    let is_word = |word: &str| plain.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
    let found = DEGREES.iter().find(|(words, _)| {
        words.iter().any(|word| is_word(word) || (word.len() > 5 && plain.contains(word)))
    });
    found.map(|(_, degree)| *degree)
}

const DEGREES: [(&[&str], &str); 7] = [
    (&["phd", "dphil", "doctor", "doctorate", "doktor"], "Doctor"),
    (&["master", "masters", "msc", "ma", "ms", "mba", "meng", "mphil", "magister"], "Master"),
    (&["bachelor", "bachelors", "bsc", "ba", "bs", "beng", "bba"], "Bachelor"),
    (&["associate", "associates"], "Associate"),
    (&["diploma", "diplom"], "Diploma"),
    (&["high school", "abitur", "matura", "baccalaureate"], "High School"),
    (&["middle school"], "Middle School"),
];

/// The value of an enumeration, by its own word or another for it.
fn known(words: &[(&str, &'static str)], said: &str) -> Option<&'static str> {
    let said = said.to_lowercase();
    let own = words.iter().find(|(_, value)| value.to_lowercase() == said);
    own.or_else(|| words.iter().find(|(word, _)| said.contains(word))).map(|(_, value)| *value)
}

const LEVELS: [(&str, &str); 10] = [
    ("novice", "Novice"),
    ("beginner", "Beginner"),
    ("basic", "Beginner"),
    ("elementary", "Beginner"),
    ("intermediate", "Intermediate"),
    ("advanced", "Advanced"),
    ("proficient", "Advanced"),
    ("expert", "Expert"),
    ("senior", "Expert"),
    ("master", "Master"),
];

const FLUENCIES: [(&str, &str); 15] = [
    ("native", "Native or Bilingual Proficiency"),
    ("bilingual", "Native or Bilingual Proficiency"),
    ("mother", "Native or Bilingual Proficiency"),
    ("full professional", "Full Professional Proficiency"),
    ("fluent", "Full Professional Proficiency"),
    ("c2", "Full Professional Proficiency"),
    ("c1", "Full Professional Proficiency"),
    ("professional", "Minimum Professional Proficiency"),
    ("b2", "Minimum Professional Proficiency"),
    ("limited", "Limited Working Proficiency"),
    ("b1", "Limited Working Proficiency"),
    ("intermediate", "Limited Working Proficiency"),
    ("elementary", "Elementary Proficiency"),
    ("beginner", "Elementary Proficiency"),
    ("basic", "Elementary Proficiency"),
];
