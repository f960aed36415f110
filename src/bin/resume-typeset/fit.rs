//! Making a document fit: one search, in one process, over documents that Typst mostly has set before.
//!
//! First the theme's options shrink, those of spacing before the size of the letters, each no further than
//! its lowest value. If that is not enough, the fewest removable parts that make it fit are left out. Then
//! size and spacing grow again as far as there is room. Each search halves its range: it takes for granted
//! that less is never longer, and what it finds has been set, so it fits in any case.

use std::collections::BTreeSet;
use std::ops::Range;

use resume::render::pdf::order::{Failure, FailureKind, Order, Removable};
use serde_json::{Map, Value};

use super::measure::Measure;
use super::setter::{Set, Setter};

/// In how many steps the options of spacing shrink, and in how many the size.
const STEPS: usize = 8;

/// The option that shrinks last.
const SIZE: &str = "size";

/// A document, and how it was made to fit.
pub(crate) struct Fitted {
    pub(crate) set: Set,
    pub(crate) options: Map<String, Value>,
    pub(crate) left_out: usize,
}

/// Sets the order within its pages.
pub(crate) fn fit(setter: &mut Setter, order: &Order) -> Result<Fitted, Failure> {
    let shrinking = shrinking(order)?;
    let mut search = Search { setter, order, shrinking, pages: order.pages.unwrap_or(usize::MAX) };
    let whole = search.attempt(Try { left_out: 0, size: 0, spacing: 0 })?;
    if search.fits(&whole) {
        return Ok(whole);
    }
    // The lowest values hardly halve a document: to set all of it with them would most likely be in vain.
    if whole.set.pages() > 2 * search.pages {
        let fitted = search.leave_out(0)?;
        return search.grow(fitted);
    }
    let smallest = search.attempt(Try { left_out: 0, size: STEPS, spacing: STEPS })?;
    let fitted = if search.fits(&smallest) { smallest } else { search.leave_out(1)? };
    search.grow(fitted)
}

/// One attempt: how many parts are left out, and by how many steps size and spacing have shrunk.
#[derive(Clone, Copy)]
struct Try {
    left_out: usize,
    size: usize,
    spacing: usize,
}

struct Search<'a> {
    setter: &'a mut Setter,
    order: &'a Order,
    shrinking: Vec<Shrinking>,
    pages: usize,
}

/// An option that shrinks.
struct Shrinking {
    key: String,
    is_size: bool,
    from: Measure,
    to: Measure,
}

impl Search<'_> {
    fn attempt(&mut self, attempt: Try) -> Result<Fitted, Failure> {
        let removed = self.order.removable.iter().take(attempt.left_out).copied().collect();
        let content = without(&self.order.content, &removed);
        let options = self.options(attempt);
        let set = self.setter.set(&content, &options)?;
        Ok(Fitted { set, options, left_out: attempt.left_out })
    }

    fn fits(&self, fitted: &Fitted) -> bool {
        fitted.set.pages() <= self.pages
    }

    fn options(&self, attempt: Try) -> Map<String, Value> {
        let mut options = self.order.theme.options.clone();
        for one in &self.shrinking {
            let step = if one.is_size { attempt.size } else { attempt.spacing };
            if step > 0 {
                let share = step as f64 / STEPS as f64;
                options.insert(one.key.clone(), one.from.towards(&one.to, share).to_value());
            }
        }
        options
    }

    /// Leaves out as few parts as possible at the lowest values, and no fewer than this.
    fn leave_out(&mut self, fewest: usize) -> Result<Fitted, Failure> {
        let all = self.order.removable.len();
        let attempt = |left_out| Try { left_out, size: STEPS, spacing: STEPS };
        if let Some((_, fitted)) = self.least(fewest..all, attempt)? {
            return Ok(fitted);
        }
        let barest = self.attempt(attempt(all))?;
        if self.fits(&barest) { Ok(barest) } else { Err(too_long(self.pages, barest.set.pages())) }
    }

    /// Lets the options grow from their lowest values: first the size, then the spacing.
    fn grow(&mut self, fitted: Fitted) -> Result<Fitted, Failure> {
        let left_out = fitted.left_out;
        let grown = self.grown(left_out, |size| Try { left_out, size, spacing: STEPS })?;
        let (size, fitted) = grown.unwrap_or((STEPS, fitted));
        let grown = self.grown(left_out, |spacing| Try { left_out, size, spacing })?;
        Ok(grown.map_or(fitted, |(_, fitted)| fitted))
    }

    /// The first number of steps that fits. Where parts were left out, there is room for less than one of them, and
    /// mostly for no step at all: that is tried first.
    fn grown(
        &mut self,
        left_out: usize,
        attempt: impl Fn(usize) -> Try,
    ) -> Result<Option<(usize, Fitted)>, Failure> {
        if left_out == 0 {
            return self.least(0..STEPS, attempt);
        }
        let first = self.attempt(attempt(STEPS - 1))?;
        if !self.fits(&first) {
            return Ok(None);
        }
        let further = self.least(0..STEPS - 1, attempt)?;
        Ok(Some(further.unwrap_or((STEPS - 1, first))))
    }

    /// The first number of a range whose attempt fits.
    fn least(
        &mut self,
        range: Range<usize>,
        attempt: impl Fn(usize) -> Try,
    ) -> Result<Option<(usize, Fitted)>, Failure> {
        let Range { start: mut from, end: mut until } = range;
        let mut found = None;
        while from < until {
            let middle = from.midpoint(until);
            let fitted = self.attempt(attempt(middle))?;
            if self.fits(&fitted) {
                found = Some((middle, fitted));
                until = middle;
            } else {
                from = middle + 1;
            }
        }
        Ok(found)
    }
}

