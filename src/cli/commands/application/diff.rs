//! `resume application diff`: what has changed in the résumé since an application.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::cli::context::Context;
use crate::cli::ui::describe::{Entry, Tone};
use crate::domain::Experience;
use crate::library::{Among, CommandResult, PhotoSince, Since, VariantSince, VariantStates, visible};
use crate::view::{changes, document_changes};

#[derive(Serialize)]
struct DiffView<'a> {
    id: &'a str,
    /// The version of the program that made the document.
    version: &'a str,
    experiences: Vec<EntryView<'a>>,
    /// What changed in the profile, in words.
    profile: Vec<String>,
    theme_changed: bool,
    /// The photo that was sent is another one by now, or is gone.
    photo_changed: bool,
    /// The variant that was sent was changed since, or is gone.
    variant_changed: bool,
    /// What changed in the variant, in words, as far as that is known.
    variant: Vec<String>,
}

#[derive(Serialize)]
struct EntryView<'a> {
    id: Uuid,
    title: &'a str,
    change: &'static str,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct FieldView {
    field: &'static str,
    then: Value,
    now: Value,
}

pub(super) fn run(context: &Context, id: &str) -> CommandResult {
    let record = context.library.application(id, Among::All)?;
    let since = context.library.since(&record.current)?;
    if context.ui.is_json() {
        return context.ui.json(&DiffView::of(&record.current.id, &since)?);
    }
    let entries = entries(&since);
    if entries.is_empty() {
        context.ui.notice("nothing has changed since");
        return Ok(());
    }
    context.ui.page(&context.ui.entries(&entries))
}

impl<'a> DiffView<'a> {
    fn of(id: &'a str, since: &'a Since) -> CommandResult<Self> {
        let mut experiences = Vec::new();
        for (then, now) in &since.changed {
            let (old, new) = (object(then)?, object(now)?);
            let field = |field: crate::domain::Field| FieldView {
                field: field.as_str(),
                then: old.get(field.as_str()).cloned().unwrap_or_default(),
                now: new.get(field.as_str()).cloned().unwrap_or_default(),
            };
            let fields = then.differences(now).into_iter().map(field).collect();
            experiences.push(EntryView::of(now, "changed", fields));
        }
        experiences.extend(since.gone.iter().map(|one| EntryView::of(one, "gone", Vec::new())));
        experiences.extend(since.unchosen.iter().map(|one| EntryView::of(one, "unchosen", Vec::new())));
        experiences.extend(since.new.iter().map(|one| EntryView::of(one, "new", Vec::new())));
        let profile = document_changes("", &since.profile_then, &since.profile_now);
        Ok(Self {
            id,
            version: &since.version,
            experiences,
            profile,
            theme_changed: since.theme_changed,
            photo_changed: since.photo.is_some(),
            variant_changed: since.variant.is_some(),
            variant: variant_changes(since),
        })
    }
}

fn object(experience: &Experience) -> CommandResult<Value> {
    Ok(serde_json::to_value(experience).map_err(std::io::Error::from)?)
}

impl<'a> EntryView<'a> {
    fn of(experience: &'a Experience, change: &'static str, fields: Vec<FieldView>) -> Self {
        Self { id: experience.id, title: experience.label(), change, fields }
    }
}

/// `~ headline: "Cook" → "Chef"`
fn variant_changes(since: &Since) -> Vec<String> {
    let lines = since.variant_changes.iter().flat_map(|VariantStates { parent, then, now }| {
        let of = parent.as_ref().map(|name| format!(" (of `{}`)", visible::line(name))).unwrap_or_default();
        document_changes("", then, now).into_iter().map(move |line| line + &of)
    });
    lines.collect()
}

/// The changes for people: a heading for each entry, its fields below.
fn entries(since: &Since) -> Vec<Entry> {
    let entry = |mark: &str, text: String, tone| Entry { mark: mark.to_owned(), text, tone, note: None };
    let mut entries = Vec::new();
    for (then, now) in &since.changed {
        entries.push(entry("~ ", now.label().to_owned(), Tone::Heading));
        entries.extend(changes(Some(then), now).into_iter().map(|line| entry("    ", line, Tone::Plain)));
    }
    entries.extend(since.gone.iter().map(|one| entry("- ", one.label().to_owned(), Tone::Doubtful)));
    entries.extend(since.unchosen.iter().map(|one| {
        entry(
            "- ",
            format!("{}: its tags, kind or dates are no longer those chosen", one.label()),
            Tone::Doubtful,
        )
    }));
    entries.extend(since.new.iter().map(|one| entry("+ ", one.label().to_owned(), Tone::Good)));
    let profile = document_changes("", &since.profile_then, &since.profile_now);
    if !profile.is_empty() {
        entries.push(entry("~ ", "profile".to_owned(), Tone::Heading));
        entries.extend(profile.into_iter().map(|line| entry("    ", line, Tone::Plain)));
    }
    if since.theme_changed {
        entries.push(entry("~ ", "the files of the theme".to_owned(), Tone::Heading));
    }
    match since.photo {
        Some(PhotoSince::Changed) => entries.push(entry("~ ", "the photo".to_owned(), Tone::Heading)),
        Some(PhotoSince::Gone) => entries.push(entry("- ", "the photo".to_owned(), Tone::Doubtful)),
        None => {}
    }
    match &since.variant {
        Some(VariantSince::Changed(then, now)) => {
            let now = if now == then { String::new() } else { format!(", now `{}`", visible::line(now)) };
            let text = format!("the variant `{}`{now}", visible::line(then));
            entries.push(entry("~ ", text, Tone::Heading));
            let changes = variant_changes(since).into_iter();
            entries.extend(changes.map(|line| entry("    ", line, Tone::Plain)));
        }
        Some(VariantSince::Gone(name)) => {
            entries.push(entry("- ", format!("the variant `{}`", visible::line(name)), Tone::Doubtful));
        }
        None => {}
    }
    entries
}
