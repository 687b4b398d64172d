//! The server beneath every fake: HTTP/1.1 by hyper, that can also cut a connection, never answer, or stop in the
//! middle of an answer.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use futures::stream;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{Reply, Seen, State, Step, Wrong};

type Body = BoxBody<Bytes, io::Error>;

/// Serve until dropped; the connections end with it.
pub(crate) async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&state), request));
            // A client that goes away, and an answer that is cut on purpose, end here alike.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes().to_vec();
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let path = head.uri.path().to_owned();
    let seen = Seen {
        step: if path.starts_with("/files/") { Step::Download } else { Step::Elsewhere },
        method: head.method.as_str().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        path,
        body,
    };
    let (reply, wrong) = state.act(seen);
    match wrong {
        None | Some(Wrong::Refused(_)) => Ok(whole(&reply)),
        Some(Wrong::Cut) => Err(io::ErrorKind::ConnectionReset.into()),
        Some(Wrong::Hung) => std::future::pending().await,
        Some(Wrong::Truncated) => Ok(half(reply)),
        Some(Wrong::OtherJson) => Ok(whole(&Reply::json(200, &serde_json::json!({ "result": ["ok", 7] })))),
        Some(Wrong::BrokenJson) => {
            Ok(whole(&Reply { body: b"{\"id\": \"17f2".to_vec(), ..Reply::json(200, &().into()) }))
        }
        Some(Wrong::Page(status)) => {
            let body =
                b"<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head><body>nginx</body></html>".to_vec();
            Ok(whole(&Reply { body, ..Reply::empty(status).with("content-type", "text/html") }))
        }
        Some(Wrong::Expired) => {
            let body = b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
            Ok(whole(&Reply { body: body.to_vec(), ..Reply::empty(403).with("content-type", "application/xml") }))
        }
    }
}

fn response(reply: &Reply, body: Body) -> Response<Body> {
    let builder = reply.headers.iter().fold(Response::builder().status(reply.status), |builder, (name, value)| {
        builder.header(name.as_str(), value.as_str())
    });
    builder.body(body).expect("a script holds only headers there can be")
}

fn whole(reply: &Reply) -> Response<Body> {
    let body = Full::new(Bytes::from(reply.body.clone())).map_err(|never: Infallible| match never {}).boxed();
    response(reply, body)
}

/// The head promises all of the body, and half of it follows.
fn half(reply: Reply) -> Response<Body> {
    let bytes = reply.body.get(..reply.body.len() / 2).unwrap_or_default().to_vec();
    let pieces = [Ok(Frame::data(Bytes::from(bytes))), Err(io::ErrorKind::ConnectionReset.into())];
    let body = BodyExt::boxed(StreamBody::new(stream::iter(pieces)));
    let length = reply.body.len().to_string();
    response(&reply.with("content-length", &length), body)
}
