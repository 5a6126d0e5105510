# Private PostgreSQL servers that load pg_trickle from a staging folder. Sourced by scripts, after common.sh.
# shellcheck shell=bash
#
#   server_build                                   builds the extension that servers load by default, optimised
#   server_start <folder> [<setting>=<value>...]   makes a cluster in the folder unless there is one, and starts it
#   server_stop <folder> [fast|immediate]          stops it; nothing happens if it does not run
#   server_runs <folder>                           status 0 if it runs
#   server_dsn <folder> [<database>]               prints a connection string for the superuser
#   server_psql <folder> <arguments>...            psql as the superuser
#   server_remove <folder>                         stops it and deletes the folder
#   server_clone <folder> <primary's folder>       makes a standby of a server that runs; server_start starts it
#   server_upgrade <folder> <old folder> [<setting>=<value>...]
#                                                  makes a cluster by pg_upgrade, from one that does not run; server_start starts it
#
# A server listens on a socket of its own and on a free TCP port of this machine; folder/port and folder/socket.path say
# which. PostgreSQL does not run as root: for root the folder belongs to the user postgres.
#
# Environment:
#   PG_CONFIG    the pg_config of the server to run (default: that of PostgreSQL 18)
#   PGT_STAGE    folder with the extension (default: build/release/stage, which server_build makes)
#   PGT_CLUSTERS folder for an empty cluster, which is made once and then copied (default: initdb makes each cluster); for tests

server_user=postgres

server_bindir() { "${PG_CONFIG:-/usr/lib/postgresql/18/bin/pg_config}" --bindir; }

server_build() {
    scripts/setup
    cmake --preset release --log-level=WARNING >/dev/null
    cmake --build build/release --target pg_trickle -j "$jobs"
}

# Runs a program of PostgreSQL, as a user that may run it.
server_run() {
    local program
    program="$(server_bindir)/$1"
    shift
    if ((EUID == 0)); then
        (cd / && exec runuser -u "$server_user" -- "$program" "$@")
    else
        "$program" "$@"
    fi
}

server_runs() { [[ -d $1/data ]] && server_run pg_ctl status -D "$1/data" >/dev/null 2>&1; }

# A port without a listener.
server_free_port() {
    python3 -I -S -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Sockets have short names: where the folder's is too long, the socket stands below /tmp.
server_socket_folder() {
    local folder=$1/socket
    ((${#folder} < 80)) || folder=$(mktemp -d /tmp/pgt-socket.XXXXXX)
    server_folder "$folder"
    echo "$folder"
}

# A folder that belongs to the user of the server.
server_folder() {
    mkdir -p "$1"
    ((EUID != 0)) || chown "$server_user:" "$1"
}

server_initdb() {
    server_run initdb -D "$1/data" -U "$server_user" --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        --no-sync --no-instructions >"$1/initdb.log"
}

# The folder of an empty cluster of this version of the server; one of several processes makes it.
server_empty_cluster() {
    local version folder
    version=$("$(server_bindir)/initdb" --version | tr -c '[:alnum:].\n' '_')
    folder=$PGT_CLUSTERS/$version
    mkdir -p "$PGT_CLUSTERS"
    (
        flock 9
        [[ ! -d $folder ]] || exit 0
        rm -rf "$folder.new"
        server_folder "$folder.new"
        server_initdb "$folder.new"
        mv "$folder.new" "$folder"
    ) 9>"$PGT_CLUSTERS/lock"
    echo "$folder"
}

server_create() {
    local folder=$1 empty
    server_folder "$folder"
    if [[ -n ${PGT_CLUSTERS:-} ]]; then
        empty=$(server_empty_cluster)
        cp -a "$empty/data" "$folder/data"
    else
        server_initdb "$folder"
    fi
    server_socket_folder "$folder" >"$folder/socket.path"
    server_free_port >"$folder/port"
}

# A setting is a line of postgresql.auto.conf's form; quotes in its value are doubled.
server_setting() {
    local name=${1%%=*} value=${1#*=}
    printf "%s = '%s'\n" "$name" "${value//\'/\'\'}"
}

server_settings() {
    local folder=$1 stage setting
    stage=$(realpath -m "${PGT_STAGE:-$root/build/release/stage}")
    shift
    for setting in "listen_addresses=127.0.0.1" "port=$(<"$folder/port")" \
        "unix_socket_directories=$(<"$folder/socket.path")" "shared_preload_libraries=pg_trickle" \
        "extension_control_path=\$system:$stage" "dynamic_library_path=\$libdir:$stage" \
        "logging_collector=off" "log_line_prefix=%m [%p] %q%u@%d " "fsync=off" "$@"; do
        server_setting "$setting"
    done
}

server_configure() {
    local folder=$1
    shift
    [[ -f $folder/data/PG_VERSION ]] || server_create "$folder"
    server_settings "$folder" "$@" >"$folder/pgt.conf"
    grep -q "^include '$folder/pgt.conf'" "$folder/data/postgresql.conf" ||
        echo "include '$folder/pgt.conf'" >>"$folder/data/postgresql.conf"
}

server_start() {
    local folder=$1
    server_configure "$@"
    server_runs "$folder" && return
    server_run pg_ctl start --wait --silent -D "$folder/data" -l "$folder/log" || {
        tail -n 20 "$folder/log" >&2
        die "the server in $folder does not start"
    }
}

server_clone() {
    local folder=$1 primary=$2
    server_folder "$folder"
    server_run pg_basebackup -d "$(server_dsn "$primary" postgres)" -D "$folder/data" --write-recovery-conf --checkpoint=fast
    server_socket_folder "$folder" >"$folder/socket.path"
    server_free_port >"$folder/port"
}

# pg_upgrade starts both servers, each by its own settings, and leaves scripts where it is called.
server_upgrade() {
    local folder=$1 old=$2
    shift 2
    server_configure "$folder" "$@"
    local call=("$(server_bindir)/pg_upgrade" --old-bindir "$(server_bindir)" --new-bindir "$(server_bindir)"
        --old-datadir "$old/data" --new-datadir "$folder/data" --old-port "$(<"$old/port")" --new-port "$(<"$folder/port")"
        --socketdir "$(<"$folder/socket.path")" --username "$server_user")
    ((EUID != 0)) || call=(runuser -u "$server_user" -- "${call[@]}")
    (cd "$folder" && "${call[@]}") >"$folder/upgrade.log" 2>&1 || {
        tail -n 40 "$folder/upgrade.log" >&2
        die "pg_upgrade failed: see $folder"
    }
}

server_stop() {
    server_runs "$1" || return 0
    server_run pg_ctl stop --wait --silent -D "$1/data" -m "${2:-fast}"
}

server_dsn() {
    echo "host=$(<"$1/socket.path") port=$(<"$1/port") user=$server_user dbname=${2:-postgres}"
}

server_psql() {
    local folder=$1
    shift
    "$(server_bindir)/psql" -X -d "$(server_dsn "$folder" "${PGDATABASE:-postgres}")" "$@"
}

server_remove() {
    server_stop "$1" immediate
    [[ ! -f $1/socket.path ]] || rm -rf "$(<"$1/socket.path")"
    rm -rf "$1"
}
