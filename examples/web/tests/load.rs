//! Many clients at once, on a real socket and a database file, and on PostgreSQL where `REALGAR_TEST_POSTGRES` names a server:
//! nothing is lost, nothing is half done.

use std::thread;

use realgar_web_example::{open, router};
use serde_json::{Value, json};

/// How many clients there are.
const CLIENTS: usize = 8;

/// How many messages each of them writes.
const MESSAGES: usize = 40;

/// Runs a test on each database of this run: an empty one each time.
fn on_each_database(test: impl Fn(&str)) {
    let folder = tempfile::tempdir().expect("a folder");
    test(&format!("sqlite:///{}", folder.path().join("guestbook.db").display()));
    if let Ok(server) = std::env::var("REALGAR_TEST_POSTGRES") {
        let thread = thread::current();
        let schema = format!("web_{}_{}", std::process::id(), thread.name().unwrap_or("test").replace("::", "_"));
        let engine = realgar::Engine::new(&server).expect("a URL");
        let run = |sql: String| engine.begin(|conn| conn.execute(realgar::text(sql))).map(drop);
        run(format!("CREATE SCHEMA {schema}")).expect("a schema");
        let separator = if server.contains('?') { '&' } else { '?' };
        test(&format!("{server}{separator}options=-c%20search_path%3D{schema}"));
        run(format!("DROP SCHEMA {schema} CASCADE")).expect("the schema is there");
    }
}

/// Starts the server on a thread of its own, and gives its address.
fn start(url: &str) -> String {
    let db = open(url).expect("a database that can be opened");
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            sender.send(listener.local_addr().expect("an address")).expect("somebody waits");
            axum::serve(listener, router(db)).await.expect("a server");
        });
    });
    format!("http://{}", receiver.recv().expect("the server starts"))
}

/// Sends a body, and gives the status and the answer.
fn send(method: &str, url: &str, body: &Value) -> (u16, Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let response = match method {
        "POST" => agent.post(url).send_json(body),
        "PUT" => agent.put(url).send_json(body),
        "DELETE" => agent.delete(url).call(),
        _ => agent.get(url).call(),
    };
    let mut response = response.expect("an answer");
    (response.status().as_u16(), response.body_mut().read_json().unwrap_or(Value::Null))
}

#[test]
fn clients_that_write_at_the_same_time_lose_nothing() {
    on_each_database(|url| {
        let base = start(url);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let base = base.clone();
                thread::spawn(move || {
                    let (status, guest) =
                        send("POST", &format!("{base}/guests"), &json!({"name": format!("guest {client}")}));
                    assert_eq!(status, 201, "{guest}");
                    for number in 0..MESSAGES {
                        let url = format!("{base}/guests/{}/messages", guest["id"]);
                        let (status, message) = send("POST", &url, &json!({"body": format!("message {number}")}));
                        assert_eq!(status, 201, "{message}");
                        let (status, same) = send("GET", &format!("{base}/messages/{}", message["id"]), &Value::Null);
                        assert_eq!((status, same), (200, message));
                    }
                })
            })
            .collect();
        for client in clients {
            client.join().expect("no client fails");
        }

        let (_, guests) = send("GET", &format!("{base}/guests"), &Value::Null);
        let counts: Vec<u64> =
            guests.as_array().expect("a list").iter().filter_map(|guest| guest["messages"].as_u64()).collect();
        assert_eq!(counts, [MESSAGES as u64; CLIENTS]);
    });
}

/// Starts a server with one message, and gives the address of the message and what it is.
fn with_message(url: &str) -> (String, Value) {
    let base = start(url);
    let (_, guest) = send("POST", &format!("{base}/guests"), &json!({"name": "sandy"}));
    let (_, message) = send("POST", &format!("{base}/guests/{}/messages", guest["id"]), &json!({"body": "first"}));
    (format!("{base}/messages/{}", message["id"]), message)
}

/// Sends an edit again while the database is busy.
fn edit(url: &str, body: &str, edits: &Value) -> (u16, Value) {
    loop {
        match send("PUT", url, &json!({"body": body, "edits": edits})) {
            (503, _) => thread::yield_now(),
            answer => return answer,
        }
    }
}

#[test]
fn of_clients_that_edit_the_same_state_exactly_one_succeeds() {
    on_each_database(|url| {
        let (url, mut message) = with_message(url);
        for round in 0..10 {
            let seen = message["edits"].clone();
            let editors: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    let (url, seen) = (url.clone(), seen.clone());
                    thread::spawn(move || edit(&url, &format!("{client} {round}"), &seen))
                })
                .collect();
            let answers: Vec<_> = editors.into_iter().map(|editor| editor.join().expect("no editor fails")).collect();
            let (winners, losers): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(status, _)| *status == 200);
            assert_eq!(winners.len(), 1, "{losers:?}");
            assert!(losers.iter().all(|(status, _)| *status == 409), "{losers:?}");
            message = send("GET", &url, &Value::Null).1;
            assert_eq!(message, winners[0].1);
            assert_eq!(message["edits"].as_i64(), seen.as_i64().map(|edits| edits + 1));
        }
    });
}

#[test]
fn an_edit_of_what_is_no_more_is_a_conflict_and_writes_nothing() {
    on_each_database(|url| {
        let (url, message) = with_message(url);
        let (status, edited) = edit(&url, "second", &message["edits"]);
        assert_eq!((status, &edited["body"]), (200, &json!("second")));
        let (status, answer) = edit(&url, "third", &message["edits"]);
        assert_eq!((status, answer), (409, json!({"error": "somebody has edited it since you read it"})));
        assert_eq!(send("GET", &url, &Value::Null).1, edited);
        assert_eq!(edit(&url, "third", &edited["edits"]).0, 200);
    });
}

#[test]
fn bad_requests_are_told_what_is_wrong() {
    on_each_database(|url| {
        let base = start(url);
        let (_, guest) = send("POST", &format!("{base}/guests"), &json!({"name": "sandy"}));
        let (status, answer) = send("POST", &format!("{base}/guests"), &json!({"name": "sandy"}));
        assert_eq!(status, 409, "{answer}");
        // A sentence, and not the statement.
        let sentence = answer["error"].as_str().expect("a sentence");
        assert!(sentence.contains("name") && !sentence.contains("INSERT"), "{sentence}");
        let url = format!("{base}/guests/{}/messages", guest["id"]);
        assert_eq!(send("POST", &url, &json!({"body": ""})).0, 422);
        assert_eq!(send("POST", &format!("{base}/guests/99/messages"), &json!({"body": "x"})).0, 404);
        assert_eq!(send("POST", &url, &json!({"body": "kept until the guest goes"})).0, 201);
        assert_eq!(send("DELETE", &format!("{base}/guests/{}", guest["id"]), &Value::Null).0, 204);
        let (_, messages) = send("GET", &format!("{base}/messages"), &Value::Null);
        assert_eq!(messages, json!([]));
    });
}
