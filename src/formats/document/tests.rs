//! What stands where on a page, and what becomes of it.

use serde_json::{Value, json};

mod word;

use super::{Page, Run};
use crate::formats::content::Upload;
use crate::formats::input::{InputFormat, Reading, read};
use crate::formats::testing::brief;

/// A run at a place, of letters of 10 points; capitals are bold.
fn run(left: f64, baseline: f64, text: &str) -> Run {
    let bold = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    let right = left + 5.0 * text.chars().count() as f64;
    Run { text: text.to_owned(), left, right, baseline, size: 10.0, bold, ..Run::default() }
}

fn reading(pages: Vec<Vec<Run>>) -> Reading {
    let pages = pages.into_iter().map(|runs| Page { width: 595.0, height: 842.0, runs }).collect();
    read(&Upload::Pdf { pages, attachments: Vec::new() }, InputFormat::Auto).unwrap()
}

fn entries(reading: &Reading, fields: &str) -> Vec<Value> {
    reading.incoming.content().1.into_iter().map(|one| brief(one, fields)).collect()
}

#[test]
fn columns_are_read_one_after_the_other_and_over_pages() {
    let side = |from: f64, lines: &[&str], left: f64| -> Vec<Run> {
        lines.iter().enumerate().map(|(at, text)| run(left, from + 13.0 * at as f64, text)).collect()
    };
    let mut first = side(60.0, &["CONTACT", "ada@mail.example", "SKILLS", "Rust", "SQL"], 40.0);
    first.extend(side(
        64.0,
        &[
            "ADA LOVELACE",
            "EXPERIENCE",
            "Engineer | Initech | 2019 – 2021",
            "• Cut the batch from six hours to",
            "forty",
        ],
        220.0,
    ));
    first.push(run(280.0, 820.0, "Page 1 of 2"));
    let mut second =
        side(60.0, &["• Led a team", "EDUCATION", "MSc, University of Bonn, 2012 – 2014"], 220.0);
    second.extend(side(61.0, &["LANGUAGES", "English (C1)"], 40.0));
    second.push(run(280.0, 820.0, "Page 2 of 2"));
    let reading = reading(vec![first, second]);
    assert_eq!(
        entries(&reading, "kind title organization start_date end_date bullets"),
        [
            json!(["skill", "Rust", null, null, null, []]),
            json!(["skill", "SQL", null, null, null, []]),
            json!(["language", "English", null, null, null, []]),
            json!([
                "work",
                "Engineer",
                "Initech",
                "2019",
                "2021",
                ["Cut the batch from six hours to forty", "Led a team"]
            ]),
            json!(["education", "MSc", "University of Bonn", "2012", "2014", []]),
        ]
    );
    let profile = Value::from(reading.incoming.content().0);
    assert_eq!(profile["basics"], json!({"name": "ADA LOVELACE", "email": "ada@mail.example"}));
}

#[test]
fn what_is_not_understood_is_named_and_kept() {
    let lines = ["ADA LOVELACE", "SKILLS", "Rust, C", "MISCELLANEOUS", "Likes tea"];
    let runs = lines.iter().enumerate().map(|(at, text)| run(50.0, 60.0 + 13.0 * at as f64, text)).collect();
    let reading = reading(vec![runs]);
    assert_eq!(reading.doubtful.unwrap().unread, ["MISCELLANEOUS: Likes tea"]);
    let kept = json!({"unread": ["MISCELLANEOUS: Likes tea"]});
    assert_eq!(reading.incoming.content().0["document"], kept);
}

#[test]
fn texts_and_lists_have_bounds() {
    let refused = |text: &str| {
        let page = Page { width: 595.0, height: 842.0, runs: vec![run(50.0, 60.0, text)] };
        let upload = Upload::Pdf { pages: vec![page], attachments: Vec::new() };
        read(&upload, InputFormat::Auto).unwrap_err().to_string()
    };
    assert_eq!(refused(&"tea ".repeat(70_000)), "has more text than a résumé: 256 KiB at most");
    assert_eq!(refused(&"a, ".repeat(10_001)), "has lists of more than 10000 items");
}

