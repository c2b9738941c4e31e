//! The clock of an exercise behind the lock of the workbench. Nobody looks, but the room plays on: a locked screen gives signs
//! of life as an open one does, without the record and its keys. When the machine stands still, so does the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, park_timeout, spawn};
use std::time::Duration;

use chrono::TimeDelta;

use crate::app::clock;
use crate::app::record::{Heartbeats, Signs};
use crate::core::ids::Stream;

/// Gives signs of life for as long as it lives.
#[derive(Debug)]
pub struct BehindLock {
    is_over: Arc<AtomicBool>,
    beating: Option<JoinHandle<()>>,
}

impl BehindLock {
    /// For every exercise that a workbench drives at this moment; `allowed` is how long it may be silent.
    pub fn keep(heartbeats: Heartbeats, allowed: TimeDelta) -> BehindLock {
        let now = clock::now();
        let is_driven = |stream: &String| {
            let sign = heartbeats.signs(Stream::named(stream)).workbench;
            sign.is_some_and(|at| now.since(at) <= allowed)
        };
        let driven: Vec<String> = heartbeats.alive().into_iter().filter(is_driven).collect();
        let is_over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_over);
        BehindLock {
            is_over,
            beating: Some(spawn(move || beat(&heartbeats, &driven, allowed, &stop))),
        }
    }
}

fn beat(heartbeats: &Heartbeats, driven: &[String], allowed: TimeDelta, stop: &AtomicBool) {
    let pause = (allowed / 4).to_std().unwrap_or_default();
    let mut last = clock::now();
    while !stop.load(Ordering::Acquire) {
        let now = clock::now();
        // The machine slept: what was not driven stays so, and the clock is held where the last sign was.
        if now.since(last) > allowed {
            return;
        }
        for stream in driven.iter().filter(|stream| heartbeats.alive().contains(stream)) {
            let signs = Signs {
                workbench: Some(now),
                ..heartbeats.signs(Stream::named(stream))
            };
            // A disk that fails here is a clock that is held, as after a crash.
            let _ = heartbeats.keep(Stream::named(stream), Some(&signs));
        }
        last = now;
        park_timeout(pause.max(Duration::from_millis(50)));
    }
}

impl Drop for BehindLock {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        if let Some(beating) = self.beating.take() {
            beating.thread().unpark();
            let _ = beating.join();
        }
    }
}
