use crate::ai::claims::numbers::{Number, at};
use crate::ai::words::words;

fn first(text: &str) -> Option<Number> {
    let words = words(text);
    (0..words.len()).find_map(|index| at(text, &words, index)).map(|found| found.number)
}

#[test]
fn one_number_however_it_is_written() {
    for same in [
        &["1000", "1,000", "1.000", "1 000", "1'000", "1k", "1K", "one thousand", "1 thousand"][..],
        &["2.5M", "2,5 Mio", "2500000", "2.500.000", "2.5 million"],
        &["40%", "40 %", "40 percent", "forty percent", "40.0 %"],
        &["1.5", "1,5", "1.50"],
        &["0.125", "0,125"],
        &["25", "twenty-five", "twenty five"],
        &["25 %", "twenty-five percent", "25-percent"],
        &["200k", "two hundred thousand"],
        &["€40", "40 €", "40€", "€ 40", "40 euros", "40 EUR", "forty euros"],
        &["$2M", "$2 million", "2 million dollars", "2M USD"],
        &["1,234.50", "1.234,5"],
        &["007", "7", "seven"],
        &["0", "0.0", "zero"],
        &["250", "two hundred and fifty", "two hundred fifty", "Two-hundred-and-fifty"],
        &["101", "a hundred and one"],
        &["250k", "two hundred and fifty thousand", "250 thousand"],
        &["1,200,050", "one million two hundred thousand and fifty", "1 million 200 thousand 50"],
        &["2,500", "two and a half thousand", "twenty-five hundred", "2.5 thousand"],
        &["500,000", "half a million", "half-million", "0.5 million"],
        &["250,000", "a quarter of a million", "quarter million"],
        &["24", "two dozen"],
        &["12", "a dozen"],
        &["6", "half a dozen"],
        &["$5m", "$5M", "$5 million", "$ 5m"],
        &["€2b", "€2B", "€2bn", "€2 billion"],
    ] {
        for text in same {
            assert_eq!(first(text), first(same[0]), "{text}");
            assert!(first(text).is_some(), "{text}");
        }
    }
}

#[test]
fn what_another_number_is_a_part_of_is_none() {
    let all = |text: &str| {
        let words = words(text);
        let mut skip = 0;
        let mut found = Vec::new();
        for index in 0..words.len() {
            if let Some(number) = at(text, &words, index).filter(|_| index >= skip) {
                skip = index + number.words;
                found.push(text[number.start..number.end].to_owned());
            }
        }
        found
    };
    for (text, found) in [
        ("two hundred and fifty engineers", &["two hundred and fifty"][..]),
        ("two hundred and 50 engineers", &["two hundred", "50"]),
        ("two hundred and, fifty", &["two hundred", "fifty"]),
        // Rather none that is said than one that is not.
        ("two hundred and five hundred", &["two hundred and five hundred"]),
        ("fifty and five", &["fifty", "five"]),
        ("half a million and 3 teams", &["half a million", "3"]),
        ("5 to 10 million", &["10 million"]),
        ("two or three hundred teams, 5 to 10 more", &["three hundred", "5", "10"]),
        ("5–10 k", &["10 k"]),
        ("$5 – $10m", &["$10m"]),
        ("20 to 30 %, 20 % to 30 %", &["30 %", "20 %", "30 %"]),
        ("from 2019 to 40 %", &["2019", "40 %"]),
        ("1 million to 2 million", &["1 million", "2 million"]),
        ("5-10 million", &[]),
        ("half of a team of two", &["two"]),
    ] {
        assert_eq!(all(text), found, "{text}");
    }
}

#[test]
fn others_are_others() {
    let different = ["40", "40%", "40 €", "$40", "400", "4", "4.0001", "40k", "40M"];
    for (index, one) in different.iter().enumerate() {
        for other in &different[index + 1..] {
            assert_ne!(first(one), first(other), "{one} {other}");
        }
    }
    for none in [
        "1.2.3", "v2", "K8s", "one", "10+", "24h", "2021-03", "5m", "64B", "5b", "several million", "half",
        "dozens",
    ] {
        assert_eq!(first(none), None, "{none}");
    }
}
