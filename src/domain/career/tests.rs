use jiff::Timestamp;
use proptest::prelude::*;

use super::*;

fn month(text: &str) -> Month {
    Month::first(text.parse().unwrap())
}

fn experience(number: u128, kind: Kind, title: &str, dates: &str) -> Experience {
    let mut one = Experience::new(Uuid::from_u128(number), kind, title, Timestamp::UNIX_EPOCH);
    let (start, end) = dates.split_once("..").unwrap();
    (one.start_date, one.end_date) = (start.parse().ok(), end.parse().ok());
    one
}

fn job(number: u128, organization: &str, dates: &str, skills: &[&str]) -> Experience {
    let mut one = experience(number, Kind::Work, "Engineer", dates);
    one.organization = Some(organization.to_owned()).filter(|name| !name.is_empty());
    one.skills = skills.iter().map(|&skill| skill.to_owned()).collect();
    one
}

fn career(living: &[Experience]) -> Career {
    Career::of(living, &CareerOrder::default(), month("2026-11"))
}

fn months<T: Clone>(tallies: &[(T, Tally)]) -> Vec<(T, u32)> {
    tallies.iter().map(|(name, tally)| (name.clone(), tally.months)).collect()
}

#[test]
fn time_of_several_counts_once() {
    let all = [
        job(1, "Acme", "2018-01..2019-12", &["Rust", "SQL"]),
        job(2, "ACME", "2019-07..2020-06", &["rust", "Rust"]),
        job(3, "acme", "2026-10..", &["Rust"]),
        job(4, "", "2020-01..2020-03", &[]),
    ];
    let career = career(&all);
    assert_eq!(career.total, Tally { entries: 4, months: 32, at_least: 32, overlap: 9 });
    assert_eq!(months(&career.employers), [(Some("ACME".to_owned()), 32), (None, 3)]);
    assert_eq!(months(&career.skills), [("Rust".to_owned(), 32), ("SQL".to_owned(), 24)]);
    assert_eq!(career.skills[0].1.entries, 3);
}

