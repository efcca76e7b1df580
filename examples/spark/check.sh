#!/usr/bin/env bash
# Runs the example over a folder of texts, kills a Python worker on the way, and compares every record with those of the command.
#
#     pip install pyspark pyarrow    # and Java 17 or later: apt install default-jre-headless
#     examples/spark/check.sh target/release/vanban seeds
set -euo pipefail
vanban=$(realpath "$1") texts=$(realpath "$2") here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp -rL "$texts" "$work/texts"
# Enough texts that every partition is in the middle of its work when its worker dies; one of them is no text.
for n in $(seq 1 40); do printf 'Số: %s/KH-UBND\nKE HOACH\nthuc hien Nghi quyet\n' "$n" > "$work/texts/small-$n.txt"; done
printf 'a\0\0\0\0b' > "$work/texts/bad.txt"

"$vanban" convert "$work/texts" -o "$work/command" --format jsonl --quiet 2> "$work/errors" || true
VANBAN_KILL_ONCE=1 python "$here/convert.py" "$work/texts" "$work/spark" --vanban "$vanban" --partitions 4 2> "$work/log" ||
  { tail -50 "$work/log"; exit 1; }
grep -q "Python worker exited unexpectedly\|Lost task" "$work/log" || { echo "no worker died"; exit 1; }

python - "$work" <<'PYTHON'
import json, sys
from pyarrow.parquet import read_table

work = sys.argv[1]
rows = read_table(f"{work}/spark").to_pylist()
expected = {json.loads(line)["id"]: line.rstrip("\n") for line in open(f"{work}/command/documents.jsonl", encoding="utf-8")}
found = {row["id"]: row["document"] for row in rows if row["error"] is None}
failed = {row["id"]: row["error"] for row in rows if row["error"] is not None}
assert len(rows) == len(found) + len(failed), "a record stands twice"
assert found == expected, sorted(found.keys() ^ expected.keys()) or "records differ"
assert list(failed) == ["bad"] and failed["bad"].startswith("not a text file"), failed
print(f"{len(found)} records of Spark are those of the command, {len(failed)} failed in both; workers were killed on the way")
PYTHON
