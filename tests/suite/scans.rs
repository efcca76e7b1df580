//! Scans through programs of the test's own, which stand in for Tesseract and poppler: what is run, how often, within which bounds. The real
//! ones are tested by `.ci/engine`.

#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Run, Workplace};
use serde_json::Value;

const TABLE: &str = r"printf 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n'
printf '1\t1\t0\t0\t0\t0\t0\t0\t1190\t1684\t-1\t\n4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n'
printf '5\t1\t1\t1\t1\t1\t100\t100\t100\t20\t95\tTrần\n5\t1\t1\t1\t1\t2\t210\t100\t100\t20\t90\tLiễu\n'
";

/// The head of a PNG image of this size, which is all that is looked at before the engine gets it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\0\0\0\0\0\0\0\0");
    bytes
}

/// A place where `program` is a script, and no other program is found.
fn workplace(programs: &[(&str, &str)]) -> Workplace {
    let work = Workplace::new();
    fs::create_dir(work.path("bin")).unwrap();
    for (name, script) in programs {
        let name = format!("bin/{name}");
        work.write(&name, format!("#!/bin/sh\n{script}"));
        fs::set_permissions(work.path(&name), Permissions::from_mode(0o755)).unwrap();
    }
    work
}

fn run(work: &Workplace, arguments: &str) -> Run {
    let output = command(work, arguments).output().unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: output.stdout, err: String::from_utf8(output.stderr).unwrap() }
}

fn command(work: &Workplace, arguments: &str) -> Command {
    let mut command = work.command(arguments);
    command.env("PATH", work.path("bin"));
    command
}

#[test]
fn what_is_missing_is_told_with_what_installs_it() {
    let work = workplace(&[]);
    work.write("scan.png", png(1190, 1684));
    work.write("scan.pdf", "%PDF-1.7\n");
    for (file, program) in [("scan.png", "tesseract"), ("scan.pdf", "pdftotext")] {
        let run = run(&work, &format!("restore {file}"));
        let install = "apt-get install tesseract-ocr tesseract-ocr-vie tesseract-ocr-eng poppler-utils";
        assert_eq!(
            (run.code, run.err),
            (1, format!("error: {file}: needs {program}, which is not installed: {install}\n"))
        );
    }
    let run = run(&work, "restore scan.png --ocr none");
    assert_eq!(run.err, "error: scan.png: holds images of pages only, and OCR is turned off\n");
}

#[test]
fn an_image_is_read_in_both_languages_once() {
    let script = format!("case $1 in --version) echo tesseract 5.3.0; exit;; esac\necho \"$*\" >>log\n{TABLE}");
    let work = workplace(&[("tesseract", &script)]);
    work.write("scan.png", png(1190, 1684));
    for _ in 0..2 {
        let run = run(&work, "restore scan.png --ocr-cache kept --channel clean --jobs 1");
        assert_eq!((run.code, String::from_utf8(run.out).unwrap().as_str(), run.err.as_str()), (0, "Trần Liễu\n", ""));
    }
    let log = work.read("log");
    let mut calls: Vec<&str> = log.lines().collect();
    calls.sort_unstable();
    assert_eq!(calls, ["- - -l eng tsv", "- - -l vie tsv"]);
    // Both readings, what was read, and how thick the strokes of its words are.
    assert_eq!(work.names("kept").len(), 4);
    // Another image is another reading.
    work.write("scan.png", png(1190, 1685));
    assert_eq!(run(&work, "restore scan.png --ocr-cache kept --ocr vie").code, 0);
    assert_eq!(work.read("log").lines().count(), 3);
}

