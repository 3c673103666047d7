// An answer in the making, between the learner's hand and the server's word.

const SETTLE_MS = 150

/**
 * Keeps `value`. The server's answer is taken when it is news and the server knew of our last edit: a slow
 * answer never undoes a faster hand, and a failed save takes nothing away. `send` goes out after 150 ms, or
 * at once when the learner turns to something else, so that a click on "Answer" never overtakes the pick.
 */
function draft() {
  const ended = new AbortController()
  const my = { value: null, edit: 0, told: undefined, timer: null, send: null }
  const flush = () => {
    if (my.timer === null) return
    clearTimeout(my.timer)
    my.timer = null
    my.send("answer", { value: my.value, edit: my.edit })
  }
  for (const turn of ["keydown", "pointerdown", "pagehide"]) {
    window.addEventListener(turn, flush, { capture: true, signal: ended.signal })
  }
  return {
    get value() {
      return my.value
    },
    hear({ answer, seen, read_only: readOnly }, send) {
      const told = JSON.stringify(answer)
      const isNews = told !== my.told
      Object.assign(my, { told, send: send.state })
      if (!readOnly && (!isNews || seen < my.edit)) return
      Object.assign(my, { value: answer, edit: Math.max(my.edit, seen) })
    },
    change(value) {
      Object.assign(my, { value, edit: my.edit + 1 })
      clearTimeout(my.timer)
      my.timer = setTimeout(flush, SETTLE_MS)
    },
    close: () => {
      flush()
      ended.abort()
    },
  }
}
