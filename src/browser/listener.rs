//! A listener on the global object.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = addEventListener, catch)]
    fn add_event_listener(event_type: &str, listener: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = removeEventListener)]
    fn remove_event_listener(event_type: &str, listener: &JsValue);
}

/// Listens to events of these types until it is dropped.
pub(super) struct Listener {
    types: &'static [&'static str],
    callback: Closure<dyn FnMut(JsValue)>,
}

impl Listener {
    /// None where the global object has no events.
    pub(super) fn new(types: &'static [&'static str], happened: impl FnMut(JsValue) + 'static) -> Option<Self> {
        let callback = Closure::new(happened);
        for event_type in types {
            add_event_listener(event_type, callback.as_ref()).ok()?;
        }
        Some(Self { types, callback })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for event_type in self.types {
            remove_event_listener(event_type, self.callback.as_ref());
        }
    }
}
