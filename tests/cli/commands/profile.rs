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
        home.run(["profile", "set", &format!("{path}=https://x.example")]).code(2).stderr_contains(message);
    }
    assert_eq!(home.json(["profile"]), document, "nothing of it was kept");
    home.run(["profile", "set", "a.b.c=null"]).stderr("nothing was changed\n");
    assert_eq!(home.json(["profile"]), document, "removing makes nothing");
}

#[test]
fn what_people_call_a_key_is_answered_with_its_name() {
    let home = Home::new();
    for (said, meant) in [
        ("city=Berlin", "did you mean `location.city`?"),
        ("Country=DE", "did you mean `location.countryCode`?"),
        ("photo=x.png", "did you mean `image`?"),
        ("github=ada", "did you mean `profiles`?"),
        ("tel=1", "did you mean `phone`?"),
        ("website=ada.example", "did you mean `url`?"),
        ("address=Hauptstr. 1", "did you mean `location.address`?"),
        ("basics.street=Hauptstr. 1", "did you mean `location.address`?"),
        ("location.street=Hauptstr. 1", "did you mean `location.address`?"),
        ("location={\"street\":\"Hauptstr. 1\"}", "error: the profile has no key `location.street`\n"),
        ("picture=x.png", "did you mean `image`?"),
    ] {
        home.run(["profile", "set", said]).code(2).stderr_contains(meant);
    }
    set(&home, &["email=ada@example.org", "label=Cook", "location.city=Bonn"]);
    assert_eq!(set(&home, &["email=", "label=", "location.city="])["basics"].get("email"), None);
    assert_eq!(home.json(["profile"])["basics"].get("label"), None);
}

#[test]
fn a_key_that_an_import_brought_can_be_set() {
    let home = Home::new();
    let accounts = json!([{"network": "GitHub", "followers": 1}, {"network": "Mastodon"}]);
    let basics = json!({"name": "Ada", "nationality": "GB", "profiles": accounts});
    home.write("cv.json", json!({"basics": basics, "x-foo": {"a": 1}}).to_string());
    home.run(["import", "cv.json"]).any();
    let values = ["basics.nationality=AT", "x-foo.b=2", "profiles.1.followers=3", "profiles.0.followers=2"];
    let document = set(&home, &values);
    assert_eq!(document["basics"]["nationality"], "AT");
    assert_eq!(document["x-foo"], json!({"a": 1, "b": "2"}));
    assert_eq!(document["basics"]["profiles"][1]["followers"], "3");
}

