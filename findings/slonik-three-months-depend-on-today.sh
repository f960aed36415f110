#!/usr/bin/env bash
# Slonik makes seconds of an interval by the day on which it reads it: a notice of three months has 90 days on 1
# December and 89 on 1 February, and age() of one job has another length on another day. What is negative it reads as
# 0: of a deadline that passed half an hour, two days or a month ago it says 0 s, and of "1 day -00:30:00" a whole day.
# Where clocks have summer time, 36 hours are 35 or 37 if the clocks change meanwhile.
#
# Who is hit: programs in TypeScript that ask the database how long it is until the deadline of an application, or that
# keep a notice or the length of a job. All that is over seems to be due just now, and no error tells of it. Filters and
# sums of the same column in the database go by other numbers.
# Expected: the seconds that PostgreSQL itself has (extract(epoch ...)), or at least one number for one interval. The
# README has one line on it: interval "Produces interval in seconds (integer)". By PostgreSQL's manual ("Interval
# Output") the style postgres writes a negative interval as "-04:05:06", and each part has a sign of its own.
# Slonik hands on the interval as ISO 8601 ("PT-30M") to iso8601-duration, and no date with it. The README of that one
# says that it then goes by now, and that it doesn't take a sign at the start; its issue 14, closed, has "PT-11H-11M"
# read as 0, and its issue 35 is about summer time. Nothing was found upstream on Slonik.
# Seen 2026-12-01 with slonik 47.3.2 (the last for Node < 24), iso8601-duration 1.3.0, @electric-sql/pglite 0.5.14,
# @electric-sql/pglite-socket 0.2.17 (npm), Node 20.20, and with PostgreSQL 15.18. In slonik 49.10.9 the same code has a
# later iso8601-duration, which mends the hours of summer time only.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
server=
end() { [[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$dir"; }
trap end EXIT
cd "$dir"
npm init -y >/dev/null
npm=(slonik@47.3.2 iso8601-duration@1.3.0 zod@3.25.76 slonik-49@npm:slonik@49.10.9)
npm+=(@electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17)
npm install --silent --no-audit --no-fund --ignore-scripts "${npm[@]}" >/dev/null
echo "${npm[*]}"
port=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
: >server.log
node node_modules/.bin/pglite-server -p "$port" >server.log 2>&1 &
server=$!
for _ in {1..300}; do grep -q listening server.log && break; sleep 0.1; done

cat >read.mjs <<'X'
import { createPool, sql } from "slonik";
import { createIntervalTypeParser } from "slonik-49";

const pool = await createPool(`postgres://postgres@127.0.0.1:${process.argv[2]}/postgres`, { maximumPoolSize: 1 });
const { parse } = createIntervalTypeParser();
const Day = Date;

const onDay = async (day, read) => {
    globalThis.Date = class extends Day {
        constructor(...time) { super(...(time.length ? time : [Date.now()])); }
        static now() { return new Day(`${day}T12:00Z`).getTime(); }
    };
    return Promise.resolve(read()).finally(() => { globalThis.Date = Day; });
};

async function read(interval, ...days) {
    const { rows: [{ text, seconds }] } = await pool.query(sql.unsafe`
        SELECT i::text AS text, extract(epoch FROM i)::float8 AS seconds
        FROM (SELECT ${interval}::interval AS i) AS given`);
    const seen = [];
    for (const day of days) {
        const here = await onDay(day, () => pool.oneFirst(sql.unsafe`SELECT ${interval}::interval`));
        const newer = await onDay(day, () => parse(text));
        seen.push(`${day} ${here}${newer === here ? "" : `, slonik 49 ${newer}`}`);
    }
    console.log(`  ${text} = ${seconds} s: ${seen.join("; ")}`);
}

console.log(`clock of ${process.env.TZ}`);
if (process.env.TZ === "UTC") {
    for (const long of ["3 months", "4 years 2 months"]) await read(long, "2026-12-01", "2027-02-01", "2027-07-01");
    for (const left of ["00:30", "-00:30", "1 day -00:30", "-2 days", "-1 month"]) await read(left, "2026-12-01");
} else {
    for (const left of ["36:00", "14 days"]) await read(left, "2027-03-01", "2027-03-27", "2027-10-30");
}
await pool.end();
X
for zone in UTC Europe/Berlin; do TZ=$zone node read.mjs "$port"; done | tee seen
diff - seen <<'X' || fail "see the difference above"
clock of UTC
  3 mons = 7776000 s: 2026-12-01 7776000; 2027-02-01 7689600; 2027-07-01 7948800
  4 years 2 mons = 131414400 s: 2026-12-01 131587200; 2027-02-01 131328000; 2027-07-01 131587200
  00:30:00 = 1800 s: 2026-12-01 1800
  -00:30:00 = -1800 s: 2026-12-01 0
  1 day -00:30:00 = 84600 s: 2026-12-01 86400
  -2 days = -172800 s: 2026-12-01 0
  -1 mons = -2592000 s: 2026-12-01 0
clock of Europe/Berlin
  36:00:00 = 129600 s: 2027-03-01 129600; 2027-03-27 126000, slonik 49 129600; 2027-10-30 133200, slonik 49 129600
  14 days = 1209600 s: 2027-03-01 1209600; 2027-03-27 1206000, slonik 49 1209600; 2027-10-30 1213200, slonik 49 1209600
X