#[test]
fn results_tell_where_they_stand_on_paper() {
    let work = workplace(&[("tesseract", TABLE)]);
    work.write("scan.png", png(1190, 1684));
    let run = run(&work, "restore scan.png --channel clean --format json");
    let lines: Value = serde_json::from_slice(&run.out).unwrap();
    let line = &lines["lines"][0];
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|one| one.as_f64().unwrap().round()).collect()
    };
    assert_eq!((line["page"].as_u64(), numbers(&line["bbox"])), (Some(1), vec![50.0, 50.0, 155.0, 60.0]));
    assert_eq!(numbers(&line["words"][1]["bbox"]), [105.0, 50.0, 155.0, 60.0]);
    assert_eq!(self::run(&work, "convert scan.png -o out --channel clean").code, 0);
    let document: Value = serde_json::from_str(&work.read("out/scan.json")).unwrap();
    let paragraph = &document["preamble"][0];
    assert_eq!((paragraph["page"].as_u64(), numbers(&paragraph["bbox"])), (Some(1), vec![50.0, 50.0, 155.0, 60.0]));
    work.write("plain.txt", "Trần Liễu\n");
    assert_eq!(self::run(&work, "convert plain.txt -o out --channel clean").code, 0);
    let plain: Value = serde_json::from_str(&work.read("out/plain.json")).unwrap();
    assert!(plain["preamble"][0].get("page").is_none() && plain["preamble"][0].get("bbox").is_none());
}

#[test]
fn names_are_never_seen_by_programs() {
    let work = workplace(&[("tesseract", &format!("echo \"$*\" >>log\n{TABLE}"))]);
    let names = ["in/; touch hit;.png", "in/-rf.png", "in/$(touch hit).png", "in/a'b\"c\nd.png"];
    for name in names {
        work.write(name, png(1190, 1684));
    }
    let run = run(&work, "convert in -o out --ocr vie");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(work.names("out").len(), names.len());
    assert!(work.read("log").lines().all(|call| call == "- - -l vie tsv"));
    assert!(!work.path("hit").exists());
}

