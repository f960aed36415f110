//! What reaches a person: e-mail, telephone, street and postal code. `--no-contact` takes it out.
//!
//! Names, labels and texts stay as the person wrote them.

use serde_json::{Map, Value};

use crate::domain::{Experience, Kind};

/// What reaches one person.
#[derive(Debug, Default)]
pub(in crate::library) struct Reach {
    pub email: String,
    /// The last digits of the telephone, which are the same with and without the code of a country.
    pub phone: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
}

impl Reach {
    pub(in crate::library) fn of(profile: Option<&Map<String, Value>>) -> Self {
        let basics = profile.and_then(|profile| profile.get("basics"));
        let text =
            |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let basic = |key: &str| text(basics.and_then(|basics| basics.get(key)));
        let location = |key: &str| text(basics.and_then(|basics| basics.get("location")?.get(key)));
        let phone = digits(&basic("phone"));
        Self {
            email: basic("email").to_lowercase(),
            phone: phone[phone.len().saturating_sub(TOLD_APART)..].to_owned(),
            street: location("address"),
            postal_code: location("postalCode"),
            city: location("city"),
        }
    }

    /// Whether a link leads to this person's mailbox or telephone, or to any by its scheme.
    fn is_called_by(&self, url: &str) -> bool {
        let is_mailbox = !self.email.is_empty() && url.to_lowercase().contains(&self.email);
        is_calling(url.trim()) || is_mailbox || self.has_phone_in(url)
    }

    pub(super) fn has_phone_in(&self, text: &str) -> bool {
        let in_number = |c: char| c.is_ascii_digit() || " -()/.+\u{a0}\u{2011}".contains(c);
        self.phone.len() >= SHORTEST
            && text.split(|c| !in_number(c)).any(|number| digits(number).contains(&self.phone))
    }

    /// Whether a value says how to reach the person and nothing else: in prose it is left to the person.
    fn is_all_of(&self, value: &Value) -> bool {
        let Some(text) = value.as_str().map(str::trim) else { return false };
        let is_home = !text.is_empty() && (text == self.street || text == self.postal_code);
        let is_word =
            |word: &&str| word.trim_matches(|c| ".,;:!?".contains(c)).chars().all(char::is_alphabetic);
        let is_prose = text.split_whitespace().filter(is_word).count() > 2;
        is_home || (!is_prose && reaches(text, &self.phone))
    }

    /// Takes out the keys that name a way to reach someone, and the values that are one, however deep.
    fn take_from(&self, value: &mut Value, is_named: fn(&str) -> bool) {
        match value {
            Value::Object(object) => {
                object.retain(|key, value| !is_named(key) && !self.is_all_of(value));
                object.values_mut().for_each(|value| self.take_from(value, is_named));
            }
            Value::Array(values) => {
                values.retain(|value| !self.is_all_of(value));
                values.iter_mut().for_each(|value| self.take_from(value, is_named));
            }
            _ => {}
        }
    }
}

/// The profile without what reaches the person. Only what JSON Resume knows is kept: importers keep further
/// addresses and numbers under keys of their own.
pub(in crate::library) fn without_contact(mut profile: Map<String, Value>) -> Map<String, Value> {
    let reach = Reach::of(Some(&profile));
    let kept = ["$schema", "basics", "meta", "_translations"];
    profile.retain(|key, _| kept.contains(&key.as_str()) || Kind::of_section(key).is_some());
    for (key, value) in &mut profile {
        match key.as_str() {
            "basics" | "_translations" => {}
            "meta" => reach.take_from(value, names_home),
            _ => reach.take_from(value, names_contact),
        }
    }
    if let Some(translations) = profile.get_mut("_translations").and_then(Value::as_object_mut) {
        for texts in translations.values_mut().filter_map(Value::as_object_mut) {
            // An unknown one may be the street.
            let is_harmless =
                |path: &str| path.strip_prefix("basics.").is_some_and(|key| TEXTS.contains(&key));
            texts.retain(|path, _| {
                is_harmless(path) || path == "basics.location.city" || path == "basics.location.region"
            });
        }
    }
    let Some(basics) = profile.get_mut("basics").and_then(Value::as_object_mut) else { return profile };
    // An address may be that of a mailbox or of a telephone, and so may the name of an account.
    let calls =
        |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| reaches(text, &reach.phone));
    if let Some(profiles) = basics.get_mut("profiles").and_then(Value::as_array_mut) {
        let parts = ["network", "username", "url"];
        profiles.retain(|profile| !parts.iter().any(|part| calls(profile.get(part))));
    }
    basics.retain(|key, value| TEXTS.contains(&key.as_str()) || (!names_home(key) && !calls(Some(value))));
    for (_, value) in basics.iter_mut().filter(|(key, _)| !TEXTS.contains(&key.as_str())) {
        reach.take_from(value, names_home);
    }
    profile
}

