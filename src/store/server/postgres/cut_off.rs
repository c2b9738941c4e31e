//! A connection that ends in the middle of a transaction.

#[cfg(test)]
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Link, Open};
use crate::core::member::public_key::{MemberId, SignatureBytes};
use crate::store::server::calls::{Home as _, KeptKey, KeyChanges, KeyState};
use crate::store::server::row::Row;

/// A server that answers as PostgreSQL does, keeps the statements of each connection, and hangs up on the first one after
/// its `BEGIN`.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Server {
    fn new() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let n = kept.lock().unwrap().len();
                kept.lock().unwrap().push(Vec::new());
                let _ = session(stream.unwrap(), n, &kept);
            }
        });
        Server { port, asked }
    }

    /// The statements that write, of each connection.
    fn writes(&self) -> Vec<Vec<String>> {
        let writing = |text: &&String| {
            ["BEGIN", "INSERT", "WITH put", "COMMIT"]
                .iter()
                .any(|word| text.starts_with(word))
        };
        let first = |text: &String| text.split(' ').take(3).collect::<Vec<_>>().join(" ");
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .map(|session| session.iter().filter(writing).map(first).collect())
            .collect()
    }
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind], length.to_be_bytes().as_slice(), body].concat()
}

/// One column of whole numbers (23), or of text (25).
fn described(of_type: u32) -> Vec<u8> {
    let column = [
        b"c\0".as_slice(),
        &[0; 6],
        &of_type.to_be_bytes(),
        &[0xff; 2],
        &[0xff; 4],
        &[0; 2],
    ]
    .concat();
    message(b'T', &[&1_u16.to_be_bytes(), column.as_slice()].concat())
}

fn row(value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap();
    message(
        b'D',
        &[&1_u16.to_be_bytes(), length.to_be_bytes().as_slice(), value].concat(),
    )
}

fn text_of(body: &[u8], from: usize) -> String {
    let text = body[from..].split(|byte| *byte == 0).next().unwrap();
    String::from_utf8(text.to_vec()).unwrap()
}

/// One connection, until it ends.
fn session(mut stream: TcpStream, n: usize, kept: &Mutex<Vec<Vec<String>>>) -> std::io::Result<()> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut start = vec![0; u32::from_be_bytes(length) as usize - 4];
    stream.read_exact(&mut start)?;
    let done = message(b'C', b"SELECT 1\0");
    let mut ready = message(b'Z', b"I");
    stream.write_all(&[message(b'R', &[0; 4]), ready.clone()].concat())?;
    let mut last = String::new();
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        let mut body = vec![0; u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize - 4];
        stream.read_exact(&mut body)?;
        if matches!(head[0], b'Q' | b'P') {
            last = text_of(&body, usize::from(head[0] == b'P'));
            kept.lock().unwrap()[n].push(last.clone());
        }
        let edition = last.contains("least_client");
        let answer = match head[0] {
            b'Q' if last.starts_with("SHOW") => [described(25), row(b"off"), done.clone(), ready.clone()].concat(),
            b'Q' => {
                ready = message(b'Z', if last == "BEGIN" { b"T" } else { b"I" });
                [done.clone(), ready.clone()].concat()
            }
            b'P' => message(b'1', &[]),
            b'B' => message(b'2', &[]),
            b'D' if edition => [message(b't', &[0; 2]), described(23)].concat(),
            b'D' => [message(b't', &[0; 2]), message(b'n', &[])].concat(),
            b'E' if edition => [row(&1_i32.to_be_bytes()), done.clone()].concat(),
            b'E' => done.clone(),
            b'S' => ready.clone(),
            _ => return Ok(()),
        };
        stream.write_all(&answer)?;
        if n == 0 && last == "BEGIN" {
            return Ok(());
        }
    }
}

fn linked(server: &Server) -> Link {
    let address = format!("postgres://dana@127.0.0.1:{}/firebell", server.port);
    let mut link = Link::new(address.parse().unwrap(), |_| Ok(None));
    link.enter([7; 16]);
    link
}

fn a_row() -> Row {
    Row {
        n: 2,
        id: [1; 16],
        signer: MemberId::of([2; 8]),
        epoch: 1,
        sealed: vec![1, 2, 3],
        prev: [3; 32],
        hash: [4; 32],
        signature: SignatureBytes::of([5; 64]),
    }
}

fn with_a_key() -> KeyChanges {
    KeyChanges {
        new: vec![KeptKey {
            id: [9; 16],
            epoch: 1,
            state: KeyState::Wrapped(vec![1]),
        }],
        ..KeyChanges::default()
    }
}

#[test]
fn a_row_never_goes_in_without_the_keys_that_go_with_it() {
    let server = Server::new();
    let mut link = linked(&server);
    link.live().unwrap();
    link.batch("BEGIN").unwrap();
    link.open = Open::Append;
    // The end of the connection is noticed between two statements.
    for _ in 0..100 {
        if !link.is_connected() {
            break;
        }
        let live = link.live.as_ref().unwrap();
        live.runtime
            .block_on(async { tokio::time::sleep(Duration::from_millis(10)).await });
    }
    assert!(!link.is_connected());
    link.put_row(&a_row()).unwrap_err();
    assert_eq!(
        server.writes(),
        [["BEGIN"]],
        "nothing of it is done on another connection"
    );
}

#[test]
fn a_row_whose_transaction_ended_goes_in_anew_with_its_keys() {
    let server = Server::new();
    let mut link = linked(&server);
    link.append(&a_row(), &with_a_key()).unwrap();
    let again = ["BEGIN", "INSERT INTO firebell.incident_key", "WITH put AS", "COMMIT"];
    let writes = server.writes();
    let (last, earlier) = writes.split_last().unwrap();
    assert_eq!(last, &again);
    assert!(earlier.iter().flatten().all(|text| !text.contains("put")), "{writes:?}");
}
