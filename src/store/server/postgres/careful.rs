//! A stream that breaks off where a server asks for the password itself, or for an MD5 of it, which is as good as the password.
//! Only SCRAM proves that the password is known without giving it away, to whoever it is that asks.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use postgres_openssl::{MakeTlsConnector, TlsConnector, TlsStream as Encrypted};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};

/// How a server asked for the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GivesAway {
    ClearText,
    Md5,
}

impl fmt::Display for GivesAway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GivesAway::ClearText => "the server asks for the password in clear text; it was not sent",
            GivesAway::Md5 => {
                "the server asks for the MD5 of the password, which is as good as the password; it was not sent"
            }
        })
    }
}

impl Error for GivesAway {}

impl GivesAway {
    /// What broke a connection off, if it was that.
    pub(super) fn behind(error: &(dyn Error + 'static)) -> Option<GivesAway> {
        let mut next = Some(error);
        while let Some(error) = next {
            let io = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            let inner = io.and_then(|inner| inner.downcast_ref::<GivesAway>());
            if let Some(found) = inner.or_else(|| error.downcast_ref::<GivesAway>()) {
                return Some(*found);
            }
            next = error.source();
        }
        None
    }
}

/// Encrypted, or plain where nothing goes over a wire; watched in either case.
pub(super) enum Careful {
    Encrypted(MakeTlsConnector),
    Plain,
}

pub(super) enum Connecting {
    Encrypted(TlsConnector),
    Plain,
}

pub(super) enum Stream<S> {
    Encrypted(Encrypted<S>, Watch),
    Plain(S, Watch),
}

type Failure = Box<dyn Error + Sync + Send>;
type Handshake<S> = Pin<Box<dyn Future<Output = Result<Stream<S>, Failure>> + Send>>;

impl<S> MakeTlsConnect<S> for Careful
where
    S: AsyncRead + AsyncWrite + fmt::Debug + Unpin + Sync + Send + 'static,
{
    type Stream = Stream<S>;
    type TlsConnect = Connecting;
    type Error = Failure;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Connecting, Failure> {
        Ok(match self {
            Careful::Encrypted(maker) => Connecting::Encrypted(
                <MakeTlsConnector as MakeTlsConnect<S>>::make_tls_connect(maker, domain)?,
            ),
            Careful::Plain => Connecting::Plain,
        })
    }
}

impl<S> TlsConnect<S> for Connecting
where
    S: AsyncRead + AsyncWrite + fmt::Debug + Unpin + Sync + Send + 'static,
{
    type Stream = Stream<S>;
    type Error = Failure;
    type Future = Handshake<S>;

    fn connect(self, stream: S) -> Handshake<S> {
        Box::pin(async move {
            Ok(match self {
                Connecting::Encrypted(connector) => {
                    Stream::Encrypted(connector.connect(stream).await?, Watch::default())
                }
                Connecting::Plain => Stream::Plain(stream, Watch::default()),
            })
        })
    }
}

impl<S> TlsStream for Stream<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn channel_binding(&self) -> ChannelBinding {
        match self {
            Stream::Encrypted(stream, _) => stream.channel_binding(),
            Stream::Plain(..) => ChannelBinding::none(),
        }
    }
}

impl<S> AsyncRead for Stream<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let (read, watch) = match self.get_mut() {
            Stream::Encrypted(stream, watch) => (Pin::new(stream).poll_read(context, buffer), watch),
            Stream::Plain(stream, watch) => (Pin::new(stream).poll_read(context, buffer), watch),
        };
        ready!(read)?;
        let seen = watch.look(buffer.filled().get(before..).unwrap_or_default());
        Poll::Ready(seen.map_err(|how| {
            buffer.set_filled(before);
            io::Error::other(how)
        }))
    }
}

impl<S> AsyncWrite for Stream<S>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Stream::Encrypted(stream, _) => Pin::new(stream).poll_write(context, bytes),
            Stream::Plain(stream, _) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Encrypted(stream, _) => Pin::new(stream).poll_flush(context),
            Stream::Plain(stream, _) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Encrypted(stream, _) => Pin::new(stream).poll_shutdown(context),
            Stream::Plain(stream, _) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

/// Follows a server's messages until it lets the login in. Each is a letter, its length with these four bytes, and the rest;
/// those of the letter R say in their first four bytes what is asked for.
#[derive(Default)]
pub(super) struct Watch {
    head: Vec<u8>,
    /// Bytes of the message at hand that say nothing here.
    skip: usize,
    is_in: bool,
}

impl Watch {
    fn look(&mut self, mut bytes: &[u8]) -> Result<(), GivesAway> {
        while !self.is_in {
            let skipped = self.skip.min(bytes.len());
            self.skip -= skipped;
            bytes = bytes.get(skipped..).unwrap_or_default();
            let Some((first, rest)) = bytes.split_first() else {
                return Ok(());
            };
            (bytes, self.head) = (rest, [self.head.as_slice(), &[*first]].concat());
            let Some(length) = number(&self.head, 1) else { continue };
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            if self.head.first() != Some(&b'R') {
                self.skip = length.saturating_sub(4);
                self.head.clear();
                continue;
            }
            match number(&self.head, 5) {
                None => continue,
                Some(0) => self.is_in = true,
                Some(3) => return Err(GivesAway::ClearText),
                Some(5) => return Err(GivesAway::Md5),
                // SCRAM, in its steps, and what this program does not answer.
                Some(_) => self.skip = length.saturating_sub(8),
            }
            self.head.clear();
        }
        Ok(())
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*four))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, rest: &[u8]) -> Vec<u8> {
        let length = u32::try_from(rest.len() + 4).unwrap();
        [&[kind], length.to_be_bytes().as_slice(), rest].concat()
    }

    /// However the bytes come in.
    fn seen(bytes: &[u8]) -> Vec<Result<(), GivesAway>> {
        let in_pieces = |size: usize| {
            let mut watch = Watch::default();
            bytes.chunks(size).try_for_each(|piece| watch.look(piece))
        };
        (1..=bytes.len()).map(in_pieces).collect()
    }

    #[test]
    fn a_password_is_asked_for_in_ways_that_give_it_away_and_in_one_that_does_not() {
        let notice = message(b'N', b"SNOTICE\0R\0\0\0\x08\0\0\0\x03\0");
        let scram = message(b'R', &[[0, 0, 0, 10].as_slice(), b"SCRAM-SHA-256\0\0"].concat());
        let goes_on = message(b'R', &[[0, 0, 0, 11].as_slice(), b"r=abc,s=def,i=4096"].concat());
        let is_in = message(b'R', &[0, 0, 0, 0]);
        let clear = message(b'R', &[0, 0, 0, 3]);
        let md5 = message(b'R', &[0, 0, 0, 5, 1, 2, 3, 4]);
        let all = |parts: &[&Vec<u8>]| parts.iter().flat_map(|part| part.iter().copied()).collect::<Vec<u8>>();
        for (bytes, expected) in [
            (all(&[&notice, &scram, &goes_on, &is_in]), Ok(())),
            // Once it is in, a message says what it likes.
            (all(&[&is_in, &clear]), Ok(())),
            (all(&[&clear]), Err(GivesAway::ClearText)),
            (all(&[&notice, &md5]), Err(GivesAway::Md5)),
            (all(&[&scram, &clear]), Err(GivesAway::ClearText)),
            (all(&[&scram, &goes_on, &notice, &md5]), Err(GivesAway::Md5)),
        ] {
            assert!(seen(&bytes).iter().all(|found| *found == expected), "{bytes:?}");
        }
    }
}
