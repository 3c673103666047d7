// An answer in the making, between the learner's hand and the server's word.

const SETTLE_MS = 150

/**
 * Keeps `value`. The server's answer is taken when it is news and the server knew of our last edit: a slow
 * answer never undoes a faster hand, and a failed save takes nothing away. A change goes out after 150 ms, or
 * at once when the learner turns to something else, so that a click on "Answer" never overtakes the pick.
 */
class Draft {
  value = null
  #edit = 0
  #told
  #timer = null
  #send
  #ended = new AbortController()

  constructor() {
    const turning = { capture: true, signal: this.#ended.signal }
    for (const turn of ["keydown", "pointerdown", "pagehide"]) window.addEventListener(turn, () => this.#flush(), turning)
  }

  hear({ answer, seen, read_only: readOnly }, send) {
    const told = JSON.stringify(answer)
    const isNews = told !== this.#told
    this.#told = told
    this.#send = send.state
    if (!readOnly && (!isNews || seen < this.#edit)) return
    this.value = answer
    this.#edit = Math.max(this.#edit, seen)
  }

  change(value) {
    this.value = value
    this.#edit += 1
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#flush(), SETTLE_MS)
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

/** The verdicts on pieces, as long as the answer is the one that they were given for. */
class Verdicts {
  #marks = {}
  #text = "{}"
  #about

  hear({ marks }, answer) {
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
