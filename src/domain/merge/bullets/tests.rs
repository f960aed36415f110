//! The laws of the merge of bullets.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::Translated;
use crate::domain::list::dedup;

fn bullets(texts: &str) -> Vec<Bullet> {
    texts.split_whitespace().map(Bullet::new).collect()
}

fn texts(bullets: &[Bullet]) -> String {
    bullets.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The texts of a merge, and whether it was a conflict.
fn merged(base: &str, local: &str, remote: &str) -> (String, bool) {
    let MergedBullets { bullets, conflict } = merge(&bullets(base), &bullets(local), &bullets(remote));
    (texts(&bullets), conflict)
}

#[test]
fn moves_of_both_sides_are_kept() {
    for (base, local, remote, expected, conflict) in [
        // Different ones.
        ("a b c d e", "d a b c e", "b c d e a", "d b c e a", false),
        // The same one, and others.
        ("a b c d", "d a b c", "a d b c", "d a b c", true),
        ("a b c d", "d a b c", "d a b c x", "d a b c x", false),
        // One moves what the other edits.
        ("aaa bbb ccc ddd", "ddd aaa bbb ccc", "aaa bbb ccc dd2", "dd2 aaa bbb ccc", false),
        ("aaa bbb ccc ddd", "aaa bbb ccc dd2 new", "ddd aaa bbb ccc", "dd2 aaa bbb ccc new", false),
        // One moves what the other removes.
        ("a b c d", "d a b c", "a b c", "a b c", false),
        ("a b c d", "a b c", "d a b c", "a b c", false),
        // One edits what the other removes.
        ("a b c d", "a b c", "a b c d2", "a b c d2", true),
        ("a b c d", "a b c d2", "a b c", "a b c d2", true),
        // One edits the last, the other adds after it.
        ("a b", "a b2", "a b c", "a b2 c", false),
        ("a b", "a b2", "a b3", "a b2", true),
        // Both add.
        ("a", "a b", "a c", "a c b", false),
        ("a", "b a", "a b", "b a", false),
        ("", "a b", "b c", "c a b", false),
    ] {
        assert_eq!(
            merged(base, local, remote),
            (expected.to_owned(), conflict),
            "{base} | {local} | {remote}"
        );
    }
}

#[test]
fn tags_of_a_bullet_are_a_set_of_their_own() {
    let base = bullets("apples bread carrots");
    let (mut local, mut remote) = (base.clone(), base.clone());
    local.iter_mut().for_each(|one| one.tags.push("ops".to_owned()));
    remote[1].text = "bread2".to_owned();
    remote[2].tags.push("data".to_owned());
    remote.rotate_left(1);
    let MergedBullets { bullets, conflict } = merge(&base, &local, &remote);
    assert_eq!(texts(&bullets), "bread2 carrots apples");
    let tags: Vec<_> = bullets.iter().map(|one| one.tags.join(" ")).collect();
    assert_eq!((tags, conflict), (vec!["ops".to_owned(), "ops data".to_owned(), "ops".to_owned()], false));
}

/// Bullets whose tags stand after a `#`.
fn tagged(bullets: &str) -> Vec<Bullet> {
    let tagged = |one: &str| {
        let mut parts = one.split('#').map(str::to_owned);
        Bullet { tags: parts.clone().skip(1).collect(), ..Bullet::new(parts.next().unwrap_or_default()) }
    };
    bullets.split_whitespace().map(tagged).collect()
}

#[test]
fn tags_go_to_what_a_bullet_became_not_to_what_stands_in_its_place() {
    let mut before = bullets("apples bread");
    before[0] = Bullet { tags: vec!["private".to_owned()], ..Bullet::new("Secret client work") };
    for (now, carried) in [
        (&["Secret client work", "bread"][..], Some(0)),
        (&["Secret work for a client", "bread"], Some(0)),
        (&["bread", "Secret client work"], Some(1)),
        (&["Baked cakes", "bread"], None),
        (&["bread", "Baked cakes"], None),
    ] {
        let mut bullets: Vec<Bullet> = now.iter().copied().map(Bullet::new).collect();
        carry_tags(&before, &mut bullets);
        assert_eq!(bullets.iter().position(|bullet| !bullet.tags.is_empty()), carried, "{now:?}");
    }
}

#[test]
fn what_is_carried_costs_little_however_many_bullets_there_are() {
    let text = |word: &str, at: usize| Bullet::new(format!("{word} {at}").repeat(8));
    let german: crate::domain::LanguageTag = "de".parse().unwrap();
    let mut before: Vec<Bullet> = (0..1000).map(|at| text("old", at)).collect();
    for bullet in &mut before {
        bullet.tags.push("private".to_owned());
        bullet.translations.insert(german.clone(), Translated::new("Alt", Some(&bullet.text)));
    }
    for word in ["old", "new text"] {
        let mut bullets: Vec<Bullet> = (1..1001).map(|at| text(word, at)).collect();
        carry_tags(&before, &mut bullets);
        carry_translations(&before, &mut bullets);
        let is_carried = |bullet: &&Bullet| !bullet.tags.is_empty() && !bullet.translations.is_empty();
        assert_eq!(bullets.iter().filter(is_carried).count() >= 999, word == "old");
    }
}

#[test]
fn a_text_that_both_came_to_stands_once_with_the_tags_of_both() {
    for (base, local, remote, expected) in [
        // Without a base.
        ("", "x", "x#ops", "x#ops"),
        ("", "x#data y", "y x#ops", "x#data#ops y"),
        // Added here, and another one edited into it there.
        ("a", "a x#ops", "x", "x#ops"),
        ("a", "x", "a x#ops", "x#ops"),
        ("a b", "a b x#ops", "x b", "b x#ops"),
        // Where the other bullet was tagged too.
        ("a#old", "a#old#new x", "x#old", "x#old#new"),
        // Two that were edited into one.
        ("a b", "x#ops b", "a x#data", "x#ops#data"),
        // What one side has twice, it wants twice.
        ("a", "x x#ops", "a x", "x x#ops"),
    ] {
        let MergedBullets { bullets, conflict } = merge(&tagged(base), &tagged(local), &tagged(remote));
        assert_eq!((bullets, conflict), (tagged(expected), false), "{base} | {local} | {remote}");
    }
}

#[test]
fn a_text_that_both_added_and_translated_differently_is_a_conflict() {
    let translated = |text: &str| {
        let mut bullet = Bullet::new("x");
        bullet.translations.insert("de".parse().unwrap(), Translated::new(text, Some("x")));
        vec![bullet]
    };
    let MergedBullets { bullets, conflict } = merge(&[], &translated("ours"), &translated("theirs"));
    assert_eq!((bullets, conflict), (translated("ours"), true));
}

/// What a side does to its list.
#[derive(Debug, Clone)]
enum Step {
    Move(usize, usize),
    Add(usize),
    Remove(usize),
    Edit(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let place = 0..8_usize;
    prop_oneof![
        4 => (place.clone(), place.clone()).prop_map(|(from, to)| Step::Move(from, to)),
        1 => place.clone().prop_map(Step::Add),
        1 => place.clone().prop_map(Step::Remove),
        1 => place.prop_map(Step::Edit),
    ]
}

/// The list after the steps, and what was added, removed and edited.
fn changed(base: &[Bullet], steps: &[Step], name: &str) -> Vec<Bullet> {
    let mut list = base.to_vec();
    for (number, step) in steps.iter().enumerate() {
        let count = list.len();
        match *step {
            Step::Add(at) => list.insert(at % (count + 1), Bullet::new(format!("{name}{number}"))),
            _ if count == 0 => {}
            Step::Move(from, to) => {
                let bullet = list.remove(from % count);
                list.insert(to % count, bullet);
            }
            Step::Remove(at) => drop(list.remove(at % count)),
            Step::Edit(at) => list[at % count].text.push_str(name),
        }
    }
    list
}

fn base() -> Vec<Bullet> {
    bullets("one two three four five six seven eight")
}

fn texts_of_few() -> impl Strategy<Value = Vec<Bullet>> {
    vec(prop::sample::select(vec!["a", "b", "c", "d", "a#ops", "b#ops", "c#data"]), 0..5)
        .prop_map(|bullets| tagged(&bullets.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever both did: nothing stands twice, what both still have is there, and what either added or edited is
    /// there or the merge is a conflict.
    #[test]
    fn nothing_is_doubled_or_lost(here in vec(step(), 0..8), there in vec(step(), 0..8)) {
        let base = base();
        let (local, remote) = (changed(&base, &here, "x"), changed(&base, &there, "y"));
        let MergedBullets { bullets, conflict } = merge(&base, &local, &remote);
        let mut once = bullets.clone();
        dedup(&mut once);
        prop_assert_eq!(&once, &bullets);
        for one in &local {
            prop_assert!(!remote.contains(one) || bullets.contains(one), "both have {}", one.text);
            prop_assert!(base.contains(one) || conflict || bullets.contains(one), "{} was new here", one.text);
        }
        for one in &remote {
            prop_assert!(base.contains(one) || conflict || bullets.contains(one), "{} was new there", one.text);
        }
        let removed = base.iter().filter(|one| !local.contains(one) && !remote.contains(one));
        for one in removed {
            prop_assert!(!bullets.contains(one), "both removed {}", one.text);
        }
        // A merge of the merge with what it came from has nothing to do.
        prop_assert_eq!(merge(&remote, &bullets, &remote).bullets, bullets);
    }

    /// Both come to texts of a few, by any way.
    #[test]
    fn no_text_stands_more_often_than_on_one_side(
        (before, here, there) in (texts_of_few(), texts_of_few(), texts_of_few()),
    ) {
        let MergedBullets { bullets, .. } = merge(&before, &here, &there);
        for one in before.iter().chain(&here).chain(&there) {
            let count = |list: &[Bullet]| list.iter().filter(|other| other.text == one.text).count();
            prop_assert!(count(&bullets) <= count(&here).max(count(&there)), "{bullets:?}");
        }
        let is_there = |one: &&Bullet| bullets.iter().any(|other| other.text == one.text);
        for one in here.iter().filter(|one| !before.iter().any(|old| old.text == one.text)) {
            prop_assert!(is_there(&one), "{bullets:?}");
        }
    }

    /// Each side moves one bullet, so far that no other can be meant; others are edited, added and removed
    /// at the end. Each of the two stands as on its side among those that neither moved.
    #[test]
    fn what_one_side_moved_stands_where_it_put_it(
        (from, to) in (0..8_usize, 0..8_usize).prop_filter("far", |(from, to)| from.abs_diff(*to) > 2),
        (other, other_to) in (0..8_usize, 0..8_usize).prop_filter("far", |(from, to)| from.abs_diff(*to) > 2),
        tail in any::<[bool; 3]>(),
    ) {
        let mut base = base();
        base.extend(bullets("i ii iii iv v"));
        let (mut local, mut remote) =
            (changed(&base, &[Step::Move(from, to)], ""), changed(&base, &[], ""));
        let moved = remote.remove(other);
        remote.insert(other_to, moved);
        let first = local.remove(from.min(to));
        local.insert(from.min(to), first);
        let [edit, add, remove] = tail;
        if edit { local[9].text = "ii edited".to_owned(); }
        if add { remote.push(Bullet::new("new")); }
        if remove { remote.remove(11); }
        let MergedBullets { bullets, .. } = merge(&base, &local, &remote);
        let place = |list: &[Bullet], text: &str| list.iter().position(|one| one.text == text);
        let untouched = (0..8).filter(|index| *index != from && *index != other);
        for index in untouched {
            let text = base[index].text.as_str();
            let side = |list: &[Bullet], moved: usize| {
                place(list, text).cmp(&place(list, &base[moved].text))
            };
            prop_assert_eq!(side(&bullets, from), side(&local, from));
            if from != other {
                prop_assert_eq!(side(&bullets, other), side(&remote, other));
            }
        }
        prop_assert_eq!(bullets.len(), base.len() + usize::from(add) - usize::from(remove));
    }
}
