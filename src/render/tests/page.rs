//! What a web page promises.

use serde_json::{Value, json};

use super::{bytes, dom, elements, many};
use crate::document::content::Options;
use crate::domain::career::Month;
use crate::render::html::Html;
use crate::render::testing::{classic, content, marked};
use crate::render::theme::{Theme, built_in};
use crate::render::{Job, Paper, RenderError, Renderer};

#[test]
fn a_page_asks_for_nothing() {
    for file in [marked(), many()] {
        let page = elements(&dom(&bytes(&Html, &content(&file, "en", &Options::default()))));
        for (name, attributes, text) in &page {
            assert!(!matches!(name.as_str(), "link" | "iframe" | "object" | "embed" | "form"), "{name}");
            assert!(name != "style" || !text.contains("url(") && !text.contains("@import"), "{text}");
            assert!(attributes.iter().all(|(key, _)| key != "src" && key != "srcset"), "{name}");
        }
        let heads: Vec<_> =
            page.iter().filter(|(name, ..)| name.len() == 2 && name.starts_with('h')).collect();
        let levels = heads.iter().filter_map(|(name, ..)| name[1..].parse::<u8>().ok());
        let levels: Vec<_> = levels.collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "one heading of the page");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "no level is jumped over: {levels:?}");
    }
}

#[test]
fn the_options_of_a_theme_reach_the_page() {
    let content = content(&many(), "en", &Options::default());
    let theme = with_page("{{ options.size }} {{ options.accent }} {{ options.size * 2 }} {{ paper }}");
    let job = Job { content: &content, theme: &theme, paper: Paper::UsLetter, pages: None, photo: None };
    assert_eq!(String::from_utf8(Html.render(&job).unwrap().bytes).unwrap(), "10.5 #000000 21.0 letter\n");
}

#[test]
fn a_date_is_marked_as_one() {
    let page = elements(&dom(&bytes(&Html, &content(&many(), "de", &Options::default()))));
    let times: Vec<_> = page.iter().filter(|(name, ..)| name == "time").take(2).collect();
    let shown: Vec<_> =
        times.iter().map(|(_, attributes, text)| (attributes[0].1.as_str(), text.as_str())).collect();
    assert_eq!(shown, [("2020-03", "März 2020"), ("2021-02", "Feb. 2021")]);
}

#[test]
fn a_long_name_fits_the_narrow_column() {
    let theme = Theme::of("sidebar", None, built_in("sidebar").unwrap()).unwrap();
    for (name, longest) in [("Ελένη Παπαδοπούλου", 12), ("Ada Lovelace-Byron", 8), ("", 6)] {
        let content = content(&json!({"basics": {"name": name}}), "en", &Options::default());
        let job = Job { content: &content, theme: &theme, paper: Paper::A4, pages: None, photo: None };
        let page = String::from_utf8(Html.render(&job).unwrap().bytes).unwrap();
        let (_, size) = page.split_once("min(1.9rem, 100cqi / ").unwrap();
        let letters: f64 = size.split_once(')').unwrap().0.parse().unwrap();
        assert!((letters - f64::from(longest) * 0.75).abs() < 0.001, "{name}: {letters}");
    }
}

#[test]
fn latin_words_in_a_row_keep_their_order_among_arabic_ones() {
    let file = json!({"skills": [{"name": "x", "keywords": ["PostgreSQL", "SQLite"]}]});
    let [latin, arabic] = ["en", "ar"]
        .map(|tag| String::from_utf8(bytes(&Html, &content(&file, tag, &Options::default()))).unwrap());
    assert!(arabic.contains("<bdi>PostgreSQL</bdi>، <bdi>SQLite</bdi>"), "{arabic}");
    assert!(latin.contains("PostgreSQL, SQLite"), "{latin}");
}

