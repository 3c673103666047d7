// One option or several, as cards around real radio buttons or checkboxes.

class Options {
  #legend = make("legend")
  #list = make("div", { class: "list" })
  #help = make("p", { class: "help", "aria-hidden": "true" })
  #foot = make("div", { class: "foot" }, this.#help)
  #answer = new Draft(() => this.#paint())
  #verdicts = new Verdicts()
  #cards = []
  #asked
  #data
  #height = 0

  constructor() {
    this.node = make("fieldset", { class: "options" }, this.#legend, this.#list, this.#foot, this.#answer.node)
    this.node.addEventListener("keydown", event => this.#press(event))
  }

  show(data, send) {
    this.#data = data
    this.#answer.receive(data, send)
    this.#verdicts.receive(data, this.#answer.value)
    const asked = JSON.stringify([data.pieces, data.many])
    if (asked !== this.#asked) this.#build(data)
    this.#asked = asked
    this.#legend.textContent = data.legend
    this.#help.textContent = `Keys 1 to ${data.pieces.length} pick, arrow keys move`
    this.node.classList.toggle("read-only", data.read_only)
    this.#paint()
    this.#keepHeight()
  }

  close() {
    this.#answer.close()
  }

  #build({ pieces, many }) {
    this.#cards = pieces.map((piece, at) => cardOf(piece, at, many))
    for (const { input } of this.#cards) input.addEventListener("change", () => this.#pick())
    this.#list.replaceChildren(...this.#cards.map(card => card.node))
  }

  #pick() {
    this.#answer.change(this.#cards.filter(card => card.input.checked).map(card => card.id))
    this.#paint()
  }

  #paint() {
    for (const card of this.#cards) {
      const isPicked = this.#answer.value.includes(card.id)
      card.input.checked = isPicked
      card.input.disabled = this.#data.read_only
      card.node.classList.toggle("picked", isPicked)
      judge(card, isPicked, this.#verdicts.on(card.id), this.#data.read_only)
    }
  }

  /** What a verdict adds to the options, the foot gives back: the button under it stays where it was. */
  #keepHeight() {
    const isMarked = this.#verdicts.any
    const { height } = this.#list.getBoundingClientRect()
    if (!isMarked) this.#height = height
    this.#help.hidden = isMarked || this.#data.read_only
    this.#foot.style.setProperty("--taken", `${height - this.#height}px`)
  }

  #press(event) {
    const isBare = !event.ctrlKey && !event.metaKey && !event.altKey
    const card = isBare && this.#cards[Number(event.key) - 1]
    if (card) this.#choose(event, card)
    else if (this.#data.many) this.#step(event)
  }

  #choose(event, { input }) {
    event.preventDefault()
    input.focus()
    if (!this.#data.read_only) input.click()
  }

  /** Radio buttons have arrow keys by themselves; checkboxes get them here. */
  #step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const at = this.#cards.findIndex(card => card.input === event.target)
    if (!by || at < 0) return
    event.preventDefault()
    this.#cards.at((at + by) % this.#cards.length).input.focus()
  }
}

function cardOf(piece, at, many) {
  const input = make("input", { type: many ? "checkbox" : "radio", name: "option", id: `option-${at}` })
  const words = piece.code
    ? make("code", { class: "block", translate: "no" }, ...highlighted(piece.code.text, piece.code.language))
    : make("span", { class: "words" }, ...prose(piece.spans))
  const slot = make("span", { class: "slot", id: `mark-${at}` })
  const why = make("p", { class: "why", id: `why-${at}` })
  const label = make("label", { for: input.id }, input, words)
  const node = make("div", { class: "card" }, label, slot, why)
  node.addEventListener("click", event => pickByCard(event, label, input))
  return { id: piece.id, number: at + 1, input, slot, why, node }
}

/** A click anywhere on a card picks it, but not the one that ends a selection of its text. */
function pickByCard(event, label, input) {
  const isByPointer = event.detail > 0 && event.composedPath()[0] !== input
  if (isByPointer && isSelecting(input.getRootNode())) return event.preventDefault()
  const isOnControl = event.composedPath().some(part => part === label || part.localName === "button")
  if (!isOnControl && !input.disabled) input.click()
}

/** Chromium keeps the selection of a shadow root apart from the page's. */
function isSelecting(root) {
  return String(root.getSelection?.() ?? getSelection() ?? "") !== ""
}

function judge(card, isPicked, verdict, isClosed) {
  const { node, input, slot, why, number } = card
  const isFolded = Boolean(verdict) && isClosed && !isPicked && !verdict.correct
  node.classList.toggle("wrong", Boolean(verdict) && isPicked && !verdict.correct)
  node.classList.toggle("right", Boolean(verdict) && isClosed && verdict.correct)
  slot.classList.toggle("marked", Boolean(verdict))
  why.replaceChildren(...prose(verdict?.why ?? []))
  if (isFolded !== node.classList.contains("folded")) fold(card, isFolded)
  if (!isFolded) slot.replaceChildren(verdict ? markOf(isPicked, verdict.correct, isClosed) : numberKey(number))
  if (verdict) input.setAttribute("aria-describedby", `${slot.id} ${why.id}`)
  else input.removeAttribute("aria-describedby")
}

/** An option that was neither picked nor right steps back to one line, with its reason on demand. */
function fold({ node, slot, why }, isFolded) {
  node.classList.toggle("folded", isFolded)
  why.hidden = isFolded
  if (!isFolded) return
  const button = make("button", { type: "button", "aria-expanded": "false", "aria-controls": why.id }, "Why not")
  button.addEventListener("click", () => {
    why.hidden = !why.hidden
    button.setAttribute("aria-expanded", String(!why.hidden))
  })
  slot.replaceChildren(button)
}

function numberKey(number) {
  return make("kbd", { "aria-hidden": "true" }, number)
}

function markOf(isPicked, isCorrect, isClosed) {
  const words = isCorrect ? (isPicked || !isClosed ? "Right" : "Right answer") : isPicked ? "Not right" : "Not this"
  const quiet = isPicked || isCorrect ? "" : " quiet"
  return make("span", { class: `mark${quiet}` }, icon(isCorrect ? "check" : "cross"), words)
}

export default component(() => new Options())
