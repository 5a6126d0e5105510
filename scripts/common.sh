# Shared by the scripts next to it, which source it first: strict mode, the root of the project, messages, usage.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# shellcheck disable=SC2034  # used by the scripts
jobs=${PGT_JOBS:-$(nproc)}

say() { printf '\n== %s\n' "$*"; }
die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# The usage of a script is the comment below its first line.
usage() { awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"; }

# For scripts without arguments: answers --help, refuses the rest.
no_arguments() {
    case "${1:-}" in
        "") ;;
        -h | --help) usage && exit 0 ;;
        *) die "unknown argument '$1' (see --help)" ;;
    esac
}
