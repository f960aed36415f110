//! Tags of the whole résumé, and changes to many experiences at once.

use serde_json::{Value, json};

use crate::support::Home;

/// An experience with tags, and a bullet with them.
fn tagged(home: &Home, title: &str, tags: &[&str], of_bullet: &[&str]) -> String {
    let id =
        home.json(["add", title, "--bullet", "one", "--bullet", "two"])["id"].as_str().unwrap().to_owned();
    for tag in tags {
        home.json(["edit", &id, "--add-tag", tag]);
    }
    for tag in of_bullet {
        home.json(["edit", &id, "--bullet-tag", &format!("2={tag}")]);
    }
    id
}

/// Adds a variant, as its command does.
fn add_variant(home: &Home, name: &str, body: Value) {
    let mut session = home.session();
    let value = json!({"kind": "variant", "id": name, "body": body, "updated_at": "2026-01-01T00:00:00Z"});
    let change = "3fa20000-0000-4000-8000-000000000001";
    let record = json!({"current": value, "revision": 0, "change": change, "pending": {"base": null}});
    session["documents"].as_array_mut().unwrap().push(record);
    home.write_session(session.to_string().as_bytes());
}

fn variants(home: &Home) -> Value {
    let documents = home.session()["documents"].clone();
    let bodies = documents.as_array().unwrap().iter().map(|record| record["current"]["body"].clone());
    bodies.collect()
}

/// The tags of an experience, then those of its second bullet.
fn tags(home: &Home, id: &str) -> Value {
    let shown = home.json(["show", id]);
    json!([shown["tags"], shown["bullets"][1].get("tags")])
}

#[test]
fn tags_are_counted() {
    let home = Home::new();
    home.run(["tag"]).stderr("no tags yet; `resume edit ID --add-tag TAG` adds one\n");
    assert_eq!(home.json(["tag"]), json!([]));
    tagged(&home, "Cook", &["ops", "data"], &["ops"]);
    tagged(&home, "Baker", &["Ops"], &["night"]);
    let deleted = tagged(&home, "Guard", &["gone"], &[]);
    home.run(["delete", &deleted, "--yes"]).any_output();
    tagged(&home, "Driver", &["ops"], &[]);
    home.run(["tag", "list"]).stdout(
        "TAG       EXPERIENCES  BULLETS  VARIANTS\n\
         data      1\n\
         night                  1\n\
         ops, Ops  3            1\n",
    );
    let ops =
        json!({"tag": "ops", "spellings": ["ops", "Ops"], "experiences": 3, "bullets": 1, "variants": 0});
    assert_eq!(home.json(["tag"])[2], ops);
}

#[test]
fn a_tag_is_renamed_everywhere() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let cook = tagged(&home, "Cook", &["Ops", "data", "SRE"], &["ops"]);
    let baker = tagged(&home, "Baker", &["data"], &["x", "OPS"]);
    let other = tagged(&home, "Driver", &["SRE"], &[]);
    let deleted = tagged(&home, "Guard", &["ops"], &[]);
    home.run(["delete", &deleted, "--yes"]).any_output();
    add_variant(&home, "acme", json!({"name": "acme", "tags": ["OPS", "data"], "without_tags": ["old"]}));
    add_variant(&home, "other", json!({"name": "other", "tags": "ops"}));
    let before = home.json(["show", &other])["updated_at"].clone();

    home.run(["tag", "rename", "ops", "sre"])
        .stdout(format!("{cook}\n{baker}\n"))
        .stderr("renamed `ops` to `sre` in 2 experiences, 2 bullets, 1 variant\n");
    assert_eq!(tags(&home, &cook), json!([["sre", "data"], ["sre"]]));
    assert_eq!(tags(&home, &baker), json!([["data"], ["x", "sre"]]));
    assert_eq!(home.json(["show", &other])["updated_at"], before, "it has no such tag");
    let acme = json!({"name": "acme", "tags": ["sre", "data"], "without_tags": ["old"]});
    assert_eq!(variants(&home), json!([acme, {"name": "other", "tags": "ops"}]));
    home.run(["tag", "rename", "ops", "sre"]).code(3).stderr(
        "error: no experience or bullet has the tag `ops`\n\
         hint: `resume tag` lists the tags, `resume edit ID --add-tag TAG` adds one\n",
    );
    home.run(["tag", "rename", "dta", "x"]).code(3).stderr_contains("hint: did you mean `data`?");
    home.run(["tag", "rename", "data", " "]).code(2).stderr_contains("it is empty");
    // What was deleted comes back as it was.
    assert_eq!(home.json(["restore", &deleted])["tags"], json!(["ops"]));
}

