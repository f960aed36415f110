//! Periods that lines say.

use super::*;
use crate::document::language::Language;

#[test]
fn what_a_document_says_is_read_back_in_every_language() {
    use crate::document::dates::Dates;
    let date = |text: &str| text.parse::<PartialDate>().unwrap();
    let mut unread = Vec::new();
    for tag in Language::tags() {
        let language = Language::find(tag).unwrap();
        let months = (1..=12).map(|month| (format!("2019-{month:02}"), format!("2021-{:02}", 13 - month)));
        let others = [("2019", "2021"), ("2019-03-05", "2021-11-28")];
        for (start, end) in
            others.map(|(start, end)| (start.to_owned(), end.to_owned())).into_iter().chain(months)
        {
            let (start, end) = (date(&start), date(&end));
            for (dates, meant) in [
                (Dates::On(start), (Some(start), Some(start))),
                (Dates::Since(start), (Some(start), None)),
                (Dates::Between(start, end), (Some(start), Some(end))),
            ] {
                let text = language.dates(dates);
                // With slashes the day and the month may be either way round.
                let is_known = start.day().is_none() || !text.contains('/');
                // Two short months of Croatian are others in Polish.
                let is_known =
                    is_known && !(tag == "hr" && ["lip", "lis"].iter().any(|name| text.contains(name)));
                if is_known && period(&text) != Some(meant) {
                    unread.push(format!("{tag}: {text}: {:?}", period(&text)));
                }
            }
        }
    }
    assert_eq!(unread, [""; 0]);
}

fn shown(text: &str) -> Option<(String, String, String)> {
    let found = find(text)?;
    let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    Some((date(found.start), date(found.end), without(text, &found)))
}

#[test]
fn periods_are_found_at_the_edges_of_a_line() {
    for (text, start, end, rest) in [
        ("Engineer, Acme, Mar 2019 – Present", "2019-03", "", "Engineer, Acme"),
        ("03/2019 – 05/2021", "2019-03", "2021-05", ""),
        ("2019–2021 Engineer", "2019", "2021", "Engineer"),
        ("2019–21", "2019", "2021", ""),
        ("01.04.2018 - 31.12.2020: Entwickler", "2018-04-01", "2020-12-31", "Entwickler"),
        ("seit Mai 2020", "2020-05", "", ""),
        ("Januar 2018 bis heute", "2018-01", "", ""),
        ("janv. 2018 – déc. 2020", "2018-01", "2020-12", ""),
        ("de janvier 2018 à aujourd’hui", "2018-01", "", ""),
        ("Acme (2014 - 2018)", "2014", "2018", "Acme"),
        ("Best paper, 2021", "2021", "2021", "Best paper"),
        ("Best paper (Sept 2021)", "2021-09", "2021-09", "Best paper"),
        ("January 2020 - Present (3 years 2 months)", "2020-01", "", ""),
        ("2020-01 – 2021-06", "2020-01", "2021-06", ""),
        ("2020-01-15", "2020-01-15", "2020-01-15", ""),
        ("June 5, 2020", "2020-06-05", "2020-06-05", ""),
        ("2020 –", "2020", "", ""),
        ("Oct 2012 -- Dec 2014", "2012-10", "2014-12", ""),
        ("bis 2020", "", "2020", ""),
        ("Welder, gültig bis 03/2027", "", "2027-03", "Welder"),
        ("First aid. Valid through May 2026", "", "2026-05", "First aid"),
        ("BLS (expires 2027)", "", "2027", "BLS"),
        ("Dev, Acme · May 2018 – now · acme.example", "2018-05", "", "Dev, Acme · acme.example"),
        ("Engineer (Rust) | 2019 - 2020", "2019", "2020", "Engineer (Rust)"),
        ("MSc Physics, ETH Zurich, 2019/2020", "2019", "2020", "MSc Physics, ETH Zurich"),
        ("2016/17", "2016", "2017", ""),
        ("Exchange, MIT (2015 / 2016)", "2015", "2016", "Exchange, MIT"),
        ("2019/05", "2019-05", "2019-05", ""),
        ("Engineer, Acme, May – August 2013", "2013-05", "2013-08", "Engineer, Acme"),
        ("Juin – Août 2015", "2015-06", "2015-08", ""),
        ("Jan. - Mar. 2011", "2011-01", "2011-03", ""),
        ("May-July 2016 · Bonn", "2016-05", "2016-07", "Bonn"),
        ("November – February 2014", "2013-11", "2014-02", ""),
        ("January 2020 – March 2021 (1 yr 3 mos)", "2020-01", "2021-03", ""),
        ("06/18 – 09/19", "2018-06", "2019-09", ""),
        ("Engineer, Acme, 06/98 – present", "1998-06", "", "Engineer, Acme"),
        ("1/06/18 - 30/9/19", "2018-06-01", "2019-09-30", ""),
        ("Du 01/03/2018 au 30/06/2019", "2018-03-01", "2019-06-30", ""),
        ("01/03/2018 – 05/06/2019", "2018", "2019", ""),
        ("12/31/2018 – 01/02/2019", "2018-12-31", "2019-01-02", ""),
        ("Sept '18 – June '19", "2018-09", "2019-06", ""),
        ("Intern, June ’18", "2018-06", "2018-06", "Intern"),
        ("June 18 – Sept 19", "2018-06", "2019-09", ""),
        ("Jun-18 – Present", "2018-06", "", ""),
        ("III 2018 – IX 2019", "2018-03", "2019-09", ""),
        ("mei 2018 t/m juni 2019", "2018-05", "2019-06", ""),
        ("KASIM 2013 – ARALIK 2017", "2013-11", "2017-12", ""),
        ("Dal 2015 ad oggi", "2015", "", ""),
        ("2019 onwards", "2019", "", ""),
        ("2019 até ao presente", "2019", "", ""),
        ("2019 jusqu’à présent", "2019", "", ""),
        ("aug 2019 – tills vidare", "2019-08", "", ""),
    ] {
        let found = shown(text).unwrap_or_default();
        assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), (start, end, rest), "{text}");
    }
    for text in [
        "In 2020 we won a prize",
        "Cut costs by 2000 EUR",
        "Route 66",
        "May I",
        "May – or may not – 2013 words",
        "12 Harbour Quay, 6011 Wellington",
        "",
        "+49 170 1234567",
        "Open 09.00 – 12.00",
        "Ratio 06/18",
        "June 18",
        "Real Estate",
    ] {
        assert_eq!(shown(text), None, "{text}");
    }
}

