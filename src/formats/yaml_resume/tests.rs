use serde_json::json;

use super::YamlResume;
use crate::domain::{Experience, Kind, Sections, place};
use crate::formats::Exporter as _;
use crate::formats::Upload;
use crate::formats::testing::{Store, brief, taken};

const FILE: &str = r"content:
  basics:
    name: Andy Dufresne
    headline: Banker
    phone: (213) 555-9876
    email: andy@x.example
    url: https://andy.example
    summary: |
      - Computer Science major
      - Self-motivated
  location:
    address: 123 Main Street
    city: Sacramento
    region: California
    country: United States
    postalCode: '95814'
  profiles:
    - network: GitHub
      url: https://github.com/andy
      username: andy
  work:
    - name: PPResume
      position: Senior Engineer
      url: https://pp.example
      startDate: Sep 1, 2016
      endDate:
      keywords: [Rust, TypeScript]
      summary: |
        Leads the team.

        - Developed a compiler
        - Built a service
  education:
    - institution: USC
      area: Computer Engineering
      degree: Bachelor
      startDate: Sep 1, 2016
      endDate: Jul 1, 2020
      score: '3.8'
      courses: [Physics, Algorithms]
      summary: It was a lot of fun.
  languages:
    - language: English
      fluency: Native or Bilingual Proficiency
      keywords: [TOEFL]
  skills:
    - name: Web
      level: Expert
      keywords: [CSS]
  projects:
    - name: Tool
      description: A useful tool
      startDate: Oct 2016
      summary: |
        - Does this
  awards:
    - title: Dean's List
      awarder: USC
      date: Oct 2016
      summary: ''
  publications:
    - name: Paper
      publisher: ACM
      releaseDate: '2020-01'
  references:
    - name: Dr. Li
      email: li@x.example
      phone: ''
      relationship: Professor
      summary: A very good student indeed.
locale:
  language: en
layouts:
  - engine: latex
";

#[test]
fn a_file_arrives_whole() {
    let (store, reading) = taken(&Upload::from(FILE.as_bytes()));
    assert_eq!(
        store.briefly("title organization start_date end_date text bullets skills"),
        json!([
            [
                "Senior Engineer",
                "PPResume",
                "2016-09-01",
                null,
                "Leads the team.",
                ["Developed a compiler", "Built a service"],
                ["Rust", "TypeScript"]
            ],
            [
                "Bachelor",
                "USC",
                "2016-09-01",
                "2020-07-01",
                "It was a lot of fun.",
                ["Physics", "Algorithms"],
                []
            ],
            ["Tool", null, "2016-10", null, "A useful tool", ["Does this"], []],
            ["Dean's List", "USC", "2016-10", null, null, [], []],
            ["Paper", "ACM", "2020-01", null, null, [], []],
            ["Web", null, null, null, null, [], ["CSS"]],
            ["English", null, null, null, null, [], ["TOEFL"]],
            ["Dr. Li", null, null, null, "A very good student indeed.", [], []]
        ])
    );
    let of = |kind| store.of(kind)[0].metadata.clone();
    assert_eq!(
        (&of(Kind::Education)["area"], &of(Kind::Education)["score"]),
        (&json!("Computer Engineering"), &json!("3.8"))
    );
    assert_eq!(
        (&of(Kind::Skill)["level"], &of(Kind::Language)["fluency"]),
        (&json!("Expert"), &json!("Native or Bilingual Proficiency"))
    );
    assert_eq!(
        json!(store.document().unwrap()["basics"]),
        json!({"name": "Andy Dufresne", "label": "Banker", "phone": "(213) 555-9876", "email": "andy@x.example",
            "url": "https://andy.example", "summary": "- Computer Science major\n- Self-motivated",
            "location": {"address": "123 Main Street", "city": "Sacramento", "region": "California", "countryCode": "US", "postalCode": "95814"},
            "profiles": [{"network": "GitHub", "url": "https://github.com/andy", "username": "andy"}]})
    );
    assert_eq!(
        reading.notices,
        ["2 values have no field here and went into the metadata: email (1), relationship (1)"]
    );
}

#[test]
fn there_and_back_keeps_all_that_both_can_say() {
    let written =
        |store: &Store| YamlResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    let (store, _) = taken(&Upload::from(FILE.as_bytes()));
    let file = written(&store);
    assert_eq!(file.warnings, [] as [&str; 0]);
    let text = String::from_utf8(file.bytes).unwrap();
    let (back, _) = taken(&Upload::from(text.as_bytes()));
    let said = |store: &Store| {
        let one = |one: &Experience| {
            let mut one = one.clone();
            one.metadata
                .retain(|key, _| !key.starts_with('_') && !["email", "relationship"].contains(&key.as_str()));
            let mut value = json!(one);
            for key in ["id", "created_at", "updated_at"] {
                value.as_object_mut().unwrap().remove(key);
            }
            value
        };
        let all: Vec<_> = place::sections(&store.experiences).into_iter().map(one).collect();
        json!([store.document().unwrap()["basics"], all])
    };
    assert_eq!(said(&back), said(&store), "{text}");
    assert_eq!(String::from_utf8(written(&back).bytes).unwrap(), text);
}

