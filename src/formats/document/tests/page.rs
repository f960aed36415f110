//! What stands on one line, and what is no line of the document.

use serde_json::{Value, json};

use super::{entries, reading, run};
use crate::formats::document::Run;

#[test]
fn a_period_on_two_lines_of_a_narrow_column_is_whole() {
    let runs = [
        ("Oct", "2020–Present", "ENGINEER"),
        ("Jan 2019–Jun", "2019", "SCHOLAR"),
        ("Sep 2016 – Mar 2018", "(1 yr 7 mos)", "ASSISTANT"),
    ];
    let mut page = vec![
        Run { size: 20.0, ..run(50.0, 50.0, "Ada Lovelace") },
        Run { size: 14.0, ..run(160.0, 80.0, "EXPERIENCE") },
    ];
    for ((first, second, title), from) in runs.into_iter().zip([100.0, 140.0, 180.0]) {
        let right = 150.0;
        let left = |text: &str| right - 5.0 * text.chars().count() as f64;
        page.push(run(left(first), from, first));
        page.push(run(left(second), from + 13.0, second));
        page.push(run(160.0, from, title));
        page.push(run(160.0 + 5.0 * title.len() as f64, from, ", Initech Ltd"));
        page.push(run(160.0, from + 13.0, "• Kept it running"));
    }
    let job = |title, start, end| json!([title, "Initech Ltd", start, end, ["Kept it running"]]);
    assert_eq!(
        entries(&reading(vec![page]), "title organization start_date end_date bullets"),
        [
            job("ENGINEER", json!("2020-10"), Value::Null),
            job("SCHOLAR", json!("2019-01"), json!("2019-06")),
            job("ASSISTANT", json!("2016-09"), json!("2018-03")),
        ]
    );
}

#[test]
fn icons_part_what_stands_beside_them() {
    let contacts = "\u{fffd} ada@mail.example \u{fffd} +44 7700 900123 \u{f041} London, United Kingdom";
    let reading = reading(vec![vec![
        Run { size: 20.0, ..run(50.0, 50.0, "Ada Lovelace") },
        run(50.0, 70.0, contacts),
        Run { size: 14.0, ..run(50.0, 90.0, "EXPERIENCE") },
        run(50.0, 110.0, "ENGINEER"),
        run(50.0, 123.0, "Initech Ltd"),
        run(50.0, 136.0, "\u{fffd} 2019 – 2021"),
        run(160.0, 136.0, "\u{fffd} Leeds"),
        // A font that does not name its bullet either
        run(50.0, 149.0, "\u{fffd}"),
        run(60.0, 149.0, "Kept the o\u{fffd}ce running"),
    ]]);
    assert_eq!(
        entries(&reading, "title organization location start_date bullets"),
        [json!(["ENGINEER", "Initech Ltd", "Leeds", "2019", ["Kept the o\u{fffd}ce running"]])]
    );
    let basics = Value::from(reading.incoming.content().0)["basics"].clone();
    assert_eq!(
        (&basics["email"], &basics["phone"], &basics["location"]["city"]),
        (&json!("ada@mail.example"), &json!("+44 7700 900123"), &json!("London")),
        "{basics}"
    );
}

#[test]
fn a_letter_without_a_name_is_a_part_of_its_word() {
    let reading = reading(vec![vec![
        Run { size: 20.0, ..run(50.0, 50.0, "Ada Lovelace") },
        run(50.0, 70.0, "O\u{f001}ce Lane 4, Leeds \u{f0e0} \u{f095} +44 7700 900123"),
        Run { size: 14.0, ..run(50.0, 90.0, "EXPERIENCE") },
        run(50.0, 110.0, "Responsabile qualit\u{fffd}, Universit\u{fffd} di Bologna"),
        run(400.0, 110.0, "2015 – 2019"),
        run(50.0, 123.0, "• Led"),
        run(50.0, 143.0, "Co"),
        run(60.0, 143.0, "\u{f001}"),
        run(65.0, 143.0, "dence Manager, \u{f002}nance Ltd"),
        run(400.0, 143.0, "2012 – 2015"),
        run(50.0, 156.0, "• Led"),
    ]]);
    assert_eq!(
        entries(&reading, "title organization start_date"),
        [
            json!(["Responsabile qualit\u{fffd}", "Universit\u{fffd} di Bologna", "2015"]),
            json!(["Co\u{f001}dence Manager", "\u{f002}nance Ltd", "2012"]),
        ]
    );
    let basics = Value::from(reading.incoming.content().0)["basics"].clone();
    assert_eq!(
        (&basics["phone"], &basics["location"]["address"]),
        (&json!("+44 7700 900123"), &json!("O\u{f001}ce Lane 4")),
        "{basics}"
    );
}

