#!/bin/sh
# Make the environment: a virtual one, with the locked packages and this package in editable form.
# Called by `make setup` with PYTHON and VENV set; says what it does, and what to do where it cannot.
set -eu

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

command -v "$PYTHON" >/dev/null 2>&1 ||
    stop "There is no $PYTHON here. Install Python 3.11 or newer, or say which to use: make setup PYTHON=/path/to/python3"

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    # The plain python3 is too old: take the newest that goes by its full name.
    for version in 3.13 3.12 3.11; do
        if command -v "python$version" >/dev/null 2>&1 && "python$version" -c '' 2>/dev/null; then
            newer="python$version"
            break
        fi
    done
    [ -n "${newer:-}" ] ||
        stop "$PYTHON is $("$PYTHON" -V 2>&1), and Dealwright needs 3.11 or newer." \
            "Install one, or say which to use: make setup PYTHON=/path/to/python3"
    PYTHON=$newer
}

"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "$PYTHON cannot make virtual environments: its modules venv and ensurepip are missing." \
        "On Debian and Ubuntu they are a package of their own: apt-get install python3-venv"

# An environment made by another Python (or moved here from elsewhere) is made anew.
if [ -e "$VENV" ] && ! "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    rm -rf "$VENV"
fi

echo "setup: an environment in $VENV ($("$PYTHON" -V 2>&1))"
[ -x "$VENV/bin/pip" ] || "$PYTHON" -m venv --clear "$VENV"

packages=$("$VENV/bin/python" -c 'print(open("requirements.lock").read().count("=="))')
echo "setup: $packages locked packages, about a minute the first time"
"$VENV/bin/python" -m pip install -qq --no-deps --requirement requirements.lock ||
    stop "setup: pip could not install the locked packages; its own words stand above." \
        "It needs a way to the package index, or to the one that PIP_INDEX_URL names. Then run make again."
"$VENV/bin/python" -m pip install -qq --no-deps --no-build-isolation --editable .
mkdir -p build
echo "setup: ready"
