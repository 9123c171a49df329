#!/bin/sh
# Make the second environment, with the programs that the benchmarks compare with. NegMAS is under the AGPL: nothing of
# Dealwright imports it, and neither the package nor its tests need this environment.
set -eu
[ -x .oracle/bin/python ] || "${PYTHON:-python3}" -m venv .oracle
.oracle/bin/python -m pip install -q --requirement benchmarks/oracle/requirements.txt
echo "oracle: ready; python benchmarks/negmas.py, benchmarks/genius.py and benchmarks/frontier.py compare with it"
