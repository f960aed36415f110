mod again;
mod corrected;
mod recognise;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::domain::Bullet;
use crate::formats::incoming::IncomingProfile;
use crate::formats::testing::{Store, counting, experience, now, number};
use crate::formats::{InputFormat, parse};

/// A store with a baker that was imported, then tagged here.
fn bakery() -> Store {
    let mut store = Store::default();
    import(
        &mut store,
        &json!({"basics": {"name": "Ada"}, "work": [
            {"name": "Rye & Sons", "position": "Baker", "startDate": "2019", "highlights": ["early", "late"], "floor": 2},
            {"name": "Mill", "position": "Miller"}
        ]}),
    );
    let baker = &mut store.experiences[0];
    baker.tags = vec!["craft".to_owned()];
    baker.bullets[1].tags = vec!["night".to_owned()];
    baker.metadata.insert("_seen".to_owned(), json!(true));
    store
}

fn import(store: &mut Store, document: &Value) -> Plan {
    let parsed = parse(document.to_string().as_bytes(), InputFormat::Auto).unwrap();
    let first = (store.experiences.len() as u128 + 1) * 1000;
    let later = now() + jiff::SignedDuration::from_hours(store.experiences.len() as i64);
    let plan = plan(parsed, &store.living(), store.profile.as_ref(), later, &mut counting(first));
    store.carry_out(&plan);
    plan
}

fn only_update(plan: &Plan) -> &Experience {
    assert_eq!((plan.added(), plan.updated()), (0, 1));
    let (Change::Add(value) | Change::Update(value, _)) = &plan.changes[0];
    value
}

#[test]
fn an_item_that_was_edited_updates_its_record_and_leaves_what_the_file_cannot_say() {
    let mut store = bakery();
    let before = store.experiences[0].clone();
    let plan = import(
        &mut store,
        &json!({"work": [
            {"name": "Rye & Sons", "position": "Baker", "startDate": "2019", "highlights": ["new", "late"], "endDate": "2020"}
        ]}),
    );
    let after = only_update(&plan);
    assert_eq!((after.id, after.created_at), (before.id, before.created_at));
    assert_ne!(after.updated_at, before.updated_at);
    assert_eq!((after.start_date, after.end_date), (before.start_date, "2020".parse().ok()));
    assert_eq!(after.tags, ["craft"]);
    assert_eq!(after.bullets, [Bullet::new("new"), before.bullets[1].clone()]);
    let mut metadata = after.metadata.clone();
    assert!(metadata.remove("_import").is_some());
    assert_eq!(Value::Object(metadata), json!({"_seen": true, "_json_resume": {"position": 0}}));
    assert_eq!(plan.ids, [before.id]);
    assert_eq!(plan.profile, None);
}

#[test]
fn what_a_first_import_does_not_mention_stays() {
    let mut one = Experience::new(Uuid::from_u128(1), Kind::Work, "Dev", now());
    one.organization = Some("Acme".to_owned());
    one.start_date = "2020".parse().ok();
    one.text = Some("Mine.".to_owned());
    one.bullets = vec![Bullet::new("my own")];
    one.location = Some("Bonn".to_owned());
    one.metadata.insert("team".to_owned(), json!("Core"));
    one.metadata.insert("role".to_owned(), json!("Dev"));
    let job = json!({"name": "Acme", "position": "Dev", "startDate": "2020"});
    for (summary, text) in [(None, "Mine."), (Some("Theirs."), "Theirs.")] {
        let mut store = Store { experiences: vec![one.clone()], profile: None };
        let mut job = job.clone();
        job.as_object_mut().unwrap().extend(summary.map(|text| ("summary".to_owned(), json!(text))));
        import(&mut store, &json!({"work": [job]}));
        let after = &store.experiences[0];
        assert_eq!(after.text.as_deref(), Some(text));
        assert_eq!((&after.bullets, &after.location), (&one.bullets, &one.location));
        assert_eq!([&after.metadata["team"], &after.metadata["role"]], [&json!("Core"), &json!("Dev")]);
    }
}

