//! The questions of `resume add`, in the words of each kind, and of `resume profile set`.
//!
//! The invariants: what a flag has set is not asked; what stands in the profile is proposed.

use serde_json::{Map, Value};

use super::details::Details;
use crate::cli::context::Context;
use crate::cli::ui::editor::Editor;
use crate::cli::ui::prompt::{self, Breaks, Lines};
use crate::domain::{Bullet, End, Experience, Kind, PartialDate, address, degree_and_area};
use crate::formats;
use crate::library::{CommandResult, check_order, profile_keys};

/// What the fields of a kind are called. `None` is not asked.
struct Words {
    title: &'static str,
    organization: Option<&'static str>,
    location: bool,
    url: bool,
    date: Option<&'static str>,
    text: &'static str,
    bullet: Option<&'static str>,
    skills: Option<&'static str>,
}

fn words(kind: Kind) -> Words {
    let event = Words {
        title: "Name",
        organization: None,
        location: false,
        url: false,
        date: None,
        text: "Text",
        bullet: None,
        skills: None,
    };
    let lasting = Words { date: Some("Start"), bullet: Some("Bullet"), skills: Some("Skills"), ..event };
    match kind {
        Kind::Work => Words { title: "Position", organization: Some("Employer"), location: true, ..lasting },
        Kind::Volunteer => {
            Words { title: "Position", organization: Some("Organization"), location: true, ..lasting }
        }
        Kind::Education => Words {
            title: "Degree",
            organization: Some("School or university"),
            bullet: Some("Course"),
            skills: None,
            ..lasting
        },
        Kind::Project => Words { organization: Some("Organization"), url: true, ..lasting },
        Kind::Award => {
            Words { title: "Title", organization: Some("Awarded by"), date: Some("Date"), ..event }
        }
        Kind::Certificate => {
            Words { organization: Some("Issued by"), date: Some("Date"), url: true, ..event }
        }
        Kind::Publication => Words {
            title: "Title",
            organization: Some("Publisher"),
            date: Some("Release date"),
            url: true,
            ..event
        },
        Kind::Skill => Words { title: "Skill", skills: Some("Keywords"), ..event },
        Kind::Language => Words { title: "Language", ..event },
        Kind::Interest => Words { title: "Interest", skills: Some("Keywords"), ..event },
        Kind::Reference => Words { text: "What they say of you", ..event },
    }
}

/// Prompts for the fields that no flag has set.
pub(super) fn ask(context: &Context, experience: &mut Experience, said: &Details) -> CommandResult {
    let ui = &context.ui;
    experience.kind = match said.kind {
        Some(kind) => kind,
        None => Kind::ALL[prompt::select(ui, "Kind", &Kind::ALL.map(Kind::as_str), 0)?],
    };
    said.particulars.check(experience.kind)?;
    let words = words(experience.kind);
    let command = context.environment.editor();
    let lines = &mut Lines::new(ui, editor(context, command.as_deref()))?;
    lines.say_keys("Enter skips");
    experience.title = lines.needed(words.title, |typed| match typed {
        "" => Err("an experience needs a title".to_owned()),
        typed => Ok(typed.to_owned()),
    })?;
    ask_particulars(lines, experience, said)?;
    if let Some(question) = words.organization.filter(|_| said.organization.is_none()) {
        experience.organization = lines.words(question)?;
    }
    if words.location && said.location.is_none() {
        experience.location = lines.words("Location")?;
    }
    if words.url && said.url.is_none() {
        experience.url = lines.optional("URL", |typed| {
            address::web(typed).map_err(|error| format!("that {error}; {}", error.hint()))
        })?;
    }
    if let Some(question) = words.date {
        ask_dates(lines, experience, said, question)?;
    }
    if said.text.is_none() {
        experience.text = lines.text(words.text)?;
    }
    if let Some(question) = words.bullet.filter(|_| said.bullets.is_empty()) {
        while let Some(typed) = lines.text(&format!("{question} (empty: no more)"))? {
            experience.bullets.extend(formats::items(&typed).into_iter().map(Bullet::new));
        }
    }
    if let Some(question) = words.skills.filter(|_| said.skills.is_empty()) {
        experience.skills = list(lines, &format!("{question} (separated by commas)"))?;
    }
    Ok(())
}

/// The user's own editor for an answer.
fn editor<'a>(context: &'a Context, command: Option<&'a str>) -> Editor<'a> {
    Editor {
        command,
        directory: &context.library.settings.paths.drafts,
        name: "answer",
        base: None,
        draft: None,
    }
}

