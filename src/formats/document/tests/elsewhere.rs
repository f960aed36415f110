//! What other programs write, and what becomes of it.

use serde_json::{Value, json};

use super::word::{document, of_lines};
use super::{entries, word};
use crate::formats::content::Upload;
use crate::formats::input::{InputFormat, read};

/// The title, the organization and the place of each entry.
fn names(heading: &str, lines: &[&str]) -> Vec<Value> {
    let all = of_lines("a@x.example", heading, lines).1;
    all.iter().map(|one| json!([one[0], one[1], one[2]])).collect()
}

#[test]
fn periods_with_their_length_stand_below_a_title_and_maybe_an_employer() {
    let all = of_lines(
        "a@x.example",
        "Experience",
        &[
            "Massachusetts General Hospital",
            "8 years 6 months",
            "Charge Nurse",
            "March 2021 - Present (5 years 9 months)",
            "Boston, Massachusetts, United States",
            "Staff Nurse",
            "June 2018 - February 2021 (2 years 9 months)",
            "Berlin, Germany",
            "Beth Israel Deaconess",
            "Registered Nurse",
            "August 2015 - May 2018 (2 years 10 months)",
            "Boston, MA",
            "- Cared",
        ],
    )
    .1;
    let place = "Boston, Massachusetts, United States";
    let first = "Massachusetts General Hospital";
    assert_eq!(
        all,
        [
            json!(["Charge Nurse", first, place, "2021-03", null, null, []]),
            json!(["Staff Nurse", first, "Berlin, Germany", "2018-06", "2021-02", null, []]),
            json!([
                "Registered Nurse",
                "Beth Israel Deaconess",
                "Boston, MA",
                "2015-08",
                "2018-05",
                null,
                ["Cared"]
            ]),
        ]
    );
}

#[test]
fn periods_with_their_length_are_no_layout_alone() {
    let title_first = [
        "Data Analyst",
        "Acme Ltd",
        "Jan 2018 – Feb 2021 (3 years 2 months)",
        "- A",
        "Office Clerk",
        "Beta plc",
        "2010 – 2012 (2 years)",
        "- B",
    ];
    let jobs = [json!(["Data Analyst", "Acme Ltd", null]), json!(["Office Clerk", "Beta plc", null])];
    assert_eq!(names("Experience", &title_first), jobs);
    // Where some have no length, they are jobs as well.
    let some = title_first.map(|line| line.strip_suffix(" (2 years)").unwrap_or(line));
    assert_eq!(names("Experience", &some), jobs);
    let employer_first = [
        "*Acme Ltd, Leeds*",
        "Data Analyst",
        "Jan 2018 – Feb 2021 · 3 yrs 2 mos",
        "- A",
        "*Ministry of Health, Procurement*",
        "Clerk",
        "2010 – 2012 · 2 yrs",
    ];
    assert_eq!(
        names("Experience", &employer_first),
        [
            json!(["Data Analyst", "Acme Ltd", "Leeds"]),
            json!(["Clerk", "Ministry of Health, Procurement", null]),
        ]
    );
}

#[test]
fn a_kind_of_workplace_is_one_at_the_head_of_a_name() {
    for (heading, pairs) in [
        (
            "Experience",
            &[
                ("Museum Guide", "Rijksmuseum"),
                ("Hotel Porter", "Marriott"),
                ("Guest Services", "Hilton"),
                ("Strategy Consulting", "BCG"),
                ("Cabinet Maker", "Ikea"),
                ("Host", "Museum of London"),
                ("Host", "Clinique Bellevue"),
                ("Host", "Trainer Hotel"),
                ("Bricklayer", "Foreman and Sons"),
                ("Koch im Hotel", "Zur Post"),
            ][..],
        ),
        (
            "Education",
            &[("Library Science", "Leiden"), ("Musical Theatre", "Juilliard"), ("Pharmacy", "Utrecht")],
        ),
    ] {
        for (title, employer) in pairs {
            for sign in [", ", " – "] {
                let line = format!("*{title}{sign}{employer}*\t2010 – 2011");
                let read = names(heading, &[&line, "- A"]);
                assert_eq!(read, [json!([title, employer, null])], "{line}");
            }
        }
    }
    let jobs = ["*Grand Hotel*, Host\t2010 – 2011", "- A"];
    assert_eq!(names("Experience", &jobs), [json!(["Host", "Grand Hotel", null])]);
}

