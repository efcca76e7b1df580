//! `--stdin`: lines of JSON in, lines of JSON out, for drivers that start the command and feed it.
//!
//! Every line of input gives one line of output, in order, written and flushed as soon as it is known: a driver may wait for each answer. A
//! line that is no request, or whose document fails, gives a line with `error`; the exit code is that of trouble with the pipe itself.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;

use serde::Deserialize;
use serde_json::Value;
use vanban::batch::{Converter, Draw, LARGEST, ordered_by};
use vanban::export::{self, Format};

use super::Args;
use crate::cli::error::CliError;
use crate::cli::messages;

/// A document to convert.
#[derive(Deserialize)]
struct Request {
    id: Value,
    text: String,
    /// The name of the file that it came from, where the id is none.
    file: Option<String>,
}

/// Answers every line of standard input.
pub fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.formats() != [Format::Jsonl] {
        return Err(CliError::Usage(messages::pipe_format()));
    }
    let (converter, _) = args.converter()?;
    let lines = lines(args.shared.engine.jobs());
    let draw = |may_wait: bool| {
        let line = if may_wait { lines.recv().map_err(|_| TryRecvError::Disconnected) } else { lines.try_recv() };
        match line {
            Ok(line) => Draw::Item(line),
            Err(TryRecvError::Empty) => Draw::Later,
            Err(TryRecvError::Disconnected) => Draw::End,
        }
    };
    let mut out = io::stdout().lock();
    let (mut broken, mut failed) = (None, false);
    let work = |line: io::Result<Vec<u8>>| line.map(|line| answer(&converter, &line));
    ordered_by(args.shared.engine.jobs(), draw, work, |result| {
        let answer = match result {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                broken = Some(CliError::Failed(messages::cant_read(&error)));
                return ControlFlow::Break(());
            }
            Err(panic) => Err(export::failure(&Value::Null, &panic.to_string())),
        };
        failed |= answer.is_err();
        let (Ok(mut line) | Err(mut line)) = answer;
        line.push('\n');
        if let Err(error) = out.write_all(line.as_bytes()).and_then(|()| out.flush()) {
            broken = Some(error.into());
        }
        if broken.is_some() || args.fail_fast && failed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .map_err(|error| CliError::Failed(messages::cant_start_threads(error)))?;
    match broken {
        Some(error) => Err(error),
        None if args.fail_fast && failed => Ok(ExitCode::FAILURE),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// The lines of standard input that are not empty, read ahead on a thread of their own, which ends with the process.
fn lines(ahead: usize) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = sync_channel(ahead);
    thread::spawn(move || {
        let mut reader = BufReader::new(io::stdin());
        loop {
            let line = match line(&mut reader) {
                Ok(None) => break,
                Ok(Some(line)) if line.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(Some(line)) => Ok(line),
                Err(error) => Err(error),
            };
            let last = line.is_err();
            if sender.send(line).is_err() || last {
                break;
            }
        }
    });
    receiver
}

/// The next line. Of one that is longer than any document only the beginning is kept.
fn line(reader: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    // A document of letters that JSON escapes is as long again.
    let most = 2 * LARGEST;
    if reader.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.len() as u64 == most && !line.ends_with(b"\n") {
        reader.skip_until(b'\n')?;
    }
    Ok(Some(line))
}

/// The line that answers `line`: a document, or an error.
fn answer(converter: &Converter, line: &[u8]) -> Result<String, String> {
    let Request { id, text, file } = serde_json::from_slice(line).map_err(|error| {
        // What can be told of the id still tells whose error it is.
        let id = serde_json::from_slice::<Value>(line).ok().and_then(|mut line| Some(line.get_mut("id")?.take()));
        export::failure(&id.unwrap_or_default(), &messages::not_a_line(error))
    })?;
    let file = file.unwrap_or_else(|| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    match converter.read(text.into_bytes(), &file) {
        Ok(reading) => Ok(export::line(&id, &reading.document)),
        Err(why) => Err(export::failure(&id, &messages::failure(&why))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_end() {
        let mut reader = "a\n\nb".as_bytes();
        let mut next = || line(&mut reader).expect("read");
        assert_eq!(
            [next(), next(), next(), next()],
            [Some(b"a\n".into()), Some(b"\n".into()), Some(b"b".into()), None]
        );
    }
}
