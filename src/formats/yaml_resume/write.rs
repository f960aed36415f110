//! Writing a file that YAMLResume accepts.
//!
//! It wants a value in many places where a résumé may have none. An entry that cannot be valid there is left out and named.
//! Source: the schema of @yamlresume/core 0.16.1.

use saphyr::Yaml;
use serde_json::{Map, Value};

use super::choices::{FLUENCIES, LANGUAGES, LEVELS, NETWORKS, choice, degree};
use super::{LOCALES, NO_NAME, YamlResume, stand_in};
use crate::domain::{Experience, Kind, PartialDate, Sections, begins_with_degree, degree_and_area, place};
use crate::formats::basics::Basics;
use crate::formats::countries;
use crate::formats::export::{ExportError, Exporter, Written};
use crate::formats::losses::Losses;
use crate::formats::marks;
use crate::formats::yaml::{Object, text, write};

/// The shortest and the longest text that it takes for a summary, in characters.
const SHORTEST: usize = 16;
const LONGEST: usize = 1024;

impl Exporter for YamlResume {
    fn write(
        &self,
        profile: Option<&Map<String, Value>>,
        experiences: &[Experience],
        asked: &Sections,
    ) -> Result<Written, ExportError> {
        let (mut warnings, mut losses, mut left_out) = (Vec::new(), Losses::default(), Vec::new());
        let mut content = Object::default();
        person(Basics::of(profile), &mut content, &mut warnings, &mut losses);
        for kind in Kind::ALL {
            let mut entries = Vec::new();
            for one in place::of_kind(experiences, kind) {
                match entry(one) {
                    Ok(entry) => {
                        lose(one, &mut losses);
                        if has_summary(kind) && length(one) > LONGEST {
                            let label = one.label();
                            warnings.push(format!(
                                "the text of `{label}` ({kind}) was cut: YAMLResume takes {LONGEST} characters"
                            ));
                        }
                        entries.push(entry);
                    }
                    Err(missing) => {
                        left_out.push(one.id);
                        warnings.push(format!(
                            "`{}` ({kind}) was left out: YAMLResume wants {missing}",
                            one.label()
                        ));
                    }
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
        let (locale, unknown) = LOCALES.write(profile, "YAMLResume");
        root.put("locale", locale.map(Object::end));
        warnings.extend(unknown);
        root.put_list("layouts", layouts(asked, experiences));
        warnings.extend(losses.into_warning("YAMLResume"));
        Ok(Written { bytes: write(root)?, warnings, left_out })
    }
}

/// Its layouts are what says the order and the titles of sections: without a wish, the file has none.
fn layouts(asked: &Sections, experiences: &[Experience]) -> Vec<Yaml<'static>> {
    let order = [asked.order.clone(), place::file_order(experiences)].concat();
    let mut kinds: Vec<Kind> = Vec::new();
    for kind in order {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let mut titles = Object::default();
    for (kind, title) in &asked.titles {
        titles.put_text(kind.section(), Some(title));
    }
    let mut sections = Object::default();
    sections.put_list("order", kinds.into_iter().map(|kind| text(kind.section())).collect());
    sections.put("aliases", (!titles.is_empty()).then(|| titles.end()));
    if sections.is_empty() {
        return Vec::new();
    }
    let sections = sections.end();
    let layout = |engine| {
        let mut layout = Object::default();
        layout.put_text("engine", Some(engine)).put("sections", sections.clone());
        layout.end()
    };
    ["latex", "html", "docx", "markdown"].into_iter().map(layout).collect()
}

fn person(basics: Basics<'_>, content: &mut Object, warnings: &mut Vec<String>, losses: &mut Losses) {
    let mut put = Object::default();
    let name = basics.text("name").filter(|name| fits(name, 2, 128));
    if name.is_none() {
        warnings.push(format!("YAMLResume wants a name of 2 to 128 characters: the file has `{NO_NAME}`"));
    }
    let mut leave =
        |key: &str, wants: &str| warnings.push(format!("`{key}` was left out: YAMLResume wants {wants}"));
    put.put_text("name", Some(name.unwrap_or(NO_NAME)));
    let summary = basics.text("summary").map(prose_text);
    let mut field = |key, ours, text: Option<&str>, is_fit: &dyn Fn(&str) -> bool, wants| {
        put.put_text(key, text.filter(|text| is_fit(text)));
        if text.is_some_and(|text| !is_fit(text)) {
            leave(ours, wants);
        }
    };
    field("headline", "label", basics.text("label"), &|text| fits(text, 2, 128), "2 to 128 characters");
    let wants = "a telephone number of digits, spaces and hyphens";
    field("phone", "phone", basics.text("phone"), &is_phone, wants);
    field("email", "email", basics.text("email"), &is_email, "an ASCII address");
    field("url", "url", basics.text("url"), &is_url, "a link that begins with `https://`");
    let is_fit = |text: &str| fits(text, SHORTEST, LONGEST);
    field("summary", "summary", summary.as_deref(), &is_fit, "16 to 1024 characters");
    content.put("basics", put.end());
    address(basics, content, losses);
    let mut profiles = Vec::new();
    for (name, user, url) in basics.accounts() {
        let known = name.and_then(|name| NETWORKS.iter().find(|known| known.eq_ignore_ascii_case(name)));
        match (known, user.filter(|user| fits(user, 2, 64))) {
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

/// An address needs a city.
fn address(basics: Basics<'_>, content: &mut Object, losses: &mut Losses) {
    let (street, region) = (basics.place("address"), basics.place("region"));
    let (country, code) = (basics.place("countryCode"), basics.place("postalCode"));
    let city = basics.place("city");
    let Some(city) = city.filter(|city| fits(city, 2, 64)) else {
        let has_address = [street, region, country, code, city].iter().any(Option::is_some);
        return losses.count("an address without a city", has_address);
    };
    let mut place = Object::default();
    for (key, part, taken) in [
        ("address", street, street.filter(|text| fits(text, 4, 256))),
        ("city", Some(city), Some(city)),
        ("region", region, region.filter(|text| fits(text, 2, 64))),
        ("country", country, country.and_then(countries::name_of)),
        ("postalCode", code, code.filter(|text| fits(text, 2, 16))),
    ] {
        losses.count("a part of the address", part.is_some() && taken.is_none());
        place.put_text(key, taken);
    }
    content.put("location", place.end());
}

fn fits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.chars().count())
}

/// By the rule of the library zod, which YAMLResume asks.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_'+-.".contains(letter);
    let is_name = name.chars().all(is_part)
        && !name.starts_with('.')
        && !name.contains("..")
        && name.ends_with(|letter: char| letter.is_ascii_alphanumeric() || "_+-".contains(letter));
    let is_label = |label: &str| {
        label.starts_with(|letter: char| letter.is_ascii_alphanumeric())
            && label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    let is_top = |top: &str| top.len() >= 2 && top.chars().all(|letter| letter.is_ascii_alphabetic());
    is_name && host.rsplit_once('.').is_some_and(|(rest, top)| rest.split('.').all(is_label) && is_top(top))
}

/// `+49 228 12345`, `(228) 12345`: brackets stand at the beginning, if anywhere.
fn is_phone(phone: &str) -> bool {
    let rest = phone.strip_prefix('+').unwrap_or(phone);
    let is_part = |part: &str| {
        fits(part, 1, 15) && part.chars().all(|letter| letter.is_ascii_digit() || " -".contains(letter))
    };
    let is_one = match rest.strip_prefix('(') {
        Some(rest) => rest.split_once(')').is_some_and(|(area, rest)| is_part(area) && is_part(rest)),
        None => {
            fits(rest, 2, 30) && rest.chars().all(|letter| letter.is_ascii_digit() || " -".contains(letter))
        }
    };
    is_one && phone.chars().filter(char::is_ascii_digit).count() >= 7
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(char::is_whitespace) && fits(text, 8, 256)
}

/// An entry, or what it lacks.
fn entry(one: &Experience) -> Result<Yaml<'static>, &'static str> {
    let mut entry = Object::default();
    let place = one.organization.as_deref().filter(|place| fits(place, 2, 128));
    let most = if matches!(one.kind, Kind::Work | Kind::Volunteer) { 64 } else { 128 };
    let title = Some(one.title.as_str()).filter(|title| fits(title, 2, most));
    let start = one.start_date.map(|date| date.to_string());
    match one.kind {
        Kind::Work | Kind::Volunteer => {
            let key = if one.kind == Kind::Work { "name" } else { "organization" };
            entry.put_text(key, Some(place.ok_or("an employer of 2 to 128 characters")?));
            entry.put_text("position", Some(title.ok_or("a position of 2 to 64 characters")?));
            entry.put_text("startDate", Some(&start.ok_or("a start")?));
            end(one.end_date, &mut entry);
            entry.put_text("summary", Some(&summary(one).unwrap_or_else(|| stand_in(one))));
        }
        Kind::Project => {
            entry.put_text("name", Some(title.ok_or("a name of 2 to 128 characters")?));
            entry.put_text("startDate", Some(&start.ok_or("a start")?));
            end(one.end_date, &mut entry);
            entry.put_text("summary", Some(&summary(one).unwrap_or_else(|| stand_in(one))));
        }
        Kind::Education => {
            entry.put_text("institution", Some(place.ok_or("an institution of 2 to 128 characters")?));
            let area = area(one).filter(|area| fits(area, 2, 64));
            entry.put_text("area", Some(&area.ok_or("a field of study (`area`) of 2 to 64 characters")?));
            entry.put_text("degree", Some(degree(&one.title).ok_or("one of its degrees")?));
            entry.put_text("startDate", Some(&start.ok_or("a start")?));
            end(one.end_date, &mut entry);
            entry.put_text("score", said(one, "score").as_deref().filter(|score| is_score(score)));
            let courses = one.bullets.iter().filter(|course| is_course(&course.text));
            entry.put_list("courses", courses.map(|course| text(&course.text)).collect());
            let text = one.text.as_deref().map(prose_text);
            entry.put_text("summary", text.as_deref().filter(|text| fits(text, SHORTEST, LONGEST)));
        }
        Kind::Award | Kind::Certificate | Kind::Publication => {
            let [name, giver, date] = match one.kind {
                Kind::Award => ["title", "awarder", "date"],
                Kind::Certificate => ["name", "issuer", "date"],
                _ => ["name", "publisher", "releaseDate"],
            };
            entry.put_text(name, Some(title.ok_or("a name of 2 to 128 characters")?));
            entry.put_text(
                giver,
                Some(place.ok_or("who gave or published it (`organization`), in 2 to 128 characters")?),
            );
            entry.put_text(date, start.as_deref());
            entry.put_text("summary", summary(one).as_deref());
        }
        Kind::Skill => {
            entry.put_text("name", Some(title.ok_or("a name of 2 to 128 characters")?));
            let level = said(one, "level").and_then(|level| choice(&LEVELS, &level));
            entry.put_text("level", Some(level.ok_or("one of its levels (`level`)")?));
        }
        Kind::Language => {
            let known = LANGUAGES.split(' ').find(|known| known.eq_ignore_ascii_case(&one.title));
            entry.put_text("language", Some(known.ok_or("one of its languages")?));
            let fluency = said(one, "fluency").and_then(|fluency| choice(&FLUENCIES, &fluency));
            entry.put_text("fluency", Some(fluency.ok_or("one of its fluencies (`fluency`)")?));
        }
        Kind::Interest => {
            entry.put_text("name", Some(title.ok_or("a name of 2 to 128 characters")?));
        }
        Kind::Reference => {
            entry.put_text("name", Some(title.ok_or("a name of 2 to 128 characters")?));
            entry.put_text("email", said(one, "email").as_deref().filter(|email| is_email(email)));
            entry.put_text("phone", said(one, "phone").as_deref().filter(|phone| is_phone(phone)));
            let relationship = said(one, "relationship");
            entry.put_text("relationship", relationship.as_deref().filter(|text| fits(text, 2, 128)));
            let said = one.text.as_deref().map(prose_text);
            let said = said.as_deref().filter(|text| fits(text, SHORTEST, LONGEST));
            entry.put_text("summary", Some(said.ok_or("a text of 16 to 1024 characters")?));
        }
    }
    entry.put_text("url", one.url.as_deref().filter(|url| is_url(url)));
    if !matches!(one.kind, Kind::Education | Kind::Reference) {
        let keywords = one.skills.iter().filter(|skill| is_keyword(skill));
        entry.put_list("keywords", keywords.map(|skill| text(skill)).collect());
    }
    Ok(entry.end())
}

/// The subject, or what the title says behind the degree. It is required there: else the whole title stands for it.
fn area(one: &Experience) -> Option<String> {
    let title = one.title.trim();
    let behind = || Some(title.split_once(" of ").filter(|_| begins_with_degree(title))?.1.trim());
    let of_title =
        || degree_and_area(title).map(|(_, area)| area).or_else(behind).unwrap_or(title).to_owned();
    said(one, "area").or_else(|| Some(of_title()))
}

fn is_score(text: &str) -> bool {
    fits(text, 2, 32)
}

fn is_course(text: &str) -> bool {
    fits(text, 2, 128)
}

fn is_keyword(text: &str) -> bool {
    fits(text, 1, 32)
}

/// Counts what the entry has no key for, or a key that takes other values.
fn lose(one: &Experience, losses: &mut Losses) {
    let kind = one.kind;
    let (text, bullets) = (one.text.is_some(), !one.bullets.is_empty());
    let has_place = matches!(kind, Kind::Work | Kind::Volunteer | Kind::Education) || has_giver(kind);
    losses.count("the organization of an entry", one.organization.is_some() && !has_place);
    losses.count("the location of an entry", one.location.is_some());
    let link = one.url.as_deref();
    losses.count("a link that does not begin with `https://`", link.is_some_and(|url| !is_url(url)));
    let (start, end) = (one.start_date.is_some(), one.end_date.is_some());
    let dates = if has_giver(kind) { end } else { !kind.spans_time() && (start || end) };
    losses.count("the dates of an entry", dates);
    let written: &[&str] = match kind {
        Kind::Education => &["area", "score"],
        Kind::Skill => &["level"],
        Kind::Language => &["fluency"],
        Kind::Reference => &["email", "phone", "relationship"],
        _ => &[],
    };
    losses.further_values(one, written);
    match kind {
        Kind::Education => {
            let fits_summary = |text: &String| fits(&prose_text(text), SHORTEST, LONGEST);
            losses.count("the text of an entry", one.text.as_ref().is_some_and(|text| !fits_summary(text)));
            let score = said(one, "score");
            losses.count(
                "a score of fewer than 2 or more than 32 characters",
                score.is_some_and(|score| !is_score(&score)),
            );
            for course in &one.bullets {
                losses
                    .count("a course of fewer than 2 or more than 128 characters", !is_course(&course.text));
            }
        }
        Kind::Reference => {
            losses.count("the bullets of an entry", bullets);
            let part =
                |key: &str, is_valid: fn(&str) -> bool| said(one, key).is_some_and(|text| !is_valid(&text));
            losses.count("an e-mail address that is not ASCII", part("email", is_email));
            losses.count("a telephone number of other signs", part("phone", is_phone));
        }
        _ if has_summary(kind) => {
            losses.count("a text of fewer than 16 characters", (text || bullets) && summary(one).is_none());
        }
        _ => {
            losses.count("the text of an entry", text);
            losses.count("the bullets of an entry", bullets);
        }
    }
    if matches!(kind, Kind::Education | Kind::Reference) {
        losses.count("the skills of an entry", !one.skills.is_empty());
    } else {
        for skill in &one.skills {
            losses.count("a keyword of more than 32 characters", !is_keyword(skill));
        }
    }
}

/// Whether entries of the kind have a `summary` of text and bullets.
fn has_summary(kind: Kind) -> bool {
    matches!(kind, Kind::Work | Kind::Volunteer | Kind::Project) || has_giver(kind)
}

/// Whether entries of the kind have a date alone, and the name of the organization that gave or published it.
fn has_giver(kind: Kind) -> bool {
    matches!(kind, Kind::Award | Kind::Certificate | Kind::Publication)
}

fn end(date: Option<PartialDate>, entry: &mut Object) {
    entry.put_text("endDate", date.map(|date| date.to_string()).as_deref());
}

/// The bullets stand as a list behind the text. What is longer than the longest loses its last bullets.
fn summary(one: &Experience) -> Option<String> {
    let mut whole = String::new();
    for part in parts(one) {
        let between =
            match part.starts_with("- ") && whole.lines().last().is_some_and(|line| line.starts_with("- ")) {
                true => "\n",
                false if whole.is_empty() => "",
                false => "\n\n",
            };
        let left = LONGEST.saturating_sub(whole.chars().count() + between.len());
        if part.chars().count() > left {
            if whole.is_empty() {
                whole = part.chars().take(LONGEST - 1).chain(['…']).collect();
            }
            break;
        }
        whole.push_str(between);
        whole.push_str(&part);
    }
    Some(whole).filter(|whole| fits(whole, SHORTEST, LONGEST))
}

/// How long the summary would be, in characters, if all of it were written.
fn length(one: &Experience) -> usize {
    parts(one).iter().map(|part| part.chars().count() + 2).sum::<usize>().saturating_sub(2)
}

/// The text, and each bullet.
fn parts(one: &Experience) -> Vec<String> {
    let bullets = one
        .bullets
        .iter()
        .map(|bullet| format!("- {}", marks::escaped_bullet(&bullet.text.replace('\n', " "))));
    let bullets = bullets.map(|bullet| without_code(&bullet));
    one.text.as_deref().map(prose_text).into_iter().chain(bullets).collect()
}

/// Markdown in which only our blocks are blocks, without code: YAMLResume leaves out what it has no mark for.
fn prose_text(text: &str) -> String {
    without_code(&marks::escaped(text))
}

/// The words of code stay, as text.
fn without_code(text: &str) -> String {
    let codes = marks::Codes::of(text);
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('`') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_escaped = plain.ends_with('\\');
        let Some(code) = Some(&codes).filter(|_| !is_escaped).and_then(|codes| codes.first(rest)) else {
            let signs = marks::run(rest);
            plain.push_str(signs);
            rest = &rest[signs.len()..];
            continue;
        };
        for letter in code.trim_matches('`').trim().chars() {
            plain.extend(Some('\\').filter(|_| "\\*_[]<".contains(letter)));
            plain.push(letter);
        }
        rest = &rest[code.len()..];
    }
    plain + rest
}

fn said(one: &Experience, key: &str) -> Option<String> {
    let value = one.metadata.get(key)?;
    value.as_str().map(str::to_owned).or_else(|| value.is_number().then(|| value.to_string()))
}
