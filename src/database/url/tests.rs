//! What URLs mean, and that they tell no secrets.

use std::path::Path;

use super::*;

fn resolved(text: &str) -> Result<String, UrlError> {
    let url: DatabaseUrl = text.parse()?;
    url.resolve(Some(Path::new("/here")), Some(Path::new("/home/ada"))).map(|url| url.to_string())
}

#[test]
fn a_path_is_the_same_from_every_directory() {
    for (text, meant) in [
        ("none", "none"),
        ("NONE", "none"),
        ("sqlite:x.db", "sqlite:/here/x.db"),
        ("SQLite:./x.db", "sqlite:/here/x.db"),
        ("sqlite:../x.db", "sqlite:/here/../x.db"),
        ("sqlite:/srv/x.db", "sqlite:/srv/x.db"),
        ("sqlite:///srv/x.db", "sqlite:/srv/x.db"),
        ("sqlite:~/x.db", "sqlite:/home/ada/x.db"),
        ("sqlite:~ada/x.db", "sqlite:/here/~ada/x.db"),
    ] {
        assert_eq!(resolved(text).as_deref(), Ok(meant), "{text}");
    }
}

#[test]
fn what_names_no_file_is_refused() {
    for (text, error) in [
        ("", UrlError::Empty),
        ("sqlite:", UrlError::NoPath),
        ("sqlite://", UrlError::NoPath),
        ("sqlite:~/", UrlError::NoPath),
        ("sqlite::memory:", UrlError::Memory),
        ("sqlite:file:x.db?mode=ro", UrlError::FileUri),
        ("sqlite://srv/x.db", UrlError::Host),
        ("mysql://root:secret@host/x", UrlError::UnknownScheme),
        ("/srv/x.db", UrlError::NoScheme),
        ("pass word:x", UrlError::NoScheme),
    ] {
        assert_eq!(resolved(text), Err(error), "{text}");
    }
    let url: DatabaseUrl = "sqlite:~/x.db".parse().unwrap();
    assert_eq!(url.resolve(None, None), Err(UrlError::NoHome));
}

fn postgres(text: &str) -> Result<PostgresUrl, PostgresUrlError> {
    text.parse()
}

#[track_caller]
fn read(text: &str) -> PostgresUrl {
    postgres(text).map_err(|error| format!("{text}: {error}")).unwrap()
}