/// Takes out how to reach others, such as those who give a reference, and links to the person's mailbox.
pub(in crate::library) fn without_others_contact(experiences: &mut [Experience], reach: &Reach) {
    for one in experiences {
        one.url = one.url.take().filter(|url| !reach.is_called_by(url));
        let mut metadata = Value::Object(std::mem::take(&mut one.metadata));
        reach.take_from(&mut metadata, names_contact);
        if let Value::Object(metadata) = metadata {
            one.metadata = metadata;
        }
    }
}

/// What the person says in words of their own.
pub(super) const TEXTS: [&str; 3] = ["name", "label", "summary"];

/// Whether formats keep an address or a number under a key.
fn names_contact(key: &str) -> bool {
    let key: String = key.chars().filter(|letter| letter.is_alphabetic()).collect();
    REACHING.contains(&key.to_lowercase().as_str())
}

/// The same for a key of the profile, where a street is that of the person.
fn names_home(key: &str) -> bool {
    let letters: String = key.chars().filter(|letter| letter.is_alphabetic()).collect();
    names_contact(key) || HOME.contains(&letters.to_lowercase().as_str())
}

const REACHING: [&str; 11] = [
    "email", "emails", "mail", "phone", "phones", "phonenumber", "telephone", "tel", "mobile", "cell", "fax",
];

const HOME: [&str; 7] = ["address", "street", "streetaddress", "postalcode", "postcode", "zip", "zipcode"];

/// The schemes of addresses that reach a person directly.
pub(super) const CALLING: [&str; 3] = ["mailto", "tel", "sms"];

fn is_calling(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| CALLING.iter().any(|one| scheme.eq_ignore_ascii_case(one)))
}

/// Whether a text reaches the person by mail or telephone. A name of the fediverse, `@ada@example.org`, does not.
fn reaches(text: &str, phone: &str) -> bool {
    let text = text.trim();
    let is_mail = text.split(['/', ' ', '?', '=']).any(|part| match part.split_once('@') {
        Some((name, host)) => !name.is_empty() && host.contains('.'),
        None => false,
    });
    let is_international = text.split('+').skip(1).any(|after| {
        let number = after.chars().take_while(|c| c.is_ascii_digit() || " -()/.".contains(*c));
        number.filter(char::is_ascii_digit).count() >= SHORTEST
    });
    let is_ours = phone.len() >= SHORTEST && digits(text).contains(phone);
    is_calling(text) || is_mail || is_international || is_ours
}

/// From how many digits on a number is one of a telephone.
const SHORTEST: usize = 7;

/// How many of its last digits tell one telephone from others.
const TOLD_APART: usize = 8;

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
        let metadata = json!({"email": "a@b.c", "relationship": "Chief", "_json_resume": {"item": {"Phone": "1", "x": 1, "contacts": [{"e-mail": "d@e.f"}, "d@e.f"], "y": "d@e.f"}}});
        one.metadata = metadata.as_object().unwrap().clone();
        one.url = Some("mailto:a@b.c".to_owned());
        without_others_contact(std::slice::from_mut(&mut one), &Reach::default());
        let left = json!({"relationship": "Chief", "_json_resume": {"item": {"x": 1, "contacts": [{}]}}});
        assert_eq!((Value::Object(one.metadata), one.url), (left, None));
    }

    #[test]
    fn nothing_of_the_contact_is_left() {
        let profile = json!({"basics": {
            "name": "Ada", "email": "a@b.c", "phone": "1", "url": "MAILTO:a@b.c",
            "location": {"address": "1 Road", "street": "1 Road", "postalCode": "N1", "city": "London"},
            "emails": ["a@b.c"], "further": {"home": "1 Road", "fax": "2"},
            "profiles": [
                {"network": "Phone", "url": "tel:1"}, {"network": "GitHub", "username": "ada", "email": "a@b.c"}
            ]
        }, "meta": {"x": 1}, "rendercv": {"further_email": "d@e.f"}});
        let left = without_contact(profile.as_object().unwrap().clone());
        let expected = json!({"basics": {
            "name": "Ada", "location": {"city": "London"}, "further": {}, "profiles": [{"network": "GitHub", "username": "ada"}]
        }, "meta": {"x": 1}});
        assert_eq!(Value::Object(left), expected);
        for odd in [json!({}), json!({"basics": null}), json!({"basics": {"location": [], "profiles": {}}})] {
            let odd = odd.as_object().unwrap().clone();
            assert_eq!(without_contact(odd.clone()), odd);
        }
    }
}
