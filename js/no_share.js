// Replaces share.js in a file that may load no other: most pages do not share their streams.

throw new Error("this file has no shared streams: import 'eventsource-wasm' for the option 'share'")
