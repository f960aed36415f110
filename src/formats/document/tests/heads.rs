//! What becomes of the heads of entries.

use serde_json::{Value, json};

use super::entries;
use super::word::{document, of_lines};

#[test]
fn positions_below_an_employer_with_a_period_have_its_name() {
    let jobs = of_lines(
        "a@x.example",
        "Experience",
        &[
            "*Globex, San Francisco, CA*\tMar 2017 – Present",
            "Staff Software Engineer\tJan 2021 – Present",
            "- Led",
            "Senior Software Engineer\tMar 2017 – Dec 2020",
            "- Built",
            "*Initech*\tJun 2012 – Feb 2017",
            "Barista\tJun 2012 – Feb 2017",
            "- Brewed",
        ],
    )
    .1;
    let place = "San Francisco, CA";
    assert_eq!(
        jobs,
        [
            json!(["Staff Software Engineer", "Globex", place, "2021-01", null, null, ["Led"]]),
            json!(["Senior Software Engineer", "Globex", place, "2017-03", "2020-12", null, ["Built"]]),
            json!(["Barista", "Initech", null, "2012-06", "2017-02", null, ["Brewed"]]),
        ]
    );
    // Two jobs of a list, each with its dates, are no employer and position.
    let jobs = of_lines("a@x.example", "Experience", &["Globex\t2010 – 2020", "Initech\t2012 – 2014"]).1;
    assert_eq!(jobs.len(), 2);
}

#[test]
fn the_place_at_the_right_is_that_of_the_employer() {
    let of = |lines: &[&str]| -> Vec<Value> {
        let jobs = of_lines("a@x.example", "Experience", lines).1;
        jobs.iter().map(|job| json!([job[0], job[1], job[2]])).collect()
    };
    let expected = [json!(["Barista", "GLOBEX", "Austin, TX"]), json!(["Watchmaker", "ROLAND", "Geneva"])];
    let first = [
        "*GLOBEX*\tAustin, TX",
        "Barista\tJuly 2021 – Present",
        "- A",
        "*ROLAND*\tGeneva",
        "Watchmaker\tJune 2018 – June 2021",
        "- B",
    ];
    assert_eq!(of(&first), expected);
    let last = [
        "*Barista*\tJuly 2021 – Present",
        "GLOBEX\tAustin, TX",
        "- A",
        "*Watchmaker*\tJune 2018 – June 2021",
        "ROLAND\tGeneva",
        "- B",
    ];
    assert_eq!(of(&last), expected);
}

#[test]
fn a_word_stands_between_a_title_and_its_employer() {
    let of = |heading: &str, line: &str| {
        let all = of_lines("a@x.example", heading, &[line, "2018 – 2020", "- A"]).1;
        json!([all[0][0], all[0][1], all[0][2]])
    };
    for (line, expected) in [
        ("*Projectleider bij Hooli Bouw, Utrecht*", json!(["Projectleider", "Hooli Bouw", "Utrecht"])),
        ("*Jefe de proyecto en Hooli, España*", json!(["Jefe de proyecto", "Hooli", "España"])),
        ("*Jefe de proyecto en Hooli, Madrid*", json!(["Jefe de proyecto", "Hooli", "Madrid"])),
        ("*Jefe de proyecto en Madrid, Hooli*", json!(["Jefe de proyecto en Madrid", "Hooli", null])),
        ("*Jefe de proyecto en Hooli*", json!(["Jefe de proyecto", "Hooli", null])),
        ("*Ingeniero en Sistemas, Softtek*", json!(["Ingeniero en Sistemas", "Softtek", null])),
        ("*Gerente de Ventas en México, Cemex*", json!(["Gerente de Ventas en México", "Cemex", null])),
        ("*Director en Jefe, El País*", json!(["Director en Jefe", "El País", null])),
        ("*Konsult hos kund, Hooli*", json!(["Konsult hos kund", "Hooli", null])),
        ("*Kock hos Hooli, Malmö*", json!(["Kock", "Hooli", "Malmö"])),
        ("*Farmacista presso Hooli, Torino*", json!(["Farmacista", "Hooli", "Torino"])),
    ] {
        assert_eq!(of("Experience", line), expected, "{line}");
    }
    assert_eq!(
        of("Education", "*University of Portland, Portland — BSN*"),
        json!(["BSN", "University of Portland", "Portland"])
    );
    assert_eq!(of("Education", "*Máster en Dirección de Proyectos*")[0], "Máster");
}

#[test]
fn each_line_of_a_list_of_certificates_is_one() {
    let lines = ["Six Sigma Green Belt", "PMP, 2019", "Prince2", "AWS Architect – Professional, 2022"];
    let all = of_lines("a@x.example", "Certificates", &lines).1;
    let said: Vec<_> = all.iter().map(|one| json!([one[0], one[1], one[3]])).collect();
    assert_eq!(
        said,
        [
            json!(["Six Sigma Green Belt", null, null]),
            json!(["PMP", null, "2019"]),
            json!(["Prince2", null, null]),
            json!(["AWS Architect – Professional", null, "2022"]),
        ]
    );
}

