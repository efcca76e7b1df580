//! `vanban convert --stdin`: one line out for each line in.

use std::io::{BufRead, BufReader, Write};

use crate::support::Workplace;
use serde_json::{Value, json};

const PIPE: &str = "convert --stdin --format jsonl";

fn answers(output: &[u8]) -> Vec<Value> {
    output
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

#[test]
fn lines_come_back_in_order_and_errors_are_lines() {
    let work = Workplace::new();
    let mut lines: Vec<String> =
        (0..40).map(|n| json!({"id": n, "text": "Ké hoach trién khai\n".repeat(n * 7 % 40)}).to_string()).collect();
    lines.insert(3, "no JSON".to_owned());
    lines.insert(5, String::new());
    lines.insert(9, json!({"id": "bad", "txt": "x"}).to_string());
    lines.insert(20, json!({"id": ["any", 1], "text": "\0\0\0"}).to_string());
    let run = work.run_with(&format!("{PIPE} --jobs 3"), (lines.join("\n") + "\r\n").as_bytes());
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let found = answers(&run.out);
    let mut expected: Vec<Value> = (0..40).map(|n| json!(n)).collect();
    expected.insert(3, Value::Null);
    expected.insert(8, json!("bad"));
    expected.insert(19, json!(["any", 1]));
    assert_eq!(found.iter().map(|line| line["id"].clone()).collect::<Vec<_>>(), expected);
    let failed: Vec<usize> = (0..found.len()).filter(|&at| found[at].get("error").is_some()).collect();
    assert_eq!(failed, [3, 8, 19]);
    assert!(found[19]["error"].as_str().unwrap().starts_with("not a text file"), "{}", found[19]);
    assert!(found[8]["error"].as_str().unwrap().contains("missing field `text`"), "{}", found[8]);
    assert_eq!(work.run_with(&format!("{PIPE} --fail-fast"), b"{}\n").code, 1);
}

#[test]
fn a_line_is_that_of_the_batch() {
    let work = Workplace::new();
    work.write("in/a.txt", "Ké hoach trién khai\r\nthuc hién\n");
    assert_eq!(work.run("convert in -o out --format jsonl").code, 0);
    let request = json!({"id": "a", "file": "a.txt", "text": work.read("in/a.txt")}).to_string();
    let run = work.run_with(PIPE, request.as_bytes());
    assert_eq!(String::from_utf8(run.out).unwrap(), work.read("out/documents.jsonl"));
}

#[test]
fn a_driver_may_wait_for_each_answer() {
    let work = Workplace::new();
    let mut child = work.command(&format!("{PIPE} --jobs 2")).spawn().unwrap();
    let mut requests = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for id in 0..20 {
        writeln!(requests, "{}", json!({"id": id, "text": "Ké hoach"})).unwrap();
        requests.flush().unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["id"], id);
    }
    drop(requests);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let work = Workplace::new();
    let mut child = work.command(PIPE).spawn().unwrap();
    let mut requests = child.stdin.take().unwrap();
    drop(child.stdout.take());
    // The command ends while its input is still open; what it no longer reads is lost, which is as it should be.
    let _ = writeln!(requests, "{}", json!({"id": 1, "text": "Ké hoach"}));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    drop(requests);
}

#[test]
fn only_lines_go_through_a_pipe() {
    let work = Workplace::new();
    for arguments in ["convert --stdin", "convert --stdin --format jsonl,csv"] {
        let run = work.run(arguments);
        assert_eq!(
            (run.code, run.err.as_str()),
            (2, "error: --stdin writes lines: give --format jsonl\n"),
            "{arguments}"
        );
    }
    for arguments in ["convert --stdin --format jsonl -o out", "convert --stdin --format jsonl in"] {
        assert_eq!(work.run(arguments).code, 2, "{arguments}");
    }
}
