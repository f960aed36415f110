//! Which experiences a file holds.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::PublishOrder;
use crate::domain::{Experience, Kind};
use crate::library::select::bearing;
use crate::library::{CommandError, CommandResult, ErrorKind, visible};

/// The chosen ones of the living experiences, in their order. A tag that nothing has, and a kind without
/// experiences, are errors: what they choose is no résumé.
pub(super) fn chosen(living: &[Experience], order: &PublishOrder) -> CommandResult<Vec<Experience>> {
    for tag in order.tags.iter().chain(&order.without_tags) {
        check_tag(living, tag)?;
    }
    for kind in &order.kinds {
        check_kind(living, *kind)?;
    }
    let mut chosen = bearing(living, &order.tags);
    let unwanted = |tags: &[String]| tags.iter().any(|tag| order.without_tags.contains(tag));
    chosen.retain(|one| {
        let is_kind = order.kinds.is_empty() || order.kinds.contains(&one.kind);
        // What bears no date has no age.
        let is_recent = order.since.is_none_or(|since| {
            one.end_date
                .or(one.start_date.filter(|_| !one.kind.spans_time()))
                .is_none_or(|end| !end.is_before(since))
        });
        is_kind && is_recent && !unwanted(&one.tags)
    });
    for one in &mut chosen {
        one.bullets.retain(|bullet| !unwanted(&bullet.tags));
    }
    Ok(chosen)
}

fn check_tag(living: &[Experience], tag: &str) -> CommandResult {
    let of_bullets = living.iter().flat_map(|one| &one.bullets).flat_map(|bullet| &bullet.tags);
    let tags: BTreeSet<&String> = living.iter().flat_map(|one| &one.tags).chain(of_bullets).collect();
    if tags.iter().any(|known| *known == tag) {
        return Ok(());
    }
    let likeness = |known: &str| strsim::jaro_winkler(known, tag);
    let nearest = tags
        .iter()
        .filter(|known| likeness(known) > 0.7)
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    let hint = match nearest {
        Some(nearest) => format!("did you mean `{}`?", visible::line(nearest)),
        None => {
            "`resume list --tag TAG` shows what has a tag, `resume edit ID --tag TAG` gives one".to_owned()
        }
    };
    let message = format!("no experience or bullet has the tag `{}`", visible::line(tag));
    Err(CommandError::new(ErrorKind::NotFound, message).hint(hint))
}

fn check_kind(living: &[Experience], kind: Kind) -> CommandResult {
    let kinds: BTreeSet<Kind> = living.iter().map(|one| one.kind).collect();
    if kinds.contains(&kind) {
        return Ok(());
    }
    let error = CommandError::new(ErrorKind::NotFound, format!("no experience is of the kind `{kind}`"));
    if kinds.is_empty() {
        return Err(error.hint(format!("`resume add --kind {kind}` saves one")));
    }
    let kinds: Vec<_> = kinds.into_iter().map(Kind::as_str).collect();
    Err(error.hint(format!("the kinds of your experiences are {}", kinds.join(", "))))
}

/// The profile without e-mail, telephone, street and postal code.
pub(super) fn without_contact(mut profile: Map<String, Value>) -> Map<String, Value> {
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
    if calls(basics.get("url")) {
        basics.remove("url");
    }
    if let Some(profiles) = basics.get_mut("profiles").and_then(Value::as_array_mut) {
        let parts = ["network", "username", "url"];
        profiles.retain(|profile| !parts.iter().any(|part| calls(profile.get(part))));
    }
    profile
}

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
    fn nothing_of_the_contact_is_left() {
        let profile = json!({"basics": {
            "name": "Ada", "email": "a@b.c", "phone": "1", "url": "MAILTO:a@b.c",
            "location": {"address": "1 Road", "postalCode": "N1", "city": "London"},
            "profiles": [{"network": "Phone", "url": "tel:1"}, {"network": "GitHub", "username": "ada"}]
        }, "meta": {"x": 1}});
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
