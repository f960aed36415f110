//! Dates in the files of other programs: as people type them here, else in the words of any language of documents.
//!
//! The invariant: a text that may be two dates is refused, whatever language it is in.

use super::document;
use crate::domain::{DateError, End, PartialDate};

pub(super) fn date(text: &str) -> Result<PartialDate, DateError> {
    PartialDate::read(text).or_else(|error| in_words(text, &error).ok_or(error))
}

pub(super) fn end(text: &str) -> Result<End, DateError> {
    End::read(text).or_else(|error| {
        if document::is_present(text) {
            return Ok(End::Present);
        }
        in_words(text, &error).map(End::On).ok_or(error)
    })
}

/// A date with letters in it: signs alone say the same in every language.
fn in_words(text: &str, error: &DateError) -> Option<PartialDate> {
    let may_be = matches!(error, DateError::NoDate { .. }) && text.contains(char::is_alphabetic);
    let (start, end) = may_be.then(|| document::period(text)).flatten()?;
    start.filter(|_| start == end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::language::Language;

    #[test]
    fn a_date_is_understood_in_the_words_of_any_language() {
        let shown = |text: &str| date(text).map(|date| date.to_string());
        for (text, meant) in [
            ("März 2020", "2020-03"),
            ("5. März 2020", "2020-03-05"),
            ("enero de 2020", "2020-01"),
            ("5 de março de 2020", "2020-03-05"),
            ("декабрь 2020", "2020-12"),
            ("2020年3月", "2020-03"),
            ("2020년 3월", "2020-03"),
            ("March 2020", "2020-03"),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(meant), "{text}");
        }
        for text in ["Frühling 2020", "seit 2020", "2019 bis 2020", "01/02/2020", "2020-", "bis heute"] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_end_of_what_goes_on_is_understood_in_every_language() {
        let ours: Vec<_> = Language::tags().map(|tag| Language::find(tag).unwrap()).collect();
        let others = [
            "Present",
            "至今",
            "现在",
            "現在",
            "지금",
            "현재",
            "по настоящее время",
            "н.в.",
            "bis heute",
            "à ce jour",
        ];
        for text in ours.iter().map(Language::present).chain(others) {
            assert_eq!(end(text), Ok(End::Present), "{text}");
        }
        assert_eq!(end("Dezember 2020"), Ok(End::On("2020-12".parse().unwrap())));
        for text in ["", "bald", "heute vielleicht", "1"] {
            assert!(end(text).is_err(), "{text}");
        }
    }
}
