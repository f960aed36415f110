#!/usr/bin/env bash
# Behind pgpool-II, pg_is_in_recovery() says that a session is not on a standby while a standby answers its SELECTs, and
# pg_backend_pid() gives a process of the standby to a pg_cancel_backend() that runs on the primary.
#
# Who is hit: health checks, and programs that ask a session what it is connected to: two servers answer for one. For
# pgpool a volatile function is a write, and pg_is_in_recovery() and pg_cancel_backend() are declared volatile.
# Expected: one server answers all questions of a session about itself, as PostgreSQL's manual ("System Administration
# Functions", "System Information Functions") describes them; pgpool's manual names no exception for these functions.
# Seen 2026-11-28 with pgpool-II 4.3.5 and PostgreSQL 15.20 of Debian 12. The weights 0 and 1 take chance out: with the
# default of 1 and 1, half of the sessions are hit. Needs the packages pgpool2 and postgresql-15.
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
bin=/usr/lib/postgresql/15/bin
pgpool=$(PATH=$PATH:/usr/sbin command -v pgpool) || fail "install pgpool2"
[[ -x $bin/initdb ]] || fail "install postgresql-15"
"$pgpool" --version 2>&1 | grep -q ' 4\.3\.5 ' || fail "this is about pgpool-II 4.3.5"
"$pgpool" --version 2>&1
"$bin/postgres" --version

dir=$(mktemp -d)
pids=()
end() {
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        kill -INT "${pids[i]}" 2>/dev/null || true
        wait "${pids[i]}" 2>/dev/null || true
    done
    rm -rf "$dir"
}
trap end EXIT
as=()
if ((EUID == 0)); then
    as=(setpriv --reuid postgres --regid postgres --init-groups env HOME="$dir")
    chown postgres "$dir"
fi
cd "$dir"
read -r primary standby pool pcp < <(python3 -c 'import socket
free = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
print(*[s.getsockname()[1] for s in free])')
ready() { for _ in {1..100}; do "$bin/pg_isready" -q -h 127.0.0.1 -p "$1" && return; sleep 0.1; done; fail "no server on $1"; }
serve() {
    "${as[@]}" "$bin/postgres" -D "$dir/$1" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
        >"$1.log" 2>&1 &
    pids+=($!)
    ready "$2"
}

"${as[@]}" "$bin/initdb" -D "$dir/primary" -U postgres -A trust -E UTF8 --locale=C >/dev/null
serve primary "$primary"
"${as[@]}" "$bin/pg_basebackup" -h 127.0.0.1 -p "$primary" -U postgres -D "$dir/standby" -R -X stream
serve standby "$standby"
mkdir pool
cat >pool/conf <<X
backend_clustering_mode = 'streaming_replication'
listen_addresses = '127.0.0.1'
port = $pool
socket_dir = '$dir/pool'
pcp_listen_addresses = '127.0.0.1'
pcp_port = $pcp
pcp_socket_dir = '$dir/pool'
pid_file_name = '$dir/pool/pid'
logdir = '$dir/pool'
backend_hostname0 = '127.0.0.1'
backend_port0 = $primary
backend_weight0 = 0
backend_hostname1 = '127.0.0.1'
backend_port1 = $standby
backend_weight1 = 1
sr_check_user = 'postgres'
sr_check_database = 'postgres'
X
: >pool/pcp
: >pool/hba
((EUID)) || chown -R postgres pool
"${as[@]}" "$pgpool" -n -f pool/conf -F pool/pcp -a pool/hba >pgpool.log 2>&1 &
pids+=($!)
ready "$pool"

sql() { psql -X -h 127.0.0.1 -p "$pool" -U postgres -Atq "$@"; }
{
    read -r server
    read -r recovering
    read -r own
    read -r cancelled
} < <(sql 2>warning <<X
SELECT CASE inet_server_port() WHEN $primary THEN 'primary' ELSE 'standby' END;
SELECT pg_is_in_recovery();
SELECT pg_backend_pid() AS pid \gset
\echo :pid
SELECT pg_cancel_backend(:pid);
X
)
direct=$(psql -X -h 127.0.0.1 -p "$standby" -U postgres -Atqc "SELECT pg_is_in_recovery()")
echo "one session, four statements:"
echo "  server that answers:        $server"
echo "  pg_is_in_recovery():        $recovering (asked without pgpool, the same server says $direct)"
echo "  pg_cancel_backend(own pid): $cancelled, $(sed "s/$own/…/" warning)"
[[ "$server $recovering $direct" == "standby f t" ]] || fail "$server $recovering $direct"
[[ $cancelled == f ]] && grep -q "PID $own is not a PostgreSQL" warning || fail "$cancelled $(cat warning)"
