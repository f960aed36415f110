//! Which field a value of a head becomes.

use serde_json::{Value, json};

use super::word::{document, of_lines};

/// Title, organization and place of each entry.
fn names(heading: &str, lines: &[&str]) -> Vec<Value> {
    let all = of_lines("a@x.example", heading, lines).1;
    all.iter().map(|one| json!([one[0], one[1], one[2]])).collect()
}

#[test]
fn a_city_on_a_line_of_its_own_is_the_place() {
    for (lines, expected) in [
        (
            &["*Bibliotekarie, Umeå stadsbibliotek*", "Umeå", "2014 – 2018", "- A"][..],
            vec![json!(["Bibliotekarie", "Umeå stadsbibliotek", "Umeå"])],
        ),
        // `Randers` is no large city; what stands there in another entry is one.
        (
            &[
                "*Pædagog, Hooli*",
                "Maj 2016 – nu | Aarhus",
                "- A",
                "*Tjener, Café Initech*",
                "Maj 2013 – december 2014 | Randers",
                "- B",
            ],
            vec![json!(["Pædagog", "Hooli", "Aarhus"]), json!(["Tjener", "Café Initech", "Randers"])],
        ),
        (
            &["*Director, Marketing*", "London", "2014 – 2018", "- A"],
            vec![json!(["Director, Marketing", null, "London"])],
        ),
        // A name alone is an employer as well.
        (
            &["*Engineer, Search*", "Hooli", "2014 – 2018", "- A"],
            vec![json!(["Engineer, Search", "Hooli", null])],
        ),
    ] {
        assert_eq!(names("Experience", lines), expected, "{lines:?}");
    }
    assert_eq!(
        names("Education", &["*Studentereksamen, Randers Statsskole*", "2010 – 2013 | Randers"]),
        [json!(["Studentereksamen", "Randers Statsskole", "Randers"])]
    );
}

#[test]
fn a_city_in_brackets_is_the_place_where_another_one_is_known() {
    let jobs = |second: &str| {
        let lines = ["*Avocate, Hooli (Lyon)*", "2019 – 2021", "- A", second, "2014 – 2018", "- B"];
        names("Expérience", &lines)[1].clone()
    };
    assert_eq!(jobs("*Avocate, Initech (Villeurbanne)*"), json!(["Avocate", "Initech", "Villeurbanne"]));
    assert_eq!(jobs("*Avocate, Initech (Audit)*"), json!(["Avocate", "Initech (Audit)", null]));
}

#[test]
fn the_last_name_of_a_line_is_the_place() {
    let lines = ["*Diploma*\t2012 – 2017", "IPSSAR Ada Example - Castel San Pietro Terme"];
    let expected = json!(["Diploma", "IPSSAR Ada Example", "Castel San Pietro Terme"]);
    assert_eq!(names("Istruzione", &lines), [expected]);
}

#[test]
fn a_branch_of_work_is_a_part_of_a_title() {
    for (line, expected) in [
        ("Vice President, Operations", json!(["Vice President, Operations", null, null])),
        ("Director, Sales and Marketing", json!(["Director, Sales and Marketing", null, null])),
        ("Leiter, Vertrieb", json!(["Leiter, Vertrieb", null, null])),
        ("Manager, Hooli Marketing", json!(["Manager", "Hooli Marketing", null])),
    ] {
        assert_eq!(names("Experience", &[&format!("*{line}*\t2016 – 2019"), "- A"]), [expected], "{line}");
    }
    let lines = [
        "*Hooli Devices, Inc., Chicago, IL*\t2014 – 2020",
        "COO\t2019 – 2020",
        "- A",
        "Vice President, Operations\t2014 – 2019",
        "- B",
    ];
    let place = "Chicago, IL";
    assert_eq!(
        names("Experience", &lines),
        [
            json!(["COO", "Hooli Devices, Inc.", place]),
            json!(["Vice President, Operations", "Hooli Devices, Inc.", place]),
        ]
    );
}

