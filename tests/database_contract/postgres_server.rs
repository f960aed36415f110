//! The servers that the tests run against.

use postgres::{Client, NoTls};

use crate::support::postgres::{Server, Shown, wait_until};

#[test]
fn a_server_can_be_reached_in_every_way() {
    let server = Server::shared();
    let database = server.database();
    let role = server.role("ada");
    for url in [database.url(&role), database.pooled_url(&role)] {
        let mut client = Client::connect(&url, NoTls).unwrap();
        let found: String = client.query_typed("SELECT current_user::text", &[]).unwrap()[0].get(0);
        assert_eq!(found, role.name);
        let wrong = url.replace(&role.password, "wrong");
        assert!(Client::connect(&wrong, NoTls).is_err());
    }
    assert_eq!(database.ask("SELECT current_database()"), database.name);
}

#[test]
fn a_server_can_crash_and_show_another_certificate() {
    let server = Server::start();
    let database = server.database();
    let role = server.role("ada");
    database.sql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)");
    let mut client = database.connect(&role);
    server.crash();
    assert!(client.batch_execute("SELECT 1").is_err());
    assert!(Client::connect(&database.url(&role), NoTls).is_err());
    server.start_again();
    assert_eq!(database.ask("SELECT n FROM kept"), "1");
    wait_until("the pooler has found it again", || {
        Client::connect(&database.pooled_url(&role), NoTls).is_ok()
    });
    server.show(Shown::Expired);
    let shown = std::path::PathBuf::from(database.ask("SHOW ssl_cert_file"));
    assert_eq!(shown, server.certificates().certificate(Shown::Expired));
    server.speak_tls(false);
    assert_eq!(database.ask("SHOW ssl"), "off");
}
