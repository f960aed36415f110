#!/usr/bin/env bash
# pg8000 reads the interval "-00:30:00" as half an hour to go, "-01:30:00" as half an hour ago, and "1 day -00:30:00" as
# a day and a half hour: it takes the minus for the hours only, and zero hours have none. Years and months, as age()
# gives them, it can read and not send back: "None days None seconds None microseconds". A timestamp of 44 BC comes back
# as one of AD 44.
#
# Who is hit: Python programs that ask the database how long it is until the deadline of an application, or until an
# interview: what is just over seems to lie ahead. And those that keep how long a job lasted.
# Expected: -1800 s and -5400 s, as PostgreSQL's own extract(epoch …) has them, and as pg8000 itself reads them after
# SET intervalstyle = 'postgres_verbose' or 'iso_8601'. By PostgreSQL's manual ("Interval Output") "-04:05:06" in the
# default style is "T-4H-5M-6S" in ISO 8601. The README of pg8000 has a difference of timestamps as its example.
# Nothing was found upstream; its issue 106 is about the style iso_8601, and repaired.
# Seen 2026-12-01 with pg8000 1.31.6, python-dateutil 4.0.0, psycopg 3.3.9 (PyPI) and PostgreSQL 15.18 of Debian
# 12. Needs the package postgresql-15.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
bin=/usr/lib/postgresql/15/bin
[[ -x $bin/initdb ]] || fail "install postgresql-15"
"$bin/postgres" --version

dir=$(mktemp -d)
server=
end() {
    [[ -z $server ]] || { kill -INT "$server" 2>/dev/null && wait "$server"; } || true
    rm -rf "$dir"
}
trap end EXIT
cd "$dir"
python3 -m venv venv
pip=(pg8000==1.31.6 python-dateutil==4.0.0 psycopg[binary]==3.3.9)
venv/bin/pip install -q --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"
as=()
if ((EUID == 0)); then
    as=(setpriv --reuid postgres --regid postgres --init-groups env HOME="$dir")
    chown postgres "$dir"
fi
port=$(python3 -c 'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
"${as[@]}" "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
"${as[@]}" "$bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    >server.log 2>&1 &
server=$!
for _ in {1..100}; do "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break; sleep 0.1; done

cat >read.py <<'X'
import sys
import warnings

import pg8000.native
import psycopg

warnings.simplefilter("ignore")
port = int(sys.argv[1])
psycopg_connection = psycopg.connect(host="127.0.0.1", port=port, user="postgres")
connection = pg8000.native.Connection("postgres", host="127.0.0.1", port=port)


def one(sql, **values):
    return connection.run("SELECT " + sql, **values)[0][0]


NOON = "timestamp '2026-12-01 12:00'"
for deadline in ["12:30", "11:30", "10:30"]:
    left = f"timestamp '2026-12-01 {deadline}' - {NOON}"
    server = f"{one(f'({left})::text')} = {one(f'extract(epoch FROM {left})::int')} s"
    print(f"deadline at {deadline}: {server}; pg8000 {one(left).total_seconds():g} s", end="")
    print(f", psycopg {psycopg_connection.execute(f'SELECT {left}').fetchone()[0].total_seconds():g} s")
for style in ["postgres", "postgres_verbose", "iso_8601"]:
    connection.run(f"SET intervalstyle = '{style}'")
    for text in ["-00:30:00", "-01:30:00", "1 day -00:30:00"]:
        interval = f"interval '{text}'"
        seconds = one(interval).total_seconds()
        print(f"{style}: {one(f'({interval})::text')}: {seconds:g} s of {one(f'extract(epoch FROM {interval})::int')}")
connection.run("SET intervalstyle = 'postgres'")
job = one("age(date '2018-08-01', date '2014-06-01')")
print(f"a job: {job}")
try:
    print(one("CAST(:job AS interval)::text", job=job))
except pg8000.native.DatabaseError as error:
    print(f"sent back: {error.args[0]['M']}")
print(one("timestamp '0044-03-15 12:00 BC'"))
X
venv/bin/python read.py "$port" | tee seen
diff - seen <<'X' || fail "see the difference above"
deadline at 12:30: 00:30:00 = 1800 s; pg8000 1800 s, psycopg 1800 s
deadline at 11:30: -00:30:00 = -1800 s; pg8000 1800 s, psycopg -1800 s
deadline at 10:30: -01:30:00 = -5400 s; pg8000 -1800 s, psycopg -5400 s
postgres: -00:30:00: 1800 s of -1800
postgres: -01:30:00: -1800 s of -5400
postgres: 1 day -00:30:00: 88200 s of 84600
postgres_verbose: @ 30 mins ago: -1800 s of -1800
postgres_verbose: @ 1 hour 30 mins ago: -5400 s of -5400
postgres_verbose: @ 1 day -30 mins: 84600 s of 84600
iso_8601: PT-30M: -1800 s of -1800
iso_8601: PT-1H-30M: -5400 s of -5400
iso_8601: P1DT-30M: 84600 s of 84600
a job: 4 years 2 months
sent back: invalid input syntax for type interval: "None days None seconds None microseconds"
0044-03-15 12:00:00
X