#[test]
fn a_tag_is_deleted_everywhere() {
    let home = Home::new().with("RESUME_DATABASE_URL", "none");
    let cook = tagged(&home, "Cook", &["Ops", "data"], &["ops"]);
    add_variant(&home, "acme", json!({"name": "acme", "tags": ["ops"]}));
    add_variant(&home, "all", json!({"name": "all", "without_tags": ["ops"]}));
    let deleted = home.program(["--json", "tag", "delete", "ops"]).run();
    let told = "the variant `acme` chose by this tag alone; it now takes every experience";
    let deleted = deleted.stderr_contains(told).json();
    let expected = json!({"tag": null, "experiences": [cook], "bullets": 1, "variants": ["acme", "all"], "widened": ["acme"]});
    assert_eq!(deleted, expected);
    assert_eq!(tags(&home, &cook), json!([["data"], null]));
    assert_eq!(variants(&home), json!([{"name": "acme", "tags": []}, {"name": "all", "without_tags": []}]));
}

#[test]
fn many_are_changed_at_once_or_none() {
    let home = Home::new();
    let [one, other] = ["Cook", "Baker"].map(|title| tagged(&home, title, &["old"], &[]));
    let edited =
        home.json(["edit", &one, &other, "--add-tag", "new", "--remove-tag", "OLD", "--add-skill", "Bread"]);
    assert_eq!(edited.as_array().unwrap().len(), 2);
    for id in [&one, &other] {
        assert_eq!(tags(&home, id)[0], json!(["new"]));
    }
    home.run(["edit", &one, &other, "--add-tag", "NEW"])
        .stdout(format!("{one}\n{other}\n"))
        .stderr("nothing was changed\n");
    assert_eq!(tags(&home, &one)[0], json!(["new"]), "it has it");

    // The second one refuses: the first one stays, too.
    home.json(["edit", &one, "--start", "2000"]);
    let before = home.session_bytes();
    home.json(["edit", &other, "--add-skill", "Bread 2"]);
    home.run(["edit", &other, &one, "--remove-skill", "Bread 2", "--end", "1999"]).code(2).any_stderr();
    assert_eq!(home.json(["show", &other])["skills"], json!(["Bread", "Bread 2"]));
    home.write_session(&before);

    home.run(["edit", &one, &other, "--remove-tag", "knew"])
        .code(3)
        .stderr("error: none of the 2 experiences has the tag `knew`\nhint: did you mean `new`?\n");
    home.run(["edit", &one, "--remove-tag", "x"])
        .code(3)
        .stderr("error: the experience has no tag `x`\nhint: `resume show` lists the tags\n");
    for (flag, value) in [("--title", "X"), ("--remove-bullet", "1"), ("--bullet-tag", "1=x")] {
        home.run(["edit", &one, &other, flag, value])
            .code(2)
            .stderr(format!("error: `{flag}` changes one experience, not 2\nhint: give one ID\n"));
    }
    home.run(["edit", &one, &other]).code(2).stderr_contains("no change was given");
    home.run(["edit", &one, "00000000", "--add-tag", "x"]).code(3).stderr_contains("no experience matches");
    home.run(["edit", "--add-tag", "x"]).code(2).stderr_contains("<ID>...");
}

#[test]
fn a_condition_chooses() {
    let home = Home::new();
    let old = tagged(&home, "Cook", &["Kitchen"], &["night"]);
    let new = tagged(&home, "Baker", &["kitchen"], &[]);
    home.json(["edit", &old, "--start", "2001", "--end", "2005"]);
    home.json(["edit", &new, "--start", "2010"]);
    let school = home.json(["add", "Physics", "--kind", "education", "--tag", "kitchen"]);
    let school = school["id"].as_str().unwrap();
    let ids =
        |edited: &Value| edited.as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Value>();

    let edited = home.json(["edit", "--where", "since=2008", "--add-tag", "recent"]);
    assert_eq!(ids(&edited), json!([new]), "an array, also of one");
    let both = ["edit", "--where", "tag=kitchen", "--where", "kind=work", "--add-skill", "Knives"];
    home.run(both)
        .code(2)
        .stderr("error: cannot prompt for confirmation: not a terminal\nhint: add `--yes`\n");
    assert_eq!(ids(&home.json([&both[..], &["--yes"]].concat())), json!([new, old]));
    let rest = ["edit", "--where", "without-tag=recent", "--where", "until=2005", "--where", "search=cook"];
    assert_eq!(ids(&home.json([&rest[..], &["--location", "Bonn"]].concat())), json!([old]));
    let two_kinds = ["edit", "--where", "kind=education", "--where", "kind=work", "--where", "skill=knives"];
    assert_eq!(
        ids(&home.json([&two_kinds[..], &["--yes", "--unset", "skills"]].concat())),
        json!([new, old])
    );
    assert_eq!(home.json(["show", school])["skills"], json!([]));

    for (condition, message) in [
        ("untill=2020", "`untill` is not a filter; did you mean `until`?"),
        (
            "colour=x",
            "`colour` is not a filter; the filters are kind, skill, tag, without-tag, search, since, until",
        ),
        ("tag", "write KEY=VALUE; the keys are kind, skill"),
        ("tag=", "the value after `=` is empty"),
        ("kind=job", "`job` is not a kind"),
        ("since=soon", "`soon` is not a date"),
    ] {
        home.run(["edit", "--where", condition, "--add-tag", "x"]).code(2).stderr_contains(message);
    }
    home.run(["edit", "--where", "tag=kitchn", "--add-tag", "x"])
        .code(3)
        .stderr("error: no experience or bullet has the tag `kitchn`\nhint: did you mean `Kitchen`?\n");
    home.run(["edit", "--where", "search=zzz", "--add-tag", "x"]).code(3).stderr(
        "error: no experience matches\nhint: `resume list` has the same filters, and shows what matches\n",
    );
    home.run(["edit", &old, "--where", "tag=x", "--add-tag", "x"])
        .code(2)
        .stderr_contains("cannot be used with");
}

