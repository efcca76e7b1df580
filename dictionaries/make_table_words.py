#!/usr/bin/env python3
"""Counts which words columns of tables hold: make_table_words.py NEAR LEGAL GENERAL > table_words.tsv

The corpora are texts, a paragraph a line. Running text says in set phrases what tables have in columns: who is in charge of something
("X chủ trì, phối hợp với Y"), until when ("Thời gian hoàn thành: ..."), what is to be done (lines that open with a verb); rows of tables
that lost their columns end with a deadline, before it what comes out. How cells begin, by table_cells.tsv, counts for a share.
"""

import collections
import math
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).parent
KINDS = "work agency leader output deadline".split()
# Words that each kind is smoothed by; how much openings count for; counts below which a word is left out.
SMOOTHING = 200
OPENINGS = 0.3
LEAST = 4

OFFICE = "Bộ Cục Vụ Viện Trường Chính|phủ Tổng|cục Tổng|công|ty Công|ty Ngân|hàng Tòa|án Đại|học Bệnh|viện Viện|kiểm|sát"
FAMILIES = set(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đinh Trịnh Mai Lương Cao Hà Tạ Tô Lâm Thái Trương Đoàn Chu".split()
)
DUE = (
    r"(?:[Tt]rước (?:ngày )?[\d/]+|(?:[Tt]rong )?[Qq]uý [IV]+(?:[/ -](?:năm )?20\d\d)?|[Tt]hường xuyên|[Hh][ằà]ng (?:năm|quý|tháng)"
    r"|(?:[Tt]rong )?[Tt]háng \d+(?:/| năm )20\d\d|(?<![\d/])\d{1,2}/20\d\d|(?:[Gg]iai đoạn )?20\d\d\s?[-–]\s?20\d\d|(?:[Tt]rong )?[Nn]ăm 20\d\d"
    r"|[Đđ]ịnh kỳ (?:hằng |hàng )?(?:năm|quý|tháng))"
)
NAME = r"(?:[Đđ]ồng chí|Đ/c|[Ôô]ng|[Bb]à) ((?:[^\W\d_]+ ){1,3}[^\W\d_]+)"
POST = r"((?:[Pp]hó|[Cc]hủ tịch|[Gg]iám đốc|[Bb]í thư|[Tt]rưởng)[^,.;()\d\"”]{2,45})"
# What a post is followed by in a sentence.
SAYS = "cho đã nói chia khẳng nhấn phát trao và là cùng".split()
# What ends the names of those who take part.
NO_NAME = "để nhằm trong theo khi vào tại thực".split()


def fold(text):
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.lower().replace("đ", "d")


def word(written):
    """As the table search folds words; all numbers are one, and so are all dates."""
    folded = re.sub(r"^\W+|\W+$", "", fold(written))
    if any(c.isdigit() for c in folded):
        return "0/0" if "/" in folded else "0"
    return folded


