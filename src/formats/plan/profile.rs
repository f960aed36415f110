//! What an import makes of the profile: the values of the file join ours, object by object.

use serde_json::{Map, Value};

use crate::domain::{REPLACED, address, older_key};
use crate::formats::incoming::IncomingProfile;

/// The profile with what the file says of it; nothing where it stays the same.
pub(super) fn changed_profile(
    incoming: &IncomingProfile,
    before: Option<&Map<String, Value>>,
    fills_only: bool,
    is_backup: bool,
) -> Option<Map<String, Value>> {
    let document = match incoming {
        IncomingProfile::Whole(document) => {
            let mut document = document.clone();
            // Files of other programs have no place for translations.
            let private = before.into_iter().flatten();
            for (key, value) in private.filter(|(key, _)| key.starts_with('_') && !is_backup) {
                document.entry(key.clone()).or_insert_with(|| value.clone());
            }
            document
        }
        IncomingProfile::Keys(keys) => {
            let mut document = before.cloned().unwrap_or_default();
            take_in(&mut document, &under_our_keys(keys, before, fills_only), fills_only);
            document
        }
    };
    let same = before.map_or(document.is_empty(), |before| *before == document);
    (!same).then_some(document)
}

/// What a notice tells of: the way to a person, and who that is.
const TOLD: [&str; 5] = ["name", "label", "email", "phone", "url"];

/// The keys of our profile whose texts the file replaces, and those of which it says something else and ours stay.
pub(super) fn other_words(
    incoming: &IncomingProfile,
    before: Option<&Map<String, Value>>,
    after: Option<&Map<String, Value>>,
) -> (Vec<String>, Vec<String>) {
    let (IncomingProfile::Keys(theirs), Some(before)) = (incoming, before) else { return Default::default() };
    let at = |document: &Map<String, Value>, key: &str| {
        let basics = document.get("basics")?;
        let older = || older_key(key).and_then(|older| basics.get(older));
        basics.get(key).or_else(older).cloned()
    };
    // Each format writes a number in another way.
    let said = |key: &str, text: &Value| -> String {
        let text = text.as_str().unwrap_or_default().to_lowercase();
        let counts = |c: &char| if key == "phone" { c.is_ascii_digit() } else { !c.is_whitespace() };
        text.chars().filter(counts).collect()
    };
    let differs = |key: &&str| {
        let texts = at(theirs, key).zip(at(before, key));
        texts.filter(|(theirs, ours)| !is_empty(theirs) && !is_empty(ours)).is_some_and(|(theirs, ours)| {
            said(key, &theirs) != said(key, &ours) && !is_written_for(&theirs, &ours)
        })
    };
    let differing = TOLD.into_iter().filter(differs).map(str::to_owned);
    differing.partition(|key| after.is_some_and(|after| at(after, key) != at(before, key)))
}

/// What a file says, where it and our profile have a value under today's key and under the older one. Ours of today takes
/// what the file has under the older one, which an export for older themes adds. Ours under the older one alone stays where
/// the file `fills_only`.
fn under_our_keys(
    incoming: &Map<String, Value>,
    before: Option<&Map<String, Value>>,
    fills_only: bool,
) -> Map<String, Value> {
    let mut incoming = incoming.clone();
    let ours = before.and_then(|before| before.get("basics")?.as_object());
    let Some((ours, Value::Object(theirs))) = ours.zip(incoming.get_mut("basics")) else { return incoming };
    let is_there = |key: &str| ours.get(key).is_some_and(|value| !is_empty(value));
    for (new, older) in REPLACED {
        match (is_there(new), is_there(older)) {
            (true, false) if !theirs.contains_key(new) => {
                let value = theirs.remove(older);
                theirs.extend(value.map(|value| (new.to_owned(), value)));
            }
            (true, false) if theirs.get(new) == theirs.get(older) => {
                theirs.remove(older);
            }
            (false, true) if fills_only => {
                theirs.remove(new);
            }
            _ => {}
        }
    }
    incoming
}

