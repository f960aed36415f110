use crate::ai::claims::plain::{is_plain, stem};

#[test]
fn inflections_share_a_stem() {
    for same in [
        &["migrate", "migrated", "migrating", "migrates"][..],
        &["plan", "plans", "planned", "planning"],
        &["query", "queries", "queried"],
        &["report", "reports", "reported", "reporting"],
    ] {
        let stems: Vec<_> = same.iter().map(|word| stem(word)).collect();
        assert!(stems.iter().all(|one| *one == stems[0] && one.is_some()), "{stems:?}");
    }
    assert_ne!(stem("lead"), stem("led"));
    assert_eq!((stem("go"), stem("sql").as_deref()), (None, Some("sql")));
}

#[test]
fn what_claims_something_is_not_plain() {
    for word in [
        "led", "managed", "first", "best", "award", "reduced", "increased", "doubled", "kubernetes", "go",
        "team",
    ] {
        assert!(!is_plain(word), "{word}");
    }
}
