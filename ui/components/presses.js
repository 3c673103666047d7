// A press of a button or a key as one message with the answer in it, sent again until Python has it.

const AGAIN_MS = 4000
const AFTER_REDRAW_MS = 300

/** One press is on its way at a time; whoever presses twice means it once. `known` gives the actions there are. */
class Presses {
  #pending = null
  #send
  #timer
  #known
  #ended = new AbortController()

  constructor(known) {
    this.#known = known
    const { signal } = this.#ended
    listen("redrawn", signal, () => this.#pending && this.#schedule(AFTER_REDRAW_MS))
    listen("changed", signal, () => this.#pending?.action === "answer" && this.#drop())
  }

  receive(handled, send) {
    this.#send = send
    if (this.#pending && (handled === this.#pending.request || !this.#known(this.#pending.action))) this.#drop()
  }

  press(action) {
    if (this.#pending?.action === action) return
    const asked = {}
    emit("collect", asked)
    this.#pending = { action, request: newId(), ...asked }
    this.#deliver()
  }

  close() {
    this.#drop()
    this.#ended.abort()
  }

  #deliver() {
    this.#send("pressed", this.#pending)
    this.#schedule(AGAIN_MS)
  }

  #schedule(delay) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#deliver(), delay)
  }

  #drop() {
    clearTimeout(this.#timer)
    this.#pending = null
  }
}

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("")
}
