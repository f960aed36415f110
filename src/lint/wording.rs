//! Words: what says nothing, what says it twice, what was to be replaced.

use std::collections::BTreeSet;

use crate::domain::Kind;

use super::finding::listed;
use super::passage::{self, Passage, words};
use super::{Finding, Place, Rule, Subject};

/// What does not say what was done, at the beginning of a bullet.
const WEAK: [(&str, &[&str]); 3] = [
    (
        "en",
        &["responsible for", "responsibilities included", "duties included", "tasked with", "in charge of"],
    ),
    ("de", &["verantwortlich für", "zuständig für", "zu meinen aufgaben"]),
    ("fr", &["responsable de", "en charge de", "chargé de", "chargée de"]),
];

/// What everyone says of themselves.
const WORN: [(&str, &[&str]); 2] = [
    (
        "en",
        &[
            "team player",
            "hard-working",
            "hard working",
            "hardworking",
            "results-driven",
            "results-oriented",
            "result-oriented",
            "detail-oriented",
            "self-starter",
            "go-getter",
            "think outside the box",
            "outside the box",
            "synergy",
            "synergies",
            "rockstar",
            "guru",
            "track record",
            "best of breed",
            "go-to person",
            "win-win",
            "hit the ground running",
            "proven track record",
            "dynamic professional",
            "references available",
        ],
    ),
    ("de", &["teamplayer", "teamfähig", "belastbar", "hochmotiviert", "über den tellerrand"]),
];

/// Words of the first person; `I` has other uses, which are looked at below, and `mine` is where coal comes from.
const FIRST: [(&str, &[&str]); 4] = [
    ("en", &["i", "i'm", "i've", "i'd", "my", "myself"]),
    ("de", &["ich", "mein", "meine", "meinem", "meinen", "meiner", "meines"]),
    ("fr", &["je", "j'ai", "mon", "ma", "mes"]),
    ("es", &["yo", "mis"]),
];

/// Before `I`, these make it a number.
const NUMBERED: [&str; 12] =
    ["phase", "type", "class", "level", "tier", "part", "stage", "grade", "category", "war", "step", "act"];

/// Words that may rightly follow themselves.
const DOUBLED: [&str; 12] =
    ["had", "that", "die", "der", "das", "sie", "nous", "vous", "very", "bye", "ha", "no"];

/// Verbs whose forms of the present are hardly ever nouns: `manage` and `manages`, but not `design`.
const VERBS: [(&str, &str); 22] = [
    ("manage", "managed"),
    ("develop", "developed"),
    ("create", "created"),
    ("maintain", "maintained"),
    ("implement", "implemented"),
    ("analyze", "analyzed"),
    ("analyse", "analysed"),
    ("coordinate", "coordinated"),
    ("organize", "organized"),
    ("organise", "organised"),
    ("improve", "improved"),
    ("write", "wrote"),
    ("teach", "taught"),
    ("deliver", "delivered"),
    ("oversee", "oversaw"),
    ("negotiate", "negotiated"),
    ("optimize", "optimized"),
    ("automate", "automated"),
    ("collaborate", "collaborated"),
    ("supervise", "supervised"),
    ("introduce", "introduced"),
    ("reduce", "reduced"),
];

/// Written in two parts, since the words themselves are looked for in this program, too.
const TO_DO: &str = concat!("TO", "DO");
const FIX_ME: &str = concat!("FIX", "ME");

/// Irregular participles, for the passive.
const PARTICIPLES: [&str; 10] =
    ["built", "made", "written", "led", "done", "given", "taken", "run", "sent", "taught"];

/// Behind `by`, these say how, and not who.
const MEANS: [&str; 6] = ["hand", "example", "default", "design", "heart", "mail"];

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for passage in passage::all(subject) {
        let text = passage.plain();
        placeholders(&passage, &text, subject.language, found);
        repeated(&passage, &text, found);
        if passage.is_own {
            if !passage.is_summary {
                first_person(&passage, &text, subject.language, found);
            }
            phrases(&passage, &text, subject.language, found);
            if subject.language == "en" {
                passive(&passage, &text, found);
            }
        }
    }
    if subject.language == "en" {
        tenses(subject, found);
    }
}