/// What every résumé says of its person.
const PROFILE: [(&str, &str); 8] = [
    ("basics.name", "Name"),
    ("basics.label", "Profession in a word or two"),
    ("basics.email", "E-mail"),
    ("basics.phone", "Telephone"),
    ("basics.url", "Website"),
    ("basics.location.city", "City"),
    ("basics.location.countryCode", "Country, as two letters"),
    ("basics.summary", "Summary"),
];

/// Prompts for the fields of the profile. Returns the new values of those that change, null for an emptied one.
pub(super) fn ask_profile(
    context: &Context,
    profile: &Map<String, Value>,
) -> CommandResult<Vec<(String, Value)>> {
    let command = context.environment.editor();
    let lines = &mut Lines::new(&context.ui, editor(context, command.as_deref()))?;
    lines.say_keys(if lines.is_plain() { "Enter keeps, - empties" } else { "Enter keeps" });
    let mut changed = Vec::new();
    for (path, question) in PROFILE {
        let mut parts = path.split('.');
        let value = parts.next().and_then(|first| profile.get(first));
        let value = parts.fold(value, |value, part| value?.get(part));
        let current = value.and_then(Value::as_str).unwrap_or_default();
        let breaks = if path == "basics.summary" { Breaks::Kept } else { Breaks::Spaces };
        let answer = lines.changed(question, current, breaks, |typed| {
            let stored = profile_keys::checked(path, Value::from(typed)).map_err(|error| {
                error.hint.map_or(error.message.clone(), |hint| format!("{}; {hint}", error.message))
            })?;
            Ok(stored.as_str().unwrap_or(typed).to_owned())
        })?;
        let stored = answer.map(|text| if text.is_empty() { Value::Null } else { text.into() });
        changed.extend(stored.map(|value| (path.to_owned(), value)));
    }
    Ok(changed)
}

/// Asks for the metadata of a kind.
fn ask_particulars(lines: &mut Lines<'_>, experience: &mut Experience, said: &Details) -> CommandResult {
    let already = &said.particulars;
    let is_said = |key: &str| said.metadata.iter().any(|(known, _)| known == key);
    let mut texts = Vec::new();
    match experience.kind {
        Kind::Education => {
            if already.area.is_none() && !is_said("area") {
                let whole = experience.title.clone();
                let parted = degree_and_area(&whole);
                let proposal = parted.map_or("", |(_, area)| area);
                let area = lines.proposed("Subject", proposal, |typed| Ok(typed.to_owned()))?;
                // An emptied subject leaves the degree as it was typed.
                if let (Some((degree, _)), Some(_)) = (parted, &area) {
                    experience.title = degree.to_owned();
                }
                texts.push(("area", area));
            }
            if already.score.is_none() && !is_said("score") {
                texts.push(("score", lines.words("Grade")?));
            }
        }
        Kind::Skill if already.level.is_none() && !is_said("level") => {
            texts.push(("level", lines.words("Level (such as beginner or expert)")?));
        }
        Kind::Language if already.fluency.is_none() && !is_said("fluency") => {
            texts.push(("fluency", lines.words("Fluency (such as native or B2)")?));
        }
        Kind::Project if already.roles.is_empty() && !is_said("roles") => {
            let roles = list(lines, "Your roles (separated by commas)")?;
            if !roles.is_empty() {
                experience.metadata.insert("roles".to_owned(), Value::from(roles));
            }
        }
        _ => {}
    }
    let texts = texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), Value::from(text?))));
    experience.metadata.extend(texts);
    Ok(())
}

fn ask_dates(
    lines: &mut Lines<'_>,
    experience: &mut Experience,
    said: &Details,
    question: &str,
) -> CommandResult {
    if said.start.is_none() {
        let question = format!("{question} (2024, 2024-03 or 2024-03-15)");
        experience.start_date =
            lines.optional(&question, |typed| PartialDate::read(typed).map_err(|error| error.to_string()))?;
    }
    let start = said.start.or(experience.start_date);
    if !experience.kind.spans_time() || said.end.is_some() || start.is_none() {
        return Ok(());
    }
    let end = lines.optional("End (empty while it goes on)", |typed| {
        match End::read(typed).map_err(|error| error.to_string())? {
            End::On(date) => {
                check_order(start, Some(date)).map(|()| Some(date)).map_err(|error| error.message)
            }
            End::Present => Ok(None),
        }
    })?;
    experience.end_date = end.flatten();
    Ok(())
}

fn list(lines: &mut Lines<'_>, question: &str) -> CommandResult<Vec<String>> {
    let typed = lines.words(question)?.unwrap_or_default();
    Ok(typed.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect())
}
