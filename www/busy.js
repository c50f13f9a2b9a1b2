// How busy the page's main thread is: how late a timer of a few milliseconds is. Every browser can measure that.

const PERIOD = 5
/** A timer is that late on an idle page too. */
const TOLERANCE = 5

/** Measures from now on; `read()` gives `{ longest, share }`, in milliseconds and from 0 to 1, and `stop()` ends it. */
export function measureBusy() {
  let previous
  let visible = 0
  let busy = 0
  let longest = 0

  const timer = setInterval(() => {
    const now = performance.now()
    const gap = now - (previous ?? now)
    previous = now
    // Browsers slow the timers of hidden pages down.
    if (document.hidden) return
    const late = gap - PERIOD > TOLERANCE ? gap - PERIOD : 0
    visible += gap
    busy += late
    longest = Math.max(longest, late)
  }, PERIOD)

  return {
    read: () => ({ longest, share: visible ? busy / visible : 0 }),
    stop: () => clearInterval(timer),
  }
}