#[test]
fn hostile_images_are_refused_before_they_are_decoded() {
    let work = workplace(&[("tesseract", "echo called >>log")]);
    // A directory of one entry that is followed by itself.
    let mut circle = b"II*\0\x08\0\0\0".to_vec();
    circle.extend(b"\x02\0\0\x01\x03\0\x01\0\0\0\x09\0\0\0\x01\x01\x03\0\x01\0\0\0\x09\0\0\0\x08\0\0\0");
    // One strip of nine bytes that is said to hold as many points as that.
    let mut huge = b"II*\0\x08\0\0\0\x06\0".to_vec();
    for (tag, value) in [(256u16, 30_000u32), (257, 30_000), (262, 1), (273, 8), (278, 30_000), (279, 9)] {
        huge.extend([&tag.to_le_bytes()[..], b"\x04\0\x01\0\0\0", &value.to_le_bytes()].concat());
    }
    huge.extend(b"\0\0\0\0");
    for (name, bytes, reason) in [
        ("huge.tiff", huge, "page 1 has 30000 × 30000 pixels; at most 140 million are read"),
        ("wide.png", png(100_000, 10), "page 1 has 100000 × 10 pixels; at most 140 million are read"),
        ("large.png", png(30_000, 30_000), "page 1 has 30000 × 30000 pixels; at most 140 million are read"),
        ("short.png", png(9, 9)[..14].to_vec(), "damaged image: "),
        ("circle.tiff", circle, "damaged image: "),
        ("short.tiff", b"II*\0\xff\xff\xff\xff".to_vec(), "damaged image: "),
    ] {
        work.write(name, bytes);
        let run = run(&work, &format!("restore {name}"));
        assert_eq!(run.code, 1);
        assert!(run.err.starts_with(&format!("error: {name}: {reason}")), "{}", run.err);
    }
    assert!(!work.path("log").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn a_picture_that_unfolds_within_the_bounds_is_read_in_bounded_memory() {
    let work = workplace(&[("tesseract", TABLE)]);
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(12_000, 11_000, image::Luma([255]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    let bytes = bytes.into_inner();
    assert!(bytes.len() < 2_000_000, "{}", bytes.len());
    work.write("bomb.png", bytes);
    let command = command(&work, "restore bomb.png --ocr vie --channel clean --jobs 1");
    let mut bounded = Command::new("/bin/sh");
    // Thousands of bytes of address space.
    bounded.args(["-c", "ulimit -v 2000000; exec \"$0\" \"$@\""]).arg(command.get_program()).args(command.get_args());
    let output = bounded.current_dir(work.path("")).env("PATH", work.path("bin")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Trần Liễu\n", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_text_layer_is_read_where_its_pages_can_not_be_drawn() {
    let layer =
        "echo '<page width=\"595\" height=\"842\">'; for x in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do
        echo \"<word xMin='${x}0' yMin='10' xMax='${x}8' yMax='20'>Liễu</word>\"; done; echo '</page>'";
    let work = workplace(&[("pdftotext", layer), ("pdftoppm", "echo called >>log; exit 1")]);
    work.write("plan.pdf", "%PDF-1.7\n");
    let run = run(&work, "restore plan.pdf --channel clean");
    let text = format!("{}\n", ["Liễu"; 20].join(" "));
    assert_eq!((run.code, String::from_utf8(run.out).unwrap(), run.err), (0, text, String::new()));
    assert_eq!(work.read("log"), "called\n");
}

#[test]
fn a_scan_whose_text_lacks_its_marks_is_read_where_it_can_be() {
    let words: Vec<String> =
        (0..20).map(|at| format!("<word xMin='{at}0' yMin='10' xMax='{at}8' yMax='20'>quyet</word>")).collect();
    let layer = format!("echo \"<page width='595' height='842'>{}</page>\"", words.concat());
    let image = |pixels: u32| {
        let row = format!("1 0 image {pixels} {pixels} gray 1 1 ccitt no 11 0 100 100 25.3K 9.5%");
        format!("echo head; echo ---; echo '{row}'")
    };
    let engine = |languages: &str| format!("case $1 in --list-langs) echo '{languages}'; exit;; esac\n{TABLE}");
    let (page, stamp) = (image(1100), image(200));
    let (able, unable) = (engine("List of languages\neng\nvie"), engine("eng"));
    let (read, kept) = ("Trần Liễu\n".to_owned(), format!("{}\n", ["quyet"; 20].join(" ")));
    for (images, tesseract, options, expected) in [
        (&page, Some(&able), "", &read),
        (&page, Some(&able), "--ocr none", &kept),
        (&page, Some(&unable), "", &kept),
        (&page, None, "", &kept),
        (&stamp, Some(&able), "", &kept),
        (&stamp, Some(&able), "--ocr both", &read),
    ] {
        let mut programs = vec![("pdftotext", layer.as_str()), ("pdfimages", images), ("pdftoppm", "echo P5 9 9 255")];
        programs.extend(tesseract.map(|script| ("tesseract", script.as_str())));
        let work = workplace(&programs);
        work.write("scan.pdf", "%PDF-1.7\n");
        let run = run(&work, &format!("restore scan.pdf --channel clean {options}"));
        let told = (run.code, String::from_utf8(run.out).unwrap(), run.err);
        assert_eq!(told, (0, expected.clone(), String::new()), "{images} {tesseract:?} {options}");
        command(&work, &format!("convert scan.pdf -o out --channel clean {options}")).output().unwrap();
        let document: Value = serde_json::from_str(&work.read("out/scan.json")).unwrap();
        let told = document["diagnostics"].as_array().unwrap().iter().any(|found| found["code"] == "unread-scan");
        let wanting = images == &page && options.is_empty() && tesseract != Some(&able);
        assert_eq!(told, wanting, "{images} {tesseract:?} {options}");
    }
}

#[test]
fn no_more_programs_run_than_there_are_jobs() {
    let script = format!("echo + >>log\n/bin/sleep 0.05\necho - >>log\n{TABLE}");
    let work = workplace(&[("tesseract", &script)]);
    for at in 0..6 {
        work.write(&format!("in/{at}.png"), png(1190, 1600 + at));
    }
    for jobs in [1, 2] {
        let _ = fs::remove_file(work.path("log"));
        assert_eq!(run(&work, &format!("convert in -o out{jobs} --jobs {jobs}")).code, 0);
        let (mut now, mut most) = (0i32, 0);
        for line in work.read("log").lines() {
            now += if line == "+" { 1 } else { -1 };
            most = most.max(now);
        }
        assert!(most <= jobs && now == 0, "{most} at once");
    }
    assert_eq!(work.files("out1")[0], work.files("out2")[0]);
}

#[test]
fn failures_are_told_in_one_line() {
    for (script, reason) in [
        ("echo first >&2; echo 'no\tluck' >&2; exit 3", "tesseract failed: noluck"),
        ("exit 3", "tesseract failed: exit status: 3"),
        (
            "echo 'Could not initialize tesseract.' >&2; exit 1",
            "Tesseract does not know the language vie: apt-get install",
        ),
        ("exec /bin/cat /dev/zero", "tesseract wrote more than a document can hold"),
        ("printf 'level\\nx'", "damaged Tesseract TSV: line 2 is not a row of twelve fields"),
    ] {
        let work = workplace(&[("tesseract", script)]);
        work.write("scan.png", png(1190, 1684));
        let run = run(&work, "restore scan.png --ocr vie");
        assert_eq!(run.code, 1);
        assert!(run.err.starts_with(&format!("error: scan.png: {reason}")), "{}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
    let work = workplace(&[("pdftotext", "echo 'Command Line Error: Incorrect password' >&2; exit 1")]);
    work.write("scan.pdf", "%PDF-1.7\n");
    assert_eq!(
        run(&work, "restore scan.pdf").err,
        "error: scan.pdf: the PDF is encrypted; save it without a password\n"
    );
    let many = "i=0; while [ $i -le 2000 ]; do echo '<page width=\"9\" height=\"9\"></page>'; i=$((i+1)); done";
    let work = workplace(&[("pdftotext", many)]);
    work.write("scan.pdf", "%PDF-1.7\n");
    assert_eq!(run(&work, "restore scan.pdf").err, "error: scan.pdf: more than 2000 pages\n");
}

/// Waits for what must come.
fn until(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < Duration::from_secs(60), "nothing happens");
        sleep(Duration::from_millis(10));
    }
}

/// What the system knows of a process; nothing where it is gone, though nobody may wait for an orphan that has ended.
fn state(id: &str) -> String {
    let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    if state.contains(") Z ") { String::new() } else { state }
}

/// The visible and hidden files of a workplace, but for what its own programs write.
fn left(work: &Workplace) -> Vec<String> {
    let own = |name: &String| name != "child" && !name.starts_with("bin/");
    work.files("").into_iter().map(|(name, _)| name).filter(own).collect()
}

#[test]
fn an_interrupted_command_leaves_nothing_behind() {
    // The first signal lets a batch finish what it is at, the second one ends it.
    for (arguments, signals) in [
        ("restore scan.png --ocr vie --ocr-cache kept -o out.txt", 1),
        ("restore scan.png --ocr vie --ocr-cache kept", 1),
        ("convert scan.png --ocr vie --ocr-cache kept -o out", 2),
    ] {
        let script = "case $1 in --version) echo tesseract 5.3.0; exit;; esac\n/bin/sleep 600 &\necho $! >child\nwait";
        let work = workplace(&[("tesseract", script)]);
        work.write("scan.png", png(1190, 1684));
        let before = left(&work);
        let mut command = command(&work, arguments).spawn().unwrap();
        until(|| fs::read_to_string(work.path("child")).is_ok_and(|id| id.ends_with('\n')));
        let child = work.read("child").trim().to_owned();
        assert!(!state(&child).is_empty());
        for _ in 0..signals {
            assert!(Command::new("kill").args(["-INT", &command.id().to_string()]).status().unwrap().success());
            // Two at once would be one.
            sleep(Duration::from_millis(200));
        }
        assert_eq!(command.wait().unwrap().code(), Some(130), "{arguments}");
        until(|| state(&child).is_empty());
        let mut after = left(&work);
        // A batch keeps its journal.
        after.retain(|name| name != "out/.vanban-manifest.jsonl");
        assert_eq!(after, before, "{arguments}");
    }
}

#[test]
fn programs_of_a_killed_command_end_by_themselves() {
    // They can't be told; but nobody gives them input or takes their output, and the system bounds their time.
    let work = workplace(&[("tesseract", "echo $$ >child\nwhile echo row; do :; done")]);
    work.write("scan.png", png(1190, 1684));
    let before = left(&work);
    let mut command = command(&work, "restore scan.png --ocr vie --ocr-cache kept -o out.txt").spawn().unwrap();
    until(|| fs::read_to_string(work.path("child")).is_ok_and(|id| id.ends_with('\n')));
    command.kill().unwrap();
    command.wait().unwrap();
    let child = work.read("child").trim().to_owned();
    until(|| state(&child).is_empty());
    assert_eq!(left(&work), before);
}
