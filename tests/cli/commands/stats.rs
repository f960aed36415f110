//! Where the years went: as numbers, in words, as a timeline in a terminal and on a page.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Home, Terminal};

/// Jobs with months, a job with years alone, two at once, a degree in a gap, and what has no place in time.
fn filled() -> Home {
    let home = Home::new();
    for args in [
        &["Engineer", "--organization", "Initech", "--start", "2016", "--end", "2019", "--skill", "Go"][..],
        &["東京オフィス責任者", "--organization", "株式会社", "--start", "2019-10", "--end", "2020-09"],
        &["Baker", "--organization", "Bread", "--start", "2010-01", "--end", "2012-03", "--skill", "go"],
        &["MSc", "--organization", "ETH", "--kind", "education", "--start", "2012-09", "--end", "2014-08"],
        &["Deleted", "--start", "1990", "--end", "2020", "--skill", "Go"],
        &["Helper", "--kind", "volunteer"],
        &["Prize", "--kind", "award", "--start", "1985"],
    ] {
        let id = home.run([&["add"], args].concat()).id();
        if args[0] == "Deleted" {
            home.run(["delete", &id, "--yes"]).any();
        }
    }
    home
}

const TABLES: &str = "\
KIND       TIME     AT LEAST
work       7 years  5 years 5 months
education  2 years  2 years
all        9 years  7 years 5 months

EMPLOYER  TIME              AT LEAST
Initech   4 years           2 years 2 months
Bread     2 years 3 months  2 years 3 months
株式会社  1 year            1 year

SKILL  TIME              AT LEAST
Go     6 years 3 months  4 years 5 months

Several went on at once for 3 months, which count once.

GAP                TIME              BETWEEN JOBS
2012-04 – 2015-12  3 years 9 months  Baker, Bread and Engineer, Initech; meanwhile MSc, ETH

NOT COUNTED  WHY
Helper       it has no dates
";

#[test]
fn overlaps_count_once_and_a_year_alone_is_not_more_than_it_says() {
    let home = filled();
    home.run(["stats"]).stdout(TABLES);
    let stats = home.json(["stats"]);
    assert_eq!(stats["total"], json!({"entries": 4, "months": 108, "at_least": 89, "overlap": 3}));
    assert_eq!(
        stats["skills"][0],
        json!({"name": "Go", "entries": 2, "months": 75, "at_least": 53, "overlap": 0})
    );
    let entry = |title: &str| {
        let entries = stats["entries"].as_array().unwrap();
        entries.iter().find(|entry| entry["title"] == title).unwrap().clone()
    };
    let engineer = entry("Engineer");
    assert_eq!((&engineer["start"], &engineer["end"]), (&json!("2016-01"), &json!("2019-12")));
    assert_eq!((&engineer["months"], &engineer["at_least"]), (&json!(48), &json!(26)));
    assert_eq!(stats["gaps"][0]["meanwhile"][0]["title"], "MSc");
    assert_eq!(stats["not_counted"][0]["reason"], "no_dates");

    let recent = home.json(["stats", "--since", "2020", "--kind", "work", "--kind", "education"]);
    assert_eq!(recent["total"], json!({"entries": 1, "months": 9, "at_least": 9, "overlap": 0}));
    assert_eq!(recent["gaps"], json!([]));
}

#[test]
fn what_goes_on_counts_until_this_month() {
    let home = Home::new();
    home.run(["add", "Engineer", "--start", "2015-02"]).id();
    let stats = home.json(["stats"]);
    let until = stats["until"].as_str().unwrap();
    let (year, month) = until.split_once('-').unwrap();
    let months = (year.parse::<i64>().unwrap() - 2015) * 12 + month.parse::<i64>().unwrap() - 1;
    let entry = &stats["entries"][0];
    assert_eq!(
        (&entry["months"], &entry["end"], &entry["ongoing"]),
        (&json!(months), &json!(until), &json!(true))
    );
    assert_eq!(stats["employers"][0]["name"], Value::Null);
}

#[test]
fn what_nothing_has_cannot_be_counted() {
    let home = filled();
    home.run(["stats", "--tag", "ops"]).code(3).stderr(
        "error: no experience or bullet has the tag `ops`\n\
         hint: `resume tag` lists the tags, `resume edit ID --add-tag TAG` adds one\n",
    );
    home.run(["stats", "--kind", "project"]).code(3).stderr(
        "error: no experience is of the kind `project`\n\
         hint: the kinds of your experiences are work, volunteer, education, award\n",
    );
    home.run(["stats", "--kind", "award"]).code(2).stderr_contains(
        "`award` has no duration; the kinds that have one are work, volunteer, education, project",
    );
    Home::new()
        .run(["stats"])
        .stderr("there is no time to count; `resume add TITLE --start DATE` saves an experience\n");
}

#[test]
fn a_terminal_shows_a_row_for_each_entry_below_its_years() {
    let home = filled();
    let narrow = "
               2010      2015      2020
東京オフィス…  |         |        ===
Engineer, In…  |         | -======-|
MSc, ETH       |    =====|         |
Baker, Bread   =====     |         |";
    let usual = "
                            2010    2012    2014    2016    2018    2020
東京オフィス責任者, 株式…   |       |       |       |       |      ====
Engineer, Initech           |       |       |       ---==========---|
MSc, ETH                    |       | =========     |       |       |
Baker, Bread                =========       |       |       |       |";
    let wide = "
                              2010  2011  2012  2013  2014  2015  2016  2017  2018  2019  2020
東京オフィス責任者, 株式会社  |     |     |     |     |     |     |     |     |     |   =======
Engineer, Initech             |     |     |     |     |     |     -----==============-----|
MSc, ETH                      |     |     |   ============  |     |     |     |     |     |
Baker, Bread                  ==============    |     |     |     |     |     |     |     |";
    for (width, timeline) in [(40, narrow), (80, usual), (132, wide)] {
        let mut terminal = Terminal::sized(&home.program(["--no-color", "stats"]), 60, width);
        assert_eq!(terminal.code(), Some(0));
        let screen = terminal.screen();
        assert!(!terminal.wrapped() && screen.contains(timeline), "at {width}:\n{screen}");
    }
}

