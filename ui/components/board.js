// The board of a class: a bar for each learner over one time axis, with the state in words beside it.

const STATE_NAMES = {
  ours: "our trouble",
  called: "called",
  lost: "line lost",
  stuck: "stuck",
  idle: "idle",
  working: "working",
  ready: "not begun",
  done: "done",
  absent: "not in",
}

class Board {
  #ends = make("div", { class: "ends" })
  #list = make("ul", { class: "rows" })
  #rows = new Map()
  #selected = new Set()
  #send = { state: () => {}, trigger: () => {} }

  constructor() {
    this.node = make("div", { class: "board" }, this.#ends, this.#list)
  }

  /** Rows are kept by id, so that a refresh takes neither focus nor ticks away. */
  show(data, send) {
    this.#send = send
    this.#ends.replaceChildren(...data.ends.map(time => make("span", {}, time)))
    const ids = new Set(data.rows.map(row => row.id))
    for (const [id, row] of this.#rows) {
      if (ids.has(id)) continue
      row.node.remove()
      this.#rows.delete(id)
      this.#selected.delete(id)
    }
    data.rows.forEach((row, at) => {
      if (!this.#rows.has(row.id)) this.#rows.set(row.id, this.#make(row.id))
      const shown = this.#rows.get(row.id)
      shown.update(row, data)
      const there = this.#list.children[at]
      if (there !== shown.node) this.#list.insertBefore(shown.node, there ?? null)
    })
  }

  #make(id) {
    const tick = make("input", { type: "checkbox" })
    const name = make("b")
    const reason = make("span", { class: "reason" })
    const who = make("label", { class: "who" }, tick, make("span", {}, name, reason))
    const track = make("div", { class: "track", role: "img" })
    const state = make("span", { class: "state" })
    const where = make("span", { class: "where" })
    const open = make("button", { type: "button" }, "Open")
    tick.addEventListener("change", () => this.#select(id, tick.checked))
    open.addEventListener("click", () => this.#send.trigger("opened", id))
    const node = make("li", {}, who, track, make("div", { class: "end" }, state, where, open))
    const update = (row, data) => {
      name.replaceChildren(row.name)
      reason.replaceChildren(row.reason)
      state.replaceChildren(STATE_NAMES[row.state] ?? row.state)
      state.className = `state ${row.state}`
      where.replaceChildren(row.where ? `${row.done} of ${row.of}: ${row.where}` : `${row.done} of ${row.of}`)
      open.setAttribute("aria-label", `Open ${row.name}`)
      tick.setAttribute("aria-label", `Choose ${row.name}`)
      track.setAttribute("aria-label", `${row.done} of ${row.of} problems closed, ${row.misses.length} wrong answers`)
      paint(track, row, data)
    }
    return { node, update }
  }

  #select(id, isSelected) {
    if (isSelected) this.#selected.add(id)
    else this.#selected.delete(id)
    this.#send.state("selected", [...this.#selected])
  }
}

function paint(track, row, { span, now }) {
  const share = seconds => `${Math.min(100, Math.max(0, (100 * seconds) / span))}%`
  const bars = row.segments.map(({ start, end, outcome }) =>
    make("i", { class: `seg ${outcome}`, style: `left:${share(start)};width:${share(Math.max(end - start, span / 200))}` }),
  )
  const misses = row.misses.map(at => make("i", { class: "miss", style: `left:${share(at)}` }, "✕"))
  track.replaceChildren(...bars, ...misses, make("i", { class: "now", style: `left:${share(now)}` }))
}

export default component(() => new Board())
