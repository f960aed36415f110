//! Real PostgreSQL: a private cluster with TLS, and PgBouncer in transaction mode before it.
//!
//! One of each per test process ([`Server::shared`]), and a database of its own for each test. A test that
//! stops the server, or changes how it is set up, starts its own ([`Server::start`]). Where
//! the programs are missing the tests fail; they never skip.

pub(crate) mod certificates;
mod processes;

use std::fs;
use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use postgres::{Client, NoTls};

pub(crate) use self::certificates::{Certificates, Shown};
use self::processes::Keeper;
pub(crate) use self::processes::wait_until;
use super::directory;

/// How many connections PgBouncer opens to the server for one user and database.
pub(crate) const POOL: usize = 10;

const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 300
password_encryption = 'scram-sha-256'
shared_buffers = 64MB
fsync = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 64MB
min_wal_size = 32MB
wal_recycle = off
ssl = on
log_min_messages = warning
log_statement = none
";

/// By TCP with a password; by the socket, whose directory is this test's own, without one.
const ACCESS: &str = "
local all all trust
host all all 127.0.0.1/32 scram-sha-256
";

/// A cluster and its pooler.
#[derive(Debug)]
pub(crate) struct Server {
    directory: PathBuf,
    port: u16,
    pooled_port: u16,
    certificates: Certificates,
    template: OnceLock<()>,
    _keeper: Keeper,
}

/// Counts what must have a name of its own.
static COUNT: AtomicUsize = AtomicUsize::new(0);

fn unique(name: &str) -> String {
    format!("{name}_{}", COUNT.fetch_add(1, Ordering::SeqCst))
}

/// A role that can log in.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) password: String,
}

impl Server {
    /// The one that all tests of this process share. No test may stop it.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Another one, which ends with the value.
    pub(crate) fn start() -> Self {
        Self::start_with("")
    }

    /// One with more lines in `postgresql.conf`.
    pub(crate) fn start_with(settings: &str) -> Self {
        // In memory, since ext4 takes a quarter of the server's time to find numbers for the files of new databases.
        let directory = directory::quick_with_room(4 << 30).keep();
        let keeper = Keeper::of(&directory);
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
        processes::give(&directory);
        let certificates = Certificates::make(&directory.join("certificates"));
        for shown in Shown::ALL {
            processes::give(&certificates.key(shown));
        }
        let mut server = Self {
            directory,
            port: 0,
            pooled_port: 0,
            certificates,
            template: OnceLock::new(),
            _keeper: keeper,
        };
        let data = server.data();
        let arguments = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"];
        processes::run("initdb", arguments.iter().map(Path::new).chain([data.as_path()]), &server.log());
        fs::write(data.join("pg_hba.conf"), ACCESS).unwrap();
        server.listen(settings);
        // Whom PgBouncer asks for passwords as cannot log in through it.
        let roles = "ALTER ROLE postgres PASSWORD 'secret'; CREATE ROLE pooler LOGIN SUPERUSER";
        server.superuser("postgres").batch_execute(roles).unwrap();
        server.pooled_port = server.pooler("scram-sha-256");
        server
    }

    /// Starts the server on a port of its own. Another process may take it in between: then on another.
    fn listen(&mut self, settings: &str) {
        let mut last = String::new();
        for _ in 0..10 {
            self.port = processes::free_port();
            let text = format!(
                "{SETTINGS}\nport = {}\nunix_socket_directories = '{}'\n{}\n{settings}\n",
                self.port,
                self.directory.display(),
                self.shows(Shown::Good),
            );
            fs::write(self.data().join("postgresql.conf"), text).unwrap();
            match self.control(&["start"]) {
                Ok(()) => return,
                Err(text) => last = text,
            }
        }
        panic!("PostgreSQL does not start: {last}");
    }

    /// Starts a PgBouncer that asks for passwords in this way, and returns its port.
    pub(crate) fn pooler(&self, auth_type: &str) -> u16 {
        self.pooler_by(auth_type, "transaction")
    }

    /// The same, with what it lends a connection for: a session, a transaction or a statement.
    pub(crate) fn pooler_by(&self, auth_type: &str, mode: &str) -> u16 {
        let port = processes::free_port();
        let (directory, good) = (self.directory.display(), Shown::Good);
        let text = format!(
            "[databases]
             * = host={directory} port={}
             [pgbouncer]
             listen_addr = 127.0.0.1
             listen_port = {port}
             unix_socket_dir =
             auth_type = {auth_type}
             auth_user = pooler
             auth_query = SELECT usename, passwd FROM pg_shadow WHERE usename = $1
             pool_mode = {mode}
             default_pool_size = {POOL}
             max_client_conn = 1000
             server_idle_timeout = 2
             client_tls_sslmode = allow
             client_tls_cert_file = {}
             client_tls_key_file = {}
             logfile = {directory}/pgbouncer-{port}.log
             pidfile = {directory}/pgbouncer-{port}.pid\n",
            self.port,
            self.certificates.certificate(good).display(),
            self.certificates.key(good).display(),
        );
        let path = self.directory.join(format!("pgbouncer-{port}.ini"));
        fs::write(&path, text.replace("             ", "")).unwrap();
        processes::run("pgbouncer", [Path::new("-d"), Path::new("-q"), &path], &self.log());
        processes::wait_for_port(port);
        port
    }

