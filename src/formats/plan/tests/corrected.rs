//! A file that comes again after one entry was corrected in it.

use super::*;

/// Entries of which many say little, none of them with a month.
fn file() -> Value {
    json!({
        "basics": {"name": "Ada"},
        "work": [{"name": "Acme", "position": "Dev"}, {"name": "Bolt & Co", "position": "Clerk", "summary": "Kept the books."}],
        "volunteer": [{"organization": "Red Cross", "position": "Driver"}, {"organization": "Red Cross", "position": "Trainer"}],
        "education": [
            {"institution": "Uni Bonn", "studyType": "B.Sc.", "area": "Physics"},
            {"institution": "Uni Bonn", "studyType": "M.Sc.", "area": "Physics"},
        ],
        "awards": [
            {"title": "Best Paper", "awarder": "ACM", "date": "2019"}, {"title": "Hackathon", "awarder": "MLH", "date": "2019"},
            {"title": "Scholarship", "awarder": "DAAD"},
        ],
        "certificates": [{"name": "CKA", "issuer": "CNCF", "date": "2021"}, {"name": "First Aid"}, {"name": "Forklift"}],
        "publications": [{"name": "On Queues", "publisher": "Springer", "releaseDate": "2018"}, {"name": "On Heaps"}],
        "projects": [{"name": "Parser", "description": "Reads résumés of any origin", "url": "https://p.example"}, {"name": "Linker"}],
        "skills": [{"name": "Haskell", "keywords": ["Monads"]}, {"name": "Python"}],
        "languages": [{"language": "German", "fluency": "Native"}, {"language": "Danish", "fluency": "Fluent"}],
        "references": [{"name": "Jane Doe", "reference": "On request."}, {"name": "John Roe", "reference": "On request."}],
    })
}

/// What a second import adds and updates, once a value of the file is another.
fn corrected(place: &str, value: &str) -> (usize, usize) {
    let mut store = Store::default();
    import(&mut store, &file());
    let count = store.experiences.len();
    let mut file = file();
    *file.pointer_mut(place).unwrap() = json!(value);
    let plan = import(&mut store, &file);
    assert_eq!(store.experiences.len(), count + plan.added());
    assert!(import(&mut store, &file).is_empty(), "{place}");
    (plan.added(), plan.updated())
}

#[test]
fn an_entry_with_one_correction_is_found_though_it_says_little() {
    let corrections = [
        ("/work/0/name", "Acne"),
        ("/work/1/position", "Chief accountant"),
        ("/work/1/name", "Nuts Ltd"),
        ("/volunteer/0/position", "Drivr"),
        ("/education/0/institution", "Uni Bonnn"),
        ("/awards/0/awarder", "IEEE"),
        ("/awards/0/date", "2020"),
        ("/awards/1/title", "Hack day"),
        ("/awards/2/awarder", "DAAAD"),
        ("/certificates/0/issuer", "Linux Foundation"),
        ("/certificates/0/date", "2023"),
        ("/certificates/1/name", "First Aids"),
        ("/publications/0/publisher", "ACM"),
        ("/publications/0/releaseDate", "2021"),
        ("/publications/1/name", "On heapes"),
        ("/projects/0/name", "Reader"),
        ("/projects/1/name", "Linkker"),
        ("/skills/0/name", "Haskel"),
        ("/languages/0/language", "Germann"),
        ("/references/0/name", "Jane Do"),
    ];
    for (place, value) in corrections {
        assert_eq!(corrected(place, value), (0, 1), "{place}: {value}");
    }
}

#[test]
fn another_entry_in_its_place_is_another() {
    let others = [
        ("/work/0/name", "Bolt"),
        ("/work/0/position", "Baker"),
        ("/volunteer/0/position", "Treasurer"),
        ("/education/0/studyType", "Ph.D."),
        ("/certificates/2/name", "Welding"),
        ("/projects/1/name", "Loader"),
        ("/skills/1/name", "Rust"),
        ("/languages/1/language", "Spanish"),
        ("/references/0/name", "Max Weber"),
    ];
    for (place, value) in others {
        assert_eq!(corrected(place, value), (1, 0), "{place}: {value}");
    }
}

#[test]
fn what_may_be_one_of_two_is_neither() {
    let mut store = Store::default();
    let files = [["Scholarship", "Scholarshipp"], ["Scholarships", "Fellowship"]].map(|titles| {
        let mut file = file();
        file["awards"] = titles.map(|title| json!({"title": title, "awarder": "DAAD"})).into();
        file
    });
    import(&mut store, &files[0]);
    assert_eq!(import(&mut store, &files[1]).added(), 2);
}

#[test]
fn another_file_of_the_format_corrects_nothing() {
    let mut store = Store::default();
    import(&mut store, &file());
    let plan = import(
        &mut store,
        &json!({"awards": [{"title": "Best Paper", "awarder": "IEEE", "date": "2019"}], "skills": [{"name": "Haskel"}]}),
    );
    assert_eq!(plan.added(), 2);
}

#[test]
fn a_change_here_stays_beside_a_correction_there() {
    let mut store = Store::default();
    import(&mut store, &file());
    let award = store.experiences.iter_mut().find(|one| one.title == "Best Paper").unwrap();
    award.title = "Best paper award".to_owned();
    let id = award.id;
    let mut file = file();
    file["awards"][0]["awarder"] = json!("IEEE");
    assert_eq!(only_update(&import(&mut store, &file)).id, id);
    let award = store.experiences.iter().find(|one| one.id == id).unwrap();
    assert_eq!((award.title.as_str(), award.organization.as_deref()), ("Best paper award", Some("IEEE")));
}