fn of_language<'a>(lists: &[(&str, &'a [&'a str])], language: &str) -> &'a [&'a str] {
    lists.iter().find(|(tag, _)| *tag == language).map_or(&[], |(_, words)| words)
}

fn tell(rule: Rule, passage: &Passage<'_>, message: String) -> Finding {
    Finding::new(rule, passage.place.clone(), message)
}

fn placeholders(passage: &Passage<'_>, text: &str, language: &str, found: &mut Vec<Finding>) {
    let lower = text.to_lowercase();
    let is_there = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|one| one == word);
    // In Spanish and Portuguese, `todo` is a word.
    let is_word = matches!(language, "es" | "pt");
    let mut words = ["TBD", FIX_ME, "XXX", "XXXX"].into_iter();
    let word = words.find(|word| is_there(word)).or_else(|| (!is_word && is_to_do(text)).then_some(TO_DO));
    let phrases = [
        "lorem ipsum", "dolor sit amet", "[your ", "<your ", "[insert", "[describe ", "[add ", "[enter ",
        "[metric", "[number", "<number", "[job title", "<insert", "[company", "<company", "{company",
        "[name", "<name", "{name", "{your", "$xx", "___", "???",
    ];
    let is_share = |share: &&str| {
        lower.split(|c: char| !c.is_alphanumeric() && !"#%".contains(c)).any(|one| one == *share)
    };
    let share = ["x%", "xx%", "n%", "nn%", "#%", "##%"].into_iter().find(is_share);
    let phrase = phrases.into_iter().find(|phrase| lower.contains(phrase)).or(share);
    if let Some(word) = word.or(phrase) {
        found.push(tell(Rule::Placeholder, passage, format!("{} still has `{}`", passage.name, word.trim())));
    }
}

/// What is made of things to do.
const OF_TO_DOS: [&str; 8] = ["app", "list", "manager", "tracker", "board", "item", "comment", "mvc"];

/// Whether something is left to do. A to-do app is no such thing.
fn is_to_do(text: &str) -> bool {
    let words: Vec<_> = words(text);
    words.iter().enumerate().any(|(index, word)| {
        let next = words.get(index + 1).map(|next| next.to_lowercase());
        let is_name = next.is_some_and(|next| OF_TO_DOS.iter().any(|what| next.starts_with(what)));
        *word == TO_DO && !is_name
    })
}

fn repeated(passage: &Passage<'_>, text: &str, found: &mut Vec<Finding>) {
    let tokens: Vec<_> = text.split_whitespace().collect();
    let mut told = BTreeSet::new();
    for pair in tokens.windows(2) {
        let [one, other] = pair else { continue };
        let is_word = |word: &str| word.chars().all(char::is_alphabetic);
        let end = other.trim_end_matches(|c: char| c.is_ascii_punctuation());
        let is_name = one.chars().next().is_some_and(char::is_uppercase)
            && end.chars().next().is_some_and(char::is_uppercase);
        let lower = one.to_lowercase();
        let is_doubled = is_word(one) && !is_name && lower == end.to_lowercase();
        if is_doubled && !DOUBLED.contains(&lower.as_str()) && told.insert(lower) {
            let message = format!("{} has `{one} {end}`", passage.name);
            found.push(tell(Rule::RepeatedWord, passage, message));
        }
    }
}

fn first_person(passage: &Passage<'_>, text: &str, language: &str, found: &mut Vec<Finding>) {
    let list = of_language(&FIRST, language);
    let tokens = words(text);
    for (index, word) in tokens.iter().enumerate() {
        let lower = word.to_lowercase().replace('’', "'");
        // `MES` and `MA` are systems and degrees.
        let is_acronym = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        if is_acronym || !list.contains(&lower.as_str()) || is_number(&tokens, index, language) {
            continue;
        }
        let message = format!("{} says `{word}`: a résumé leaves the first person out", passage.name);
        found.push(tell(Rule::FirstPerson, passage, message));
        return;
    }
}

