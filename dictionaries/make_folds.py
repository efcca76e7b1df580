#!/usr/bin/env python3
"""Keeps documents of the training pairs from a model, to learn its confidences from them.

make_folds.py FOLDER OUT

FOLDER holds legal.txt, general.txt and near.txt (a paragraph a line), train_eng.tsv and train_vie.tsv (the third column is the page of a
document, the last two the printed line and the read one). OUT/0, OUT/1 and OUT/2 each get the pairs of a third of the documents
(kept_*.tsv), those of the others (rest_*.tsv), and the corpora without the paragraphs of which at least three tenths of the eight-word
sequences stand in the kept lines.
"""

import pathlib
import re
import sys
import zlib

FOLDS = 3
LONG = 8
SHARE = 0.3


def sequences(words):
    return (" ".join(words[i : i + LONG]) for i in range(len(words) - LONG + 1))


def words(text):
    return re.findall(r"\w+", text.lower())


def is_kept(page, fold):
    document = page.rsplit(":", 1)[0]
    # Lines that were set in other fonts are of no document.
    return document != "font" and zlib.crc32(document.encode()) % FOLDS == fold


def main(folder, out):
    for fold in range(FOLDS):
        to = out / str(fold)
        to.mkdir(parents=True, exist_ok=True)
        documents = {}
        for engine in ("eng", "vie"):
            with open(folder / f"train_{engine}.tsv", encoding="utf-8") as pairs, \
                    open(to / f"kept_{engine}.tsv", "w", encoding="utf-8") as kept, \
                    open(to / f"rest_{engine}.tsv", "w", encoding="utf-8") as rest:
                for line in pairs:
                    _, _, page, *_, printed, _ = line.rstrip("\n").split("\t")
                    if is_kept(page, fold):
                        kept.write(line)
                        documents.setdefault(page.rsplit(":", 1)[0], []).extend(words(printed))
                    else:
                        rest.write(line)
        known = {sequence for document in documents.values() for sequence in sequences(document)}
        for name in ("legal", "general", "near"):
            with open(folder / f"{name}.txt", encoding="utf-8") as corpus, open(to / f"{name}.txt", "w", encoding="utf-8") as rest:
                for line in corpus:
                    own = list(sequences(words(line)))
                    if not own or sum(sequence in known for sequence in own) < SHARE * len(own):
                        rest.write(line)


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:]))
