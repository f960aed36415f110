//! What looks like something that a rule knows, and means something else.

use serde_json::json;

use super::entries;
use super::word::document;

#[test]
fn military_service_is_a_job_among_jobs_and_a_heading_beside_headings() {
    let told = |lines: &[&str]| {
        let reading = document(&[&["! Ada Example", "# Berufserfahrung"], lines].concat());
        entries(&reading, "title organization start_date text")
    };
    let developer = json!(["Entwickler", "Initech GmbH", "2009", null]);
    for (name, line, expected) in [
        ("*Bundeswehr*", "Zeitsoldat, 2004 – 2008", json!(["Zeitsoldat", "Bundeswehr", "2004", null])),
        ("*Zivildienst*", "Rotes Kreuz, 2003 – 2004", json!(["Zivildienst", "Rotes Kreuz", "2003", null])),
        (
            "*Service militaire*",
            "Armée de Terre, 2001",
            json!(["Service militaire", "Armée de Terre", "2001", null]),
        ),
    ] {
        let job = match name {
            "*Bundeswehr*" => ["*Initech GmbH*", "Entwickler, 2009 – 2012"],
            _ => ["*Entwickler*", "Initech GmbH, 2009 – 2012"],
        };
        assert_eq!(
            told(&[name, line, "- A", job[0], job[1], "- B"]),
            [expected.clone(), developer.clone()],
            "{name}"
        );
        assert_eq!(
            told(&[job[0], job[1], "- B", name, line, "- A"]),
            [developer.clone(), expected],
            "{name}"
        );
    }
    let below =
        told(&["*Entwickler*", "Initech GmbH, 2009 – 2012", "# Wehrdienst", "Funker, Heer, 2003 – 2004"]);
    assert_eq!(below, [developer, json!(["Funker", "Heer", "2003", null])]);
}

#[test]
fn a_word_of_a_name_is_no_expiry() {
    let told = |heading: &str, lines: &[&str]| {
        let heading = format!("# {heading}");
        let reading = document(&[&["! Ada Example", &heading], lines].concat());
        entries(&reading, "title organization start_date end_date")
    };
    assert_eq!(
        told("Projects", &["*Bridge Renewal 2019*", "- Steel", "*Mill, renewal 2021*", "- Wood"]),
        [json!(["Bridge Renewal 2019", null, null, null]), json!(["Mill", null, null, "2021"])]
    );
    for (period, start, end) in [
        ("Exp: Jan 2019 – Present", "2019-01", None),
        ("Exp: 2015 – till date", "2015", None),
        ("Exp. 2012–14", "2012", Some("2014")),
    ] {
        let lines = ["*Baker, Mill Ltd*", period, "- Baked"];
        assert_eq!(told("Experience", &lines), [json!(["Baker", "Mill Ltd", start, end])], "{period}");
    }
}

#[test]
fn a_certificate_has_its_issue_beside_its_expiry() {
    let told = |lines: &[&str]| {
        let reading = document(&[&["! Ada Example", "# Certifications"], lines].concat());
        entries(&reading, "title organization start_date end_date text")
    };
    for line in
        ["CPR, AHA, Issued 2023, Exp. 2025", "CPR, AHA, 2023, exp. 2025", "CPR, AHA, 2023, Expires: 2025"]
    {
        assert_eq!(told(&[line]), [json!(["CPR", "AHA", "2023", "2025", null])], "{line}");
    }
    let years = json!(["CPR", "AHA", "2023", "2025", null]);
    let first_aid = json!(["First Aid", "Red Cross", "2021", null, null]);
    for lines in [
        ["*CPR, AHA*, 2023", "Expires 2025", "*First Aid, Red Cross*, 2021"],
        ["*First Aid, Red Cross*, 2021", "*CPR, AHA*, 2023", "Expires 2025"],
    ] {
        let found = told(&lines);
        assert!(found.len() == 2 && found.contains(&years) && found.contains(&first_aid), "{found:?}");
    }
    let months = json!(["CPR", "AHA", "2023-05", "2025-05", null]);
    assert_eq!(told(&["*CPR, AHA*", "Issued May 2023 · Expires May 2025"]), [months]);
    assert_eq!(told(&["CPR, AHA, exp. 2025"]), [json!(["CPR", "AHA", null, "2025", null])]);
}

#[test]
fn a_sharp_is_no_number_and_a_region_gives_no_certificate() {
    let told = |line: &str| {
        let reading = document(&["! Ada Example", "# Certifications", line]);
        entries(&reading, "title organization location").remove(0)
    };
    assert_eq!(told("Microsoft, C# training"), json!(["C# training", "Microsoft", null]));
    assert_eq!(
        told("Certified Welder. Bavaria, Munich"),
        json!(["Certified Welder", null, "Bavaria, Munich"])
    );
    assert_eq!(told("Certified Welder. TÜV Süd, München"), json!(["Certified Welder", "TÜV Süd", "München"]));
}

