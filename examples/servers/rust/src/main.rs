//! An event stream with axum: numbered events, resumption, heartbeats and CORS.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{header, HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::IntoResponse;
use axum::{routing, Router};
use futures_util::{stream, StreamExt};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tower_http::cors::{Any, CorsLayer};

const HISTORY_SIZE: usize = 1000;
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// An ID and its data.
type Message = (u64, String);

/// The latest events, and the channel of new ones.
struct Feed {
    history: Mutex<VecDeque<Message>>,
    listeners: broadcast::Sender<Message>,
}

impl Feed {
    fn publish(&self, message: Message) {
        let mut history = self.history.lock().unwrap();
        history.push_back(message.clone());
        if history.len() > HISTORY_SIZE {
            history.pop_front();
        }
        // Fails only if there is no receiver.
        let _ = self.listeners.send(message);
    }

    /// The events after `last`, and a receiver of new ones. One lock for both, so that no event is missed between them.
    fn subscribe_after(&self, last: Option<u64>) -> (Vec<Message>, broadcast::Receiver<Message>) {
        let history = self.history.lock().unwrap();
        let missed = match last {
            Some(last) => history.iter().filter(|(id, _)| *id > last).cloned().collect(),
            None => Vec::new(),
        };
        (missed, self.listeners.subscribe())
    }
}

async fn events(State(feed): State<Arc<Feed>>, headers: HeaderMap) -> impl IntoResponse {
    let last = headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()?.parse().ok());
    let (missed, receiver) = feed.subscribe_after(last);
    // Disconnects a client that is too slow for the channel. It reconnects with the ID of the last event that it received.
    let live = BroadcastStream::new(receiver).take_while(|message| std::future::ready(message.is_ok()));
    let messages = stream::iter(missed).chain(live.filter_map(|m| std::future::ready(m.ok())));
    let opening = stream::iter([Event::default().comment("open")]);
    let events = opening
        .chain(messages.map(|(id, data)| Event::default().id(id.to_string()).data(data)))
        .map(Ok::<_, Infallible>);
    let no_buffering = [(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    let heartbeat = KeepAlive::new().interval(Duration::from_secs(15)).text("heartbeat");
    (no_buffering, Sse::new(events).keep_alive(heartbeat))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let feed = Arc::new(Feed { history: Mutex::default(), listeners: broadcast::channel(64).0 });
    let publisher = Arc::clone(&feed);
    tokio::spawn(async move {
        let mut clock = tokio::time::interval(Duration::from_secs(1));
        for id in 1.. {
            clock.tick().await;
            publisher.publish((id, format!(r#"{{"number":{id}}}"#)));
        }
    });

    let cors = CorsLayer::new().allow_origin(Any).allow_headers([LAST_EVENT_ID, header::AUTHORIZATION]);
    let app = Router::new().route("/events", routing::get(events)).layer(cors).with_state(feed);
    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".into());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("http://{}/events", listener.local_addr()?);
    axum::serve(listener, app).await
}
