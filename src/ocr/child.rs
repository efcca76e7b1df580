//! Child processes within bounds: how many at once, how long, how much memory, how much output.

use std::io::{ErrorKind, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wait_timeout::ChildExt;

use super::error::EngineError;

/// Bytes of address space that a program may take.
const MEMORY: u64 = 4 << 30;
/// Bytes of what a program says of errors that are kept.
const SAID: u64 = 64 << 10;

/// Runs programs; shared by threads.
pub struct Engine {
    limit: Duration,
    state: Mutex<State>,
    free: Condvar,
}

struct State {
    /// How many more may run now.
    slots: usize,
    /// Those that run.
    running: Vec<u32>,
    stopped: bool,
}

impl Engine {
    /// An engine that runs at most `slots` programs at once, each for `limit` at most.
    pub fn new(slots: usize, limit: Duration) -> Self {
        let state = State { slots: slots.max(1), running: Vec::new(), stopped: false };
        Self { limit, state: Mutex::new(state), free: Condvar::new() }
    }

    /// Ends all programs that run, with all that they started; no other starts.
    pub fn stop(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.stopped = true;
        for &id in &state.running {
            end(id);
        }
        self.free.notify_all();
    }

    /// What `program` writes for `input`, at most `most` bytes.
    pub(super) fn run(
        &self,
        program: &str,
        arguments: &[&str],
        input: &[u8],
        most: usize,
    ) -> Result<Vec<u8>, EngineError> {
        let _slot = self.slot()?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // One thread each: how many run at once is decided here. And messages in English, to be understood.
        command.env("OMP_THREAD_LIMIT", "1").env("LC_ALL", "C.UTF-8");
        apart(&mut command);
        let mut child = command.spawn().map_err(|error| match error.kind() {
            ErrorKind::NotFound => EngineError::Missing(program.to_owned()),
            _ => EngineError::Start { program: program.to_owned(), error },
        })?;
        bound(&child, self.limit);
        let id = child.id();
        let registered = self.register(id);
        let result = registered.and_then(|()| self.talk(program, &mut child, input, most));
        // Whatever it has started ends with it, also where it ended well.
        end(id);
        let _ = child.wait();
        self.state.lock().unwrap_or_else(PoisonError::into_inner).running.retain(|&other| other != id);
        result
    }

    fn talk(&self, program: &str, child: &mut Child, input: &[u8], most: usize) -> Result<Vec<u8>, EngineError> {
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let id = child.id();
        thread::scope(|scope| {
            // A program that has seen enough closes the pipe.
            scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(input)));
            let said = scope.spawn(move || stderr.map(|pipe| drain(pipe, SAID)).unwrap_or_default());
            let written = scope.spawn(move || {
                let bytes = stdout.map(|pipe| read(pipe, most as u64 + 1)).unwrap_or_default();
                if bytes.len() > most {
                    end(id);
                }
                bytes
            });
            let waited = child.wait_timeout(self.limit);
            end(id);
            let status = match waited {
                Ok(Some(status)) => Some(status),
                _ => {
                    // Ended just now: it is only to be taken off the list of processes.
                    let _ = child.wait();
                    None
                }
            };
            let (bytes, said) = (written.join().unwrap_or_default(), said.join().unwrap_or_default());
            let program = program.to_owned();
            if self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped {
                Err(EngineError::Stopped)
            } else if bytes.len() > most {
                Err(EngineError::Output(program))
            } else {
                match status {
                    None => Err(EngineError::Time { program, limit: self.limit }),
                    Some(status) if status.success() => Ok(bytes),
                    Some(status) => Err(EngineError::Failed { program, reason: reason(&said, status) }),
                }
            }
        })
    }

    fn slot(&self) -> Result<Slot<'_>, EngineError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |state: &mut State| state.slots == 0 && !state.stopped;
        let mut state = self.free.wait_while(state, waits).unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return Err(EngineError::Stopped);
        }
        state.slots -= 1;
        Ok(Slot(self))
    }

    /// Makes a program known to [`stop`](Self::stop).
    fn register(&self, id: u32) -> Result<(), EngineError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return Err(EngineError::Stopped);
        }
        state.running.push(id);
        Ok(())
    }
}

/// The right to run one program.
struct Slot<'e>(&'e Engine);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).slots += 1;
        self.0.free.notify_one();
    }
}

fn read(pipe: impl Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was read before an error still counts; the exit code tells of failures.
    let _ = pipe.take(most).read_to_end(&mut bytes);
    bytes
}

/// The first `kept` bytes; the rest is read too, so that nobody waits.
fn drain(mut pipe: impl Read, kept: u64) -> Vec<u8> {
    let bytes = read(&mut pipe, kept);
    let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    bytes
}

/// The last line that a program said, on one line and of bounded length.
fn reason(said: &[u8], status: ExitStatus) -> String {
    let said = String::from_utf8_lossy(said);
    let last = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    last.map_or_else(|| status.to_string(), |line| line.chars().filter(|c| !c.is_control()).take(200).collect())
}

/// Puts a program into a process group of its own, to be ended with all that it starts.
#[cfg(unix)]
fn apart(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(unix)]
fn end(id: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // Nothing is left to end in most cases.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

/// Bounds a program's memory, and its time also for the case that nobody is left to end it.
#[cfg(target_os = "linux")]
fn bound(child: &Child, time: Duration) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    for (resource, most) in [(Resource::As, MEMORY), (Resource::Cpu, time.as_secs() + 1)] {
        // It may have ended already.
        let _ = prlimit(Some(Pid::from_child(child)), resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

#[cfg(not(target_os = "linux"))]
fn bound(_: &Child, _: Duration) {}

#[cfg(not(unix))]
fn apart(_: &mut Command) {}

#[cfg(not(unix))]
fn end(_: u32) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_ends_in_time_with_all_that_it_started() {
        let engine = Engine::new(1, Duration::from_millis(200));
        // The one that it starts holds the pipe open.
        let error = engine.run("/bin/sh", &["-c", "/bin/sleep 600 & /bin/sleep 600"], b"", 9).expect_err("too long");
        assert!(matches!(error, EngineError::Time { .. }), "{error}");
        let left = Engine::new(1, Duration::from_secs(60));
        assert_eq!(left.run("/bin/sh", &["-c", "/bin/sleep 600 & /bin/cat"], b"in", 9).expect("text"), b"in");
        left.stop();
        assert!(matches!(left.run("/bin/cat", &[], b"", 9), Err(EngineError::Stopped)));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn memory_time_and_output_are_bounded() {
        let engine = Engine::new(1, Duration::from_secs(60));
        let limits = engine.run("/bin/sh", &["-c", "read x; ulimit -v; ulimit -t"], b"go\n", 99).expect("limits");
        assert_eq!(String::from_utf8_lossy(&limits), format!("{}\n61\n", MEMORY >> 10));
        assert!(matches!(engine.run("/bin/cat", &["/dev/zero"], b"", 1000), Err(EngineError::Output(_))));
    }
}
