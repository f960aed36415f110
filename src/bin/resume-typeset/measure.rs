//! The value of an option that has a size: a number, or a number with a unit.

use serde_json::{Value, json};

/// Smaller letters than these are not made to save space, in points.
const READABLE: f64 = 8.5;

/// Values are rounded to so many parts of their unit.
const PARTS: f64 = 1000.0;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    number: f64,
    /// `pt`, `em`; nothing, if it is a number.
    unit: Option<String>,
}

impl Measure {
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let Value::String(text) = value else { return Some(Self { number: value.as_f64()?, unit: None }) };
        let end = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic() || letter == '%');
        let unit = text.strip_prefix(end)?;
        let number = end.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
        Some(Self { number, unit: Some(unit.to_owned()) })
    }

    pub(crate) fn to_value(&self) -> Value {
        let number = (self.number * PARTS).round() / PARTS;
        match &self.unit {
            Some(unit) => json!(format!("{number}{unit}")),
            None => json!(number),
        }
    }

    /// Whether both have the same unit.
    pub(crate) fn is_comparable(&self, other: &Self) -> bool {
        self.unit == other.unit
    }

    pub(crate) fn exceeds(&self, other: &Self) -> bool {
        self.number > other.number
    }

    /// The value at this share of the way to another of the same unit.
    pub(crate) fn towards(&self, other: &Self, share: f64) -> Self {
        Self { number: self.number + (other.number - self.number) * share, unit: self.unit.clone() }
    }

    /// The same, or the smallest size of letters that is made to save space. A size without a unit is in points.
    pub(crate) fn at_least_readable(self) -> Self {
        let in_points = self.unit.as_deref().is_none_or(|unit| unit == "pt");
        Self { number: if in_points { self.number.max(READABLE) } else { self.number }, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_numbers_with_or_without_a_unit() {
        for (value, number, unit) in [
            (json!("10.5pt"), 10.5, Some("pt")),
            (json!("0.65em"), 0.65, Some("em")),
            (json!("-2 mm"), -2.0, Some("mm")),
            (json!("95%"), 95.0, Some("%")),
            (json!(9), 9.0, None),
        ] {
            let measure = Measure { number, unit: unit.map(str::to_owned) };
            assert_eq!(Measure::of(&value), Some(measure), "{value}");
        }
        for value in [json!("pt"), json!(""), json!("1pt 2pt"), json!("infpt"), json!(null), json!(["1pt"])] {
            assert_eq!(Measure::of(&value), None, "{value}");
        }
    }

    #[test]
    fn a_measure_shrinks_in_its_unit() {
        let of = |value: &str| Measure::of(&json!(value)).unwrap();
        assert_eq!(of("11pt").towards(&of("9pt"), 0.25).to_value(), json!("10.5pt"));
        assert_eq!(of("0.7em").towards(&of("0.5em"), 1.0 / 3.0).to_value(), json!("0.633em"));
        assert_eq!(of("7pt").at_least_readable().to_value(), json!("8.5pt"));
        assert_eq!(of("9pt").at_least_readable().to_value(), json!("9pt"));
    }
}
