//! The tool that takes a résumé in whose content stands in the call.
//!
//! The invariant: an import is held to the rules for `add`, `edit`, `delete` and `profile_set`. That a text calls itself
//! a résumé supports nothing in it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::catalogue::Need;
use super::shape::{answer, json_of, mask};
use super::{Answer, Trust, guard};
use crate::formats::{self, Change, FormatError, InputFormat, Plan, Reading};
use crate::library::{CommandError, CommandResult, Library, refused_file, visible};
use crate::view::{ImportView, import_sentence};

/// What the content is called in errors.
const NAME: &str = "the content";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Import {
    content: Option<String>,
    base64: Option<String>,
    format: Option<String>,
    #[serde(default)]
    dry_run: bool,
    #[serde(default)]
    lenient: bool,
    #[serde(default)]
    replace_profile: bool,
    #[serde(default)]
    evidence: Vec<String>,
}

pub(super) fn import(library: &Library, said: &Import, trust: Trust) -> CommandResult<Answer> {
    let format = match &said.format {
        None => InputFormat::Auto,
        Some(word) => word
            .parse::<InputFormat>()
            .map_err(|error| CommandError::usage(visible::line(&error.to_string()).to_string()))?,
    };
    let upload = library.uploaded(bytes(said)?, NAME)?;
    let Reading { incoming, problems, notices, doubtful } = formats::read(&upload, format)
        .map_err(|error| refused_file(NAME, std::slice::from_ref(&error)).caused_by(error))?;
    if !said.lenient && !problems.is_empty() {
        return Err(refused_file(NAME, &problems));
    }
    if doubtful.is_some() && !said.dry_run {
        let message = "the document was read by rules that may be wrong; nothing was saved";
        return Err(CommandError::usage(message)
            .hint("`dry_run` shows what was read; save with `add` what the person confirms"));
    }
    let incoming = if said.replace_profile { incoming.replacing_profile() } else { incoming };
    let mut remarks = notices;
    let mut supported = Texts::new();
    if !said.dry_run {
        // A long text takes the guard a second, in which no other program could save: so it reads before the lock.
        library.import_checked(incoming.clone(), true, |plan, profile| {
            check(plan, profile, said, trust, &mut Vec::new(), &mut supported)
        })?;
    }
    let read = doubtful.map(|doubtful| (incoming.clone(), doubtful));
    let plan = library.import_checked(incoming, said.dry_run, |plan, profile| {
        let allowed = check(plan, profile, said, trust, &mut remarks, &mut supported);
        match allowed {
            Err(error) if said.dry_run => {
                remarks.push(format!("it would be refused: {}", error.message));
                Ok(())
            }
            allowed => allowed,
        }
    })?;
    let mut sentence = import_sentence(&plan, said.dry_run);
    remarks.iter().for_each(|remark| sentence.push_str(&format!("; {}", visible::line(remark))));
    let left_out = problems.iter().map(FormatError::with_hint).collect();
    let mut value = json_of(&ImportView::of(&plan, left_out, read))?;
    mask(library, &mut value);
    answer(value, sentence)
}

fn bytes(said: &Import) -> CommandResult<Vec<u8>> {
    match (&said.content, &said.base64) {
        (Some(text), None) => Ok(text.clone().into_bytes()),
        (None, Some(text)) => STANDARD
            .decode(text.trim())
            .map_err(|error| CommandError::usage(format!("`base64` is not valid: {error}")).caused_by(error)),
        _ => Err(CommandError::usage("the content is missing, or there are two")
            .hint("give a text as `content`, or another file as `base64`")),
    }
}

/// What is known of each record, and what the import says of it.
type Texts = Vec<(Vec<String>, Vec<String>)>;

/// Refuses what the agent may not do, and leaves out the picture. Texts that are `supported` already are not read again.
fn check(
    plan: &mut Plan,
    before: &Map<String, Value>,
    said: &Import,
    trust: Trust,
    remarks: &mut Vec<String>,
    supported: &mut Texts,
) -> CommandResult {
    if let Some(profile) = &mut plan.profile {
        if guard::keep_image(before, profile) {
            remarks.push("the picture that it names was left out".to_owned());
        }
        guard::keep_profile(before, &profile.body, trust)?;
    }
    plan.profile.take_if(|profile| profile.body == *before);
    let deletes = |change: &Change| matches!(change, Change::Update(value, before) if value.is_deleted() && !before.is_deleted());
    if !trust.delete && plan.changes.iter().any(deletes) {
        return Err(guard::forbidden("an import that deletes", Need::Delete));
    }
    let experiences = plan.changes.iter().map(|change| match change {
        Change::Add(value) => (Vec::new(), guard::texts(value)),
        Change::Update(value, before) => (guard::texts(before), guard::texts(value)),
    });
    let profile = plan.profile.iter();
    let profile = profile.map(|profile| (guard::texts_of(before), guard::texts_of(&profile.body)));
    let texts: Texts = experiences.chain(profile).collect();
    if texts != *supported {
        guard::support_all(texts.iter().cloned(), &said.evidence, trust)?;
        *supported = texts;
    }
    Ok(())
}
