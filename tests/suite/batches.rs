//! Batches that are stopped by whatever can stop them, and taken up again: in the end there are the same bytes as if nothing had happened.

#![cfg(unix)]

use std::fs;
use std::process::Child;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::support::{Run, Workplace, small_model};
use vanban::batch::{Before, Converter, Failure, Input, Outputs};
use vanban::export::Format;
use vanban::model::Model;
use vanban::ocr::Reader;
use vanban::restore::Restorer;

const PLAN: &str = "KÉ HOẠCH\nI. NHIỆM VỤ\n1. Phòng Ké hoach chủ trì trién khai trước ngày 30/6/2026.\n2. thuc hién Nghi quyét số 57-NQ/TW\n";

const FORMATS: &str = if cfg!(all(feature = "xlsx", feature = "parquet")) {
    "json,html,jsonl,csv,parquet,xlsx"
} else {
    "json,html,jsonl,csv"
};

/// `count` plans of different lengths, one corrupt in each `corrupt`.
fn plans(work: &Workplace, count: usize, corrupt: usize) {
    for n in 0..count {
        let text = format!("Số: {n}/KH-UBND\n{}", PLAN.repeat(1 + n * 7 % 5));
        let bytes = if n % corrupt == corrupt / 2 { vec![0; 64] } else { text.into_bytes() };
        work.write(&format!("in/{}/{n}.txt", n % 10), bytes);
    }
}

/// Lines of the manifest that are whole.
fn noted(work: &Workplace, out: &str) -> usize {
    fs::read(work.path(out).join(".vanban-manifest.jsonl"))
        .map_or(0, |text| text.iter().filter(|&&b| b == b'\n').count())
}

/// Waits until the child has noted `count` documents, or has ended.
fn wait_for(work: &Workplace, child: &mut Child, out: &str, count: usize) {
    let started = Instant::now();
    while noted(work, out) < count && child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < Duration::from_secs(300), "no progress");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn kill(work: &Workplace, arguments: &str, out: &str, count: usize) {
    let mut child = work.command(arguments).spawn().unwrap();
    wait_for(work, &mut child, out, count);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// What a batch with failures gives: exit code and counts.
fn ended(run: &Run, expected: &str) {
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.trim_end().ends_with(expected), "{expected}: {run:?}");
}

/// Kills a batch of `count` documents at each of `points`, resumes it, and compares it with one that ran through.
fn killed(count: usize, corrupt: usize, points: &[usize]) {
    let work = Workplace::new();
    plans(&work, count, corrupt);
    let bad = count / corrupt;
    let whole = work.run(&format!("convert in -o whole --format {FORMATS}"));
    ended(&whole, &format!("{} converted, {bad} failed", count - bad));
    assert_eq!(whole.err.matches("not a text file").count(), bad);

    let arguments = format!("convert in -o out --format {FORMATS} --resume --jobs 3");
    for &point in points {
        kill(&work, &arguments, "out", point);
        for (name, content) in work.files("out").iter().filter(|(name, _)| name.ends_with(".json")) {
            assert!(serde_json::from_slice::<serde_json::Value>(content).is_ok(), "{name} is half a file");
        }
    }
    assert!(noted(&work, "out") >= points[points.len() - 1]);
    let run = work.run(&arguments);
    assert!(run.err.contains(" unchanged") && run.err.contains(&format!("{bad} failed")), "{run:?}");
    let (expected, found) = (work.files("whole"), work.files("out"));
    for ((name, first), (other, second)) in expected.iter().zip(&found) {
        assert!(name == other && first == second, "{name} {other}");
    }
    assert_eq!(expected.len(), found.len());
}

#[test]
fn a_killed_batch_ends_with_the_same_bytes() {
    killed(40, 20, &[9, 26]);
}

#[test]
fn two_thousand_documents_killed_at_random_points() {
    let mut points: Vec<usize> = std::iter::repeat_with(|| fastrand::usize(1..1900)).take(5).collect();
    points.sort_unstable();
    println!("killed after {points:?} documents");
    // The last one while the tables are written.
    points.push(1980);
    killed(2000, 100, &points);
}

#[test]
fn an_interrupted_batch_finishes_what_is_in_flight() {
    let work = Workplace::new();
    plans(&work, 300, 1000);
    assert_eq!(work.run("convert in -o whole --format json,csv").code, 0);
    for signal in ["-INT", "-TERM"] {
        let _ = fs::remove_dir_all(work.path("out"));
        let mut child = work.command("convert in -o out --format json,csv --jobs 2").spawn().unwrap();
        wait_for(&work, &mut child, "out", 5);
        std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert!(err.contains("left for --resume") && err.contains("when --resume has finished it"), "{err}");
        let names = work.names("out");
        assert_eq!(names.len(), noted(&work, "out"), "every file is noted, and no table is there yet: {names:?}");
        assert_eq!(work.run("convert in -o out --format json,csv --resume").code, 0);
        assert!(work.files("out") == work.files("whole"), "{signal}");
    }
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing_half() {
    let work = Workplace::new();
    plans(&work, 8, 100);
    work.write("in/0/0.txt", PLAN.repeat(400));
    assert_eq!(work.run("convert in -o whole --format json,jsonl").code, 0);
    // No file may grow over 64 KiB, as on a disk that is full.
    let limited = "trap '' XFSZ; ulimit -f 64; exec \"$0\" convert in -o out --format json,jsonl --model small.model";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", limited, env!("CARGO_BIN_EXE_vanban")]).current_dir(work.path("")).env("LC_ALL", "C");
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("can't write") && err.contains("File too large") && err.contains(" converted"), "{err}");
    assert!(!work.path("out/0/0.json").exists());
    for (name, content) in work.files("out").iter().filter(|(name, _)| name.ends_with(".json")) {
        assert!(serde_json::from_slice::<serde_json::Value>(content).is_ok(), "{name}");
    }
    assert_eq!(work.run("convert in -o out --format json,jsonl --resume").code, 0);
    for (name, content) in work.files("whole").iter().filter(|(name, _)| !name.starts_with('.')) {
        assert!(*content == fs::read(work.path("out").join(name)).unwrap(), "{name}");
    }
    assert_eq!(work.names("whole"), work.names("out"));
}

