//! A page that shows the events of a server which requires an `Authorization` header.
//!
//! The query of the page's URL has the server's URL and the token: `?url=…&token=…`.

use dioxus::prelude::*;
use eventsource_wasm::{EventSource, MessageEvent};
use futures::StreamExt;

/// The events of a URL, and the last error. The connection is closed when the component that calls this is removed.
fn use_events(url: String, token: String) -> (Signal<Vec<MessageEvent>>, Signal<Option<String>>) {
    let mut events = use_signal(Vec::new);
    let error = use_signal(|| None);
    // A signal can be copied; a callback cannot change what it has captured.
    let show = move |text| {
        let mut error = error;
        error.set(text);
    };
    use_future(move || {
        let source = EventSource::builder(url.clone())
            .header("Authorization", format!("Bearer {token}"))
            .on_open(move |_| show(None))
            .on_error(move |failure| show(Some(failure.to_string())))
            .open();
        async move {
            match source {
                Ok(mut source) => {
                    while let Some(event) = source.next().await {
                        match event {
                            Ok(event) => events.write().push(event),
                            Err(failure) => show(Some(failure.to_string())),
                        }
                    }
                }
                Err(invalid) => show(Some(invalid.to_string())),
            }
        }
    });
    (events, error)
}

#[component]
fn Events(url: String, token: String) -> Element {
    let (events, error) = use_events(url, token);
    rsx! {
        ol {
            for event in events() {
                li { "{event.data}" }
            }
        }
        p { {error()} }
    }
}

#[component]
fn App() -> Element {
    let mut is_following = use_signal(|| true);
    rsx! {
        button { onclick: move |_| is_following.toggle(), if is_following() { "Stop" } else { "Follow" } }
        if is_following() {
            Events { url: parameter("url"), token: parameter("token") }
        }
    }
}

/// A parameter of the page's query, or an empty string.
fn parameter(name: &str) -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    let parameters = search.and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok());
    parameters.and_then(|parameters| parameters.get(name)).unwrap_or_default()
}

fn main() {
    dioxus::launch(App);
}
