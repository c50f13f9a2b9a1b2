//! The README's sample. The tests compare it with the README and run it.

use eventsource_wasm::EventSource;
use futures::StreamExt;

/// Adds a line to the page.
fn log(line: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let body = document.and_then(|document| document.body());
    if let Some(body) = body {
        let _ = body.append_with_str_1(&format!("{line}\n"));
    }
}

async fn sample(token: String) -> Result<(), Box<dyn std::error::Error>> {
    let mut events = EventSource::builder("/events").header("Authorization", &token).open()?;
    while let Some(event) = events.next().await {
        log(&event?.data);
    }
    Ok(())
}

fn main() {
    wasm_bindgen_futures::spawn_local(async {
        if let Err(error) = sample("Bearer secret".into()).await {
            log(&error.to_string());
        }
    });
}
