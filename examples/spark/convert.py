"""Converts a folder of texts on Spark, through the pipe of `vanban convert --stdin`, to Parquet.

    spark-submit convert.py TEXTS OUT [--vanban PATH] [--master local[2,4]] [--partitions N]

Every partition starts one command and feeds it lines of JSON; every text gives one row, also one that fails. Spark does what it is for:
it spreads the partitions over machines, and runs one again whose worker died. The command must be on every machine, at the same path.
"""

import argparse
import json
import os
import subprocess
import threading
from pathlib import PurePosixPath
from urllib.parse import unquote, urlparse

from pyspark import TaskContext
from pyspark.sql import SparkSession

# What is worth a column of its own; the whole document stands beside it as JSON.
SCHEMA = """
    id string, error string, number string, date string, issuer string, subject string,
    needs_review int, confidence double,
    tasks array<struct<id: string, work: string, lead: array<string>, deadline: string>>,
    document string
"""


def row(line):
    """The row of one line of the pipe."""
    found = json.loads(line)
    if "error" in found:
        return (str(found["id"]), found["error"]) + (None,) * 8
    header, quality = found["header"], found["quality"]
    tasks = [
        (task["id"], task["work"]["text"], [lead["text"] for lead in task["lead"]], (task["deadline"] or {}).get("end"))
        for task in found["tasks"]
    ]
    text = lambda field, key="text": (header[field] or {}).get(key)
    return (
        found["id"], None, text("number"), text("date", "iso"), text("issuer"), text("subject"),
        quality["needs_review"], float(quality["confidence"]), tasks, line,
    )


def requests(files, root):
    """The line that asks for each file: its path below the folder, without extension, is its id, as it is in a batch of the command."""
    for uri, content in files:
        path = PurePosixPath(unquote(urlparse(uri).path))
        name = path.relative_to(root).with_suffix("")
        yield {"id": str(name), "file": path.name, "text": bytes(content).decode("utf-8", "surrogateescape")}


def converter(command, root):
    def convert(files):
        # One core a partition: Spark is what runs several at once.
        pipe = [command, "convert", "--stdin", "--format", "jsonl", "--jobs", "1"]
        process = subprocess.Popen(pipe, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        bad, failed = [], []

        def feed():
            try:
                with process.stdin as lines:
                    for request in requests(files, root):
                        try:
                            request["text"].encode("utf-8")
                        except UnicodeEncodeError:
                            bad.append((request["id"], "not UTF-8") + (None,) * 8)
                            continue
                        lines.write(json.dumps(request, ensure_ascii=False) + "\n")
            except BaseException as error:
                failed.append(error)

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        for count, line in enumerate(process.stdout, 1):
            yield row(line.rstrip("\n"))
            # For the check of the example: the worker dies once, in the middle of its first attempt.
            if os.environ.get("VANBAN_KILL_ONCE") and TaskContext.get().attemptNumber() == 0 and count == 3:
                os.kill(os.getpid(), 9)
        feeder.join()
        if failed or process.wait() != 0:
            raise RuntimeError(f"the pipe broke: {failed or process.returncode}")
        yield from bad

    return convert


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", help="folder, or address of one that every machine can read")
    parser.add_argument("out", help="where to write Parquet")
    parser.add_argument("--vanban", default="vanban", help="the command, on every machine")
    parser.add_argument("--master", default="local[2,4]", help="local[CORES,ATTEMPTS], or a cluster")
    parser.add_argument("--partitions", type=int, default=8)
    args = parser.parse_args()
    spark = SparkSession.builder.appName("vanban").master(args.master).config("spark.ui.enabled", "false").getOrCreate()
    files = spark.read.format("binaryFile").option("pathGlobFilter", "*.txt").option("recursiveFileLookup", "true")
    files = files.load(args.texts).select("path", "content").repartition(args.partitions)
    root = PurePosixPath(unquote(urlparse(args.texts).path if "://" in args.texts else os.path.abspath(args.texts)))
    rows = files.rdd.mapPartitions(converter(args.vanban, root))
    spark.createDataFrame(rows, SCHEMA).write.mode("overwrite").parquet(args.out)
    spark.stop()


if __name__ == "__main__":
    main()
