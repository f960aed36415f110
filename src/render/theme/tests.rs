use super::*;
use serde_json::json;

fn theme(name: &str) -> Theme {
    Theme::of(name, None, built_in(name).unwrap()).unwrap()
}

fn of_manifest(manifest: &str) -> Result<Theme, Mistake> {
    let texts = Texts { manifest: manifest.to_owned(), typst: String::new(), html: String::new() };
    Theme::of("mine", None, texts)
}

#[test]
fn the_built_in_themes_have_the_same_options_and_more() {
    for name in NAMES {
        let theme = theme(name);
        assert!(theme.description.is_some_and(|line| !line.is_empty() && line.len() < 90), "{name}");
        let common = ["accent", "font", "leading", "margin", "marker", "size", "spacing"];
        assert!(common.iter().all(|key| theme.settings.contains_key(*key)), "{name}");
        assert!(theme.settings.values().all(|setting| !setting.help.is_empty()), "{name}");
        assert_eq!(theme.options["size"], theme.settings["size"].default.value);
    }
    assert_eq!(theme("academic").order[0], Kind::Education);
    assert_eq!(theme("classic").lowest()["size"], json!(8.5), "smaller is not readable on paper");
}

#[test]
fn an_option_takes_what_its_kind_is() {
    let mut theme = theme("classic");
    for (key, text, value) in [
        ("size", "11pt", json!(11)),
        ("size", "4 mm", json!(11.34)),
        ("margin", "0.75in", json!(54)),
        ("leading", "0.7", json!(0.7)),
        ("accent", "#A0C", json!("#aa00cc")),
        ("accent", "#1F5c99", json!("#1f5c99")),
        ("font", " Fira Sans ", json!("Fira Sans")),
        ("marker", "–", json!("–")),
    ] {
        theme.set(key, text).unwrap();
        assert_eq!(theme.options[key], value, "{key}={text}");
    }
    let before = theme.clone();
    for (key, text) in [
        ("size", "11"),
        ("size", "-1pt"),
        ("size", "nanpt"),
        ("size", "1e9pt"),
        ("size", "ten pt"),
        ("leading", "inf"),
        ("accent", "red"),
        ("accent", "#12"),
        ("accent", "#ääc"),
        ("font", ""),
        ("font", "a\"; b"),
        ("marker", "*"),
    ] {
        assert!(matches!(theme.set(key, text), Err(Refusal::Wrong { .. })), "{key}={text}");
    }
    assert_eq!(theme, before);
}

#[test]
fn a_refusal_says_what_would_be_right() {
    let mut theme = theme("classic");
    let unknown = theme.set("sise", "10pt").unwrap_err();
    assert_eq!(unknown.to_string(), "the theme `classic` has no option `sise`");
    assert_eq!(unknown.hint().unwrap(), "did you mean `size`?");
    let far = theme.set("qqq", "1").unwrap_err();
    assert_eq!(far.hint().unwrap(), "`resume theme show classic` lists its options");
    let wrong = theme.set("marker", "x").unwrap_err();
    assert_eq!(wrong.to_string(), "`x` is no value of `marker`: write one of `•`, `–`");
}

