//! The way of media to the page: WebKit plays nothing that does not come over HTTP, so a server of our own listens on
//! a port of this machine alone. Whoever does not know the token of this run gets nothing; paths name takes and
//! readings of the library and the last export, never files.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path as UrlPath, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use bobine_model::{ReadingId, TakeId};
use bobine_studio::{Error, Studio, voice_choice};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tower_http::services::ServeFile;
use uuid::Uuid;

use crate::fault::{ApiError, ErrorCode};
use crate::finished::{self, Finished};
use crate::preview::{FrameMessage, PreviewRoom};

/// Pages that may read what they are given: ours, as WebKitGTK, WKWebView and WebView2 name it.
const ORIGINS: [&str; 3] = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"];

/// A running server. It ends with the program.
#[derive(Debug)]
pub struct MediaServer {
    url: String,
    finished: Arc<Finished>,
}

#[derive(Clone)]
struct Shared {
    studio: Arc<Studio>,
    room: Arc<PreviewRoom>,
}

impl MediaServer {
    /// Listen on a free port of this machine.
    pub fn start(studio: Arc<Studio>, room: Arc<PreviewRoom>) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let token = Uuid::new_v4().simple().to_string();
        let url = format!("http://{}/{token}", listener.local_addr()?);
        let finished = Arc::new(Finished::default());
        let media = Router::new()
            .route("/take/{id}/{what}", get(take))
            .route("/reading/{id}/{what}", get(reading))
            .route("/music/{name}", get(music))
            .route("/captions/{preset}", get(captions))
            .route("/audition", get(audition))
            .route("/preview", any(preview))
            .with_state(Shared { studio, room })
            .merge(finished::routes(Arc::clone(&finished)))
            .layer(middleware::from_fn(for_our_page_only));
        let router = Router::new().nest(&format!("/{token}"), media);
        tauri::async_runtime::spawn(async move {
            let served = match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => axum::serve(listener, router).await,
                Err(error) => Err(error),
            };
            if let Err(error) = served {
                tracing::error!(%error, "the media server ended");
            }
        });
        Ok(Self { url, finished })
    }

    /// Its address, token included.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The finished video it lets the page play.
    pub fn finished(&self) -> &Finished {
        &self.finished
    }
}

/// Another page, in another program, may know the port; it is told nothing even if it knows the token.
async fn for_our_page_only(request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let allowed = origin.as_ref().map(|origin| ORIGINS.iter().any(|ours| origin == ours));
    if allowed == Some(false) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    if let Some(origin) = origin {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = match self.code {
            ErrorCode::Usage => StatusCode::BAD_REQUEST,
            ErrorCode::NotFound | ErrorCode::MediaMissing => StatusCode::NOT_FOUND,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, self.message).into_response()
    }
}

#[derive(Deserialize)]
struct PictureSize {
    h: Option<u32>,
    n: Option<u32>,
}

async fn take(
    State(shared): State<Shared>,
    UrlPath((id, what)): UrlPath<(String, String)>,
    Query(size): Query<PictureSize>,
    request: Request,
) -> Result<Response, ApiError> {
    let id: TakeId = id.parse().map_err(|error| ApiError::new(ErrorCode::Usage, format!("{error}")))?;
    match what.as_str() {
        "clip.mp4" => served(&shared.studio.take_file(id)?.path, request).await,
        "poster.jpg" => picture(&shared, move |studio| studio.poster(id, size.h.unwrap_or(320))).await,
        "strip.jpg" => {
            picture(&shared, move |studio| studio.filmstrip(id, size.n.unwrap_or(8), size.h.unwrap_or(96))).await
        }
        _ => Err(ApiError::new(ErrorCode::NotFound, "there is no such view of a take")),
    }
}

#[derive(Serialize)]
struct Peaks {
    rate: u32,
    /// The loudest sample of each stretch, 0 to 255.
    peaks: Vec<u8>,
}

#[derive(Deserialize)]
struct PeaksRate {
    rate: Option<u32>,
}

