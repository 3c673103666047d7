// Tells Python of a draft by Streamlit's own events, where no route saves it: in an author's preview.

const DELAY_MS = 150

/**
 * Python's answer replaces `value` only if it is new and Python knew of our last edit: a slow run never undoes a
 * later click. A change is sent after 150 ms, or at once when the learner does something else, so that a click on
 * "Answer" never overtakes the pick.
 */
class DraftEvents {
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

  receive(answer, knownEdit, send) {
    const text = JSON.stringify(answer)
    const isNew = text !== this.#last
    this.#last = text
    this.#send = send
    if (!isNew || knownEdit < this.#edit) return
    this.value = answer
    this.#edit = Math.max(this.#edit, knownEdit)
  }

  end(answer) {
    this.value = answer
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
