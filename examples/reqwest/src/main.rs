//! Prints the events of a server, which it requests with reqwest: `cargo run -- URL`.

use std::error::Error;

use eventsource_wasm::EventStream;
use futures::StreamExt;

async fn print_events(url: &str) -> Result<(), Box<dyn Error>> {
    let response = reqwest::Client::new().get(url).header("Accept", "text/event-stream").send().await?;
    let body = response.error_for_status()?.bytes_stream();
    let mut events = EventStream::new(body).max_event_size(1 << 20);
    while let Some(event) = events.next().await {
        let event = event?;
        println!("{}: {}", event.event_type, event.data);
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("the URL of an event stream is missing")?;
    print_events(&url).await
}