#[test]
fn signs_behind_a_skill_say_how_good_it_is() {
    let reading = document(&[
        "! Ada Example",
        "# Skills",
        "|Photoshop|★★★★☆|",
        "InDesign ●●●●○",
        "# Languages",
        "|English|●●●○○|",
    ]);
    let level = |one: &crate::domain::Experience| {
        let metadata = &one.metadata;
        let level = metadata.get("level").or_else(|| metadata.get("fluency"));
        json!([one.title, one.skills, level])
    };
    let all: Vec<Value> = reading.incoming.content().1.into_iter().map(level).collect();
    assert_eq!(
        all,
        [
            json!(["Photoshop", [], "★★★★☆"]),
            json!(["InDesign", [], "●●●●○"]),
            json!(["English", [], "●●●○○"]),
        ]
    );
}

#[test]
fn contacts_of_a_referee_are_no_part_of_an_employer() {
    let line = "Prof. Anne Keller, Example University, anne@x.example, (609) 555-0133";
    let all = of_lines("a@x.example", "References", &[line]).1;
    let text = "anne@x.example, (609) 555-0133";
    assert_eq!(all, [json!(["Prof. Anne Keller", "Example University", null, null, null, text, []])]);
}

#[test]
fn a_row_of_a_table_of_references_is_one_person() {
    let rows = [
        "|Name|Employer|Title|Phone|Email|",
        "|Jane Doe|Mill Ltd|Head Baker and Confectioner|505-555-0133|jane.doe.of.mill@x.example|",
        "|John Roe|Hooli Ltd|Chef|505-555-0134|john@x.example|",
    ];
    let expected = [
        json!([
            "Jane Doe",
            "Mill Ltd, Head Baker and Confectioner",
            "505-555-0133, jane.doe.of.mill@x.example"
        ]),
        json!(["John Roe", "Hooli Ltd, Chef", "505-555-0134, john@x.example"]),
    ];
    for from in [0, 1] {
        let reading = document(&[&["! Ada Example", "# References"], &rows[from..]].concat());
        assert_eq!(entries(&reading, "title organization text"), expected, "{from}");
    }
    // Three people beside one another
    let rows = ["|Jane Doe|John Roe|Max Moe|", "|505-555-0133|505-555-0134|505-555-0135|"];
    let reading = document(&[&["! Ada Example", "# References"], &rows[..]].concat());
    assert_eq!(entries(&reading, "title"), [json!(["Jane Doe"]), json!(["John Roe"]), json!(["Max Moe"])]);
}

#[test]
fn values_with_names_are_fields() {
    let reading = document(&[
        "! Ada Example",
        "# Work Experience",
        "Company: Initech Services",
        "Designation: Systems Engineer",
        "Duration: July 2018 to Till Date",
        "Location: Chennai",
        "- Support",
        "Company: Globex Ltd",
        "Designation: Trainee",
        "Duration: Aug 2016 to June 2018",
        "- Tests",
        "# Education",
        "|Institución|Universidad de Example|",
        "|Título|Contaduría Pública|",
        "|Año|2014|",
        "|Período|antes|",
    ]);
    assert_eq!(
        entries(&reading, "title organization location start_date end_date bullets"),
        [
            json!(["Systems Engineer", "Initech Services", "Chennai", "2018-07", null, ["Support"]]),
            json!(["Trainee", "Globex Ltd", null, "2016-08", "2018-06", ["Tests"]]),
            json!(["Contaduría Pública", "Universidad de Example", null, null, null, []]),
        ]
    );
    // A label within a job is none of these.
    let jobs = of_lines(
        "a@x.example",
        "Experience",
        &["*Baker, Mill*\t2018 – 2020", "Location: Leeds", "Team: Bread"],
    )
    .1;
    assert_eq!(jobs.len(), 1);
}

#[test]
fn research_is_work_where_it_has_positions() {
    let of = |lines: &[&str]| document(&[&["! Ada Example", "# Research"], lines].concat());
    let positions = of(&["*Fellow, Example Lab*\t2014 – 2016", "- Found it"]);
    assert_eq!(entries(&positions, "kind title organization"), [json!(["work", "Fellow", "Example Lab"])]);
    let others = of(&["Seminar on salt (Fall 2012, Winter 2019)", "Lecture on empire (Fall 2018)"]);
    assert_eq!(others.incoming.content().1.len(), 0);
    assert_eq!(others.doubtful.unwrap().unread.len(), 2);
}

#[test]
fn a_line_below_a_head_with_all_names_is_text() {
    let of = |lines: &[&str]| -> Vec<Value> {
        let jobs = of_lines("a@x.example", "Experience", lines).1;
        jobs.iter().map(|job| json!([job[0], job[1], job[2], job[5]])).collect()
    };
    let head = "*Waiter, Globex, Bonn*\tJan 2015 – Mar 2016";
    for text in ["Served guests", "Built pipelines and dashboards for the sales team"] {
        assert_eq!(of(&[head, text]), [json!(["Waiter", "Globex", "Bonn", text])]);
    }
    let below = of(&["*Director, Sales*\tJan 2015 – Mar 2016", "Globex Inc"]);
    assert_eq!(below[0][1], "Globex Inc");
}