#[test]
fn tags_made_here_are_no_difference() {
    let mut store = bakery();
    let plan = import(
        &mut store,
        &json!({"basics": {"name": "Ada"}, "work": [
            {"name": "Rye & Sons", "position": "Baker", "startDate": "2019", "highlights": ["early", "late"], "floor": 2}
        ]}),
    );
    assert!(plan.is_empty());
    assert_eq!(plan.unchanged, 1);
}

fn job(title: &str, place: &str, start: &str) -> Value {
    json!({"position": title, "name": place, "startDate": start})
}

#[test]
fn what_was_changed_here_is_kept_and_the_rest_follows_the_file() {
    let mut store = bakery();
    let baker = &mut store.experiences[0];
    baker.text = Some("Bakes.".to_owned());
    baker.metadata.insert("floor".to_owned(), json!(3));
    let plan = import(
        &mut store,
        &json!({"work": [
            {"name": "Rye & Sons", "position": "Baker", "startDate": "2019", "highlights": ["new", "late"], "floor": 2,
             "summary": "Baked.", "endDate": "2020"}
        ]}),
    );
    assert_eq!(plan.kept, [Kept { label: "Baker".to_owned(), fields: vec!["text", "metadata"] }]);
    let baker = &store.experiences[0];
    assert_eq!((baker.text.as_deref(), &baker.metadata["floor"]), (Some("Bakes."), &json!(3)));
    assert_eq!((baker.end_date, baker.bullets[0].text.as_str()), ("2020".parse().ok(), "new"));
}

#[test]
fn devices_that_have_not_met_give_the_same_ids() {
    let dev = json!({"name": "Acme", "position": "Dev", "startDate": "2020"});
    let twice = json!({"volunteer": [{"summary": "x"}], "work": [dev, dev]});
    let (mut one, mut other) = (Store::default(), bakery());
    let (first, second) = (import(&mut one, &twice), import(&mut other, &twice));
    assert_eq!(first.ids, second.ids);
    // The place of an entry in its file is no part of it.
    let longer = json!({"work": [{"name": "New", "position": "Lead"}, dev, dev]});
    assert_eq!(import(&mut Store::default(), &longer).ids[1..], first.ids[1..]);
    // Nor does a change here make it another one.
    one.experiences[2].tags.push("main".to_owned());
    one.experiences[2].title = "Lead".to_owned();
    assert_eq!(import(&mut one, &twice).unchanged, 3);
    // An id that another record has gives way.
    one.experiences[0].kind = Kind::Project;
    let again = import(&mut one, &twice);
    assert_eq!(again.added(), 1);
    assert_eq!(again.ids.iter().filter(|id| first.ids.contains(id)).count(), 2);
}

#[test]
fn a_deleted_record_comes_back_only_where_it_is_the_same() {
    let mut store = bakery();
    store.experiences[1].deleted_at = Some(now());
    let miller = store.experiences[1].id;
    let plan = import(&mut store, &json!({"work": [{"name": "Mill", "position": "Miller"}]}));
    let back = only_update(&plan);
    assert_eq!((back.id, back.deleted_at), (miller, None));
    assert_eq!(plan.restored, ["Miller"]);

    store.experiences[1].deleted_at = Some(now());
    let plan =
        import(&mut store, &json!({"work": [{"name": "Mill", "position": "Miller", "startDate": "2001"}]}));
    assert_eq!((plan.added(), plan.updated()), (1, 0));
}

#[test]
fn items_that_say_too_little_replace_nothing() {
    let mut store = Store::default();
    import(&mut store, &json!({"work": [{"summary": "one"}]}));
    let plan = import(&mut store, &json!({"work": [{"summary": "two"}]}));
    assert_eq!((plan.added(), plan.updated()), (1, 0));
}

#[test]
fn equal_items_are_as_many_records() {
    let mut store = Store::default();
    let twice = json!({"interests": [{"name": "Chess"}, {"name": "Chess"}]});
    assert_eq!(import(&mut store, &json!({"interests": [{"name": "Chess"}]})).added(), 1);
    let plan = import(&mut store, &twice);
    assert_eq!((plan.added(), plan.unchanged), (1, 1));
    assert!(import(&mut store, &twice).is_empty());
}

