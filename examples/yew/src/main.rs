//! A page that shows the events of a server which demands a header.
//!
//! `?url=…&token=…` in the page's address say where they come from and what the header says.

use std::rc::Rc;

use eventsource_wasm::EventSource;
use futures::StreamExt;
use futures::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The lines on the page: every event, and what went wrong.
#[derive(Clone, Default)]
struct Lines(Vec<String>);

impl Reducible for Lines {
    type Action = String;

    fn reduce(self: Rc<Self>, line: String) -> Rc<Self> {
        let mut lines = (*self).clone();
        lines.0.push(line);
        Rc::new(lines)
    }
}

/// Adds a line for every event. It goes on until it fails or is dropped, which closes the connection.
async fn follow(url: String, token: String, lines: UseReducerDispatcher<Lines>) {
    let reconnecting = lines.clone();
    let source = EventSource::builder(url)
        .header("Authorization", &format!("Bearer {token}"))
        .on_error(move |error| reconnecting.dispatch(error.to_string()))
        .open();
    match source {
        Err(error) => lines.dispatch(error.to_string()),
        Ok(mut events) => {
            while let Some(event) = events.next().await {
                lines.dispatch(event.map_or_else(|error| error.to_string(), |event| event.data));
            }
        }
    }
}

#[component]
fn App() -> Html {
    let is_following = use_state(|| true);
    let lines = use_reducer(Lines::default);

    let dispatcher = lines.dispatcher();
    use_effect_with(*is_following, move |&is_following| {
        let following: Option<AbortHandle> = is_following.then(|| {
            let (following, handle) = abortable(follow(parameter("url"), parameter("token"), dispatcher));
            spawn_local(async { following.await.unwrap_or_default() });
            handle
        });
        move || {
            if let Some(following) = following {
                following.abort();
            }
        }
    });

    let toggle = {
        let is_following = is_following.clone();
        move |_| is_following.set(!*is_following)
    };
    html! {
        <main>
            <button onclick={toggle}>{ if *is_following { "Stop" } else { "Follow" } }</button>
            <ol>{ for lines.0.iter().map(|line| html! { <li>{ line }</li> }) }</ol>
        </main>
    }
}

/// A parameter of the page's address, empty if it is not there.
fn parameter(name: &str) -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    let parameters = search.and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok());
    parameters.and_then(|parameters| parameters.get(name)).unwrap_or_default()
}

fn main() {
    yew::Renderer::<App>::new().render();
}
