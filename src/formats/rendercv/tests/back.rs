//! What comes back of what an export says for the typesetter, or beside the keys that refuse it.

use serde_json::json;

use super::super::phones::phone;
use super::super::valid::{email, web};
use super::written;
use crate::domain::{Kind, place};
use crate::formats::testing::{Store, brief, counting, now, taken};
use crate::formats::{InputFormat, Upload, plan, read};

#[test]
fn what_a_file_says_for_its_typesetter_comes_back() {
    let bullets = ["+ 20 % revenue", "= flat budget", "1. place", "- 30 %"];
    let document = json!({"meta": {"language": "de"}, "basics": {"summary": "See #rust.\n\n- one\n- two"},
        "work": [{"position": "Dev", "name": "Acme", "highlights": bullets, "team": 5}],
        "publications": [{"name": "Paper", "authors": "[\"A\"]", "doi": "arXiv:1"}],
        "interests": [{"name": "#RustLang"}]});
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    let (text, warnings) = written(&store);
    for part in [
        "\u{2060}+ 20 %",
        "\u{2060}= flat",
        "\u{2060}1. place",
        "locale:\n  language: german\n",
        "authors:\n          - A\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(
        warnings,
        ["rendercv has no place for: 1 × a DOI without `10.`, 1 × a further value of an entry"]
    );
    let (back, _) = taken(&Upload::from(text.as_bytes()));
    assert_eq!(brief(back.of(Kind::Work)[0], "bullets"), json!([bullets]));
    assert_eq!(brief(back.of(Kind::Interest)[0], "title"), json!(["#RustLang"]));
    let profile = back.document().unwrap();
    assert_eq!(
        (&profile["basics"]["summary"], &profile["meta"]),
        (&document["basics"]["summary"], &document["meta"])
    );
}

#[test]
fn a_title_with_authors_is_a_publication_even_if_there_are_none() {
    let file = "cv: {name: A, sections: {Writing: [{title: Paper, authors: [], journal: ACM, date: 2017}]}}";
    let (store, _) = taken(&Upload::from(file.as_bytes()));
    assert_eq!(
        brief(store.of(Kind::Publication)[0], "title organization start_date"),
        json!(["Paper", "ACM", "2017"])
    );
}

/// Sections in the usual order ask for none.
#[test]
fn the_usual_order_comes_back_as_none() {
    let document = json!({"work": [{"position": "Dev", "name": "Acme"}], "education": [{"studyType": "B.Sc.", "institution": "York"}],
        "volunteer": [{"position": "Driver", "organization": "Red Cross"}], "projects": [{"name": "Tool"}]});
    let keys =
        ["work", "volunteer", "education", "projects"].map(|key| format!("\"{key}\": {}", document[key]));
    let (store, _) = taken(&Upload::from(format!("{{{}}}", keys.join(",")).as_bytes()));
    let (back, _) = taken(&Upload::from(written(&store).0.as_bytes()));
    assert_eq!(place::file_order(&back.experiences), []);
}

/// By rendercv 2.8 with email-validator 2 and phonenumbers 9.
#[test]
fn ways_to_reach_a_person_are_those_that_it_takes() {
    for taken in ["a@example.org", "a@b.c", "ü@bü.de", "a+b/c@d.de", "o'neil@b.ie", "a@x-y.de"] {
        assert!(email(taken).is_some(), "{taken}");
    }
    for refused in [
        "ada [at] example.org",
        "a b@c.de",
        "a@localhost",
        "a@b",
        "a@b..de",
        ".a@b.de",
        "a.@b.de",
        "a..b@c.de",
        "\"a\"@b.de",
        "a@-b.de",
        "a@b-.de",
        "a@b_c.de",
        "a@b.123",
        "a@1.2.3.4",
        "a@b.de.",
        "a@x.test",
        "a@x.local",
        "a@ab--c.de",
        "a@xn--zzzz---.de",
        "a@x.xn--1",
        "a@²b.de",
        "a@b.ﬀ",
        "a@١a.de",
    ] {
        assert_eq!(email(refused), None, "{refused}");
    }
    for (taken, digits) in [
        ("+1 212 291-4756", "+12122914756"),
        ("+49 (151) 2345 6789", "+4915123456789"),
        ("+49 228 1234567", "+492281234567"),
        ("+44 7711 123456", "+447711123456"),
        ("+39 02 1234567", "+39021234567"),
    ] {
        assert_eq!(phone(taken).as_deref(), Some(digits));
    }
    for refused in [
        "+15552914756",
        "+12112914756",
        "+11232914756",
        "+12121914756",
        "+121229147",
        "+49 1234567890",
        "+86 123 4567 8901",
        "+33 (0)6 12 34 56 78",
        "0228 123456",
        "49 228 123456",
        "+",
        "",
    ] {
        assert_eq!(phone(refused), None, "{refused}");
    }
    for refused in ["https://", "https://a:99999/", "https://[::", "ftp://a.de", "https://a.de/\"", "a.de"] {
        assert_eq!(web(refused), None, "{refused}");
    }
}

/// A link that is shown would be code from `#` on.
#[test]
fn a_publication_loses_what_stands_behind_the_link_and_an_entry_no_empty_bullets() {
    let document = json!({"publications": [{"name": "Paper", "url": "https://a.example/p#2"}],
        "work": [{"position": "Dev", "name": "Acme", "highlights": ["", " ", "x"]}],
        "education": [{"institution": "Uni", "area": "Law", "courses": [""]}]});
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    let (text, warnings) = written(&store);
    assert!(text.contains("url: \"https://a.example/p\"\n"), "{text}");
    assert_eq!(warnings, ["rendercv has no place for: 1 × what stands behind `#` in a link"]);
    assert!(text.contains("highlights:\n          - x\n") && !text.contains("Courses"), "{text}");
}