#[test]
fn jobs_of_one_title_on_two_pages_are_no_running_line() {
    let footer = |page: u8| run(400.0, 830.0, &format!("Ada Lovelace {page} / 2"));
    let reading = reading(vec![
        vec![
            Run { size: 20.0, ..run(50.0, 50.0, "Ada Lovelace") },
            run(50.0, 740.0, "EXPERIENCE"),
            run(50.0, 800.0, "Engineer, Acme, 2016 - 2018"),
            footer(1),
        ],
        vec![run(50.0, 50.0, "Engineer, Acme, 2014 - 2016"), run(50.0, 64.0, "- Built it"), footer(2)],
    ]);
    assert_eq!(
        entries(&reading, "title start_date bullets"),
        [json!(["Engineer", "2016", []]), json!(["Engineer", "2014", ["Built it"]])]
    );
    assert_eq!(reading.doubtful.unwrap().unread, [""; 0]);
}

#[test]
fn a_bullet_goes_on_over_the_end_of_a_page() {
    let wide = "• Moved the pages of the shop to other machines, which was quick, and significantly";
    let reading = reading(vec![
        vec![
            run(50.0, 40.0, "EXPERIENCE"),
            run(50.0, 780.0, "Engineer, Acme, 2016 - 2018"),
            run(55.0, 794.0, wide),
        ],
        vec![run(60.0, 60.0, "cheaper than before."), run(55.0, 74.0, "• Led a team")],
    ]);
    let whole = "Moved the pages of the shop to other machines, which was quick, and significantly cheaper than before.";
    assert_eq!(entries(&reading, "title bullets"), [json!(["Engineer", [whole, "Led a team"]])]);
}

#[test]
fn a_head_that_is_wrapped_beside_its_dates_is_whole() {
    let reading = reading(vec![vec![
        run(50.0, 40.0, "EDUCATION"),
        run(
            50.0,
            60.0,
            "Uni Bonn, Bachelor of Technology in Mechanical Engineering with Computer Science and",
        ),
        run(500.0, 60.0, "2020 - 2024"),
        run(50.0, 74.0, "Physics of"),
        run(50.0, 88.0, "Ships"),
        run(55.0, 102.0, "• Led the choir"),
    ]]);
    assert_eq!(
        entries(&reading, "title organization start_date end_date bullets"),
        [json!(["Bachelor of Technology", "Uni Bonn", "2020", "2024", ["Led the choir"]])]
    );
    let area = &reading.incoming.content().1[0].metadata["area"];
    assert_eq!(area, "Mechanical Engineering with Computer Science and Physics of Ships");
}

#[test]
fn what_begins_no_entry_and_goes_on_with_no_bullet() {
    let wide = "• Moved the pages of the shop to other machines, which was quick, and is tested by many";
    let other_job = reading(vec![
        vec![
            run(50.0, 40.0, "EXPERIENCE"),
            run(50.0, 780.0, "Engineer, Acme, 2016 - 2018"),
            run(55.0, 794.0, wide),
        ],
        vec![run(50.0, 60.0, "eBay Inc, Berlin"), run(50.0, 74.0, "Developer, 2012 - 2015")],
    ]);
    assert_eq!(entries(&other_job, "bullets")[0], json!([[wide.trim_start_matches("• ")]]));
    let with_a_gap = reading(vec![vec![
        run(50.0, 40.0, "EXPERIENCE"),
        run(50.0, 60.0, "Engineer, Acme, 2016 - 2018"),
        run(55.0, 74.0, wide),
        run(60.0, 88.0, "and was found"),
        run(200.0, 88.0, "to be good and finished in May 2017"),
        run(55.0, 102.0, "• Led a team"),
    ]]);
    assert_eq!(entries(&with_a_gap, "title"), [json!(["Engineer"])]);
}
