//! Every message to the user, in English and in Vietnamese.
//!
//! The language is that of `--lang`, else that of the locale (`LC_ALL`, `LC_MESSAGES`, `LANG`). Results never depend on it.

use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::sync::OnceLock;

use clap::ValueEnum;
use clap::error::{ContextKind, ErrorKind as Wrong};
use vanban::batch::{Failure, LARGEST, Reason};
use vanban::ocr::{EngineError, INSTALL, ReadError};
use vanban::text::DecodeError;

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English.
    En,
    /// Vietnamese.
    Vi,
}

static LANG: OnceLock<Lang> = OnceLock::new();

/// Chooses the language, once, before anything is said.
pub fn choose(typed: Option<Lang>) {
    let variable = |name: &str| std::env::var(name).ok();
    let _ = LANG.set(typed.unwrap_or_else(|| of_locale(variable)));
}

/// The language of the locale: the first of the variables that is set and not empty decides.
fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let locale = names.into_iter().filter_map(variable).find(|value| !value.is_empty()).unwrap_or_default();
    if locale == "vi" || locale.starts_with("vi_") || locale.starts_with("vi.") { Lang::Vi } else { Lang::En }
}

/// The language in use.
pub fn lang() -> Lang {
    LANG.get().copied().unwrap_or(Lang::En)
}

/// A text with its arguments in either language.
macro_rules! say {
    ($en:literal, $vi:literal) => {
        match lang() {
            Lang::En => format!($en),
            Lang::Vi => format!($vi),
        }
    };
}

/// Before an error.
pub fn error_label() -> String {
    say!("error", "lỗi")
}

pub fn cant_read(error: &io::Error) -> String {
    let error = system(error);
    say!("can't read: {error}", "không đọc được: {error}")
}

pub fn cant_write(path: &str, error: &io::Error) -> String {
    let error = system(error);
    say!("can't write {path}: {error}", "không ghi được {path}: {error}")
}

pub fn cant_write_to(folder: &str, error: &io::Error) -> String {
    let error = system(error);
    say!("can't write to {folder}: {error}", "không ghi được vào {folder}: {error}")
}

pub fn cant_write_output(error: &io::Error) -> String {
    let error = system(error);
    say!("can't write the output: {error}", "không ghi được kết quả: {error}")
}

pub fn cant_start_threads(error: impl Display) -> String {
    say!("can't start threads: {error}", "không tạo được luồng xử lý: {error}")
}

pub fn is_folder() -> String {
    say!("is a folder; `vanban convert` takes folders", "là thư mục; `vanban convert` mới nhận thư mục")
}

pub fn standard_input() -> String {
    say!("standard input", "đầu vào chuẩn")
}

pub fn standard_output() -> String {
    say!("standard output", "đầu ra chuẩn")
}

pub fn restored_to(target: &str) -> String {
    say!("restored to {target}", "đã phục hồi vào {target}")
}

pub fn unchanged() -> String {
    say!("unchanged", "không đổi")
}

pub fn told(words: usize, review: usize, diagnostics: usize) -> String {
    say!(
        "{words} words, {review} to review, {diagnostics} diagnostics",
        "{words} tiếng, {review} cần rà soát, {diagnostics} cảnh báo"
    )
}

pub fn bar() -> String {
    match lang() {
        Lang::En => "{bar:30} {human_pos}/{human_len} documents, {eta} left".to_owned(),
        Lang::Vi => "{bar:30} {human_pos}/{human_len} văn bản, còn {eta}".to_owned(),
    }
}

pub fn progress(done: u64, total: u64) -> String {
    say!("{done} of {total} documents", "{done} trên {total} văn bản")
}

pub fn gathering() -> String {
    say!("writing the files of the batch", "đang ghi các tệp chung của cả lô")
}

pub fn not_gathered() -> String {
    say!(
        "the files of the whole batch are written when --resume has finished it",
        "các tệp chung của cả lô sẽ được ghi khi chạy xong với --resume"
    )
}

/// How a batch ended: "5 documents in 0.8 s: 4 converted, 1 failed".
pub fn summary(total: usize, seconds: f64, counts: [usize; 4]) -> String {
    let [converted, unchanged, failed, left] = counts;
    let plural = if total == 1 { "" } else { "s" };
    let mut text = say!(
        "{total} document{plural} in {seconds:.1} s: {converted} converted",
        "{total} văn bản trong {seconds:.1} giây: đã chuyển {converted}"
    );
    for (count, part) in [
        (unchanged, say!(", {unchanged} unchanged", ", không đổi {unchanged}")),
        (failed, say!(", {failed} failed", ", lỗi {failed}")),
        (left, say!(", {left} left for --resume", ", còn {left} cho --resume")),
    ] {
        if count > 0 {
            text.push_str(&part);
        }
    }
    text
}

pub fn bad_weight(line: usize, weight: &str) -> String {
    say!(
        "line {line}: the weight {weight:?} is not between 0 and 100",
        "dòng {line}: trọng số {weight:?} không nằm giữa 0 và 100"
    )
}

pub fn not_a_line(error: impl Display) -> String {
    say!("not a line of JSON with \"id\" and \"text\": {error}", "không phải dòng JSON có \"id\" và \"text\": {error}")
}

pub fn pipe_format() -> String {
    say!("--stdin writes lines: give --format jsonl", "--stdin ghi theo dòng: hãy dùng --format jsonl")
}