/// JSON Resume called them `website` and `picture` before 1.0.0, and themes of that time still read these.
#[test]
fn a_value_that_is_set_takes_the_one_of_the_older_key_with_it() {
    let home = Home::new();
    let basics = json!({"name": "Ada", "website": "https://old.example", "picture": "old.png"});
    home.write("cv.json", json!({ "basics": basics }).to_string());
    home.run(["import", "cv.json"]).any();
    let document = set(&home, &["url=https://new.example"]);
    assert_eq!(
        document["basics"],
        json!({"name": "Ada", "url": "https://new.example", "picture": "old.png"})
    );
    home.run(["profile", "unset", "image"]).any();
    assert_eq!(
        home.json(["profile", "show"])["basics"],
        json!({"name": "Ada", "url": "https://new.example"})
    );
    home.run(["undo"]).any();
    home.run(["undo"]).any();
    assert_eq!(home.json(["profile", "show"])["basics"], basics);
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

#[test]
fn what_an_import_replaced_comes_back() {
    let home = Home::new();
    let mine = set(&home, &["name=Ada", "label=Cook"]);
    home.write("cv.json", r#"{"basics": {"label": "Chef"}}"#);
    home.run(["import", "cv.json"])
        .stdout("0 added, 0 updated, 0 unchanged; the profile was updated\n")
        .stderr("notice: the file replaced your profile's label\n");
    assert_eq!(home.json(["profile"])["basics"]["label"], "Chef");

    let states = home.json(["profile", "history"]);
    assert_eq!(states[0]["profile"], mine);
    assert_eq!(states[1]["changes"], json!(["~ basics.label: \"Cook\" → \"Chef\""]));
    let revision = states[0]["revision"].to_string();
    assert_eq!(home.json(["profile", "restore", "--revision", &revision]), mine);
    assert_eq!(home.json(["profile", "history"]).as_array().unwrap().len(), 3);
    home.run(["profile", "restore", "--revision", "9"])
        .code(3)
        .stderr("error: the profile has no revision 9\nhint: `resume profile history` lists them\n");

    assert_eq!(home.json(["profile", "unset", "label", "location.city"]), json!({"basics": {"name": "Ada"}}));
    home.run(["profile", "unset", "a..b"]).code(2).stderr_contains("is not a path such as `basics.name`");

    set(&home, &["profiles.0.network=A", "profiles.1.network=B", "profiles.2.network=C"]);
    let left = home.json(["profile", "unset", "profiles.0", "profiles.1", "profiles.0.network"]);
    assert_eq!(left["basics"]["profiles"], json!([{"network": "C"}]));
}

#[test]
fn the_history_of_a_new_device_is_the_databases() {
    let place = Home::new();
    let url = format!("sqlite:{}", place.work().join("shared.db").display());
    let device = || Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada");
    let (old, new) = (device(), device());
    set(&old, &["name=Ada"]);
    set(&old, &["name=Ada Lovelace"]);
    assert_eq!(new.json(["profile", "history"]).as_array().unwrap().len(), 2);
    let other = device();
    assert_eq!(other.json(["profile", "restore", "--revision", "1"])["basics"]["name"], "Ada");
    let empty = Home::new();
    empty.run(["add", "One"]).id();
    empty
        .run(["profile", "history"])
        .stderr("the profile has no revision; start with `resume profile set name=…`\n");
}

#[test]
fn keys_and_addresses_are_checked() {
    let home = Home::new();
    home.run(["profile", "set", "url=example.org", "email=ada@example.org"])
        .stderr("stored as `https://example.org`\n");
    for (value, message) in [
        ("url=nope", "error: `url` is no web address\nhint: write one such as `https://example.org`\n"),
        ("email=ada@gmail,com", "error: `email` is no e-mail address\nhint: did you mean `ada@gmail.com`?\n"),
        ("phone=true", "error: `phone` is a text, not true or false\n"),
        ("profiles=x", "error: `profiles` is a list of accounts, not a text\n"),
        ("nme=Ada", "error: the profile has no key `nme`\nhint: did you mean `name`?\n"),
        ("location.ctiy=Bonn", "hint: did you mean `location.city`?\n"),
        (
            "basics.locaton.city=Bonn",
            "error: the profile has no key `locaton.city`\nhint: did you mean `location.city`?\n",
        ),
        ("meta.languge=de", "hint: did you mean `meta.language`?\n"),
        ("meta.language=xx-q", "error: `xx-q` is not a language that documents are written in"),
        ("location.countryCode=Austria", "hint: write two letters, such as `AT`, `GB` or `US`\n"),
    ] {
        home.run(["profile", "set", "label=Chief", value]).code(2).stderr_contains(message);
    }
    for (key, meant) in
        [("location.cty", "location.city"), ("meta.languag", "meta.language"), ("basics.nme", "name")]
    {
        let told = format!("hint: did you mean `{meant}`?\n");
        home.run(["profile", "unset", key]).code(2).stderr_contains(&told);
    }
    home.run(["profile", "unset", "phone", "profiles.7"]).stderr("nothing was changed\n");
    let stored = json!({"basics": {"url": "https://example.org", "email": "ada@example.org"}});
    assert_eq!(home.json(["profile"]), stored);
    for (key, told) in [
        (
            "nationality",
            "hint: its keys are `name`, `label`, `image`, `email`, `phone`, `url`, `summary`, `location`, `profiles`; `meta.KEY` holds anything else\n",
        ),
        ("dateOfBirth", "error: the profile has no key `dateOfBirth`\n"),
        ("degree", "error: the profile has no key `degree`\n"),
        ("x-foo.bar", "error: the profile has no key `x-foo.bar`\n"),
        ("profiles.0.followers", "hint: its keys are `network`, `username`, `url`; "),
    ] {
        home.run(["profile", "set", &format!("{key}=x")]).code(2).stderr_contains(told);
        home.run(["profile", "unset", key]).stderr("nothing was changed\n");
    }
    assert_eq!(set(&home, &["meta.pronouns=she"])["meta"], json!({"pronouns": "she"}));
    set(&home, &["meta=null"]);
    home.run(["profile", "set", "location.countryCode=at"]).stderr("stored as `AT`\n");
    for language in [&[][..], &["--language", "de"]] {
        home.run([&["profile", "set"], language].concat())
            .code(2)
            .stderr("error: no value to set was given\nhint: `resume profile set name=…`\n");
    }
}