#[test]
fn what_it_would_refuse_is_left_out_and_named() {
    let document = json!({
        "basics": {"name": "Ada", "email": "ada@münchen.example", "url": "example.org", "summary": "Short.",
            "profiles": [{"network": "Blog", "url": "https://b.example"}]},
        "work": [{"position": "Dev", "name": "Acme", "startDate": "2020"}, {"position": "Clerk", "name": "Mill"}],
        "education": [{"studyType": "M.Sc.", "area": "Law", "institution": "TU", "startDate": "2010"}],
        "skills": [{"name": "Rust"}],
        "languages": [{"language": "Igbo", "fluency": "Mother tongue"}]
    });
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    let file = YamlResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    // The keys of `json!` are sorted, so that the file has an order of its own.
    insta::assert_snapshot!(text.split_once("layouts:").unwrap().0.trim_end(), @r##"
    content:
      basics:
        name: Ada
      work:
        - name: Acme
          position: Dev
          startDate: "2020"
          summary: Worked as Dev at Acme.
      education:
        - institution: TU
          area: Law
          degree: Master
          startDate: "2010"
      languages:
        - language: Igbo
          fluency: Native or Bilingual Proficiency
    "##);
    assert_eq!(
        file.warnings,
        [
            "`email` was left out: YAMLResume wants an ASCII address",
            "`url` was left out: YAMLResume wants a link that begins with `https://`",
            "`summary` was left out: YAMLResume wants 16 to 1024 characters",
            "`Blog` was left out: YAMLResume wants one of its networks and a name there",
            "`Clerk` (work) was left out: YAMLResume wants a start",
            "`Rust` (skill) was left out: YAMLResume wants one of its levels (`level`)"
        ]
    );
}

#[test]
fn a_text_that_is_too_long_loses_its_last_bullets() {
    let bullets = vec!["x".repeat(300); 5];
    let document = json!({"basics": {"name": "Ada"}, "work": [{"position": "Dev", "name": "Acme", "startDate": "2020", "highlights": bullets}]});
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    let file = YamlResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    assert_eq!(String::from_utf8(file.bytes).unwrap().matches("- x").count(), 3);
    assert_eq!(file.warnings, ["the text of `Dev` (work) was cut: YAMLResume takes 1024 characters"]);
}

#[test]
fn ways_to_reach_a_reference_go_back() {
    let reference = "content:\n  basics:\n    name: Ada Example\n  education: []\n  references:\n    - name: Bo Li\n      \
        email: bo@x.example\n      phone: +4922812345\n      relationship: Manager\n      summary: A very good colleague.\n";
    let (store, _) = taken(&Upload::from(reference.as_bytes()));
    let file = YamlResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    for part in ["email: bo@x.example", "phone: \"+4922812345\"", "relationship: Manager"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(file.warnings, [""; 0]);
}

#[test]
fn numbers_and_addresses_that_it_would_refuse_are_left_out() {
    let written = |email: &str, phone: &str| {
        let document = json!({"basics": {"name": "Ada", "email": email, "phone": phone}});
        let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
        let file = YamlResume.write(store.document(), &[], &Sections::default()).unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        (text.contains("email:"), text.contains("phone:"))
    };
    for (email, phone) in
        [("a@b.de", "+49 228 12345"), ("o'neil+x@b-c.ie", "(213) 555-9876"), ("a_b@c.org", "+4922812345")]
    {
        assert_eq!(written(email, phone), (true, true), "{email} {phone}");
    }
    for (email, phone) in [
        ("a@b..de", "7 (921) 7925547"),
        (".a@b.de", "(49 228 12345"),
        ("a b@c.de", "49/228 12345"),
        ("a@b", "12345"),
        ("a@münchen.de", "+49 (0)228 12345"),
    ] {
        assert_eq!(written(email, phone), (false, false), "{email} {phone}");
    }
}

#[test]
fn its_stand_in_for_a_name_is_no_name() {
    let (store, _) = taken(&Upload::from(r#"{"skills": [{"name": "Rust"}]}"#.as_bytes()));
    let file = YamlResume.write(None, &store.in_order(), &Sections::default()).unwrap();
    let (back, _) = taken(&Upload::from(file.bytes.as_slice()));
    assert_eq!(back.document(), None);
}

#[test]
fn what_it_has_no_place_for_is_counted() {
    let long = "x".repeat(129);
    let document = json!({
        "basics": {"label": "-", "location": {"address": "1 Main Street", "countryCode": "US"}},
        "work": [{"position": "Dev", "name": "Acme", "startDate": "2020", "location": "Bonn", "url": "acme.example",
            "summary": "Short.", "keywords": ["Rust", "A keyword that is far longer than it may be"]}],
        "education": [{"studyType": "M.Sc.", "area": "Law", "institution": "TU", "startDate": "2010", "score": long,
            "courses": ["Contracts", long], "summary": "Fun.", "keywords": ["Law"]}],
        "awards": [{"title": "Best", "awarder": "TU", "date": "2011", "location": "Bonn"}],
        "skills": [{"name": "Rust", "level": "Expert", "summary": "For ten years.", "highlights": ["Since 1.0"]}],
        "languages": [{"language": "Igbo", "fluency": "Native", "summary": "At home.", "startDate": "2001"}],
        "references": [{"name": "Bo Li", "reference": "A very good colleague.", "organization": "Acme"}]
    });
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    let file = YamlResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    assert_eq!(
        file.warnings,
        [
            "YAMLResume wants a name of 2 to 128 characters: the file has `No name`",
            "`label` was left out: YAMLResume wants 2 to 128 characters",
            "YAMLResume has no place for: 1 × a course of fewer than 2 or more than 128 characters, 1 × a keyword of more than 32 characters, \
             1 × a link that does not begin with `https://`, 1 × a score of fewer than 2 or more than 32 characters, 1 × a text of fewer than 16 \
             characters, 1 × an address without a city, 1 × the bullets of an entry, 1 × the dates of an entry, 2 × the location of \
             an entry, 1 × the organization of an entry, 1 × the skills of an entry, 3 × the text of an entry"
        ]
    );
    let place =
        json!({"basics": {"name": "Ada", "location": {"city": "Bonn", "address": "1", "countryCode": "DE"}}});
    let file = YamlResume.write(place.as_object(), &[], &Sections::default()).unwrap();
    assert_eq!(file.warnings, ["YAMLResume has no place for: 1 × a part of the address"]);
}

#[test]
fn the_order_of_the_sections_is_that_of_a_layout_there_and_back() {
    let file = FILE.replace(
        "  - engine: latex\n",
        "  - engine: html\n  - engine: latex\n    sections:\n      order: [skills, basics, work]\n",
    );
    let (store, _) = taken(&Upload::from(file.as_bytes()));
    let order = place::file_order(&store.experiences);
    assert_eq!(order[..3], [Kind::Skill, Kind::Work, Kind::Education]);
    let asked = Sections { titles: [(Kind::Work, "Posts".to_owned())].into(), ..Sections::default() };
    let written = YamlResume.write(store.document(), &store.in_order(), &asked).unwrap();
    let text = String::from_utf8(written.bytes.clone()).unwrap();
    assert_eq!((text.matches("engine: ").count(), text.matches("work: Posts").count()), (4, 4), "{text}");
    let (again, _) = taken(&Upload::from(written.bytes.as_slice()));
    assert_eq!(place::file_order(&again.experiences), order);
    let (usual, _) = taken(&Upload::from(FILE.as_bytes()));
    assert_eq!(place::file_order(&usual.experiences), []);
    let written = YamlResume.write(usual.document(), &usual.in_order(), &Sections::default()).unwrap();
    assert!(!String::from_utf8(written.bytes).unwrap().contains("layouts"));
}

#[test]
fn signs_of_blocks_and_code_are_text() {
    let bullets =
        ["> 99.9 % uptime", "# 1 in the region", "+ 20 % revenue", "1. place", "Moved `cron` to `a_b`"];
    let document = json!({"meta": {"language": "de-AT"}, "work": [{"position": "Dev", "name": "Acme", "startDate": "2020",
        "summary": "# Led five people", "highlights": bullets}],
        "education": [{"studyType": "Bachelor of Science in Nursing", "institution": "York", "startDate": "2010", "score": "A"},
            {"studyType": "MBA", "institution": "Leeds", "startDate": "2012"}]});
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    let file = YamlResume.write(store.document(), &store.in_order(), &Sections::default()).unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    for part in [
        "\\# Led five people",
        "- \\> 99.9 % uptime",
        "- \\# 1 in",
        "- \\+ 20 %",
        "- 1\\. place",
        "- Moved cron to a\\_b",
        "area: Nursing\n      degree: Bachelor\n",
        "area: MBA\n      degree: Master\n",
        "locale:\n  language: de\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("score"), "{text}");
    let (back, _) = taken(&Upload::from(text.as_bytes()));
    let job = brief(back.of(Kind::Work)[0], "text bullets");
    assert_eq!(
        job,
        json!(["# Led five people", [bullets[0], bullets[1], bullets[2], bullets[3], "Moved cron to a\\_b"]])
    );
    assert_eq!(back.document().unwrap()["meta"], json!({"language": "de"}));
}
