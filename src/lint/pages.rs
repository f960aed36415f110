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