/// Further from the edge than running lines are, a number is one of a page if the pages are counted so.
#[test]
fn a_number_at_the_end_of_the_text_is_no_number_of_a_page() {
    let pages = |numbers: &[&str]| {
        let page = |(index, number): (usize, &&str)| {
            let mut runs = vec![
                Run { size: 20.0, ..run(50.0, 40.0, "Ada Lovelace") },
                run(50.0, 120.0, "EXPERIENCE"),
                run(50.0, 140.0, &format!("Engineer, Acme, 201{index} - 201{}", index + 1)),
                run(50.0, 153.0, "• Built it"),
            ];
            runs.drain(..if index > 0 { 2 } else { 0 });
            if !number.is_empty() {
                runs.push(run(50.0, 740.0, number));
            }
            runs
        };
        let reading = reading(numbers.iter().enumerate().map(page).collect());
        let said = format!("{:?}", entries(&reading, "title organization text bullets metadata"));
        numbers.iter().map(|number| said.contains(number)).collect::<Vec<_>>()
    };
    for kept in [&["3.8"][..], &["18/20"], &["06 12"], &["9.5", "9.5"], &["1", "7"], &["3", "9", "27"]] {
        assert!(pages(kept).iter().all(|is_kept| *is_kept), "{kept:?}");
    }
    for dropped in [
        &["Page 1 of 2", "Page 2 of 2"][..],
        &["Page 1"],
        &["1/2", "2/2"],
        &["#4", "#5"],
        &["– 1 –", "– 2 –", "– 3 –"],
        &["Ada Lovelace - Page 1 of 1"],
    ] {
        assert!(!pages(dropped).iter().any(|is_kept| *is_kept), "{dropped:?}");
    }
}

#[test]
fn a_wide_space_parts_unless_its_line_is_stretched() {
    let label = |left: f64, baseline: f64, text: &str| Run { bold: true, ..run(left, baseline, text) };
    let reading = reading(vec![vec![
        Run { size: 20.0, ..run(50.0, 50.0, "Ada Lovelace") },
        run(50.0, 90.0, "SKILLS"),
        label(50.0, 110.0, "Software"),
        run(98.0, 110.0, "Excel, SAP"),
        run(50.0, 130.0, "INTERESTS"),
        run(50.0, 150.0, "Long walks in the"),
        run(143.0, 150.0, "hills of"),
        run(50.0, 163.0, "western"),
        run(93.0, 163.0, "and"),
        run(118.0, 163.0, "northern"),
        run(168.0, 163.0, "and"),
        run(50.0, 176.0, "eastern then"),
        run(118.0, 176.0, "also southern"),
        run(50.0, 189.0, "countries"),
    ]]);
    assert_eq!(
        entries(&reading, "kind title skills"),
        [
            json!(["skill", "Software", ["Excel", "SAP"]]),
            json!([
                "interest",
                "Long walks in the hills of western and northern and eastern then also southern countries",
                []
            ])
        ]
    );
}

#[test]
fn a_running_head_with_the_name_and_a_number_far_from_the_edge_are_no_text() {
    let head =
        |baseline: f64| vec![run(50.0, baseline, "Ada Lovelace"), run(400.0, baseline, "Curriculum Vitae")];
    let mut second = head(50.0);
    second.extend([run(50.0, 90.0, "• Led a team"), run(400.0, 745.0, "2/2")]);
    let reading = reading(vec![
        vec![
            Run { size: 20.0, ..run(50.0, 90.0, "Ada Lovelace") },
            run(50.0, 120.0, "EXPERIENCE"),
            run(50.0, 140.0, "Engineer, Acme, 2016 - 2018"),
            run(50.0, 153.0, "• Built it"),
            run(400.0, 745.0, "1/2"),
        ],
        second,
    ]);
    assert_eq!(
        entries(&reading, "title text bullets"),
        [json!(["Engineer", null, ["Built it", "Led a team"]])]
    );
    assert_eq!(reading.doubtful.unwrap().unread, [""; 0]);
}

#[test]
fn dates_that_stand_below_one_another_in_a_narrow_cell_are_one() {
    let mut page = vec![Run { size: 20.0, ..run(50.0, 30.0, "Ada Lovelace") }, run(50.0, 60.0, "EDUCATION")];
    for (baseline, date, text) in [
        (80.0, ["2013", "2017"], ["York College", "Diploma"]),
        (120.0, ["2012. június – 2013.", "február"], ["Leeds College", "Certificate"]),
    ] {
        page.extend([run(50.0, baseline, date[0]), run(50.0, baseline + 8.0, date[1])]);
        page.extend([run(180.0, baseline, text[0]), run(180.0, baseline + 12.0, text[1])]);
    }
    assert_eq!(
        entries(&reading(vec![page]), "organization start_date end_date"),
        [json!(["York College", "2013", "2017"]), json!(["Leeds College", "2012-06", "2013-02"])]
    );
}

#[test]
fn small_letters_below_large_ones_are_a_line_of_their_own() {
    let page = vec![
        Run { size: 36.0, ..run(50.0, 60.0, "Ada Lovelace") },
        run(60.0, 75.0, "ada.example | ada@x.example"),
        run(50.0, 120.0, "EXPERIENCE"),
        run(50.0, 140.0, "Baker, Mill Ltd, 2018 - 2020"),
    ];
    let reading = reading(vec![page]);
    assert_eq!(reading.incoming.content().0["basics"]["name"], "Ada Lovelace");
}

