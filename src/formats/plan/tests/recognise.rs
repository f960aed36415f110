//! Which record an item of a file stands for.

use serde_json::{Value, json};

use super::*;

#[test]
fn a_correction_of_one_part_is_found_again() {
    let given = job("Dev", "Acme", "2020-01");
    for (corrected, change) in [
        (job("Dev", "Acme", "2020-02"), "in the file"),
        (job("Engineer", "Acme", "2020-01"), "in the file"),
        (job("Dev", "Acme GmbH", "2020-01"), "in the file"),
    ] {
        let mut store = Store::default();
        import(&mut store, &json!({ "work": [given] }));
        let plan = import(&mut store, &json!({ "work": [corrected] }));
        assert_eq!((plan.added(), plan.updated()), (0, 1), "{change}: {corrected}");
        assert!(import(&mut store, &json!({ "work": [corrected] })).is_empty());
    }
    // The same corrections here, where they stay.
    let corrections: [fn(&mut Experience); 3] = [
        |one| one.start_date = "2020-02".parse().ok(),
        |one| one.title = "Engineer".to_owned(),
        |one| (one.title, one.organization, one.start_date) = ("A".to_owned(), Some("B".to_owned()), None),
    ];
    for correct in corrections {
        let mut store = Store::default();
        import(&mut store, &json!({ "work": [given] }));
        correct(&mut store.experiences[0]);
        let before = store.experiences.clone();
        let plan = import(&mut store, &json!({ "work": [given] }));
        assert_eq!((plan.added(), plan.updated(), plan.unchanged, plan.kept.len()), (0, 0, 1, 1));
        assert_eq!(store.experiences, before);
    }
}

#[test]
fn a_correction_here_and_another_one_in_the_file_are_found_together() {
    let given = json!({"position": "Ops", "name": "Foo", "startDate": "2018-01", "endDate": "2019-12"});
    let mut corrected = given.clone();
    corrected["startDate"] = json!("2018-02");
    let here: [fn(&mut Experience); 2] =
        [|one| one.organization = Some("Fooo".to_owned()), |one| one.title = "Opsy".to_owned()];
    for correct in here {
        let mut store = Store::default();
        import(&mut store, &json!({"work": [given]}));
        correct(&mut store.experiences[0]);
        let before = store.experiences[0].clone();
        let plan = import(&mut store, &json!({"work": [corrected]}));
        assert_eq!((plan.added(), plan.updated(), plan.kept.len()), (0, 1, 1));
        let after = &store.experiences[0];
        assert_eq!((&after.title, &after.organization), (&before.title, &before.organization));
        assert_eq!(after.start_date, "2018-02".parse().ok());
    }
}

#[test]
fn one_word_in_common_makes_no_job_of_two() {
    let sent =
        |store: &mut Store, section: &str, item: Value| import(store, &json!({section: [item]})).added();
    for (section, first, second) in [
        (
            "awards",
            json!({"title": "Of the month", "date": "2020-03"}),
            json!({"title": "Of the month", "date": "2020-05"}),
        ),
        (
            "work",
            json!({"position": "Consultant", "startDate": "2015", "endDate": "2022"}),
            json!({"position": "Consultant", "startDate": "2018", "endDate": "2019"}),
        ),
        (
            "publications",
            json!({"name": "Keynote", "releaseDate": "2022-01", "url": "https://a.example"}),
            json!({"name": "Keynote", "releaseDate": "2022-12", "url": "https://b.example"}),
        ),
        (
            "projects",
            json!({"name": "Site", "startDate": "2012", "endDate": "2013"}),
            json!({"name": "Site"}),
        ),
    ] {
        // Made here: nothing says that the file speaks of it.
        let mut store = Store::default();
        sent(&mut store, section, first);
        for one in &mut store.experiences {
            one.metadata.clear();
        }
        assert_eq!(sent(&mut store, section, second.clone()), 1, "{section}: {second}");
    }
}

