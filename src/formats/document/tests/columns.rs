//! Which strips of a page part two texts, and which do not.

use serde_json::{Value, json};

use super::{entries, reading, run};
use crate::formats::document::Run;

/// Rows of a table: what is at the left, in bold letters where it is in capitals, and the lines at the right of it.
fn table(from: f64, right: f64, rows: &[(&str, &[&str])]) -> Vec<Run> {
    let mut baseline = from;
    let mut runs = Vec::new();
    for (left, lines) in rows {
        runs.extend((!left.is_empty()).then(|| run(50.0, baseline, left)));
        for line in *lines {
            let indent = if line.starts_with('•') { 4.0 } else { 0.0 };
            runs.push(run(right + indent, baseline, line));
            baseline += 13.0;
        }
        baseline += if lines.is_empty() { 20.0 } else { 6.0 };
    }
    runs
}

const JOBS: [(&str, &[&str]); 2] = [
    ("03/2019 – Present", &["Sales Manager", "Hooli Ltd, Leeds", "• Led nine people", "• Opened two shops"]),
    ("02/2015 – 02/2019", &["Sales Assistant", "Initech Ltd, York", "• Kept the till", "• Ordered stock"]),
];

fn found_jobs() -> [Value; 2] {
    [
        json!(["Sales Manager", "Hooli Ltd", "2019-03", ["Led nine people", "Opened two shops"]]),
        json!(["Sales Assistant", "Initech Ltd", "2015-02", ["Kept the till", "Ordered stock"]]),
    ]
}

const FIELDS: &str = "title organization start_date bullets";

#[test]
fn bullets_with_a_small_indent_are_no_column() {
    let mut page = vec![run(50.0, 50.0, "Ada Lovelace"), run(50.0, 80.0, "EXPERIENCE")];
    page.extend(table(100.0, 180.0, &JOBS));
    assert_eq!(entries(&reading(vec![page]), FIELDS), found_jobs());
}