/// rendercv would refuse the file, or run what stands behind `#`.
#[test]
fn what_a_key_refuses_is_a_custom_connection_and_comes_back() {
    let basics = json!({"name": "Ada", "email": "ada [at] example.org", "phone": "+49 1234567890",
        "url": "https://ada.example/#about", "profiles": [
            {"network": "Matrix", "username": "@ada:matrix.org", "url": "https://matrix.to/#/@ada:matrix.org"},
            {"network": "Kaggle", "username": "ada"},
            {"network": "Work", "username": "work.example/ada"},
            {"url": "https://c.example/#x"}]});
    let accounts = json!([{"network": "Work", "url": "work.example/ada"}, {"username": "@ada"}, {"url": "ftp://d.example"}]);
    let further = json!({"further_email": ["ada@example.org"], "further_phone": ["+49 151 23456789"]});
    let document = json!({"basics": basics, "rendercv": further,
        "work": [{"name": "Acme", "position": "Dev", "url": "https://acme.example/#/team"}]});
    let (store, _) = taken(&Upload::from(document.to_string().as_bytes()));
    let (text, warnings) = written(&store);
    assert_eq!(warnings, [] as [&str; 0]);
    insta::assert_snapshot!(text.replace('\u{2060}', "⁀"), @r##"
    cv:
      name: Ada
      custom_connections:
        - fontawesome_icon: envelope
          placeholder: "ada [at] example.org"
          url: ~
        - fontawesome_icon: envelope
          placeholder: ada@example.org
          url: ~
        - fontawesome_icon: phone
          placeholder: +49 1234567890
          url: ~
        - fontawesome_icon: phone
          placeholder: +49 151 23456789
          url: ~
        - fontawesome_icon: globe
          placeholder: "https://ada.example/#⁀about"
          url: "https://ada.example/#about"
        - fontawesome_icon: link
          placeholder: "Matrix: @ada:matrix.org"
          url: "https://matrix.to/#/@ada:matrix.org"
        - fontawesome_icon: link
          placeholder: "Kaggle: ada"
          url: ~
        - fontawesome_icon: link
          placeholder: "Work: work.example/ada"
          url: ~
        - fontawesome_icon: link
          placeholder: "https://c.example/#⁀x"
          url: "https://c.example/#x"
      sections:
        experience:
          - company: "[Acme](https://acme.example/#/team)"
            position: Dev
    "##);
    let (back, reading) = taken(&Upload::from(text.as_bytes()));
    assert_eq!(reading.problems, []);
    let profile = back.document().unwrap();
    assert_eq!((&profile["basics"], &profile["rendercv"]), (&basics, &further));
    let incoming = read(&Upload::from(text.as_bytes()), InputFormat::Auto).unwrap().incoming;
    let plan = plan(incoming, &store.living(), store.profile.as_ref(), now(), &mut counting(99));
    assert_eq!((plan.added(), plan.profile), (0, None));
    // What says too little to come back as it was is no further account.
    let (store, _) = taken(&Upload::from(json!({"basics": {"profiles": accounts}}).to_string().as_bytes()));
    let incoming = read(&Upload::from(written(&store).0.as_bytes()), InputFormat::Auto).unwrap().incoming;
    let plan = crate::formats::plan(incoming, &[], store.profile.as_ref(), now(), &mut counting(99));
    assert_eq!(plan.profile, None);
}

#[test]
fn marks_of_a_name_go_and_its_link_is_kept() {
    let names = [
        ("[Acme](https://a.example) GmbH", "Acme GmbH", Some("https://a.example")),
        ("Acme | [*Course* on C](https://a.example)", "Acme | Course on C", Some("https://a.example")),
        ("**Acme** and `vec`", "Acme and vec", None),
        ("C* and snake_case_name [draft]", "C* and snake_case_name [draft]", None),
        (
            "[A](https://a.example), [B](https://b.example)",
            "[A](https://a.example), [B](https://b.example)",
            None,
        ),
    ];
    for (written, name, url) in names {
        let file = json!({"cv": {"name": "Ada", "sections": {
            "experience": [{"company": written, "position": "Dev"}], "projects": [{"name": written}], "awards": [written]
        }}});
        let (store, _) = taken(&Upload::from(file.to_string().as_bytes()));
        assert_eq!(
            store.briefly("title organization url"),
            json!([["Dev", name, url], [name, null, url], [name, null, url]])
        );
    }
}

#[test]
fn a_dash_between_words_comes_back_as_it_was() {
    let (store, _) = taken(&Upload::from(
        br#"{"work": [{"position": "Dev", "highlights": ["Led A - Z"]}], "education": [
            {"institution": "Uni Bonn", "area": "Law", "score": "1.3 - very good", "courses": ["CS 1 - Data", "CS 2 - Nets"]}
        ]}"#
        .as_slice(),
    ));
    let (back, _) = taken(&Upload::from(written(&store).0.as_bytes()));
    assert_eq!(back.briefly("bullets"), store.briefly("bullets"));
    let scores = |store: &Store| {
        store.experiences.iter().map(|one| one.metadata.get("score").cloned()).collect::<Vec<_>>()
    };
    assert_eq!(scores(&back), scores(&store));
}
