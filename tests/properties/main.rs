//! What must hold whatever a server sends and whatever the world does. The fuzz targets in fuzz/ use the same rules.

mod differential;
mod life;
mod lives;
mod rules;
mod streams;
mod transcription;
mod witness;
