//! Which lines are headings, and what stands below the names of a list.

use serde_json::{Value, json};

use super::word::{document, of_lines};
use super::{Run, entries, reading, run};

/// Lines of one column, from the top: their size, whether they are bold, and the text; an empty one is a gap.
fn column(lines: &[(f64, bool, &str)]) -> Vec<Run> {
    let mut baseline = 50.0;
    let mut runs = vec![Run { size: 20.0, ..run(50.0, 30.0, "Ada Lovelace") }];
    for (size, bold, text) in lines {
        baseline += if text.is_empty() { 10.0 } else { 13.0 };
        let one = Run { size: *size, bold: *bold, ..run(50.0, baseline, text) };
        runs.extend((!text.is_empty()).then_some(one));
    }
    runs
}

fn found(lines: &[(f64, bool, &str)], fields: &str) -> Vec<Value> {
    entries(&reading(vec![column(lines)]), fields)
}

#[test]
fn numbers_before_headings_are_no_part_of_them() {
    for numbers in [["1", "2", "3"], ["1.", "2.", "3."], ["I.", "II.", "III."], ["1)", "2)", "3)"]] {
        let headings = ["Experience", "Certificates", "Education"];
        let [work, course, school] = [0, 1, 2].map(|at| format!("{} {}", numbers[at], headings[at]));
        let lines = [
            (14.0, true, work.as_str()),
            (10.0, false, "Baker, Mill Ltd, 2018 – 2020"),
            (14.0, true, course.as_str()),
            (10.0, false, "Food Hygiene, 2016"),
            (14.0, true, school.as_str()),
            (10.0, false, "Diploma, York College, 2014 – 2016"),
        ];
        let expected = [
            json!(["work", "Baker"]),
            json!(["certificate", "Food Hygiene"]),
            json!(["education", "Diploma"]),
        ];
        assert_eq!(found(&lines, "kind title"), expected, "{numbers:?}");
    }
}

#[test]
fn a_half_or_a_word_of_a_heading_is_enough_where_it_looks_like_the_others() {
    let lines = [
        (10.0, true, "Experience of Teaching"),
        (10.0, false, "Tutor, York College, 2018 – 2020"),
        (10.0, true, "Education"),
        (10.0, false, "Diploma, York College, 2014 – 2016"),
        (10.0, true, "Skills"),
        (10.0, false, "Bread, Rolls"),
        (10.0, true, "Interests"),
        (10.0, false, "Chess"),
    ];
    let kinds = ["work", "education", "skill", "skill", "interest"].map(|kind| json!([kind]));
    assert_eq!(found(&lines, "kind"), kinds);
    for (heading, kind) in [
        ("Certificati e patenti", "certificate"),
        ("IT-kunskaper och övriga kunskaper", "skill"),
        ("Teaching and work", "work"),
        ("Licenças e qualificações", "certificate"),
    ] {
        let lines = [
            (14.0, true, "Education"),
            (10.0, false, "Diploma, York College, 2014 – 2016"),
            (14.0, true, heading),
            (10.0, false, "Tutor, York College, 2018 – 2020"),
        ];
        assert_eq!(found(&lines, "kind")[1], json!([kind]), "{heading}");
    }
}

#[test]
fn bold_names_among_bold_headings_are_no_headings() {
    let lines = [
        (10.0, true, "Experience"),
        (10.0, true, "Designer | Studio Mole"),
        (10.0, false, "2019 – Present"),
        (10.0, true, "Designer | School of Arts"),
        (10.0, false, "2015 – 2019"),
        (10.0, true, "Skills"),
        (10.0, false, "Bread, Rolls"),
        (10.0, true, "Interests"),
        (10.0, false, "Chess"),
        (10.0, true, "Languages"),
        (10.0, false, "English"),
    ];
    let kinds = ["work", "work", "skill", "skill", "interest", "language"].map(|kind| json!([kind]));
    assert_eq!(found(&lines, "kind"), kinds);
}

#[test]
fn where_headings_are_large_a_bold_word_within_a_section_is_none() {
    let lines = [
        (14.0, true, "Experience"),
        (10.0, true, "Manager, Acme Ltd, 2019 – Present"),
        (10.0, true, "Awards"),
        (10.0, false, "• Best shop of the year"),
        (10.0, true, "Clerk, Beta Ltd, 2015 – 2019"),
        (10.0, true, "Highlights"),
        (10.0, false, "• Filed"),
        (14.0, true, "Education"),
        (10.0, false, "Diploma, York College, 2014 – 2016"),
    ];
    let all = found(&lines, "kind start_date bullets");
    assert!(all.iter().all(|one| one[0] != "award"), "{all:?}");
    let dated: Vec<_> = all.iter().filter(|one| !one[1].is_null()).collect();
    assert_eq!(dated[1..], [&json!(["work", "2015", ["Filed"]]), &json!(["education", "2014", []])]);
}