/// What is wrong with the arguments, where the parser's own English won't do.
pub fn usage(error: &clap::Error) -> Option<String> {
    if lang() == Lang::En {
        return None;
    }
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let known = match error.kind() {
        Wrong::InvalidValue | Wrong::ValueValidation => format!("giá trị '{value}' không hợp lệ cho '{argument}'"),
        Wrong::UnknownArgument => format!("không có tùy chọn '{argument}'"),
        Wrong::InvalidSubcommand => format!("không có lệnh '{}'", context(ContextKind::InvalidSubcommand)),
        Wrong::MissingRequiredArgument => format!("thiếu: {argument}"),
        Wrong::ArgumentConflict => {
            format!("'{argument}' không đi cùng với: {}", context(ContextKind::PriorArg))
        }
        _ => return None,
    };
    let label = error_label();
    Some(format!("{label}: {known}\n\nXem `vanban --help`."))
}

/// Why an input is none.
pub fn reason(reason: &Reason) -> String {
    match (reason, lang()) {
        (Reason::Io(error), _) => system(error),
        (Reason::Nothing, Lang::Vi) => "không có tệp nào khớp".to_owned(),
        (Reason::Empty(pattern), Lang::Vi) => format!("không có tệp nào khớp {pattern}"),
        (other, _) => other.to_string(),
    }
}

/// Why a document failed.
pub fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Read(error) => cant_read(error),
        Failure::Write { path, error } => cant_write(path, error),
        Failure::Input(error) => input(error),
        Failure::Large => {
            let most = LARGEST >> 20;
            say!("larger than {most} MiB", "lớn hơn {most} MiB")
        }
        Failure::Time(limit) => {
            let seconds = limit.as_secs_f64();
            say!("took longer than {seconds} s", "mất hơn {seconds} giây")
        }
    }
}

/// Why an input can't be read.
pub fn input(error: &ReadError) -> String {
    match (error, lang()) {
        (ReadError::Decode(error), _) => decoding(error),
        (error, Lang::En) => error.to_string(),
        (ReadError::Format(error), Lang::Vi) => format!("tệp {} bị hỏng: {}", error.format, error.reason),
        (ReadError::Engine(error), Lang::Vi) => engine(error),
    }
}

/// Why a scan or a PDF can't be read, in Vietnamese.
fn engine(error: &EngineError) -> String {
    match error {
        EngineError::Missing(program) => format!("cần {program} nhưng chưa được cài: {INSTALL}"),
        EngineError::Language(language) => format!("Tesseract chưa có ngôn ngữ {language}: {INSTALL}"),
        EngineError::Off => "chỉ có ảnh trang, mà nhận dạng đã tắt".to_owned(),
        EngineError::Large { page, width, height } => format!("trang {page} quá lớn: {width} × {height} điểm ảnh"),
        EngineError::Pages(most) => format!("nhiều hơn {most} trang"),
        EngineError::Image(reason) => format!("ảnh bị hỏng: {reason}"),
        EngineError::Encrypted => "PDF có mật khẩu; hãy lưu lại không có mật khẩu".to_owned(),
        EngineError::Time { program, limit } => format!("{program} mất hơn {} giây", limit.as_secs_f64()),
        EngineError::Output(program) => format!("{program} ghi ra quá nhiều"),
        EngineError::Failed { program, reason } => format!("{program} bị lỗi: {reason}"),
        EngineError::Stopped => "đã dừng".to_owned(),
        EngineError::Start { program, error } => format!("không chạy được {program}: {}", system(error)),
    }
}

/// Why bytes are no text.
pub fn decoding(error: &DecodeError) -> String {
    match (error, lang()) {
        (error, Lang::En) => error.to_string(),
        (DecodeError::Encoding { encoding, offset }, Lang::Vi) => format!(
            "không phải UTF-8: có vẻ là {encoding}, byte sai đầu tiên ở vị trí {offset}; hãy chuyển tệp sang UTF-8"
        ),
        (DecodeError::Damaged { count, offset }, Lang::Vi) => {
            format!("UTF-8 bị hỏng: sai ở {count} chỗ, chỗ đầu tiên ở vị trí {offset}")
        }
        (DecodeError::Binary { reason }, Lang::Vi) => format!("không phải tệp văn bản: {reason}"),
    }
}

/// What the system says, which speaks English; what happens most is known in Vietnamese.
pub fn system(error: &io::Error) -> String {
    let known = match (lang(), error.kind()) {
        (Lang::En, _) => None,
        (_, ErrorKind::NotFound) => Some("không có tệp hoặc thư mục này"),
        (_, ErrorKind::PermissionDenied) => Some("không có quyền"),
        (_, ErrorKind::StorageFull) => Some("hết chỗ trên đĩa"),
        (_, ErrorKind::QuotaExceeded) => Some("hết hạn mức đĩa"),
        (_, ErrorKind::ReadOnlyFilesystem) => Some("chỉ đọc được, không ghi được"),
        (_, ErrorKind::NotADirectory) => Some("không phải thư mục"),
        (_, ErrorKind::IsADirectory) => Some("là thư mục"),
        (_, ErrorKind::InvalidFilename) => Some("tên tệp không hợp lệ hoặc quá dài"),
        (_, ErrorKind::ResourceBusy) => Some("một lần chạy khác đang dùng"),
        _ => None,
    };
    known.map_or_else(|| error.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (variables, expected) in [
            (&[("LANG", "vi_VN.UTF-8")][..], Lang::Vi),
            (&[("LANG", "vi")], Lang::Vi),
            (&[("LC_ALL", ""), ("LANG", "vi_VN")], Lang::Vi),
            (&[("LC_ALL", "C"), ("LANG", "vi_VN")], Lang::En),
            (&[("LC_MESSAGES", "vi_VN"), ("LANG", "en_US")], Lang::Vi),
            (&[("LANG", "vie_XX")], Lang::En),
            (&[], Lang::En),
        ] {
            let found =
                |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(of_locale(found), expected, "{variables:?}");
        }
    }
}
