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

/// A period in words: `March 2022 - Present`, `2014–2018`, `seit Mai 2020`, or one date for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Period {
    pub(super) start: Option<PartialDate>,
    pub(super) end: Option<PartialDate>,
}

impl Period {
    /// Nothing where the words are not understood.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(date) = PartialDate::read(text) {
            return Some(Self { start: Some(date), end: Some(date) });
        }
        let word =
            |word: &str| text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).is_some();
        if word("since ") || word("from ") {
            let rest = text.split_once(' ').map(|(_, rest)| rest).unwrap_or_default();
            if let Ok(start) = PartialDate::read(rest) {
                return Some(Self { start: Some(start), end: None });
            }
        }
        let text = text.strip_prefix("From ").or_else(|| text.strip_prefix("from ")).unwrap_or(text);
        let of_two = SEPARATORS.iter().find_map(|separator| {
            // A date may hold the separator itself.
            text.match_indices(separator).find_map(|(place, _)| {
                let (start, end) = (&text[..place], &text[place + separator.len()..]);
                let start = Some(PartialDate::read(start).ok()?);
                let end = if end.trim().is_empty() { End::Present } else { End::read(end).ok()? };
                Some(Self { start, end: end.date() })
            })
        });
        of_two.or_else(|| document::period(text).map(|(start, end)| Self { start, end }))
    }
}

/// Between two dates, the surer ones first.
const SEPARATORS: [&str; 8] = [" - ", " – ", " — ", " to ", " until ", "–", "—", "-"];

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

    #[test]
    fn periods_in_words_are_read() {
        let shown = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        for (text, start, end) in [
            ("March 2022 - Present", "2022-03", ""),
            ("January 2019 to Present", "2019-01", ""),
            ("2014 - 2018", "2014", "2018"),
            ("2014–2018", "2014", "2018"),
            ("2014-2018", "2014", "2018"),
            ("2019-03 - 2020-04", "2019-03", "2020-04"),
            ("03/2019 – 04/2020", "2019-03", "2020-04"),
            ("Since 2020", "2020", ""),
            ("From May 2020 to June 2021", "2020-05", "2021-06"),
            ("2020 -", "2020", ""),
            ("April 2021", "2021-04", "2021-04"),
            ("Januar 2020 - heute", "2020-01", ""),
            ("seit Mai 2020", "2020-05", ""),
            ("enero de 2020 – actualidad", "2020-01", ""),
            ("2018年9月–至今", "2018-09", ""),
            ("2018年9月至今", "2018-09", ""),
            ("2018.03 ~ 현재", "2018-03", ""),
            ("январь 2018 – по настоящее время", "2018-01", ""),
            ("с марта 2018 по н.в.", "2018-03", ""),
        ] {
            let period = Period::read(text).unwrap();
            assert_eq!((shown(period.start).as_str(), shown(period.end).as_str()), (start, end), "{text}");
        }
        for text in ["", "Spring 2014", "two years", "Present", "- 2018"] {
            assert_eq!(Period::read(text), None, "{text}");
        }
    }
}