#[test]
fn headings_may_have_two_looks() {
    let below = |heading, text| [(10.0, true, heading), (10.0, false, text)];
    let mut lines = vec![
        (14.0, true, "Experience"),
        (10.0, false, "Baker, Mill Ltd, 2018 – 2020"),
        (14.0, true, "Education"),
        (10.0, false, "Diploma, York College, 2014 – 2016"),
    ];
    lines.extend(below("Skills", "Bread, Rolls"));
    lines.extend(below("Interests", "Chess"));
    let kinds = ["work", "education", "skill", "skill", "interest"].map(|kind| json!([kind]));
    assert_eq!(found(&lines, "kind"), kinds);
    // One alone, too, unless bullets and then another entry follow.
    lines.truncate(4);
    lines.extend(below("Interests", "Chess"));
    assert_eq!(found(&lines, "kind"), ["work", "education", "interest"].map(|kind| json!([kind])));
}

#[test]
fn bold_titles_and_employers_with_the_word_of_a_heading_are_none() {
    for (title, employer) in [
        ("Project Manager", "Acme Ltd"),
        ("Language Teacher", "Acme Ltd"),
        ("Referee", "Beta Ltd"),
        ("Research and Development", "Acme Ltd"),
        ("Projektleiterin", "Acme GmbH"),
    ] {
        let lines = [
            (10.0, true, "Experience"),
            (10.0, true, title),
            (10.0, false, employer),
            (10.0, false, "2019 – 2021"),
            (10.0, true, "Education"),
            (10.0, false, "Diploma, York College, 2014 – 2016"),
            (10.0, true, "Skills"),
            (10.0, false, "Bread"),
        ];
        let kinds = ["work", "education", "skill"].map(|kind| json!([kind]));
        assert_eq!(found(&lines, "kind"), kinds, "{title}");
    }
}

#[test]
fn the_length_of_a_line_is_that_of_its_letters() {
    let title =
        "Certificat d’aptitude à la profession d’avocat (CAPA), École des avocats de la région Rhône-Alpes";
    let title = format!("{title}, à Lyon");
    assert!(title.len() > 110 && title.chars().count() < 110);
    let lines = [
        (14.0, true, "Education"),
        (10.0, true, "Master de droit des affaires, Université Lyon III"),
        (10.0, false, "2008 – 2010"),
        (10.0, true, &title),
        (10.0, false, "2011 – 2012"),
    ];
    assert_eq!(found(&lines, "start_date"), [json!(["2008"]), json!(["2011"])]);
}

#[test]
fn the_level_of_a_language_stands_below_its_name() {
    let lines = ["*Portuguese*", "Native speaker", "*English*", "Fluent", "German", "Basic"];
    let found = of_lines("a@x.example", "Languages", &lines).1;
    let titles: Vec<_> = found.iter().map(|one| &one[0]).collect();
    assert_eq!(titles, ["Portuguese", "English", "German"]);
}

#[test]
fn skills_stand_below_the_name_of_their_group() {
    let lines = [
        (14.0, true, "Skills"),
        (10.0, true, "Design"),
        (10.0, false, "Figma, Prototyping"),
        (10.0, true, "Selling"),
        (8.0, true, "MEDDIC"),
        (8.0, true, "Contract negotiation"),
    ];
    let groups =
        [json!(["Design", ["Figma", "Prototyping"]]), json!(["Selling", ["MEDDIC", "Contract negotiation"]])];
    assert_eq!(found(&lines, "title skills"), groups);
}

#[test]
fn what_has_a_date_among_skills_is_a_certificate() {
    let found = of_lines("a@x.example", "Skills", &["06/2023\tFood Hygiene", "Baking\tBread, Rolls"]).1;
    assert_eq!(found[0], json!(["Food Hygiene", null, null, "2023-06", null, null, []]));
    assert_eq!(found[1][0], "Baking");
    let found = of_lines("a@x.example", "Skills", &["2012: Rust and Go", "Since 2015: SQL"]).1;
    assert_eq!(found.iter().map(|one| &one[3]).collect::<Vec<_>>(), [&Value::Null; 2]);
}

