//! What is longer than its line or its page: nothing is lost, and no other words come between its parts.

use std::collections::BTreeSet;

use resume::domain::Kind;
use resume::render::theme::NAMES;
use serde_json::json;

use super::harness::{made, poppler};
use super::themes::{one, order, placed, skill, squeezed, theme};

#[test]
fn an_address_that_is_a_little_wider_than_its_column_stays_on_one_line() {
    let email = "alexander.hohenstein@lovelace-engineering.io";
    let profile =
        json!({"basics": {"name": "Alexander", "email": email, "phone": "+49 (0) 1234 56789012 ext. 345"}});
    for name in NAMES {
        let (_, pdf) = made(&order(&theme(name), "en", &profile, &[one(Kind::Work, "Clerk")]));
        let text = poppler("pdftotext", &pdf, &["-raw"]);
        for whole in [email, "+49 (0) 1234 56789012 ext. 345"] {
            assert!(text.lines().any(|line| line.contains(whole)), "{name}: {text}");
        }
    }
}

#[test]
fn a_word_that_is_longer_than_its_line_is_read_in_order() {
    let words = [
        "Softwareentwicklungsprozessautomatisierung",
        "Qualitätsmanagementsystemauditierung",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftskapitän",
    ];
    let job = one(Kind::Work, &format!("{0} and {0} | Acme | 2020 || Led {0} of Acme", words[2]));
    let all = [skill("Rust", &words), skill(words[2], &["Rust", "Go"]), job];
    for name in NAMES {
        let (_, pdf) = made(&order(&theme(name), "en", &json!({"basics": {"name": "Ada"}}), &all));
        let text = squeezed(&poppler("pdftotext", &pdf, &["-raw"]), "Ada");
        for line in [
            format!("Rust: {}", words.join(", ")),
            format!("{}: Rust, Go", words[2]),
            format!("{0} and {0}", words[2]),
            format!("Led {} of Acme", words[2]),
        ] {
            assert!(text.contains(&squeezed(&line, "\0")), "{name} lacks `{line}`: {text}");
        }
    }
}

#[test]
fn a_bullet_that_is_longer_than_a_page_goes_on_on_the_next() {
    for bullets in [1, 2, 3] {
        let bullet =
            |number| (0..1500 / bullets).map(|word| format!("w{number}x{word} ")).collect::<String>();
        let bullets: Vec<_> = (0..bullets).map(bullet).collect();
        let job = one(Kind::Work, &format!("Clerk | Acme | 2020 | | {}", bullets.join("|")));
        for name in NAMES {
            let order =
                order(&theme(name), "en", &json!({"basics": {"name": "Ada"}}), std::slice::from_ref(&job));
            let (_, pdf) = made(&order);
            let text = poppler("pdftotext", &pdf, &["-raw"]);
            let read: BTreeSet<_> = text.split_whitespace().collect();
            let lost =
                bullets.iter().flat_map(|bullet| bullet.split_whitespace()).find(|word| !read.contains(word));
            assert_eq!(lost, None, "{name}");
        }
    }
}

#[test]
fn a_first_entry_without_a_head_stands_below_its_heading() {
    let mut entry = one(Kind::Volunteer, "");
    entry.text = Some("Helped at many places".to_owned());
    for name in NAMES {
        let order =
            order(&theme(name), "en", &json!({"basics": {"name": "Ada"}}), std::slice::from_ref(&entry));
        let text = poppler("pdftotext", &made(&order).1, &["-bbox"]);
        let place = |word: &str| {
            let line = text.lines().find(|line| line.to_lowercase().contains(&format!(">{word}<")));
            let numbers = line.unwrap_or_default().split('"').skip(1).step_by(2);
            numbers.map(|number| number.parse::<f64>().unwrap()).collect::<Vec<_>>()
        };
        let (heading, first) = (place("volunteering"), place("helped"));
        // The boxes of words reach a little above and below their letters.
        assert!(first[0] > heading[2] || first[1] > heading[3] - 2.0, "{name}: {text}");
    }
}

/// Typst lets a sign hang over the end of a box of centred text.
#[test]
fn a_space_stands_behind_a_sign_that_ends_a_word_with_a_hyphen() {
    let name = "Maribel Santos-Okafor, Dipl.-Ing. Niu";
    let profile = json!({"basics": {"name": name, "label": "Front-End, Niu"}});
    let jobs: Vec<_> = (0..60).map(|n| one(Kind::Work, &format!("Clerk {n} | Acme | 2020 | 2021"))).collect();
    for name in NAMES {
        let (made, pdf) = made(&order(&theme(name), "en", &profile, &jobs));
        assert!(made.pages > 1, "{name}: no footer");
        let words = placed(&pdf);
        let pairs = words.windows(2).filter(|pair| pair[1].0 == "Niu" || pair[1].0.starts_with("Dipl"));
        // A narrow column may part them.
        let spaces = pairs.map(|pair| pair[1].1 - pair[0].2).filter(|space| *space > -50.0);
        let spaces: Vec<_> = spaces.collect();
        assert!(spaces.len() > 3 && spaces.iter().all(|space| *space > 1.4), "{name}: {spaces:?}");
    }
}

#[test]
fn the_date_of_a_publication_stays_on_one_line() {
    let paper = |n: usize| {
        let title = format!("Cost models{}", " i".repeat(n));
        let mut paper = one(Kind::Publication, &format!("{title} | Journal of Plans | 2023-05"));
        paper.url = Some(format!("https://doi.example/10.1000/{n}"));
        paper
    };
    let papers: Vec<_> = (0..80).map(paper).collect();
    let (_, pdf) = made(&order(&theme("academic"), "en", &json!({"basics": {"name": "Ada"}}), &papers));
    let text = poppler("pdftotext", &pdf, &["-layout"]);
    let torn = text.lines().find(|line| line.trim().starts_with("2023"));
    assert_eq!(torn, None, "{text}");
}

#[test]
fn no_page_begins_with_a_detail_of_an_entry_on_the_one_before() {
    let mut all = Vec::new();
    for n in 0..24 {
        let mut paper = one(Kind::Publication, &format!("Paper {n} | Journal | 2023-05"));
        paper.text = Some("Editors' suggestion.".to_owned());
        paper.metadata.insert("authors".to_owned(), json!(["Ada", "Bo"]));
        let mut job = one(Kind::Work, &format!("Clerk {n} | Acme | 2020 | 2021 | Filed | Sorted"));
        job.skills = vec!["Typing".to_owned()];
        all.extend([paper, job]);
    }
    for name in ["classic", "modern", "plain"] {
        let (made, pdf) = made(&order(&theme(name), "en", &json!({}), &all));
        assert!(made.pages > 2, "{name}");
        let text = poppler("pdftotext", &pdf, &["-layout"]);
        let firsts = text.split('\u{c}').filter_map(|page| page.lines().find(|line| !line.trim().is_empty()));
        let alone =
            firsts.map(str::trim).find(|line| line.starts_with("Authors") || line.starts_with("Skills"));
        assert_eq!(alone, None, "{name}");
    }
}