def rows(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def one_of(texts):
    return "(?:" + "|".join(sorted(map(re.escape, texts), key=len, reverse=True)) + ")"


VERBS = {fold(verb) for verb, *_ in rows("verbs.txt")}
CELLS = collections.defaultdict(list)
for field, opening in rows("table_cells.tsv"):
    CELLS["agency" if field == "lead" else field].append(opening)
AGENCY = one_of(CELLS["agency"] + [office.replace("|", " ") for office in OFFICE.split()])
OUTPUT = one_of(CELLS["output"])


def is_verb(words):
    return fold(" ".join(words[:2]).strip(",")) in VERBS


def named(text):
    """What is named, up to what is to be done."""
    words = text.split()
    end = next((at for at in range(1, len(words)) if is_verb(words[at:]) or words[at] in NO_NAME), len(words))
    return " ".join(words[:end])


def of_sentences(line):
    for match in re.finditer(r"(?:^|[.;:,] |\b(?:giao|Giao|do|Do) )([^.;:()]{2,80}?),? chủ trì\b", line):
        text = re.sub(r".*\b(?:giao|Giao|do|Do|cho|là)\s", "", match[1])
        if re.match(AGENCY + r"\b", text) and len(text.split()) <= 10 and not re.search(r"\b(chịu|được|có|phải|đã|để)\b", text):
            yield "lead", text
    for match in re.finditer(r"phối hợp (?:chặt chẽ )?với ([^.;:()]{3,160})", line):
        text = named(match[1])
        if 1 < len(text.split()) <= 16 and re.match(f"(?i:{AGENCY})|các ", text):
            yield "coordinating", text
    for match in re.finditer(r"[Tt]hời (?:hạn|gian) (?:hoàn thành|trình|thực hiện): ?([^.;(*]{3,60})", line):
        if len(match[1].split()) <= 8 and re.search(r"\d|năm|quý|tháng|ngày|xuyên", match[1]) and not re.search("giờ|tiết", match[1]):
            yield "deadline", match[1]


def of_row(line):
    """What a row of a table that lost its columns ends with."""
    match = re.match(rf"\d+\.? (.{{20,}}?) ({DUE})$", line)
    if not match or not re.search(r"Bộ |địa phương|UBND|Sở |Ủy ban|Văn phòng", match[1]):
        return
    yield "deadline", match[2]
    body = match[1]
    output = re.search(rf"(?<=[^\W\d_]) ({OUTPUT}\b(?:(?! (?:Bộ|Các bộ|Sở|UBND) ).){{0,80}})$", body)
    if output:
        yield "output", output[1]
        body = body[: output.start()]
    agency = re.search(r" (?:Các bộ|Bộ|UBND|Ủy ban|Văn phòng|Sở|Ban|Viện|Đại học|Thanh tra|Tòa|Ngân hàng)\b", body)
    if agency:
        yield "work", body[: agency.start()]


def of_plans(line):
    text = re.sub(r"^(?:[-+*•]|\d+[.)]|[a-zđ]\)|[IVX]+\.) ?", "", line)
    if is_verb(text.split()) or re.match(r"T[ỷỉ] lệ|Số |Tổng |Tốc độ|Diện tích|Thu nhập", text):
        yield "work", " ".join(re.split(r"[.;]", text)[0].split()[:30])
    for match in re.finditer(rf"(?:ban hành|trình|phê duyệt|xây dựng|Sản phẩm:|Kết quả:) ({OUTPUT}\b[^,.;:()]{{0,50}})", line):
        yield "output", " ".join(match[1].split()[:6])


def of_posts(line):
    for match in re.finditer(rf"{NAME}(?:,| -| –) {POST}", line):
        name = match[1].split()
        if name[0] in FAMILIES and all(part[0].isupper() for part in name):
            post = match[2].split()
            end = next((at for at, part in enumerate(post) if part in SAYS), len(post))
            yield "leader", " ".join(["Đồng chí", *name, *post[:end]])


def count(near, legal, general):
    counts = collections.defaultdict(collections.Counter)
    sources = [(near, [of_sentences, of_row, of_plans, of_posts]), (legal, [of_sentences, of_row, of_posts]), (general, [of_posts])]
    for path, finders in sources:
        with open(path, encoding="utf-8") as lines:
            for line in map(str.strip, lines):
                if len(line) <= 3000:
                    for finder in finders:
                        for kind, text in finder(line):
                            counts[kind].update(filter(None, map(word, text.split())))
    return counts


def main(*corpora):
    counts = count(*corpora)
    # Those who are in charge and those who take part count alike.
    lead, others = counts.pop("lead"), counts.pop("coordinating")
    scale = lead.total() / others.total()
    counts["agency"] = collections.Counter({word: (lead[word] + others[word] * scale) / 2 for word in lead | others})
    for kind in KINDS:
        openings = [word(part) for opening in CELLS[kind] for part in opening.split()]
        share = OPENINGS * max(counts[kind].total(), 500) / max(len(openings), 1)
        for opening in openings:
            counts[kind][opening] += share
    totals = {kind: counts[kind].total() for kind in KINDS}
    print("# How much likelier a word, marks and case folded, is in a kind of column than in any, in tenths of nats: numbers are 0, dates 0/0.")
    print("# Counted over public official text and news by make_table_words.py. Licence: as the project.")
    print("# word\t" + "\t".join(KINDS))
    for known in sorted(set().union(*counts.values())):
        if sum(counts[kind][known] for kind in KINDS) < LEAST:
            continue
        general = sum(counts[kind][known] / totals[kind] for kind in KINDS) / len(KINDS)
        gains = [math.log((counts[kind][known] + SMOOTHING * general) / (totals[kind] + SMOOTHING) / general) for kind in KINDS]
        print(known + "\t" + "\t".join(str(round(10 * gain)) for gain in gains))


if __name__ == "__main__":
    main(*sys.argv[1:])
