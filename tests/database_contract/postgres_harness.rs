//! PostgreSQL, as its owner has it, and as a role that was granted the least has it behind a pooler.

use std::time::Duration;

use postgres::Client;
use postgres::types::Type;
use resume::database::postgres::{Limits, PostgresDatabase, grants, statements};
use resume::database::{DatabaseError, PostgresUrl};
use uuid::Uuid;

use crate::harness::Harness;
use crate::support::postgres::{Role, Server, TestDatabase};

pub(crate) const LIMITS: Limits = Limits { step: Duration::from_secs(60), until: None };

/// Those who may use the tables of every database that is made by [`tables`].
const ROLES: [&str; 3] = ["ada", "bob", "nobody"];

/// A database with the tables, and with privileges for [`ROLES`].
pub(crate) fn tables() -> TestDatabase<'static> {
    let roles = ROLES.map(|name| {
        let Role { name, password } = role(name);
        format!("CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}'; {}", grants(&name))
    });
    Server::shared().database_with(&format!("{}{}", statements(), roles.concat()))
}

pub(crate) fn role(name: &str) -> Role {
    Role { name: name.to_owned(), password: format!("secret-of-{name}") }
}

pub(crate) fn open(url: &str, user: Option<&str>) -> Result<PostgresDatabase, DatabaseError> {
    PostgresDatabase::open(&parsed(url), user, LIMITS)
}

pub(crate) fn parsed(url: &str) -> PostgresUrl {
    match url.parse() {
        Ok(resume::database::DatabaseUrl::Postgres(url)) => *url,
        other => panic!("{url}: {other:?}"),
    }
}

/// Straight to the server, as the owner of the tables, for any user.
pub(crate) struct Owner(pub(crate) TestDatabase<'static>);

/// Through PgBouncer, as a role of the user's name.
pub(crate) struct Limited(pub(crate) TestDatabase<'static>);

impl Harness for Owner {
    type Database = PostgresDatabase;

    fn new() -> Self {
        Self(tables())
    }

    fn open(&self, user: &str) -> PostgresDatabase {
        open(&self.0.url(&self.0.owner()), Some(user)).unwrap()
    }

    fn refuse_title(&self, title: &str) {
        refuse_title(&self.0, title);
    }

    fn edit_by_hand(&self, user: &str, id: Uuid, title: &str) {
        edit_by_hand(&mut self.0.superuser(), user, id, title);
    }

    fn delete_by_hand(&self, user: &str, id: Uuid) {
        delete_by_hand(&mut self.0.superuser(), user, id);
    }

    fn insert_by_hand(&self, user: &str, id: Uuid, title: &str) {
        insert_by_hand(&mut self.0.superuser(), user, id, title);
    }
}

impl Harness for Limited {
    type Database = PostgresDatabase;

    fn new() -> Self {
        Self(tables())
    }

    fn open(&self, user: &str) -> PostgresDatabase {
        let database = open(&self.0.pooled_url(&role(user)), None).unwrap();
        assert_eq!(resume::database::Database::user(&database), user);
        database
    }

    fn refuse_title(&self, title: &str) {
        refuse_title(&self.0, title);
    }

    fn edit_by_hand(&self, user: &str, id: Uuid, title: &str) {
        edit_by_hand(&mut self.0.connect(&role(user)), user, id, title);
    }

    fn delete_by_hand(&self, user: &str, id: Uuid) {
        delete_by_hand(&mut self.0.connect(&role(user)), user, id);
    }

    fn insert_by_hand(&self, user: &str, id: Uuid, title: &str) {
        insert_by_hand(&mut self.0.connect(&role(user)), user, id, title);
    }
}

fn refuse_title(database: &TestDatabase<'_>, title: &str) {
    database.sql(&format!(
        "CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION 'the title `{title}` is refused'; END $$;
         CREATE TRIGGER mine BEFORE INSERT OR UPDATE ON resume.experiences FOR EACH ROW
           WHEN (NEW.title = '{title}') EXECUTE FUNCTION mine();"
    ));
}

fn edit_by_hand(client: &mut Client, user: &str, id: Uuid, title: &str) {
    let update = "UPDATE resume.experiences SET title = $3 WHERE user_id = $1 AND id = $2";
    let params: [(&(dyn postgres::types::ToSql + Sync), Type); 3] =
        [(&user, Type::TEXT), (&id, Type::UUID), (&title, Type::TEXT)];
    assert_eq!(client.execute_typed(update, &params).unwrap(), 1);
}

fn delete_by_hand(client: &mut Client, user: &str, id: Uuid) {
    let delete = "DELETE FROM resume.experiences WHERE user_id = $1 AND id = $2";
    client.execute_typed(delete, &[(&user, Type::TEXT), (&id, Type::UUID)]).unwrap();
}

fn insert_by_hand(client: &mut Client, user: &str, id: Uuid, title: &str) {
    let insert = "INSERT INTO resume.experiences (user_id, id, title) VALUES ($1, $2, $3)";
    let params: [(&(dyn postgres::types::ToSql + Sync), Type); 3] =
        [(&user, Type::TEXT), (&id, Type::UUID), (&title, Type::TEXT)];
    assert_eq!(client.execute_typed(insert, &params).unwrap(), 1);
}
