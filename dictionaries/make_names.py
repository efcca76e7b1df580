#!/usr/bin/env python3
"""Counts the words of persons' names by where they stand in them: make_names.py CORPUS ... > names.tsv

The corpora are texts, a paragraph a line. A name is three or four words in title case after a form of address or a post; each name counts
once, however often it is said.
"""

import collections
import re
import sys
import unicodedata

CALLED = (
    r"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Tt]hầy|[Đđ]ồng chí|[Đđ]/c|Chủ tịch|Giám đốc|Bí thư|Bộ trưởng|Thứ trưởng|Trưởng phòng|TS\.?|PGS\.?"
    r"|[Bb]ác sĩ|[Ll]uật sư|[Nn]ghệ sĩ|Đại tá|Thượng tá|Trung tá)\s+((?:[^\W\d_]+\s+){1,4}[^\W\d_]+)"
)
# Counts below which a word is left out in every place.
LEAST = 2

HEAD = """\
# Words of persons' names: how many different names have them first, in the middle, last.
# Origin: counted over public official text and news by make_names.py. Licence: as the project.
# word	first	middle	last"""


def names(text):
    """Names that a text calls by address or post."""
    for called in re.finditer(CALLED, text):
        words = []
        for word in called[1].split():
            if not (word[0].isupper() and (len(word) == 1 or word[1:].islower())):
                break
            words.append(word.lower())
        if len(words) in (3, 4):
            yield tuple(words)


def main():
    found = set()
    for corpus in sys.argv[1:]:
        with open(corpus, encoding="utf-8") as lines:
            for line in lines:
                found.update(names(unicodedata.normalize("NFC", line)))
    counts = collections.defaultdict(lambda: [0, 0, 0])
    for name in found:
        counts[name[0]][0] += 1
        counts[name[-1]][2] += 1
        for word in name[1:-1]:
            counts[word][1] += 1
    print(HEAD)
    for word, places in sorted(counts.items(), key=lambda row: row[0].encode()):
        if max(places) >= LEAST:
            print(word, *places, sep="\t")


if __name__ == "__main__":
    main()