    /// The client itself, without the script that Debian puts before it.
    pub(crate) fn psql() -> PathBuf {
        processes::binary("psql")
    }

    fn data(&self) -> PathBuf {
        self.directory.join("postgres")
    }

    /// What the server and its tools say.
    pub(crate) fn log(&self) -> PathBuf {
        self.directory.join("log")
    }

    /// What the server alone says.
    pub(crate) fn server_log(&self) -> PathBuf {
        self.directory.join("postgres.log")
    }

    fn control(&self, order: &[&str]) -> Result<(), String> {
        let data = self.data();
        let log = self.server_log();
        let mut arguments = vec!["-w".as_ref(), "-s".as_ref(), "-D".as_ref(), data.as_os_str()];
        arguments.extend(["-l".as_ref(), log.as_os_str()]);
        arguments.extend(order.iter().map(std::ffi::OsStr::new));
        processes::try_run("pg_ctl", arguments, &self.log())
            .map_err(|text| format!("{text}\n{}", fs::read_to_string(log).unwrap_or_default()))
    }

    /// Has the server let in by these lines of `pg_hba.conf` those who log in from now on.
    pub(crate) fn access(&self, lines: &str) {
        fs::write(self.data().join("pg_hba.conf"), lines).unwrap();
        self.control(&["reload"]).unwrap();
        let expected = lines.lines().filter(|line| !line.trim().is_empty()).count().to_string();
        let loaded = "SELECT count(*)::text FROM pg_hba_file_rules WHERE error IS NULL";
        assert_eq!(self.superuser("postgres").query_one(loaded, &[]).unwrap().get::<_, String>(0), expected);
    }

    /// Has the server speak another language, of those that came with it.
    pub(crate) fn speak(&self, language: &str) {
        let path = self.data().join("postgresql.conf");
        // What says in which language to speak counts where no locale says that it is none at all.
        fs::write(&path, fs::read_to_string(&path).unwrap() + "\nlc_messages = 'C.UTF-8'\n").unwrap();
        self.control(&["stop", "-m", "fast"]).unwrap();
        let language = format!("LANGUAGE={language}");
        let (program, data, log) = (processes::binary("pg_ctl"), self.data(), self.server_log());
        let arguments: [&std::ffi::OsStr; 9] = [
            language.as_ref(),
            program.as_os_str(),
            "-w".as_ref(),
            "-s".as_ref(),
            "-D".as_ref(),
            data.as_os_str(),
            "-l".as_ref(),
            log.as_os_str(),
            "start".as_ref(),
        ];
        processes::run("env", arguments, &self.log());
    }

    /// Stops the server and starts it as a standby, whose primary is gone.
    pub(crate) fn become_standby(&self) {
        self.control(&["stop", "-m", "fast"]).unwrap();
        let signal = self.data().join("standby.signal");
        fs::write(&signal, "").unwrap();
        processes::give(&signal);
        self.start_again();
    }

    /// Kills the server as a crash does.
    pub(crate) fn crash(&self) {
        self.control(&["stop", "-m", "immediate"]).unwrap();
    }

    /// Starts the server again, on the same port.
    pub(crate) fn start_again(&self) {
        self.control(&["start"]).unwrap();
    }

    fn shows(&self, shown: Shown) -> String {
        let (certificate, key) = (self.certificates.certificate(shown), self.certificates.key(shown));
        format!("ssl_cert_file = '{}'\nssl_key_file = '{}'", certificate.display(), key.display())
    }

    /// Has the server show another certificate to those who connect from now on.
    pub(crate) fn show(&self, shown: Shown) {
        let mut text = fs::read_to_string(self.data().join("postgresql.conf")).unwrap();
        text.push_str(&format!("\n{}\n", self.shows(shown)));
        fs::write(self.data().join("postgresql.conf"), text).unwrap();
        let mut client = self.superuser("postgres");
        client.batch_execute("SELECT pg_reload_conf()").unwrap();
        let expected = self.certificates.certificate(shown).display().to_string();
        wait_until("the certificate is another", || {
            let found = self.superuser("postgres").query_one("SHOW ssl_cert_file", &[]).unwrap();
            found.get::<_, String>(0) == expected
        });
    }

    /// Starts to speak, or not to speak, TLS.
    pub(crate) fn speak_tls(&self, tls: bool) {
        let setting = format!("\nssl = {}\n", if tls { "on" } else { "off" });
        let path = self.data().join("postgresql.conf");
        fs::write(&path, fs::read_to_string(&path).unwrap() + &setting).unwrap();
        self.control(&["restart"]).unwrap();
    }

    pub(crate) fn certificates(&self) -> &Certificates {
        &self.certificates
    }

