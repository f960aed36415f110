mod back;

use serde_json::json;

use super::RenderCv;
use crate::domain::{Experience, Kind, Sections, place};
use crate::formats::Exporter as _;
use crate::formats::testing::{Store, brief, counting, now, taken};
use crate::formats::{InputFormat, Upload, plan, read};

const FILE: &str = r#"cv:
  name: Mia Berg
  headline: Researcher
  location: Oslo, Norway
  email:
    - mia@x.example
    - other@x.example
  phone: tel:+4722123456
  website: https://mia.example/
  social_networks:
    - network: GitHub
      username: mia
    - network: Mastodon
      username: "@mia@fedi.example"
  custom_connections:
    - placeholder: Book a call
      url: https://cal.example/mia
      fontawesome_icon: calendar
  sections:
    summary:
      - I study *ice*.
      - And snow.
    education:
      - institution: NTNU
        area: Physics
        degree: PhD
        start_date: 2018-09
        end_date: 2023-05
        highlights:
          - "GPA: 3.97/4.00"
          - "Thesis: Ice"
    experience:
      - company: "[Nexus](https://nexus.example)"
        position: Engineer
        location: Oslo
        start_date: 2023-06
        end_date: present
        summary: Leads.
        highlights:
          - Reduced loss by 4 %
          - >-
            Patents with impact
            - ICML
            - NeurIPS
      - company: Fall Inc
        position: Intern
        date: Fall 2014
    projects:
      - name: "[Flash](https://flash.example)"
        start_date: 2020
        end_date: 2021
        summary: Fast.
    publications:
      - title: On Ice
        authors:
          - "*Mia Berg*"
          - Bo Li
        doi: 10.1/x
        journal: Nature
        date: 2020-03
    skills:
      - label: Languages
        details: Rust, Python
    languages:
      - label: Norwegian
        details: Native
    selected_honors:
      - bullet: "Best paper (2024)"
    invited_talks:
      - reversed_number: Snow at [X](https://x.example)
    misc:
      - A line
design:
  theme: classic
locale:
  language: english
"#;

#[test]
fn a_file_arrives_whole() {
    let (store, reading) = taken(&Upload::from(FILE.as_bytes()));
    assert_eq!(
        store.briefly("title organization url start_date end_date text bullets skills"),
        json!([
            [
                "Engineer",
                "Nexus",
                "https://nexus.example",
                "2023-06",
                null,
                "Leads.",
                ["Reduced loss by 4 %", "Patents with impact", "ICML", "NeurIPS"],
                []
            ],
            ["Intern", "Fall Inc", null, null, null, null, [], []],
            ["PhD", "NTNU", null, "2018-09", "2023-05", "- Thesis: Ice", [], []],
            ["Flash", null, "https://flash.example", "2020", "2021", "Fast.", [], []],
            ["Best paper", null, null, "2024", null, null, [], []],
            ["On Ice", "Nature", "https://doi.org/10.1/x", "2020-03", null, null, [], []],
            ["Snow at X", null, "https://x.example", null, null, null, [], []],
            ["Languages", null, null, null, null, null, [], ["Rust", "Python"]],
            ["Norwegian", null, null, null, null, null, [], []]
        ])
    );
    let of = |kind| store.of(kind);
    assert_eq!(of(Kind::Work)[1].metadata["date"], "Fall 2014");
    let degree = &of(Kind::Education)[0].metadata;
    assert_eq!((&degree["area"], &degree["score"]), (&json!("Physics"), &json!("3.97/4.00")));
    assert_eq!(of(Kind::Publication)[0].metadata["authors"], json!(["*Mia Berg*", "Bo Li"]));
    assert_eq!(of(Kind::Language)[0].metadata["fluency"], "Native");
    assert_eq!(
        json!(store.document().unwrap()),
        json!({
            "basics": {"name": "Mia Berg", "label": "Researcher", "email": "mia@x.example", "phone": "+4722123456",
                "url": "https://mia.example/", "location": {"city": "Oslo", "region": "Norway"},
                "summary": "I study *ice*.\n\nAnd snow.",
                "profiles": [
                    {"network": "GitHub", "username": "mia", "url": "https://github.com/mia"},
                    {"network": "Mastodon", "username": "@mia@fedi.example", "url": "https://fedi.example/@mia"},
                    {"network": "Book a call", "url": "https://cal.example/mia"}]},
            "rendercv": {"further_email": ["other@x.example"], "misc": ["A line"]}
        })
    );
    assert_eq!(
        reading.notices,
        [
            "4 values have no field here and went into the metadata: further_email (1), date (1), authors (1), misc (1)"
        ]
    );
}

/// What both formats can say, less ids, times and private metadata.
fn said(store: &Store) -> serde_json::Value {
    let one = |one: &Experience| {
        let mut one = one.clone();
        one.metadata.retain(|key, _| !key.starts_with('_') && key != "section" && key != "date");
        let mut value = json!(one);
        for key in ["id", "created_at", "updated_at"] {
            value.as_object_mut().unwrap().remove(key);
        }
        value
    };
    json!([
        store.document().unwrap()["basics"],
        place::sections(&store.experiences).into_iter().map(one).collect::<Vec<_>>()
    ])
}

fn written(store: &Store) -> (String, Vec<String>) {
    let written = RenderCv.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    (String::from_utf8(written.bytes).unwrap(), written.warnings)
}

#[test]
fn the_order_of_the_sections_is_the_authors() {
    let (store, _) = taken(&Upload::from(
        "cv:\n  sections:\n    skills: [{label: Rust, details: x}]\n    projects: [{name: Engine}]\n"
            .as_bytes(),
    ));
    assert_eq!(place::file_order(&store.experiences), [Kind::Skill, Kind::Project]);
}

#[test]
fn there_and_back_keeps_all_that_both_can_say() {
    let (store, _) = taken(&Upload::from(FILE.as_bytes()));
    let (text, warnings) = written(&store);
    assert_eq!(warnings, [] as [&str; 0]);
    let (back, reading) = taken(&Upload::from(text.as_bytes()));
    assert_eq!(reading.problems, []);
    assert_eq!(said(&back), said(&store), "{text}");
    assert_eq!(written(&back).0, text);
}

#[test]
fn what_rendercv_would_refuse_or_run_is_not_written() {
    let document = json!({
        "basics": {"name": "A", "phone": "0228 123", "url": "example.org", "summary": "One #tag.\n\nTwo <b>.\n- three",
            "profiles": [{"network": "Twitter", "username": "ada"}, {"network": "Blog", "url": "https://b.example/x#y"},
                {"network": "YouTube", "username": "@ada"}]},
        "work": [{"position": "Dev", "name": "C# & $$", "startDate": "2020-03-15", "endDate": "2020-03", "summary": "One.\n\nTwo.",
                  "highlights": ["a - b", "2024"], "keywords": ["x"]},
                 {"position": "Old", "name": "B", "startDate": "2020", "endDate": "2019"}],
        "education": [{"studyType": "B.Sc.", "startDate": "2014"}]
    });
    // The order of the sections in the file is kept.
    let sections = ["basics", "work", "education"].map(|key| format!("\"{key}\": {}", document[key]));
    let (store, _) = taken(&Upload::from(format!("{{{}}}", sections.join(",")).as_bytes()));
    let (text, warnings) = written(&store);
    insta::assert_snapshot!(text.replace('\u{2060}', "⁀").replace(". \n", ".␠\n"), @r##"
    cv:
      name: A
      social_networks:
        - network: X
          username: ada
      custom_connections:
        - fontawesome_icon: phone
          placeholder: 0228 123
          url: ~
        - fontawesome_icon: globe
          placeholder: example.org
          url: ~
        - fontawesome_icon: link
          placeholder: Blog
          url: "https://b.example/x#y"
        - fontawesome_icon: link
          placeholder: "YouTube: @ada"
          url: ~
      sections:
        summary:
          - "One #⁀tag."
          - Two <⁀b>.
          - • three
        experience:
          - company: "C# & $⁀$"
            position: Dev
            start_date: 2020-03
            end_date: 2020-03
            summary: |-
              One.␠
              Two.
            highlights:
              - "a \\- b"
              - "2024"
          - company: B
            position: Old
            date: 2020 – 2019
        education:
          - institution: –
            area: B.Sc.
            start_date: 2014
            end_date: present
    "##);
    assert_eq!(
        warnings,
        [
            "rendercv wants a school of each entry: 1 of them have a stand-in",
            "rendercv has no place for: 1 × the day of a date, 1 × the skills of an entry"
        ]
    );
}

#[test]
fn an_export_that_comes_back_changes_nothing() {
    let document = json!({
        "basics": {"name": "Ada", "profiles": [{"network": "Twitter", "username": "ada", "url": "https://twitter.com/ada"}]},
        "work": [{"position": "Nurse", "startDate": "2020-01", "endDate": "2021-02", "summary": "Ward A:\n\n- Led\n\nWard B:\n\n- Ran"}],
        "education": [
            {"institution": "Uni Bonn", "studyType": "BSc Nursing"},
            {"institution": "Uni Graz", "studyType": "Abitur", "startDate": "2015", "endDate": "2017"},
            {"institution": "Uni Linz", "studyType": "MSc", "area": "Law", "courses": ["Roman law", "Torts, and others"]}
        ],
        "certificates": [{"name": "First Aid", "issuer": "Red Cross"}],
        "awards": [{"title": "Nurse of the Year", "awarder": "City of Bonn", "date": "2020"}],
        "projects": [{"description": "A nameless thing"}]
    });
    let (mut store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    let (file, warnings) = written(&store);
    assert!(warnings[0].starts_with("rendercv wants a name of each entry: 1 of them"), "{warnings:?}");
    let incoming = read(&Upload::from(file.as_bytes()), InputFormat::Auto).unwrap().incoming;
    let plan = plan(incoming, &store.living(), store.profile.as_ref(), now(), &mut counting(99));
    let fields = "title organization location start_date end_date text bullets metadata";
    let before = store.briefly(fields);
    store.carry_out(&plan);
    assert_eq!((plan.added(), store.briefly(fields)), (0, before), "{file}");
    let profiles = json!(store.document().unwrap()["basics"]["profiles"]);
    assert_eq!(profiles.as_array().map(Vec::len), Some(1), "{profiles}");
}

#[test]
fn a_line_below_certificates_or_awards_is_one() {
    let file = "cv:\n  name: Ada\n  sections:\n    certifications:\n      - label: First Aid\n        details: Red Cross, 2021\n    awards:\n      - label: Prize\n        details: City of Bonn\n      - name: Medal\n        location: Rome\n        date: 2020\n    volunteering:\n      - label: Red Cross\n        details: Helper, 2019\n";
    let (store, _) = taken(&Upload::from(file.as_bytes()));
    assert_eq!(
        store.briefly("kind title organization location start_date skills"),
        json!([
            ["volunteer", "", "Red Cross", null, null, ["Helper", "2019"]],
            ["award", "Prize", "City of Bonn", null, null, []],
            ["award", "Medal", "Rome", null, "2020", []],
            ["certificate", "First Aid", "Red Cross", null, "2021", []]
        ])
    );
}

#[test]
fn a_job_that_begins_later_comes_back() {
    let (store, _) = taken(&Upload::from(
        br#"{"work": [{"name": "Acme", "position": "Dev", "startDate": "2931-05"}]}"#.as_slice(),
    ));
    let file = written(&store).0;
    assert!(file.contains("date: 2931-05 – present"), "{file}");
    let (again, _) = taken(&Upload::from(file.as_bytes()));
    let job = again.in_order().remove(0);
    assert_eq!((job.start_date, job.end_date), ("2931-05".parse().ok(), None));
}

#[test]
fn what_is_lost_of_the_person_is_told() {
    let document = json!({"basics": {"name": "Ada", "image": "https://a.example/ada.png",
        "location": {"address": "Main Street 1", "postalCode": "53111", "city": "Bonn"}}});
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    assert_eq!(
        written(&store).1,
        ["rendercv has no place for: 1 × a picture, 1 × a postal code, 1 × a street"]
    );
}

#[test]
fn what_it_has_no_place_for_is_counted() {
    let document = json!({
        "work": [{"position": "Dev", "name": "Acme", "url": "acme.example"}, {"position": "Dev", "name": "[A]", "url": "https://a.example"}],
        "publications": [{"name": "On Ice", "url": "https://o.example", "doi": "10.1/x"}],
        "skills": [{"name": "Rust", "level": "Expert", "keywords": ["tokio"], "url": "https://r.example", "summary": "Ten years."}],
        "languages": [{"language": "Igbo", "fluency": "Native", "summary": "At home.", "keywords": ["TOEFL"]},
            {"language": "Twi", "summary": "A little."}],
        "interests": [{"name": "Chess", "highlights": ["Won once"], "location": "Bonn", "startDate": "2001"}]
    });
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    assert_eq!(
        written(&store).1,
        [
            "rendercv has no place for: 1 × the bullets of an entry, 1 × the dates of an entry, 1 × the level of an entry, \
             4 × the link of an entry, 1 × the location of an entry, 1 × the skills of an entry, 2 × the text of an entry"
        ]
    );
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let reading = read(
        &Upload::from(&b"cv:\n  name: [x]\n  sections:\n    experience:\n      - company: A\n        start_date: 2014-13\n    skills: no\n"[..]),
        InputFormat::Auto,
    )
    .unwrap();
    let told: Vec<_> = reading.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "`cv.name` is an array, not a text at 2:9",
            "`cv.sections.experience[0].start_date` is not a date such as `2024-03`: `2014-13` at 6:21",
            "`cv.sections.skills` is a string, not a list at 7:13"
        ]
    );
    let refused =
        |text: &str| read(&Upload::from(text.as_bytes()), InputFormat::Auto).unwrap_err().to_string();
    assert!(refused("cv:\n  name: [x\n").starts_with("the text is not YAML: "));
    assert_eq!(refused("Just a letter\nto a friend: hello\n"), "looks like plain text, not like a résumé");
}

#[test]
fn titles_are_understood_in_any_language() {
    let (store, reading) = taken(&Upload::from(
        &b"cv:\n  name: Ada\n  sections:\n    perfil:\n      - Escribo programas.\n    experiencia_laboral:\n      - company: Acme\n        position: Programadora\n    habilidades_tecnicas:\n      - bullet: 'Backend: Rust, SQL.'\n      - '**Frontend:** HTML'\n    Sprachen:\n      - bullet: 'Deutsch: B2'\n"[..],
    ));
    let briefly: Vec<_> =
        store.in_order().iter().map(|one| brief(one, "kind title organization skills")).collect();
    assert_eq!(
        briefly,
        [
            json!(["work", "Programadora", "Acme", []]),
            json!(["skill", "Backend", null, ["Rust", "SQL"]]),
            json!(["skill", "Frontend", null, ["HTML"]]),
            json!(["language", "Deutsch", null, []]),
        ]
    );
    assert_eq!(store.document().unwrap()["basics"]["summary"], "Escribo programas.");
    assert!(reading.notices.is_empty(), "{:?}", reading.notices);
}

#[test]
fn what_has_no_field_here_goes_back_to_rendercv() {
    let (store, _) = taken(&Upload::from(FILE.as_bytes()));
    let (text, warnings) = written(&store);
    assert_eq!(warnings, [""; 0]);
    for part in ["- mia@x.example\n    - other@x.example", "date: Fall 2014"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (again, _) = taken(&Upload::from(text.as_bytes()));
    assert_eq!(json!(again.document()), json!(store.document()));
    let lines = "cv:\n  name: Mia\n  sections:\n    open_to:\n      - Remote work\n      - Travel\n";
    let (store, _) = taken(&Upload::from(lines.as_bytes()));
    assert!(
        written(&store).0.contains("open_to:\n      - Remote work\n      - Travel"),
        "{}",
        written(&store).0
    );
}

#[test]
fn languages_of_programs_are_skills_and_brackets_hold_a_skill_together() {
    let text = "cv:\n  name: Mia\n  sections:\n    programming_languages:\n      - label: Systems\n        details: C, Rust\n    \
                technologies:\n      - label: Cloud\n        details: AWS (EC2, S3), GCP\n    languages:\n      - label: Danish\n        details: B2\n";
    let (store, _) = taken(&Upload::from(text.as_bytes()));
    assert_eq!(
        store.briefly("kind title skills"),
        json!([
            ["skill", "Systems", ["C", "Rust"]],
            ["skill", "Cloud", ["AWS (EC2, S3)", "GCP"]],
            ["language", "Danish", []]
        ])
    );
}

#[test]
fn a_line_of_another_shape_stays_whole() {
    for (text, parts) in [
        ("Backend: Rust, SQL.", Some(("Backend", "Rust, SQL"))),
        ("**Frontend:** HTML", Some(("Frontend", "HTML"))),
        ("**Frontend**: HTML", Some(("Frontend", "HTML"))),
        ("_Web:_ HTML", Some(("Web", "HTML"))),
        ("Tools: Git, etc.", Some(("Tools", "Git, etc."))),
        ("後端：Rust、SQL", Some(("後端", "Rust、SQL"))),
        ("**Frontend: HTML, CSS**", None),
        ("*Front* end: HTML", None),
        ("`cargo: clippy`", None),
        ("Built at 10:30", None),
        ("Backend: Rust\nSQL", None),
        ("Backend:", None),
    ] {
        assert_eq!(super::labelled(text), parts, "{text}");
    }
}

#[test]
fn an_entry_with_a_name_keeps_it_below_any_title() {
    let (store, _) = taken(&Upload::from(
        &b"cv:\n  name: Ada\n  sections:\n    Leadership:\n      - name: Captain of the rowing team\n        date: 2020\n    Open Source:\n      - name: curl\n    Sprachen:\n      - 'Languages: German, English'\n"[..],
    ));
    let briefly: Vec<_> =
        store.in_order().iter().map(|one| brief(one, "title organization start_date")).collect();
    assert_eq!(
        briefly,
        [
            json!(["Captain of the rowing team", null, "2020"]),
            json!(["curl", null, null]),
            json!(["Languages: German, English", null, null])
        ]
    );
    let sections: Vec<_> = store.in_order().iter().map(|one| one.metadata.get("section").cloned()).collect();
    assert_eq!(sections, [Some(json!("Leadership")), Some(json!("Open Source")), None]);
}

#[test]
fn words_that_are_a_date_are_written_as_one() {
    let (mut store, _) = taken(&Upload::from(
        br#"{"work": [{"name": "Acme", "position": "Dev"}, {"name": "B", "position": "Ops"}]}"#.as_slice(),
    ));
    for (one, words) in store.experiences.iter_mut().zip(["2014", "Fall 2014"]) {
        one.metadata.insert("date".to_owned(), json!(words));
    }
    let file = written(&store).0;
    assert!(file.contains("date: 2014\n") && file.contains("date: Fall 2014\n"), "{file}");
}
