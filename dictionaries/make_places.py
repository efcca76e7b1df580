#!/usr/bin/env python3
"""Rebuild places.tsv from the PyPI package vietnam-provinces. Python 3 standard library only.

    pip download vietnam-provinces==2025.10.1 --no-deps --dest /tmp
    dictionaries/make_places.py /tmp/vietnam_provinces-2025.10.1-py3-none-any.whl > dictionaries/places.tsv

Names, kinds and codes are those that the statistics office publishes; nothing else of the package is used.
"""
import json
import sys
import unicodedata
import zipfile

HEADER = """\
# Provinces, communes, wards and special zones of Vietnam after the reform of July 2025: 34 + 3,321 units.
# Origin: PyPI vietnam-provinces {version} (package GPL-3.0-or-later), data of the General Statistics Office; rebuilt by
# make_places.py. Licence: names and codes are public facts of official acts; no code of the package is used.
# name	kind	province	code
"""


def main():
    wheel = zipfile.ZipFile(sys.argv[1])
    version = sys.argv[1].rsplit("/", 1)[-1].split("-")[1]
    provinces = json.loads(wheel.read("vietnam_provinces/data/nested-divisions.json"))
    rows = []
    for p in provinces:
        rows.append((p["name"], p["division_type"], "", f"{p['code']:02}"))
        rows += [(w["name"], w["division_type"], p["name"], f"{w['code']:05}") for w in p["wards"]]
    lines = sorted(unicodedata.normalize("NFC", "\t".join(r)) for r in rows)
    sys.stdout.write(HEADER.format(version=version) + "".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main()
