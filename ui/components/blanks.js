// Gaps in a command or a manifest, filled with chips: dragged, tapped, or chosen from a menu.

const GAP = "\uE000" // stands for a gap while the code around it is coloured; used by no language
const MANUAL = "Enter opens the pieces. Or choose a piece first, then a gap."
const NEAR_PX = 24
const WIDEST_CH = 16

class Blanks {
  #live = liveRegion()
  #code = make("pre", { class: "template block", translate: "no" })
  #tray = make("div", { class: "tray", role: "group", "aria-label": "Pieces to fill in", translate: "no" })
  #whys = make("ul", { class: "whys" })
  #menu = new Menu()
  #answer = new Draft(() => this.#paint())
  #verdicts = new Verdicts()
  #gaps = new Map()
  #chips = new Map()
  #isCarrying = false
  #held = null // the chip that was chosen and waits for its gap
  #asked
  #data

  constructor() {
    const manual = make("p", { class: "visually-hidden", id: "manual" }, MANUAL)
    this.node = make("div", { class: "blanks" }, this.#code, this.#tray, this.#whys, this.#menu.node, manual)
    this.node.append(this.#answer.node)
    this.node.addEventListener("keydown", event => this.#press(event))
  }

  show(data, send) {
    this.#data = data
    this.#answer.receive(data, send)
    this.#verdicts.receive(data, this.#answer.value)
    const asked = JSON.stringify([data.parts, data.language, data.chips])
    if (asked !== this.#asked) this.#build(data)
    this.#asked = asked
    this.node.classList.toggle("read-only", data.read_only)
    this.#tray.hidden = data.read_only
    if (data.read_only) this.#hold(null)
    this.#paint()
  }

  close() {
    this.#answer.close()
  }

  #build({ parts, language, chips }) {
    const ids = parts.filter(([kind]) => kind === "blank").map(([, id]) => id)
    this.#chips = new Map(chips.map(chip => [chip.id, chipOf(chip)]))
    this.#gaps = new Map(ids.map((id, at) => [id, gapOf(id, at, ids.length)]))
    const widest = Math.max(4, ...[...this.#chips.values()].map(chip => chip.label.length))
    this.node.style.setProperty("--gap", `${Math.min(widest, WIDEST_CH) + 2}ch`)
    this.#code.replaceChildren(...weave(parts, language, [...this.#gaps.values()].map(gap => gap.node)))
    this.#tray.replaceChildren(...[...this.#chips.values()].map(chip => chip.node))
    this.#listen()
  }

  #listen() {
    for (const gap of this.#gaps.values()) {
      gap.node.addEventListener("click", () => this.#choose(gap))
      this.#listenTo(gap.node, () => this.#chipIn(gap))
    }
    for (const chip of this.#chips.values()) {
      chip.node.addEventListener("click", () => this.#take(chip))
      this.#listenTo(chip.node, () => chip)
    }
  }

  /** A finger that rests on a piece takes it; one that moves at once scrolls. */
  #listenTo(node, chipNow) {
    node.addEventListener("pointerdown", event => {
      if (event.button === 0) afterPress(event, () => this.#drag(chipNow(), event))
    })
    node.addEventListener("touchmove", event => this.#isCarrying && event.preventDefault(), { passive: false })
    node.addEventListener("contextmenu", event => this.#isCarrying && event.preventDefault())
  }

  #chipIn(gap) {
    return this.#chips.get(this.#answer.value[gap.id])
  }

  #gapWith(chip) {
    return [...this.#gaps.values()].find(gap => this.#answer.value[gap.id] === chip.id)
  }

  #paint() {
    for (const gap of this.#gaps.values()) {
      const chip = this.#chipIn(gap)
      const isAbout = this.#data.read_only || this.#verdicts.about?.[gap.id] === chip?.id
      paintGap(gap, chip, chip && isAbout ? this.#verdicts.on(chip.id) : null, this.#data.read_only)
    }
    for (const chip of this.#chips.values()) paintChip(chip, this.#gapWith(chip), chip === this.#held)
    this.#whys.replaceChildren(...this.#explained())
  }

  #explained() {
    const judged = [...this.#chips.values()].filter(chip => this.#verdicts.on(chip.id)?.why.length)
    return judged.map(chip => whyOf(chip, this.#gapWith(chip), this.#verdicts.on(chip.id)))
  }

  #change(filled, label) {
    this.#answer.change(filled)
    this.#held = null
    this.node.classList.remove("holding")
    this.#paint()
    this.#live.say(label)
  }

  /** A chip from another gap changes places with what is here; one from the tray sends it back there. */
  #fill(gap, chip) {
    const filled = { ...this.#answer.value }
    const [from, here] = [this.#gapWith(chip), filled[gap.id]]
    if (from) delete filled[from.id]
    if (from && here && from !== gap) filled[from.id] = here
    filled[gap.id] = chip.id
    this.#change(filled, `${chip.label} in ${gap.label}`)
  }

  #empty(gap) {
    const { [gap.id]: _, ...filled } = this.#answer.value
    this.#change(filled, `${gap.label} is empty`)
  }

  #hold(chip) {
    this.#held = chip
    this.node.classList.toggle("holding", chip !== null)
    for (const each of this.#chips.values()) paintChip(each, this.#gapWith(each), each === chip)
    if (chip) this.#live.say(`${chip.label}: choose a gap`)
  }

  /** A gap was chosen: the chip in hand goes there, or the menu says what could. */
  #choose(gap) {
    if (this.#data.read_only) return
    if (this.#held) return this.#fill(gap, this.#held)
    const free = [...this.#chips.values()].filter(chip => !this.#gapWith(chip))
    const entries = free.map(chip => ({ label: chip.label, kind: "code", act: () => this.#fill(gap, chip) }))
    if (this.#chipIn(gap)) entries.push({ label: `Empty ${gap.label}`, kind: "plain", act: () => this.#empty(gap) })
    this.#menu.open(gap.node, `Pieces for ${gap.label}`, entries)
  }

  /** A chip was chosen: it leaves its gap, goes to the only one that is free, or waits for one to be chosen. */
  #take(chip) {
    const gap = this.#gapWith(chip)
    const free = [...this.#gaps.values()].filter(each => !this.#chipIn(each))
    if (gap) this.#empty(gap)
    else if (this.#gaps.size === 1) this.#fill([...this.#gaps.values()][0], chip)
    else if (this.#held === chip) this.#hold(null)
    else if (free.length === 1) this.#fill(free[0], chip)
    else this.#hold(chip)
  }

  #press(event) {
    if (event.key !== "Escape" || !this.#held) return
    event.stopPropagation()
    this.#hold(null)
    this.#live.say("Put down")
  }

  #drag(chip, event) {
    if (this.#data.read_only || !chip) return
    this.#isCarrying = true
    const dragImage = new DragImage(chip.label, event)
    const under = (x, y) => nearest([...this.#gaps.values()], x, y)
    const light = lit => this.#gaps.forEach(gap => gap.node.classList.toggle("under", gap === lit))
    trackPointer(event, this.node, {
      moved: (x, y) => dragImage.follow(this.node, x, y) && light(under(x, y)),
      done: (x, y) => {
        this.#isCarrying = false
        light(null)
        if (dragImage.remove(this.node)) this.#dropOn(under(x, y), chip)
      },
      cancelled: () => {
        this.#isCarrying = false
        light(null)
        dragImage.remove(this.node)
      },
    })
  }

  #dropOn(gap, chip) {
    const from = this.#gapWith(chip)
    if (gap) this.#fill(gap, chip)
    else if (from) this.#empty(from)
  }
}

function chipOf(chip) {
  const label = chip.spans.map(span => span.text).join("")
  return { id: chip.id, label, node: make("button", { type: "button", class: "chip" }, make("code", {}, label)) }
}

function gapOf(id, at, count) {
  const words = make("span", { class: "fill" })
  const sign = make("span", { class: "sign" })
  const node = make("button", { type: "button", class: "gap", "aria-describedby": "manual", "aria-haspopup": "menu" })
  node.append(words, sign)
  return { id, label: count === 1 ? "the gap" : `gap ${at + 1} of ${count}`, node, words, sign }
}

function paintGap({ node, label, words, sign }, chip, verdict, isReadOnly) {
  const judged = verdict ? (verdict.correct ? ", right" : ", not right") : ""
  node.classList.toggle("filled", Boolean(chip))
  node.classList.toggle("wrong", Boolean(verdict) && !verdict.correct)
  words.textContent = chip?.label ?? ""
  sign.replaceChildren(...(verdict ? [icon(verdict.correct ? "check" : "cross")] : []))
  node.setAttribute("aria-label", `${label}: ${chip?.label ?? "empty"}${judged}`)
  node.setAttribute("aria-disabled", isReadOnly)
}

function paintChip({ node, label }, gap, isHeld) {
  node.classList.toggle("used", Boolean(gap))
  node.setAttribute("aria-pressed", isHeld)
  node.setAttribute("aria-label", gap ? `${label}, in ${gap.label}` : label)
}

function whyOf({ label }, gap, { correct, why }) {
  const judged = make("span", { class: "visually-hidden" }, correct ? "Right: " : "Not right: ")
  const where = make("span", { class: "where" }, gap ? `in ${gap.label}` : "")
  const sign = make("span", { class: "mark" }, icon(correct ? "check" : "cross"), judged, make("code", {}, label), where)
  return make("li", {}, sign, make("span", { class: "why" }, ...prose(why)))
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

/** The gap under a point, or the nearest within a finger's breadth. */
function nearest(gaps, x, y) {
  const far = ({ node }) => {
    const { left, right, top, bottom } = node.getBoundingClientRect()
    return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
  }
  const [near] = gaps.filter(gap => far(gap) <= NEAR_PX).sort((one, other) => far(one) - far(other))
  return near ?? null
}

export default component(() => new Blanks())
