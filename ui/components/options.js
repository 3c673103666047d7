// One option or several, as cards around real radio buttons or checkboxes.

function createOptions() {
  const legend = make("legend")
  const list = make("div", { class: "list" })
  const help = make("p", { class: "help", "aria-hidden": "true" })
  const foot = make("div", { class: "foot" }, help)
  const node = make("fieldset", { class: "options" }, legend, list, foot)
  const answer = draft()
  const my = { data: null, cards: [], asked: null, height: 0 }

  function show(data, send) {
    answer.hear(data, send)
    my.data = data
    const asked = JSON.stringify([data.pieces, data.many])
    if (asked !== my.asked) build(data)
    my.asked = asked
    legend.textContent = data.legend
    node.classList.toggle("read-only", data.read_only)
    my.cards.forEach(card => paint(card))
    help.textContent = data.read_only ? "" : `Keys 1 to ${data.pieces.length} pick, arrow keys move`
    keepHeight()
  }

  function build({ pieces, many }) {
    my.cards = pieces.map((piece, at) => cardOf(piece, at, many))
    list.replaceChildren(...my.cards.map(card => card.node))
  }

  function cardOf(piece, at, many) {
    const input = make("input", { type: many ? "checkbox" : "radio", name: "option", id: `option-${at}` })
    const words = piece.code
      ? make("code", { class: "block" }, ...highlighted(piece.code.text, piece.code.language))
      : make("span", { class: "words" }, ...prose(piece.spans))
    const mark = make("span", { class: "slot", id: `mark-${at}` })
    const label = make("label", { for: input.id }, input, words)
    const why = make("p", { class: "why", id: `why-${at}`, hidden: true })
    input.addEventListener("change", pick)
    return { id: piece.id, at, input, mark, why, node: make("div", { class: "card" }, label, mark, why) }
  }

  function pick() {
    answer.change(my.cards.filter(card => card.input.checked).map(card => card.id))
    my.cards.forEach(paint)
  }

  function paint(card) {
    const { marks, read_only: readOnly } = my.data
    const picked = answer.value.includes(card.id)
    card.input.checked = picked
    card.input.disabled = readOnly
    card.node.classList.toggle("picked", picked)
    paintMark(card, picked, Object.hasOwn(marks, card.id) ? marks[card.id] : null)
  }

  function paintMark({ node: card, mark, why, input, at }, picked, verdict) {
    card.classList.toggle("wrong", Boolean(verdict) && picked && !verdict.correct)
    mark.replaceChildren(verdict ? markOf(picked, verdict.correct) : make("kbd", { "aria-hidden": "true" }, at + 1))
    mark.classList.toggle("marked", Boolean(verdict))
    why.replaceChildren(...prose(verdict?.why ?? []))
    why.hidden = !why.hasChildNodes()
    if (verdict) input.setAttribute("aria-describedby", `${mark.id} ${why.id}`)
    else input.removeAttribute("aria-describedby")
  }

  /** What a verdict adds to the options, the foot gives back: the button under it stays where it was. */
  function keepHeight() {
    const marked = Object.keys(my.data.marks).length > 0
    if (!marked) my.height = list.offsetHeight
    help.hidden = marked
    foot.style.setProperty("--taken", marked ? `${list.offsetHeight - my.height}px` : "0px")
  }

  node.addEventListener("keydown", event => {
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey
    const card = bare && my.cards[Number(event.key) - 1]
    if (card) choose(event, card)
    else if (my.data.many) step(event)
  })

  function choose(event, { input }) {
    event.preventDefault()
    input.focus()
    if (!my.data.read_only) input.click()
  }

  function step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const at = my.cards.findIndex(card => card.input === event.target)
    if (!by || at < 0) return
    event.preventDefault()
    my.cards[(at + by + my.cards.length) % my.cards.length].input.focus()
  }

  return { node, show, close: answer.close }
}

function markOf(picked, correct) {
  const words = correct ? (picked ? "Right" : "Right, not picked") : picked ? "Not right" : "Not this"
  const quiet = picked || correct ? "" : " quiet"
  return make("span", { class: `mark${quiet}` }, icon(correct ? "check" : "cross"), words)
}

export default component(createOptions)
