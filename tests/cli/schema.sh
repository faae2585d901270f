#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The JSON Schema: printed whole, and judged by an independent validator.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

expect 0 "schema" "$glyphreel" schema
check "schema is JSON" python3 -m json.tool "$work/out" /dev/null
expect 2 "schema takes nothing" "$glyphreel" schema show.yaml
expect 1 "stdout closed" sh -c "'$glyphreel' schema >&-"
# Debian's own Python: the packages that set-up installs are there.
check "schema against every show" /usr/bin/python3 "$here/schema.py" "$glyphreel" "$tests"
finish
