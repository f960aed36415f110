//! When a certificate was given and when it expires: neither date takes the place of the other.

use crate::formats::document::line::Line;
use crate::formats::document::periods::Found;

/// When a certificate was given and when it expires, where its lines say both: `CPR, AHA, 2023, exp. 2025`. `take` takes the
/// period out of a line.
pub(super) fn with_both_dates(
    above: Option<Found>,
    found: Option<Found>,
    line: &mut Line,
    take: impl Fn(&mut Line) -> Option<Found>,
) -> Option<Found> {
    let is_expiry = |found: &Found| found.start.is_none() && found.end.is_some();
    let is_issue = |found: &Found| found.start.is_some() && !found.is_span;
    let both = |issue: Found, expiry: Found| Found { is_span: true, end: expiry.end, ..issue };
    match (above, found) {
        (Some(above), Some(found)) if is_issue(&above) && is_expiry(&found) => Some(both(above, found)),
        (Some(above), Some(found)) if is_expiry(&above) && is_issue(&found) => Some(both(found, above)),
        (None, Some(found)) if is_expiry(&found) => {
            let mut rest = line.clone();
            match take(&mut rest).filter(is_issue) {
                Some(issue) => {
                    *line = rest;
                    Some(both(issue, found))
                }
                None => Some(found),
            }
        }
        (above, found) => above.or(found),
    }
}
