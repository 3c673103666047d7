// Steps to be put in order, by pointer, by keyboard or by buttons; some may be left out.

function createOrdering() {
  const speech = speaker()
  const kept = zone("Your order", "ol")
  const left = zone("Left out", "ul")
  const empty = make("p", { class: "empty" }, "What does not belong goes here")
  left.node.append(empty)
  const manual = make("p", { class: "unseen", id: "manual" }, MANUAL)
  const node = make("div", { class: "ordering" }, kept.node, left.node, manual, speech.node)
  const answer = draft()
  const my = { data: null, rows: new Map(), asked: null, lifted: null, moving: false }

  function show(data, send) {
    answer.hear(data, send)
    my.data = data
    const asked = JSON.stringify(data.pieces)
    if (asked !== my.asked) build(data)
    my.asked = asked
    left.node.hidden = !data.may_leave
    kept.title.hidden = !data.may_leave
    node.classList.toggle("read-only", data.read_only)
    if (!my.lifted) arrange(answer.value)
    paintAll()
  }

  function build({ pieces }) {
    my.lifted = null
    kept.list.replaceChildren()
    left.list.replaceChildren()
    my.rows = new Map(pieces.map((piece, at) => [piece.id, rowOf(piece, at, hands)]))
  }

  /** The rows as the order says, touching only those that stand elsewhere, so that focus stays. */
  function arrange(order) {
    const out = [...my.rows.keys()].filter(id => !order.includes(id))
    settle(kept.list, order)
    settle(left.list, out)
  }

  function settle(list, ids) {
    ids.forEach((id, at) => {
      const { node: row } = my.rows.get(id)
      if (list.children[at] !== row) put(row, list, list.children[at] ?? null)
    })
  }

  function paintAll() {
    empty.hidden = left.list.hasChildNodes()
    my.rows.forEach(paint)
  }

  function paint(row) {
    const { marks, read_only: readOnly, may_leave: mayLeave } = my.data
    const verdict = Object.hasOwn(marks, row.id) ? marks[row.id] : null
    const { list, at, count } = placeOf(row)
    // Where every step belongs, that it does is no news; only its why is.
    row.mark.replaceChildren(...(verdict && mayLeave ? [markOf(verdict.correct)] : []))
    const isOut = list === left.list
    row.number.textContent = isOut ? "" : at + 1
    row.node.classList.toggle("wrong", Boolean(verdict) && !verdict.correct)
    row.why.replaceChildren(...prose(verdict?.why ?? []))
    row.tools.hidden = readOnly
    row.handle.hidden = readOnly
    row.up.setAttribute("aria-disabled", !isOut && at === 0)
    row.down.setAttribute("aria-disabled", isOut ? at === count - 1 : at === count - 1 && !mayLeave)
    row.aside.hidden = !mayLeave
    row.aside.replaceChildren(icon(isOut ? "back" : "out"), isOut ? "Put back" : "Leave out")
    row.aside.setAttribute("aria-label", `${isOut ? "Put back" : "Leave out"}: ${row.said}`)
  }

  const placeOf = row => {
    const list = row.node.parentNode
    const rows = [...list.children]
    return { list, at: rows.indexOf(row.node), count: rows.length }
  }
  const say = (row, how = "") => {
    const { list, at, count } = placeOf(row)
    speech.say(`${how}${row.said}, ${list === left.list ? "left out" : `position ${at + 1} of ${count}`}`)
  }
  const order = () => [...kept.list.children].map(row => row.dataset.id)

  function move(row, list, before) {
    const tops = topsOf(my.rows)
    my.moving = true
    put(row.node, list, before)
    my.moving = false
    glide(my.rows, tops, row)
    paintAll()
  }

  /** One place up or down; past an end of one list into the other, where steps may be left out. */
  function step(row, by) {
    const { list, at } = placeOf(row)
    const next = list.children[at + by]
    if (next) move(row, list, by < 0 ? next : next.nextSibling)
    else if (by < 0 && list === left.list) move(row, kept.list, null)
    else if (by > 0 && list === kept.list && my.data.may_leave) move(row, left.list, left.list.firstChild)
    else return false
    return true
  }

  const commit = () => answer.change(order())
  const hands = {
    nudge(row, by) {
      if (my.data.read_only) return
      if (step(row, by)) commit()
      say(row)
    },
    aside(row) {
      if (my.data.read_only) return
      if (row.node.parentNode === kept.list) move(row, left.list, null)
      else move(row, kept.list, null)
      commit()
      say(row)
    },
    key(row, event) {
      const isLifted = my.lifted?.row === row
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
      if (event.key === " " || event.key === "Enter") isLifted ? drop() : lift(row)
      else if (by && isLifted) step(row, by) && say(row)
      else if (by) walk(row, by)
      else if (event.key === "Escape" && isLifted) putBack()
      else return
      event.preventDefault()
      event.stopPropagation()
    },
    press: (row, event) => startDrag(row, event),
    leave: row => my.lifted?.row === row && !my.lifted.dragged && !my.moving && drop(),
  }

  function lift(row) {
    if (my.data.read_only) return
    my.lifted = { row, before: order() }
    row.node.classList.add("lifted")
    row.handle.setAttribute("aria-pressed", "true")
    say(row, "Lifted: ")
  }

  function release() {
    const { row, before } = my.lifted
    row.node.classList.remove("lifted")
    row.node.style.removeProperty("transform")
    row.handle.setAttribute("aria-pressed", "false")
    my.lifted = null
    return { row, before }
  }

  function drop() {
    const { row, before } = release()
    if (order().join() !== before.join()) commit()
    say(row, "Put down: ")
  }

  function putBack() {
    const { row, before } = release()
    arrange(before)
    paintAll()
    say(row, "Back where it was: ")
  }

  function walk(row, by) {
    const rows = [...kept.list.children, ...left.list.children]
    const next = rows[rows.indexOf(row.node) + by]
    if (next) my.rows.get(next.dataset.id).handle.focus()
  }

  function startDrag(row, event) {
    if (my.data.read_only || event.button !== 0) return
    event.preventDefault()
    row.handle.focus()
    lift(row)
    my.lifted.dragged = true
    const grip = event.clientY - row.node.getBoundingClientRect().top
    follow(event, row.node, { moved: (_, y) => carry(row, y - grip), done: drop, cancelled: putBack })
  }

  function carry(row, top) {
    row.node.style.removeProperty("transform")
    dragTo(row, top + row.node.offsetHeight / 2)
    row.node.style.transform = `translateY(${top - row.node.getBoundingClientRect().top}px)`
  }

  /** Puts the row before the first row whose middle is below the pointer, in the zone the pointer is in. */
  function dragTo(row, y) {
    const list = my.data.may_leave && y > left.node.getBoundingClientRect().top ? left.list : kept.list
    const others = [...list.children].filter(other => other !== row.node)
    const before = others.find(other => y < middleOf(other)) ?? null
    if (row.node.parentNode === list && row.node.nextElementSibling === before) return
    move(row, list, before)
    say(row)
  }

  return { node, show, close: answer.close }
}

