//! What stands within an entry, and what does not.

use serde_json::{Value, json};

use super::entries;
use super::word::{document, of_lines};

fn titles(heading: &str, lines: &[&str]) -> Vec<Value> {
    let found = of_lines("a@x.example", heading, lines).1;
    found.iter().map(|one| json!([one[0], one[1]])).collect()
}

#[test]
fn text_below_a_heading_and_above_the_first_job_is_no_head() {
    let prose = "I have worked for more than ten years in sales and in marketing, with teams of up to twenty people \
        in four countries across the region.";
    for first in [prose, "- Ten years in sales"] {
        let jobs = titles("Experience", &[first, "*Clerk, Beta Ltd*\t2015 – 2019", "- Filed"]);
        assert_eq!(jobs, [json!(["", null]), json!(["Clerk", "Beta Ltd"])], "{first}");
    }
}

#[test]
fn a_bold_line_within_a_job_opens_no_section() {
    for within in [
        "Key Achievements", "Achievements", "Coursework", "Service", "Software", "Conferences", "Grants",
        "Research", "Technologies", "Internship",
    ] {
        let line = format!("*{within}*");
        let lines = [
            "*Manager, Acme Ltd*\t2019 – Present",
            "- Led",
            &line,
            "- Grew sales",
            "*Clerk, Beta Ltd*\t2015 – 2019",
            "- Filed",
            "# Achievements",
            "Best Baker, 2014",
        ];
        let found = of_lines("a@x.example", "Experience", &lines).1;
        let said: Vec<_> = found.iter().filter(|one| one[0] != within).collect();
        let said: Vec<_> = said.iter().map(|one| json!([one[0], one[1], one[3]])).collect();
        let expected = [
            json!(["Manager", "Acme Ltd", "2019"]),
            json!(["Clerk", "Beta Ltd", "2015"]),
            json!(["Best Baker", null, "2014"]),
        ];
        assert_eq!(said, expected, "{within}");
    }
    let jobs = of_lines(
        "a@x.example",
        "Experience",
        &["*Manager, Acme Ltd*\t2019 – Present", "*Key Achievements*", "- Led"],
    );
    assert_eq!(jobs.1, [json!(["Manager", "Acme Ltd", null, "2019", null, "Key Achievements", ["Led"]])]);
}

#[test]
fn who_gave_a_certificate_stands_below_it() {
    let lines = [
        "Project Management Professional, 2020",
        "Project Management Institute",
        "CCNA, 2019",
        "Cisco",
        "Security+, 2018",
        "CompTIA",
    ];
    let expected = [
        json!(["Project Management Professional", "Project Management Institute"]),
        json!(["CCNA", "Cisco"]),
        json!(["Security+", "CompTIA"]),
    ];
    assert_eq!(titles("Certifications", &lines), expected);
    assert_eq!(titles("Certifications", &["PMP, 2022", "Six Sigma Green Belt", "CCNA, 2019"]).len(), 3);
}

#[test]
fn an_employer_has_no_job_outside_its_time() {
    let jobs = titles(
        "Experience",
        &[
            "*US Army*\t2010 – 2018",
            "*Platoon Leader*\t2012 – 2014",
            "- A",
            "*Logistics Officer*\t2014 – 2018",
            "- B",
            "*Amazon*\t2018 – 2022",
            "- C",
            "*Google*\t2022 – present",
            "- D",
        ],
    );
    let expected = [
        json!(["Platoon Leader", "US Army"]),
        json!(["Logistics Officer", "US Army"]),
        json!(["Amazon", null]),
        json!(["Google", null]),
    ];
    assert_eq!(jobs, expected);
    let jobs = titles(
        "Experience",
        &["*Sabbatical*\t2018 – 2020", "*Developer*\t2018 – 2019", "- A", "*Nurse*\t2010 – 2015", "- B"],
    );
    assert_eq!(jobs, [json!(["Sabbatical", null]), json!(["Developer", null]), json!(["Nurse", null])]);
    // A line that looks like the employer's is another one.
    let jobs = titles(
        "Experience",
        &["*Globex*\t2010 – 2018", "Baker\t2012 – 2014", "- A", "*Initech*\t2013 – 2014", "- B"],
    );
    assert_eq!(jobs, [json!(["Baker", "Globex"]), json!(["Initech", null])]);
}

#[test]
fn a_label_above_bullets_goes_where_it_says_no_more_than_they_do() {
    let brief = |lines: &[&str]| {
        let lines: Vec<&str> = ["*Baker*, Mill Ltd\t2018 – 2020"].iter().chain(lines).copied().collect();
        let found = of_lines("a@x.example", "Experience", &lines).1;
        json!([found[0][5], found[0][6]])
    };
    assert_eq!(brief(&["Tasks:", "- Baked"]), json!([null, ["Baked"]]));
    assert_eq!(brief(&["Technologies:", "- Ovens"])[0], "Technologies:");
    let both = brief(&["Tasks:", "- Baked", "Achievements:", "- Won"]);
    assert!(both[0].as_str().unwrap().contains("Achievements:"), "{both}");
}

#[test]
fn a_bold_line_with_a_colon_names_what_follows() {
    let lines = |last: &'static str| {
        [
            "*Manager, Acme Ltd*\t2019 – Present",
            "*Duties, Accomplishments and Related Skills:*",
            "- Led",
            "*Clerk, Beta Ltd*\t2015 – 2019",
            "- Filed",
            last,
            "- Baked",
        ]
    };
    let jobs = |last| titles("Experience", &lines(last));
    let dated = [json!(["Manager", "Acme Ltd"]), json!(["Clerk", "Beta Ltd"])];
    assert_eq!(jobs("*Duties, Accomplishments and Related Skills:*"), dated);
    let undated = [&dated[..], &[json!(["Baker", "Mill Ltd"])]].concat();
    assert_eq!(jobs("*Baker, Mill Ltd*"), undated);
}

#[test]
fn the_length_before_a_period_is_no_name() {
    let expected = [json!(["Leiter Backwerk", "Mühle AG"]), json!(["Laborant", "Universität Wien"])];
    for lines in [
        [
            "|8 Jahre und 4 Monate,~seit Sept. 2018|*Leiter Backwerk*~Mühle AG, Linz|",
            "|2 Jahre und 4 Monate,~Okt. 2010 - Jan. 2013|*Laborant*~Universität Wien, Wien|",
        ],
        [
            "|8 Jahre und 4 Monate, seit Sept. 2018|*Leiter Backwerk*~Mühle AG, Linz|",
            "|2 Jahre und 4 Monate, Okt. 2010 - Jan. 2013|*Laborant*~Universität Wien, Wien|",
        ],
    ] {
        assert_eq!(titles("Berufserfahrung", &lines), expected, "{lines:?}");
    }
}

#[test]
fn a_department_is_no_employer_below_a_hospital() {
    let reading = document(&[
        "! Ada Example",
        "# Experience",
        "*Example Memorial Hospital, Chicago, IL*",
        "Charge Nurse, Medical-Surgical Unit, 2019 – Present",
        "- Supervise eight nurses",
        "Staff Nurse, Emergency Department, 2015 – 2019",
        "- Triage",
    ]);
    let hospital = "Example Memorial Hospital";
    assert_eq!(
        entries(&reading, "title organization start_date"),
        [
            json!(["Charge Nurse, Medical-Surgical Unit", hospital, "2019"]),
            json!(["Staff Nurse, Emergency Department", hospital, "2015"]),
        ]
    );
}