#[test]
fn a_list_of_years_in_smaller_letters_has_no_spans() {
    let mut page =
        vec![Run { size: 20.0, ..run(50.0, 30.0, "Ada Lovelace") }, run(50.0, 60.0, "CERTIFICATES")];
    for (baseline, year, text) in
        [(80.0, "2015", "Food Hygiene"), (93.0, "2017", "First Aid"), (106.0, "2019", "Forklift Licence")]
    {
        page.push(Run { size: 8.0, ..run(50.0, baseline - 2.0, year) });
        page.push(run(180.0, baseline, text));
    }
    let years = ["2015", "2017", "2019"].map(|year| json!([year]));
    assert_eq!(entries(&reading(vec![page]), "start_date"), years);
}

#[test]
fn hollow_signs_are_those_of_lists_or_of_a_line_of_time() {
    let page = |lines: &[&str]| {
        let mut page =
            vec![Run { size: 20.0, ..run(50.0, 30.0, "Ada Lovelace") }, run(50.0, 60.0, "EXPERIENCE")];
        for (at, line) in (0_u8..).zip(lines) {
            let baseline = 80.0 + 13.0 * f64::from(at);
            let text = line.trim_start_matches("◦ ");
            page.push(run(62.0, baseline, text));
            page.extend((text != *line).then(|| run(50.0, baseline, "◦")));
        }
        entries(&reading(vec![page]), "title start_date bullets")
    };
    let line_of_time =
        ["◦ Head Baker, Mill Ltd", "2018 – 2020", "Baked.", "◦ Baker, Hooli Ltd", "2015 – 2018", "Baked."];
    assert_eq!(page(&line_of_time), [json!(["Head Baker", "2018", []]), json!(["Baker", "2015", []])]);
    let list = ["Head Baker, Mill Ltd", "2018 – 2020", "◦ Baked bread", "◦ Sold it"];
    assert_eq!(page(&list), [json!(["Head Baker", "2018", ["Baked bread", "Sold it"]])]);
}

#[test]
fn short_lines_do_not_go_on_though_one_is_the_widest() {
    let page = vec![
        Run { size: 20.0, ..run(50.0, 30.0, "Ada Lovelace") },
        run(50.0, 60.0, "EXPERIENCE"),
        run(50.0, 80.0, "March 2019 – Present"),
        run(50.0, 93.0, "Hooli Ltd, Leeds"),
        run(50.0, 106.0, "Sales Manager"),
        run(50.0, 119.0, "• Led nine"),
        run(50.0, 140.0, "May 2015 – February 2019"),
        run(50.0, 153.0, "Initech Logistics Ltd, York"),
        run(50.0, 166.0, "Sales Assistant"),
        run(50.0, 179.0, "• Kept the till"),
    ];
    assert_eq!(
        entries(&reading(vec![page]), "title organization"),
        [json!(["Sales Manager", "Hooli Ltd"]), json!(["Sales Assistant", "Initech Logistics Ltd"])]
    );
}

#[test]
fn years_beside_their_own_names_are_no_span() {
    let mut page =
        vec![Run { size: 20.0, ..run(50.0, 30.0, "Ada Lovelace") }, run(50.0, 60.0, "CERTIFICATES")];
    for (baseline, name, year) in [(80.0, "Food Hygiene", "2019"), (93.0, "First Aid", "2021")] {
        page.extend([run(50.0, baseline, name), run(300.0, baseline, year)]);
    }
    assert_eq!(
        entries(&reading(vec![page]), "title start_date"),
        [json!(["Food Hygiene", "2019"]), json!(["First Aid", "2021"])]
    );
}

#[test]
fn an_icon_before_a_date_is_no_sign_of_a_list() {
    let sign =
        |baseline: f64, left: f64| Run { size: 5.0, right: left + 4.0, ..run(left, baseline, "\u{fffd}") };
    let reading = reading(vec![vec![
        Run { size: 20.0, ..run(50.0, 50.0, "Ada Lovelace") },
        Run { size: 14.0, ..run(50.0, 90.0, "EXPERIENCE") },
        Run { size: 12.0, ..run(50.0, 110.0, "Engineer") },
        Run { bold: true, ..run(50.0, 124.0, "Initech Ltd") },
        sign(138.0, 50.0),
        run(60.0, 138.0, "Mar 2018 – Feb 2020"),
        sign(138.0, 200.0),
        run(207.0, 138.0, "Leeds, England"),
        sign(152.0, 55.0),
        run(66.0, 152.0, "Led a team"),
        sign(166.0, 55.0),
        run(66.0, 166.0, "2019: a prize of the firm"),
    ]]);
    assert_eq!(
        entries(&reading, "title organization location start_date bullets"),
        [json!([
            "Engineer",
            "Initech Ltd",
            "Leeds, England",
            "2018-03",
            ["Led a team", "2019: a prize of the firm"]
        ])]
    );
}
