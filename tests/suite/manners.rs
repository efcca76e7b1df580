//! How the command behaves among others: languages, completions, manuals, colours, closed pipes.

use crate::support::{Run, Workplace};

fn spoken(work: &Workplace, arguments: &str, variables: &[(&str, &str)]) -> Run {
    let mut command = work.command(arguments);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    Run { code: output.status.code().unwrap(), out: output.stdout, err }
}

#[test]
fn messages_are_in_the_language_of_the_user() {
    let work = Workplace::new();
    work.write("a.txt", "Ké hoach");
    work.write("b.txt", b"D\xe9cret du minist\xe8re");
    let english = "error: b.txt: not UTF-8";
    let vietnamese = "lỗi: b.txt: không phải UTF-8";
    for (arguments, variables, expected) in [
        ("convert a.txt b.txt -o out", &[][..], english),
        ("convert a.txt b.txt -o out", &[("LANG", "vi_VN.UTF-8")], vietnamese),
        ("convert a.txt b.txt -o out --lang vi", &[("LANG", "en_US.UTF-8")], vietnamese),
        ("convert a.txt b.txt -o out --lang=en", &[("LC_ALL", "vi_VN")], english),
    ] {
        let run = spoken(&work, arguments, variables);
        assert!(run.code == 1 && run.err.starts_with(expected), "{arguments}: {run:?}");
    }
    let run = spoken(&work, "convert a.txt b.txt gone.txt -o out --lang vi", &[]);
    assert!(run.err.contains("lỗi: gone.txt: không có tệp hoặc thư mục này\n"), "{run:?}");
    assert!(run.err.ends_with(" giây: đã chuyển 1, lỗi 2\n"), "{run:?}");
    // The language is for the user's eyes: results are the same.
    spoken(&work, "convert a.txt -o en --format all --lang en", &[]);
    spoken(&work, "convert a.txt -o vi --format all --lang vi", &[]);
    assert!(work.files("en") == work.files("vi"));
}

#[test]
fn help_and_usage_speak_vietnamese_too() {
    let work = Workplace::new();
    let run = spoken(&work, "convert --help --lang vi", &[]);
    let help = String::from_utf8(run.out).unwrap();
    assert_eq!(run.code, 0);
    for part in ["Cách dùng:", "Tùy chọn:", "Thư mục cho kết quả", "--resume"] {
        assert!(help.contains(part), "{part}: {help}");
    }
    assert!(!help.contains("Folder for the results"), "{help}");
    let run = spoken(&work, "convert a.txt -o out --format pdf --lang vi", &[]);
    assert!(run.code == 2 && run.err.starts_with("lỗi: giá trị 'pdf' không hợp lệ"), "{run:?}");
}

#[test]
fn shells_and_manuals_know_every_command() {
    let work = Workplace::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = work.run(&format!("completions {shell}"));
        let script = String::from_utf8(run.out).unwrap();
        assert!(run.code == 0 && script.contains("convert") && script.contains("time-limit"), "{shell}");
    }
    let page = String::from_utf8(work.run("man").out).unwrap();
    assert!(page.contains(".TH vanban 1") && page.contains("EXIT") | page.contains("Exit codes"), "{page}");
    assert_eq!(work.run("man -o pages").code, 0);
    let names = work.names("pages");
    for name in ["vanban.1", "vanban-convert.1", "vanban-restore.1", "vanban-completions.1"] {
        assert!(names.iter().any(|found| found == name), "{names:?}");
    }
    assert!(work.read("pages/vanban-convert.1").contains("time\\-limit"));
}

#[test]
fn colours_are_for_terminals() {
    let work = Workplace::new();
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("TERM", "dumb")]] {
        let run = spoken(&work, "convert gone.txt -o out", variables);
        assert!(run.err.starts_with("error: gone.txt") && !run.err.contains('\u{1b}'), "{run:?}");
    }
    // Who forces colours gets them, so the absence above is no accident.
    assert!(spoken(&work, "convert gone.txt -o out", &[("CLICOLOR_FORCE", "1")]).err.contains('\u{1b}'));
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let work = Workplace::new();
    for arguments in ["schema", "completions bash", "man", "convert --help"] {
        let mut child = work.command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments}: {output:?}");
    }
}
