#!/usr/bin/env python3
"""Counts how often texts say each share in whole hundredths: make_shares.py CORPUS... > shares.tsv"""

import collections
import re
import sys

counts = collections.Counter()
for name in sys.argv[1:]:
    with open(name, encoding="utf-8", errors="ignore") as lines:
        for line in lines:
            counts.update(int(share) for share in re.findall(r"(?<![\d.,])(\d{1,3})\s?%", line))
print("# How often texts say each share in hundredths. Counted over the corpora of law, news and plans by make_shares.py.")
print("# Licence: as the project's")
print("# share\ttimes")
for share in range(101):
    print(share, counts[share], sep="\t")