#[test]
fn what_a_file_says_of_the_profile_is_taken_and_the_rest_stays() {
    let mut store = bakery();
    let plan = import(&mut store, &json!({"basics": {}, "meta": {"version": "v1.0.0"}, "awards": []}));
    let document = plan.profile.map(|profile| Value::Object(profile.body));
    let whole = json!({"basics": {"name": "Ada"}, "meta": {"version": "v1.0.0"}, "awards": []});
    assert_eq!(document, Some(whole));
    let said =
        json!({"basics": {"label": "Baker", "name": "", "location": {"city": "Bonn"}, "profiles": []}});
    let plan = import(&mut store, &said);
    // An export adds an empty list of accounts, which says nothing.
    let basics = json!({"name": "Ada", "label": "Baker", "location": {"city": "Bonn"}});
    assert_eq!(plan.profile.unwrap().body["basics"], basics);
    assert!(import(&mut store, &said).is_empty());

    let text = json!({"basics": {"label": "Chief"}}).to_string();
    let incoming = parse(text.as_bytes(), InputFormat::Auto).unwrap();
    let plan =
        super::plan(incoming.replacing_profile(), &[], store.profile.as_ref(), now(), &mut counting(0));
    assert_eq!(Value::Object(plan.profile.unwrap().body), json!({"basics": {"label": "Chief"}}));
    // No file of another program can say what translations there are.
    let profile = store.profile.as_mut().unwrap();
    profile.body.insert("_translations".to_owned(), json!({"de": {"basics.label": "Chefin"}}));
    let incoming = parse(text.as_bytes(), InputFormat::Auto).unwrap();
    let plan =
        super::plan(incoming.replacing_profile(), &[], store.profile.as_ref(), now(), &mut counting(0));
    assert_eq!(plan.profile.unwrap().body["_translations"]["de"]["basics.label"], "Chefin");
}

#[test]
fn a_link_under_its_older_key_is_there_once_and_another_is_kept() {
    let mut store = Store::default();
    import(&mut store, &json!({"basics": {"name": "Ada", "website": "https://a.example"}}));
    let with = |key: &str, value: &str, fills_only| {
        let incoming = IncomingProfile::Keys(json!({"basics": {key: value}}).as_object().unwrap().clone());
        changed_profile(&incoming, store.document(), fills_only, false)
            .map(|profile| profile["basics"].clone())
    };
    assert_eq!(with("url", "https://a.example", true), None);
    // Another program's link does not take the place of ours, and is named.
    assert_eq!(with("url", "https://b.example", true), None);
    let theirs = json!({"basics": {"url": "https://b.example"}}).as_object().unwrap().clone();
    let told = other_words(&IncomingProfile::Keys(theirs), store.document(), store.document());
    assert_eq!(told, (Vec::new(), vec!["url".to_owned()]));
    let both = json!({"name": "Ada", "website": "https://a.example", "url": "https://b.example"});
    assert_eq!(with("url", "https://b.example", false), Some(both));
}

#[test]
fn an_older_key_of_a_file_means_the_one_that_ours_has() {
    for (new, older) in crate::domain::REPLACED {
        let basics = |key: &str, value: &str| json!({"basics": {key: value}}).as_object().unwrap().clone();
        let changed = |ours: &Map<String, Value>, theirs, fills_only| {
            changed_profile(&IncomingProfile::Keys(theirs), Some(ours), fills_only, false)
        };
        let (ours, theirs) = (basics(new, "https://a.example"), basics(older, "https://b.example"));
        assert_eq!(changed(&ours, theirs.clone(), false), Some(basics(new, "https://b.example")));
        assert_eq!(changed(&ours, theirs, true), None);
        assert_eq!(changed(&ours, basics(older, "https://a.example"), false), None);
    }
}

