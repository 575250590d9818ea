//! A witness on the network: c2sp.org/tlog-witness over HTTP/1.1.
//!
//! One request is decided at a time, as the protocol asks; the state is on the disk before the answer leaves. The process
//! may be killed at any moment. TLS is for the proxy in front of it: the answers are signed anyway.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use super::{Answer, REQUEST_BYTES, Witness};

/// How long a client may take for its headers, and again for its body.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections at one time; others wait in the system's queue.
const CONNECTIONS: usize = 64;

/// What the server tells of each request, and the clock that it reads.
pub struct Desk {
    /// Seconds since 1970, for the cosignature.
    pub now: fn() -> u64,
    /// Called with each answer before it is sent.
    pub log: fn(&Answer),
}

/// Answers requests on `listener` until the process ends.
pub fn serve(listener: TcpListener, witness: Witness, desk: Desk) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(accept(listener, Arc::new((Mutex::new(witness), desk))))
}

type Shared = Arc<(Mutex<Witness>, Desk)>;

async fn accept(listener: TcpListener, shared: Shared) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
        let Ok((stream, _)) = listener.accept().await else {
            // The client went away before it was served, or the machine is short of handles for a moment.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(|request| respond(request, Arc::clone(&shared)));
            let mut connection = http1::Builder::new();
            connection.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
            // A client that breaks off has no one left to tell.
            drop(connection.serve_connection(TokioIo::new(stream), service).await);
            drop(place);
        });
    }
}

async fn respond(request: Request<Incoming>, shared: Shared) -> Result<Response<Full<Bytes>>, Infallible> {
    let (witness, desk) = &*shared;
    let (parts, body) = request.into_parts();
    let answer = if parts.uri.path().trim_end_matches('/').rsplit('/').next() != Some("add-checkpoint") {
        Answer::nothing_here()
    } else if parts.method == Method::POST {
        match timeout(PATIENCE, Limited::new(body, REQUEST_BYTES).collect()).await {
            Ok(Ok(body)) => witness.lock().await.add_checkpoint(&body.to_bytes(), (desk.now)()),
            Ok(Err(_)) => Answer::too_long(),
            Err(_) => Answer::too_slow(),
        }
    } else {
        Answer::only_post()
    };
    (desk.log)(&answer);
    Ok(response(answer))
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = status;
    let content_type = hyper::header::HeaderValue::from_static(answer.content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, hyper::header::HeaderValue::from_static("POST"));
    }
    response
}
