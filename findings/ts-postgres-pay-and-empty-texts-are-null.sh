#!/usr/bin/env bash
# ts-postgres reads a pay of type numeric, a notice (interval), a span of dates, a time of the day, a list of yes and
# no, and the empty text as null, as if nothing were in the database; in ["Rust", ""] the empty text is null too. The
# text "2018-03-05" for a date it sends as NULL, and so a job loses its start. At an empty list of texts it says
# "Invalid array length", and the next query on the connection fails with it.
#
# Who is hit: programs in TypeScript that keep jobs and applications in PostgreSQL. No error tells of it but in the last
# case: what was there reads as "not given", goes so into the CV or the answer of an assistant, and may be written back
# as NULL with the next change.
# Expected: what node-postgres has of the same statements, or an error, as ts-postgres itself has if a number is sent
# for a numeric ("Unsupported data type: 1700"). In PostgreSQL's protocol the length of a value can be zero, and -1 is
# for NULL ("DataRow" in "Message Formats"). The README has a "default value mapping for built-in types"; it names no
# type that is left out, and nothing of null for a value.
# Upstream, issue 43 (open since 2021) has null for enums, which it calls not supported. Nothing was found on the
# others; the list of changes has nulls in lists (1.1.2) and lists that are null (1.1.1) as mended.
# Seen 2026-12-01 with ts-postgres 2.0.4, pg 8.23.1, @electric-sql/pglite 0.5.14, @electric-sql/pglite-socket 0.2.17
# (npm), Node 20.20, and with PostgreSQL 15.18.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
server=
end() { [[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$dir"; }
trap end EXIT
cd "$dir"
npm init -y >/dev/null
npm=(ts-postgres@2.0.4 pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"
port=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
: >server.log
node node_modules/.bin/pglite-server -p "$port" >server.log 2>&1 &
server=$!
for _ in {1..300}; do grep -q listening server.log && break; sleep 0.1; done

cat >read.mjs <<'X'
import pg from "pg";
import { connect } from "ts-postgres";

const place = { host: "127.0.0.1", port: Number(process.argv[2]), user: "postgres", database: "postgres" };
const inBoth = [
    ["SELECT 'open'::status"],
    ["SELECT numeric '55000.50'"],
    ["SELECT interval '3 months'"],
    ["SELECT daterange '[2014-06-01,2018-03-05)'"],
    ["SELECT time '09:30'"],
    ["SELECT ARRAY[true, false]"],
    ["SELECT text ''"],
    ["SELECT ARRAY['Rust', '']"],
    ["INSERT INTO job VALUES ($1) RETURNING start::text", ["2018-03-05"]],
    ["SELECT $1::numeric::text", [55000]],
    ["SELECT '{}'::text[]"],
    ["SELECT 'still here'"],
];
const seen = (value) => JSON.stringify(value?.toPostgres ? value.toPostgres() : value);

async function read(query) {
    const answers = [];
    for (const statement of inBoth) {
        const value = query(...statement).then((result) => seen(Object.values(result.rows[0])[0]));
        answers.push(await value.catch((error) => error.message));
    }
    return answers;
}

const control = new pg.Client({ ...place, ssl: false });
await control.connect();
await control.query("CREATE TYPE status AS ENUM ('open', 'done')");
await control.query("CREATE TABLE job (start date)");
const expected = await read((sql, values) => control.query(sql, values));
await control.end();

const client = await connect({ ...place, ssl: { mode: "disable" } });
const found = await read(async (sql, values) => ({ rows: [[(await client.query(sql, values)).rows[0][0]]] }));
for (const [n, [sql, values]] of inBoth.entries()) {
    const asked = sql + (values ? ` with ${JSON.stringify(values)}` : "");
    console.log(`${asked}: ${found[n]} | node-postgres ${expected[n]}`);
}
process.exit(0);
X
node read.mjs "$port" 2>/dev/null | grep -v "^ts-postgres: " | tee seen
diff - seen <<'X' || fail "see the difference above"
SELECT 'open'::status: null | node-postgres "open"
SELECT numeric '55000.50': null | node-postgres "55000.50"
SELECT interval '3 months': null | node-postgres "3 months"
SELECT daterange '[2014-06-01,2018-03-05)': null | node-postgres "[2014-06-01,2018-03-05)"
SELECT time '09:30': null | node-postgres "09:30:00"
SELECT ARRAY[true, false]: null | node-postgres [true,false]
SELECT text '': null | node-postgres ""
SELECT ARRAY['Rust', '']: ["Rust",null] | node-postgres ["Rust",""]
INSERT INTO job VALUES ($1) RETURNING start::text with ["2018-03-05"]: null | node-postgres "2018-03-05"
SELECT $1::numeric::text with [55000]: Unsupported data type: 1700 | node-postgres "55000"
SELECT '{}'::text[]: Invalid array length | node-postgres []
SELECT 'still here': Stream not writable | node-postgres "still here"
X