#[test]
fn nothing_built_in_is_set_beyond_its_bound() {
    for name in NAMES {
        let mut theme = theme(name);
        for (key, Setting { kind, min, max, .. }) in theme.settings.clone() {
            assert_eq!(
                max.is_some(),
                matches!(kind, OptionKind::Length | OptionKind::Number),
                "{name}: {key}"
            );
            let Some(max) = max else { continue };
            theme.set(&key, &max.written).unwrap();
            assert_eq!(theme.options[&key], max.value);
            let beyond = format!("9{}", max.written);
            let refusal = theme.set(&key, &beyond).unwrap_err().to_string();
            let range = match &min {
                Some(min) => format!("from `{}` to `{}`", min.written, max.written),
                None => format!("of `{}` at the most", max.written),
            };
            let expected = format!("write a {} {range}", kind.as_str());
            assert_eq!(refusal, format!("`{beyond}` is no value of `{key}`: {expected}"));
            let Some(min) = min else { continue };
            theme.set(&key, &min.written).unwrap();
            assert_eq!(theme.options[&key], min.value);
            let unit: String = min.written.chars().filter(char::is_ascii_alphabetic).collect();
            for below in ["0", "0.01", "-1", "NaN", "-inf"] {
                let below = format!("{below}{unit}");
                let refusal = theme.set(&key, &below).unwrap_err().to_string();
                assert!(refusal.ends_with(&range), "{name}: {refusal}");
            }
        }
    }
    let free = "[options.a]\nkind = \"length\"\ndefault = \"1pt\"\n";
    of_manifest(free).unwrap().set("a", "1m").unwrap_err();
    of_manifest(free).unwrap().set("a", "15cm").unwrap();
}

#[test]
fn an_option_may_have_a_bound_and_keep_its_value() {
    let sidebar = theme("sidebar");
    assert!(sidebar.settings["side"].min.is_some());
    assert!(!sidebar.lowest().contains_key("side"));
    assert!(sidebar.lowest().contains_key("size"));
}

#[test]
fn a_mistake_in_a_manifest_has_a_place() {
    let manifest = "description = \"Ü\"\n[options.a]\nkind = \"bool\"\ndefault = true\n";
    assert_eq!(of_manifest(manifest).unwrap().options["a"], json!(true));
    assert_eq!(of_manifest("").unwrap().settings.len(), 0);
    for (manifest, place, message) in [
        ("description = 1", (1, 15), "`description` must be a text"),
        ("\n\ndescription = \"x", (3, 17), ""),
        ("order = [\"work\", \"wrk\"]", (1, 18), "`wrk` is not a kind (did you mean `work`?)"),
        ("order = \"work\"", (1, 9), "`order` must be a list of texts"),
        ("ordre = []", (1, 9), "unknown key `ordre`; did you mean `order`?"),
        ("options = 1", (1, 11), "`options` must be a table"),
        ("date_format = \"week\"", (1, 15), "dates are shown as auto, year, month or day"),
        ("[options.a]\nkind = \"number\"\ndefault = 1\nshrinks = 1", (4, 11), "`shrinks` must be"),
        ("[options.a]\nkind = \"size\"\ndefault = 1", (2, 8), "`size` is no kind of option"),
        ("[options.a]\nkind = \"length\"\ndefault = \"1\"", (3, 11), "`default`: write a length"),
        ("[options.a]\nkind = \"length\"\ndefault = 1", (3, 11), "`default`: write a length"),
        ("[options.a]\nkind = \"bool\"", (1, 1), "the option `a` lacks `default`"),
        ("[options.a]\nkind = \"choice\"\ndefault = \"1\"", (1, 1), "the option `a` lacks `choices`"),
        ("[options.a]\nkind = \"number\"\ndefault = 1\nmin = 2", (4, 7), "`min` is greater"),
        ("[options.a]\nkind = \"bool\"\ndefault = true\nmin = true", (4, 7), "a bool cannot shrink"),
        ("[options.a]\nkind = \"number\"\ndefault = 1\nmax = 0", (4, 7), "`max` is less than"),
        ("[options.a]\nkind = \"bool\"\ndefault = true\nmax = true", (4, 7), "a bool cannot grow"),
        ("[options.a]\nkind = \"bool\"\ndefault = true\nhlep = \"\"", (4, 8), "unknown key `hlep`"),
        ("[options.\"a b\"]\nkind = \"bool\"\ndefault = true", (1, 1), "`a b` may have small letters"),
    ] {
        let mistake = of_manifest(manifest).unwrap_err();
        assert_eq!((mistake.line, mistake.column), place, "{manifest}: {mistake}");
        assert!(mistake.message.starts_with(message), "{manifest}: {mistake}");
    }
}
