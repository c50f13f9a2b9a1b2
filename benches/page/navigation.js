// Reports when the first event of `/event` arrives, to the test runner that reads the console.

/** `create` constructs an event source or starts a request, and gives it a function to call with each event. */
export const reportFirst = (create) => {
  const constructed = performance.now()
  let isDone = false
  create(() => {
    if (isDone) return
    isDone = true
    const now = performance.now()
    console.log(JSON.stringify({ navigation: now, construction: now - constructed }))
  })
}

/** The same for objects with the interface of EventSource. */
export const reportFirstMessage = (create) =>
  reportFirst((onEvent) => (create('/event').onmessage = onEvent))
