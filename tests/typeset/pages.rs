//! The PDF itself: what it is, and what it says about itself.

use std::fs;

use resume::render::pdf::order::Report;
use serde_json::json;
use tempfile::TempDir;

use super::harness::{Fonts, THEME, content, made, order, poppler, text};

#[test]
fn a_pdf_is_tagged_and_says_whose_it_is() {
    let (made, pdf) = made(&order(content(2, 2), THEME));
    assert_eq!(made.warnings, Vec::<String>::new());
    let info = poppler("pdfinfo", &pdf, &[]);
    let field = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| value.trim().to_owned())
    };
    for (name, value) in [
        ("Title", "Ada Lovelace – Lebenslauf"),
        ("Author", "Ada Lovelace"),
        ("Keywords", "Rust, SQL"),
        ("Creator", "resume"),
        ("Tagged", "yes"),
        ("JavaScript", "no"),
        ("Pages", &made.pages.to_string()),
    ] {
        assert_eq!(field(name).as_deref(), Some(value), "{info}");
    }
    assert_eq!((field("CreationDate"), field("ModDate")), (None, None));
    let metadata = poppler("pdfinfo", &pdf, &["-meta"]);
    assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"), "{metadata}");
    assert!(metadata.contains("de-AT"), "{metadata}");
    assert!(!metadata.contains("Date>"), "{metadata}");
    let structure = poppler("pdfinfo", &pdf, &["-struct-text"]);
    for part in ["H1", "H2", "H3", "LI", "Berufserfahrung"] {
        assert!(structure.contains(part), "{structure}");
    }
}

#[test]
fn equal_orders_give_equal_bytes() {
    let of = |folder: &TempDir| {
        fs::write(folder.path().join("words.typ"), "#let words = [from a folder]").unwrap();
        let theme = format!("#import \"words.typ\": words\n{THEME}\n#words");
        let mut order = order(content(3, 2), &theme);
        order.theme.folder = Some(folder.path().to_owned());
        order.pages = Some(2);
        made(&order)
    };
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    assert!(of(&one) == of(&other));
}

#[test]
fn the_paper_is_the_persons() {
    let theme = "#set page(margin: 1cm)\n= Name";
    for (paper, size) in [("a4", "595.276 x 841.89 pts (A4)"), ("us-letter", "612 x 792 pts (letter)")] {
        let mut order = order(content(1, 1), theme);
        order.paper = paper.to_owned();
        let info = poppler("pdfinfo", &made(&order).1, &[]);
        assert!(info.contains(size), "{info}");
    }
}

#[test]
fn text_never_becomes_source() {
    let marks = "#panic() $x$ `c` *b* _i_ <a> @b \\ \" // [x] ~ -- '";
    let mut content = content(1, 1);
    content["header"]["name"] = marks.into();
    content["title"] = marks.into();
    let (_, pdf) = made(&order(content, THEME));
    let words = text(&pdf).replace('\n', " ");
    assert!(words.starts_with(marks), "{words}");
    assert!(poppler("pdfinfo", &pdf, &[]).contains(marks));
}

#[test]
fn a_person_without_a_name_or_a_region_has_a_pdf() {
    let mut content = content(1, 1);
    for key in ["author", "region"] {
        content[key] = json!(null);
    }
    content["language"] = "zh-Hant".into();
    content["direction"] = "rtl".into();
    let (made, pdf) = made(&order(content, THEME));
    assert_eq!(made.warnings, Vec::<String>::new());
    assert!(!poppler("pdfinfo", &pdf, &[]).contains("Author"));
}

#[test]
fn characters_without_a_font_are_named() {
    let mut content = content(1, 1);
    content["header"]["summary"] = "日本 and 日 and \u{200d}\u{fe0f} é Ж".into();
    let (made, pdf) = made(&order(content.clone(), THEME));
    assert_eq!(made.warnings, ["no font has 日 (U+65E5), 本 (U+672C); they show as empty boxes"]);
    assert!(poppler("pdfinfo", &pdf, &[]).contains("Tagged:          yes"));
    let many: String = ('一'..).take(20).collect();
    content["header"]["summary"] = many.into();
    let (made, _) = super::harness::made(&order(content, THEME));
    assert!(made.warnings[0].ends_with(" and 8 more; they show as empty boxes"), "{:?}", made.warnings);
}

#[test]
fn the_systems_fonts_are_used_where_a_theme_names_them() {
    let theme = THEME.replace("Source Sans 3", "Source Sans 9");
    let order = order(content(1, 1), &theme);
    let (without, _) = made(&order);
    assert_eq!(without.warnings, ["the font `source sans 9` is not installed; another one stands in for it"]);
    let fonts = Fonts::renamed("Source Sans 3", "Source Sans 9");
    let (Report::Made(with), pdf) = fonts.set(&order, &[]) else { panic!() };
    assert_eq!(with.warnings, Vec::<String>::new());
    let used = poppler("pdffonts", &pdf, &[]);
    assert!(used.contains("SourceSans3-Regular") && !used.contains("Libertinus"), "{used}");
    assert!(fonts.set(&order, &[]).1 == pdf);
}

/// The letters are in those parts of a font: one draws shape and dots apart, the other has them whole.
#[test]
fn letters_that_are_drawn_whole_are_preferred() {
    let mut content = content(1, 1);
    content["header"]["summary"] = "دمشق".into();
    let order = order(content.clone(), THEME);
    let set = |names: &[&str], order| {
        let (Report::Made(made), pdf) = Fonts::of(names).set(order, &[]) else { panic!() };
        (made.warnings, text(&pdf).contains("دمشق"))
    };
    assert_eq!(set(&["whole.ttf"], &order), (vec![], true));
    assert_eq!(set(&["pieces.ttf", "whole.ttf"], &order), (vec![], true));
    let said = "`Letters In Pieces` draws letters in pieces, and programs that read the PDF find them twice; install a \
         font that has them whole, such as DejaVu Sans or Vazirmatn";
    assert_eq!(set(&["pieces.ttf"], &order), (vec![said.to_owned()], false));
    // A theme may ask for it.
    let named = super::harness::order(content, &THEME.replace("Source Sans 3", "Letters In Pieces"));
    assert_eq!(set(&["pieces.ttf", "whole.ttf"], &named).0, [said]);
}

#[test]
fn a_theme_may_bring_its_fonts() {
    let font = Fonts::renamed("Source Sans 3", "Source Sans 9");
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("fonts")).unwrap();
    let mut order = order(content(1, 1), &THEME.replace("Source Sans 3", "Source Sans 9"));
    order.theme.folder = Some(folder.path().to_owned());
    // A link out of the folder is not read.
    std::os::unix::fs::symlink(font.file(), folder.path().join("fonts/link.ttf")).unwrap();
    assert_eq!(made(&order).0.warnings.len(), 1);
    fs::copy(font.file(), folder.path().join("fonts/Nine.TTF")).unwrap();
    assert_eq!(made(&order).0.warnings, Vec::<String>::new());
}

#[test]
fn what_is_not_accessible_is_told() {
    let (made, pdf) = made(&order(content(1, 1), "== Second\n= First"));
    assert_eq!(made.warnings.len(), 1);
    let expected = "the PDF does not meet PDF/UA-1, the standard of accessibility: ";
    assert!(made.warnings[0].starts_with(expected), "{:?}", made.warnings);
    let metadata = poppler("pdfinfo", &pdf, &["-meta"]);
    assert!(!metadata.contains("pdfuaid"), "{metadata}");
}