#[test]
fn a_known_city_may_be_a_school() {
    for (line, title) in [("BSc Physics, Bristol", "BSc"), ("MSc, Edinburgh", "MSc")] {
        let school = line.rsplit_once(", ").unwrap().1;
        let read = names("Education", &[&format!("*{line}*\t2013 – 2016"), "- A"]);
        assert_eq!(read, [json!([title, school, null])], "{line}");
    }
    let line = "*University of Leeds, Leeds*\t2013 – 2016";
    assert_eq!(names("Education", &[line, "BSc", "- A"]), [json!(["BSc", "University of Leeds", "Leeds"])]);
}

#[test]
fn the_words_of_any_trade_tell_a_title_from_an_employer() {
    for (employer, title) in [
        ("Eddie Stobart", "HGV Class 1 Driver"),
        ("Auto Nowak", "Mechanik"),
        ("Studio Conti", "Avvocato associato"),
        ("Diakonessenhuis", "Verpleegkundige"),
        ("Globex", "Restaurant Manager"),
    ] {
        for lines in [[employer, title], [title, employer]] {
            let lines = [&format!("*{}*", lines[0]), lines[1], "2014 – 2016", "- A"];
            assert_eq!(names("Experience", &lines)[0], json!([title, employer, null]), "{lines:?}");
        }
    }
}

#[test]
fn the_older_europass_names_its_values() {
    let jobs = of_lines(
        "a@x.example",
        "Work experience",
        &[
            "|Dates|January 2019 – present|",
            "|Occupation or position held|Project manager|",
            "|Main activities and responsibilities|Led a team|",
            "|Name and address of employer|Magazine Ltd, Leeds|",
            "|Type of business or sector|Retail|",
            "|Dates|June 2014 – December 2018|",
            "|Occupation or position held|Analyst|",
            "|Name and address of employer|Group Ltd, York|",
            "|Dates|2012 – 2013|",
            "|Occupation or position held|Clerk|",
            "|Name and address of employer|Ministry of Health, Procurement|",
        ],
    )
    .1;
    let text = "Led a team\n\nType of business or sector: Retail";
    assert_eq!(
        jobs,
        [
            json!(["Project manager", "Magazine Ltd", "Leeds", "2019-01", null, text, []]),
            json!(["Analyst", "Group Ltd", "York", "2014-06", "2018-12", null, []]),
            json!(["Clerk", "Ministry of Health, Procurement", null, "2012", "2013", null, []]),
        ]
    );
}

#[test]
fn a_title_and_a_field_of_study_may_stand_below_the_head() {
    let job = ["03.2018 – obecnie   Auto-Serwis Nowak, Kraków", "Stanowisko: Starszy mechanik", "- A"];
    assert_eq!(
        names("Doświadczenie zawodowe", &job),
        [json!(["Starszy mechanik", "Auto-Serwis Nowak", "Kraków"])]
    );
    let school = ["2006 – 2010   Zespół Szkół Mechanicznych, Kraków", "Kierunek: technik pojazdów"];
    assert_eq!(
        names("Wykształcenie", &school),
        [json!(["technik pojazdów", "Zespół Szkół Mechanicznych", "Kraków"])]
    );
}