#[test]
fn what_is_in_the_way_fails_alone() {
    let work = Workplace::new();
    plans(&work, 20, 100);
    work.write("out/3", "a file where a folder should be");
    let run = work.run("convert in -o out --format json,csv");
    ended(&run, ": 18 converted, 2 failed");
    assert!(run.err.contains("error: in/3/13.txt: can't write out/3/13.json: "), "{run:?}");
    assert_eq!(work.read("out/documents.csv").lines().count(), 19, "titles, and a row for each that went well");
}

#[test]
fn a_file_that_vanishes_is_a_failure_of_its_own() {
    let work = Workplace::new();
    let model = Box::leak(Box::new(Model::from_bytes(&small_model()).unwrap()));
    let converter =
        Converter::new(Arc::new(Reader::new(Default::default())), Restorer::new(model, Default::default()), None);
    let outputs = Outputs { folder: work.path("out"), formats: vec![Format::Json], settings: String::new() };
    let input = Input { path: work.path("gone.txt"), name: "gone".into() };
    assert!(matches!(converter.convert(&input, &outputs, &Before::default()), Err(Failure::Read(_))));
    assert!(!work.path("out").exists());
}

#[test]
fn a_document_that_takes_too_long_is_given_up() {
    let work = Workplace::new();
    work.write("in/long.txt", PLAN.repeat(2000));
    let run = work.run("convert in -o out --time-limit 0.000000001");
    ended(&run, ": 0 converted, 1 failed");
    assert!(run.err.starts_with("error: in/long.txt: took longer than 0.000000001 s\n"), "{run:?}");
    assert!(work.names("out").is_empty());
    assert_eq!(work.run("convert in -o out --time-limit 600 --resume").code, 0);
    for wrong in ["0", "-1", "x", "1e999"] {
        assert_eq!(work.run(&format!("convert in -o out --time-limit={wrong}")).code, 2, "{wrong}");
    }
}

#[test]
fn one_run_at_a_time_writes_a_folder() {
    let work = Workplace::new();
    plans(&work, 3, 100);
    work.write("out/.vanban-manifest.jsonl", "");
    let held = fs::File::open(work.path("out/.vanban-manifest.jsonl")).unwrap();
    held.lock().unwrap();
    let run = work.run("convert in -o out");
    assert!(run.code == 1 && run.err.contains("another run is at work here"), "{run:?}");
    drop(held);
    assert_eq!(work.run("convert in -o out").code, 0);
}

#[test]
fn formats_that_are_new_are_made_and_the_others_stay() {
    let work = Workplace::new();
    plans(&work, 10, 100);
    let convert = |formats: &str| work.run(&format!("convert in -o out --resume --format {formats}"));
    assert!(convert("json,csv").err.ends_with(": 10 converted\n"));
    assert!(convert("csv").err.ends_with(": 0 converted, 10 unchanged\n"));
    assert!(convert("json").err.ends_with(": 0 converted, 10 unchanged\n"));
    assert!(convert("html").err.ends_with(": 10 converted\n"));
    let tables = work.read("out/tasks.csv");
    assert!(convert("csv").err.ends_with(": 10 converted\n"));
    assert_eq!(work.read("out/tasks.csv"), tables);
    // What is changed is changed in the tables too, and what is gone from the inputs is gone from them.
    let changed = "KÉ HOẠCH\nkhác\n";
    work.write("in/4/4.txt", changed);
    fs::remove_file(work.path("in/5/5.txt")).unwrap();
    assert!(convert("csv").err.ends_with(": 1 converted, 8 unchanged\n"));
    let documents = work.read("out/documents.csv");
    assert!(documents.contains(&vanban::text::digest(changed.as_bytes())), "{documents}");
    assert!(documents.contains(",4/4,") && !documents.contains(",5/5,"), "{documents}");
    assert_eq!(documents.lines().count(), 10);
}

#[test]
fn shards_have_tables_of_their_own() {
    let work = Workplace::new();
    plans(&work, 10, 100);
    assert_eq!(work.run("convert in -o whole --format jsonl,csv").code, 0);
    for shard in ["1/3", "2/3", "3/3"] {
        assert_eq!(work.run(&format!("convert in -o out --format jsonl,csv --shard {shard}")).code, 0);
    }
    let mut parts: Vec<String> = (1..=3)
        .flat_map(|n| {
            work.read(&format!("out/documents-{n}-of-3.jsonl")).lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    parts.sort();
    let text = work.read("whole/documents.jsonl");
    let mut whole: Vec<&str> = text.lines().collect();
    whole.sort_unstable();
    assert_eq!(parts, whole);
    assert_eq!(work.names("out").len(), 3 * 5);
}
