//! What stands where on a page, and what becomes of it.

use serde_json::{Value, json};

mod alike;
mod below;
mod columns;
mod edges;
mod elsewhere;
mod europass;
mod heads;
mod page;
mod person;
mod places;
mod sections;
mod values;
mod within;
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
        entries(&reading, "title organization start_date end_date text"),
        [json!(["Bachelor of Technology", "Uni Bonn", "2020", "2024", "- Led the choir"])]
    );
    let area = &reading.incoming.content().1[0].metadata["area"];
    assert_eq!(area, "Mechanical Engineering with Computer Science and Physics of Ships");
}

#[test]
fn text_below_a_head_whose_dates_stand_at_the_right_edge_is_text() {
    for text in ["Served guests", "Built pipelines and dashboards for the sales team"] {
        let reading = reading(vec![vec![
            run(50.0, 40.0, "EXPERIENCE"),
            run(50.0, 60.0, "Waiter, Bistro Hirsch, Bonn"),
            run(430.0, 60.0, "Jan 2015 – Mar 2016"),
            run(50.0, 74.0, text),
        ]]);
        assert_eq!(
            entries(&reading, "title organization location text"),
            [json!(["Waiter", "Bistro Hirsch", "Bonn", text])]
        );
    }
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

#[test]
fn columns_whose_jobs_have_dates_on_lines_of_their_own_are_two() {
    let lines = |left: f64, texts: &[&str]| -> Vec<Run> {
        texts.iter().enumerate().map(|(at, text)| run(left, 60.0 + 14.0 * at as f64, text)).collect()
    };
    let mut page =
        lines(30.0, &["IDIOMAS", "Español (Nativo)", "Inglés (C1)", "APTITUDES", "Scrum", "Excel", "Dibujo"]);
    page.extend(lines(
        260.0,
        &[
            "EXPERIENCIA",
            "Jefe de proyecto, Hooli, Madrid",
            "enero de 2019 — actualidad",
            "Ingeniero, Initech, Madrid",
            "mayo de 2013 — mayo de 2018",
            "FORMACIÓN",
            "Máster en Dirección, EOI, Madrid",
            "2012 — 2013",
        ],
    ));
    page.insert(0, Run { size: 20.0, ..run(30.0, 30.0, "Ada Example") });
    assert_eq!(
        entries(&reading(vec![page]), "kind title organization start_date"),
        [
            json!(["language", "Español", null, null]),
            json!(["language", "Inglés", null, null]),
            json!(["skill", "Scrum", null, null]),
            json!(["skill", "Excel", null, null]),
            json!(["skill", "Dibujo", null, null]),
            json!(["work", "Jefe de proyecto", "Hooli", "2019-01"]),
            json!(["work", "Ingeniero", "Initech", "2013-05"]),
            json!(["education", "Máster", "EOI", "2012"]),
        ]
    );
}

#[test]
fn items_that_fill_a_narrow_column_are_no_sentence() {
    let lines = [
        "LANGUAGES",
        "Swedish (Native or",
        "Bilingual)",
        "English (Professional)",
        "German (Elementary)",
        "PUBLICATIONS",
        "[1] On tea, 2019",
    ];
    let runs = lines.iter().enumerate().map(|(at, text)| run(50.0, 60.0 + 13.0 * at as f64, text)).collect();
    let reading = reading(vec![runs]);
    let all = reading.incoming.content().1;
    let said: Vec<_> = all.iter().map(|one| json!([one.title, one.metadata.get("fluency")])).collect();
    assert_eq!(
        said,
        [
            json!(["Swedish", "Native or Bilingual"]),
            json!(["English", "Professional"]),
            json!(["German", "Elementary"]),
            json!(["On tea", null]),
        ]
    );
}

#[test]
fn how_long_somebody_was_somewhere_stands_below_the_employer() {
    let lines = [
        (50.0, 16.0, "EXPERIENCE"),
        (80.0, 12.0, "Globex"),
        (94.0, 10.5, "5 years 3 months"),
        (116.0, 11.5, "Barista"),
        (130.0, 10.5, "March 2022 - Present (2 years 2 months)"),
        (144.0, 10.5, "Oslo, Norway"),
        (170.0, 11.5, "Shift Supervisor"),
        (184.0, 10.5, "February 2019 - March 2022 (3 years 2 months)"),
        (198.0, 10.5, "Oslo, Norway"),
        (230.0, 12.0, "Initech"),
        (244.0, 11.5, "Barista"),
        (258.0, 10.5, "August 2014 - January 2019 (4 years 6 months)"),
        (272.0, 10.5, "Oslo, Norway"),
    ];
    let runs = lines.iter().map(|(y, size, text)| Run { size: *size, ..run(223.0, *y, text) }).collect();
    assert_eq!(
        entries(&reading(vec![runs]), "title organization location start_date"),
        [
            json!(["Barista", "Globex", "Oslo, Norway", "2022-03"]),
            json!(["Shift Supervisor", "Globex", "Oslo, Norway", "2019-02"]),
            json!(["Barista", "Initech", "Oslo, Norway", "2014-08"]),
        ]
    );
}

#[test]
fn dates_and_labels_at_the_left_are_no_column() {
    let row = |y: f64, left: &str, right: &str| [run(40.0, y, left), run(130.0, y, right)];
    let mut page = vec![
        Run { size: 20.0, ..run(40.0, 30.0, "Ada Example") },
        Run { size: 14.0, ..run(130.0, 60.0, "Experience") },
    ];
    page.extend(row(80.0, "2018–2021", "Engineer, Hooli GmbH"));
    page.extend(row(94.0, "2015–2018", "Developer, Initech GmbH"));
    page.push(Run { size: 14.0, ..run(130.0, 120.0, "Languages") });
    page.extend(row(140.0, "German", "Mother tongue"));
    page.extend(row(154.0, "English", "Fluent"));
    page.push(run(400.0, 154.0, "nine years at work"));
    page.push(Run { size: 14.0, ..run(130.0, 180.0, "Skills") });
    page.extend(row(200.0, "Programming", "Rust, SQL"));
    assert_eq!(
        entries(&reading(vec![page]), "kind title start_date skills"),
        [
            json!(["work", "Engineer", "2018", []]),
            json!(["work", "Developer", "2015", []]),
            json!(["language", "German", null, []]),
            json!(["language", "English", null, []]),
            json!(["skill", "Programming", null, ["Rust", "SQL"]]),
        ]
    );
}

#[test]
fn a_line_that_names_the_document_and_the_page_is_a_running_one() {
    let first = vec![
        run(40.0, 100.0, "EDUCATION"),
        run(40.0, 120.0, "BSc, Example University, 2010 - 2013"),
        run(40.0, 820.0, "May 10, 2024"),
        run(250.0, 820.0, "Ada Example · Résumé"),
        run(550.0, 820.0, "1"),
    ];
    let second = vec![
        run(40.0, 30.0, "Ada Example"),
        run(400.0, 30.0, "Curriculum Vitae, page 2"),
        run(40.0, 100.0, "• Wrote the manual"),
    ];
    for pages in [vec![first.clone()], vec![first, second]] {
        let count = pages.len();
        let found = entries(&reading(pages), "title text bullets");
        let notes = (count > 1).then_some("- Wrote the manual");
        assert_eq!(found, [json!(["BSc", notes, []])]);
    }
}

#[test]
fn one_line_for_each_position_is_no_paragraph() {
    let lines = [
        "EXPERIENCE",
        "Associate Professor, Department of History, Example University, 2018–present",
        "Assistant Professor, Department of History, Example University, 2011–2018",
        "EDUCATION",
        "M.A. in History, Example University, 2005",
    ];
    let runs = lines.iter().enumerate().map(|(at, text)| run(50.0, 60.0 + 13.0 * at as f64, text)).collect();
    let found = entries(&reading(vec![runs]), "title start_date end_date");
    assert_eq!(
        found,
        [
            json!(["Associate Professor", "2018", null]),
            json!(["Assistant Professor", "2011", "2018"]),
            json!(["M.A.", null, "2005"])
        ]
    );
}

#[test]
fn an_unknown_heading_is_one_where_headings_have_several_looks() {
    let of = |y: f64, size: f64, text: &str| Run { size, ..run(50.0, y, text) };
    let runs = vec![
        of(30.0, 24.0, "Ada Example"),
        of(60.0, 16.0, "Experience"),
        of(80.0, 10.0, "Engineer, Hooli, 2018 – 2020"),
        of(94.0, 10.0, "• Built it"),
        of(120.0, 16.0, "Machines owned"),
        of(140.0, 10.0, "A lathe"),
        of(166.0, 16.0, "Education"),
        of(186.0, 10.0, "BSc, Example University, 2010 – 2013"),
        of(212.0, 13.0, "Skills"),
        of(232.0, 10.0, "Rust, SQL"),
    ];
    let reading = reading(vec![runs]);
    assert_eq!(
        entries(&reading, "title text"),
        [json!(["Engineer", null]), json!(["BSc", null]), json!(["Rust", null]), json!(["SQL", null])]
    );
    assert_eq!(reading.doubtful.unwrap().unread, ["Machines owned: A lathe"]);
}

#[test]
fn each_line_of_a_list_of_awards_is_one() {
    let lines = [
        "AWARDS",
        "Dean's List, Autumn 2022 and Winter 2023",
        "Example State Opportunity Scholarship (2021–2025)",
        "Best Poster Prize, 2020",
    ];
    let runs = lines.iter().enumerate().map(|(at, text)| run(50.0, 60.0 + 13.0 * at as f64, text)).collect();
    assert_eq!(
        entries(&reading(vec![runs]), "title organization start_date"),
        [
            json!(["Dean's List, Autumn 2022 and Winter 2023", null, null]),
            json!(["Example State Opportunity Scholarship", null, "2021"]),
            json!(["Best Poster Prize", null, "2020"]),
        ]
    );
}

#[test]
fn a_running_line_shows_how_wide_the_page_is() {
    let head = |page: u8| {
        [run(40.0, 30.0, "Ada Example"), run(450.0, 30.0, &format!("Curriculum Vitae, page {page}"))]
    };
    let mut first = vec![run(40.0, 100.0, "EDUCATION"), run(40.0, 114.0, "Ph.D., Example University, 2009")];
    first.push(run(40.0, 128.0, "Dissertation: “Salt and Empire: Trade in the East, 1450–1600”"));
    first.push(run(40.0, 142.0, "M.A., Example University, 2005"));
    let mut second = head(2).to_vec();
    second.push(run(40.0, 100.0, "B.A., Example University, 2003"));
    let found = entries(&reading(vec![first, second]), "title end_date");
    assert_eq!(found, [json!(["Ph.D.", "2009"]), json!(["M.A.", "2005"]), json!(["B.A.", "2003"])]);
}
