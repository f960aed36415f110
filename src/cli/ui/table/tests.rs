use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

fn row<'a>(id: &'a str, title: &'a str, skills: &'a [String]) -> Row<'a> {
    Row {
        id,
        kind: Kind::Work,
        title,
        area: None,
        organization: Some("Acme"),
        start: "2020-03".parse().ok(),
        end: None,
        skills,
        tags: &[],
        pending: false,
        deleted: false,
    }
}

fn examples(skills: &[String]) -> Vec<Row<'_>> {
    let long = row("3fa2b1c4", "Principal Engineer for Everything and Then Some", skills);
    let mut wide = row("91ab77de", "東京オフィス責任者 👩\u{200d}💻 cafe\u{301}", &[]);
    (wide.organization, wide.end, wide.pending) = (Some("株式会社\u{1b}[31m"), "2021".parse().ok(), true);
    let mut award = row("c0ffee00", "Prize", &[]);
    (award.kind, award.organization, award.deleted) = (Kind::Award, None, true);
    vec![long, wide, award]
}

fn skills() -> Vec<String> {
    ["Rust", "PostgreSQL", "Linux"].map(str::to_owned).to_vec()
}

#[test]
fn nothing_is_cut_in_a_pipe() {
    assert_snapshot!(experiences(&examples(&skills()), None, false), @r#"
    ID          KIND   TITLE                                            ORGANIZATION        DATES              SKILLS
    3fa2b1c4    work   Principal Engineer for Everything and Then Some  Acme                2020-03 – present  Rust, PostgreSQL, Linux
    91ab77de *  work   東京オフィス責任者 👩‍💻 café                       株式会社\u{1b}[31m  2020-03 – 2021
    c0ffee00 -  award  Prize                                                                2020-03
    "#);
}

#[test]
fn a_terminal_is_filled_and_not_overrun() {
    assert_snapshot!(experiences(&examples(&skills()), Some(100), false), @r#"
    ID          KIND   TITLE                      ORGANIZATION       DATES              SKILLS
    3fa2b1c4    work   Principal Engineer for E…  Acme               2020-03 – present  Rust, PostgreSQ…
    91ab77de *  work   東京オフィス責任者 👩‍💻 ca…  株式会社\u{1b}[3…  2020-03 – 2021
    c0ffee00 -  award  Prize                                         2020-03
    "#);
    assert_snapshot!(experiences(&examples(&skills()), Some(60), false), @r#"
    ID          KIND   TITLE                    ORGANIZATION
    3fa2b1c4    work   Principal Engineer for…  Acme
    91ab77de *  work   東京オフィス責任者 👩‍💻…   株式会社\u{1b}[…
    c0ffee00 -  award  Prize
    "#);
    assert_snapshot!(experiences(&examples(&skills()), Some(24), false), @r#"
    ID          TITLE
    3fa2b1c4    Principal E…
    91ab77de *  東京オフィ…
    c0ffee00 -  Prize
    "#);
}

#[test]
fn positions_at_one_employer_are_held_together_and_a_degree_has_its_subject() {
    let position = |title| row("3fa2b1c4", title, &[]);
    let mut elsewhere = position("Baker");
    elsewhere.organization = Some("Bolt");
    let mut degree = position("M.Sc.");
    (degree.kind, degree.area, degree.organization) = (Kind::Education, Some("Physics"), Some("Acme"));
    let mut whole = degree;
    whole.title = "B.Sc. Physics";
    let rows = [
        position("Lead"),
        position("Senior"),
        position("Junior"),
        elsewhere,
        position("Intern"),
        degree,
        whole,
    ];
    assert_snapshot!(experiences(&rows, Some(80), false), @r#"
    ID        KIND       TITLE           ORGANIZATION  DATES
    3fa2b1c4  work       Lead            ┌ Acme        2020-03 – present
    3fa2b1c4  work       Senior          │ Acme        2020-03 – present
    3fa2b1c4  work       Junior          └ Acme        2020-03 – present
    3fa2b1c4  work       Baker           Bolt          2020-03 – present
    3fa2b1c4  work       Intern          Acme          2020-03 – present
    3fa2b1c4  education  M.Sc., Physics  Acme          2020-03 – present
    3fa2b1c4  education  B.Sc. Physics   Acme          2020-03 – present
    "#);
    assert_snapshot!(experiences(&rows[1..], None, false), @r#"
    ID        KIND       TITLE           ORGANIZATION  DATES
    3fa2b1c4  work       Senior          Acme          2020-03 – present
    3fa2b1c4  work       Junior          Acme          2020-03 – present
    3fa2b1c4  work       Baker           Bolt          2020-03 – present
    3fa2b1c4  work       Intern          Acme          2020-03 – present
    3fa2b1c4  education  M.Sc., Physics  Acme          2020-03 – present
    3fa2b1c4  education  B.Sc. Physics   Acme          2020-03 – present
    "#);
}

#[test]
fn colour_is_asked_for() {
    let skills = skills();
    let rows = &examples(&skills)[2..];
    assert!(!experiences(rows, None, false).contains('\u{1b}'));
    assert_snapshot!(experiences(rows, None, true).escape_debug(), @r#"\u{1b}[1mID\u{1b}[0m          \u{1b}[1mKIND\u{1b}[0m   \u{1b}[1mTITLE\u{1b}[0m  \u{1b}[1mDATES\u{1b}[0m\n\u{1b}[2mc0ffee00 -\u{1b}[0m  \u{1b}[2maward\u{1b}[0m  \u{1b}[2mPrize\u{1b}[0m  \u{1b}[2m2020-03\u{1b}[0m\n"#);
}

#[test]
fn dates_are_read_at_a_glance() {
    let date = |text: &str| text.parse().ok();
    assert_eq!(dates(Kind::Work, date("2020-03"), None), "2020-03 – present");
    assert_eq!(dates(Kind::Work, date("2020-03"), date("2022")), "2020-03 – 2022");
    assert_eq!(dates(Kind::Work, None, date("2022")), "until 2022");
    assert_eq!(dates(Kind::Project, date("2022"), date("2022")), "2022");
    assert_eq!(dates(Kind::Award, date("2022-05-01"), None), "2022-05-01");
}

#[test]
fn the_last_column_of_a_plain_table_is_wrapped() {
    let rows = [
        ["12", "2026-01-02 10:00", "laptop", "title: “Engineer” → “Principal Engineer”; + skill Rust"],
        ["3 (pending)", "2026-01-01 10:00", "–", "created"],
    ];
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
    let header = ["REVISION", "WHEN", "DEVICE", "CHANGES"];
    assert_snapshot!(plain(&header, &rows, Some(64), false), @r#"
    REVISION     WHEN              DEVICE  CHANGES
    12           2026-01-02 10:00  laptop  title: “Engineer” →
                                           “Principal Engineer”; +
                                           skill Rust
    3 (pending)  2026-01-01 10:00  –       created
    "#);
    assert_snapshot!(plain(&header, &rows, Some(30), false), @r#"
    REVISION  12
    WHEN      2026-01-02 10:00
    DEVICE    laptop
    CHANGES   title: “Engineer” →
              “Principal
              Engineer”; + skill
              Rust

    REVISION  3 (pending)
    WHEN      2026-01-01 10:00
    DEVICE    –
    CHANGES   created
    "#);
    assert_snapshot!(plain(&header, &rows, None, false), @r#"
    REVISION     WHEN              DEVICE  CHANGES
    12           2026-01-02 10:00  laptop  title: “Engineer” → “Principal Engineer”; + skill Rust
    3 (pending)  2026-01-01 10:00  –       created
    "#);
}

proptest! {
    #[test]
    fn every_row_is_one_line_that_fits(
        texts in prop::collection::vec("[a-z 東👩\u{200d}\u{301}\n\t\u{1b}]{0,40}", 3..9),
        width in 1_usize..130,
    ) {
        let mut rows: Vec<_> = texts.iter().map(|text| row("3fa2b1c4", text, &texts[..2])).collect();
        rows[0].organization = Some(&texts[1]);
        rows[1].pending = true;
        let shown = experiences(&rows, Some(width), false);
        prop_assert_eq!(shown.lines().count(), rows.len() + 1);
        // No ID is cut, nor the mark beside it.
        let ids: Vec<_> = shown.lines().skip(1).map(|line| line.get(..8)).collect();
        prop_assert!(ids.iter().all(|id| *id == Some("3fa2b1c4")), "{}", shown);
        for line in shown.lines() {
            prop_assert!(width::of(line) <= width.max(10), "{:?}", line);
        }
        let rows: Vec<_> = texts.iter().map(|text| vec!["7".to_owned(), "now".to_owned(), text.clone()]).collect();
        let shown = plain(&["REVISION", "WHEN", "CHANGES"], &rows, Some(width.max(12)), false);
        for line in shown.lines() {
            prop_assert!(width::of(line) <= width.max(12), "{:?}", line);
        }
    }
}
