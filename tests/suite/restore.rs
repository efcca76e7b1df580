//! `vanban restore`: text in, text out, line for line.

use std::io::{Read, Write};

use crate::support::Workplace;

#[test]
fn lines_and_the_end_stay_as_they_are() {
    let work = Workplace::new();
    for (read, lines) in [("", 0), ("\n", 1), ("Ké hoach", 0), ("Ké hoach\n", 1), ("\n\n Ké\n\n", 4), ("a\r\nb\r\n", 2)]
    {
        let run = work.run_with("restore", read.as_bytes());
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{read:?}");
        assert_eq!(run.out.iter().filter(|&&byte| byte == b'\n').count(), lines, "{read:?}");
        assert_eq!(run.out.ends_with(b"\n"), read.ends_with('\n'), "{read:?}");
    }
}

#[test]
fn files_go_to_standard_output_to_a_file_or_to_a_folder() {
    let work = Workplace::new();
    work.write("a.txt", "12\n");
    work.write("b/a.txt", "34\n");
    work.write("bad.txt", "\0\0\0");
    assert_eq!(work.run("restore a.txt b/a.txt").out, b"12\n34\n");
    assert_eq!(work.run("restore a.txt -o one.txt").out, b"");
    assert_eq!(work.read("one.txt"), "12\n");
    assert_eq!(work.run_with("restore - -o one.txt", b"56\n").code, 0);
    assert_eq!(work.read("one.txt"), "56\n");
    let run = work.run("restore a.txt bad.txt gone.txt b b/a.txt -o out");
    assert_eq!(run.code, 1);
    assert_eq!(work.names("out"), ["a.txt", "a_2.txt"]);
    assert_eq!(
        run.err.lines().collect::<Vec<_>>(),
        [
            "error: bad.txt: not a text file: 3 control characters, 3 of them NUL",
            "error: gone.txt: No such file or directory (os error 2)",
            "error: b: is a folder; `vanban convert` takes folders",
        ]
    );
    assert_eq!(work.run("restore bad.txt -o one.txt").code, 1);
    assert_eq!(work.read("one.txt"), "56\n", "what was there stays when the work fails");
}

#[test]
fn json_tells_of_lines_edits_and_words() {
    let work = Workplace::new();
    work.write("a.txt", "Ké hoach\n\nso 12\n");
    let run = work.run("restore a.txt --format json --channel eng");
    assert_eq!(run.code, 0, "{run:?}");
    let json: serde_json::Value = serde_json::from_slice(&run.out).unwrap();
    assert_eq!((&json["schema"], &json["file"]), (&"vanban/restored/1.0".into(), &"a.txt".into()));
    assert_eq!(json["channels"], serde_json::json!(["eng"]));
    let lines = json["lines"].as_array().unwrap();
    assert_eq!(lines.iter().map(|line| line["line"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(lines[2]["span"], serde_json::json!([10, 15]));
    assert_eq!(lines[2]["words"][1]["raw"], serde_json::json!([13, 15]));
    for line in lines {
        let text = line["text"].as_str().unwrap();
        for edit in line["edits"].as_array().unwrap() {
            assert!(text.contains(edit["to"].as_str().unwrap()), "{line}");
        }
    }
    let empty = work.run_with("restore --format json", b"");
    let json: serde_json::Value = serde_json::from_slice(&empty.out).unwrap();
    assert_eq!(json["lines"], serde_json::json!([]));
}

#[test]
fn long_streams_are_restored_in_parts_that_fit_together() {
    let work = Workplace::new();
    let text = "12 34\n".repeat(200_000);
    let run = work.run_with("restore --channel clean", text.as_bytes());
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out == text.as_bytes());
    let run = work.run_with("restore --channel clean --format json", text.as_bytes());
    let json: serde_json::Value = serde_json::from_slice(&run.out).unwrap();
    let last = json["lines"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["line"], &last["span"]), (&200_000.into(), &serde_json::json!([1_199_994, 1_199_999])));
}

#[test]
fn hostile_texts_are_harmless_or_named() {
    let work = Workplace::new();
    let mut random = fastrand::Rng::with_seed(1);
    work.write("random.txt", std::iter::repeat_with(|| random.u8(..)).take(10 << 20).collect::<Vec<u8>>());
    work.write("empty.txt", "");
    work.write("nul.txt", format!("Ké\0{}", "Ké hoach\n".repeat(50)));
    work.write("nuls.txt", [0; 1000]);
    for (name, code, out, err) in [
        ("random.txt", 1, 0, "error: random.txt: not a text file: "),
        ("gone.txt", 1, 0, "error: gone.txt: No such file"),
        (".", 1, 0, "error: .: is a folder"),
        ("empty.txt", 0, 0, ""),
        ("nul.txt", 0, 50, ""),
        ("nuls.txt", 1, 0, "error: nuls.txt: not a text file: 1000 control characters"),
    ] {
        let run = work.run(&format!("restore {name}"));
        assert_eq!(run.code, code, "{name}: {}", run.err);
        assert_eq!(run.out.iter().filter(|&&byte| byte == b'\n').count(), out, "{name}");
        assert!(run.err.starts_with(err) && run.err.is_empty() == err.is_empty(), "{name}: {}", run.err);
    }
    let line = "trién khai ".repeat(90_000);
    let run = work.run_with("restore", line.as_bytes());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(run.out.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty()).count(), 180_000);
}

#[test]
fn the_built_in_model_takes_nothing_for_nothing() {
    let work = Workplace::new();
    let output = work.bare_command("restore").stdin(std::process::Stdio::null()).output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_lexicon_and_a_least_confidence_are_used() {
    let work = Workplace::new();
    work.write("read.txt", include_str!("../../fixtures/lexicon/read.txt"));
    work.write("words.txt", include_str!("../../fixtures/lexicon/words.txt"));
    let run = |arguments: &str| {
        let output = work.bare_command(&format!("restore read.txt --channel eng {arguments}")).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let (without, with, unsure) = (run(""), run("--lexicon words.txt"), run("--min-confidence 1"));
    for name in ["Luồng Khoéc", "Tằng Xìn Quẩy"] {
        assert!(with.contains(name) && !without.contains(name), "{name}: {with}{without}");
    }
    assert!(unsure.contains("Luéng Khoéc"), "{unsure}");
    work.write("bad.txt", "Khoéc\t-1\n");
    let run = work.run("restore read.txt --lexicon bad.txt");
    assert_eq!(
        (run.code, run.err.as_str()),
        (2, "error: bad.txt: line 1: the weight \"-1\" is not between 0 and 100\n")
    );
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let work = Workplace::new();
    let mut child = work.command("restore --channel clean").spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || while stdin.write_all(&b"12 34\n".repeat(10_000)).is_ok() {});
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 6]).unwrap();
    drop(stdout);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    feeder.join().unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let work = Workplace::new();
    let run = work.run_with("restore -o /dev/full", b"12\n");
    assert_eq!(run.code, 1);
    assert_eq!(run.err, "error: standard input: can't write the output: No space left on device (os error 28)\n");
}