#[test]
fn icons_and_towns_stand_among_contacts() {
    let of = |line: &str| of_lines(line, "Education", &["BA, Brown University, 2013"]).0;
    for (line, phone, city) in [
        (
            "\u{fffd} a@x.example \u{fffd} +41 44 555 01 23 \u{fffd} Zürich, Switzerland",
            "+41 44 555 01 23",
            "Zürich",
        ),
        ("Manchester, UK +44 7700 900123 a@x.example", "+44 7700 900123", "Manchester"),
        ("Zaragoza · 655 123 456 · a@x.example", "655 123 456", "Zaragoza"),
        ("São Paulo – SP | Cel.: +55 11 95555-0123 | a@x.example", "+55 11 95555-0123", "São Paulo"),
        ("a@x.example  +49 30 1234567  https://hopper.example Berlin", "+49 30 1234567", "Berlin"),
        ("a@x.example +49 30 1234567 linkedin.com/in/ada Berlin", "+49 30 1234567", "Berlin"),
        ("6175550142 (Mobile) | a@x.example | New York", "6175550142", "New York"),
    ] {
        let about = of(line);
        assert_eq!(about["email"], "a@x.example", "{line}: {about}");
        assert_eq!(
            (&about["phone"], &about["location"]["city"]),
            (&json!(phone), &json!(city)),
            "{line}: {about}"
        );
        assert_eq!(about.get("label"), None, "{line}");
    }
    let job = ["*Baker*", "Hooli Ltd", "\u{f073} 2018 – 2020 \u{f041} Köln", "- A"];
    assert_eq!(names("Experience", &job), [json!(["Baker", "Hooli Ltd", "Köln"])]);
}

#[test]
fn an_employer_with_its_place_stands_above_its_positions() {
    let jobs = [
        "*Harvest Foods plc, Swindon*\t2013 – present",
        "Operations Manager\tMay 2017 – present",
        "- A",
        "Production Manager\tFeb 2013 – Apr 2017",
        "- B",
    ];
    assert_eq!(
        names("Experience", &jobs),
        [
            json!(["Operations Manager", "Harvest Foods plc", "Swindon"]),
            json!(["Production Manager", "Harvest Foods plc", "Swindon"]),
        ]
    );
}

#[test]
fn a_place_stands_in_the_column_of_the_dates_or_in_brackets() {
    let jobs = ["03/2020 – Present\tHead Chef", "Dublin\tThe Winding Stair", "- A"];
    assert_eq!(names("Experience", &jobs), [json!(["Head Chef", "The Winding Stair", "Dublin"])]);
    let jobs = ["*Hospital La Fe (Valencia)*", "Enfermera", "2017 – actualidad", "- A"];
    assert_eq!(names("Experiencia", &jobs), [json!(["Enfermera", "Hospital La Fe", "Valencia"])]);
    // What is no known place stays.
    let jobs = ["*Globex (Hooli)*", "Nurse (ICU)", "2017 – 2019", "- A"];
    assert_eq!(names("Experience", &jobs), [json!(["Nurse (ICU)", "Globex (Hooli)", null])]);
}

#[test]
fn a_part_of_a_firm_is_of_the_title_and_a_campus_of_the_university() {
    for line in
        ["Registered Nurse – Surgical Unit • Beth Israel", "Registered Nurse, Surgical Unit, Beth Israel"]
    {
        let job = names("Experience", &[&format!("*{line}*"), "2015 – 2018", "- A"]);
        assert_eq!(job[0][1], "Beth Israel", "{line}: {job:?}");
    }
    let line = "*Visiting Scholar, University of California, San Francisco, San Francisco, USA*";
    assert_eq!(
        names("Experience", &[line, "Jan 2019 – Jun 2019", "- A"]),
        [json!(["Visiting Scholar", "University of California, San Francisco", "San Francisco, USA"])]
    );
}