#[test]
fn points_of_an_education_are_no_courses_and_headings_keep_their_bullets() {
    let reading = document(&[
        "! Ada Example",
        "# Education",
        "*MSc Physics, TU Wien*\t2012 – 2014",
        "- Thesis: Salt",
        "# Experience",
        "*Engineer, Globex*\t2015 – 2019",
        "Backend:",
        "- Built it",
        "Frontend:",
        "- Drew it",
    ]);
    let list = "Backend:\n\n- Built it\n\nFrontend:\n\n- Drew it";
    assert_eq!(
        entries(&reading, "kind text bullets"),
        [json!(["education", "- Thesis: Salt", []]), json!(["work", list, []])]
    );
}

#[test]
fn an_end_that_is_not_understood_is_no_place() {
    let reading = document(&[
        "! Ada Example",
        "# Experience",
        "*Kock*",
        "Hooli AB",
        "2019 – alltjämt vidare",
        "- Lagade mat",
    ]);
    assert_eq!(
        entries(&reading, "title organization location start_date end_date"),
        [json!(["Kock", "Hooli AB", null, "2019", null])]
    );
    let doubts = reading.doubtful.unwrap().doubts;
    assert!(format!("{doubts:?}").contains("the document says `2019 – alltjämt vidare`"), "{doubts:?}");
}

#[test]
fn a_school_beside_its_town_has_that_place() {
    for (head, expected) in [
        ("Realschule Nord, Detmold", json!(["", "Realschule Nord", "Detmold"])),
        ("Universität Köln, Informatik", json!(["Informatik", "Universität Köln", null])),
    ] {
        let found = document(&["! Ada Example", "# Ausbildung", &format!("{head}\t2000 – 2008")]);
        assert_eq!(entries(&found, "title organization location"), [expected], "{head}");
    }
    let found =
        document(&["! Ada Example", "# Ausbildung", "Abitur\t2000 – 2008", "Goethe-Gymnasium, Göttingen"]);
    let expected = json!(["Abitur", "Goethe-Gymnasium", "Göttingen"]);
    assert_eq!(entries(&found, "title organization location"), [expected]);
}

#[test]
fn the_firm_within_a_position_is_none() {
    for title in ["Bank Teller", "School Custodian", "Corporate Recruiter", "Sjuksköterska", "Öğretmen"] {
        let jobs = of_lines("a@x.example", "Experience", &["*Bluewater Brothers", title, "2012 – 2014"]).1;
        assert_eq!((&jobs[0][0], &jobs[0][1]), (&json!(title), &json!("Bluewater Brothers")), "{title}");
    }
    for firm in ["International School Geneva", "Bank of America", "Deutsche Bank"] {
        let jobs = of_lines("a@x.example", "Experience", &[&format!("*{firm}"), "Captain", "2012 – 2014"]).1;
        assert_eq!((&jobs[0][0], &jobs[0][1]), (&json!("Captain"), &json!(firm)), "{firm}");
    }
}

#[test]
fn languages_with_labels_are_one_each_and_nothing_is_on_request() {
    let found = document(&[
        "! Ada Example",
        "# Språk",
        "Svenska: modersmål",
        "Engelska: flytande",
        "Samiska: grunder",
        "# Referenser",
        "Lämnas på begäran.",
    ]);
    assert_eq!(
        entries(&found, "kind title"),
        [json!(["language", "Svenska"]), json!(["language", "Engelska"]), json!(["language", "Samiska"]),]
    );
}

#[test]
fn how_one_was_employed_is_no_employer() {
    let lines = [
        "*Développeuse* – CDI",
        "Agence Hooli, Nantes | 2018 – 2021",
        "*Cuisinier* – Stage",
        "Initech, Lyon | 2016 – 2018",
    ];
    let all = of_lines("a@x.example", "Expérience", &lines).1;
    let said: Vec<Value> = all.iter().map(|job| json!([job[0], job[1], job[2], job[5]])).collect();
    let expected = [
        json!(["Développeuse", "Agence Hooli", "Nantes", "CDI"]),
        json!(["Cuisinier", "Initech", "Lyon", "Stage"]),
    ];
    assert_eq!(said, expected);
}

#[test]
fn who_teaches_has_a_subject() {
    for (line, title) in [
        ("Lecturer, Disease Modelling, University of York\t2021 – 2023", "Lecturer, Disease Modelling"),
        (
            "Graduate Tutor, Statistics for Biologists, University of York\t2014 – 2016",
            "Graduate Tutor, Statistics for Biologists",
        ),
    ] {
        let job = &of_lines("a@x.example", "Experience", &[line]).1[0];
        assert_eq!(json!([job[0], job[1]]), json!([title, "University of York"]));
    }
}
