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

/// Each is one entry of which one value was corrected in the file.
#[test]
fn an_entry_is_found_again_by_all_but_one_of_its_values() {
    let corrected = [
        ("awards", json!({"title": "Best paper", "awarder": "ACM", "date": "2018"}), json!({"date": "2019"})),
        (
            "certificates",
            json!({"name": "CKA", "issuer": "CNCF", "url": "https://c.example/c/1", "date": "2015"}),
            json!({"date": "2020"}),
        ),
        (
            "certificates",
            json!({"name": "CKA", "issuer": "CNCF", "url": "https://c.example/c/1"}),
            json!({"issuer": "Linux Foundation"}),
        ),
        (
            "projects",
            json!({"name": "Shop", "startDate": "2020-01", "endDate": "2020-03", "highlights": ["Sold things"]}),
            json!({"name": "Ecommerce platform"}),
        ),
        (
            "education",
            json!({"institution": "TUM", "studyType": "BSc", "area": "CS", "startDate": "2012", "endDate": "2016"}),
            json!({"institution": "Technical University of Munich"}),
        ),
        (
            "education",
            json!({"institution": "TUM", "studyType": "BSc", "area": "CS", "startDate": "2012", "endDate": "2016"}),
            json!({"studyType": "Bachelor of Science", "area": "Computer Science"}),
        ),
        (
            "work",
            json!({"name": "IBM", "position": "Dev", "endDate": "2016", "summary": "Built it."}),
            json!({"name": "International Business Machines"}),
        ),
        ("skills", json!({"name": "Web Dev", "keywords": ["HTML", "CSS"]}), json!({"name": "Frontend"})),
    ];
    for (section, entry, change) in corrected {
        let mut store = Store::default();
        import(&mut store, &json!({section: [entry]}));
        let mut other = entry.clone();
        other.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(counts(&import(&mut store, &json!({section: [other]}))), [0, 1, 0], "{section} {change}");
        // Both stand in one file: they are two, and none of them is the other.
        let mut store = Store::default();
        import(&mut store, &json!({section: [entry]}));
        assert_eq!(import(&mut store, &json!({section: [entry, other]})).added(), 1, "{section} {change}");
    }
}

/// Of each pair the second one takes the place of the first in the file, and is something else.
#[test]
fn another_entry_in_the_place_of_one_is_another() {
    let others = [
        (
            "certificates",
            json!({"name": "ML", "issuer": "Coursera", "url": "https://coursera.example"}),
            json!({"name": "SQL"}),
        ),
        (
            "awards",
            json!({"title": "Employee of the year", "awarder": "Acme", "date": "2012"}),
            json!({"date": "2019"}),
        ),
        ("languages", json!({"language": "German", "fluency": "Fluent"}), json!({"language": "Dutch"})),
        ("skills", json!({"name": "Rust", "level": "Master"}), json!({"name": "Go"})),
        (
            "work",
            json!({"name": "Acme", "position": "Cleaner", "startDate": "2012", "endDate": "2014"}),
            json!({"name": "Bolt"}),
        ),
        ("interests", json!({"name": "Chess"}), json!({"name": "Go"})),
    ];
    for (section, entry, change) in others {
        let mut store = Store::default();
        import(&mut store, &json!({section: [entry]}));
        let mut other = entry.clone();
        other.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(counts(&import(&mut store, &json!({section: [other]}))), [1, 0, 0], "{section} {change}");
    }
}