#[test]
fn what_a_flag_replaced_is_said() {
    let home = Home::new();
    let id = tagged(&home, "Cook", &["a", "b"], &["x"]);
    home.run(["edit", &id, "--tag", "b", "--tag", "c", "--bullet", "one", "--skill", "Knives"])
        .stdout(format!("{id}\n"))
        .stderr(
            "replaced the bullets of Cook; it no longer has `two`; `resume undo` takes it back\n\
             replaced the tags of Cook; it no longer has `a`; `resume undo` takes it back\n",
        );
    home.run(["edit", &id, "--tag", "c", "--tag", "b"]).stdout(format!("{id}\n"));
    for wrong in ["x", "0=x", "2=x", "1=", "one=x"] {
        home.run(["edit", &id, "--bullet-tag", wrong]).code(2).any_stderr();
    }
    assert_eq!(
        home.json(["edit", &id, "--bullet-tag", "1=x"])["bullets"],
        json!([{"text": "one", "tags": ["x"]}])
    );
}

#[test]
fn a_renamed_tag_meets_an_edit_of_another_device() {
    let place = Home::new();
    let url = format!("sqlite:{}", place.work().join("shared.db").display());
    let device = || {
        Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada").with("RESUME_SYNC", "manual")
    };
    let (here, there) = (device(), device());
    let id = tagged(&here, "Cook", &["ops"], &["ops"]);
    here.json(["sync"]);
    there.json(["sync"]);
    here.json(["tag", "rename", "ops", "sre"]);
    there.json(["edit", &id, "--remove-bullet", "1", "--add-bullet", "three"]);
    there.json(["move", &id, "--bullet", "2", "--to", "1"]);
    for device in [&here, &there, &here] {
        device.json(["sync"]);
    }
    for device in [&here, &there] {
        let shown = device.json(["show", &id]);
        assert_eq!(shown["bullets"], json!(["three", {"text": "two", "tags": ["sre"]}]));
        assert_eq!(shown["tags"], json!(["sre"]));
        assert_eq!(device.json(["status"])["conflicts"], json!([]));
    }
}

#[test]
fn a_conflict_stays_until_its_field_is_set() {
    let place = Home::new();
    let url = format!("sqlite:{}", place.work().join("shared.db").display());
    let device = || {
        Home::new().with("RESUME_DATABASE_URL", &url).with("RESUME_USER", "ada").with("RESUME_SYNC", "manual")
    };
    let (here, there) = (device(), device());
    let id = tagged(&here, "Cook", &[], &[]);
    here.json(["variant", "set", "lead", "--pages", "1"]);
    here.json(["sync"]);
    there.json(["sync"]);
    here.json(["--quiet", "edit", &id, "--title", "Chef"]);
    there.json(["--quiet", "edit", &id, "--title", "Baker"]);
    here.json(["variant", "set", "lead", "--pages", "2"]);
    there.json(["variant", "set", "lead", "--pages", "3"]);
    here.json(["sync"]);
    there.json(["sync"]);
    let fields = |home: &Home| {
        let status = home.json(["status"]);
        let fields = status["conflicts"].as_array().unwrap().iter();
        fields.map(|one| one["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(fields(&there), ["title", "variant.pages"]);
    let told = there.run(["status"]).out().to_owned();
    for part in [
        "merged        variant lead variant.pages: kept 3, not 2\n",
        "`resume history ID` and `resume variant history NAME` have",
    ] {
        assert!(told.contains(part), "{told}");
    }
    there.json(["edit", &id, "--add-tag", "oven"]);
    there.json(["variant", "set", "lead", "--headline", "Lead"]);
    assert_eq!(fields(&there), ["title", "variant.pages"]);
    there.json(["--quiet", "edit", &id, "--title", "Head baker"]);
    there.json(["variant", "set", "lead", "--pages", "1"]);
    assert_eq!(fields(&there), [""; 0]);
}
