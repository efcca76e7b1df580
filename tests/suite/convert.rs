//! `vanban convert`: batches that survive whatever they are given.

use crate::support::Workplace;

const PLAN: &str = "Ké hoach trién khai\nthuc hién Nghi quyét\n";

#[test]
fn one_json_a_document_and_a_summary() {
    let work = Workplace::new();
    work.write("in/a.txt", PLAN);
    work.write("in/deep/b.TXT", PLAN);
    work.write("in/notes.md", PLAN);
    let run = work.run("convert in -o out");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.is_empty());
    assert!(run.err.starts_with("2 documents in ") && run.err.ends_with(" s: 2 converted\n"), "{run:?}");
    assert_eq!(work.names("out"), ["a.json", "deep/b.json"]);
    let document: serde_json::Value = serde_json::from_str(&work.read("out/deep/b.json")).unwrap();
    assert_eq!(document["schema"], "vanban/document/1.0");
    assert_eq!(document["source"]["file"], "b.TXT");
    assert_eq!(work.run("convert in -o quiet --quiet").err, "");
    assert!(work.run("convert in -o loud --verbose").err.contains("in/a.txt: "));
}

#[test]
fn a_bad_document_is_reported_and_the_rest_goes_on() {
    let work = Workplace::new();
    for (name, content) in [
        ("empty", b"".to_vec()),
        ("good", PLAN.as_bytes().to_vec()),
        ("late", b"D\xe9cret du minist\xe8re".to_vec()),
        ("nul", b"a\0b".to_vec()),
        ("page", b"<PcGts><Page".to_vec()),
        ("wide", b"\xff\xfeK\0".to_vec()),
    ] {
        work.write(&format!("in/{name}.txt"), content);
    }
    let run = work.run("convert in gone.txt -o out");
    assert_eq!(run.code, 1);
    assert_eq!(work.names("out"), ["empty.json", "good.json"]);
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "error: gone.txt: No such file or directory (os error 2)",
            "error: in/late.txt: not UTF-8: looks like windows-1252, first bad byte at offset 1; convert the file to UTF-8",
            "error: in/nul.txt: not a text file: 1 control characters, 1 of them NUL",
            "error: in/page.txt: damaged PAGE XML: byte 7: syntax error: tag not closed: `>` not found before end of input",
            "error: in/wide.txt: not UTF-8: looks like UTF-16LE, first bad byte at offset 0; convert the file to UTF-8",
        ]
    );
    assert!(lines[5].ends_with(": 2 converted, 5 failed"), "{}", lines[5]);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let work = Workplace::new();
    for n in 0..30 {
        work.write(&format!("in/{n}.txt"), PLAN.repeat(n * 3 % 17));
    }
    for jobs in [1, 2, 5] {
        assert_eq!(work.run(&format!("convert in -o out{jobs} --jobs {jobs}")).code, 0);
    }
    let one = work.files("out1");
    assert_eq!(one.len(), 31, "thirty documents and the manifest");
    assert!(one == work.files("out2") && one == work.files("out5"));
}

#[test]
fn hostile_content_is_harmless() {
    let work = Workplace::new();
    let mut state = 1u64;
    let random: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    })
    .take(10 << 20)
    .collect();
    work.write("random.txt", random);
    work.write("line.txt", "trién khai ".repeat(100_000));
    work.write("word.txt", "é".repeat(500_000));
    work.write("blank.txt", "\n".repeat(100_000));
    work.write("nul.txt", format!("{PLAN}\0{}", PLAN.repeat(10)));
    let run = work.run("convert random.txt line.txt word.txt blank.txt nul.txt -o out");
    assert_eq!(run.code, 1);
    assert!(run.err.starts_with("error: random.txt: not a text file: "), "{run:?}");
    assert_eq!(work.names("out"), ["blank.json", "line.json", "nul.json", "word.json"]);
}

#[test]
fn results_of_one_name_stay_apart_and_below_the_folder() {
    let work = Workplace::new();
    work.write("a/1.txt", PLAN);
    work.write("b/1.txt", PLAN);
    work.write("b/1.ocr", PLAN);
    work.write("deep/down/x.txt", "x");
    let run = work.run("convert a/1.txt b/1.txt a/../b/1.ocr deep/down/../../a/1.txt -o deep/out");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        work.names("deep"),
        ["down/x.txt", "out/.vanban-manifest.jsonl", "out/1.json", "out/1_2.json", "out/1_3.json", "out/1_4.json"]
    );
}

#[cfg(unix)]
#[test]
fn names_of_any_kind() {
    use std::os::unix::ffi::OsStrExt;
    let work = Workplace::new();
    work.write("in/\u{1b}[31m\n.txt", "\0");
    work.write("in/ Kế hoạch.txt", PLAN);
    std::fs::write(work.path("in").join(std::ffi::OsStr::from_bytes(b"\xff.txt")), PLAN).unwrap();
    let long = "n".repeat(251);
    work.write(&format!("in/{long}.txt"), PLAN);
    let run = work.run("convert in -o out");
    assert_eq!(run.code, 1);
    assert!(!run.err.contains('\u{1b}'), "{run:?}");
    assert!(run.err.contains(&format!("in/{long}.txt: can't write ")), "a name that is too long for a result: {run:?}");
    assert_eq!(work.names("out"), [" Kế hoạch.json", "\u{fffd}.json"]);
}

