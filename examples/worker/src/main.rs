//! A dedicated worker that posts the text of each event to its page. The query of its URL has the server's URL: `?url=…`.

use eventsource_wasm::EventSource;
use futures::StreamExt;
use wasm_bindgen::JsCast;
use web_sys::{DedicatedWorkerGlobalScope, UrlSearchParams};

async fn follow(url: String, page: &DedicatedWorkerGlobalScope) -> Result<(), Box<dyn std::error::Error>> {
    let mut events = EventSource::builder(url).open()?;
    while let Some(event) = events.next().await {
        post(page, &event?.data);
    }
    Ok(())
}

/// A text can always be cloned, so this does not fail.
fn post(page: &DedicatedWorkerGlobalScope, text: &str) {
    let _ = page.post_message(&text.into());
}

/// A parameter of the worker's URL, or an empty string.
fn parameter(worker: &DedicatedWorkerGlobalScope, name: &str) -> String {
    let parameters = UrlSearchParams::new_with_str(&worker.location().search()).ok();
    parameters.and_then(|parameters| parameters.get(name)).unwrap_or_default()
}

fn main() {
    let worker: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    wasm_bindgen_futures::spawn_local(async move {
        if let Err(error) = follow(parameter(&worker, "url"), &worker).await {
            post(&worker, &error.to_string());
        }
    });
}
