//! What reaches a person: e-mail, telephone, street and postal code. `--no-contact` takes it out.
//!
//! Names, labels and texts stay as the person wrote them.

use serde_json::{Map, Value};

use crate::domain::{Experience, Kind};

/// The profile without what reaches the person. Only what JSON Resume knows is kept: importers keep further
/// addresses and numbers under keys of their own.
pub(in crate::library) fn without_contact(mut profile: Map<String, Value>) -> Map<String, Value> {
    let is_section = |key: &str| Kind::ALL.iter().any(|kind| kind.section() == key);
    let kept = ["$schema", "basics", "meta", "_translations"];
    profile.retain(|key, _| kept.contains(&key.as_str()) || is_section(key));
    if let Some(translations) = profile.get_mut("_translations").and_then(Value::as_object_mut) {
        for texts in translations.values_mut().filter_map(Value::as_object_mut) {
            // An unknown one may be the street.
            let is_harmless = |path: &str| {
                path.strip_prefix("basics.").is_some_and(|key| ["name", "label", "summary"].contains(&key))
            };
            texts.retain(|path, _| {
                is_harmless(path) || path == "basics.location.city" || path == "basics.location.region"
            });
        }
    }
    let Some(basics) = profile.get_mut("basics").and_then(Value::as_object_mut) else { return profile };
    basics.remove("email");
    let phone = basics.remove("phone");
    let phone = phone.as_ref().and_then(Value::as_str).map(digits).unwrap_or_default();
    if let Some(location) = basics.get_mut("location").and_then(Value::as_object_mut) {
        for key in ["address", "postalCode"] {
            location.remove(key);
        }
    }
    // An address may be that of a mailbox or of a telephone, and so may the name of an account.
    let calls =
        |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| reaches(text, &phone));
    basics.retain(|key, value| ["name", "label", "summary"].contains(&key.as_str()) || !calls(Some(value)));
    if let Some(profiles) = basics.get_mut("profiles").and_then(Value::as_array_mut) {
        let parts = ["network", "username", "url"];
        profiles.retain(|profile| !parts.iter().any(|part| calls(profile.get(part))));
    }
    profile
}

/// Takes out how to reach others, such as those who give a reference.
pub(in crate::library) fn without_others_contact(experiences: &mut [Experience]) {
    for one in experiences {
        remove_contact(&mut one.metadata);
    }
}

fn remove_contact(object: &mut Map<String, Value>) {
    object.retain(|key, _| {
        let key: String = key.chars().filter(|letter| letter.is_alphabetic()).collect();
        !REACHING.contains(&key.to_lowercase().as_str())
    });
    for value in object.values_mut() {
        if let Value::Object(inner) = value {
            remove_contact(inner);
        }
    }
}

/// Keys under which formats keep an address or a number.
const REACHING: [&str; 7] = ["email", "emails", "phone", "phones", "phonenumber", "telephone", "mobile"];

/// The schemes of addresses that reach a person directly.
const CALLING: [&str; 3] = ["mailto", "tel", "sms"];

/// Whether a text reaches the person by mail or telephone. A name of the fediverse, `@ada@example.org`, does not.
fn reaches(text: &str, phone: &str) -> bool {
    let text = text.trim();
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let is_calling = scheme.is_some_and(|scheme| CALLING.iter().any(|one| scheme.eq_ignore_ascii_case(one)));
    let is_mail = text.split(['/', ' ', '?', '=']).any(|part| match part.split_once('@') {
        Some((name, host)) => !name.is_empty() && host.contains('.'),
        None => false,
    });
    let is_international = text.split('+').skip(1).any(|after| {
        let number = after.chars().take_while(|c| c.is_ascii_digit() || " -()/.".contains(*c));
        number.filter(char::is_ascii_digit).count() >= SHORTEST
    });
    let is_ours = phone.len() >= SHORTEST && digits(text).contains(phone);
    is_calling || is_mail || is_international || is_ours
}

/// From how many digits on a number is one of a telephone.
const SHORTEST: usize = 7;

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_account_that_is_a_number_or_a_mailbox_reaches_a_person() {
        for text in [
            "tel:1",
            "https://wa.me/+436607654321",
            "+43 660 765-4321",
            "ada@b.example",
            "wa.me/436607654321",
        ] {
            assert!(reaches(text, "6607654321"), "{text}");
        }
        for text in [
            "@ada@b.example",
            "https://b.example/@ada",
            "https://orcid.org/0000-0002-1825-0097",
            "C++",
            "ada",
        ] {
            assert!(!reaches(text, "6607654321"), "{text}");
        }
    }

    #[test]
    fn those_who_give_a_reference_are_not_reached_either() {
        let mut one = Experience::new(uuid::Uuid::nil(), Kind::Reference, "Ada", jiff::Timestamp::UNIX_EPOCH);
        let metadata = json!({"email": "a@b.c", "relationship": "Chief", "_json_resume": {"item": {"Phone": "1", "x": 1}}});
        one.metadata = metadata.as_object().unwrap().clone();
        without_others_contact(std::slice::from_mut(&mut one));
        let left = json!({"relationship": "Chief", "_json_resume": {"item": {"x": 1}}});
        assert_eq!(Value::Object(one.metadata), left);
    }

    #[test]
    fn nothing_of_the_contact_is_left() {
        let profile = json!({"basics": {
            "name": "Ada", "email": "a@b.c", "phone": "1", "url": "MAILTO:a@b.c",
            "location": {"address": "1 Road", "postalCode": "N1", "city": "London"},
            "profiles": [{"network": "Phone", "url": "tel:1"}, {"network": "GitHub", "username": "ada"}]
        }, "meta": {"x": 1}, "rendercv": {"further_email": "d@e.f"}});
        let left = without_contact(profile.as_object().unwrap().clone());
        let expected = json!({"basics": {
            "name": "Ada", "location": {"city": "London"}, "profiles": [{"network": "GitHub", "username": "ada"}]
        }, "meta": {"x": 1}});
        assert_eq!(Value::Object(left), expected);
        for odd in [json!({}), json!({"basics": null}), json!({"basics": {"location": [], "profiles": {}}})] {
            let odd = odd.as_object().unwrap().clone();
            assert_eq!(without_contact(odd.clone()), odd);
        }
    }
}
