//! What many AI calls come to.
//!
//! The invariants: nothing is rounded; what two places have counted can be put together, and gives what
//! one place would have counted.

use std::collections::BTreeMap;
use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use super::ai_call::{AiCall, AiStatus, StartedAt, tokens};

/// How many digits of an amount stand behind the point, at the most.
const SCALE: usize = 24;

/// How many stand before it in the cost of one call.
const WHOLE: usize = 9;

/// An exact amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Money(u128);

/// Why a text is no cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it must be a decimal number, not negative, with {WHOLE} digits before the point and {SCALE} behind it at the most"
)]
pub struct NoMoney;

impl FromStr for Money {
    type Err = NoMoney;

    /// Reads a plain decimal number, such as `12` or `0.0021`.
    fn from_str(text: &str) -> Result<Self, NoMoney> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > SCALE {
            return Err(NoMoney);
        }
        let number = |text: &str| text.parse::<u128>().map_err(|_| NoMoney);
        let unit = |digits: usize| 10_u128.pow(u32::try_from(digits).unwrap_or(0));
        let whole = number(whole)?.checked_mul(unit(SCALE)).ok_or(NoMoney)?;
        let part = number(part)? * unit(SCALE - part.len());
        whole.checked_add(part).map(Self).ok_or(NoMoney)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u128.pow(u32::try_from(SCALE).unwrap_or(0));
        let part = format!("{:0SCALE$}", self.0 % unit);
        match part.trim_end_matches('0') {
            "" => write!(f, "{}", self.0 / unit),
            part => write!(f, "{}.{part}", self.0 / unit),
        }
    }
}

impl Money {
    /// The cost of one call as it is kept: `1e-05`, as many programs write it, becomes `0.00001`.
    ///
    /// # Errors
    /// [`NoMoney`] where it is none, or one that no call ever had.
    pub fn canonical(text: &str) -> Result<String, NoMoney> {
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i32 = exponent.parse().map_err(|_| NoMoney)?;
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = format!("{whole}{part}");
        let places = i64::try_from(part.len()).map_err(|_| NoMoney)? - i64::from(exponent);
        let plausible = !whole.is_empty() && digits.len() <= 2 * SCALE && places.abs() <= 2 * SCALE as i64;
        if !plausible || !digits.bytes().all(|byte| byte.is_ascii_digit()) || number.ends_with('.') {
            return Err(NoMoney);
        }
        let behind = usize::try_from(places.max(0)).unwrap_or(0);
        let zeros = usize::try_from((-places).max(0)).unwrap_or(0);
        let digits = format!("{:0>width$}{}", digits, "0".repeat(zeros), width = behind + 1);
        let (whole, part) = digits.split_at(digits.len() - behind);
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        if whole.len() > WHOLE {
            return Err(NoMoney);
        }
        let plain = if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") };
        plain.parse::<Self>().map(|_| plain)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), |sum, amount| Self(sum.0.saturating_add(amount.0)))
    }
}

words! {
    /// What calls are told apart by.
    pub enum AiGrouping {
        Model = "model",
        Operation = "operation",
        /// The day on which they began, in UTC.
        Day = "day",
    }
}

/// What is counted of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiSample<'a> {
    pub failed: bool,
    pub latency_ms: Option<i64>,
    pub prompt_tokens: Option<i64>,
    pub completion_tokens: Option<i64>,
    pub total_tokens: Option<i64>,
    pub cost: Option<&'a str>,
}

/// What some calls come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AiTally {
    pub calls: u64,
    pub errors: u64,
    /// The latency of each call that has one, in no order.
    pub latencies: Vec<i64>,
    pub prompt_tokens: i128,
    pub completion_tokens: i128,
    /// Where a call does not say it, its other two together.
    pub total_tokens: i128,
    /// The sum of the costs that are known.
    pub cost: Option<Money>,
}

/// Tallies by what their calls have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AiTallies {
    named: BTreeMap<String, AiTally>,
    /// Calls that do not say it.
    unnamed: Option<AiTally>,
}

impl AiTallies {
    /// Counts one call.
    pub fn add(&mut self, key: Option<&str>, sample: &AiSample<'_>) {
        self.change(key, |tally| tally.add(sample));
    }

    /// Counts calls that the database has counted already.
    pub fn merge(&mut self, key: Option<&str>, other: &AiTally) {
        self.change(key, |tally| tally.merge(other));
    }

    /// All of them together.
    pub fn total(&self) -> AiTally {
        let mut total = AiTally::default();
        self.named.values().chain(&self.unnamed).for_each(|tally| total.merge(tally));
        total
    }

    /// Each with its key, in the order of the keys; those without one stand last.
    pub fn groups(self) -> Vec<(Option<String>, AiTally)> {
        let named = self.named.into_iter().map(|(key, tally)| (Some(key), tally));
        named.chain(self.unnamed.map(|tally| (None, tally))).collect()
    }