/// What an export adds to a profile without them, for programs that stop without them.
const COMPLETED: [&str; 3] = ["name", "location", "profiles"];

/// Takes the values of a file, object by object. An empty value says nothing about one that is there. Where the file
/// `fills_only`, a value that is there stays, and accounts are joined.
fn take_in(document: &mut Map<String, Value>, incoming: &Map<String, Value>, fills_only: bool) {
    let is_new = document.is_empty();
    for (key, value) in incoming {
        match (document.get_mut(key), value) {
            (Some(Value::Object(ours)), Value::Object(theirs))
                if fills_only && key == "location" && in_words(ours) == in_words(theirs) =>
            {
                let mut others = theirs.clone();
                others.retain(|key, _| !IN_WORDS.contains(&key.as_str()));
                take_in(ours, &others, fills_only);
            }
            (Some(Value::Object(ours)), Value::Object(theirs)) => take_in(ours, theirs, fills_only),
            (Some(_), value) if is_empty(value) => {}
            (None, value) if is_empty(value) && !is_new && COMPLETED.contains(&key.as_str()) => {}
            (Some(Value::Array(ours)), Value::Array(theirs)) if fills_only && key == "profiles" => {
                let new: Vec<_> =
                    theirs.iter().filter(|one| !ours.iter().any(|our| is_account(our, one))).collect();
                ours.extend(new.into_iter().cloned());
            }
            // `further_email`: what a format has several of, and we have one.
            (Some(Value::Array(ours)), Value::Array(theirs)) if fills_only && key.starts_with("further_") => {
                let new: Vec<_> = theirs.iter().filter(|one| !ours.contains(one)).cloned().collect();
                ours.extend(new);
            }
            (Some(ours), _) if fills_only && !is_empty(ours) => {}
            (Some(ours), value) if is_written_for(value, ours) => {}
            _ => {
                document.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The parts of a place that exports write where they have one line for it.
const IN_WORDS: [&str; 3] = ["city", "region", "countryCode"];

fn in_words(place: &Map<String, Value>) -> String {
    let parts = IN_WORDS.map(|key| place.get(key).and_then(Value::as_str).map(str::trim));
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Whether both are the same account: by address, by network and name, or in all that they say.
fn is_account(one: &Value, other: &Value) -> bool {
    let part = |account: &Value, key: &str| {
        let text = account.get(key).and_then(Value::as_str).unwrap_or_default();
        let text = text.trim().trim_end_matches('/').to_lowercase();
        // Twitter is called X today.
        if key == "network" && text == "twitter" {
            "x".to_owned()
        } else {
            text.replace("//twitter.com/", "//x.com/")
        }
    };
    let same = |key| !part(one, key).is_empty() && part(one, key) == part(other, key);
    // An export that has one text for an account writes its parts one after another, and an address in place of a name.
    let shown = |account: &Value| {
        let [network, user, url] = ["network", "username", "url"].map(|key| part(account, key));
        let parts = [network, if user.is_empty() { url } else { user }];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    };
    let is_without_address = [one, other].iter().any(|account| part(account, "url").is_empty());
    one == other
        || same("url")
        || same("network")
            && (same("username") || is_without_address && part(one, "username") == part(other, "username"))
        || is_without_address && !shown(one).is_empty() && shown(one) == shown(other)
}

/// Whether the file has nothing but the form in ASCII of an address of ours.
fn is_written_for(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (Value::String(theirs), Value::String(ours)) => {
            theirs == ours || address::is_written_for(theirs, ours)
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            theirs.len() == ours.len()
                && theirs.iter().zip(ours).all(|(one, other)| is_written_for(one, other))
        }
        (Value::Object(theirs), Value::Object(ours)) => {
            theirs.len() == ours.len()
                && theirs
                    .iter()
                    .all(|(key, one)| ours.get(key).is_some_and(|other| is_written_for(one, other)))
        }
        (theirs, ours) => theirs == ours,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