/// Its servers as one text.
fn servers(text: &str) -> String {
    read(text).servers().iter().map(Server::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_part_has_its_place() {
    let url =
        read("postgresql://ada:p%40ss%2F@db.example.com:6000/r%20v?application_name=x&connect_timeout=5");
    assert_eq!((url.user(), url.password(), url.database()), (Some("ada"), Some("p@ss/"), Some("r v")));
    assert_eq!(url.parameters().application_name.as_deref(), Some("x"));
    assert_eq!(url.parameters().connect_timeout, Some(std::time::Duration::from_secs(5)));
    assert_eq!(url.name(), "db.example.com:6000/r v");
    let url = read("POSTGRES://h?user=ada&password=p%26q&dbname=d&port=7&host=other");
    assert_eq!((url.user(), url.password(), url.database()), (Some("ada"), Some("p&q"), Some("d")));
    assert_eq!(url.name(), "other:7/d");
    let url = read("postgres://ada@h");
    assert_eq!((url.password(), url.database(), url.name()), (None, Some("ada"), "h/ada".to_owned()));
    let url = read("postgres://h").or_user(|| "login".to_owned());
    assert_eq!((url.user(), url.name()), (Some("login"), "h/login".to_owned()));
}

#[test]
fn hosts_are_names_addresses_and_sockets() {
    for (text, meant) in [
        ("postgres://a,b:7,[::1]:8/d", "a b:7 [::1]:8"),
        ("postgres://[2001:DB8::1]/d", "[2001:db8::1]"),
        ("postgres://%2Fvar%2Frun:9/d", "/var/run:9"),
        ("postgres:///d?host=/var/run/postgresql", "/var/run/postgresql"),
        ("postgres://h/d?host=a,b&port=6", "a:6 b:6"),
        ("postgres://h/d?host=a,b&port=6,7", "a:6 b:7"),
        ("postgres://h/d?host=a,b&port=6,", "a:6 b"),
        ("postgres:///d", "/var/run/postgresql /tmp localhost"),
        ("postgres:///d?hostaddr=10.0.0.1,::1", "10.0.0.1 [::1]"),
        ("postgres://h:/d", "h"),
        ("postgres://u@:7/d", "/var/run/postgresql:7 /tmp:7 localhost:7"),
        ("postgres://:7/d?host=h", "h:7"),
        ("postgres://:7/d?hostaddr=10.0.0.1", "10.0.0.1:7"),
        ("postgres://h/d?hostaddr=", "h"),
        ("postgres://a,:7/d", "a /var/run/postgresql:7 /tmp:7 localhost:7"),
        ("postgres:///d?host=a,&hostaddr=,::1", "a [::1]"),
    ] {
        assert_eq!(servers(text), meant, "{text}");
    }
}

#[test]
fn only_what_is_near_may_go_unverified() {
    for (text, mode) in [
        ("postgres://h/d", SslMode::VerifyFull),
        ("postgres://10.0.0.1/d", SslMode::VerifyFull),
        ("postgres://localhost.example.com/d", SslMode::VerifyFull),
        ("postgres://h/d?sslmode=disable", SslMode::Disable),
        ("postgres://h/d?ssl=true", SslMode::Require),
        ("postgres://LocalHost/d", SslMode::Prefer),
        ("postgres://127.0.0.9/d", SslMode::Prefer),
        ("postgres://[::1]/d", SslMode::Prefer),
        ("postgres://localhost/d?sslrootcert=system", SslMode::VerifyFull),
        ("postgres://localhost/d?hostaddr=10.0.0.1", SslMode::VerifyFull),
        ("postgres://h/d?host=/tmp&sslmode=verify-full", SslMode::Disable),
    ] {
        let url = read(text);
        assert_eq!(url.sslmode(&url.servers()[0]), mode, "{text}");
    }
}

#[test]
fn paths_are_the_same_from_every_directory() {
    let url: DatabaseUrl = "postgres://h?sslrootcert=ca.crt&sslcert=~/me.crt&sslkey=/k".parse().unwrap();
    let resolved = url.clone().resolve(Some(Path::new("/here")), Some(Path::new("/home/ada"))).unwrap();
    let DatabaseUrl::Postgres(postgres) = &resolved else { unreachable!("{resolved:?}") };
    let root = RootCertificates::File(PathBuf::from("/here/ca.crt"));
    assert_eq!(postgres.parameters().sslrootcert, Some(root));
    assert_eq!(postgres.parameters().sslcert, Some(PathBuf::from("/home/ada/me.crt")));
    assert_eq!(resolved.reveal().parse(), Ok(resolved));
    assert_eq!(url.resolve(None, None), Err(UrlError::NoHome));
}

#[test]
fn what_is_wrong_is_told_by_cause() {
    let value = |name, wanted: &str| PostgresUrlError::Value { name, wanted: wanted.to_owned() };
    let unknown = |name: &str, near| PostgresUrlError::Unknown { name: name.to_owned(), near };
    for (text, error) in [
        ("postgres:h", PostgresUrlError::NoSlashes),
        ("postgres://a b/", PostgresUrlError::Space),
        ("postgres://u:p@ss@h/d", PostgresUrlError::At),
        ("postgres://u:p/ss@h/d", PostgresUrlError::At),
        ("postgres://u:p?ss@h/d", PostgresUrlError::At),
        ("postgres://u:50%@h/d", PostgresUrlError::Percent),
        ("postgres://u:%00@h/d", PostgresUrlError::Percent),
        ("postgres://u:%FF@h/d", PostgresUrlError::Percent),
        ("postgres://u:[YOUR-PASSWORD]@h/d", PostgresUrlError::Placeholder),
        ("postgres://a*b/d", PostgresUrlError::Host),
        ("postgres://:x/d", PostgresUrlError::Port),
        ("postgres://[::1]x/d", PostgresUrlError::Host),
        ("postgres://[::1/d", PostgresUrlError::Brackets),
        ("postgres://[1.2.3.4]/d", PostgresUrlError::Brackets),
        ("postgres://h:0/d", PostgresUrlError::Port),
        ("postgres://h:+1/d", PostgresUrlError::Port),
        ("postgres://h:99999/d", PostgresUrlError::Port),
        ("postgres://a,b,c/d?port=1,2", PostgresUrlError::Ports { hosts: 3, ports: 2 }),
        ("postgres://a/d?hostaddr=::1,::2", PostgresUrlError::Addresses),
        ("postgres://a/d?hostaddr=b", PostgresUrlError::Addresses),
        ("postgres://h/d?sslmode", PostgresUrlError::NoValue),
        ("postgres://h/d?ssl_mode=x", unknown("ssl_mode", Some("sslmode"))),
        ("postgres://h/d?zzz=x", unknown("zzz", None)),
        ("postgres://h/d?password=a&b=c", PostgresUrlError::UnknownUntold),
        ("postgres://h/d?service=x", PostgresUrlError::Unsupported("service")),
        ("postgres://h/d?connect_timeout=x", value("connect_timeout", "a whole number")),
        ("postgres://h/d?keepalives=2", value("keepalives", "one of `1`, `0`")),
        ("postgres://h/d?sslcert=x", PostgresUrlError::HalfAKeyPair),
        ("postgres://h/d?sslmode=require&sslrootcert=system", PostgresUrlError::WeakSystemRoots),
    ] {
        assert_eq!(postgres(text), Err(error), "{text}");
    }
    let error = postgres("postgres://h/d?sslmode=full").unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("one of `disable`, `allow`, `prefer`, `require`, `verify-ca`, `verify-full`")
    );
}

#[test]
fn strings_of_dashboards_are_taken_as_they_are() {
    for text in [
        "postgresql://postgres.abcd:pw@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true&connection_limit=1",
        "postgres://default:pw@ep-x-1.eu-central-1.aws.neon.tech/neondb?sslmode=require&channel_binding=require",
        "postgres://u:pw@h/d?schema=public&pool_timeout=3&statement_timeout=5000&supa=base-pooler.x",
        "postgres://u:pw@h/d?options=-c%20search_path%3Dx&target_session_attrs=primary&keepalives_idle=30",
    ] {
        let _ = read(text);
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    /// A password that nothing else could hold by chance.
    const SECRET: &str = "Tr0ub4dor";

    fn parts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            3 => "[a-z@:/?#&=%,\\[\\]. é\\x00]{0,4}",
            1 => Just(SECRET.to_owned()),
            1 => prop::sample::select(vec![
                "postgres://", "u:", "@h", "/d", "?sslmode=", "verify-full", "&host=", "password=", "&port=", "[::1]",
                "%2F", "sslrootcert=", "hostaddr=", "1.2.3.4",
            ]).prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    fn written() -> impl Strategy<Value = String> {
        let host = prop::sample::select(vec![
            "h", "a.example:99", "[::1]:7", "%2Ftmp", "10.0.0.1", "a,b", "a:1,[::2]:3", ":7", "a,",
        ]);
        let parameters = prop::sample::subsequence(
            vec![
                "sslmode=prefer",
                "sslrootcert=/ca%25.crt",
                "sslcert=a&sslkey=b",
                "application_name=a%26b",
                "connect_timeout=7",
                "options=-c%20x%3Dy",
                "target_session_attrs=prefer-standby",
                "keepalives=0",
                "keepalives_idle=4",
                "keepalives_interval=2",
                "keepalives_count=3",
                "tcp_user_timeout=900",
                "channel_binding=disable",
            ],
            0..13,
        );
        (host, "[a-z]{0,3}", "\\PC{0,8}", "[^\\x00]{0,6}", parameters).prop_map(
            |(host, user, password, database, parameters)| {
                let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
                let (password, database) = (encode(&password), encode(&database));
                format!("postgres://{user}:{password}@{host}/{database}?{}", parameters.join("&"))
            },
        )
    }

    proptest! {
        #[test]
        fn a_url_written_and_read_is_the_same(text in written()) {
            let url = read(&text);
            prop_assert_eq!(postgres(&url.reveal()), Ok(url));
        }

        #[test]
        fn anything_is_read_or_refused_without_repeating_it(text in prop_oneof![parts(), any::<String>()]) {
            for text in [text.clone(), format!("postgres://{text}")] {
                match text.parse::<DatabaseUrl>() {
                    Ok(DatabaseUrl::Postgres(url)) => prop_assert_eq!(postgres(&url.reveal()), Ok(*url)),
                    Ok(_) => {}
                    Err(error) => {
                        let told = format!("{error} {error:?} {}", error.hint());
                        prop_assert!(!told.contains(SECRET), "{}", told);
                    }
                }
            }
        }

        #[test]
        fn a_password_is_never_told(
            before in "[@:/?#&=%\\[\\] ]{0,2}", after in "[@:/?#&=% ]{0,2}[a-z@:/?#&=%]{0,4}", encoded: bool,
            rest in "(/d)?(\\?[a-z_]{1,12}=x)?",
        ) {
            let secret = format!("{before}{SECRET}{after}");
            let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
            let written = if encoded { encode(&secret) } else { secret };
            let text = format!("postgres://u:{written}@h{rest}");
            let told = match text.parse::<DatabaseUrl>() {
                Ok(url) => format!("{url} {url:?} {:?}", url.name()),
                Err(error) => format!("{error} {error:?} {}", error.hint()),
            };
            prop_assert!(!told.contains(SECRET), "{}", told);
        }
    }
}