#[test]
fn a_correction_is_found_again_where_nothing_has_a_title_or_an_organization() {
    for (section, given, corrected) in [
        (
            "projects",
            json!({"name": "P", "startDate": "2022-01"}),
            json!({"name": "P", "startDate": "2022-02"}),
        ),
        ("projects", json!({"name": "P"}), json!({"name": "P", "startDate": "2020"})),
        ("projects", json!({"name": "P", "startDate": "2020"}), json!({"name": "P", "startDate": "2020-06"})),
        ("certificates", json!({"name": "C", "date": "2020-05"}), json!({"name": "C", "date": "2020-06"})),
        ("awards", json!({"title": "Medal", "date": "2020"}), json!({"title": "Medal", "date": "2020-06"})),
        ("publications", json!({"name": "On Rye"}), json!({"name": "On Rye", "releaseDate": "2019"})),
        (
            "work",
            json!({"position": "Dev", "startDate": "2020"}),
            json!({"position": "Dev", "startDate": "2019-10"}),
        ),
        (
            "education",
            json!({"institution": "U", "startDate": "2010"}),
            json!({"institution": "U", "startDate": "2011"}),
        ),
        (
            "references",
            json!({"name": "Juan", "reference": "Careful."}),
            json!({"name": "Juan P.", "reference": "Careful."}),
        ),
    ] {
        let mut store = Store::default();
        import(
            &mut store,
            &json!({section: [given, {"name": "Other", "title": "Other", "institution": "V"}]}),
        );
        let document = json!({section: [corrected, {"name": "Other", "title": "Other", "institution": "V"}]});
        let plan = import(&mut store, &document);
        assert_eq!((plan.added(), plan.updated()), (0, 1), "{section}: {corrected}");
        assert!(import(&mut store, &document).is_empty());
    }
    for (section, first, second) in [
        (
            "projects",
            json!({"name": "Site", "startDate": "2012", "endDate": "2013"}),
            json!({"name": "Site", "startDate": "2019"}),
        ),
        ("awards", json!({"title": "Medal", "date": "2012"}), json!({"title": "Medal", "date": "2013"})),
        (
            "references",
            json!({"name": "Juan", "reference": "Good."}),
            json!({"name": "Ada", "reference": "Good."}),
        ),
        (
            "references",
            json!({"name": "", "reference": "Good."}),
            json!({"name": "", "reference": "Careful."}),
        ),
        (
            "education",
            json!({"institution": "U", "area": "Law", "startDate": "2010"}),
            json!({"institution": "U", "area": "Physics"}),
        ),
    ] {
        let mut store = Store::default();
        import(&mut store, &json!({section: [first]}));
        assert_eq!(import(&mut store, &json!({section: [second]})).added(), 1, "{section}: {second}");
    }
}

#[test]
fn two_jobs_stay_two() {
    for (first, second) in [
        (job("Dev", "Acme", "2015"), job("Dev", "Bolt", "2015")),
        (
            json!({"position": "Dev", "name": "Acme", "startDate": "2010", "endDate": "2012"}),
            json!({"position": "Dev", "name": "Acme", "startDate": "2015", "endDate": "2017"}),
        ),
        (job("Cook", "Inn", "2015"), job("Cook", "Mill", "2019")),
    ] {
        let mut store = Store::default();
        import(&mut store, &json!({ "work": [first] }));
        assert_eq!(import(&mut store, &json!({ "work": [second] })).added(), 1, "{first} {second}");
        let both = json!({ "work": [second, first] });
        assert_eq!(import(&mut store, &both).added(), 0);
    }
    let degree =
        |area: &str| json!({"studyType": "B.Sc.", "area": area, "institution": "TU", "startDate": "2010-10"});
    let mut store = Store::default();
    import(&mut store, &json!({"education": [degree("Physics")]}));
    let later = json!({"studyType": "B.Sc.", "area": "Law", "institution": "TU", "startDate": "2010-11"});
    assert_eq!(import(&mut store, &json!({ "education": [later] })).added(), 1);
    // The subject may stand with the degree.
    let mut store = Store::default();
    let whole = |title: &str| json!({"studyType": title, "institution": "TU", "startDate": "2010-10"});
    import(&mut store, &json!({"education": [whole("B.Sc. Physics"), whole("B.Sc. Law")]}));
    let plan = import(&mut store, &json!({"education": [degree("Law"), degree("Physics")]}));
    assert_eq!(plan.added(), 0);
    let areas: Vec<_> = store.experiences.iter().map(|one| &one.metadata["area"]).collect();
    assert_eq!(areas, ["Physics", "Law"]);
}

#[test]
fn a_reference_is_found_again_when_its_name_is_corrected() {
    let reference =
        |name: &str| json!({"references": [{"name": name, "reference": "She is the best engineer I met."}]});
    for (name, added) in [("Jane Smith", 0), ("Joan Miller", 1)] {
        let mut store = Store::default();
        import(&mut store, &reference("J. Smith"));
        assert_eq!(import(&mut store, &reference(name)).added(), added, "{name}");
    }
}

#[test]
fn two_people_with_the_same_words_stay_two() {
    let reference =
        |name: &str| json!({"references": [{"name": name, "reference": "Available on request."}]});
    for (one, other, added) in [
        ("John Brown", "Anna Brown", 1),
        ("John Brown", "Joan Brown", 1),
        ("John Brown, Head of Sales at Acme", "Anna Peters, Head of Marketing at Acme", 1),
        ("John Brown, Head of Sales at Acme", "Joan Brown, Head of Sales at Acme", 1),
        ("María de la Cruz", "Ana de la Fuente", 1),
        ("Brown, John", "Brown, Anna", 1),
        ("Mr Brown", "Mrs Brown", 1),
        ("John Brown PhD", "John Smith PhD", 1),
        ("J. Smith", "A. Smith", 1),
        ("J. Smith", "Jane Smith", 0),
        ("Jane Smith", "Jane M. Smith", 0),
        ("Jane Smith, CTO", "Dr. Jane Maria Smith, Head of Technology at Acme", 0),
        ("María Núñez", "Maria Nunez", 0),
        ("JANE SMITH", "Jane Smith", 0),
    ] {
        for (one, other) in [(one, other), (other, one)] {
            let mut store = Store::default();
            import(&mut store, &reference(one));
            assert_eq!(import(&mut store, &reference(other)).added(), added, "{one} | {other}");
        }
    }
}