#[test]
fn what_keeps_a_batch_from_starting_is_usage() {
    let work = Workplace::new();
    work.write("a.txt", PLAN);
    work.write("bad.model", "no model");
    for (arguments, message) in [
        ("convert a.txt -o a.txt", "error: can't write to a.txt: "),
        ("convert a.txt -o a.txt/out", "error: can't write to a.txt/out: "),
        ("convert a.txt", "error: the following required arguments were not provided:"),
        ("convert -o out", "error: the following required arguments were not provided:"),
        ("convert a.txt -o out --shard 3/2", "error: invalid value '3/2'"),
        ("convert a.txt -o out --jobs 0", "error: invalid value '0'"),
        ("convert a.txt -o out --min-confidence 2", "error: invalid value '2'"),
        ("convert --files-from gone -o out", "error: gone: No such file"),
        ("convert --no-such-option", "error: unexpected argument"),
    ] {
        let run = work.run(arguments);
        assert_eq!(run.code, 2, "{arguments}: {run:?}");
        assert!(run.err.starts_with(message), "{arguments}: {run:?}");
    }
    for (model, message) in [("gone", "gone: "), ("bad.model", "bad.model: not a usable model: ")] {
        let run = work.run(&format!("convert a.txt -o out --model {model}"));
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.starts_with(&format!("error: {message}")), "{run:?}");
    }
}

#[test]
fn an_interrupted_batch_is_taken_up_again() {
    let work = Workplace::new();
    for n in 0..9 {
        work.write(&format!("in/{n}.txt"), PLAN.repeat(n + 1));
    }
    assert_eq!(work.run("convert in -o whole").code, 0);
    // The first run ends early, as if killed: two documents are missing, one is only known to the folder.
    assert_eq!(work.run("convert in -o out").code, 0);
    let manifest = work.read("out/.vanban-manifest.jsonl");
    let cut: usize = manifest.lines().take(6).map(|line| line.len() + 1).sum();
    work.write("out/.vanban-manifest.jsonl", &manifest[..cut + 10]);
    for gone in ["7", "8"] {
        std::fs::remove_file(work.path("out").join(format!("{gone}.json"))).unwrap();
    }
    work.write("in/3.txt", "Thay doi\n");
    let run = work.run("convert in -o out --resume");
    assert!(run.err.ends_with(": 4 converted, 5 unchanged\n"), "{run:?}");
    assert_eq!(work.names("out"), work.names("whole"));
    for (name, content) in
        work.files("whole").into_iter().filter(|(name, _)| name != "3.json" && !name.starts_with('.'))
    {
        assert!(content == std::fs::read(work.path("out").join(&name)).unwrap(), "{name}");
    }
    // Other settings are other results.
    let run = work.run("convert in -o out --resume --channel eng");
    assert!(run.err.ends_with(": 9 converted\n"), "{run:?}");
    let run = work.run("convert in -o out --resume --channel eng");
    assert!(run.err.ends_with(": 0 converted, 9 unchanged\n"), "{run:?}");
}

#[test]
fn shards_make_up_the_whole() {
    let work = Workplace::new();
    for n in 0..7 {
        work.write(&format!("in/{n}.txt"), PLAN);
    }
    for shard in ["1/3", "2/3", "3/3"] {
        assert_eq!(work.run(&format!("convert in -o out --shard {shard}")).code, 0);
        assert_eq!(work.run(&format!("convert in -o out --shard {shard} --resume")).code, 0);
    }
    assert_eq!(work.names("out").len(), 7);
}

#[test]
fn lists_early_stop_and_summary() {
    let work = Workplace::new();
    work.write("a.txt", PLAN);
    work.write("b.txt", [0; 100]);
    work.write("c.txt", PLAN);
    let run = work.run_with("convert --files-from - -o out --summary sum.json", b"a.txt\n\nb.txt\r\nc.txt\n");
    assert_eq!(run.code, 1, "{run:?}");
    let summary: serde_json::Value = serde_json::from_str(&work.read("sum.json")).unwrap();
    assert_eq!(summary["documents"], 3);
    assert_eq!(summary["converted"], 2);
    assert_eq!(summary["failures"][0]["file"], "b.txt");
    assert_eq!(summary["results"][1]["name"], "c");
    let run = work.run("convert gone.txt a.txt -o early --fail-fast");
    assert_eq!((run.code, work.names("early").len()), (1, 0), "{run:?}");
    assert!(run.err.ends_with(": 0 converted, 1 failed, 1 left for --resume\n"), "{run:?}");
}