#[test]
fn a_russian_employer_has_its_form_first() {
    let lines = ["*Менеджер*", "ООО «Ромашка», г. Казань", "2014 – 2018", "- А"];
    assert_eq!(names("Опыт работы", &lines), [json!(["Менеджер", "ООО «Ромашка»", "Казань"])]);
}

#[test]
fn a_number_is_no_name() {
    let of = |lines: &[&str]| of_lines("a@x.example", "Education", lines).1[0].clone();
    assert_eq!(
        of(&["*Abitur* 2010", "Gymnasium Nord, Kiel"]),
        json!(["Abitur", "Gymnasium Nord", "Kiel", null, "2010", null, []])
    );
    let lines =
        ["Curso de primeros auxilios. Cruz Roja, 2022.", "Carnet de gruista. Junta de Example, 2021."];
    let all = of_lines("a@x.example", "Certificates", &lines).1;
    let said: Vec<_> = all.iter().map(|one| json!([one[0], one[1], one[3]])).collect();
    assert_eq!(
        said,
        [
            json!(["Curso de primeros auxilios", "Cruz Roja", "2022"]),
            json!(["Carnet de gruista", "Junta de Example", "2021"]),
        ]
    );
}

#[test]
fn what_is_studied_stands_before_the_school() {
    for (line, expected) in [
        ("A levels: French, Maths, Hill School", json!(["A levels: French, Maths", "Hill School", null])),
        ("MFA, Sculpture, Example School of Art", json!(["MFA", "Example School of Art", null])),
        (
            "PhD, Department of Zoology, University of Example",
            json!(["PhD", "Department of Zoology, University of Example", null]),
        ),
    ] {
        assert_eq!(names("Education", &[&format!("{line}\t2014")]), [expected], "{line}");
    }
    let all = document(&[
        "! Ada Example",
        "# Education",
        "MFA, Sculpture, Example School of Art\t2014",
        "*Promotion zum Dr. iur.* (magna cum laude)\t2010",
        "Universität Example, Kiel",
        "*BA History* (First)\t2008",
        "University of Example",
    ]);
    let said = all.incoming.content().1;
    assert_eq!(said[0].metadata["area"], "Sculpture");
    let scores: Vec<_> = said.iter().filter_map(|one| one.metadata.get("score").cloned()).collect();
    assert_eq!(scores, ["magna cum laude", "First"]);
}

#[test]
fn a_degree_or_a_legal_form_ends_no_sentence() {
    let lines = ["*Univerzita Karlova*\t2007 – 2010", "Matematika a fyzika, Bc."];
    assert_eq!(names("Vzdělání", &lines), [json!(["Matematika a fyzika, Bc.", "Univerzita Karlova", null])]);
    let lines = ["*Engineer*\t2007 – 2010", "Initech Auto a.s.", "- A"];
    assert_eq!(names("Experience", &lines), [json!(["Engineer", "Initech Auto a.s.", null])]);
}

#[test]
fn certificates_and_awards_have_who_gave_them() {
    for (heading, lines, expected) in [
        (
            "Certificates",
            &["Emergency First Aid at Work, Example Ambulance, 2021", "Safety at Sea, Initech, 2020"][..],
            vec![
                json!(["Emergency First Aid at Work", "Example Ambulance", null]),
                json!(["Safety at Sea", "Initech", null]),
            ],
        ),
        (
            "Certificates",
            &["First aid certificate. Valid until May 2026"],
            vec![json!(["First aid certificate", null, null])],
        ),
        (
            "Certificates",
            &["Registered Nurse, Initech, License #041-12, exp. 05/2027", "BLS, Initech, Expiry: 2026"],
            vec![json!(["Registered Nurse", "Initech", null]), json!(["BLS", "Initech", null])],
        ),
        (
            "Awards",
            &["*UX Award*, Design Center Berlin", "Awarded on: Sep 01, 2022"],
            vec![json!(["UX Award", "Design Center Berlin", null])],
        ),
    ] {
        assert_eq!(names(heading, lines), expected, "{lines:?}");
    }
}