async fn reading(
    State(shared): State<Shared>,
    UrlPath((id, what)): UrlPath<(String, String)>,
    Query(PeaksRate { rate }): Query<PeaksRate>,
    request: Request,
) -> Result<Response, ApiError> {
    let id: ReadingId = id.parse().map_err(|error| ApiError::new(ErrorCode::Usage, format!("{error}")))?;
    let file = shared.studio.reading_file(id)?;
    match what.as_str() {
        "sound" => served(&file, request).await,
        "peaks" => {
            let rate = rate.unwrap_or(50).clamp(1, 1000);
            let peaks = made(&shared, move |studio| studio.peaks(id, rate)).await?;
            Ok(Json(Peaks { rate, peaks }).into_response())
        }
        _ => Err(ApiError::new(ErrorCode::NotFound, "there is no such view of a reading")),
    }
}

async fn music(
    State(shared): State<Shared>,
    UrlPath(name): UrlPath<String>,
    request: Request,
) -> Result<Response, ApiError> {
    served(&shared.studio.music_file(&name)?, request).await
}

#[derive(Deserialize)]
struct Sample {
    text: String,
    w: Option<u32>,
    language: Option<String>,
}

async fn captions(
    State(shared): State<Shared>,
    UrlPath(preset): UrlPath<String>,
    Query(sample): Query<Sample>,
) -> Result<Response, ApiError> {
    let png = made(&shared, move |studio| {
        let preset = preset.strip_suffix(".png").unwrap_or(&preset);
        let language = sample.language.as_deref().unwrap_or("en");
        studio.caption_sample(preset, &sample.text, language, sample.w.unwrap_or(320))
    })
    .await?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
}

#[derive(Deserialize)]
struct Audition {
    provider: String,
    voice: String,
    speed: Option<u16>,
    pitch: Option<u16>,
    language: String,
    text: String,
}

async fn audition(
    State(shared): State<Shared>,
    Query(asked): Query<Audition>,
    request: Request,
) -> Result<Response, ApiError> {
    let voice = voice_choice(&asked.provider, &asked.voice, asked.speed.unwrap_or(100), asked.pitch.unwrap_or(100))?;
    let sound = shared.studio.audition(voice, &asked.language, &asked.text).await?;
    served(&sound, request).await
}

/// Frames that may be on their way to the page at once. The page answers each one it has drawn.
const FRAMES_UNDER_WAY: u32 = 2;

async fn preview(State(shared): State<Shared>, upgrade: WebSocketUpgrade) -> Response {
    let frames = shared.room.frames();
    upgrade.on_upgrade(move |socket| send_frames(socket, frames))
}

async fn send_frames(mut socket: WebSocket, mut frames: watch::Receiver<Option<FrameMessage>>) {
    frames.mark_changed();
    let mut credit = FRAMES_UNDER_WAY;
    loop {
        tokio::select! {
            changed = frames.changed(), if credit > 0 => {
                if changed.is_err() {
                    return;
                }
                let newest = frames.borrow_and_update().clone();
                if let Some(frame) = newest {
                    if socket.send(Message::Binary(Bytes::from_owner(Frame(frame)))).await.is_err() {
                        return;
                    }
                    credit -= 1;
                }
            }
            heard = socket.recv() => match heard {
                Some(Ok(Message::Binary(_) | Message::Text(_))) => credit = (credit + 1).min(FRAMES_UNDER_WAY),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
        }
    }
}

/// A frame whose bytes are shared, not copied, on their way out.
struct Frame(FrameMessage);

impl AsRef<[u8]> for Frame {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

async fn made<T: Send + 'static>(
    shared: &Shared,
    work: impl FnOnce(&Studio) -> Result<T, Error> + Send + 'static,
) -> Result<T, ApiError> {
    let studio = Arc::clone(&shared.studio);
    let working = tokio::task::spawn_blocking(move || work(&studio));
    Ok(working.await.map_err(|error| ApiError::new(ErrorCode::Internal, error.to_string()))??)
}

async fn picture(
    shared: &Shared,
    draw: impl FnOnce(&Studio) -> Result<Vec<u8>, Error> + Send + 'static,
) -> Result<Response, ApiError> {
    let jpeg = made(shared, draw).await?;
    // A take never changes, so neither does a picture of it.
    let headers =
        [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")];
    Ok((headers, jpeg).into_response())
}

/// A file of this machine, whole or the part that is asked for.
pub(crate) async fn served(path: &Path, request: Request) -> Result<Response, ApiError> {
    let mut response = match ServeFile::new(path).try_call(request).await {
        Ok(response) => response.map(Body::new).into_response(),
        Err(error) => return Err(ApiError::new(ErrorCode::Failed, error.to_string())),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(response)
}
