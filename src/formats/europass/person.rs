//! The person: names, ways to reach them, and where they live.

use roxmltree::Node;
use serde_json::{Value, json};

use super::xml::{all, child, said, text_of};
use crate::formats::error::Report;
use crate::formats::foreign::{Person, joined, network, object};

/// Countries, by their codes for calls, whose numbers keep their first zero: Ivory Coast, Gabon, the Congo, San Marino,
/// the Vatican and Italy. Source: "leading zero" in the metadata of libphonenumber.
const ZERO_STAYS: [&str; 6] = ["225", "241", "242", "378", "379", "39"];

pub(super) fn read_person(about: Node<'_, '_>, person: &mut Person, report: &mut Report) {
    let names = [said(about, "GivenName"), said(about, "FamilyName")];
    person.set("name", joined(names, " "));
    let (mut profiles, mut emails, mut phones) = (Vec::new(), Vec::new(), Vec::new());
    for way in all(about, "Communication") {
        let link = said(way, "URI");
        match said(way, "ChannelCode").as_deref() {
            Some("Email") => emails.extend(link),
            Some("Telephone") => phones.extend(telephone(way)),
            Some("Web") if !person.basics.contains_key("url") => person.set("url", link),
            Some(_) => profiles.extend(link.map(|url| account(&url, said(way, "UseCode")))),
            None => address(way, person),
        }
    }
    for (key, others, all) in [("email", "emails", emails), ("phone", "phones", phones)] {
        let mut all = all.into_iter();
        person.set(key, all.next());
        let rest: Vec<_> = all.collect();
        if !rest.is_empty() {
            rest.iter().for_each(|_| report.homeless(others));
            person.others.insert(others.to_owned(), json!(rest));
        }
    }
    person.set_profiles(profiles);
    for (element, key) in
        [("NationalityCode", "nationality"), ("BirthDate", "birth_date"), ("GenderCode", "gender")]
    {
        if let Some(text) = said(about, element) {
            report.keep(&mut person.others, key, text);
        }
    }
}

fn telephone(way: Node<'_, '_>) -> Option<String> {
    let number = said(way, "DialNumber")?;
    let Some(country) = said(way, "CountryDialing") else { return Some(number) };
    let country = country.trim_start_matches(['+', '0']);
    // The zero before an area is for calls within most countries.
    let number = if ZERO_STAYS.contains(&country) { &number } else { number.trim_start_matches('0') };
    Some(format!("+{country} {number}"))
}

fn account(url: &str, sort: Option<String>) -> Value {
    match network(url) {
        Some((name, user)) if !user.is_empty() => json!({"network": name, "username": user, "url": url}),
        _ if url.contains("://") => {
            json!({"network": sort.unwrap_or_else(|| "Website".to_owned()), "url": url})
        }
        _ => json!({"network": sort.unwrap_or_else(|| "Account".to_owned()), "username": url}),
    }
}

/// All lines of an address.
pub(super) fn street(address: Node<'_, '_>) -> Option<String> {
    let lines = address.descendants().filter(|part| part.tag_name().name() == "AddressLine");
    let lines: Vec<_> = lines.filter_map(|line| text_of(Some(line))).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn address(way: Node<'_, '_>, person: &mut Person) {
    let Some(address) = child(way, "Address") else { return };
    let country = said(address, "CountryCode").map(|code| code.to_uppercase());
    let street = street(address).or_else(|| said(address, "StreetName"));
    if !person.basics.contains_key("location") {
        person.set_place(object([
            ("address", street),
            ("postalCode", said(address, "PostalCode")),
            ("city", said(address, "CityName")),
            ("countryCode", country),
        ]));
    }
}
