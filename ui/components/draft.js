// An answer that was not handed in, the line that says whether it is saved, and the verdicts on its pieces.

const SPOKEN_AFTER_MS = 3000

/** Holds `value`; `adopt` is called when the server's answer took its place. `node` is the line below it. */
class Draft {
  #line = make("p", { class: "saved" })
  #live = liveRegion()
  #channel = null
  #adopt
  #speaks = null
  #ended = new AbortController()

  constructor(adopt) {
    this.#adopt = adopt
    this.node = make("div", { class: "draft" }, this.#line)
    listen("collect", this.#ended.signal, asked => Object.assign(asked, { value: this.value }))
  }

  get value() {
    return this.#channel?.value ?? null
  }

  receive({ answer, known_edit: knownEdit, read_only: isReadOnly, draft }, send) {
    this.#channel ??= draft ? this.#requests(draft.address) : new DraftEvents()
    if (isReadOnly) this.#channel.end(answer)
    else if (draft) this.#channel.receive(answer, draft)
    else this.#channel.receive(answer, knownEdit, send.state)
  }

  change(value) {
    this.#channel.change(value)
    emit("changed")
  }

  close() {
    clearTimeout(this.#speaks)
    this.#channel?.close()
    this.#ended.abort()
  }

  #requests(address) {
    return new DraftRequests(address, news => this.#tell(news), () => this.#adopt())
  }

  #tell(news) {
    const words = savedLine(news)
    this.#line.replaceChildren(words)
    clearTimeout(this.#speaks)
    const isTrouble = Boolean(news.message) || news.state === "late"
    this.#line.classList.toggle("unsaved", isTrouble)
    if (isTrouble) this.#speaks = setTimeout(() => this.#live.say(words), news.state === "unsaved" ? SPOKEN_AFTER_MS : 0)
    else if (news.state === "saved") this.#live.say("")
  }
}

function savedLine({ state, at, message }) {
  if (state === "saved") return `Saved ${new Date(at).toLocaleTimeString("en-GB")}`
  if (state === "unsaved") return ["Not saved yet.", message].filter(Boolean).join(" ")
  if (state === "changed") return message
  if (state === "late") return "Your last change did not reach the server in time, so it does not count."
  return state === "kept" ? "Your answer is kept as you go." : ""
}

/** The verdicts on pieces, valid for the answer that they were given for. */
class Verdicts {
  #marks = {}
  #text = "{}"
  #about

  receive({ marks }, answer) {
    const text = JSON.stringify(marks)
    if (text === this.#text) return
    this.#marks = marks
    this.#text = text
    this.#about = structuredClone(answer)
  }

  get any() {
    return this.#text !== "{}"
  }

  get about() {
    return this.#about
  }

  on(id) {
    return Object.hasOwn(this.#marks, id) ? this.#marks[id] : null
  }
}