#[test]
fn publications_have_authors_and_publishers() {
    let of = |lines: &[&str]| {
        let lines: Vec<&str> = ["! Ada Example", "# Publications"].iter().chain(lines).copied().collect();
        let reading = document(&lines);
        let said = reading.incoming.content().1;
        let brief = said.iter().map(|one| {
            json!([one.title, one.organization, one.location, one.start_date, one.metadata.get("authors")])
        });
        brief.collect::<Vec<Value>>()
    };
    let by = json!(["Dube, S.", "Pires, L."]);
    for (lines, expected) in [
        (
            &["*Rain on land*\t2019", "Ada Example, Bo Example", "Journal of Rain"][..],
            vec![json!(["Rain on land", "Journal of Rain", null, "2019", ["Ada Example", "Bo Example"]])],
        ),
        (
            &["Wind over water, Journal of Weather, 2020", "Rain, snow and ice, 2019"],
            vec![
                json!(["Wind over water", "Journal of Weather", null, "2020", null]),
                json!(["Rain, snow and ice", null, null, "2019", null]),
            ],
        ),
        (
            &[
                "1. Dube, S., Pires, L. (2020). Kelp from drones. Journal of Kelp, 3(1), 4–5.",
                "2. Dube, S. &amp; Pires, L. (2019). Why kelp? eLife.",
                "3. Dube, S., Pires, L. (2018). The coast at 6000 BP. The Holocene, 29(3), 1–12.",
                "4. Dube, S., Pires, L. (2017). The caves of St. Kilda. Journal of Kelp, 2.",
            ],
            vec![
                json!(["Kelp from drones", "Journal of Kelp", null, "2020", by]),
                json!(["Why kelp?", "eLife", null, "2019", by]),
                json!(["The coast at 6000 BP", "The Holocene", null, "2018", by]),
                json!(["The caves of St. Kilda", "Journal of Kelp", null, "2017", by]),
            ],
        ),
        (
            &["Dube S, Pires L. Kelp from drones. Journal of Kelp. 2020;3(1):e4–e5."],
            vec![json!(["Kelp from drones", "Journal of Kelp", null, "2020", ["Dube S", "Pires L"]])],
        ),
        (
            &["S. Dube and L. Pires, “Kelp from drones,” Journal of Kelp, vol. 3, 2020."],
            vec![json!(["Kelp from drones", "Journal of Kelp", null, "2020", ["S. Dube", "L. Pires"]])],
        ),
        (
            &["Wind over water, Journal of Weather, Aug 2020, weather.example/wind"],
            vec![json!(["Wind over water", "Journal of Weather", null, "2020-08", null])],
        ),
        // A title with a comma names no authors.
        (
            &["Wind, water and sand (2020). Poems."],
            vec![json!(["Wind, water and sand (2020). Poems.", null, null, null, null])],
        ),
    ] {
        assert_eq!(of(lines), expected, "{lines:?}");
    }
}

#[test]
fn a_hyphen_alone_stands_between_an_employer_and_its_place() {
    let lines = [
        "*Store Manager*",
        "Initech Outfitters-Portland, OR",
        "March 2014 to April 2019",
        "*Barista*",
        "Hooli-Mountain View, CA",
        "May 2012 to March 2014",
    ];
    let expected = [
        json!(["Store Manager", "Initech Outfitters", "Portland, OR"]),
        json!(["Barista", "Hooli", "Mountain View, CA"]),
    ];
    assert_eq!(names("Work Experience", &lines), expected);
    let lines = ["*Nurse*", "Initech Clinic, Winston-Salem, NC", "March 2014 to April 2019"];
    assert_eq!(names("Work Experience", &lines), [json!(["Nurse", "Initech Clinic", "Winston-Salem, NC"])]);
    let lines = ["*Nurse*, Initech Clinic", "Winston-Salem, NC", "March 2014 to April 2019"];
    assert_eq!(names("Work Experience", &lines)[0][2], "Winston-Salem, NC");
}

