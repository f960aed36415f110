#!/usr/bin/env bash
# pgpool-II runs a SELECT on the standby outside the client's transaction, if the client sent BEGIN in the same message
# as another statement: the transaction exists on the primary only.
#
# Who is hit: every program that sends "BEGIN; SET LOCAL …" as one simple query, as batch functions of drivers do. Its
# reads are without its isolation level, its role, its search_path and its timeouts, and there is no error.
# Expected: inside the transaction, on either server. The manual says that several statements in one message always go
# to the primary ("Restrictions"), and that reads of a transaction may be balanced until its first write ("Load
# Balancing"); not what both make of each other. As two messages, the same statements keep the SELECT to the primary.
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

# psql sends each -c as one simple query.
sql() { psql -X -h 127.0.0.1 -p "$pool" -U postgres -Atq "$@"; }
where="SELECT CASE inet_server_port() WHEN $primary THEN 'primary' ELSE 'standby' END
    || ', statement_timeout ' || current_setting('statement_timeout')"
together=$(sql -c "BEGIN; SET LOCAL statement_timeout = '7s'" -c "$where" -c COMMIT)
apart=$(sql -c BEGIN -c "SET LOCAL statement_timeout = '7s'" -c "$where" -c COMMIT)
echo "the SELECT after"
echo "  BEGIN; SET LOCAL in one message:  $together"
echo "  BEGIN, SET LOCAL in two messages: $apart"
[[ $together == "standby, statement_timeout 0" ]] || fail "one message: $together"
[[ $apart == "primary, statement_timeout 7s" ]] || fail "two messages: $apart"