fn page(home: &Home, flags: &[&str]) -> String {
    home.run([&["export", "cv.html", "--quiet"], flags].concat());
    fs::read_to_string(home.work().join("cv.html")).unwrap()
}

/// The drawing in a page, which is well-formed by itself.
fn drawing(page: &str) -> &str {
    let drawing = &page[page.find("<svg").unwrap()..page.find("</svg>").unwrap() + "</svg>".len()];
    roxmltree::Document::parse(drawing).unwrap_or_else(|error| panic!("{error}:\n{drawing}"));
    drawing
}

#[test]
fn a_page_has_a_timeline_where_it_is_asked_for() {
    let home = filled();
    home.run(["add", "<script>&\"", "--organization", "<b>", "--start", "2020-11", "--end", "2020-12"]).id();
    assert!(!page(&home, &[]).contains("timeline"));
    for theme in ["classic", "modern", "compact", "academic", "plain", "sidebar"] {
        let page = page(&home, &["--timeline", "--theme", theme]);
        let parsed = roxmltree::Document::parse(drawing(&page)).unwrap();
        let root = parsed.root_element();
        let text = |name: &str| {
            let found = root.children().find(|node| node.has_tag_name(name)).unwrap();
            (found.attribute("id").unwrap(), found.text().unwrap())
        };
        assert_eq!(root.attribute("role"), Some("img"));
        let headings = if theme == "academic" { "Education, Experience" } else { "Experience, Education" };
        assert_eq!(text("title"), ("timeline", format!("{headings}: 2010 – 2020").as_str()));
        let (id, description) = text("desc");
        assert_eq!(root.attribute("aria-labelledby"), Some(format!("timeline {id}").as_str()));
        assert!(description.contains("Engineer, Initech: 2016 – 2019; Baker, Bread"), "{description}");
        let labels: Vec<_> = root.descendants().filter_map(|node| node.text()).collect();
        assert!(labels.contains(&"<script>&\"") && labels.contains(&"<b>"), "{labels:?}");
        assert!(!drawing(&page).contains("<script"), "{page}");
    }
    // The whole is eleven years; the job of whole years is certain for 26 of its 48 months.
    let page = page(&home, &["--timeline"]);
    let bar = r#"<rect class="possible" x="54.54%" width="36.36%""#;
    assert!(
        page.contains(bar) && page.contains(r#"<rect class="certain" x="62.87%" width="19.7%""#),
        "{page}"
    );
}

#[test]
fn a_timeline_begins_where_lines_do_and_is_no_more_precise_than_its_page() {
    let home = filled();
    let arabic = page(&home, &["--timeline", "--language", "ar"]);
    let baker = drawing(&arabic)
        .lines()
        .skip_while(|line| !(line.starts_with("<foreignObject") && line.contains("Baker")))
        .nth(2)
        .unwrap();
    assert!(baker.contains(r#"x="79.07%" width="20.93%""#), "{baker}");
    let names = r#"<span class="title" dir="auto">Baker</span><span class="between">، </span>"#;
    assert!(arabic.contains(names), "{arabic}");
    let years = page(&home, &["--timeline", "--date-format", "year"]);
    assert!(!drawing(&years).contains("Jan") && drawing(&years).contains("Baker, Bread: 2010 – 2012"));
    let baker = drawing(&years)
        .lines()
        .skip_while(|line| !(line.starts_with("<foreignObject") && line.contains("Baker")))
        .nth(2)
        .unwrap();
    assert!(baker.contains(r#"x="0.0%" width="27.27%""#), "{baker}");
}

#[test]
fn other_formats_say_that_they_have_no_timeline() {
    let home = filled();
    for name in ["cv.md", "cv.docx", "cv.json"] {
        let format = home.json(["export", name])["format"].as_str().unwrap().to_owned();
        let warning = format!("warning: `--timeline` has no effect on {format}\n");
        home.run(["export", name, "--timeline", "--quiet"]).stderr(warning);
    }
    home.run(["export", "cv.html", "--timeline", "--quiet", "--kind", "award"])
        .stderr("warning: there is no timeline: no work, volunteering, education or project has a start\n");
}

#[test]
fn an_application_keeps_the_month_of_its_timeline() {
    let home = filled();
    home.run(["add", "Engineer", "--start", "2021"]).id();
    let sent = page(&home, &["--timeline"]);
    home.run(["application", "add", "Acme", "--file", "cv.html", "--timeline", "--quiet"]).any();
    home.run(["application", "export", "acme", "again.html", "--quiet"]);
    assert_eq!(fs::read_to_string(home.work().join("again.html")).unwrap(), sent);
    let until = home.json(["stats"])["until"].clone();
    let documents = home.session()["documents"].as_array().unwrap().clone();
    let kept = documents.iter().filter_map(|one| one.pointer("/current/body/resume/order/timeline"));
    assert_eq!(kept.collect::<Vec<_>>(), [&until]);
}