#[test]
fn a_degree_has_a_score_and_one_date() {
    let of = |lines: &[&str]| -> Value {
        let reading = document(&[&["! Ada Example", "# Education"], lines].concat());
        let all = reading.incoming.content().1;
        let one = all[0];
        let said = |key: &str| one.metadata.get(key).cloned();
        json!([
            one.title,
            one.organization,
            one.start_date,
            one.end_date,
            said("area"),
            said("score"),
            one.text
        ])
    };
    let leeds = "University of Leeds";
    for (lines, expected) in [
        (
            ["*BSc in Physics, GPA: 3.87*", leeds, "Expected May 2026"],
            json!(["BSc", leeds, null, "2026-05", "Physics", "3.87", null]),
        ),
        (
            ["*BSc Physics (First Class Honours)*", leeds, "2013 – 2016"],
            json!(["BSc", leeds, "2013", "2016", "Physics", "First Class Honours", null]),
        ),
        (
            ["*Juris Doctor, magna cum laude*", leeds, "Graduated: May 2022"],
            json!(["Juris Doctor", leeds, null, "2022-05", null, "magna cum laude", null]),
        ),
        (
            ["*BA History, University of Leeds*", "2006 – 2010", "GPA 3.8/4.0, magna cum laude"],
            json!(["BA", leeds, "2006", "2010", "History", "3.8/4.0, magna cum laude", null]),
        ),
        (
            ["*Máster en Finanzas, University of Leeds*", "2014 – 2015", "Calificación media: 8,5 sobre 10"],
            json!(["Máster", leeds, "2014", "2015", "Finanzas", "8,5 sobre 10", null]),
        ),
        (
            ["*10th Grade, Leeds School*", "2009 – 2011", ""],
            json!(["10th Grade", "Leeds School", "2009", "2011", null, null, null]),
        ),
        (
            ["*10th (CBSE), Leeds School, 2011, 9.8 CGPA*", "", ""],
            json!(["10th (CBSE)", "Leeds School", null, "2011", null, "9.8 CGPA", null]),
        ),
        (
            ["*BSc Physics, University of Leeds at York, 2017, 78%*", "", ""],
            json!(["BSc", "University of Leeds at York", null, "2017", "Physics", "78%", null]),
        ),
        (
            ["1999 – 2005 *Studium Maschinenbau, TU München, Abschluss: Dipl.-Ing. (Note 1,4)*", "", ""],
            json!([
                "Studium Maschinenbau",
                "TU München",
                "1999",
                "2005",
                null,
                "1,4",
                "Abschluss: Dipl.-Ing."
            ]),
        ),
        (
            [leeds, "Bachelor of Science - BS, Nursing", "2011 - 2015"],
            json!(["Bachelor of Science - BS", leeds, "2011", "2015", "Nursing", null, null]),
        ),
    ] {
        assert_eq!(of(&lines), expected, "{lines:?}");
    }
    assert_eq!(of(&["*BSc*", leeds, "2013 – 2016", "GPA: 3.9; Dean's List"])[6], "Dean's List");
    assert_eq!(of(&["*BSc Physics*", "Exp: 2009 – 2011"])[2], "2009");
}

#[test]
fn certificates_and_awards_have_issuers_and_years_in_any_order() {
    let of = |heading: &str, line: &str| {
        let all = of_lines("a@x.example", heading, &[line]).1;
        json!([all[0][0], all[0][1], all[0][3]])
    };
    for (line, expected) in [
        (
            "Georgia PSC — Georgia Educator Certificate, June 2018",
            json!(["Georgia Educator Certificate", "Georgia PSC", "2018-06"]),
        ),
        ("05/2020 First Aid, Red Cross", json!(["First Aid", "Red Cross", "2020-05"])),
        ("Certified Welder. TÜV Süd, München", json!(["Certified Welder", "TÜV Süd", null])),
        ("2020 Uprawnienia SEP do 1 kV", json!(["Uprawnienia SEP do 1 kV", null, "2020"])),
    ] {
        assert_eq!(of("Certifications", line), expected, "{line}");
    }
    let line = "2021 Otto Hahn Medal, Max Planck Society";
    assert_eq!(of("Awards", line), json!(["Otto Hahn Medal", "Max Planck Society", "2021"]));
}

#[test]
fn what_a_project_was_made_with_stands_behind_its_name() {
    let reading =
        document(&["! Ada Example", "# Projects", "*Robot Arm* | C++, ROS\tSept 2023 – May 2024", "- Arm"]);
    assert_eq!(
        entries(&reading, "title organization location skills"),
        [json!(["Robot Arm", null, null, ["C++", "ROS"]])]
    );
    // A client and a place are none of it.
    for behind in
        ["Acme, Inc.", "Bridge, Acme, Inc.", "Portland, OR", "Smith, Jones", "Acme, Old Town, Berlin"]
    {
        let line = format!("*Robot Arm* | {behind}\t2019");
        let reading = document(&["! Ada Example", "# Projects", &line, "- Arm"]);
        assert_eq!(entries(&reading, "skills"), [json!([[]])], "{line}");
    }
}