    pub(crate) fn address(&self) -> (IpAddr, u16) {
        (Ipv4Addr::LOCALHOST.into(), self.port)
    }

    pub(crate) fn pooled_address(&self) -> (IpAddr, u16) {
        (Ipv4Addr::LOCALHOST.into(), self.pooled_port)
    }

    /// The directory of the server's Unix socket.
    pub(crate) fn socket_directory(&self) -> &Path {
        &self.directory
    }

    /// A connection as the superuser `postgres`, whose password is `secret`.
    pub(crate) fn superuser(&self, database: &str) -> Client {
        let mut config = Client::configure();
        config.host_path(&self.directory).port(self.port).user("postgres").dbname(database);
        config.connect_timeout(Duration::from_secs(30));
        config.connect(NoTls).unwrap()
    }

    /// Makes a role that can log in and nothing else, with a name that begins with this one.
    pub(crate) fn role(&self, name: &str) -> Role {
        let role = Role { name: unique(name), password: format!("secret-of-{name}") };
        let statement = format!("CREATE ROLE \"{}\" LOGIN PASSWORD '{}'", role.name, role.password);
        self.superuser("postgres").batch_execute(&statement).unwrap();
        role
    }

    /// An empty database.
    pub(crate) fn database(&self) -> TestDatabase<'_> {
        self.create("template0")
    }

    /// A database made by a template that `statements` were run in. There is one for each server: the
    /// statements are those of the first who asks.
    pub(crate) fn database_with(&self, statements: &str) -> TestDatabase<'_> {
        self.template.get_or_init(|| {
            self.superuser("postgres").batch_execute("CREATE DATABASE filled TEMPLATE template0").unwrap();
            self.superuser("filled").batch_execute(statements).unwrap();
        });
        self.create("filled")
    }

    fn create(&self, template: &str) -> TestDatabase<'_> {
        let name = unique("test");
        let statement = format!("CREATE DATABASE {name} TEMPLATE {template}");
        let mut client = self.superuser("postgres");
        // A connection that has just filled the template takes a moment to go.
        wait_until("the database is made", || match client.batch_execute(&statement) {
            Ok(()) => true,
            Err(error) if error.code() == Some(&postgres::error::SqlState::OBJECT_IN_USE) => false,
            Err(error) => panic!("{error}: {:?}", error.as_db_error()),
        });
        TestDatabase { server: self, name }
    }
}

/// A database that goes with this value.
#[derive(Debug)]
pub(crate) struct TestDatabase<'a> {
    pub(crate) server: &'a Server,
    pub(crate) name: String,
}

impl TestDatabase<'_> {
    /// A connection as the superuser.
    pub(crate) fn superuser(&self) -> Client {
        self.server.superuser(&self.name)
    }

    /// Runs statements as the superuser.
    #[track_caller]
    pub(crate) fn sql(&self, statements: &str) {
        if let Err(error) = self.superuser().batch_execute(statements) {
            panic!("{statements}: {error}: {:?}", error.as_db_error());
        }
    }

    /// The one value that a query of the superuser answers with, as text.
    #[track_caller]
    pub(crate) fn ask(&self, select: &str) -> String {
        let answers = self.superuser().simple_query(select).unwrap();
        let row = answers.iter().find_map(|answer| match answer {
            postgres::SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        row.and_then(|row| row.get(0)).unwrap_or_default().to_owned()
    }

    /// A connection of a role, by TCP.
    pub(crate) fn connect(&self, role: &Role) -> Client {
        Client::connect(&self.url(role), NoTls).unwrap()
    }

    /// The URL for a role, straight to the server and without TLS.
    pub(crate) fn url(&self, role: &Role) -> String {
        self.at(self.server.port, role, "sslmode=disable")
    }

    /// The same through PgBouncer.
    pub(crate) fn pooled_url(&self, role: &Role) -> String {
        self.at(self.server.pooled_port, role, "sslmode=disable")
    }

    /// The URL for a role, straight to the server, with TLS and every check.
    pub(crate) fn tls_url(&self, role: &Role) -> String {
        let authority = self.server.certificates.authority();
        self.at(self.server.port, role, &format!("sslmode=verify-full&sslrootcert={}", authority.display()))
    }

    fn at(&self, port: u16, role: &Role, parameters: &str) -> String {
        let (user, password, name) = (&role.name, &role.password, &self.name);
        format!("postgresql://{user}:{password}@127.0.0.1:{port}/{name}?{parameters}")
    }

    /// The superuser, who owns everything.
    pub(crate) fn owner(&self) -> Role {
        Role { name: "postgres".to_owned(), password: "secret".to_owned() }
    }
}

impl Drop for TestDatabase<'_> {
    fn drop(&mut self) {
        // The server may have been stopped by the test; then everything goes with it.
        let mut config = Client::configure();
        config.host_path(&self.server.directory).port(self.server.port).user("postgres").dbname("postgres");
        if let Ok(mut client) = config.connect(NoTls) {
            let _ = client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}
