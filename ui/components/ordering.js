// Steps to be put in order, by pointer, by keyboard or by buttons; some may be left out.

const MANUAL = "Space lifts a step, the arrow keys move it, Space puts it down, Escape puts it back."

class Ordering {
  #live = liveRegion()
  #kept = zoneOf("Your order", "ol")
  #left = zoneOf("Left out", "ul")
  #empty = make("p", { class: "empty" }, "What does not belong goes here")
  #answer = new Draft(() => this.#redraw())
  #verdicts = new Verdicts()
  #rows = new Map()
  #lifted = null // the row in hand, the order before, and whether a pointer holds it
  #isMoving = false // an element that is moved loses focus, which then means nothing
  #asked
  #data

  constructor() {
    this.#left.node.append(this.#empty)
    const manual = make("p", { class: "visually-hidden", id: "manual" }, MANUAL)
    this.node = make("div", { class: "ordering" }, this.#kept.node, this.#left.node, manual)
    this.node.append(this.#answer.node)
  }

  show(data, send) {
    this.#data = data
    this.#answer.receive(data, send)
    this.#verdicts.receive(data, this.#answer.value)
    const asked = JSON.stringify(data.pieces)
    if (asked !== this.#asked) this.#build(data)
    this.#asked = asked
    this.#kept.title.hidden = !data.may_leave
    this.node.classList.toggle("read-only", data.read_only)
    this.#redraw()
  }

  #redraw() {
    if (!this.#lifted) this.#arrange(this.#answer.value)
    this.#paint()
  }

  close() {
    this.#answer.close()
  }

  #build({ pieces }) {
    this.#lifted = null
    this.#kept.list.replaceChildren()
    this.#left.list.replaceChildren()
    this.#rows = new Map(pieces.map(piece => [piece.id, rowOf(piece)]))
    for (const row of this.#rows.values()) this.#listen(row)
  }

  #listen(row) {
    row.up.addEventListener("click", () => this.#nudge(row, -1))
    row.down.addEventListener("click", () => this.#nudge(row, 1))
    row.aside.addEventListener("click", () => this.#setAside(row))
    row.handle.addEventListener("keydown", event => this.#press(row, event))
    row.handle.addEventListener("pointerdown", event => this.#drag(row, event))
    row.handle.addEventListener("blur", () => this.#leave(row))
  }

  /** The rows as the order says, touching only those that stand elsewhere, so that focus stays. */
  #arrange(order) {
    const left = [...this.#rows.keys()].filter(id => !order.includes(id))
    this.#settle(this.#kept.list, order)
    this.#settle(this.#left.list, left)
  }

  #settle(list, ids) {
    ids.forEach((id, at) => {
      const { node } = this.#rows.get(id)
      if (list.children[at] !== node) this.#put(node, list, list.children[at] ?? null)
    })
  }

  #put(node, list, before) {
    const { activeElement } = node.getRootNode()
    this.#isMoving = true
    list.insertBefore(node, before)
    if (node.contains(activeElement)) activeElement.focus({ preventScroll: true })
    this.#isMoving = false
  }

  #paint() {
    const isAbout = this.#data.read_only || this.#order().join() === this.#verdicts.about?.join()
    this.#empty.hidden = this.#left.list.hasChildNodes()
    this.#left.node.hidden = !this.#data.may_leave || (this.#data.read_only && !this.#empty.hidden)
    for (const row of this.#rows.values()) {
      const place = this.#placeOf(row)
      paintPlace(row, place, this.#data)
      judge(row, place, isAbout ? this.#verdicts.on(row.id) : null)
    }
  }

  #placeOf({ node }) {
    const rows = [...node.parentNode.children]
    return { isLeft: node.parentNode === this.#left.list, at: rows.indexOf(node), count: rows.length }
  }

  #order() {
    return [...this.#kept.list.children].map(row => row.dataset.id)
  }

  #say(row, how = "") {
    const { isLeft, at, count } = this.#placeOf(row)
    this.#live.say(`${how}${row.said}, ${isLeft ? "left out" : `position ${at + 1} of ${count}`}`)
  }

  #move(row, list, before) {
    const tops = topsOf(this.#rows)
    this.#put(row.node, list, before)
    glide(this.#rows, tops, row)
    this.#paint()
  }

  /** One place up or down; past an end of one list into the other, where steps may be left out. */
  #step(row, by) {
    const { node } = row
    const [kept, left] = [this.#kept.list, this.#left.list]
    const next = by < 0 ? node.previousElementSibling : node.nextElementSibling
    if (next) this.#move(row, node.parentNode, by < 0 ? next : next.nextElementSibling)
    else if (by < 0 && node.parentNode === left) this.#move(row, kept, null)
    else if (by > 0 && node.parentNode === kept && this.#data.may_leave) this.#move(row, left, left.firstChild)
    else return false
    return true
  }

  #nudge(row, by) {
    if (this.#step(row, by)) this.#answer.change(this.#order())
    this.#say(row)
  }

  #setAside(row) {
    this.#move(row, row.node.parentNode === this.#kept.list ? this.#left.list : this.#kept.list, null)
    this.#answer.change(this.#order())
    this.#say(row)
  }

  #press(row, event) {
    const isLifted = this.#lifted?.row === row
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (event.key === " " || event.key === "Enter") isLifted ? this.#drop() : this.#lift(row, false)
    else if (by && isLifted) this.#step(row, by) && this.#say(row)
    else if (by) this.#walk(row, by)
    else if (event.key === "Escape" && isLifted) this.#putBack()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #walk(row, by) {
    const rows = [...this.#kept.list.children, ...this.#left.list.children]
    const next = rows[rows.indexOf(row.node) + by]
    if (next) this.#rows.get(next.dataset.id).handle.focus()
  }

  #lift(row, byPointer) {
    this.#lifted = { row, before: this.#order(), byPointer }
    row.node.classList.add("lifted")
    row.handle.setAttribute("aria-pressed", "true")
    this.#say(row, "Lifted: ")
  }

  #release() {
    const { row, before } = this.#lifted
    row.node.classList.remove("lifted")
    row.node.style.removeProperty("transform")
    row.handle.setAttribute("aria-pressed", "false")
    this.#lifted = null
    return { row, before }
  }

  #drop() {
    const { row, before } = this.#release()
    if (this.#order().join() !== before.join()) this.#answer.change(this.#order())
    this.#say(row, "Put down: ")
  }

  #putBack() {
    const { row, before } = this.#release()
    this.#arrange(before)
    this.#paint()
    this.#say(row, "Back where it was: ")
  }

  #leave(row) {
    if (this.#lifted?.row === row && !this.#lifted.byPointer && !this.#isMoving) this.#drop()
  }

  #drag(row, event) {
    if (event.button !== 0) return
    event.preventDefault()
    row.handle.focus()
    this.#lift(row, true)
    const grip = event.clientY - row.node.getBoundingClientRect().top
    trackPointer(event, row.node, {
      moved: (_, y) => this.#carry(row, y - grip),
      done: () => this.#drop(),
      cancelled: () => this.#putBack(),
    })
  }

  #carry(row, top) {
    row.node.style.removeProperty("transform")
    this.#dragTo(row, top + row.node.offsetHeight / 2)
    row.node.style.transform = `translateY(${top - row.node.getBoundingClientRect().top}px)`
  }

  /** Puts the row before the first row whose middle is below `y`, in the zone that `y` is in. */
  #dragTo(row, y) {
    const isBelow = this.#data.may_leave && y > this.#left.node.getBoundingClientRect().top
    const { list } = isBelow ? this.#left : this.#kept
    const others = [...list.children].filter(other => other !== row.node)
    const before = others.find(other => y < middleOf(other)) ?? null
    if (row.node.parentNode === list && row.node.nextElementSibling === before) return
    this.#move(row, list, before)
    this.#say(row)
  }
}

function zoneOf(name, tag) {
  const title = make("h3", {}, name)
  const list = make(tag, { "aria-label": name })
  return { node: make("section", { class: "zone" }, title, list), title, list }
}

function rowOf(piece) {
  const said = piece.spans.map(span => span.text).join("")
  const row = {
    id: piece.id,
    said,
    handle: tool("grip", `Move: ${said}`, "handle"),
    number: make("span", { class: "number" }),
    verdict: make("span", { class: "verdict" }),
    why: make("p", { class: "why" }),
    up: tool("up", `Up: ${said}`),
    down: tool("down", `Down: ${said}`),
    aside: make("button", { type: "button", class: "aside" }),
  }
  fill(row.handle, { "aria-describedby": "manual", "aria-pressed": "false" }, [])
  const words = make("div", { class: "words" }, ...prose(piece.spans))
  row.tools = make("div", { class: "tools" }, row.aside, row.up, row.down)
  row.node = make("li", { "data-id": piece.id, class: "row" })
  row.node.append(row.handle, row.number, words, row.verdict, row.tools, row.why)
  return row
}

function tool(name, label, kind = "tool") {
  return make("button", { type: "button", class: kind, "aria-label": label }, icon(name))
}

function paintPlace(row, { isLeft, at, count }, { read_only: isReadOnly, may_leave: mayLeave }) {
  const isLast = at === count - 1
  row.number.textContent = isLeft ? "" : at + 1
  row.handle.hidden = row.tools.hidden = isReadOnly
  row.up.setAttribute("aria-disabled", !isLeft && at === 0)
  row.down.setAttribute("aria-disabled", isLast && (isLeft || !mayLeave))
  row.aside.hidden = !mayLeave
  row.aside.replaceChildren(icon(isLeft ? "back" : "out"), isLeft ? "Put back" : "Leave out")
  row.aside.setAttribute("aria-label", `${isLeft ? "Put back" : "Leave out"}: ${row.said}`)
}

/** A step says whether it belongs at all; where, the order says. So one that does is marked if it was left out. */
function judge(row, { isLeft }, verdict) {
  const isWrong = Boolean(verdict) && verdict.correct === isLeft
  const words = isWrong ? (isLeft ? "Belongs in the order" : "Does not belong") : isLeft ? "Rightly left out" : ""
  row.node.classList.toggle("wrong", isWrong)
  row.verdict.replaceChildren(...(verdict && words ? [markOf(isWrong, words)] : []))
  row.why.replaceChildren(...prose(verdict?.why ?? []))
}

const markOf = (isWrong, words) => make("span", { class: "mark" }, icon(isWrong ? "cross" : "check"), words)

const topsOf = rows => new Map([...rows.values()].map(row => [row, row.node.offsetTop]))

function middleOf(node) {
  const { top, height } = node.getBoundingClientRect()
  return top + height / 2
}

/** Lets the others glide from where they were to where they are; the row in hand follows the hand. */
function glide(rows, tops, inHand) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return
  for (const row of rows.values()) {
    const by = tops.get(row) - row.node.offsetTop
    if (by && row !== inHand) row.node.animate([{ transform: `translateY(${by}px)` }, {}], { duration: 120 })
  }
}

export default component(() => new Ordering())
