//! The video that was exported last, for the page to play: under a name nobody can guess, for as long as it is the last.
//! It lies where the creator wanted it, outside the library, so the page never says where: it only knows the name.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::get;
use uuid::Uuid;

use crate::fault::{ApiError, ErrorCode};
use crate::media_server::served;

/// The one finished file that may be played.
#[derive(Debug, Default)]
pub struct Finished(Mutex<Option<Offer>>);

#[derive(Debug)]
struct Offer {
    name: String,
    file: PathBuf,
}

impl Finished {
    /// Let the page play this file, and none that was offered before. Where it is to be had, below the server's address.
    pub fn offer(&self, file: PathBuf) -> String {
        let name = format!("{}.mp4", Uuid::new_v4().simple());
        let address = format!("/export/{name}");
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Offer { name, file });
        address
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        let offered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        offered.as_ref().filter(|offer| offer.name == name).map(|offer| offer.file.clone())
    }
}

/// Where the file is to be had.
pub fn routes(finished: Arc<Finished>) -> Router {
    Router::new().route("/export/{name}", get(play)).with_state(finished)
}

async fn play(
    State(finished): State<Arc<Finished>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let gone = || ApiError::new(ErrorCode::NotFound, "this is not the video that was exported last");
    served(&finished.file(&name).ok_or_else(gone)?, request).await
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpStream};

    use super::*;

    /// The status line and the body of an answer.
    async fn get(server: SocketAddr, path: String, range: &'static str) -> (String, Vec<u8>) {
        let asking = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(server).expect("the server listens");
            write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{range}\r\n")
                .expect("it takes a request");
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).expect("it answers");
            let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
            let head = String::from_utf8_lossy(&answer[..end]).into_owned();
            (head.lines().next().unwrap_or_default().to_owned(), answer[end + 4..].to_vec())
        });
        asking.await.expect("asking does not panic")
    }

    #[tokio::test]
    async fn the_last_export_alone_is_played_whole_or_in_parts() {
        let folder = tempfile::tempdir().expect("there is room for a test");
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("a test may write");
            path
        };
        let (first, second) = (file("thé 1.mp4", b"the first video"), file("2.mp4", b"the second"));
        let finished = Arc::new(Finished::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let server = listener.local_addr().expect("it has an address");
        tokio::spawn(axum::serve(listener, routes(Arc::clone(&finished))).into_future());

        let address = finished.offer(first);
        let (status, body) = get(server, address.clone(), "").await;
        assert_eq!((status.as_str(), body.as_slice()), ("HTTP/1.1 200 OK", b"the first video".as_slice()));
        let (status, body) = get(server, address.clone(), "Range: bytes=4-8\r\n").await;
        assert_eq!((status.as_str(), body.as_slice()), ("HTTP/1.1 206 Partial Content", b"first".as_slice()));

        let newer = finished.offer(second.clone());
        assert_eq!(get(server, newer.clone(), "").await.1, b"the second");
        for path in [address, "/export/2.mp4".to_owned(), format!("/export/{}", second.display())] {
            assert_eq!(get(server, path.clone(), "").await.0, "HTTP/1.1 404 Not Found", "{path}");
        }
        std::fs::remove_file(second).expect("the creator may remove it");
        assert_eq!(get(server, newer, "").await.0, "HTTP/1.1 404 Not Found");
    }
}
