//! What `vanban eval` prints and writes.

use crate::support::Workplace;

#[test]
fn eval() {
    trycmd::TestCases::new().env("LC_ALL", "C").case("tests/cmd/eval.trycmd");
}

#[test]
fn a_report_is_written() {
    let work = Workplace::new();
    work.write("gold.txt", "Nghị quyết\n");
    work.write("read.txt", "Nghi quyết\n");
    let run = work.run("eval gold.txt read.txt --html report.html");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let page = work.read("report.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<ins>Nghị</ins>"), "{page}");
}