#[test]
fn a_number_is_no_part_of_a_name() {
    let of = |heading: &str, line: &str| {
        let all = of_lines("a@x.example", heading, &[line]).1;
        json!([all[0][0], all[0][1], all[0][5]])
    };
    for (line, expected) in [
        ("NMC Registration, PIN 16B0412E", json!(["NMC Registration", null, "PIN 16B0412E"])),
        (
            "Colegio de Abogados, colegiada n.º 14732",
            json!(["Colegio de Abogados", null, "colegiada n.º 14732"]),
        ),
        ("Electrical Licence, Licence No. A58213", json!(["Electrical Licence", null, "Licence No. A58213"])),
        ("BLS, Initech Institute, ID 123456, 2021", json!(["BLS", "Initech Institute", "ID 123456"])),
        ("Nurse Licensure, PRC No. 0812345", json!(["Nurse Licensure", null, "PRC No. 0812345"])),
        (
            "ISO 27001 Lead Auditor, Initech Academy",
            json!(["ISO 27001 Lead Auditor", "Initech Academy", null]),
        ),
        ("Certified Educator, Level 2 (2021)", json!(["Certified Educator, Level 2", null, null])),
        ("Certified Educator, Level 2, Initech", json!(["Certified Educator, Level 2", "Initech", null])),
        (
            "Oracle Certified Professional, Java SE 8 Programmer (2018)",
            json!(["Oracle Certified Professional, Java SE 8 Programmer", null, null]),
        ),
    ] {
        assert_eq!(of("Certificates", line), expected, "{line}");
    }
    let award = of("Awards", "Young Talents Grant, Research Council, NOK 8 million, 2022");
    assert_eq!(award, json!(["Young Talents Grant", "Research Council", "NOK 8 million"]));
}

#[test]
fn memberships_are_a_list() {
    let lines = [
        "ACCA 12345678, admitted 2016",
        "Institute of Directors, Membership No. 4471",
        "AWHONN, member 2017",
    ];
    let all = of_lines("a@x.example", "Professional Memberships", &lines).1;
    let said: Vec<Value> = all.iter().map(|one| json!([one[0], one[1], one[3], one[5]])).collect();
    let expected = [
        json!(["ACCA", null, "2016", "12345678"]),
        json!(["Institute of Directors", null, null, "Membership No. 4471"]),
        json!(["AWHONN", null, "2017", null]),
    ];
    // An institute alone is an organization.
    let either = |one: &Value| json!([if one[0] == "" { &one[1] } else { &one[0] }, null, one[2], one[3]]);
    assert_eq!(said.iter().map(either).collect::<Vec<_>>(), expected);
}

#[test]
fn a_certificate_without_dates_follows_one_with_them() {
    let lines = ["*UX Certificate*", "May 2024 to Present", "", "*Driver's License*"];
    let titles: Vec<Value> = names("Certifications", &lines).iter().map(|one| one[0].clone()).collect();
    assert_eq!(titles, ["UX Certificate", "Driver's License"]);
}

#[test]
fn a_state_is_no_country_of_a_city() {
    let lines =
        ["*Support Specialist*", "General Services Administration, New York, NY", "06/2012 – 07/2016"];
    let expected = json!(["Support Specialist", "General Services Administration", "New York, NY"]);
    assert_eq!(names("Work Experience", &lines), [expected]);
}

#[test]
fn what_a_project_is_stands_in_its_text() {
    let lines = ["*tinyprobe* – a probe for flaky networks, in Go", "- 1,100 stars"];
    let all = of_lines("a@x.example", "Projects", &lines).1;
    assert_eq!(
        json!([all[0][0], all[0][1], all[0][5]]),
        json!(["tinyprobe", null, "a probe for flaky networks, in Go"])
    );
}