/// Without marks, a browser puts the employer into the title, and shows `++C`.
#[test]
fn a_name_keeps_its_order_in_a_page_from_right_to_left() {
    let file = json!({
        "basics": {"name": "نور", "label": "مهندسة C++"},
        "work": [{"position": "مهندسة C++", "name": "Acme Inc.", "location": "Berlin (HQ).", "highlights": ["بلغة C#", "`C++`"]}],
        "skills": [{"name": "C++", "level": "متقدم"}]
    });
    let page = |tag| String::from_utf8(bytes(&Html, &content(&file, tag, &Options::default()))).unwrap();
    for tag in ["ar", "fa", "he"] {
        let page = page(tag);
        for part in [
            "<p class=\"label-line\"><bdi>مهندسة C++&lrm;</bdi></p>",
            "<span class=\"title\"><bdi>مهندسة C++&lrm;</bdi></span>",
            "<span class=\"organization\"><bdi>Acme Inc.</bdi></span>",
            "<p class=\"place\"><bdi>Berlin (HQ).</bdi></p>",
            "<bdi>بلغة C#&lrm;</bdi>",
            "<code dir=\"ltr\">C++</code>",
            "<span class=\"title\"><bdi>C++&lrm;</bdi></span>",
        ] {
            assert!(page.contains(part), "{tag}: {part}\n{page}");
        }
    }
    let page = page("en");
    assert!(page.contains("<p class=\"label-line\">مهندسة C++</p>") && !page.contains("&lrm;"), "{page}");
}

#[test]
fn an_address_breaks_where_its_parts_meet() {
    let file = json!({"basics": {"email": "a.b@x.example"}, "projects": [{"name": "x", "url": "https://x.example/a_b?c=1&d=2"}]});
    let page = String::from_utf8(bytes(&Html, &content(&file, "en", &Options::default()))).unwrap();
    for part in [
        "<bdi>a<wbr>.b@<wbr>x<wbr>.example</bdi>",
        "<bdi>x<wbr>.example&#x2f;<wbr>a_<wbr>b?c=1&amp;d=2</bdi>",
    ] {
        assert!(page.contains(part), "{page}");
    }
}

/// A browser ends it with an ellipsis where it is longer than its line; the text of a drawing would be cut.
#[test]
fn a_name_in_the_timeline_has_a_width() {
    let file =
        json!({"work": [{"position": "Baker", "name": "Mill", "startDate": "2020", "endDate": "2021"}]});
    let options = Options { timeline: Some(Month::first("2024-01".parse().unwrap())), ..Options::default() };
    let page = String::from_utf8(bytes(&Html, &content(&file, "en", &options))).unwrap();
    dom(page.as_bytes());
    let row = "<div class=\"row\"><span class=\"title\">Baker</span><span class=\"between\">, </span><span class=\"organization\">Mill</span></div>";
    assert!(page.contains(row) && page.contains("text-overflow: ellipsis"), "{page}");
}

#[test]
fn skills_that_are_names_share_lines_with_their_levels() {
    let page =
        |file: &Value| String::from_utf8(bytes(&Html, &content(file, "en", &Options::default()))).unwrap();
    let mut file = json!({"skills": [{"name": "Rust"}, {"name": "SQL"}]});
    assert!(page(&file).contains("<section class=\"skill names\""));
    file["skills"][0]["level"] = json!("Expert");
    assert!(page(&file).contains("<section class=\"skill names\""));
    file["skills"][1]["keywords"] = json!(["SQLite"]);
    assert!(page(&file).contains("<section class=\"skill\""));
}

fn with_page(html: &str) -> Theme {
    Theme { html: html.to_owned(), ..classic() }
}

#[test]
fn a_mistake_in_a_template_is_told_with_its_place() {
    let content = content(&many(), "en", &Options::default());
    for (html, place, word) in [
        ("<p>\n  {{ header.nme }}</p>", (2, 6), "undefined"),
        (
            "{% extends \"resume.html\" %}\n{% block style %}\n{{ 1|nothing }}{% endblock %}",
            (3, 6),
            "nothing",
        ),
        ("a\n{% if %}", (2, 7), "unexpected"),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
            (1, 1),
            "fuel",
        ),
        ("{% include \"/etc/passwd\" %}", (1, 1), "passwd"),
    ] {
        let theme = with_page(html);
        let job = Job { content: &content, theme: &theme, paper: Paper::A4, pages: None, photo: None };
        let error = Html.render(&job).unwrap_err();
        let RenderError::Theme { theme, file, line, column, message } = &error else {
            unreachable!("{error}")
        };
        assert_eq!((theme.as_str(), file.as_str()), ("classic", "page.html"));
        assert!(message.contains(word), "{html}: {message}");
        assert_eq!(*line, place.0, "{html}: {error}");
        assert!(
            *column >= 1 && (word == "fuel" || word == "passwd" || *column == place.1),
            "{html}: {error}"
        );
    }
}
