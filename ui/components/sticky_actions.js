// Keeps the row of actions below what scrolls, never over it, so that it hides nothing.

const ACTIONS = ".st-key-actions"

/** Tells the page how tall the row is, as long as it is there; call `update` whenever the row may be another. */
function stickActions() {
  const page = document.documentElement
  const my = { row: null }
  const watch = new ResizeObserver(() => page.style.setProperty("--actions-height", `${my.row.offsetHeight}px`))

  function update() {
    const row = document.querySelector(ACTIONS)
    if (row === my.row || !row) return
    watch.disconnect()
    my.row = row
    watch.observe(row)
    page.toggleAttribute("data-sticky-actions", true)
  }
  function end() {
    watch.disconnect()
    page.toggleAttribute("data-sticky-actions", false)
  }
  return { update, end }
}