#[test]
fn a_gap_is_one_however_the_dates_are_read() {
    let mut all = vec![
        job(1, "A", "2010..2012", &[]),
        job(2, "B", "2013..2014-03", &[]),
        job(3, "C", "2013-02..2015-03-31", &[]),
        job(4, "D", "2015-04-01..2015-06", &[]),
        job(5, "E", "2016-02..", &[]),
        experience(6, Kind::Education, "MSc", "2015-08..2016-12"),
    ];
    let gap = |career: &Career| {
        let gaps = career.gaps.iter().map(|gap| {
            let meanwhile: Vec<_> = gap.meanwhile.iter().map(Named::label).collect();
            let (first, last) = (gap.months.first(), gap.months.last());
            format!("{first}–{last} {} {} {meanwhile:?}", gap.after.label(), gap.before.label())
        });
        gaps.collect::<Vec<_>>()
    };
    assert_eq!(gap(&career(&all)), [r#"2015-07–2016-01 Engineer, D Engineer, E ["MSc"]"#]);
    let since = |date: &str| CareerOrder { since: date.parse().ok(), ..CareerOrder::default() };
    let clipped = Career::of(&all, &since("2015-12"), month("2026-11"));
    assert_eq!(gap(&clipped), [r#"2015-12–2016-01 Engineer, D Engineer, E ["MSc"]"#]);
    assert_eq!(gap(&Career::of(&all, &since("2016-02"), month("2026-11"))), [] as [&str; 0]);

    // A job that was not chosen is named, and so is none that was deleted.
    all[3].tags = vec!["ops".to_owned()];
    all[4].tags = vec!["ops".to_owned()];
    all[0].tags = vec!["ops".to_owned()];
    all[1].deleted_at = Some(Timestamp::UNIX_EPOCH);
    let tagged = CareerOrder { tags: vec!["ops".to_owned()], ..CareerOrder::default() };
    assert_eq!(
        gap(&Career::of(&all, &tagged, month("2026-11"))),
        [
            r#"2015-07–2016-01 Engineer, D Engineer, E ["MSc"]"#,
            r#"2013-01–2015-03 Engineer, A Engineer, D ["Engineer, C"]"#,
        ]
    );
}

#[test]
fn what_cannot_be_placed_is_named_and_an_event_is_no_time() {
    let all = [
        experience(1, Kind::Work, "Undated", ".."),
        experience(2, Kind::Project, "Ended", "..2020"),
        experience(3, Kind::Education, "Planned", "2027..2030"),
        experience(4, Kind::Award, "Prize", "2020.."),
        experience(5, Kind::Certificate, "Licence", "2020..2024"),
        experience(6, Kind::Volunteer, "Helper", "2020-01..2020-02"),
    ];
    let career = career(&all);
    assert_eq!(career.total, Tally { entries: 1, months: 2, at_least: 2, overlap: 0 });
    let unplaced: Vec<_> = career.unplaced.iter().map(|(one, why)| (one.title.as_str(), *why)).collect();
    assert_eq!(
        unplaced,
        [("Undated", Unplaced::Undated), ("Planned", Unplaced::NotBegun), ("Ended", Unplaced::WithoutStart)]
    );
}

fn experiences() -> impl Strategy<Value = Vec<Experience>> {
    let date = || prop_oneof!["20[12][0-9]", "20[12][0-9]-(0[1-9]|1[0-2])", ""];
    let kind = prop::sample::select(vec![Kind::Work, Kind::Project, Kind::Education, Kind::Award]);
    let one = (date(), date(), kind, prop::sample::subsequence(vec!["Rust", "rust", "SQL"], 0..=3));
    prop::collection::vec(one, 0..9).prop_map(|all| {
        let of = |(number, (start, end, kind, skills)): (usize, (String, String, Kind, Vec<&str>))| {
            let mut one = job(number as u128, ["A", "a", ""][number % 3], "..", &skills);
            (one.kind, one.start_date, one.end_date) = (kind, start.parse().ok(), end.parse().ok());
            one
        };
        all.into_iter().enumerate().map(of).collect()
    })
}

proptest! {
    #[test]
    fn together_is_never_longer_than_the_sum_or_the_whole(mut all in experiences(), turn in 0_usize..9) {
        let known = career(&all);
        let spans: Vec<Months> = known.entries.iter().map(|one| one.span.possible).collect();
        let sum: u32 = spans.iter().map(|span| span.count()).sum();
        let Tally { months, at_least, overlap, entries } = known.total;
        prop_assert!(at_least <= months && months + overlap <= sum);
        prop_assert_eq!(entries, spans.len());
        let longest = spans.iter().map(|span| span.count()).max().unwrap_or(0);
        prop_assert!(longest <= months);
        if let (Some(first), Some(last)) =
            (spans.iter().map(|span| span.first()).min(), spans.iter().map(|span| span.last()).max())
        {
            prop_assert!(months <= last.since(first) + 1 && last <= known.now);
        }
        // Month by month.
        let within = |month: &Month| spans.iter().filter(|span| span.contains(*month)).count();
        let every: Vec<usize> = (0..20 * 12).map(|number| within(&Month::january(2010).plus(number))).collect();
        prop_assert_eq!(months as usize, every.iter().filter(|depth| **depth > 0).count());
        prop_assert_eq!(overlap as usize, every.iter().filter(|depth| **depth > 1).count());
        for (_, tally) in &known.kinds {
            prop_assert!(tally.months <= months && tally.at_least <= at_least);
        }
        for (_, tally) in &known.skills {
            prop_assert!(tally.months <= months && tally.entries <= entries);
        }
        for gap in &known.gaps {
            let jobs = known.entries.iter().filter(|one| one.named.kind == Kind::Work);
            prop_assert!(jobs.into_iter().all(|one| !one.span.possible.meets(gap.months)));
        }
        let length = all.len().max(1);
        all.rotate_left(turn % length);
        prop_assert_eq!(&career(&all), &known);
        all.reverse();
        prop_assert_eq!(&career(&all), &known);
    }
}
