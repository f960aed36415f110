//! Titles and employers that say little of themselves, and the text below them.

use serde_json::json;

use super::entries;
use super::word::{document, of_lines};

/// Title, employer, place and text of each job.
fn jobs(lines: &[&str]) -> serde_json::Value {
    let found = of_lines("a@x.example", "Experience", lines).1;
    found.iter().map(|one| json!([one[0], one[1], one[2], one[5]])).collect()
}

#[test]
fn text_below_title_and_employer_is_no_third_name() {
    let expected = json!([
        ["Senior Developer", "Spiral", null, "Refactoring new features."],
        [
            "JavaScript Developer",
            "Vew/XPER/TiVu",
            null,
            "Implementing Web Browser for TV build with JavaScript"
        ],
        ["Front End Developer", "Gong.example", "Ramat Gan", "Front End Developer"],
    ]);
    for sign in [", ", " – ", " | "] {
        let head = |title: &str, firm: &str, dates: &str| format!("*{title}*{sign}{firm}\t{dates}");
        let lines = [
            head("Senior Developer", "Spiral", "Jul 2025 – Oct 2025"),
            "Refactoring new features.".to_owned(),
            "- Built the scheduler".to_owned(),
            head("JavaScript Developer", "Vew/XPER/TiVu", "Mar 2022 – Dec 2022"),
            "Implementing Web Browser for TV build with JavaScript".to_owned(),
            "- Cut the costs by 40 %".to_owned(),
            head("Front End Developer", "Gong.example", "Apr 2019 – Feb 2022"),
            "Ramat Gan".to_owned(),
            "Front End Developer".to_owned(),
            "- Built the shop".to_owned(),
        ];
        assert_eq!(jobs(&lines.each_ref().map(String::as_str)), expected, "{sign}");
    }
}

#[test]
fn employers_above_several_positions_are_theirs_whatever_they_are_called() {
    let lines = [
        "*Head of Latvia*, ambrite\tJan 2017 – Aug 2020",
        "As the Head, I led.",
        "- Built the team",
        "*GLC KODEX*",
        "Node.js Developer\tMay 2016 – Dec 2016",
        "I drove the shift to modern practice.",
        "- Cut the costs",
        "Integrator\tOct 2014 – May 2016",
        "Installation, test and rollout of the solutions of Kodex",
        "- Wrote the manual",
        "*Nara Logic, Inc*",
        "Developer\tMar 2012 – Sep 2014",
        "- Built the shop",
        "Tester\tMar 2010 – Mar 2012",
        "- Tested the shop",
    ];
    let kodex = "GLC KODEX";
    assert_eq!(
        jobs(&lines),
        json!([
            ["Head of Latvia", "ambrite", null, "As the Head, I led."],
            ["Node.js Developer", kodex, null, "I drove the shift to modern practice."],
            ["Integrator", kodex, null, "Installation, test and rollout of the solutions of Kodex"],
            ["Developer", "Nara Logic, Inc", null, null],
            ["Tester", "Nara Logic, Inc", null, null],
        ])
    );
}

#[test]
fn a_title_in_letters_of_its_own_is_whole() {
    let names = [
        ("Application Architect / Project Manager / DevOps", "Le Matin"),
        ("Systems Engineer", "HP / Autonom, Inc."),
        ("Full Stack Developer – AI Agent", "Dany Cakes"),
        ("IT Student | Club Member", "Example University"),
        ("Developer", "Acme, LLC"),
        ("Tester (QA, Load)", "Mill"),
        ("Core Member/ Mentor(Web, Linux)", "HackLab"),
    ];
    for (title, firm) in names {
        let lines = [format!("*{title}*, {firm}\tJan 2019 – Feb 2022"), "- Built the shop".to_owned()];
        assert_eq!(jobs(&lines.each_ref().map(String::as_str)), json!([[title, firm, null, null]]));
    }
    // A place or an employer behind the dash is none of the title.
    let lines = ["*Registered Nurse – Example Hospital*, Boston, MA\tJan 2019 – Feb 2022", "- Night shifts"];
    assert_eq!(jobs(&lines), json!([["Registered Nurse", "Example Hospital", "Boston, MA", null]]));
}

#[test]
fn a_name_that_a_line_breaks_is_one() {
    let of = |lines: &[&str]| -> Vec<_> {
        let found = of_lines("a@x.example", "Education", lines).1;
        found.iter().map(|one| json!([one[0], one[1]])).collect()
    };
    assert_eq!(
        of(&["BSc, Computer Science, Northeast\tSep 1999 – Jun 2003", "University"]),
        [json!(["BSc", "Northeast University"])]
    );
    assert_eq!(
        of(&["BSc, Chemistry, TECHNO - Israel Institute of Technology\tOct 2015 – Oct 2017"]),
        [json!(["BSc", "TECHNO - Israel Institute of Technology"])]
    );
}

#[test]
fn an_address_below_an_employer_is_no_part_of_its_name() {
    let lines = [
        "*Stone Inc.*, Quarry, Pennsylvania, United States",
        "www.jobs.example/company/942",
        "Junior Administrator\tMar 2023 – Aug 2023",
        "- Set up the network",
    ];
    assert_eq!(jobs(&lines)[0][1], "Stone Inc.");
    assert_eq!(jobs(&lines)[0][0], "Junior Administrator");
}

#[test]
fn the_role_in_a_project_is_not_its_title() {
    let above =
        ["! Ada Example", "a@x.example", "# Education", "BSc, York College, 2012 – 2014", "# Projects"];
    for label in ["Role", "Roles", "Rolle", "Ruolo"] {
        let role = format!("{label}: Full Stack Engineer");
        let reading = document(&[&above[..], &["*Fairpay*\tAug 2024", "Splits bills.", &role]].concat());
        let found = entries(&reading, "kind title organization text metadata");
        let project = found.iter().find(|one| one[0] == "project").unwrap();
        assert_eq!(
            project.as_array().unwrap()[1..4],
            [json!("Fairpay"), json!(null), json!("Splits bills.")],
            "{label}"
        );
        assert_eq!(project[4]["roles"], json!(["Full Stack Engineer"]), "{label}");
    }
}