const MANUAL = "Space lifts a step, the arrow keys move it, Space puts it down, Escape puts it back."

function zone(name, tag) {
  const title = make("h3", {}, name)
  const list = make(tag, { "aria-label": name })
  return { node: make("section", { class: "zone" }, title, list), title, list }
}

function rowOf(piece, at, hands) {
  const said = piece.spans.map(span => span.text).join("")
  const number = make("span", { class: "number" })
  const handle = make("button", {
    type: "button",
    class: "handle",
    "aria-label": `Move: ${said}`,
    "aria-describedby": "manual",
    "aria-pressed": "false",
  })
  handle.append(icon("grip"))
  const mark = make("span", { class: "verdict" })
  const why = make("p", { class: "why" })
  const words = make("div", { class: "words" }, ...prose(piece.spans))
  const up = tool("up", `Up: ${said}`)
  const down = tool("down", `Down: ${said}`)
  const aside = make("button", { type: "button", class: "aside" })
  const tools = make("div", { class: "tools" }, aside, up, down)
  const node = make("li", { "data-id": piece.id, class: "row" }, handle, number, words, mark, tools, why)
  const row = { id: piece.id, said, node, handle, number, mark, why, up, down, aside, tools }
  up.addEventListener("click", () => hands.nudge(row, -1))
  down.addEventListener("click", () => hands.nudge(row, 1))
  aside.addEventListener("click", () => hands.aside(row))
  handle.addEventListener("keydown", event => hands.key(row, event))
  handle.addEventListener("pointerdown", event => hands.press(row, event))
  handle.addEventListener("blur", () => hands.leave(row))
  return row
}

function tool(name, label) {
  return make("button", { type: "button", class: "tool", "aria-label": label }, icon(name))
}

function markOf(correct) {
  const words = correct ? "Belongs" : "Does not belong"
  return make("span", { class: "mark" }, icon(correct ? "check" : "cross"), words)
}

/** Moves a row in the page; a moved element loses focus, so what had it gets it back. */
function put(row, list, before) {
  const focused = row.contains(row.getRootNode().activeElement) ? row.getRootNode().activeElement : null
  list.insertBefore(row, before)
  focused?.focus({ preventScroll: true })
}

const middleOf = node => {
  const { top, height } = node.getBoundingClientRect()
  return top + height / 2
}
const topsOf = rows => new Map([...rows.values()].map(row => [row, row.node.offsetTop]))

/** Lets the others glide from where they were to where they are; the row in hand follows the hand. */
function glide(rows, tops, inHand) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return
  for (const row of rows.values()) {
    const by = tops.get(row) - row.node.offsetTop
    if (by && row !== inHand) row.node.animate([{ transform: `translateY(${by}px)` }, {}], { duration: 120 })
  }
}

export default component(createOrdering)
