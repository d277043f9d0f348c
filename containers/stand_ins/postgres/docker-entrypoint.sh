#!/bin/sh
# Makes the cluster at the first start, by the scripts that are mounted for it, then serves.
set -eu
if [ "$(id -u)" = 0 ]; then
    install --directory --owner=postgres --group=postgres --mode=0700 "$PGDATA"
    chown postgres:postgres /run/postgresql
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    PGPASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")"
    export PGPASSWORD
    # shellcheck disable=SC2086 # several arguments
    initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS
    "$@" -c listen_addresses= &
    server=$!
    until pg_isready --quiet --host=/run/postgresql; do kill -0 "$server" && sleep 0.2; done
    for script in /docker-entrypoint-initdb.d/*.sql; do
        psql --no-psqlrc --username=postgres --file="$script"
    done
    kill -INT "$server"
    wait "$server"
    unset PGPASSWORD
fi
exec "$@"
