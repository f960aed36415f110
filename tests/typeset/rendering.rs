//! The renderer with the built-in themes, from the records to the PDF.

use std::path::Path;

use jiff::Timestamp;
use resume::document::Document;
use resume::document::content::{Content, Options};
use resume::document::language::Language;
use resume::domain::{Bullet, Experience, Kind};
use resume::render::pdf::Pdf;
use resume::render::pdf::typesetter::Typesetter;
use resume::render::theme::{self, Theme};
use resume::render::{Job, LeftOut, Paper, RenderError, Rendered, Renderer};
use serde_json::json;
use uuid::Uuid;

use super::harness::text;

fn experiences(count: u16) -> Vec<Experience> {
    let one = |number: u16| {
        let mut one = Experience::new(
            Uuid::from_u128(number.into()),
            Kind::Work,
            format!("Engineer {number}"),
            Timestamp::UNIX_EPOCH,
        );
        one.organization = Some(format!("Company {number}"));
        let year = 2020 - number;
        (one.start_date, one.end_date) =
            (format!("{year}").parse().ok(), format!("{}", year + 1).parse().ok());
        one.bullets = ["Built", "Mended"].map(|verb| Bullet::new(format!("{verb} *engine* {number}"))).into();
        one
    };
    (0..count).map(one).collect()
}

fn render(experiences: &[Experience], theme: &Theme, pages: Option<usize>) -> Result<Rendered, RenderError> {
    let profile = json!({ "basics": { "name": "Ada Lovelace", "email": "ada@example.org" } });
    let document = Document::of(profile.as_object(), experiences);
    let content = Content::of(&document, &Language::find("en").unwrap(), &Options::default());
    let typesetter = Typesetter::beside(Path::new(env!("CARGO_BIN_EXE_resume")), None);
    Pdf { typesetter }.render(&Job { content: &content, theme, paper: Paper::UsLetter, pages, photo: None })
}

fn built_in(name: &str) -> Theme {
    Theme::of(name, None, theme::built_in(name).unwrap()).unwrap()
}

#[test]
fn every_built_in_theme_makes_an_accessible_pdf() {
    for name in theme::NAMES {
        let rendered = render(&experiences(2), &built_in(name), None).unwrap();
        assert_eq!(
            (rendered.pages, rendered.warnings, rendered.left_out),
            (Some(1), vec![], vec![]),
            "{name}"
        );
        let text = text(&rendered.bytes);
        for words in ["Ada Lovelace", "ada@example.org", "Engineer 0", "Company 1", "Mended engine 1"] {
            assert!(text.contains(words), "{name}: {text}");
        }
    }
}

#[test]
fn what_has_no_room_is_named_and_is_the_oldest() {
    let experiences = experiences(22);
    let rendered = render(&experiences, &built_in("classic"), Some(1)).unwrap();
    assert_eq!(rendered.pages, Some(1));
    let text = text(&rendered.bytes);
    let LeftOut { id, title, bullet, text: named } = rendered.left_out.last().unwrap();
    assert_eq!((*id, title.as_str()), (Uuid::from_u128(21), "Engineer 21, Company 21"));
    assert_eq!((*bullet, named), (None, title));
    for one in &rendered.left_out {
        assert!(!text.contains(&format!("{}\n", one.text)), "{one:?}: {text}");
        let number = one.id.as_u128();
        match one.bullet {
            // Its bullets are not named beside it.
            None => assert_eq!(rendered.left_out.iter().filter(|other| other.id == one.id).count(), 1),
            Some(bullet) => {
                assert_eq!(one.text, format!("{} engine {number}", ["Built", "Mended"][bullet - 1]));
            }
        }
    }
    assert!(text.contains("Engineer 0") && text.contains("Mended engine 0"), "{text}");
}

#[test]
fn a_mistake_in_a_theme_is_an_error_with_its_place() {
    let mut theme = built_in("classic");
    theme.typst = "#import \"/resume.typ\": *\n\n#entriesoff(cv)".to_owned();
    let error = render(&experiences(1), &theme, None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the theme `classic` has a mistake: cv.typ:3:2: unknown variable: entriesoff"
    );
}
