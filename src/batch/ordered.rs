//! A parallel map over a stream that keeps its order and holds a bounded number of items.

use std::any::Any;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};
use thiserror::Error;

/// How many items are in flight for each thread: enough that a slow one leaves the others work.
const IN_FLIGHT: usize = 4;

/// The work on one item panicked: a defect of the program, kept to that item.
#[derive(Debug, Error)]
#[error("internal error: {0}")]
pub struct Panicked(String);

/// What a stream of items has to give.
pub enum Draw<T> {
    /// The next item.
    Item(T),
    /// None yet, while other work is under way.
    Later,
    /// None any more.
    End,
}

/// Runs `work` on each item on `jobs` threads and hands the results to `sink` on this thread, in the order of the items.
///
/// Items are drawn only as results leave, so any number of them runs in bounded memory. One more than there are threads is under way at
/// most, since a thread that waits for others to do parts of its item may begin the next. When `sink` breaks, no item is
/// drawn any more; those in flight are still delivered.
pub fn ordered<T: Send, R: Send>(
    jobs: usize,
    items: impl IntoIterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
    sink: impl FnMut(Result<R, Panicked>) -> ControlFlow<()>,
) -> Result<(), ThreadPoolBuildError> {
    let mut items = items.into_iter();
    ordered_by(jobs, |_| items.next().map_or(Draw::End, Draw::Item), work, sink)
}

/// As [`ordered`], of items that come when they like: `draw` is told whether it may wait for one. It must not wait while work is
/// under way, so that no result waits for an item that comes after it.
pub fn ordered_by<T: Send, R: Send>(
    jobs: usize,
    mut draw: impl FnMut(bool) -> Draw<T>,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(Result<R, Panicked>) -> ControlFlow<()>,
) -> Result<(), ThreadPoolBuildError> {
    let pool = ThreadPoolBuilder::new().num_threads(jobs.max(1)).build()?;
    let (sender, receiver) = mpsc::channel();
    pool.in_place_scope(|scope| {
        let (mut drawn, mut delivered, mut under_way, mut open) = (0, 0, 0, true);
        let mut early = BTreeMap::new();
        loop {
            while open && drawn - delivered < jobs.max(1) * IN_FLIGHT && under_way <= jobs.max(1) {
                let item = match draw(drawn == delivered) {
                    Draw::Item(item) => item,
                    Draw::Later => break,
                    Draw::End => {
                        open = false;
                        break;
                    }
                };
                let (sender, work, index) = (sender.clone(), &work, drawn);
                scope.spawn(move |_| {
                    let result = catch_unwind(AssertUnwindSafe(|| work(item))).map_err(|panic| said(&*panic));
                    // The receiver lives as long as the scope.
                    let _ = sender.send((index, result));
                });
                (drawn, under_way) = (drawn + 1, under_way + 1);
            }
            if delivered == drawn {
                if open {
                    continue;
                }
                break;
            }
            let Ok((index, result)) = receiver.recv() else { break };
            under_way -= 1;
            early.insert(index, result);
            while let Some(result) = early.remove(&delivered) {
                delivered += 1;
                open &= sink(result).is_continue();
            }
        }
    });
    Ok(())
}

fn said(panic: &(dyn Any + Send)) -> Panicked {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    Panicked(text.or_else(|| panic.downcast_ref().cloned()).unwrap_or_else(|| "unknown".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn run(jobs: usize, count: usize, stop: usize) -> Vec<String> {
        let mut seen = Vec::new();
        let work = |n: usize| {
            assert!(n != 13, "unlucky {n}");
            // Later items finish first.
            std::thread::yield_now();
            n * n
        };
        ordered(jobs, 0..count, work, |result| {
            seen.push(result.map_or_else(|panic| panic.to_string(), |square| square.to_string()));
            if seen.len() == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .expect("threads");
        seen
    }

    #[test]
    fn order_holds_and_a_panic_stays_with_its_item() {
        let expected: Vec<String> =
            (0..100).map(|n| if n == 13 { "internal error: unlucky 13".into() } else { (n * n).to_string() }).collect();
        for jobs in [0, 1, 2, 7] {
            assert_eq!(run(jobs, 100, usize::MAX), expected);
        }
        assert!(run(2, 0, 1).is_empty());
    }

    #[test]
    fn a_break_stops_drawing_and_delivers_what_is_in_flight() {
        let seen = run(2, 1000, 5).len();
        assert!((5..=5 + 2 * IN_FLIGHT).contains(&seen), "{seen}");
    }

    #[test]
    fn a_result_does_not_wait_for_the_next_item() {
        // Each item is there only when the result of the one before it has left, as from a driver that waits for its answer.
        let left = AtomicUsize::new(0);
        let mut given = 0;
        let draw = |may_wait: bool| {
            if given > left.load(Ordering::SeqCst) {
                assert!(!may_wait);
                return Draw::Later;
            }
            given += 1;
            if given > 20 { Draw::End } else { Draw::Item(given) }
        };
        ordered_by(
            3,
            draw,
            |n| n,
            |_| {
                left.fetch_add(1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        )
        .expect("threads");
        assert_eq!(left.into_inner(), 20);
    }

    #[test]
    fn items_are_drawn_only_as_results_leave() {
        let drawn = AtomicUsize::new(0);
        let items = (0..200).inspect(|_| {
            drawn.fetch_add(1, Ordering::SeqCst);
        });
        let mut left = 0;
        ordered(
            2,
            items,
            |n| n,
            |_| {
                left += 1;
                assert!(drawn.load(Ordering::SeqCst) < left + 2 * IN_FLIGHT + 1);
                ControlFlow::Continue(())
            },
        )
        .expect("threads");
        assert_eq!(left, 200);
    }
}
