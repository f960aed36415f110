use std::collections::BTreeSet;

use super::*;
use crate::document::dates::Dates;
use crate::domain::PartialDate;

fn date(text: &str) -> PartialDate {
    text.parse().unwrap()
}

fn find(tag: &str) -> Language {
    Language::find(tag).unwrap()
}

#[test]
fn dates_say_what_is_known() {
    let english = find("en");
    assert_eq!(english.date(date("2013")), "2013");
    assert_eq!(english.date(date("2013-12")), "Dec 2013");
    assert_eq!(english.date(date("2013-12-05")), "5 Dec 2013");
    assert_eq!(english.dates(Dates::Between(date("2013-12"), date("2014"))), "Dec 2013 – 2014");
    assert_eq!(english.dates(Dates::Since(date("2013"))), "2013 – present");
    assert_eq!(english.dates(Dates::Until(date("2014"))), "until 2014");
}

#[test]
fn a_tag_falls_back_to_its_language_and_keeps_its_region() {
    let british = find("EN_gb");
    assert_eq!((british.tag, british.region.as_deref()), ("en", Some("GB")));
    assert_eq!((find("en").region, find("en-Latn-150").region.as_deref()), (None, Some("150")));
    let meant = |tag| find(tag).tag;
    assert_eq!(
        ["de-AT", "pt-PT", "pt-br", "zh_TW", "zh-Hans-CN", "no"].map(meant),
        ["de", "pt", "pt-BR", "zh-Hant", "zh", "nb"]
    );
    assert_eq!(
        ["de-at", "zh-TW", "en-US", "pt-BR", "pt"].map(|tag| find(tag).locale()),
        ["de-AT", "zh-Hant-TW", "en-US", "pt-BR", "pt"]
    );
    for tag in ["", "-", "xx", "english", "en--", "e n", "én"] {
        assert!(Language::find(tag).is_err(), "{tag}");
    }
    assert_eq!(Language::find("eng").unwrap_err().nearest, Some("en"));
}

/// No word is a mark, and none is so long that it could stand in no heading.
#[track_caller]
fn plausible(tag: &str, what: &str, text: &str) {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    assert!((1..=32).contains(&text.chars().count()) && letters > 0, "{tag}: {what}: `{text}`");
    assert_eq!(text, text.trim(), "{tag}: {what}");
}

#[test]
fn every_language_has_every_word() {
    assert!(Language::tags().count() >= 24);
    assert!(Language::tags().is_sorted());
    for tag in Language::tags() {
        let language = find(tag);
        assert_eq!(language.tag, tag);
        plausible(tag, "name", language.name());
        plausible(tag, "curriculum vitae", language.curriculum_vitae());
        let headings: BTreeSet<_> = Kind::ALL.map(|kind| language.heading(kind).to_lowercase()).into();
        assert_eq!(headings.len(), Kind::ALL.len(), "{tag}: two headings are equal");
        Kind::ALL.into_iter().for_each(|kind| plausible(tag, kind.as_str(), language.heading(kind)));
        let labels: BTreeSet<_> = Label::ALL.map(|label| language.label(label)).into();
        assert_eq!(labels.len(), Label::ALL.len(), "{tag}: two labels are equal");
        Label::ALL.into_iter().for_each(|label| plausible(tag, "label", language.label(label)));
        let of_one: BTreeSet<_> = Label::ALL.map(|label| language.label_of_one(label)).into();
        assert_eq!(of_one.len(), Label::ALL.len(), "{tag}: two labels of one are equal");
        Label::ALL.into_iter().for_each(|label| plausible(tag, "label", language.label_of_one(label)));
        assert!(
            !language.marks().label.trim().is_empty() && !language.marks().list.trim().is_empty(),
            "{tag}"
        );
    }
}

#[test]
fn every_language_writes_every_date() {
    for tag in Language::tags() {
        let language = find(tag);
        let mut shown = BTreeSet::new();
        for text in (1..=12)
            .flat_map(|m| [format!("2014-{m:02}"), format!("2014-{m:02}-07")])
            .chain(["2014".to_owned()])
        {
            let date = date(&text);
            for dates in [Dates::On(date), Dates::Between(date, date), Dates::Since(date), Dates::Until(date)]
            {
                let text = language.dates(dates);
                assert!(!text.contains(['{', '}']), "{tag}: `{text}`");
                assert!(["2014", "۲۰۱۴"].iter().any(|year| text.contains(year)), "{tag}: `{text}`");
                assert!((4..=48).contains(&text.chars().count()), "{tag}: `{text}`");
                assert!(shown.insert(text.clone()), "{tag}: `{text}` stands for two dates");
            }
        }
        assert_eq!(shown.len(), 25 * 4);
    }
}

#[test]
fn dates_are_in_the_order_of_the_language() {
    for (tag, month, day, since, until) in [
        ("de", "März 2020", "5. März 2020", "März 2020 – heute", "bis März 2020"),
        ("en-US", "Mar 2020", "Mar 5, 2020", "Mar 2020 – present", "until Mar 2020"),
        ("fr", "mars 2020", "5 mars 2020", "mars 2020 – aujourd’hui", "jusqu’en mars 2020"),
        ("pt-BR", "mar. de 2020", "5 de mar. de 2020", "mar. de 2020 – atual", "até mar. de 2020"),
        ("hu", "2020. márc.", "2020. márc. 5.", "2020. márc. – jelenleg", "2020. márc.-ig"),
        (
            "bg",
            "03.2020\u{202f}г.",
            "5.03.2020\u{202f}г.",
            "03.2020\u{202f}г. – досега",
            "до 03.2020\u{202f}г.",
        ),
        ("ru", "март 2020", "5 мар. 2020", "март 2020 – настоящее время", "– март 2020"),
        ("he", "מרץ 2020", "5 במרץ 2020", "מרץ 2020 – היום", "עד מרץ 2020"),
        ("fa", "مارس ۲۰۲۰", "۵ مارس ۲۰۲۰", "مارس ۲۰۲۰ تا اکنون", "تا مارس ۲۰۲۰"),
        ("ja", "2020年3月", "2020年3月5日", "2020年3月～現在", "2020年3月まで"),
        ("ko", "2020년 3월", "2020년 3월 5일", "2020년 3월 ~ 현재", "2020년 3월까지"),
    ] {
        let language = find(tag);
        let shown = [
            language.date(date("2020-03")),
            language.date(date("2020-03-05")),
            language.dates(Dates::Since(date("2020-03"))),
            language.dates(Dates::Until(date("2020-03"))),
        ];
        assert_eq!(shown, [month, day, since, until], "{tag}");
    }
}
