//! The network between a machine and the server, which can be cut.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::machine::Machine;
use super::server::Server;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    Cut,
    /// The next append reaches the server, and its answer is lost; then the cable is cut.
    LosesAnswer,
    /// The same of the next commit of several things at once.
    LosesCommit,
}

struct Inside {
    state: State,
    open: Vec<TcpStream>,
}

/// A port on this machine that leads to the server.
pub(crate) struct Cable {
    port: u16,
    inside: Arc<Mutex<Inside>>,
}

fn locked(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Cable {
    pub(crate) fn to(server: &Server) -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let inside = Arc::new(Mutex::new(Inside {
            state: State::Whole,
            open: Vec::new(),
        }));
        let (there, shared) = (server.port, Arc::clone(&inside));
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let far = TcpStream::connect(("127.0.0.1", there));
                let (Ok(far), false) = (far, locked(&shared).state == State::Cut) else {
                    let _ = near.shutdown(Shutdown::Both);
                    continue;
                };
                let ends = [near.try_clone().unwrap(), far.try_clone().unwrap()];
                locked(&shared).open.extend(ends);
                let (back_from, back_to) = (far.try_clone().unwrap(), near.try_clone().unwrap());
                let (out, back) = (Arc::clone(&shared), Arc::clone(&shared));
                std::thread::spawn(move || carry(near, far, &out, true));
                std::thread::spawn(move || carry(back_from, back_to, &back, false));
            }
        });
        Cable { port, inside }
    }

    /// Has a machine reach the server through it.
    pub(crate) fn between(machine: &Machine, server: &Server) -> Cable {
        let cable = Cable::to(server);
        let address = machine
            .address(server)
            .replace(&format!(":{}/", server.port), &format!(":{}/", cable.port));
        let _ = machine.run(&["team", "address", &address]).ok();
        cable
    }

    fn set(&self, state: State) {
        let mut inside = locked(&self.inside);
        inside.state = state;
        if state == State::Cut {
            for end in inside.open.drain(..) {
                let _ = end.shutdown(Shutdown::Both);
            }
        }
    }

    pub(crate) fn cut(&self) {
        self.set(State::Cut);
    }

    pub(crate) fn mend(&self) {
        self.set(State::Whole);
    }

    pub(crate) fn lose_the_next_answer(&self) {
        self.set(State::LosesAnswer);
    }

    pub(crate) fn lose_the_next_commit(&self) {
        self.set(State::LosesCommit);
    }
}

/// Carries what comes on one end to the other, until one of them is closed.
fn carry(mut from: TcpStream, mut to: TcpStream, inside: &Mutex<Inside>, asks: bool) {
    let words: [(&[u8], State); 2] = [
        (b"INSERT INTO firebell.log", State::LosesAnswer),
        (b"COMMIT", State::LosesCommit),
    ];
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        let part = &bytes[..count];
        let says = |text: &[u8]| part.windows(text.len()).any(|window| window == text);
        let state = locked(inside).state;
        let loses = asks && words.iter().any(|(text, loses)| state == *loses && says(text));
        if loses {
            // Nothing of the answer may come back.
            locked(inside).state = State::Cut;
        }
        if !asks && locked(inside).state == State::Cut {
            break;
        }
        if to.write_all(part).is_err() {
            break;
        }
        // Where the answer is lost, both ends stay open until the server has given it: the other way ends them then.
    }
    for end in [from, to] {
        let _ = end.shutdown(Shutdown::Both);
    }
}
