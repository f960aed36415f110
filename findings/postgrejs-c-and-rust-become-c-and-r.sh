#!/usr/bin/env bash
# postgrejs saves the skills ["C", "Rust", "SQL"] as C, R and S, and makes a space of an empty text after "R": the first
# text of a list decides for all, and one letter is sent as "char", a type of one byte. So [40, 37.5] hours are 40 and
# 37. Each list begins at 0: skills[1] is the second skill, and a search for the same list doesn't find it. A Date for
# a timestamptz is the client's time on the wall, which the server takes for its own: from Berlin it's an hour off. For
# "5" as $1::int the server gets 53. An empty list is an error.
#
# Who is hit: programs in TypeScript that keep jobs and skills in PostgreSQL, above all those of people whose first
# skill is C or R. No error tells of it but that of the empty list, and what is lost can't be had back.
# Expected: what node-postgres has of the same statements. By the README "string[]" goes to varchar[] as well as to
# char[], and Date to timestamptz as well as to timestamp; of how it chooses it says nothing. By PostgreSQL's manual
# lists begin at 1 if nothing else is said ("Arrays"), and "char" holds one byte and is for internal use ("Character
# Types").
# With a BindParam of the right type all is well but for the first number of lists: in the source it's "always 0".
# Nothing was found upstream; its tests expect the cut where "char" is asked for.
# Seen 2026-12-01 with postgrejs 2.23.1, pg 8.23.1, @electric-sql/pglite 0.5.14, @electric-sql/pglite-socket 0.2.17
# (npm), Node 20.20, and with PostgreSQL 15.18.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
server=
end() { [[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$dir"; }
trap end EXIT
cd "$dir"
npm init -y >/dev/null
npm=(postgrejs@2.23.1 pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"
port=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
: >server.log
TZ=UTC node node_modules/.bin/pglite-server -p "$port" >server.log 2>&1 &
server=$!
for _ in {1..300}; do grep -q listening server.log && break; sleep 0.1; done

cat >write.mjs <<'X'
import pg from "pg";
import { Connection } from "postgrejs";

const place = `postgres://postgres@127.0.0.1:${process.argv[2]}/postgres`;
const statements = [
    ["INSERT INTO job (skills) VALUES ($1) RETURNING skills::text", ["Rust", "C"]],
    ["INSERT INTO job (skills) VALUES ($1) RETURNING skills::text", ["C", "Rust", "SQL"]],
    ["INSERT INTO job (skills) VALUES ($1) RETURNING skills::text", ["R", ""]],
    ["INSERT INTO job (skills) VALUES ($1) RETURNING skills[1]", ["Rust", "SQL"]],
    ["INSERT INTO job (skills) VALUES ($1) RETURNING skills = '{Rust,SQL}'", ["Rust", "SQL"]],
    ["INSERT INTO job (skills) VALUES ($1) RETURNING skills::text", []],
    ["INSERT INTO job (hours) VALUES ($1) RETURNING hours::text", [40, 37.5]],
    ["INSERT INTO job (saved) VALUES ($1) RETURNING saved::text", new Date("2026-12-01T09:30Z")],
    ["SELECT $1::int", "5"],
];

async function run(query) {
    const answers = [];
    for (const [sql, value] of statements) {
        const first = query(sql, value).then(({ rows }) => JSON.stringify(Object.values(rows[0])[0]));
        answers.push(await first.catch((error) => error.message));
    }
    return answers;
}

const control = new pg.Client({ connectionString: place, ssl: false });
await control.connect();
await control.query("CREATE TABLE job (skills text[], hours numeric[], saved timestamptz)");
const expected = await run((sql, value) => control.query(sql, [value]));
await control.end();

const connection = new Connection(place);
await connection.connect();
const found = await run((sql, value) => connection.query(sql, { params: [value] }));
for (const [n, [sql, value]] of statements.entries()) {
    console.log(`${sql} with ${JSON.stringify(value)}:\n  ${found[n]} | node-postgres ${expected[n]}`);
}
process.exit(0);
X
TZ=Europe/Berlin node write.mjs "$port" | tee seen
diff - seen <<'X' || fail "see the difference above"
INSERT INTO job (skills) VALUES ($1) RETURNING skills::text with ["Rust","C"]:
  "[0:1]={Rust,C}" | node-postgres "{Rust,C}"
INSERT INTO job (skills) VALUES ($1) RETURNING skills::text with ["C","Rust","SQL"]:
  "[0:2]={C,R,S}" | node-postgres "{C,Rust,SQL}"
INSERT INTO job (skills) VALUES ($1) RETURNING skills::text with ["R",""]:
  "[0:1]={R,\" \"}" | node-postgres "{R,\"\"}"
INSERT INTO job (skills) VALUES ($1) RETURNING skills[1] with ["Rust","SQL"]:
  "SQL" | node-postgres "Rust"
INSERT INTO job (skills) VALUES ($1) RETURNING skills = '{Rust,SQL}' with ["Rust","SQL"]:
  false | node-postgres true
INSERT INTO job (skills) VALUES ($1) RETURNING skills::text with []:
  malformed array literal: "" | node-postgres "{}"
INSERT INTO job (hours) VALUES ($1) RETURNING hours::text with [40,37.5]:
  "[0:1]={40,37}" | node-postgres "{40,37.5}"
INSERT INTO job (saved) VALUES ($1) RETURNING saved::text with "2026-12-01T09:30:00.000Z":
  "2026-12-01 10:30:00+00" | node-postgres "2026-12-01 09:30:00+00"
SELECT $1::int with "5":
  53 | node-postgres 5
X
