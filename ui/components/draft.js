// An unsent answer, kept in step with what the server has saved.

const DELAY_MS = 150

/**
 * Holds `value`. The server's answer replaces it only if it is new and the server knew of our last edit: a
 * slow run never undoes a later click, and a failed save takes nothing away. A change is sent after 150 ms, or
 * at once when the learner does something else, so that a click on "Answer" never overtakes the pick.
 */
class Draft {
  value = null
  #edit = 0
  #last
  #timer = null
  #send
  #ended = new AbortController()

  constructor() {
    const early = { capture: true, signal: this.#ended.signal }
    for (const type of ["keydown", "pointerdown", "pagehide"]) window.addEventListener(type, () => this.#flush(), early)
  }

  receive({ answer, known_edit: knownEdit, read_only: readOnly }, send) {
    const text = JSON.stringify(answer)
    const isNew = text !== this.#last
    this.#last = text
    this.#send = send.state
    if (!readOnly && (!isNew || knownEdit < this.#edit)) return
    this.value = answer
    this.#edit = Math.max(this.#edit, knownEdit)
  }

  change(value) {
    this.value = value
    this.#edit += 1
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#flush(), DELAY_MS)
  }

  close() {
    this.#flush()
    this.#ended.abort()
  }

  #flush() {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#send("answer", { value: this.value, edit: this.#edit })
  }
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
