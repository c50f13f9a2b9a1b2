// The words of docs/performance.md.

export const TEXTS = {
  quick:
    '**A quick run: a tenth of the work, and few repetitions. These figures show that the benchmark runs, and little else.**',

  how: `Every browser is started with a URL, as a person would start it; nothing drives it from outside. A server on the same
machine writes prepared bytes in pieces of 64 KiB, as fast as the page reads them. Each library is used as its own
documentation shows, and its events are counted and the lengths of their data added: a sum that is not the server's is a
failure. Within each repetition (REPETITIONS in all) everyone takes a turn, in an order that rotates, each in a new page that has
received a small part of the stream before. What is shown is the median: **how many times faster than the first row** in the same
repetition (with the smallest and the largest), and the time from construction to the last event.`,

  streams: {
    title: 'Streams',
    text: `Ticks have an \`id\` and a number as \`data\`. Deltas, of a language model, have \`event\` and 250 bytes of JSON. Events of 64 KiB
have one line; Chinese texts have three. Ticks that come one by one are written each by itself, as fast as the server's event loop turns.

FetchEventSource, native, eventsource, event-source-polyfill and sse.js give event objects to listeners (those of the
last two are not instances of \`Event\`); \`events()\`, fetch-event-source and eventsource-client give plain objects.`,
  },
  flood: {
    title: 'A flood',
    text: `Small events, all at once. The longest block is the longest time in which a page that sends itself messages through a
\`MessageChannel\` did not get its turn.`,
  },
  big: {
    title: 'One big event',
    text: 'ASCII on one line. The largest event that ours takes is an option, 256 MiB by default.',
  },
  firstEvent: {
    title: 'The first event',
    text: `A new page each time, whose scripts are there and whose module is not: ours fetches \`engine.js\` and \`module.js\` from
the same server, compiles the module, connects, and gets its first event. \`load()\` is what a page can call early; \`inline\` has everything in the
script that is there.`,
  },
  parse: {
    title: 'Parsing alone',
    text: `No network: the body of a \`Response\` that has all chunks already, read by \`getReader()\`. eventsource-parser is fed what
\`TextDecoder\` makes of each chunk. The core is ours without an event source or iterator: the strings of each batch (type, data,
ID) go to a function. \`events()\` is what the package exports: a promise for each event.`,
  },
  memory: {
    title: 'Memory',
    text: `What is in use after garbage has been collected, before (after 1,000 events or 100 reconnections) and after.
The heap is \`performance.memory\`, the page \`measureUserAgentSpecificMemory()\`; WebAssembly's memory never shrinks.`,
  },
  growth: {
    title: 'Cost that grows as the work does',
    text: `![Time against the length of a stream, the size of an event and the size of a chunk](growth.svg)

Ours. The last row of the first two tables should not grow; that of the third should grow no faster than the chunks.`,
  },
  rust: {
    title: 'The parser in Rust',
    text: `Natively, measured by [criterion](https://crates.io/crates/criterion), beside other crates, which give owned strings.
Ours lends bytes; with strings, it makes the three of each event. Their versions are in \`benches/parser/Cargo.lock\`. Others check that fields are UTF-8, which ours leaves to whoever
decodes them.`,
  },

  aims: `What was tried where an aim is missed:

- Speed against native depends on how fast native is, which reads the stream in another process, and on how busy the machine is. Most of
  what a tick takes here is \`new MessageEvent\` and \`dispatchEvent\`; events that are no \`Event\`s, or no turn of the page's promises between
  two of them, would be faster and wrong.
- Parsing alone takes so little that two runs differ by as much as these ratios miss: the ranges above tell. For one event per chunk nearly
  all is the reader's promise and the way into WebAssembly and back; fewer looks at the clock, one promise and two views less and no
  decoder for a few bytes helped.
- The first event: the module comes as hexadecimal digits in a script, so that no bundler can lose it. Decoding it took longest, and takes
  nothing where there is \`Uint8Array.fromHex\`. What is left is loading two files and compiling; \`load()\` does it early, and
  \`eventsource-wasm/inline\` has no file to load.
- Size: flags of the compiler and of wasm-opt give nothing more. One closure for all news from JavaScript, larger calls to the browser,
  no handles in Rust and no last words of panics did; see [CONTRIBUTING.md](../CONTRIBUTING.md). What is left is what the options, the
  page's life and the refusals ask for, little by little.`,

  unmeasured: `## What is not measured

- Firefox tells no page how much memory it holds, so memory is Chromium's alone.
- WebKit: it would have to be driven from outside.
- A real network: every byte comes from the same machine, and shares its cores with the browser.`,
}
