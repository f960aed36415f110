//! The protocol on the pipes.

use serde_json::{Value, json};

use crate::talk::{ALL, NEW, hello, lines, new_style, raw, request, shown, tool};

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
fn wrong_parameters_of_a_known_method_are_named() {
    let home = tempfile::tempdir().unwrap();
    let wrong = [
        ("tools/call", json!({}), "`name` is missing"),
        ("tools/call", json!({"name": "list", "arguments": "x"}), "`arguments` is not an object"),
        ("tools/call", json!({"name": "list", "arguments": [1]}), "`arguments` is not an object"),
        ("tools/call", json!([1]), "`params` is not an object"),
        ("tools/list", json!([1]), "`params` is not an object"),
        ("tools/call", json!({"name": "list", "_meta": 5}), "`_meta` is not an object"),
        ("resources/read", json!({}), "`uri` is missing"),
        ("resources/subscribe", json!({"uri": 1}), "`uri` is not a text"),
        ("prompts/get", json!({}), "`name` is missing"),
        ("initialize", json!({}), "`protocolVersion` is missing"),
    ];
    let mut messages = hello();
    let asked = (1..).zip(&wrong).map(|(id, (method, params, _)): (usize, _)| request(id, method, params));
    messages.extend(asked);
    messages.extend([
        json!({"jsonrpc": "2.0", "id": 50, "method": "tools/call"}),
        request(51, "nothing/like/it", &json!({})),
        request(52, "ping", &json!({})),
    ]);
    // A first `initialize` that is none costs no connection.
    messages.insert(0, request(60, "initialize", &json!({})));
    let (output, answers) = raw(home.path(), &[], lines(&messages));
    assert!(output.status.success(), "{output:?}");
    let of = |id: usize| answers.iter().find(|answer| answer["id"] == id).unwrap();
    for (id, (method, _, told)) in (1..).zip(&wrong) {
        let error = json!({"code": -32602, "message": format!("Invalid params: {told}")});
        assert_eq!(of(id)["error"], error, "{method}");
    }
    assert_eq!(of(50)["error"]["message"], "Invalid params: `name` is missing");
    assert_eq!(of(51)["error"]["code"], -32601);
    assert_eq!(of(52)["result"], json!({}));
    assert_eq!(of(60)["error"]["code"], -32602);
}

#[test]
fn each_message_of_a_batch_is_answered_and_so_is_what_is_none() {
    let home = tempfile::tempdir().unwrap();
    let mut input = lines(&hello());
    input.extend(lines(&[
        json!([{"jsonrpc": "2.0", "id": 2, "method": "ping"}, {"jsonrpc": "2.0", "id": 3, "method": "tools/list"}]),
        json!({"jsonrpc": "2.0", "id": 4}),
        json!([]),
        json!("x"),
        json!({"jsonrpc": "2.0", "id": 5, "result": 1}),
        json!({"jsonrpc": "2.0", "id": 6, "method": "ping"}),
    ]));
    let (_, answers) = raw(home.path(), &[], input);
    let answered = |id: Value| answers.iter().filter(|answer| answer["id"] == id).collect::<Vec<_>>();
    assert_eq!(answered(json!(2))[0]["result"], json!({}));
    assert!(answered(json!(3))[0]["result"]["tools"].is_array());
    assert_eq!(answered(json!(4))[0]["error"]["code"], -32600);
    let codes: Vec<_> = answered(Value::Null).iter().map(|answer| answer["error"]["code"].clone()).collect();
    assert_eq!(codes, [-32600, -32600], "{answers:?}");
    assert!(answered(json!(5)).is_empty());
    assert_eq!(answered(json!(6)).len(), 1);
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
    let refused = answers.iter().filter(|answer| answer["error"]["code"] == -32600).count();
    assert_eq!(refused, 1, "the number in the batch: {answers:?}");
    let odd = answers.iter().find(|answer| answer["id"] == "odd").unwrap();
    assert_eq!(odd["error"]["code"], -32601, "{odd}");
    let ids: Vec<_> =
        answers.iter().filter_map(|answer| answer["id"].as_u64()).filter(|id| *id > 0).collect();
    assert_eq!(ids, (1..=count as u64).collect::<Vec<_>>(), "answered in their order");
    let titles = shown(home.path(), &["list", "--sort", "created", "--reverse"]);
    let titles: Vec<_> = titles.as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
    assert_eq!(titles, (1..=count).map(|id| json!(format!("Skill {id}"))).collect::<Vec<_>>());
}
