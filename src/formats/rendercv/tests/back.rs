//! What comes back of what an export says for the typesetter.

use serde_json::json;

use super::written;
use crate::domain::{Kind, place};
use crate::formats::Upload;
use crate::formats::testing::{brief, taken};

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