#[test]
fn words_that_are_no_date_stay_beside_the_year() {
    for (text, start, end, rest, words) in [
        ("Intern, Microsoft, Summer 2023", "2023", "2023", "Intern, Microsoft", "Summer 2023"),
        ("Microsoft Summer 2023", "2023", "2023", "Microsoft", "Summer 2023"),
        ("Spring 2018 – Fall 2019", "2018", "2019", "", "Spring 2018 – Fall 2019"),
        ("Q1 2018 – present", "2018", "", "", "Q1 2018 – present"),
        ("Été 2016", "2016", "2016", "", "Été 2016"),
        ("WS 2018/19", "2018", "2019", "", "WS 2018/19"),
        ("mid-2019 – 2020", "2019", "2020", "", "mid-2019 – 2020"),
        ("aug 2019 – alltjämt", "2019-08", "", "", "aug 2019 – alltjämt"),
        ("Kock, Krog, 2019 – alltjämt", "2019", "", "Kock, Krog", "2019 – alltjämt"),
    ] {
        let found = find(text).unwrap();
        let date = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        let said = (date(found.start), date(found.end), without(text, &found));
        assert_eq!((said.0.as_str(), said.1.as_str(), said.2.as_str()), (start, end, rest), "{text}");
        assert_eq!(found.words.as_deref(), Some(words), "{text}");
        assert_eq!(period(text), None, "{text}");
    }
    assert_eq!(find("Dean's List, Fall 2022 & Winter 2023"), None);
    assert_eq!(find("Seminar (Fall 2012, Fall 2015, Winter 2019)"), None);
    for text in ["2019 – Winner", "2019 – finalist", "Mar 2019 – Baker, Mill"] {
        assert_eq!(find(text).unwrap().words, None, "{text}");
    }
}

#[test]
fn the_parts_of_a_number_are_no_date() {
    for text in ["Supply Technician, GS-2005-07", "ISO 9001-2015", "Form 1234/2019"] {
        assert_eq!((find(text), all(text)), (None, Vec::new()), "{text}");
    }
    for text in ["Set/2019", "Bhadra-2019", "10-15 May 2019", "Baker (Mill), 03/2019-04/2020"] {
        assert!(find(text).is_some_and(|found| found.place.end == text.len()), "{text}");
    }
}

#[test]
fn the_number_before_a_comma_is_no_day() {
    let text = "Safeguarding Adults Level 3, November 2023";
    let found = find(text).unwrap();
    assert_eq!(found.start.map(|date| date.to_string()).as_deref(), Some("2023-11"));
    assert_eq!(without(text, &found), "Safeguarding Adults Level 3");
}
