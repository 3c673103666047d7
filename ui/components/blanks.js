// Gaps in a command or a manifest, filled with chips: dragged, tapped, or chosen from a menu.

const GAP = "\uE000" // stands for a gap while the code around it is coloured; used by no language
const DRAG_PX = 6

function createBlanks() {
  const speech = speaker()
  const code = make("pre", { class: "template block" })
  const tray = make("div", { class: "tray", role: "group" })
  const whys = make("ul", { class: "whys" })
  const menu = make("div", { class: "menu", role: "menu", popover: "auto" })
  const manual = make("p", { class: "unseen", id: "manual" }, MANUAL)
  const node = make("div", { class: "blanks" }, code, tray, whys, menu, manual, speech.node)
  const answer = draft()
  const my = { data: null, gaps: new Map(), chips: new Map(), asked: null, held: null }

  function show(data, send) {
    answer.hear(data, send)
    my.data = data
    const asked = JSON.stringify([data.parts, data.language, data.chips])
    if (asked !== my.asked) build(data)
    my.asked = asked
    node.classList.toggle("read-only", data.read_only)
    if (data.read_only) hold(null)
    tray.hidden = data.read_only
    paint()
  }

  function build({ parts, language, chips }) {
    const ids = parts.filter(([kind]) => kind === "blank").map(([, id]) => id)
    my.chips = new Map(chips.map(chip => [chip.id, chipOf(chip, hands)]))
    my.gaps = new Map(ids.map((id, at) => [id, gapOf(id, at, ids.length, hands)]))
    const widest = Math.max(...chips.map(chip => textOf(chip).length), 4)
    node.style.setProperty("--gap", `${Math.min(widest, 16) + 2}ch`)
    code.replaceChildren(...weave(parts, language, [...my.gaps.values()].map(gap => gap.node)))
    tray.replaceChildren(...[...my.chips.values()].map(chip => chip.node))
    tray.setAttribute("aria-label", "Pieces to fill in")
  }

  const filled = () => answer.value ?? {}
  const gapWith = chip => Object.keys(filled()).find(gap => filled()[gap] === chip)

  function paint() {
    my.gaps.forEach(paintGap)
    my.chips.forEach(paintChip)
    whys.replaceChildren(...[...my.chips.values()].map(whyOf).filter(Boolean))
  }

  function paintGap(gap) {
    const chip = my.chips.get(filled()[gap.id])
    const verdict = markOf(chip)
    gap.node.classList.toggle("filled", Boolean(chip))
    gap.node.classList.toggle("wrong", Boolean(verdict) && !verdict.correct)
    gap.words.textContent = chip ? chip.said : ""
    gap.mark.replaceChildren(...(verdict ? [icon(verdict.correct ? "check" : "cross")] : []))
    const said = verdict ? (verdict.correct ? ", right" : ", not right") : ""
    gap.node.setAttribute("aria-label", `${gap.said}: ${chip ? chip.said : "empty"}${said}`)
    gap.node.setAttribute("aria-disabled", my.data.read_only)
  }

  function paintChip(chip) {
    const gap = my.gaps.get(gapWith(chip.id))
    chip.node.classList.toggle("used", Boolean(gap))
    chip.node.setAttribute("aria-pressed", my.held === chip.id)
    chip.node.setAttribute("aria-label", gap ? `${chip.said}, in ${gap.said}` : chip.said)
  }

  const markOf = chip => (chip && Object.hasOwn(my.data.marks, chip.id) ? my.data.marks[chip.id] : null)

  function whyOf(chip) {
    const verdict = markOf(chip)
    if (!verdict?.why.length) return null
    const gap = my.gaps.get(gapWith(chip.id))
    const where = gap ? ` in ${gap.said}` : ""
    const sign = make("span", { class: "mark" }, icon(verdict.correct ? "check" : "cross"))
    sign.append(make("span", { class: "unseen" }, verdict.correct ? "Right: " : "Not right: "))
    sign.append(make("code", {}, chip.said), make("span", { class: "where" }, where))
    return make("li", {}, sign, make("span", { class: "why" }, ...prose(verdict.why)))
  }

  function change(next, said) {
    answer.change(next)
    hold(null)
    paint()
    speech.say(said)
  }

  /** A chip from another gap changes places with what is here; one from the tray sends it back there. */
  function fill(gap, chip) {
    const next = { ...filled() }
    const from = gapWith(chip)
    const here = next[gap.id]
    if (from) delete next[from]
    if (from && here && from !== gap.id) next[from] = here
    next[gap.id] = chip
    change(next, `${my.chips.get(chip).said} in ${gap.said}`)
  }

  function empty(gap) {
    const next = { ...filled() }
    delete next[gap.id]
    change(next, `${gap.said} is empty`)
  }

  function hold(chip) {
    my.held = chip
    node.classList.toggle("holding", chip !== null)
    my.chips.forEach(paintChip)
    if (chip) speech.say(`${my.chips.get(chip).said}: choose a gap`)
  }

  const hands = {
    gap(gap) {
      if (my.data.read_only) return
      if (my.held) fill(gap, my.held)
      else openMenu(gap)
    },
    chip(chip) {
      const gap = my.gaps.get(gapWith(chip.id))
      const free = [...my.gaps.values()].filter(one => !filled()[one.id])
      if (gap) empty(gap)
      else if (my.gaps.size === 1) fill([...my.gaps.values()][0], chip.id)
      else if (my.held !== null || free.length !== 1) hold(my.held === chip.id ? null : chip.id)
      else fill(free[0], chip.id)
    },
    drag(chip, event) {
      if (!my.data.read_only && chip && event.button === 0) startDrag(chip, event)
    },
    dragOut: (gap, event) => hands.drag(filled()[gap.id], event),
  }

  function startDrag(chip, event) {
    const my_ = { ghost: null }
    const start = { x: event.clientX, y: event.clientY }
    const target = (x, y) => gapAt(node.getRootNode(), my.gaps, x, y)
    follow(event, node, {
      moved(x, y) {
        if (!my_.ghost && Math.hypot(x - start.x, y - start.y) < DRAG_PX) return
        my_.ghost ??= ghostOf(my.chips.get(chip).said, node)
        my_.ghost.style.transform = `translate(${x}px, ${y}px) translate(-50%, -120%)`
        my.gaps.forEach(gap => gap.node.classList.toggle("under", gap === target(x, y)))
      },
      done(x, y) {
        if (!my_.ghost) return
        end()
        swallowClick(node)
        const gap = target(x, y)
        if (gap) fill(gap, chip)
        else if (gapWith(chip)) empty(my.gaps.get(gapWith(chip)))
      },
      cancelled: () => end(),
    })
    function end() {
      my_.ghost?.remove()
      my.gaps.forEach(gap => gap.node.classList.remove("under"))
    }
  }

  function openMenu(gap) {
    const choose = chip => {
      menu.hidePopover()
      gap.node.focus()
      if (chip) fill(gap, chip)
      else empty(gap)
    }
    const entries = [...my.chips.values()]
      .filter(chip => !gapWith(chip.id))
      .map(chip => entryOf(chip.said, "code", () => choose(chip.id)))
    if (filled()[gap.id]) entries.push(entryOf(`Empty ${gap.said}`, "plain", () => choose(null)))
    menu.replaceChildren(...entries)
    menu.setAttribute("aria-label", `Pieces for ${gap.said}`)
    menu.showPopover()
    standUnder(menu, gap.node)
    entries[0]?.focus()
    my.open = gap
  }

  menu.addEventListener("keydown", event => {
    const entries = [...menu.children]
    const at = entries.indexOf(event.target)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key]
    if (event.key === "Tab") menu.hidePopover()
    if (to === undefined) return
    event.preventDefault()
    entries.at(to % entries.length).focus()
  })
  menu.addEventListener("toggle", event => event.newState === "closed" && my.open?.node.focus())
  node.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !my.held) return
    event.stopPropagation()
    hold(null)
    speech.say("Put down")
  })

  return { node, show, close: answer.close }
}