#[test]
fn lists_stand_in_cells() {
    let reading = document(&[
        "! Ada Example",
        "# Skills",
        "*Storage*\t*Servers*",
        "Expert\tAdvanced",
        "PostgreSQL, Redis\tKubernetes",
        "# Languages",
        "Language\tSpeaking\tWriting",
        "English (native)\tIgbo (fluent)",
        "# References",
        "Available upon request.",
    ]);
    let said = |one: &crate::domain::Experience| {
        let level = one.metadata.get("level").or_else(|| one.metadata.get("fluency"));
        json!([one.kind, one.title, level, one.skills])
    };
    let all: Vec<Value> = reading.incoming.content().1.into_iter().map(said).collect();
    assert_eq!(
        all,
        [
            json!(["skill", "Storage", "Expert", ["PostgreSQL", "Redis"]]),
            json!(["skill", "Servers", "Advanced", ["Kubernetes"]]),
            json!(["language", "English", "native", []]),
            json!(["language", "Igbo", "fluent", []]),
        ]
    );
    let titles = |heading: &str, lines: &[&str]| -> Vec<Value> {
        of_lines("a@x.example", heading, lines).1.into_iter().map(|one| one[0].clone()).collect()
    };
    assert_eq!(titles("Skills", &["Budgeting\tSAP", "Lean\tExcel"]), ["Budgeting", "SAP", "Lean", "Excel"]);
    assert_eq!(titles("Skills", &["Forklift (counterbalance)"]), ["Forklift (counterbalance)"]);
    assert_eq!(titles("Umiejętności", &["- Prawo jazdy kat. B, C"]), ["Prawo jazdy kat. B, C"]);
    let people = ["Estelle Darcy\tHarper Richard", "Globex Ltd / CTO\tHooli Ltd / CEO"];
    assert_eq!(titles("References", &people), ["Estelle Darcy", "Harper Richard"]);
}

#[test]
fn a_cell_alone_stays_in_its_section() {
    let reading = document(&[
        "! Ada Example",
        "# Experience",
        "|Premier Bakeries, Swindon|Sep 2008 – Jan 2013|",
        "|Shift Supervisor||",
        "- Nights",
        "# Key Skills",
        "|- Budgeting|- SAP|",
    ]);
    assert_eq!(
        entries(&reading, "title organization location bullets"),
        [
            json!(["Shift Supervisor", "Premier Bakeries", "Swindon", ["Nights"]]),
            json!(["Budgeting", null, null, []]),
            json!(["SAP", null, null, []]),
        ]
    );
}

#[test]
fn an_own_document_is_read_back() {
    let jobs = [
        "*Senior Engineer*\t2018 – 2020",
        "Acme",
        "Skills: Rust, SQL",
        "*Engineer*\t2015 – 2018",
        "Bolt Ltd",
        "Skills: Python",
    ];
    assert_eq!(
        names("Experience", &jobs),
        [json!(["Senior Engineer", "Acme", null]), json!(["Engineer", "Bolt Ltd", null])]
    );
    // Blanks fill the line up to a year at its end.
    let intern = of_lines("a@x.example", "Experience", &["*Intern at Bolt*              2015", "- A"]).1;
    assert_eq!(intern[0][3], "2015", "{intern:?}");
}

#[test]
fn headings_of_many_languages_are_known() {
    use crate::domain::Kind::{Certificate, Education, Skill, Work};
    use crate::formats::document::{Topic, topic};
    for (heading, kind) in [
        ("Studium und Schulbildung", Education),
        ("Licences", Certificate),
        ("Prácticas", Work),
        ("Uprawnienia", Certificate),
        ("Stärken", Skill),
    ] {
        assert_eq!(topic(heading), Some(Topic::Of(kind)), "{heading}");
    }
}

#[test]
fn an_open_document_says_what_helps() {
    let file = word::archive("content.xml", "<office:document-content/>");
    let error = read(&Upload::File(file), InputFormat::Auto).unwrap_err();
    assert!(error.hint.as_ref().is_some_and(|hint| hint.starts_with("save it as `.docx`")), "{error:?}");
}
