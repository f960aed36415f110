//! A résumé as a Word document (WordprocessingML, ECMA-376, transitional).
//!
//! The invariants: looks come from named styles alone, so that Word's own tools see headings and lists; every
//! text is escaped; equal content gives equal bytes, for no part holds a time.

mod body;
mod package;
mod styles;
mod xml;

use serde_json::Value;

use super::theme::Theme;
use super::{Job, Paper, RenderError, Rendered, Renderer};

/// The renderer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Docx;

impl Renderer for Docx {
    fn render(&self, job: &Job<'_>) -> Result<Rendered, RenderError> {
        let look = Look::of(job.theme, job.paper);
        let body = body::write(job, &look);
        let bytes = package::pack(job, &look, &body)?;
        Ok(Rendered { bytes, ..Rendered::default() })
    }
}

/// What a theme's options mean here. Lengths are in twentieths of a point.
struct Look {
    font: String,
    /// Of the text, in half points.
    size: u32,
    /// Six digits.
    accent: String,
    width: u32,
    height: u32,
    margin: u32,
}

impl Look {
    fn of(theme: &Theme, paper: Paper) -> Self {
        let number = |key: &str, usual: f64| theme.options.get(key).and_then(Value::as_f64).unwrap_or(usual);
        let text = |key: &str| theme.options.get(key).and_then(Value::as_str);
        let (width, height) = match paper {
            Paper::A4 => (11906, 16838),
            Paper::UsLetter => (12240, 15840),
        };
        let accent = text("accent").unwrap_or("#000000").trim_start_matches('#').to_uppercase();
        Self {
            font: at_hand(text("font").unwrap_or("Calibri")).to_owned(),
            size: whole(number("size", 10.5) * 2.0).clamp(16, 48),
            accent,
            width,
            height,
            margin: whole(number("margin", 51.0) * 20.0).clamp(360, 2880),
        }
    }

    /// The width of the text.
    fn line(&self) -> u32 {
        self.width - 2 * self.margin
    }

    /// How many letters a line holds in most fonts, whose letters are 0.45 of their size wide.
    fn letters(&self) -> usize {
        // In twentieths of a point: half of a point, 0.45 times.
        let letter = f64::from(self.size) * 10.0 * 0.45;
        usize::try_from(whole(f64::from(self.line()) / letter)).unwrap_or(usize::MAX)
    }
}

/// A font that word processors have, in place of one that comes with this program alone.
fn at_hand(font: &str) -> &str {
    match font {
        "Libertinus Serif" => "Cambria",
        "Source Sans 3" => "Calibri",
        other => other,
    }
}

/// A length as a whole number; what is negative or no number is none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such a cast saturates")]
fn whole(value: f64) -> u32 {
    value.round() as u32
}