fn too_long(pages: usize, barest: usize) -> Failure {
    let noun = if pages == 1 { "page" } else { "pages" };
    let message = format!("the document does not fit on {pages} {noun}: without any entry it has {barest}");
    let hints = vec!["shorten the summary, or choose another theme".to_owned()];
    Failure { hints, ..Failure::new(FailureKind::Pages, message) }
}

/// The options that can shrink, from their values to their lowest ones.
fn shrinking(order: &Order) -> Result<Vec<Shrinking>, Failure> {
    let mut all = Vec::new();
    for (key, lowest) in &order.theme.lowest {
        let Some(value) = order.theme.options.get(key) else { continue };
        let (Some(from), Some(to)) = (Measure::of(value), Measure::of(lowest)) else {
            return Err(unmeasured(key, value, lowest));
        };
        if !from.is_comparable(&to) {
            return Err(unmeasured(key, value, lowest));
        }
        let is_size = key == SIZE;
        let to = if is_size { to.at_least_readable() } else { to };
        if from.exceeds(&to) {
            all.push(Shrinking { key: key.clone(), is_size, from, to });
        }
    }
    Ok(all)
}

fn unmeasured(key: &str, value: &Value, lowest: &Value) -> Failure {
    let message = format!("the option `{key}` is {value}, which cannot shrink to its lowest value, {lowest}");
    let hints = vec!["give both as numbers, or as lengths in the same unit".to_owned()];
    Failure { hints, ..Failure::new(FailureKind::Theme, message) }
}

/// The content without these parts, and without what holds nothing then.
fn without(content: &Value, removed: &BTreeSet<Removable>) -> Value {
    let mut content = content.clone();
    let has = |place| removed.contains(&place);
    let mut section = 0;
    retain(&mut content, "sections", |part| {
        let mut group = 0;
        retain(part, "groups", |part| {
            let mut entry = 0;
            retain(part, "entries", |part| {
                let place = |bullet| Removable { section, group, entry, bullet };
                let mut bullet = 0;
                retain(part, "bullets", |_| {
                    bullet += 1;
                    !has(place(Some(bullet - 1)))
                });
                let stays = !has(place(None));
                entry += 1;
                stays
            });
            group += 1;
            holds(part, "entries")
        });
        section += 1;
        holds(part, "groups")
    });
    content
}

/// Keeps the parts of a list for which `stays` says so. What has no such list stays as it is.
fn retain(value: &mut Value, key: &str, stays: impl FnMut(&mut Value) -> bool) {
    if let Some(Value::Array(parts)) = value.get_mut(key) {
        parts.retain_mut(stays);
    }
}

fn holds(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_array).is_some_and(|parts| !parts.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_holds_nothing_is_left_out_with_its_last_part() {
        let entry = |bullets: &[&str]| json!({ "bullets": bullets });
        let content = json!({ "sections": [
            { "groups": [{ "entries": [entry(&["a", "b"]), entry(&["c"])] }, { "entries": [entry(&[])] }] },
            { "groups": [{ "entries": [entry(&[])] }] },
        ]});
        let place = |section, group, entry, bullet| Removable { section, group, entry, bullet };
        let bullet = without(&content, &[place(0, 0, 0, Some(0)), place(0, 1, 0, None)].into());
        let expected = json!({ "sections": [
            { "groups": [{ "entries": [entry(&["b"]), entry(&["c"])] }] },
            { "groups": [{ "entries": [entry(&[])] }] },
        ]});
        assert_eq!(bullet, expected);
        let section = without(&content, &[place(1, 0, 0, None)].into());
        assert_eq!(section["sections"].as_array().unwrap().len(), 1);
    }
}
