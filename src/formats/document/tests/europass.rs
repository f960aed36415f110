//! What the forms of Europass have, and what becomes of it.

use serde_json::{Value, json};

use super::word::{document, of_lines};

/// The kind, the title and the level of each entry below a heading.
fn levels(heading: &str, lines: &[&str]) -> Vec<Value> {
    let heading = format!("# {heading}");
    let all: Vec<&str> = ["! Ada Example", "a@x.example", &heading].iter().chain(lines).copied().collect();
    let reading = document(&all);
    let entry = |one| {
        let said = json!(one);
        json!([said["kind"], said["title"], said["metadata"]["fluency"]])
    };
    reading.incoming.content().1.into_iter().map(entry).collect()
}

/// The title, the organization and the place of each entry.
fn names(heading: &str, lines: &[&str]) -> Vec<Value> {
    let all = of_lines("a@x.example", heading, lines).1;
    all.iter().map(|one| json!([one[0], one[1], one[2]])).collect()
}

#[test]
fn what_is_assessed_of_a_language_is_none() {
    let romanian = json!(["language", "Romanian", "Mother tongue"]);
    assert_eq!(
        levels(
            "Language skills",
            &[
                "Mother tongue(s): Romanian",
                "Other language(s):",
                "English",
                "LISTENING C1 READING C1 WRITING B2",
                "SPOKEN PRODUCTION C1 SPOKEN INTERACTION C1",
                "Levels: A1 and A2: Basic user; B1 and B2: Independent user; C1 and C2: Proficient user",
            ]
        ),
        [
            romanian,
            json!([
                "language",
                "English",
                "LISTENING C1, READING C1, WRITING B2, SPOKEN PRODUCTION C1, SPOKEN INTERACTION C1"
            ]),
        ]
    );
    assert_eq!(
        levels(
            "Competenze linguistiche",
            &[
                "|Lingua madre|Italiano|",
                "|Comprensione|Parlato|Scritto|",
                "|Ascolto|Lettura|",
                "|Inglese|C1|B2|B2|",
                "|Capacità di lettura|buono|",
                "Quadro comune europeo di riferimento per le lingue",
            ]
        )[0],
        json!(["language", "Italiano", "Lingua madre"])
    );
}

#[test]
fn other_lists_of_languages_stay_as_they_are() {
    assert_eq!(
        levels(
            "Languages",
            &[
                "German: mother tongue",
                "English – C1 (Common European Framework of Reference)",
                "Fluent: French, Spanish",
                "Latin",
                "Driving licence: B",
            ]
        ),
        [
            json!(["language", "German", "mother tongue"]),
            json!(["language", "English", "C1 (Common European Framework of Reference)"]),
            json!(["language", "French", "Fluent"]),
            json!(["language", "Spanish", "Fluent"]),
            json!(["language", "Latin", null]),
            json!(["skill", "Driving licence", null]),
        ]
    );
    // Abilities are a pastime elsewhere.
    let titles = [json!(["interest", "Reading", null]), json!(["interest", "Writing", null])];
    assert_eq!(levels("Interests", &["Reading", "Writing"]), titles);
}

#[test]
fn a_place_with_labels_stands_below_a_head() {
    let job = |below: &[&str]| {
        let lines: Vec<&str> =
            ["*Pharmacist*\t2014 – 2018", "Acme Ltd"].iter().chain(below).copied().collect();
        of_lines("a@x.example", "Experience", &lines).1[0].clone()
    };
    let tasks = "Main activities and responsibilities:";
    for (below, place, text, bullets) in [
        (&["City: Cluj | Country: Romania", tasks, "- A"][..], "Cluj, Romania", json!(null), json!(["A"])),
        (&["Ort: Bonn", "- A"], "Bonn", json!(null), json!(["A"])),
        (&["- City: a budget for it"], "", json!(null), json!(["City: a budget for it"])),
        (&["Country: Romania | Team: 4", "- A"], "", json!("Country: Romania | Team: 4"), json!(["A"])),
    ] {
        let place = if place.is_empty() { json!(null) } else { json!(place) };
        let job = job(below);
        assert_eq!((&job[2], &job[5], &job[6]), (&place, &text, &bullets), "{below:?}");
    }
}

#[test]
fn a_place_behind_the_dates_is_no_title() {
    let place = |first: &str, second: &str| names("Experience", &[first, second, "- A"])[0].clone();
    for (first, second, expected) in [
        (
            "2019 – 2021 London, United Kingdom",
            "*CHEF* The Ivy",
            json!(["CHEF", "The Ivy", "London, United Kingdom"]),
        ),
        (
            "2019 – 2021 Braga, Portugal",
            "*CHEF* Hospital de Braga",
            json!(["CHEF", "Hospital de Braga", "Braga, Portugal"]),
        ),
        (
            "2019 – 2021\tBraga, Portugal",
            "Chef – Hospital de Braga",
            json!(["Chef", "Hospital de Braga", "Braga, Portugal"]),
        ),
    ] {
        assert_eq!(place(first, second), expected, "{first}");
    }
    // A firm with its country, and one in bold letters
    assert_eq!(place("2019 – 2021 Siemens, Germany", "Engineer")[2], json!(null));
    assert_eq!(place("2019 – 2021 *Hooli, London*", "Engineer")[0], "Engineer");
    // One that is known shows nothing of a firm that would be lost.
    let lines =
        ["2019 – 2021 London, UK", "*CHEF* The Ivy", "- A", "2014 – 2018 Bosch, Germany", "Analyst", "- B"];
    assert_eq!(names("Experience", &lines)[1], json!(["Analyst", "Bosch, Germany", null]));
    // What one entry shows holds for the others.
    let lines = [
        "2019 – 2021 London, UK",
        "*CHEF* The Ivy",
        "- A",
        "2014 – 2018 Widnes, UK",
        "*WAITER* Lilac",
        "- B",
    ];
    assert_eq!(names("Experience", &lines)[1], json!(["WAITER", "Lilac", "Widnes, UK"]));
}
