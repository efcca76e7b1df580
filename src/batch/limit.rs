//! Work that is given up when it takes too long.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;
use std::time::Duration;

use rayon::ThreadPoolBuilder;

/// Does `work`; none if it took longer than `limit`.
///
/// Nothing can stop the work itself: its thread goes on until it is done or the process ends, and its result is dropped. A panic is passed on.
/// Work that has a limit has one thread, also for what it would share out, so that as many go on at once as wait for some.
pub fn within<R: Send + 'static>(limit: Option<Duration>, work: impl FnOnce() -> R + Send + 'static) -> Option<R> {
    let Some(limit) = limit else { return Some(work()) };
    let (sender, receiver) = mpsc::channel();
    ThreadPoolBuilder::new().num_threads(1).build().ok()?.spawn(move || {
        // Nobody listens where the time was up.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
    });
    match receiver.recv_timeout(limit).ok()? {
        Ok(result) => Some(result),
        Err(panic) => resume_unwind(panic),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_is_given_up() {
        let (stop, stopped) = mpsc::channel::<()>();
        let endless = move || stopped.recv().is_ok();
        assert_eq!(within(Some(Duration::from_millis(1)), endless), None);
        drop(stop);
        assert_eq!(within(Some(Duration::from_secs(600)), || 1), Some(1));
        assert_eq!(within(None, || 1), Some(1));
        assert_eq!(within(Some(Duration::from_secs(600)), rayon::current_num_threads), Some(1));
        let panicking = || assert!(std::hint::black_box(false), "no");
        assert!(catch_unwind(|| within(Some(Duration::from_secs(600)), panicking)).is_err());
    }
}
