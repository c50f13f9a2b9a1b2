//! A page that shows the events of a server which requires an `Authorization` header.
//!
//! The query of the page's URL has the server's URL and the token: `?url=…&token=…`.

use eventsource_wasm::{EventSource, MessageEvent};
use futures::StreamExt;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;

/// The events of a URL, and the last error. The connection is closed when the component that calls this is removed.
fn use_events(url: String, token: String) -> (ReadSignal<Vec<MessageEvent>>, ReadSignal<Option<String>>) {
    let (events, set_events) = signal(Vec::new());
    let (error, set_error) = signal(None);
    let source = EventSource::builder(url)
        .header("Authorization", format!("Bearer {token}"))
        .on_open(move |_| set_error.set(None))
        .on_error(move |error| set_error.set(Some(error.to_string())))
        .open();
    match source {
        Ok(mut source) => spawn_local_scoped_with_cancellation(async move {
            while let Some(event) = source.next().await {
                match event {
                    Ok(event) => set_events.write().push(event),
                    Err(error) => set_error.set(Some(error.to_string())),
                }
            }
        }),
        Err(invalid) => set_error.set(Some(invalid.to_string())),
    }
    (events, error)
}

#[component]
fn Events(url: String, token: String) -> impl IntoView {
    let (events, error) = use_events(url, token);
    view! {
        <ol>
            {move || events.get().into_iter().map(|event| view! { <li>{event.data}</li> }).collect_view()}
        </ol>
        <p>{error}</p>
    }
}

#[component]
fn App() -> impl IntoView {
    let (is_following, set_following) = signal(true);
    let label = move || if is_following.get() { "Stop" } else { "Follow" };
    view! {
        <button on:click=move |_| set_following.update(|is_following| *is_following = !*is_following)>{label}</button>
        <Show when=move || is_following.get()>
            <Events url=parameter("url") token=parameter("token") />
        </Show>
    }
}

/// A parameter of the page's query, or an empty string.
fn parameter(name: &str) -> String {
    let search = window().location().search().ok();
    let parameters = search.and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok());
    parameters.and_then(|parameters| parameters.get(name)).unwrap_or_default()
}

fn main() {
    leptos::mount::mount_to_body(App);
}
