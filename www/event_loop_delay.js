// Measures how long the page's main thread is blocked: how late a timer of a few milliseconds is. Every browser supports that.

const PERIOD = 5
/** A timer is up to that late on an idle page too. */
const TOLERANCE = 5

/** Measures until `stop()`; `read()` returns `{ longest, share }`, in milliseconds and from 0 to 1. */
export function measureEventLoopDelay() {
  let previous
  let visible = 0
  let blocked = 0
  let longest = 0

  const timer = setInterval(() => {
    const now = performance.now()
    const gap = now - (previous ?? now)
    previous = now
    // Browsers throttle the timers of hidden pages.
    if (document.hidden) return
    const late = gap - PERIOD > TOLERANCE ? gap - PERIOD : 0
    visible += gap
    blocked += late
    longest = Math.max(longest, late)
  }, PERIOD)

  return {
    read: () => ({ longest, share: visible ? blocked / visible : 0 }),
    stop: () => clearInterval(timer),
  }
}
