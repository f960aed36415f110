//! Clients that want to hear of changes.

use serde_json::{Value, json};

use crate::talk::{ALL, Talk, new_style, printed, request};

fn subscribe(id: usize, uri: &str) -> Value {
    request(id, "resources/subscribe", &json!({"uri": uri}))
}

/// What a notice is about.
fn about(notice: &Value) -> &str {
    match notice["method"].as_str() {
        Some("notifications/resources/updated") => notice["params"]["uri"].as_str().unwrap(),
        Some("notifications/resources/list_changed") => "list",
        _ => panic!("{notice}"),
    }
}

/// What the next two notices are about. A change may come between two looks at resources, so they have no order.
fn two(talk: &mut Talk) -> [String; 2] {
    let mut heard = [talk.hear(), talk.hear()].map(|notice| about(&notice).to_owned());
    heard.sort();
    heard
}

#[test]
fn a_client_hears_of_changes_by_its_server_by_another_and_by_a_command() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    printed(home, &["add", "Baker", "--kind", "work"]);
    printed(home, &["variant", "set", "short", "--kind", "work"]);
    let mut talk = Talk::start(home, &ALL);
    let listed = talk.ask(&[request(1, "resources/list", &json!({}))]);
    assert_eq!(listed["result"]["resources"].as_array().unwrap().len(), 3);
    for (id, uri) in [(2, "resume://experiences"), (3, "resume://profile"), (4, "resume://variant/short")] {
        assert!(talk.ask(&[subscribe(id, uri)])["result"].is_object());
    }
    for uri in ["resume://variant/none", "file:///etc/passwd"] {
        assert!(talk.ask(&[subscribe(5, uri)])["error"]["code"].is_number());
    }
    // By a command: the variant shows work alone.
    printed(home, &["add", "Dough", "--kind", "skill"]);
    assert_eq!(about(&talk.hear()), "resume://experiences");
    // A sync is no change of the résumé.
    printed(home, &["sync"]);
    printed(home, &["profile", "set", "name=Ada"]);
    assert_eq!(two(&mut talk), ["resume://profile", "resume://variant/short"]);
    // By another server.
    let mut other = Talk::start(home, &ALL);
    let baker = json!({"id": "baker", "change": {"title": "Head baker"}});
    assert_eq!(other.call(1, "edit", &baker).0["isError"], false);
    assert_eq!(two(&mut talk), ["resume://experiences", "resume://variant/short"]);
    assert!(other.end().is_empty(), "it did not ask");
    // By itself: before or after its answer.
    let (_, mut heard) = talk.call(6, "variant_set", &json!({"name": "long"}));
    if heard.is_empty() {
        heard.push(talk.hear());
    }
    assert_eq!(heard.iter().map(about).collect::<Vec<_>>(), ["list"]);
    // A client that takes back a subscription hears no more of it.
    let uri = json!({"uri": "resume://experiences"});
    assert!(talk.ask(&[request(7, "resources/unsubscribe", &uri)])["result"].is_object());
    printed(home, &["add", "Yeast", "--kind", "skill"]);
    printed(home, &["variant", "delete", "short", "--yes"]);
    assert_eq!(two(&mut talk), ["list", "resume://variant/short"]);
    assert!(talk.end().is_empty());
}

#[test]
fn what_changes_once_a_subscription_is_acknowledged_is_told_however_busy_the_server_was() {
    let home = tempfile::tempdir().unwrap();
    let mut talk = Talk::silent(home.path(), &[]);
    let add = |id: usize| {
        let add = json!({"name": "add", "arguments": {"title": format!("Dough {id}"), "kind": "skill"}});
        new_style(id, "tools/call", add)
    };
    let wanted = json!({"notifications": {"resourceSubscriptions": ["resume://experiences"]}});
    let said: Vec<_> = (1..=40).map(add).chain([new_style(41, "subscriptions/listen", wanted)]).collect();
    talk.say(&said);
    let mut until = |method: &str| {
        let mut heard = (0..50).map(|_| talk.hear());
        heard.find(|said| said["method"] == method).expect(method)
    };
    until("notifications/subscriptions/acknowledged");
    printed(home.path(), &["add", "Bread", "--kind", "skill"]);
    assert_eq!(about(&until("notifications/resources/updated")), "resume://experiences");
}

#[test]
fn the_newest_protocol_keeps_a_request_open() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let listen = |id: usize| {
        let wanted = json!({"resourcesListChanged": true, "toolsListChanged": true,
            "resourceSubscriptions": ["resume://experiences", "file:///etc/passwd"]});
        new_style(id, "subscriptions/listen", json!({"notifications": wanted}))
    };
    let mut talk = Talk::silent(home, &[]);
    for id in [1, 2] {
        let begun = talk.ask(&[listen(id)]);
        assert_eq!(begun["method"], "notifications/subscriptions/acknowledged", "{begun}");
        let accepted =
            json!({"resourcesListChanged": true, "resourceSubscriptions": ["resume://experiences"]});
        assert_eq!(begun["params"]["notifications"], accepted);
    }
    let of = |notice: &Value| notice["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"].clone();
    printed(home, &["add", "Dough", "--kind", "skill"]);
    for id in [1, 2] {
        let notice = talk.hear();
        assert_eq!((about(&notice), of(&notice)), ("resume://experiences", json!(id)));
    }
    talk.say(&[json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}})]);
    // Answered after the one before.
    let answer = talk.ask(&[new_style(3, "resources/list", json!({}))]);
    assert_eq!(answer["id"], 3, "{answer}");
    printed(home, &["variant", "set", "short"]);
    let notice = talk.hear();
    assert_eq!((about(&notice), of(&notice)), ("list", json!(2)));
    let rest = talk.end();
    assert_eq!(rest.len(), 1, "the open request ends with the input: {rest:?}");
    assert_eq!((&rest[0]["id"], rest[0]["result"].is_object()), (&json!(2), true), "{rest:?}");
}
