//! § 9.2.5 and § 9.2.6 once more, as plainly as they can be written down: whole streams, strings, one line after another.
//!
//! It shares nothing with the parser that it judges, and it is slow.

/// What an event source has seen of its streams.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Seen {
    /// Type, data and last event ID of each event.
    pub(crate) events: Vec<[String; 3]>,
    /// The last event ID string whenever a block with an `id` set it.
    pub(crate) ids: Vec<String>,
    pub(crate) last_event_id: String,
    pub(crate) reconnection_time: u64,
}

impl Seen {
    /// Reads the body of one response to its end.
    pub(crate) fn read(&mut self, body: &[u8]) {
        let text = String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body));
        let mut block = Block::new(&self.last_event_id);
        for line in finished_lines(&text) {
            if line.is_empty() {
                let last_event_id = block.last_event_id.clone();
                self.dispatch(block);
                block = Block::new(&last_event_id);
            } else if let Some(reconnection_time) = block.process(&line) {
                self.reconnection_time = reconnection_time;
            }
        }
    }

    fn dispatch(&mut self, block: Block) {
        self.last_event_id = block.last_event_id;
        if block.has_id {
            self.ids.push(self.last_event_id.clone());
        }
        let Some(data) = block.data.strip_suffix('\n') else { return };
        let event_type = if block.event_type.is_empty() { "message" } else { &block.event_type };
        self.events.push([event_type.to_string(), data.to_string(), self.last_event_id.clone()]);
    }
}

/// The standard's three buffers.
struct Block {
    data: String,
    event_type: String,
    last_event_id: String,
    has_id: bool,
}

impl Block {
    fn new(last_event_id: &str) -> Self {
        let last_event_id = last_event_id.to_string();
        Self { data: String::new(), event_type: String::new(), last_event_id, has_id: false }
    }

    /// Processes a line that is not blank; gives the reconnection time if the line sets it.
    fn process(&mut self, line: &str) -> Option<u64> {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => self.data = format!("{}{value}\n", self.data),
            "event" => self.event_type = value.to_string(),
            "id" if !value.contains('\0') => {
                self.last_event_id = value.to_string();
                self.has_id = true;
            }
            // Only digits: whatever does not fit into the number is too large for it.
            "retry" if !value.is_empty() && value.chars().all(|character| character.is_ascii_digit()) => {
                return Some(value.parse().unwrap_or(u64::MAX));
            }
            _ => {}
        }
        None
    }
}

/// Lines up to their CRLF, LF or CR; what comes after the last of these is no line.
fn finished_lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<_> = text.split('\n').map(str::to_string).collect();
    lines.pop();
    lines
}
