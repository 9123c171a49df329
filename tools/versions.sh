#!/bin/sh
# Run the tests on every Python from 3.11 to 3.13 that is on this machine, each in an environment of its own under build/.
set -eu

# Where pyenv keeps several, its own names find them.
PYENV_VERSION=$(pyenv versions --bare 2>/dev/null | grep -E '^3\.1[123]\.' | tr '\n' ':' || true)
[ -z "$PYENV_VERSION" ] || export PYENV_VERSION="${PYENV_VERSION%:}"

found=0
for version in 3.11 3.12 3.13; do
    "python$version" -c '' 2>/dev/null || continue
    found=$((found + 1))
    echo "== Python $version"
    make --no-print-directory setup PYTHON="python$version" VENV="build/venv-$version"
    "build/venv-$version/bin/python" tools/lock.py --check
    DEALWRIGHT_CHECK_SHAPES=1 "build/venv-$version/bin/pytest" -n "${JOBS:-2}" -q
done
[ "$found" -gt 0 ] || { echo "no Python from 3.11 to 3.13 is here" >&2; exit 1; }
