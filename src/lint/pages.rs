//! Length, and what the making of the pages showed.

use super::passage::words;
use super::{Finding, Place, Rule, Subject};

/// The longest summary, in words.
const SUMMARY: usize = 100;

/// The most pages, and the publications that make a longer list of them usual.
const PAGES: usize = 2;
const PUBLICATIONS: usize = 5;

/// A last page that is filled less than this is nearly empty.
const NEARLY_EMPTY: f64 = 0.25;

/// The pages that were made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pages {
    pub count: usize,
    /// How far down the last one is filled, from 0 to 1.
    pub last_filled: Option<f64>,
    /// What the document cannot show, a sentence each.
    pub warnings: Vec<String>,
    /// What had no room, a sentence each.
    pub left_out: Vec<String>,
}

pub(super) fn summary(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let count = subject.basic("summary").map_or(0, |text| words(text).len());
    if count > SUMMARY {
        let message = format!("the summary has {count} words; three or four sentences are enough");
        found.push(Finding::new(Rule::LongSummary, Place::profile("summary"), message));
    }
}

/// The least contrast of large text (WCAG 2.2, criterion 1.4.3).
const LEAST_CONTRAST: f64 = 3.0;

/// A colour that can hardly be read on white: `#` and six digits.
pub fn of_accent(accent: &str) -> Option<Finding> {
    let part = |at: usize| {
        let share = f64::from(u8::from_str_radix(accent.get(at..at + 2)?, 16).ok()?) / 255.0;
        Some(if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) })
    };
    // WCAG 2.2, "relative luminance" and "contrast ratio".
    let luminance = 0.2126 * part(1)? + 0.7152 * part(3)? + 0.0722 * part(5)?;
    let contrast = 1.05 / (luminance + 0.05);
    (contrast < LEAST_CONTRAST).then(|| {
        let message = format!("the colour `{accent}` of name and headings can hardly be read on white");
        Finding::new(Rule::Document, Place::Whole, message).hint("take a darker one for `--set accent=…`")
    })
}

/// What the pages show.
pub fn findings(subject: &Subject<'_>, pages: &Pages) -> Vec<Finding> {
    let mut found = Vec::new();
    let publications =
        subject.experiences.iter().filter(|one| one.kind == crate::domain::Kind::Publication).count();
    if pages.count > PAGES && publications < PUBLICATIONS {
        let message = format!("the résumé has {} pages, and most readers expect one or two", pages.count);
        let finding = Finding::new(Rule::ManyPages, Place::Whole, message);
        found.push(finding.hint("`resume export cv.pdf --pages 2` shows what would have to go"));
    } else if pages.count > 1 && pages.last_filled.is_some_and(|filled| filled < NEARLY_EMPTY) {
        let message = format!("page {} is nearly empty", pages.count);
        let fewer = pages.count - 1;
        let finding = Finding::new(Rule::DeadSpace, Place::Whole, message);
        found.push(finding.hint(format!("`--pages {fewer}` makes it fit")));
    }
    let told = |rule| move |text: &String| Finding::new(rule, Place::Whole, text.clone());
    found.extend(pages.left_out.iter().map(told(Rule::LeftOut)));
    found.extend(pages.warnings.iter().map(told(Rule::Document)));
    found
}
