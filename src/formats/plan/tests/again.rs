//! A second import of a file that other imports, changes or deletions came between.

use super::*;

const JOB: &str =
    "Company Name,Title,Description,Location,Started On,Finished On\nAcme,Dev,,Berlin,Mar 2021,May 2022\n";

fn take(store: &mut Store, file: &str) -> Plan {
    let parsed = parse(file.as_bytes(), InputFormat::Auto).unwrap();
    let first = (store.experiences.len() as u128 + 1) * 1000;
    let plan = plan(parsed, &store.living(), store.profile.as_ref(), now(), &mut counting(first));
    store.carry_out(&plan);
    plan
}

/// What the plan added, updated and left.
fn counts(plan: &Plan) -> [usize; 3] {
    [plan.added(), plan.updated(), plan.unchanged]
}

fn job(text: &str, end: &str) -> Value {
    json!({"work": [{
        "name": "Acme", "position": "Dev", "startDate": "2021-03", "endDate": end, "summary": text,
        "highlights": ["Built X"],
    }]})
}

#[test]
fn a_change_here_stays_whatever_other_files_were_imported_since() {
    let file = job("Old.", "2022-05").to_string();
    let mut store = Store::default();
    take(&mut store, &file);
    assert_eq!(counts(&take(&mut store, JOB)), [0, 1, 0]);
    let one = &mut store.experiences[0];
    assert_eq!(one.location.as_deref(), Some("Berlin"));
    one.title = "Lead Dev".to_owned();
    one.text = Some("My own words".to_owned());
    one.bullets.push(Bullet::new("Mine"));
    let before = store.experiences.clone();
    for _ in 0..2 {
        let plan = take(&mut store, &file);
        assert_eq!(counts(&plan), [0, 0, 1]);
        assert_eq!(plan.kept[0].fields, ["title", "text", "bullets"]);
        assert_eq!(counts(&take(&mut store, JOB)), [0, 0, 1]);
    }
    assert_eq!(store.experiences, before);
    // A correction of what was not changed here is taken.
    assert_eq!(counts(&take(&mut store, &job("Old.", "2022-06").to_string())), [0, 1, 0]);
    assert_eq!(json!(store.experiences[0].end_date), json!("2022-06"));
    assert_eq!(store.experiences[0].text.as_deref(), Some("My own words"));
}

#[test]
fn dates_that_were_changed_here_keep_their_order() {
    let file = json!({"work": [
        {"name": "A", "position": "Lead", "startDate": "2015-08"},
        {"name": "A", "position": "Dev", "startDate": "2012", "endDate": "2015-08"},
        {"name": "B", "position": "Intern", "endDate": "2011"},
    ]})
    .to_string();
    let mut store = Store::default();
    take(&mut store, &file);
    assert_eq!(store.briefly("title"), json!([["Lead"], ["Dev"], ["Intern"]]));
    store.experiences[0].start_date = "1999".parse().ok();
    store.experiences[0].end_date = "2000".parse().ok();
    let order = store.briefly("title");
    assert_eq!(order, json!([["Dev"], ["Intern"], ["Lead"]]));
    assert_eq!(counts(&take(&mut store, &file)), [0, 0, 3]);
    assert_eq!(store.briefly("title"), order);
}

/// Another program's file says the same, so that it leaves no note.
#[test]
fn a_change_here_stays_where_a_file_repeats_what_another_one_said() {
    let mut store = Store::default();
    take(&mut store, JOB);
    let same =
        json!({"work": [{"name": "Acme", "position": "Dev", "startDate": "2021-03", "endDate": "2022-05",
        "location": "Berlin"}]})
        .to_string();
    assert_eq!(counts(&take(&mut store, &same)), [0, 0, 1]);
    store.experiences[0].title = "Lead Dev".to_owned();
    let plan = take(&mut store, &same);
    assert_eq!(plan.kept[0].fields, ["title"]);
    assert_eq!(store.experiences[0].title, "Lead Dev");
}

/// Of each pair the second file has another entry where the first one has one.
#[test]
fn entries_of_two_files_stay_two() {
    let others = [
        (
            "work",
            json!({"name": "Aldi", "position": "Cashier", "summary": "Served customers."}),
            json!({"name": "Lidl"}),
        ),
        ("skills", json!({"name": "Frontend", "keywords": ["JavaScript"]}), json!({"name": "Backend"})),
        (
            "awards",
            json!({"title": "Dean's List", "awarder": "TUM", "date": "2012", "summary": "5%"}),
            json!({"date": "2018"}),
        ),
        (
            "certificates",
            json!({"name": "ML", "issuer": "Coursera", "url": "https://c.example/ada"}),
            json!({"name": "SQL"}),
        ),
    ];
    for (section, entry, change) in others {
        let mut store = Store::default();
        import(&mut store, &json!({section: [entry]}));
        let mut other = entry.clone();
        other.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(counts(&import(&mut store, &json!({section: [other]}))), [1, 0, 0], "{section} {change}");
    }
}