#[test]
fn headings_in_a_margin_stand_above_their_sections() {
    let [(manager, first), (assistant, second)] = JOBS;
    let dated = |date, lines: &[&'static str]| [&lines[..2], &[date], &lines[2..]].concat();
    let (first, second) = (dated(manager, first), dated(assistant, second));
    let rows: [(&str, &[&str]); 5] = [
        ("EXPERIENCE", &first),
        ("", &second),
        ("EDUCATION", &["BSc, University of Leeds, 2012 – 2015"]),
        ("SKILLS", &["Excel, SAP"]),
        ("LANGUAGES", &["German (native)"]),
    ];
    let mut wanted = found_jobs().to_vec();
    wanted.push(json!(["BSc", "University of Leeds", "2012", []]));
    wanted.extend(["Excel", "SAP", "German"].map(|title| json!([title, null, null, []])));
    // The letters of headings are larger, and stand lower.
    for lower in [0.0, 2.0] {
        let mut page = table(100.0, 180.0, &rows);
        for heading in page.iter_mut().filter(|run| run.left < 100.0) {
            heading.baseline += lower;
        }
        page.insert(0, Run { size: 20.0, ..run(50.0, 50.0, "Ada Lovelace") });
        assert_eq!(entries(&reading(vec![page]), FIELDS), wanted, "{lower}");
    }
}

#[test]
fn a_table_below_a_centred_title_is_read_row_by_row() {
    let mut rows: Vec<(&str, &[&str])> = vec![
        ("PERSÖNLICHE DATEN", &[]),
        ("Name:", &["Ada Lovelace"]),
        ("E-Mail:", &["ada@mail.example"]),
        ("BERUFSERFAHRUNG", &[]),
    ];
    rows.extend(JOBS);
    let mut page = table(100.0, 180.0, &rows);
    page.insert(0, Run { size: 20.0, bold: true, ..run(240.0, 60.0, "Lebenslauf") });
    let reading = reading(vec![page]);
    assert_eq!(entries(&reading, FIELDS), found_jobs());
    assert_eq!(
        Value::from(reading.incoming.content().0)["basics"],
        json!({"name": "Ada Lovelace", "email": "ada@mail.example"})
    );
}

#[test]
fn dates_beside_their_entries_are_no_column_though_other_rows_are_more() {
    let mut rows: Vec<(&str, &[&str])> = vec![
        ("PERSONAL DATA", &[]),
        ("Name", &["Ada Lovelace"]),
        ("E-mail", &["ada@mail.example"]),
        ("EXPERIENCE", &[]),
    ];
    rows.extend(JOBS);
    for heading in ["REFERENCES", "INTERESTS", "PUBLICATIONS", "AWARDS", "SKILLS"] {
        rows.push((heading, &[]));
    }
    let page = table(100.0, 180.0, &rows);
    assert_eq!(entries(&reading(vec![page]), FIELDS), found_jobs());
}

#[test]
fn a_value_that_is_the_word_of_a_heading_begins_no_column() {
    let mut rows: Vec<(&str, &[&str])> = vec![("EXPERIENCE", &[])];
    rows.extend(JOBS);
    rows.extend([("SPRACHEN", &[][..]), ("Deutsch", &["Muttersprache"]), ("Englisch", &["gut"])]);
    let page = table(100.0, 180.0, &rows);
    let mut wanted = found_jobs().to_vec();
    wanted.extend(["Deutsch", "Englisch"].map(|title| json!([title, null, null, []])));
    assert_eq!(entries(&reading(vec![page]), FIELDS), wanted);
}

#[test]
fn below_headings_in_a_row_is_a_column_each() {
    for headings in [&["SKILLS", "LANGUAGES", "REFERENCES"][..], &["SKILLS", "LANGUAGES"]] {
        let mut page = vec![
            Run { size: 20.0, ..run(50.0, 30.0, "Ada Lovelace") },
            Run { size: 14.0, ..run(50.0, 60.0, "EXPERIENCE") },
        ];
        for (baseline, dates, title) in
            [(80.0, "2018 – 2020", "Baker, Mill Ltd"), (120.0, "2015 – 2018", "Clerk, Hooli Ltd")]
        {
            page.extend([run(50.0, baseline, dates), run(200.0, baseline, title)]);
            page.extend([13.0, 26.0].map(|below| run(200.0, baseline + below, "Baked for the town.")));
        }
        let columns = [["Bread", "Rolls"], ["German", "French"], ["Bo Example", "Di Example"]];
        for ((left, heading), lines) in [50.0, 200.0, 350.0].into_iter().zip(headings).zip(columns) {
            page.push(Run { size: 14.0, ..run(left, 170.0, heading) });
            page.extend([190.0, 203.0].into_iter().zip(lines).map(|(at, line)| run(left, at, line)));
        }
        let kinds = ["work", "work", "skill", "skill", "language", "language", "reference", "reference"];
        let kinds = kinds[..2 + headings.len() * 2].iter().map(|kind| json!([kind]));
        assert_eq!(entries(&reading(vec![page]), "kind"), kinds.collect::<Vec<_>>(), "{headings:?}");
    }
}

#[test]
fn a_row_of_skills_that_are_words_of_headings_is_none_of_headings() {
    let mut page = vec![
        Run { size: 20.0, ..run(50.0, 30.0, "Ada Lovelace") },
        Run { size: 14.0, ..run(50.0, 60.0, "Skills") },
    ];
    for (baseline, row) in [
        (80.0, ["Bread", "Rolls", "Cakes"]),
        (93.0, ["Teaching", "Research", "Training"]),
        (106.0, ["Word", "Excel", "Python"]),
    ] {
        page.extend(
            [50.0, 220.0, 390.0].into_iter().zip(row).map(|(left, skill)| run(left, baseline, skill)),
        );
    }
    let reading = reading(vec![page]);
    assert!(entries(&reading, "kind").iter().all(|one| *one == json!(["skill"])));
    assert_eq!(reading.incoming.content().1.len(), 9);
}

#[test]
fn headings_differ_from_the_text_in_their_colour_alone() {
    const BLUE: u32 = 0x22_66_AA;
    let heading = |left: f64, baseline: f64, text: &str| Run { colour: BLUE, ..run(left, baseline, text) };
    let mut page = vec![Run { size: 20.0, ..run(50.0, 40.0, "Ada Lovelace") }];
    page.extend([heading(50.0, 80.0, "Experience"), heading(400.0, 80.0, "Contact")]);
    for (at, (left, right)) in [
        ("Engineer, Initech Ltd, Leeds", "ada@mail.example"),
        ("02/2020 – Present", "Leeds, United Kingdom"),
        ("• Built a model of hail", ""),
        ("• Led three people", ""),
        ("Analyst, Hooli Ltd, York", "Python, SQL"),
        ("10/2016 – 01/2020", ""),
        ("• Cut the time of a batch", ""),
        ("", "German – native"),
        ("BSc Mathematics, York College, York", "French – C2"),
        ("09/2010 – 08/2013", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let baseline = 95.0 + 14.0 * at as f64;
        page.extend([run(50.0, baseline, left), run(400.0, baseline, right)]);
    }
    page.extend([heading(400.0, 137.0, "Skills"), heading(400.0, 179.0, "Languages")]);
    page.push(heading(50.0, 193.0, "Education"));
    page.retain(|run| !run.text.is_empty());
    assert_eq!(
        entries(&reading(vec![page]), "kind title organization start_date"),
        [
            json!(["work", "Engineer", "Initech Ltd", "2020-02"]),
            json!(["work", "Analyst", "Hooli Ltd", "2016-10"]),
            json!(["education", "BSc", "York College", "2010-09"]),
            json!(["skill", "Python", null, null]),
            json!(["skill", "SQL", null, null]),
            json!(["language", "German", null, null]),
            json!(["language", "French", null, null]),
        ]
    );
}
