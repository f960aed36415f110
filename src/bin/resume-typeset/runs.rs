//! Glyphs as runs: letters of one look that stand on one line without a wide gap.

use std::ops::RangeInclusive;

use kurbo::{Point, Rect};
use resume::render::pdf::text::TextRun;
use unicode_normalization::char::compose;

use super::looks::Look;
use super::text::{LINE, SPACE};

/// A gap of this many times the size of the letters ends a run: columns and tabs are wider, most spaces are not.
const COLUMN: f64 = 0.6;

/// From how many gaps on they show how far the letters of a run are spaced.
const FEWEST_GAPS: usize = 5;

/// From how many letters on spaced ones are one word, if there is no other.
const FEWEST_LETTERS: usize = 6;

/// How far gaps that are even are from their mean, in sizes of letters.
const EVEN: f64 = 0.08;

/// The space between words whose letters are spaced, in spaces between these.
const MOST_SPACED: f64 = 4.0;

/// Letters that are grades.
const GRADES: RangeInclusive<char> = 'A'..='G';

/// Letters of a glyph, and where they stand.
#[derive(Debug, Clone)]
pub(super) struct Letters {
    pub(super) text: String,
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) size: f64,
    pub(super) look: Look,
    pub(super) colour: u32,
}

#[derive(Debug, Default)]
pub(super) struct Runs {
    links: Vec<(Rect, String)>,
    /// Of the page.
    height: f64,
    runs: Vec<TextRun>,
    /// The last glyph, and the link that it is part of.
    last: Option<(Letters, Option<usize>)>,
    /// The gaps between the letters of the last run, in sizes of them, and where in its text those are that became spaces.
    gaps: Vec<(f64, Option<usize>)>,
    /// The runs whose letters may be spaced out, as they lie in `runs`, and how far they are, in sizes of them.
    spaced: Vec<(usize, f64)>,
    /// An accent that is drawn before its letter.
    accent: Option<Letters>,
}

impl Runs {
    pub(super) fn new(links: Vec<(Rect, String)>, height: f64) -> Self {
        Self { links, height, ..Self::default() }
    }

    /// Typesetters without the letter in their font draw an accent over another one: `Z¨urich`.
    pub(super) fn put(&mut self, mut letters: Letters) {
        if let Some(accent) = self.accent.take() {
            match composed(&letters, &accent) {
                Some(text) => letters.text = text,
                None => self.append(accent),
            }
        }
        if mark(&letters.text).is_none() {
            return self.append(letters);
        }
        let before = self.last.as_ref().and_then(|(last, _)| composed(last, &letters));
        match (before, self.runs.last_mut()) {
            (Some(text), Some(run)) => {
                run.text.pop();
                run.text.extend(text.chars().next_back());
            }
            _ => self.accent = Some(letters),
        }
    }

    fn append(&mut self, letters: Letters) {
        let Letters { text, from, to, size, look, colour } = &letters;
        let middle = Point::new((from.x + to.x) / 2.0, from.y + size * SPACE);
        let link = self.links.iter().position(|(area, _)| area.contains(middle));
        if let (Some((last, part)), Some(run)) = (&self.last, self.runs.last_mut()) {
            let (along, across) = (from.x - last.to.x, (from.y - last.to.y).abs());
            let same = last.look == *look && *part == link;
            let near = across < size * LINE && along > -size * SPACE * 2.0 && along < size * COLUMN;
            // A raised letter is of the same line, but no smaller word is of a larger one.
            if same && near && (run.size - size).abs() < size * LINE / 2.0 {
                if !run.text.ends_with(' ') && !text.starts_with(' ') {
                    let is_space = along > size * SPACE;
                    self.gaps.push((along / size, is_space.then_some(run.text.len())));
                    if is_space {
                        run.text.push(' ');
                    }
                }
                run.text.push_str(text);
                run.right = run.right.max(to.x);
                self.last = Some((letters, link));
                return;
            }
        }
        self.close();
        self.runs.push(TextRun {
            text: text.clone(),
            left: from.x,
            right: to.x,
            baseline: self.height - from.y,
            size: *size,
            bold: look.bold,
            italic: look.italic,
            colour: *colour,
            link: link.map(|index| self.links[index].1.clone()),
        });
        self.last = Some((letters, link));
    }

