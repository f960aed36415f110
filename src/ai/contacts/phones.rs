//! Telephone numbers in a text, told from dates, times, and amounts.

use std::ops::Range;

/// Fewer digits are no telephone number.
const FEWEST_DIGITS: usize = 7;

/// Stretches of digits with the separators of telephone numbers between them.
pub(super) fn phones(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut characters = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((start, first)) = characters.next() {
        let begins = first.is_numeric() || matches!(first, '+' | '＋' | '(');
        // Behind a letter only a whole number is one: `Tel01711234567`, not `ISO27001 2013`.
        let glued = before.is_alphanumeric();
        if !begins || before.is_numeric() || (glued && !first.is_numeric()) {
            before = first;
            continue;
        }
        let mut end = if first.is_numeric() { start + first.len_utf8() } else { start };
        let mut gap = 0;
        before = first;
        while let Some(&(at, next)) = characters.peek() {
            if next.is_numeric() {
                (end, gap) = (at + next.len_utf8(), 0);
            } else if separates(next) && gap < 3 && !glued {
                gap += 1;
            } else {
                break;
            }
            before = next;
            characters.next();
        }
        let number = text.get(start..end).unwrap_or_default();
        if is_phone(number) {
            ranges.push(start..end);
        }
    }
    ranges
}

fn separates(c: char) -> bool {
    " -./()_:·−－\u{3000}\u{a0}\u{2009}\u{202f}".contains(c) || matches!(c, '\u{2010}'..='\u{2015}')
}

fn is_phone(number: &str) -> bool {
    let groups: Vec<&str> =
        number.split(|c: char| !c.is_numeric()).filter(|group| !group.is_empty()).collect();
    let digits: usize = groups.iter().map(|group| group.chars().count()).sum();
    if digits < FEWEST_DIGITS {
        return false;
    }
    if number.starts_with(['+', '＋', '(']) {
        return true;
    }
    !is_dates(number, &groups) && !is_round(number, &groups)
}

/// Years, months and days: `2019-03-15`, `2019 – 2024`, `15.03.2019`, `20190315`.
fn is_dates(number: &str, groups: &[&str]) -> bool {
    let value = |group: &str| group.parse::<u32>().unwrap_or(u32::MAX);
    let year = |group: &&str| group.len() == 4 && (1900..=2099).contains(&value(group));
    let day = |group: &&str| group.len() <= 2 && (1..=31).contains(&value(group));
    if let [whole] = groups {
        let parts = (whole.len() == 8).then(|| (whole.get(..4), whole.get(4..6), whole.get(6..)));
        return matches!(parts, Some((Some(one), Some(two), Some(three)))
            if year(&one) && (1..=12).contains(&value(two)) && day(&three));
    }
    // With a time behind them, or a time alone: `2019-03-15 10:45`, `09:00-17:30`.
    let clock = number.contains(':');
    let minute = |group: &&str| clock && group.len() <= 2 && value(group) < 60;
    (clock || groups.iter().any(year))
        && groups.iter().all(|group| year(group) || day(group) || minute(group))
}

/// Amounts: `1 000 000`, `100.000.000`, `2000000`.
fn is_round(number: &str, groups: &[&str]) -> bool {
    let grouped = match groups {
        // A number of ten digits is rather a telephone than thousands of millions.
        [whole] => whole.len() < 10,
        [first, rest @ ..] => first.len() <= 3 && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    grouped && number.ends_with("000") && !number.starts_with('0')
}