#[test]
fn a_title_stands_below_a_gap_in_each_entry() {
    let mut lines = vec![(14.0, true, "Experience")];
    for (firm, dates, title) in [
        ("Cloudharbor", "July 2021 – Present", "Account Executive"),
        ("Pinnacle Telecom", "January 2018 – June 2021", "Sales Assistant"),
    ] {
        lines.extend([(10.0, true, firm), (10.0, false, dates), (10.0, false, ""), (10.0, true, title)]);
        lines.extend([(10.0, false, "Sold to hospitals."), (10.0, false, "")]);
    }
    let expected = [
        json!(["Account Executive", "Cloudharbor", "2021-07"]),
        json!(["Sales Assistant", "Pinnacle Telecom", "2018-01"]),
    ];
    assert_eq!(found(&lines, "title organization start_date"), expected);
    // What names an employer as well is another entry.
    for line in &mut lines {
        match line.2 {
            "Account Executive" => line.2 = "Clerk, Beta Ltd",
            "Sales Assistant" => line.2 = "Waiter, Inn Ltd",
            _ => {}
        }
    }
    let titles = [json!(["Cloudharbor"]), json!(["Pinnacle Telecom"])];
    assert_eq!(found(&lines, "title")[..2], titles);
}

#[test]
fn the_name_of_the_person_is_no_part_of_a_heading() {
    let lines = |of: &str| -> Vec<Value> {
        let (work, education) = (format!("Berufserfahrung von {of}"), format!("# Ausbildung von {of}"));
        let lines =
            ["2018 – 2020\t*Bäcker*, Mühle GmbH", &education, "2012 – 2015\tBäckerlehre, Berufsschule Ulm"];
        of_lines("a@x.example", &work, &lines).1.iter().map(|one| one[0].clone()).collect()
    };
    assert_eq!(lines("Ada Example"), ["Bäcker", "Bäckerlehre"]);
    assert!(lines("Ada Other").is_empty());
}

#[test]
fn a_level_behind_a_comma_is_that_of_the_language_before_it() {
    let of = |line: &str| {
        let reading = document(&["! Ada Example", "# Languages", line]);
        let said = reading.incoming.content().1;
        said.iter().map(|one| json!([one.title, one.metadata.get("fluency")])).collect::<Vec<_>>()
    };
    let expected = [json!(["Svenska", "modersmål"]), json!(["Engelska", "goda kunskaper"])];
    assert_eq!(of("Svenska, modersmål, Engelska, goda kunskaper"), expected);
    assert_eq!(
        of("English, German and Latin"),
        ["English", "German", "Latin"].map(|name| json!([name, null]))
    );
}

#[test]
fn headings_of_more_lands_are_known() {
    let job = ["*Baker*\t2018 – 2020", "Mill GmbH, Linz"];
    for (heading, kind) in [
        ("Tirocini ed esperienze", "work"),
        ("Präsenzdienst", "work"),
        ("Colegiación", "certificate"),
        ("Professional Registration and Training", "certificate"),
        ("Mitgliedschaften", "volunteer"),
    ] {
        let heading = format!("# {heading}");
        let lines =
            ["! Ada Example", "a@x.example", "# Education", "BSc, York College, 2012 – 2014", &heading];
        let reading = document(&[&lines[..], &job].concat());
        assert_eq!(entries(&reading, "kind")[1], json!([kind]), "{heading}");
    }
}

#[test]
fn qualifications_beside_an_education_are_certificates() {
    let of = |heading: &str, line: &str| {
        let lines =
            ["! Ada Example", "a@x.example", "# Education", "BSc, York College, 2012 – 2014", heading];
        entries(&document(&[&lines[..], &[line]].concat()), "kind title start_date")[1].clone()
    };
    assert_eq!(of("# Qualifications", "PMP\t2019/10"), json!(["certificate", "PMP", "2019-10"]));
    let school = of("# Qualifications", "A Levels, York College, 2010 – 2012");
    assert_eq!(school, json!(["education", "A Levels", "2010"]));
}

/// Title, skills and level of each entry of a section.
fn listed(heading: &str, lines: &[&str]) -> Vec<Value> {
    let heading = format!("# {heading}");
    let above = ["! Ada Example", "a@x.example", "# Experience", "Baker, Mill Ltd\t2018 – 2020", &heading];
    let reading = document(&[&above, lines].concat());
    let all = entries(&reading, "kind title skills metadata");
    let level = |one: &Value| {
        let levels = ["level", "fluency"].map(|key| one[3][key].clone());
        levels.into_iter().find(|level| !level.is_null()).unwrap_or_default()
    };
    all.iter().skip(1).map(|one| json!([one[0], one[1], one[2], level(one)])).collect()
}