    fn change(&mut self, key: Option<&str>, change: impl FnOnce(&mut AiTally)) {
        let Some(key) = key else { return change(self.unnamed.get_or_insert_default()) };
        if let Some(tally) = self.named.get_mut(key) {
            return change(tally);
        }
        let mut tally = AiTally::default();
        change(&mut tally);
        self.named.insert(key.to_owned(), tally);
    }
}

impl AiTally {
    pub fn add(&mut self, sample: &AiSample<'_>) {
        self.calls += 1;
        self.errors += u64::from(sample.failed);
        self.latencies.extend(sample.latency_ms);
        self.prompt_tokens += i128::from(sample.prompt_tokens.unwrap_or(0));
        self.completion_tokens += i128::from(sample.completion_tokens.unwrap_or(0));
        let total = tokens(sample.prompt_tokens, sample.completion_tokens, sample.total_tokens);
        self.total_tokens += total.unwrap_or(0);
        self.cost = plus(self.cost, sample.cost.and_then(|cost| cost.parse().ok()));
    }

    pub fn merge(&mut self, other: &Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.errors = self.errors.saturating_add(other.errors);
        self.latencies.extend(&other.latencies);
        self.prompt_tokens = self.prompt_tokens.saturating_add(other.prompt_tokens);
        self.completion_tokens = self.completion_tokens.saturating_add(other.completion_tokens);
        self.total_tokens = self.total_tokens.saturating_add(other.total_tokens);
        self.cost = plus(self.cost, other.cost);
    }

    /// The nearest-rank percentile of the latencies: the smallest one such that at least this share of
    /// them is no larger. SQL calls it `percentile_disc`.
    pub fn percentile(&mut self, percent: usize) -> Option<i64> {
        let rank = (self.latencies.len() * percent).div_ceil(100).max(1);
        if self.latencies.is_empty() {
            return None;
        }
        let (_, found, _) = self.latencies.select_nth_unstable(rank - 1);
        Some(*found)
    }
}

fn plus(one: Option<Money>, other: Option<Money>) -> Option<Money> {
    let known = || one.into_iter().chain(other);
    known().next().map(|_| known().sum())
}

impl AiGrouping {
    /// What the call has in common with others.
    pub fn key(self, call: &AiCall) -> Option<String> {
        match self {
            Self::Model => call.model.clone(),
            Self::Operation => Some(call.operation.clone()),
            Self::Day => Some(day(call.started_at)),
        }
    }
}

fn day(started_at: StartedAt) -> String {
    started_at.to_string().chars().take(10).collect()
}

impl<'a> AiSample<'a> {
    pub fn of(call: &'a AiCall) -> Self {
        Self {
            failed: call.status == AiStatus::Error,
            latency_ms: call.latency_ms,
            prompt_tokens: call.prompt_tokens,
            completion_tokens: call.completion_tokens,
            total_tokens: call.total_tokens,
            cost: call.cost.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact() {
        for (given, kept) in [
            ("0", "0"),
            ("12", "12"),
            ("007.50", "7.50"),
            ("1e-05", "0.00001"),
            ("1.25E+2", "125"),
            ("2.5e-3", "0.0025"),
            ("0.000000000000000000000001", "0.000000000000000000000001"),
            ("999999999.9", "999999999.9"),
        ] {
            assert_eq!(Money::canonical(given).as_deref(), Ok(kept), "{given}");
        }
        for wrong in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1,5",
            "1e",
            "1e99",
            "1e9999999999",
            "1000000000",
            "NaN",
            "0.0000000000000000000000001",
            " 1",
        ] {
            assert_eq!(Money::canonical(wrong), Err(NoMoney), "{wrong}");
        }
        let sum: Money = ["0.1", "0.2", "0.000000000000000000000001"]
            .iter()
            .map(|text| text.parse::<Money>().unwrap())
            .sum();
        assert_eq!(sum.to_string(), "0.300000000000000000000001");
        assert_eq!("7.50".parse::<Money>().unwrap().to_string(), "7.5");
    }

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let of = |latencies: &[i64], percent| {
            AiTally { latencies: latencies.to_vec(), ..AiTally::default() }.percentile(percent)
        };
        assert_eq!(of(&[], 50), None);
        assert_eq!(of(&[7], 50), Some(7));
        assert_eq!(of(&[7], 95), Some(7));
        assert_eq!(of(&[50, 20, 15, 40, 35], 30), Some(20));
        assert_eq!(of(&[50, 20, 15, 40, 35], 40), Some(20));
        assert_eq!(of(&[50, 20, 15, 40, 35], 50), Some(35));
        assert_eq!(of(&[50, 20, 15, 40, 35], 100), Some(50));
        let hundred: Vec<_> = (1..=100).rev().collect();
        assert_eq!((of(&hundred, 50), of(&hundred, 95)), (Some(50), Some(95)));
    }
}