/// Whether an English `I` counts something: `Phase I`, `Physics I`.
fn is_number(tokens: &[&str], index: usize, language: &str) -> bool {
    if language != "en" || !tokens[index].eq_ignore_ascii_case("i") {
        return false;
    }
    let before = index.checked_sub(1).map(|before| tokens[before]);
    let numbered = before.is_some_and(|word| {
        NUMBERED.contains(&word.to_lowercase().as_str())
            || word.chars().next().is_some_and(char::is_uppercase)
    });
    let next = tokens.get(index + 1);
    numbered || tokens[index] == "i" || !next.is_some_and(|word| word.chars().all(char::is_lowercase))
}

fn phrases(passage: &Passage<'_>, text: &str, language: &str, found: &mut Vec<Finding>) {
    let lower = text.to_lowercase();
    let weak = of_language(&WEAK, language).iter().find(|phrase| lower.trim_start().starts_with(**phrase));
    if let Some(phrase) = weak.filter(|_| !passage.is_summary) {
        let message = format!("{} begins with `{phrase}`, and leaves open what you did", passage.name);
        found.push(tell(Rule::WeakOpening, passage, message).hint("begin with a verb and end with a result"));
    }
    let stands = |phrase: &str| {
        lower.match_indices(phrase).any(|(at, _)| {
            let parts = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            parts(lower[..at].chars().next_back()) && parts(lower[at + phrase.len()..].chars().next())
        })
    };
    let worn: Vec<_> = of_language(&WORN, language).iter().filter(|phrase| stands(phrase)).collect();
    // `proven track record` is one.
    let is_part =
        |phrase: &str| worn.iter().any(|other| other.len() > phrase.len() && other.contains(phrase));
    for phrase in worn.iter().filter(|phrase| !is_part(phrase)) {
        let message = format!("{} says `{phrase}`, as most résumés do", passage.name);
        found.push(tell(Rule::WornOut, passage, message).hint("say what shows it"));
    }
}

/// `was built by`: only with `by` is it certain.
fn passive(passage: &Passage<'_>, text: &str, found: &mut Vec<Finding>) {
    let lower = text.to_lowercase();
    let tokens: Vec<_> = lower.split_whitespace().collect();
    let participle = |word: &str| word.ends_with("ed") && word.len() > 4 || PARTICIPLES.contains(&word);
    for (index, three) in tokens.windows(3).enumerate() {
        let next = tokens.get(index + 3).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        if let [be, verb, "by"] = three
            && !next.is_some_and(|next| MEANS.contains(&next))
            && ["was", "were", "been", "being"].contains(be)
            && participle(verb)
        {
            let message = format!("{} is in the passive: `{be} {verb} by`", passage.name);
            found.push(tell(Rule::Passive, passage, message).hint("name who did it first"));
            return;
        }
    }
}

/// Of one entry, a bullet in the present and another in the past, by verbs that are certain.
fn tenses(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for experience in subject.experiences.iter().filter(|one| one.kind != Kind::Reference) {
        let (mut present, mut past) = (BTreeSet::new(), BTreeSet::new());
        for bullet in passage::of(experience).iter().filter(|passage| passage.is_bullet) {
            let text = bullet.plain().to_lowercase();
            let Some(first) = words(&text).first().map(|word| (*word).to_owned()) else { continue };
            let is_of = |form: &str| VERBS.iter().any(|(base, _)| *base == form);
            let stem = first.strip_suffix('s').unwrap_or(&first);
            if is_of(stem) || stem.strip_suffix("he").is_some_and(|stem| is_of(&format!("{stem}h"))) {
                present.insert(first);
            } else if VERBS.iter().any(|(_, past)| *past == first) {
                past.insert(first);
            }
        }
        if let (Some(one), Some(other)) = (present.first(), past.first()) {
            let message = format!("its bullets are in two tenses: `{one}` and `{other}`");
            let finding = Finding::new(Rule::MixedTenses, Place::Experience(experience.id), message);
            let tense = if experience.end_date.is_some() { "past" } else { "present" };
            found.push(finding.hint(format!("the {tense} tense is usual here")));
        }
    }
}

/// The words that a job asks for and the résumé lacks.
pub fn of_job(missing: &[String]) -> Option<Finding> {
    let message = format!("the job asks for words that the résumé lacks: {}", listed(missing, missing.len()));
    (!missing.is_empty()).then(|| {
        Finding::new(Rule::JobWords, Place::Whole, message)
            .hint("add what is true of you, in the job's own words")
    })
}
