# Sourced by the project's commands (bash): installs the build tools and libraries that this machine lacks, and runs
# commands so that nothing of them is left running. Quick, silent and offline when nothing is missing.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "needs root to run: $* (run it yourself, or install sudo)"
    fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# The oldest Boost >= 1.81 whose packages are installed or, with `available`, can be: "1.81". Distributions carry it as
# libboost1.81-dev beside an unversioned libboost-dev that may be older.
boost_version()
{
    local names
    if [ "$1" = installed ]; then
        names=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'libboost1.*-dev' 2>/dev/null | sed -n 's/^installed //p')
    else
        names=$(apt-cache pkgnames libboost1.)
    fi
    printf '%s\n' "$names" | sed -n 's/^libboost1\.\([0-9][0-9]*\)-dev$/\1/p' | sort -n | awk '$1 >= 81 { print "1." $1; exit }'
}

# need PACKAGE WHY: remembers a package that is not installed.
missing=()
need()
{
    is_installed "$1" && return
    missing+=("$1")
    say "missing $1: $2"
}

install_missing()
{
    [ ${#missing[@]} = 0 ] && return
    say "installing: ${missing[*]}"
    if [ "$lists_are_fresh" = no ]; then
        as_root apt-get -qq update || die "apt-get update failed; is the network there?"
        lists_are_fresh=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends --no-remove install "${missing[@]}" >/dev/null ||
        die "apt-get could not install: ${missing[*]} (nothing else is removed for them, such as an older Boost)"
    missing=()
}
lists_are_fresh=no

# set_up [PACKAGE WHY]...: whatever the build needs, and the packages named; a % in a name is the version of Boost.
set_up()
{
    if ! command -v apt-get >/dev/null; then
        say "no apt-get here: g++ >= 12 or clang++ >= 14, cmake >= 3.25, ninja, Boost >= 1.81, OpenSSL >= 3, zlib and CLI11 are taken to be installed"
        return
    fi
    command -v g++ >/dev/null || command -v clang++ >/dev/null || need g++ "the compiler"
    command -v cmake >/dev/null || need cmake "the build system"
    command -v ninja >/dev/null || need ninja-build "runs the build"
    command -v ccache >/dev/null || need ccache "compiles nothing twice"
    need libssl-dev "TLS"
    need zlib1g-dev "gzip"
    need libcli11-dev "command lines of graph-mock and entralog-export"
    local boost
    boost=$(boost_version installed)
    if [ -z "$boost" ]; then
        as_root apt-get -qq update || die "apt-get update failed; is the network there?"
        lists_are_fresh=yes
        boost=$(boost_version available)
        [ -n "$boost" ] || die "this system's packages have no Boost >= 1.81 (Debian 12 and Ubuntu 24.04 have): install one by hand"
    fi
    need "libboost$boost-dev" "Asio and Beast"
    need "libboost-json$boost-dev" "JSON"
    while [ $# -gt 1 ]; do
        need "${1/\%/$boost}" "$2"
        shift 2
    done
    install_missing
}

# run_to_end COMMAND...: runs it in a process group of its own and gives its status. Whatever is left of that group when
# the command or this script ends is killed, however that happens.
group=
run_to_end()
{
    local status=0
    set -m
    "$@" &
    group=$!
    set +m
    wait "$group" || status=$?
    end_group
    return $status
}
end_group()
{
    local i
    [ -n "$group" ] || return 0
    if kill -TERM -- "-$group" 2>/dev/null; then
        for i in {1..30}; do
            kill -0 -- "-$group" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL -- "-$group" 2>/dev/null || true
    fi
    group=
}
trap end_group EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