const MANUAL = "Enter opens the pieces. Or choose a piece first, then a gap."
const textOf = chip => chip.spans.map(span => span.text).join("")

function chipOf(chip, hands) {
  const said = textOf(chip)
  const node = make("button", { type: "button", class: "chip" }, make("code", {}, said))
  node.addEventListener("click", () => hands.chip({ id: chip.id }))
  node.addEventListener("pointerdown", event => hands.drag(chip.id, event))
  return { id: chip.id, said, node }
}

function gapOf(id, at, count, hands) {
  const words = make("span", { class: "fill" })
  const mark = make("span", { class: "sign" })
  const node = make("button", { type: "button", class: "gap", "aria-describedby": "manual", "aria-haspopup": "menu" })
  node.append(words, mark)
  const gap = { id, said: count === 1 ? "the gap" : `gap ${at + 1} of ${count}`, node, words, mark }
  node.addEventListener("click", () => hands.gap(gap))
  node.addEventListener("pointerdown", event => hands.dragOut(gap, event))
  return gap
}

function entryOf(said, kind, choose) {
  const entry = make("button", { type: "button", class: `entry ${kind}`, role: "menuitem", tabindex: "-1" }, said)
  entry.addEventListener("click", choose)
  return entry
}

/** The template with its gaps in their places, coloured as if they were not there. */
function weave(parts, language, gaps) {
  const text = parts.map(([kind, run]) => (kind === "blank" ? GAP : run.replaceAll(GAP, "\uFFFD"))).join("")
  const left = [...gaps]
  return tokens(text, language).flatMap(([kind, run]) =>
    run.split(GAP).flatMap((piece, at) => {
      const nodes = piece ? [make("span", kind === "plain" ? {} : { class: kind }, piece)] : []
      return at === 0 ? nodes : [left.shift(), ...nodes]
    }),
  )
}

function ghostOf(said, node) {
  const ghost = make("div", { class: "ghost", "aria-hidden": "true" }, said)
  node.append(ghost)
  return ghost
}

/** The gap under a point, or the nearest within a finger's breadth. */
function gapAt(root, gaps, x, y) {
  const far = ({ left, right, top, bottom }) =>
    Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
  const near = [...gaps.values()]
    .map(gap => ({ gap, by: far(gap.node.getBoundingClientRect()) }))
    .sort((one, other) => one.by - other.by)[0]
  return near && near.by <= 24 ? near.gap : null
}

/** Keeps the click that follows a drag from meaning a tap. */
function swallowClick(node) {
  const stop = event => event.stopPropagation()
  node.addEventListener("click", stop, { capture: true, once: true })
  setTimeout(() => node.removeEventListener("click", stop, { capture: true }), 50)
}

function standUnder(menu, node) {
  const { left, bottom } = node.getBoundingClientRect()
  const fits = Math.min(left, innerWidth - menu.offsetWidth - 8)
  const below = bottom + 6 + menu.offsetHeight <= innerHeight
  const top = below ? bottom + 6 : Math.max(8, node.getBoundingClientRect().top - 6 - menu.offsetHeight)
  Object.assign(menu.style, { left: `${Math.max(8, fits)}px`, top: `${top}px` })
}

export default component(createBlanks)