    /// Takes the spaces out of a run that are no wider than its letters are spaced: `C O N T A C T`.
    fn close(&mut self) {
        let gaps = std::mem::take(&mut self.gaps);
        let Some(run) = self.runs.last_mut().filter(|_| !gaps.is_empty()) else { return };
        let spacing = gaps.iter().map(|(gap, _)| *gap).sum::<f64>() / gaps.len() as f64;
        let are_alike = gaps.iter().all(|(gap, at)| at.is_some() && (gap - spacing).abs() < EVEN);
        // A space of its own parts words.
        let has_no_space = run.text.matches(' ').count() == gaps.len();
        if are_alike && has_no_space && run.text.split(' ').all(|letter| letter.chars().count() == 1) {
            self.spaced.push((self.runs.len() - 1, spacing));
            return;
        }
        if gaps.len() < FEWEST_GAPS {
            return;
        }
        let (wide, close): (Vec<(f64, Option<usize>)>, Vec<_>) =
            gaps.iter().copied().partition(|(_, at)| at.is_some());
        // Where some letters stand close, these show how far all are spaced.
        let usual = if close.is_empty() { &wide } else { &close };
        let mut usual: Vec<f64> = usual.iter().map(|(gap, _)| *gap).collect();
        usual.sort_by(f64::total_cmp);
        let usual = usual[usual.len() / 2];
        let mut text = run.text.clone();
        for (gap, at) in gaps.into_iter().rev() {
            if let Some(at) = at.filter(|_| gap < usual + SPACE) {
                text.remove(at);
            }
        }
        if !close.is_empty() || text.contains(' ') {
            run.text = text;
        }
    }

    /// Takes the spaces out of runs each of whose letters stands alone, where a word beside them shows that these are spaced.
    fn close_words(&mut self) {
        let spaced = std::mem::take(&mut self.spaced);
        let groups: Vec<_> = spaced.chunk_by(|one, other| self.are_spaced_alike(*one, *other)).collect();
        for group in groups {
            let words: Vec<String> =
                group.iter().map(|(at, _)| self.runs[*at].text.replace(' ', "")).collect();
            let (Some((first, _)), Some((last, _))) = (group.first(), group.last()) else { continue };
            if words.iter().any(|word| is_spelled(word)) {
                let right = self.runs[*last].right;
                self.runs[*first..=*last].iter_mut().for_each(|run| run.text.clear());
                let run = &mut self.runs[*first];
                (run.text, run.right) = (words.join(" "), right);
            }
        }
    }

    /// Whether two runs follow one another as words do whose letters are spaced.
    fn are_spaced_alike(&self, (at, spacing): (usize, f64), (next, other): (usize, f64)) -> bool {
        let (one, two) = (&self.runs[at], &self.runs[next]);
        let gap = (two.left - one.right) / one.size;
        next == at + 1
            && (one.baseline - two.baseline).abs() < one.size * LINE
            && (one.bold, one.italic, one.size) == (two.bold, two.italic, two.size)
            && (spacing - other).abs() < SPACE
            && (0.0..spacing * MOST_SPACED + SPACE).contains(&gap)
    }

    pub(super) fn finish(mut self) -> Vec<TextRun> {
        if let Some(accent) = self.accent.take() {
            self.append(accent);
        }
        self.close();
        self.close_words();
        self.runs
    }
}

/// Whether a word may be spaced out, and is no list of grades or the like: no wider gap shows where words end.
fn is_spelled(word: &str) -> bool {
    word.chars().count() >= FEWEST_LETTERS
        && word.chars().all(|letter| letter.is_alphabetic() || "-’'".contains(letter))
        && word.to_uppercase().contains(|letter| !GRADES.contains(&letter))
}

/// A letter and the accent that stands over or under it, as one letter.
fn composed(letter: &Letters, accent: &Letters) -> Option<String> {
    let middle = (accent.from.x + accent.to.x) / 2.0;
    let is_over = letter.from.x < middle
        && middle < letter.to.x
        && (letter.from.y - accent.from.y).abs() < letter.size * LINE;
    let last = letter.text.chars().next_back()?;
    // A letter loses its dot below an accent.
    let base = match last {
        'ı' => 'i',
        'ȷ' => 'j',
        other => other,
    };
    let whole = compose(base, mark(&accent.text)?).filter(|_| is_over)?;
    Some(format!("{}{whole}", letter.text.strip_suffix(last)?))
}

/// The combining mark of an accent that stands alone.
fn mark(text: &str) -> Option<char> {
    let mark = match text {
        "`" => '\u{300}',
        "´" => '\u{301}',
        "ˆ" | "^" => '\u{302}',
        "˜" | "~" => '\u{303}',
        "¯" => '\u{304}',
        "˘" => '\u{306}',
        "˙" => '\u{307}',
        "¨" => '\u{308}',
        "˚" => '\u{30a}',
        "˝" => '\u{30b}',
        "ˇ" => '\u{30c}',
        "¸" => '\u{327}',
        "˛" => '\u{328}',
        _ => return None,
    };
    Some(mark)
}