#[test]
fn what_a_format_has_several_of_is_joined() {
    let ours = json!({"linkedin": {"further_email": ["a@x.example"]}}).as_object().unwrap().clone();
    let theirs = json!({"linkedin": {"further_email": ["a@x.example", "b@x.example"]}});
    let incoming = IncomingProfile::Keys(theirs.as_object().unwrap().clone());
    let joined = changed_profile(&incoming, Some(&ours), true, false).unwrap();
    assert_eq!(joined["linkedin"]["further_email"], json!(["a@x.example", "b@x.example"]));
    assert_eq!(changed_profile(&incoming, Some(&joined), true, false), None);
}

#[test]
fn accounts_with_other_addresses_are_two() {
    let document = |account: &Value| json!({"basics": {"profiles": [account]}}).as_object().unwrap().clone();
    for known in [json!({"username": "ada"}), json!({"network": "Blog"})] {
        let of = |url: &str| {
            let mut account = known.clone();
            account["url"] = json!(url);
            account
        };
        let incoming = IncomingProfile::Keys(document(&of("https://b.example/ada")));
        let ours = document(&of("https://a.example/ada"));
        let joined = changed_profile(&incoming, Some(&ours), true, false).unwrap();
        assert_eq!(joined["basics"]["profiles"].as_array().unwrap().len(), 2, "{known}");
    }
}

#[test]
fn a_file_that_a_program_wrote_only_fills_the_profile() {
    let mut store = Store::default();
    let file = json!({
        "meta": {"format": "FRESH@0.6.0"}, "name": "Ada", "info": {"label": "Dev"}, "contact": {"email": "a@x.example"},
        "social": [{"network": "GitHub", "user": "ada", "url": "https://github.com/ada"}]
    });
    import(&mut store, &file);
    let basics = store.profile.as_mut().unwrap().body["basics"].as_object_mut().unwrap();
    basics.insert("label".to_owned(), json!("Lead"));
    basics.remove("email");
    basics.insert("profiles".to_owned(), json!([{"network": "GitLab", "username": "ada"}]));
    let plan = import(&mut store, &file);
    let basics = &plan.profile.unwrap().body["basics"];
    assert_eq!((&basics["label"], &basics["email"]), (&json!("Lead"), &json!("a@x.example")));
    let networks: Vec<_> =
        basics["profiles"].as_array().unwrap().iter().map(|one| one["network"].clone()).collect();
    assert_eq!(networks, ["GitLab", "GitHub"]);
    assert!(import(&mut store, &file).is_empty());
}

/// A format of titles, in no order and in any case.
#[derive(Debug)]
struct Titles;

impl Wording for Titles {
    fn name(&self) -> &'static str {
        "titles"
    }

    fn is_edited_by_hand(&self) -> bool {
        false
    }

    fn words(&self, record: &Experience) -> String {
        record.title.to_lowercase()
    }
}

