// The row of actions stands below what scrolls, never over it, so that nothing is half hidden by it.

const ACTIONS = ".st-key-actions"

/** Tells the page how tall the row is, for as long as it is there; call `again` whenever it may be a new one. */
function keepFoot() {
  const page = document.documentElement
  const my = { row: null }
  const watch = new ResizeObserver(() => page.style.setProperty("--foot", `${my.row.offsetHeight}px`))

  function again() {
    const row = document.querySelector(ACTIONS)
    if (row === my.row || !row) return
    watch.disconnect()
    my.row = row
    watch.observe(row)
    page.toggleAttribute("data-foot", true)
  }
  function end() {
    watch.disconnect()
    page.toggleAttribute("data-foot", false)
  }
  return { again, end }
}
