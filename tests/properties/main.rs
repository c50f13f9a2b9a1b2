//! Properties that hold whatever a server sends and whatever happens to the page. The fuzz targets in fuzz/ use the same
//! rules.

mod differential;
mod driver;
mod inputs;
mod random_inputs;
mod rules;
mod streams;
mod transcription;
