//! A document as lines, whatever file it came from: what they say, how they look, and what stands between them.

/// Letters of one look.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// Whether its letters are shown in capitals, however they are written.
    pub(super) capitals: bool,
    /// Where a click leads.
    pub(super) link: Option<String>,
    /// Whether a tab, a cell or a wide gap is before it.
    pub(super) apart: bool,
}

/// A line of a page, or a paragraph of a text document.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    /// Of its largest letters, in points.
    pub(super) size: f64,
    /// Of its letters, if they have one that most letters of the document do not have: red, green and blue.
    pub(super) colour: Option<u32>,
    /// The level of a heading, as its style says it: 1 is the highest. 0 where no style says it.
    pub(super) level: u8,
    /// Whether a sign of a list is before it.
    pub(super) is_item: bool,
    /// Whether more space is above it than between the lines of a paragraph.
    pub(super) is_below_gap: bool,
    /// Whether it is the first line of a column, a text box or a cell that stands for one.
    pub(super) starts_column: bool,
    /// Where its letters begin and end, in points from the left of the page.
    pub(super) left: f64,
    pub(super) right: f64,
    /// Whether the next line may go on with its sentence: it ends where no further word had room.
    pub(super) goes_on: bool,
}

impl Line {
    /// All of it, with a space between pieces that stand apart.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            if piece.apart && !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
            text.push_str(&piece.text);
        }
        collapsed(&text)
    }

    /// The parts that stand apart from one another.
    pub(super) fn parts(&self) -> Vec<Vec<Piece>> {
        let mut parts: Vec<Vec<Piece>> = Vec::new();
        for piece in &self.pieces {
            match parts.last_mut() {
                Some(part) if !piece.apart => part.push(piece.clone()),
                _ => parts.push(vec![piece.clone()]),
            }
        }
        parts
    }

    pub(super) fn is_bold(&self) -> bool {
        let mut letters = self.pieces.iter().filter(|piece| piece.text.chars().any(char::is_alphanumeric));
        letters.clone().next().is_some() && letters.all(|piece| piece.bold)
    }

    /// Whether it begins in bold letters.
    pub(super) fn begins_bold(&self) -> bool {
        self.pieces.iter().find(|piece| !piece.text.trim().is_empty()).is_some_and(|piece| piece.bold)
    }

    pub(super) fn is_capitals(&self) -> bool {
        let letters = || self.pieces.iter().flat_map(|piece| piece.text.chars());
        let is_small = |piece: &Piece| !piece.capitals && piece.text.chars().any(char::is_lowercase);
        letters().filter(|letter| letter.is_alphabetic()).count() > 2 && !self.pieces.iter().any(is_small)
    }

    /// Writes what is shown in capitals as it is shown, if no letter of it was written as one.
    pub(super) fn write_capitals(&mut self) {
        let mut shown = self.pieces.iter().filter(|piece| piece.capitals);
        if !shown.any(|piece| piece.text.chars().any(char::is_uppercase)) {
            for piece in self.pieces.iter_mut().filter(|piece| piece.capitals) {
                piece.text = piece.text.to_uppercase();
            }
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.trim().is_empty())
    }

    /// Leaves the letters of the first look. Returns the others, which are no part of the name that stands first.
    pub(super) fn take_name(&mut self) -> Option<Self> {
        let first = self.pieces.first()?.clone();
        let is_other = |piece: &Piece| {
            piece.apart
                || piece.bold != first.bold
                || piece.italic != first.italic
                || piece.text.trim().starts_with('|')
        };
        let at = self.pieces.iter().skip(1).position(is_other)? + 1;
        // First and family name in two weights are one name.
        let is_one_word = !first.text.trim().contains(' ');
        let ends = self.pieces.get(at + 1).is_none_or(|next| next.apart);
        let is_name = !self.pieces[at].apart && is_one_word && at == 1 && ends;
        let at = at + usize::from(is_name);
        if at == self.pieces.len() {
            return None;
        }
        let pieces = self.pieces.split_off(at);
        Some(Self { pieces, ..self.clone() })
    }

    /// Takes off the sign of a list, if there is one before the text.
    pub(super) fn take_mark(&mut self) {
        self.pieces.retain(|piece| !piece.text.trim().is_empty());
        let Some(text) = self.pieces.first().map(|first| first.text.trim_start().to_owned()) else { return };
        let Some(sign) = text.chars().next() else { return };
        let rest = &text[sign.len_utf8()..];
        let is_alone = rest.is_empty();
        // `1.` and `[1]` before a gap
        let number = text.trim().trim_matches(['[', ']', '(', ')', '.']);
        let is_number = (1..=2).contains(&number.len())
            && number.bytes().all(|digit| digit.is_ascii_digit())
            && number.len() < text.trim().len();
        if is_number && self.pieces.len() > 1 {
            self.is_item = true;
            self.pieces.remove(0);
            self.pieces[0].apart = false;
            return;
        }
        // `[1]` before a publication
        if let Some((number, rest)) = text.strip_prefix('[').and_then(|text| text.split_once("] "))
            && (1..=3).contains(&number.len())
            && number.bytes().all(|digit| digit.is_ascii_digit())
        {
            self.is_item = true;
            self.pieces[0].text = rest.trim_start().to_owned();
            return;
        }
        let is_mark = SIGNS.contains(&sign) && !rest.starts_with(sign)
            || (SIGNS_OF_PROSE.contains(&sign) && (rest.starts_with(char::is_whitespace) || is_alone));
        if !is_mark || (is_alone && self.pieces.len() == 1) {
            return;
        }
        self.is_item = true;
        if is_alone {
            self.pieces.remove(0);
        } else {
            self.pieces[0].text = rest.to_owned();
        }
        if let Some(first) = self.pieces.first_mut() {
            first.apart = false;
            first.text = first.text.trim_start().to_owned();
        }
    }
}