#[test]
fn an_abbreviation_in_capitals_ends_no_title() {
    let told = |title: &str| {
        let line = format!("Dube, S., Pires, L. (2017). {title}. Journal of Kelp, 2.");
        let reading = document(&["! Ada Example", "# Publications", &line]);
        entries(&reading, "title organization").remove(0)
    };
    for title in ["THE CAVES OF ST. KILDA", "KELP OF MT. EREBUS", "The caves of St. Kilda"] {
        assert_eq!(told(title), json!([title, "Journal of Kelp"]));
    }
    assert_eq!(told("Kelp in the EU"), json!(["Kelp in the EU", "Journal of Kelp"]));
}

#[test]
fn a_label_of_marks_is_one_of_marks_in_education_alone() {
    let told = |heading: &str, lines: &[&str]| {
        let heading = format!("# {heading}");
        let reading = document(&[&["! Ada Example", &heading], lines].concat());
        let all = reading.incoming.content().1;
        json!([all[0].title, all[0].text, all[0].metadata.get("score")])
    };
    let character = "Karakter: rolig og presis";
    let lines = ["*Baker, Mill Ltd*", "2015 – 2019", character, "- Baked"];
    assert_eq!(told("Experience", &lines), json!(["Baker", character, null]));
    let file = "Expediente: 45/2011";
    assert_eq!(told("Awards", &["*Beca Ejemplo*, 2011", file]), json!(["Beca Ejemplo", file, null]));
    let lines = ["*Diploma, York College*", "2010 – 2013", "Karakter: B"];
    assert_eq!(told("Education", &lines), json!(["Diploma", null, "B"]));
    let marked = |said| told("Education", &["*Diploma, York College*", "2010 – 2013", said]);
    for remark in ["Note: transferred from York", "Nota: título homologado en 2015"] {
        assert_eq!(marked(remark), json!(["Diploma", remark, null]));
    }
    assert_eq!(marked("Note: 1,3"), json!(["Diploma", null, "1,3"]));
    assert_eq!(marked("Note: sehr gut (1,3)"), json!(["Diploma", null, "sehr gut (1,3)"]));
    assert_eq!(marked("Note : Bien"), json!(["Diploma", null, "Bien"]));
}

#[test]
fn a_school_behind_a_label_and_a_class_are_kept() {
    let told = |line: &str| {
        let reading = document(&["! Ada Example", "# Education", line]);
        let all = reading.incoming.content().1;
        let said = |key: &str| all[0].metadata.get(key).cloned();
        json!([all[0].title, all[0].organization, said("area"), said("score"), all[0].text])
    };
    let leeds = "University of Leeds";
    for (line, expected) in [
        (
            "*BSc Physics, Minor: Mathematics, University of Leeds*, 2008",
            json!(["BSc", leeds, "Physics", null, "Minor: Mathematics"]),
        ),
        (
            "*MSc Biology, Thesis: Kelp, salt and light, University of Leeds*, 2012",
            json!(["MSc", leeds, "Biology", null, "Thesis: Kelp, salt and light"]),
        ),
        (
            "*Ausbildung zum Koch, Grand Hotel, Schwerpunkt: Küche, Berufsschule Köln*, 2008",
            json!([
                "Ausbildung zum Koch",
                "Grand Hotel",
                null,
                null,
                "Schwerpunkt: Küche, Berufsschule Köln"
            ]),
        ),
        ("*Grade 12, Hill School*, 2009", json!(["Grade 12", "Hill School", null, null, null])),
        ("*Grade 12, Hill School, 82%*, 2009", json!(["Grade 12", "Hill School", null, "82%", null])),
        (
            "*Grade 8 Piano, Leeds School of Music*, 2010",
            json!(["Grade 8 Piano", "Leeds School of Music", null, null, null]),
        ),
        ("*GCSE Maths, Hill School, Grade 7*, 2010", json!(["GCSE Maths", "Hill School", null, "7", null])),
    ] {
        assert_eq!(told(line), expected, "{line}");
    }
}

#[test]
fn a_long_list_behind_a_school_is_no_burden() {
    let list = vec!["a, B"; 2_000].join(", ");
    let line = format!("*BSc, University of Leeds, {list}*");
    let reading = document(&["! Ada Example", "# Education", &line]);
    let all = reading.incoming.content().1;
    assert_eq!(all[0].title, "BSc");
    assert!(all[0].organization.as_ref().is_some_and(|school| school.starts_with("University of Leeds")));
}