#[test]
fn a_record_keeps_all_that_a_format_cannot_say() {
    let mut store = bakery();
    let before = store.experiences.clone();
    let draft = |title: &str| {
        let mut draft = Draft::new(Kind::Work);
        draft.content_mut().title = title.to_owned();
        draft
    };
    let drafts = ["SMITH", "MILLER", "BAKER"].map(draft).to_vec();
    let items = Items::Drafts { drafts, wording: &Titles };
    let incoming = Incoming { profile: IncomingProfile::Keys(Map::new()), items };
    let first = plan(incoming.clone(), &store.living(), store.profile.as_ref(), now(), &mut counting(9000));
    store.carry_out(&first);
    assert_eq!((first.added(), first.updated(), first.unchanged), (1, 0, 2), "{first:?}");
    assert_eq!(first.ids[1..], [before[1].id, before[0].id]);
    assert_eq!(store.experiences[..2], before);
    assert!(plan(incoming, &store.living(), store.profile.as_ref(), now(), &mut counting(9900)).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn our_own_format_is_matched_by_id(
        mut old in vec(experience(), 0..4),
        mut edited in vec(experience(), 0..4),
        new in experience(),
    ) {
        number(&mut old);
        edited.truncate(old.len());
        for (edited, old) in edited.iter_mut().zip(&old) {
            edited.id = old.id;
        }
        edited.push(Experience { id: Uuid::from_u128(99), ..new });
        let mut store = Store { experiences: old.clone(), profile: None };
        let plan = import(&mut store, &serde_json::to_value(&edited).unwrap());
        prop_assert_eq!(&plan.ids, &edited.iter().map(|one| one.id).collect::<Vec<_>>());
        for value in &edited {
            let now_there = store.experiences.iter().find(|one| one.id == value.id).unwrap();
            prop_assert!(now_there.same_content(value));
            match old.iter().find(|one| one.id == value.id) {
                Some(old) => prop_assert_eq!(now_there.created_at, old.created_at),
                None => prop_assert_eq!(now_there, value),
            }
        }
        prop_assert!(import(&mut store, &serde_json::to_value(&edited).unwrap()).is_empty());
    }
}

#[test]
fn a_file_that_puts_its_sections_in_another_order_is_followed() {
    let mut store = Store::default();
    let (work, skills) = (json!([job("Dev", "Acme", "2020")]), json!([{"name": "Rust"}]));
    // The order of the keys counts.
    let file = |first: &str, second: &str| format!("{{{first}, {second}}}");
    let (work, skills) = (format!("\"work\": {work}"), format!("\"skills\": {skills}"));
    let mut take = |text: &str| {
        let parsed = parse(text.as_bytes(), InputFormat::Auto).unwrap();
        let plan = plan(parsed, &store.living(), None, now(), &mut counting(1));
        store.carry_out(&plan);
        (plan.updated(), place::file_order(&store.experiences))
    };
    assert_eq!(take(&file(&skills, &work)), (0, vec![Kind::Skill, Kind::Work]));
    assert_eq!(take(&file(&skills, &work)).0, 0);
    // One that is corrected keeps the place of its section, also where the file is of the usual order.
    let corrected = work.replace("Dev", "Lead");
    assert_eq!(take(&file(&corrected, &skills)), (1, vec![Kind::Skill, Kind::Work]));
    let education = "\"education\": [{\"institution\": \"U\"}]".to_owned();
    let other = format!("{{{education}, {skills}, {corrected}}}");
    assert_eq!(take(&other).1, [Kind::Education, Kind::Skill, Kind::Work]);
}

#[test]
fn an_account_without_network_and_address_is_taken_in_once() {
    let file = "content:\n  basics:\n    name: Ada\n  profiles:\n    - username: ada\n  education: []\n";
    let mut store = Store::default();
    for changes in [true, false] {
        let parsed = parse(file.as_bytes(), InputFormat::Auto).unwrap();
        let plan = plan(parsed, &store.living(), store.profile.as_ref(), now(), &mut counting(1));
        assert_eq!(plan.profile.is_some(), changes);
        store.carry_out(&plan);
    }
}

/// A text with a list, from a file that is edited by hand, is what it says.
#[test]
fn a_list_in_a_text_stays_there_beside_bullets_of_ones_own() {
    let item =
        |text: &str| json!({"position": "Nurse", "name": "Ward", "startDate": "2020", "summary": text});
    let mut store = Store::default();
    import(&mut store, &json!({"work": [item("A\n\n- Led")]}));
    store.experiences[0].bullets = vec![Bullet::new("Own")];
    let before = store.briefly("text bullets");
    assert_eq!(import(&mut store, &json!({"work": [item("A\n\n- Led")]})).updated(), 0);
    assert_eq!(store.briefly("text bullets"), before);
    // So is the move of a list from one field to the other.
    let listed = json!({"position": "Cook", "name": "Inn", "startDate": "2020", "highlights": ["a", "b"]});
    import(&mut store, &json!({"work": [listed]}));
    let moved = json!({"position": "Cook", "name": "Inn", "startDate": "2020", "summary": "- a\n- b"});
    import(&mut store, &json!({"work": [moved]}));
    let cook = store.experiences.iter().find(|one| one.title == "Cook").unwrap();
    assert_eq!((cook.text.as_deref(), cook.bullets.len()), (Some("- a\n- b"), 0));
}
