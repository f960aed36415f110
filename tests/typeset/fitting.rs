//! Making a document fit on its pages.

use resume::render::pdf::order::{FailureKind, Order};
use serde_json::json;

use super::harness::{THEME, content, failure, made, options, order, text};

fn on(pages: usize, order: Order) -> Order {
    Order { pages: Some(pages), ..order }
}

#[test]
fn what_fits_stays_as_it_is() {
    let order = order(content(1, 2), THEME);
    let (free, pdf) = made(&order);
    let (made, fitted) = made(&on(1, order));
    assert_eq!((free.pages, made.left_out), (1, 0));
    assert_eq!(made.options, options(&[("gap", json!(14)), ("size", json!("10pt"))]));
    assert!(pdf == fitted);
}

#[test]
fn spacing_shrinks_before_the_size_and_no_further_than_needed() {
    let order = order(content(3, 1), THEME);
    assert_eq!(made(&order).0.pages, 2);
    let (made, _) = made(&on(1, order));
    assert_eq!((made.pages, made.left_out), (1, 0));
    assert_eq!(made.options["size"], "10pt");
    let gap = made.options["gap"].as_f64().unwrap();
    assert!((6.0..14.0).contains(&gap), "{gap}");
}

#[test]
fn the_least_important_is_left_out() {
    let order = order(content(6, 2), THEME);
    let removable = order.removable.clone();
    let (made, pdf) = made(&on(1, order.clone()));
    assert_eq!(made.pages, 1);
    assert!(made.left_out > 0 && made.left_out < removable.len(), "{made:?}");
    let text = text(&pdf);
    for (index, part) in removable.iter().enumerate() {
        let words = match part.bullet {
            Some(bullet) => format!("Bullet {}.{bullet} of", part.group),
            None => format!("Entry {}", part.group),
        };
        assert_eq!(text.contains(&words), index >= made.left_out, "{words}: {text}");
    }
    // One part more would have been too much.
    let content = |left_out: usize| {
        let mut content = order.content.clone();
        let groups = content["sections"][0]["groups"].as_array_mut().unwrap();
        for part in &removable[..left_out] {
            match part.bullet {
                Some(_) => drop(groups[part.group]["entries"][0]["bullets"].as_array_mut().unwrap().pop()),
                None => drop(groups.pop()),
            }
        }
        content
    };
    let smallest = options(&[("gap", json!(6)), ("size", json!("9pt"))]);
    let mut less = super::harness::order(content(made.left_out - 1), THEME);
    less.theme.options = smallest;
    assert_eq!(super::harness::made(&less).0.pages, 2);
}

#[test]
fn letters_stay_readable() {
    let mut order = order(content(6, 2), THEME);
    order.theme.lowest.insert("size".to_owned(), json!("4pt"));
    let (made, _) = made(&on(1, order.clone()));
    let size = made.options["size"].as_str().unwrap().trim_end_matches("pt").parse::<f64>().unwrap();
    assert!((8.5..10.0).contains(&size), "{size}");
    // A person who asks for smaller ones gets them.
    order.theme.options.insert("size".to_owned(), json!("7pt"));
    assert_eq!(super::harness::made(&on(1, order)).0.options["size"], "7pt");
}

#[test]
fn what_cannot_fit_is_refused() {
    let mut order = order(content(2, 1), THEME);
    order.content["header"]["summary"] = "A sentence of some length. ".repeat(100).into();
    let failure = failure(&on(1, order));
    assert_eq!(failure.kind, FailureKind::Pages);
    assert!(failure.message.starts_with("the document does not fit on 1 page: without any entry it has "));
    assert_eq!(failure.hints, ["shorten the summary, or choose another theme"]);
}

#[test]
fn an_option_that_cannot_shrink_is_refused() {
    let mut order = order(content(6, 2), THEME);
    order.theme.lowest.insert("gap".to_owned(), json!("6mm"));
    let failure = failure(&on(1, order));
    assert_eq!(failure.kind, FailureKind::Theme);
    assert_eq!(failure.message, "the option `gap` is 14, which cannot shrink to its lowest value, \"6mm\"");
}
