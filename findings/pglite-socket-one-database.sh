#!/usr/bin/env bash
# The PGlite server carries out CREATE DATABASE and lists the new databases, but whatever database and user a client
# asks for, even a missing one, it works as the superuser in the database "postgres".
#
# Who is hit: test suites that give every test a database of its own: they share all tables, and tests of grants and
# row-level security test nothing.
# Expected: the database that CREATE DATABASE made, or an error, as PostgreSQL's manual describes a connection to a
# database that does not exist. The server's README calls it usable by any PostgreSQL client.
# Seen 2026-11-28 with @electric-sql/pglite 0.5.14, @electric-sql/pglite-socket 0.2.17 and pg 8.23.1, Node 20.20.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
server=
end() { [[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$dir"; }
trap end EXIT
cd "$dir"
npm init -y >/dev/null
npm=(@electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17 pg@8.23.1)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"
port=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
: >server.log
node node_modules/.bin/pglite-server -p "$port" >server.log 2>&1 &
server=$!
for _ in {1..300}; do grep -q listening server.log && break; sleep 0.1; done

cat >ask.cjs <<'X'
const { Client } = require("pg");
async function as(user, database, ...statements) {
    const client = new Client({ host: "127.0.0.1", port: process.argv[2], user, database, password: "x" });
    await client.connect();
    let answer;
    for (const statement of statements) answer = Object.values((await client.query(statement)).rows[0] ?? {});
    await client.end();
    return answer;
}
(async () => {
    await as("ada", "postgres", "CREATE DATABASE one", "CREATE DATABASE two");
    const listed = await as("ada", "postgres", "SELECT count(*)::int FROM pg_database WHERE datname IN ('one', 'two')");
    await as("ada", "one", "CREATE TABLE cv (name text)", "INSERT INTO cv VALUES ('Mara Lind')");
    const who = "SELECT current_database(), current_user, usesuper FROM pg_user WHERE usename = current_user";
    console.log("databases listed:", ...listed);
    console.log("grace in two is:", ...await as("grace", "two", who));
    console.log("table of one, read in two:", ...await as("grace", "two", "SELECT name FROM cv"));
    console.log("grace in missing is:", ...await as("grace", "missing", who));
})();
X
node ask.cjs "$port" | tee seen
diff - seen <<'X' || fail "see the difference above"
databases listed: 2
grace in two is: postgres postgres true
table of one, read in two: Mara Lind
grace in missing is: postgres postgres true
X
