//! Tools that change what is kept beside the experiences: the profile, variants and applications.
//!
//! The invariant: texts that a document shows pass the guard; what only the person reads, such as the note of an
//! application, does not.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::shape::{UNCHANGED, answer, json_of};
use super::{Answer, Trust, guard, looking};
use crate::domain::{ApplicationStatus, PartialDate, Variant};
use crate::library::{
    Among, ApplicationOrder, ApplicationWords, CommandError, CommandResult, Library, OutputFormat,
    PublishOrder, VariantChange, profile, profile_keys, visible,
};
use crate::view::{ApplicationView, VariantView};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetProfile {
    changes: Map<String, Value>,
    language: Option<String>,
    #[serde(default)]
    evidence: Vec<String>,
}

pub(super) fn set_profile(
    library: &Library,
    SetProfile { changes, language, evidence }: SetProfile,
    trust: Trust,
) -> CommandResult<Answer> {
    let mut values = Vec::with_capacity(changes.len());
    for (key, value) in changes {
        let path = profile::whole_path(&key).map_err(CommandError::usage)?;
        if path.split('.').any(|part| part.starts_with('_')) {
            let message = format!("`{}` is kept by the program itself", visible::line(&key));
            return Err(CommandError::usage(message));
        }
        values.push((path, value));
    }
    let language = language.map(|word| library.translation_into(&word)).transpose()?.flatten();
    if language.is_none() {
        for (path, value) in &mut values {
            *value = profile_keys::checked(path, value.take())?;
        }
    }
    // Removals come last: they move what stands after them in a list.
    values.sort_by(|(one, is), (other, was)| match (is.is_null(), was.is_null()) {
        (true, true) => profile_keys::last_first(one, other),
        (is, was) => is.cmp(&was),
    });
    let mut is_changed = true;
    library.edit_profile_within(|session, document| {
        let before = document.clone();
        values.iter().try_for_each(|(path, value)| match &language {
            Some(tag) => profile::translate(document, tag, path, value),
            None => profile_keys::set(document, path, value.clone()),
        })?;
        profile::check_shape(document)?;
        if guard::image(document) != guard::image(&before) {
            return Err(CommandError::usage("the picture is a file, and the person alone names it")
                .hint("`resume profile set image=FILE`"));
        }
        guard::keep_profile(&before, document, trust)?;
        let known = guard::whole(session.living(), session.profile(), trust);
        is_changed = *document != before;
        guard::support(&known, &guard::texts_of(document), &evidence, trust)
    })?;
    let shown = library.profile_without_contact()?;
    let sentence = if is_changed { "changed the profile; `undo` takes it back" } else { UNCHANGED };
    answer(Value::Object(shown), sentence)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetVariant {
    name: String,
    from: Option<String>,
    #[serde(default)]
    set: Map<String, Value>,
    #[serde(default)]
    unset: Vec<String>,
    #[serde(default)]
    evidence: Vec<String>,
}

pub(super) fn set_variant(
    library: &Library,
    SetVariant { name, from, set, unset, evidence }: &SetVariant,
    trust: Trust,
) -> CommandResult<Answer> {
    let unknown = set.keys().find(|key| *key == "from" || !Variant::KEYS.contains(&key.as_str()));
    if let Some(key) = unknown {
        let message = format!("a variant has no key `{}` that can be set so", visible::line(key));
        let known: Vec<_> = Variant::KEYS.into_iter().filter(|key| *key != "from").collect();
        return Err(CommandError::usage(message).hint(format!("the keys are {}", known.join(", "))));
    }
    let change = VariantChange { parent: from.clone(), set: Variant::read(set)?, unset: unset.clone() };
    let saved = library.set_variant_checked(name, &change, |session, before, after| {
        let mut known = guard::whole(session.living(), session.profile(), trust);
        known.extend(shown(before));
        guard::support(&known, &shown(after), evidence, trust)
    })?;
    let done = match (saved.created, saved.changed) {
        (true, _) => "made",
        (false, true) => "changed",
        (false, false) => "nothing changed in",
    };
    let mut sentence = format!("{done} the variant `{}`", visible::line(saved.state.name()));
    saved.notices.iter().for_each(|notice| sentence.push_str(&format!("; {}", visible::line(notice))));
    answer(VariantView::of(&saved.state), sentence)
}

/// The texts of a variant that its documents show.
fn shown(variant: &Variant) -> Vec<String> {
    let texts = [&variant.headline, &variant.summary].into_iter().flatten();
    texts.chain(variant.section_titles.values()).cloned().collect()
}

pub(super) fn delete_variant(
    library: &Library,
    looking::Name { name }: looking::Name,
) -> CommandResult<Answer> {
    let deleted = library.delete_variants(&[name])?;
    let views: Vec<_> = deleted.iter().map(VariantView::of).collect();
    answer(serde_json::json!({ "variants": json_of(&views)? }), "deleted; `undo` brings it back")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddApplication {
    company: String,
    role: Option<String>,
    url: Option<String>,
    note: Option<String>,
    date: Option<PartialDate>,
    status: Option<ApplicationStatus>,
    variant: Option<String>,
    language: Option<String>,
    format: Option<String>,
}

pub(super) fn add_application(library: &Library, said: AddApplication) -> CommandResult<Answer> {
    let AddApplication { company, role, url, note, date, status, variant, language, format } = said;
    let format = format.map(|word| {
        word.parse::<OutputFormat>()
            .map_err(|_| CommandError::usage(format!("`{}` is no format", visible::line(&word))))
    });
    let order = ApplicationOrder {
        words: ApplicationWords { company: Some(company), role, url, note, status, date },
        file: None,
        order: PublishOrder { variant, language, ..PublishOrder::default() },
        format: format.transpose()?,
    };
    let added = library.add_application(&order)?;
    let mut sentence = "saved the application, with the résumé as it is now".to_owned();
    added.warnings.iter().for_each(|warning| sentence.push_str(&format!("; {}", visible::line(warning))));
    answer(ApplicationView::of(&added.record), sentence)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetApplication {
    id: String,
    company: Option<String>,
    role: Option<String>,
    url: Option<String>,
    note: Option<String>,
    date: Option<PartialDate>,
    status: Option<ApplicationStatus>,
}

pub(super) fn set_application(library: &Library, said: SetApplication) -> CommandResult<Answer> {
    let SetApplication { id, company, role, url, note, date, status } = said;
    let before = library.application(&id, Among::Living)?.current;
    let words = ApplicationWords { company, role, url, note, status, date };
    let record = library.change_application(&before.id, &words)?;
    if record.current.body == before.body {
        return answer(ApplicationView::of(&record), UNCHANGED);
    }
    answer(ApplicationView::of(&record), "changed the application; `undo` takes it back")
}