#[test]
fn degrees_have_their_fields_and_their_ends() {
    for (lines, expected) in [
        (&["B.E. Physics, York College, 2016"][..], json!(["B.E.", "York College", "Physics", "2016", null])),
        (
            &["*York College*\t2006 – 2012", "Studium: Physik", "Abschluss: Mag."],
            json!(["Mag.", "York College", "Physik", "2012", null]),
        ),
        (
            &["*York College*, York\tMay 2013", "Bachelor of Science in Physics, GPA: 3.7"],
            json!(["Bachelor of Science", "York College", "Physics", "2013-05", "3.7"]),
        ),
        (
            &["Graduação em Física – Faculdade Norte – conclusão em 2018"],
            json!(["Graduação em Física", "Faculdade Norte", null, "2018", null]),
        ),
    ] {
        let all = ["! Ada Example", "a@x.example", "# Education"];
        let reading = document(&[&all, lines].concat());
        let one = &super::entries(&reading, "title organization metadata start_date end_date")[0];
        let said = json!([one[0], one[1], one[2]["area"], one[4], one[2]["score"]]);
        assert_eq!(said, expected, "{lines:?}");
    }
}

#[test]
fn named_values_have_places_behind_every_employer() {
    let lines = [
        "Company: Initech Pharmacy, Umhlanga",
        "Position: Pharmacist",
        "Period: June 2019 – Present",
        "Duties:",
        "- Dispensed",
        "Reason for leaving: Growth",
        "Company: Hooli, Pinetown",
        "Position: Pharmacist",
        "Period: January 2016 – May 2019",
    ];
    let all = of_lines("a@x.example", "Experience", &lines).1;
    let text = "Reason for leaving: Growth";
    assert_eq!(
        all,
        [
            json!(["Pharmacist", "Initech Pharmacy", "Umhlanga", "2019-06", null, text, ["Dispensed"]]),
            json!(["Pharmacist", "Hooli", "Pinetown", "2016-01", "2019-05", null, []]),
        ]
    );
    let school = ["Institution: York College", "Qualification: BSc", "Years: 2010 – 2013"];
    let all = of_lines("a@x.example", "Education", &school).1;
    assert_eq!(json!([all[0][3], all[0][4]]), json!(["2010", "2013"]));
}

#[test]
fn a_school_year_has_a_branch_and_no_place() {
    let lines = ["*12.º ano, Ciências Socioeconómicas*\t2007 – 2010", "Escola Secundária Norte"];
    let one = &names("Formação", &lines)[0];
    assert_eq!((&one[1], &one[2]), (&json!("Escola Secundária Norte"), &Value::Null));
}

#[test]
fn named_values_may_have_their_period_at_the_right() {
    let lines = [
        "*Client: Hooli Insurance, Newark, NJ*\tMar 2021 – Present",
        "*Role: Java Developer*",
        "- Built",
        "Environment: Java, Kafka",
        "*Client: Initech Bank, Columbus, OH*\tJun 2018 – Feb 2021",
        "*Role: Programmer*",
    ];
    let all = of_lines("a@x.example", "Experience", &lines).1;
    let expected = [
        json!(["Java Developer", "Hooli Insurance", "Newark, NJ", "2021-03", null]),
        json!(["Programmer", "Initech Bank", "Columbus, OH", "2018-06", "2021-02"]),
    ];
    let said: Vec<Value> = all.iter().map(|job| json!([job[0], job[1], job[2], job[3], job[4]])).collect();
    assert_eq!(said, expected);
}

#[test]
fn a_school_has_its_examinations_as_a_title() {
    let lines = ["*Hill Academy*\t2019 – 2021", "A Levels: Mathematics (A), History (B)"];
    let expected = json!(["A Levels: Mathematics (A), History (B)", "Hill Academy", null]);
    assert_eq!(names("Education", &lines), [expected]);
}