/// Signs before the items of a list. Symbol fonts have theirs in the private area.
pub(super) const SIGNS: [char; 26] = [
    '•', '‣', '▪', '▫', '●', '○', '◦', '■', '□', '➢', '➤', '►', '▶', '✓', '✔', '∙', '⁃', '◆', '❖',
    '\u{f0b7}', '\u{f0a7}', '\u{f0d8}', '\u{f076}', '\u{f0fc}', '\u{f06e}', '\u{f0a8}',
];

/// Signs that are letters or signs of prose as well, and count with a space behind them only.
const SIGNS_OF_PROSE: [char; 7] = ['-', '–', '—', '*', 'o', '·', '+'];

/// With one space between words.
pub(super) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines that are one sentence, joined: a hyphen at the end of a line is taken off where it parts a word.
pub(super) fn append(text: &mut String, next: &str) {
    let next = next.trim_start();
    let goes_on = next.starts_with(char::is_lowercase);
    if let Some(before) = text.strip_suffix('\u{ad}') {
        *text = format!("{before}{next}");
    } else if let Some(before) = text.strip_suffix(['-', '\u{2010}'])
        && before.ends_with(char::is_alphabetic)
    {
        let word = before.rsplit(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
        let is_compound = !goes_on
            || before[..before.len() - word.len()].ends_with(['-', '\u{2010}'])
            || COMPOUNDS.contains(&word.to_lowercase().as_str());
        *text = if is_compound { format!("{before}-{next}") } else { format!("{before}{next}") };
    } else if text.ends_with('/') || text.is_empty() {
        text.push_str(next);
    } else {
        text.push(' ');
        text.push_str(next);
    }
}

/// First words of compounds, of which a hyphen at the end of a line is a part.
const COMPOUNDS: [&str; 40] = [
    "back", "best", "cloud", "co", "cost", "cross", "customer", "data", "decision", "end", "event", "fault",
    "front", "full", "hands", "high", "in", "large", "long", "low", "machine", "multi", "non", "on", "open",
    "part", "real", "role", "self", "short", "single", "small", "state", "test", "time", "two", "user",
    "web", "well", "world",
];

/// Text without soft hyphens and ligatures, which are of the typesetter.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => plain.push_str("st"),
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\t' => plain.push(' '),
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\0' => {}
            '\u{2011}' => plain.push('-'),
            letter if letter.is_control() => {}
            letter => plain.push(letter),
        }
    }
    plain
}
