//! A page that shows the events of a server which requires an `Authorization` header.
//!
//! The query of the page's URL has the server's URL and the token: `?url=…&token=…`.

use std::rc::Rc;

use eventsource_wasm::EventSource;
use futures::StreamExt;
use futures::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The lines of the page: events and errors.
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

/// Adds a line for every event. Returns when the source fails; dropping the future closes the connection.
async fn follow(url: String, token: String, lines: UseReducerDispatcher<Lines>) {
    let error_lines = lines.clone();
    let source = EventSource::builder(url)
        .header("Authorization", &format!("Bearer {token}"))
        .on_error(move |error| error_lines.dispatch(error.to_string()))
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

/// A parameter of the page's query, or an empty string.
fn parameter(name: &str) -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok());
    let parameters = search.and_then(|search| web_sys::UrlSearchParams::new_with_str(&search).ok());
    parameters.and_then(|parameters| parameters.get(name)).unwrap_or_default()
}

fn main() {
    yew::Renderer::<App>::new().render();
}
