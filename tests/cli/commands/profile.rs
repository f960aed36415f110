//! The document about the person, changed value by value.

use serde_json::{Value, json};

use crate::support::Home;

/// Sets values and returns the document as it is then.
#[track_caller]
fn set(home: &Home, values: &[&str]) -> Value {
    home.json([&["profile", "set"][..], values].concat())
}

#[test]
fn numbers_are_places_in_lists() {
    let home = Home::new();
    set(&home, &["profiles.0.network=GitHub", "profiles.0.username=ada", "profiles.1.network=Mastodon"]);
    let document = set(&home, &["profiles.1=null", "profiles.5=null", "location.city=Bonn"]);
    let profiles = json!([{"network": "GitHub", "username": "ada"}]);
    assert_eq!(document, json!({"basics": {"profiles": profiles, "location": {"city": "Bonn"}}}));
    for (path, message) in [
        ("profiles.7.url", "`profiles` is a list of length 1; `7` is not a position in it"),
        ("profiles.first.url", "`profiles` is a list of length 1; `first` is not a position in it"),
        ("location.0", "an object is not a list, and has no item 0"),
        ("0", "an object is not a list, and has no item 0"),
        ("meta.list.1", "`list` is a list of length 0; `1` is not a position in it"),
    ] {
        home.run(["profile", "set", &format!("{path}=x")]).code(2).stderr_contains(message);
    }
    assert_eq!(home.json(["profile"]), document, "nothing of it was kept");
    assert_eq!(set(&home, &["a.b.c=null"]), document, "removing makes nothing");
}

#[test]
fn it_keeps_its_shape() {
    let home = Home::new();
    for (value, message) in [
        ("basics=Ada", "error: `basics` is an object, between `{` and `}`\n"),
        ("meta=[]", "error: `meta` is an object, between `{` and `}`\n"),
        ("work=[]", "error: `work` holds experiences, which are not part of the profile\n"),
    ] {
        home.run(["profile", "set", value]).code(2).stderr_contains(message);
    }
    assert_eq!(home.json(["profile"]), json!({}));
}
