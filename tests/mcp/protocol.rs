//! The protocol on the pipes.

use serde_json::json;

use crate::talk::{ALL, NEW, hello, lines, new_style, raw, shown, tool};

#[test]
fn the_newest_protocol_has_no_beginning() {
    let home = tempfile::tempdir().unwrap();
    let messages = [
        new_style(1, "server/discover", json!({})),
        new_style(
            2,
            "tools/call",
            json!({"name": "add", "arguments": {"experience": {"kind": "skill", "title": "Dough"}}}),
        ),
        new_style(3, "tools/list", json!({})),
    ];
    let (output, answers) = raw(home.path(), &ALL, lines(&messages));
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let of = |id: usize| answers.iter().find(|answer| answer["id"] == id).unwrap();
    assert!(of(1)["result"]["supportedVersions"].to_string().contains(NEW), "{answers:?}");
    assert_eq!(of(2)["result"]["structuredContent"]["title"], "Dough", "{answers:?}");
    assert!(of(3)["result"]["tools"].as_array().unwrap().len() > 5, "{answers:?}");
    assert_eq!(shown(home.path(), &["history", "Dough"])[0]["device"], "mcp newer/2");
}

#[test]
fn what_is_no_request_does_not_end_the_conversation() {
    let home = tempfile::tempdir().unwrap();
    let mut input =
        b"{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}\njunk\n\n[1]\n".to_vec();
    input.extend(lines(&hello()));
    input.extend(vec![b'x'; 50 << 20]);
    input.push(b'\n');
    input.extend(lines(&[json!({"jsonrpc": "2.0", "id": "odd", "method": "nothing/like/it"})]));
    let count = 100;
    input.extend((1..=count).flat_map(|id| {
        lines(&[tool(id, "add", &json!({"experience": {"kind": "skill", "title": format!("Skill {id}")}}))])
    }));
    input.extend(b"{\"jsonrpc\": \"2.0\", \"id\": 999, \"meth");
    let (output, answers) = raw(home.path(), &ALL, input);
    assert!(output.status.success(), "{output:?}");
    let unread = answers.iter().filter(|answer| answer["error"]["code"] == -32700).count();
    assert_eq!(unread, 2, "the junk and the long line: {answers:?}");
    let odd = answers.iter().find(|answer| answer["id"] == "odd").unwrap();
    assert_eq!(odd["error"]["code"], -32601, "{odd}");
    let ids: Vec<_> =
        answers.iter().filter_map(|answer| answer["id"].as_u64()).filter(|id| *id > 0).collect();
    assert_eq!(ids, (1..=count as u64).collect::<Vec<_>>(), "answered in their order");
    let titles = shown(home.path(), &["list", "--sort", "created", "--reverse"]);
    let titles: Vec<_> = titles.as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
    assert_eq!(titles, (1..=count).map(|id| json!(format!("Skill {id}"))).collect::<Vec<_>>());
}
