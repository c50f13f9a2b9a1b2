//! The connection in a real browser, against a real server, which `npm test` starts (tests/server).

mod clock;
mod closing;
mod idle;
mod page;
mod reconnection;
mod refusal;
mod request;
mod response;
mod retry;
mod server;
mod source;
mod stream;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