#[test]
fn groups_of_skills_keep_their_names() {
    let group = |name: &str, skills: &[&str]| json!(["skill", name, skills, null]);
    let expected =
        [group("Languages", &["Python", "R"]), group("Tools", &["Docker", "dbt"]), group("Cloud", &["AWS"])];
    for lines in [
        &["*Languages*", "Python, R", "*Tools*", "Docker, dbt", "*Cloud*", "AWS"][..],
        &["Languages", "- Python, R", "Tools", "- Docker", "- dbt", "Cloud", "- AWS"],
        &["*Languages:*", "- Python", "- R", "*Tools:*", "- Docker, dbt", "*Cloud:*", "- AWS"],
        &["*Languages* – Python, R", "*Tools* – Docker, dbt", "*Cloud* – AWS"],
    ] {
        assert_eq!(listed("Skills", lines), expected, "{lines:?}");
    }
    // Sentences are no list, and languages below a heading of theirs are none of programs.
    let sentences = listed("Skills", &["At work", "- I plan, bake and sell.", "At home", "- I rest."]);
    assert_eq!(sentences.len(), 4);
    let spoken = listed("Skills", &["Baking", "Selling", "*Languages*", "German – native", "French – B2"]);
    assert_eq!(spoken.iter().filter(|one| one[0] == "language").count(), 2, "{spoken:?}");
}

#[test]
fn a_level_beside_a_skill_is_none_of_its_skills() {
    for line in ["SAP\tsehr gut", "SAP: sehr gut"] {
        assert_eq!(listed("Kenntnisse", &[line, "Rust: SQL"])[0], json!(["skill", "SAP", [], "sehr gut"]));
    }
}

#[test]
fn languages_with_levels_stand_on_one_line() {
    let of = |title: &str, level: &str| json!(["language", title, [], level]);
    let expected = [of("Japanese", "Native"), of("English", "Business level"), of("German", "B2")];
    for line in [
        "Japanese: Native / English: Business level / German: B2",
        "Japanese: Native, English: Business level, German: B2",
        "Japanese: Native | English: Business level | German: B2",
    ] {
        assert_eq!(listed("Languages", &[line]), expected, "{line}");
    }
    assert_eq!(
        listed("Languages", &["English: C1, written and spoken"]),
        [of("English", "C1, written and spoken")]
    );
}

#[test]
fn a_title_in_capitals_is_no_heading() {
    let lines = [
        "! Ada Example",
        "a@x.example",
        "*WORK EXPERIENCE*",
        "*STAFF NURSE, RENAL UNIT*",
        "Hooli Clinic, Leeds",
        "January 2018 – Present",
        "- Cared",
        "*STAFF NURSE, MEDICAL WARD*",
        "Initech Hospital, York",
        "June 2015 – December 2017",
        "- Charted",
        "*TRAININGS AND SEMINARS*",
        "Basic Life Support, February 2024",
    ];
    assert_eq!(
        entries(&document(&lines), "kind title organization"),
        [
            json!(["work", "STAFF NURSE, RENAL UNIT", "Hooli Clinic"]),
            json!(["work", "STAFF NURSE, MEDICAL WARD", "Initech Hospital"]),
            json!(["certificate", "Basic Life Support", null]),
        ]
    );
}

#[test]
fn a_heading_on_two_lines_is_one() {
    let mut page = column(&[
        (10.0, false, "A long line of text that shows how far lines of this page go, and no more"),
        (14.0, true, "Experience"),
        (10.0, false, "Baker, Mill Ltd, 2018 – 2020"),
    ]);
    let from = page.last().unwrap().baseline;
    let heading = |below: f64, text: &str| Run {
        size: 14.0,
        bold: true,
        right: 430.0,
        ..run(50.0, from + below, text)
    };
    page.extend([
        heading(30.0, "Professional"),
        heading(47.0, "Memberships"),
        run(50.0, from + 64.0, "Guild of Bakers"),
    ]);
    let all = entries(&reading(vec![page]), "kind title organization");
    assert_eq!(all[1][0], "volunteer", "{all:?}");
}

#[test]
fn each_of_several_on_a_line_has_its_level_or_keywords() {
    let reading = document(&[
        "! Ada Example",
        "# Skills",
        "R (Intermediate), Python, Forklift (counterbalance)",
        "# Interests",
        "Climbing · Chess: club captain",
    ]);
    let all: Vec<_> = reading.incoming.content().1.into_iter().collect();
    let said = all.iter().map(|one| json!([one.title, one.metadata.get("level"), one.skills]));
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            json!(["R", "Intermediate", []]),
            json!(["Python", null, []]),
            json!(["Forklift (counterbalance)", null, []]),
            json!(["Climbing", null, []]),
            json!(["Chess", null, ["club captain"]]),
        ]
    );
}
