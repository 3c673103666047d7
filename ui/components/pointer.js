// Tracks a pointer during a drag, until it is released.

const EDGE_PX = 56
const SCROLL_PX = 8

/**
 * Calls `moved(x, y)` as the pointer moves or the page scrolls under it, then `done()` when it is released or
 * `cancelled()` on Escape or when the browser takes the pointer away. Scrolls near the window's edges.
 */
function trackPointer({ pointerId, clientX, clientY }, node, { moved, done, cancelled }) {
  const my = { x: clientX, y: clientY, frame: 0 }
  const ended = new AbortController()
  const listen = (type, act) => window.addEventListener(type, act, { capture: true, signal: ended.signal })
  const mine = act => event => event.pointerId === pointerId && act(event)

  function end(finish) {
    ended.abort()
    cancelAnimationFrame(my.frame)
    finish(my.x, my.y)
  }
  function scroll() {
    const scroller = scrollerOf(node)
    const low = Math.min(innerHeight, scroller.getBoundingClientRect().bottom) - EDGE_PX
    const by = my.y < EDGE_PX ? -SCROLL_PX : my.y > low ? SCROLL_PX : 0
    if (by) {
      scroller.scrollBy(0, by)
      moved(my.x, my.y)
    }
    my.frame = requestAnimationFrame(scroll)
  }
  function take(event) {
    Object.assign(my, { x: event.clientX, y: event.clientY })
    moved(my.x, my.y)
  }
  function escape(event) {
    if (event.key !== "Escape") return
    event.stopPropagation()
    event.preventDefault()
    end(cancelled)
  }
  listen("pointermove", mine(take))
  listen("pointerup", mine(() => end(done)))
  listen("pointercancel", mine(() => end(cancelled)))
  listen("keydown", escape)
  my.frame = requestAnimationFrame(scroll)
}

const PRESS_MS = 250
const TREMBLE_PX = 8

/**
 * Calls `then` once a finger has rested for a moment. One that moves at once scrolls the page, as everywhere.
 * A mouse or a pen need not wait.
 */
function afterPress({ pointerId, pointerType, clientX, clientY }, then) {
  if (pointerType !== "touch") return then()
  const ended = new AbortController()
  const timer = setTimeout(() => {
    ended.abort()
    then()
  }, PRESS_MS)
  const end = event => {
    const isTremble = event.type === "pointermove" && Math.hypot(event.clientX - clientX, event.clientY - clientY) < TREMBLE_PX
    if (event.pointerId !== pointerId || isTremble) return
    clearTimeout(timer)
    ended.abort()
  }
  for (const type of ["pointermove", "pointerup", "pointercancel"]) {
    window.addEventListener(type, end, { capture: true, signal: ended.signal })
  }
}

/** The nearest part of the page, across shadow roots, that scrolls down. */
function scrollerOf(node) {
  for (let part = node; part; part = part.parentNode ?? part.host) {
    const canScroll = part instanceof Element && part.scrollHeight > part.clientHeight
    if (canScroll && /auto|scroll/.test(getComputedStyle(part).overflowY)) return part
  }
  return document.scrollingElement
}
