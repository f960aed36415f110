//! What a careful friend would find in a résumé before it is sent.
//!
//! Everything here is pure: the records, the day, the dictionary and the text of the pages are passed in. A false
//! alarm costs more trust than a missed fault, so a rule that cannot be sure is silent. Each rule has a code
//! ([`Rule`]) and a paragraph in `docs/check.md`.

mod bullets;
mod contact;
mod dates;
mod dictionary;
mod entries;
mod finding;
mod marks;
mod pages;
mod passage;
pub mod read_back;
mod rule;
mod spelling;
mod subject;
mod tongue;
mod wording;

pub use dictionary::Spelling;
pub use finding::{Finding, Place};
pub use pages::{Pages, findings as of_pages, of_accent};
pub use rule::{Rule, Severity};
pub use subject::{Subject, Unspelled};
pub use wording::of_job;

/// All that the records themselves show, in the order of the rules.
pub fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for group in [
        contact::look,
        dates::look,
        entries::look,
        bullets::look,
        tongue::look,
        wording::look,
        marks::look,
        spelling::look,
        pages::summary,
    ] {
        group(subject, &mut found);
    }
    found.sort_by_key(|finding| finding.rule);
    found
}

#[cfg(test)]
mod tests;
