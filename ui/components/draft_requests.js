// Saves a draft by requests of its own, again and again, until the server names the revision that it has.

const SPACING_MS = 150
const TIMEOUT_MS = 8000
const RETRY_MS = [500, 1000, 2000, 4000]
const MOST_UNANSWERED = 12
const NO_CONNECTION = "There is no connection."

/**
 * `value` is what the page shows, and the server has it once `isSaved`. One request is on its way at a time, and
 * whatever became of those before it, the next one names their values as this page's own. What was not saved is
 * kept with the tab, so that a reload sends it.
 *
 * `tell({state, at, message})` says how it stands: kept (nothing was changed), saved, unsaved, changed or late.
 */
class DraftRequests {
  value = null
  #address
  #tell
  #adopt
  #known = null // the text of what the server has
  #revision = -1
  #unanswered = []
  #isBusy = false
  #isOver = false
  #isClosed = false
  #failures = 0
  #sentAt = -Infinity
  #timer = null
  #ended = new AbortController()

  constructor(address, tell, adopt) {
    this.#address = address
    this.#tell = tell
    this.#adopt = adopt
    const { signal } = this.#ended
    for (const type of ["keydown", "pointerdown"]) window.addEventListener(type, () => this.#flush(), { capture: true, signal })
    window.addEventListener("pagehide", () => this.#leave(), { signal })
    window.addEventListener("online", () => this.#retry(), { signal })
    document.addEventListener("visibilitychange", () => this.#retry(), { signal })
    listen("connected", signal, () => this.#retry())
  }

  get isSaved() {
    return textOf(this.value) === this.#known
  }

  /** A page brings what the server had when it was drawn; what was changed since then stays. */
  receive(answer, { revision, saved_at: savedAt }) {
    const isFirst = this.#known === null
    if (!isFirst && revision <= this.#revision) return
    const isOurs = isFirst ? this.#recover(answer, revision) : !this.isSaved
    this.#known = textOf(answer)
    this.#revision = revision
    this.#isOver = false
    if (!isOurs) this.value = answer
    if (this.isSaved) this.#tell(savedAt === null ? { state: "kept" } : { state: "saved", at: savedAt })
    else this.change(this.value)
  }

  /** The problem is closed: what counts is `answer`. */
  end(answer) {
    const isLost = this.#known !== null && !this.isSaved && textOf(this.value) !== textOf(answer)
    this.#isOver = true
    this.value = answer
    this.#forget()
    if (isLost) this.#tell({ state: "late" })
    else this.#tell({ state: "over" })
  }

  change(value) {
    this.value = value
    this.#remember()
    this.#tell({ state: "unsaved" })
    this.#schedule(Math.max(0, this.#sentAt + SPACING_MS - performance.now()))
  }

  close() {
    this.#leave()
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#ended.abort()
  }

  #schedule(delay) {
    clearTimeout(this.#timer)
    if (!this.#isClosed) this.#timer = setTimeout(() => this.#send(), delay)
  }

  /** Whatever the learner does next finds the draft on its way. */
  #flush() {
    if (this.#timer !== null && this.#failures === 0) this.#send()
  }

  #retry() {
    if (!document.hidden) this.#send()
  }

  /** The last words of a page: the request outlives it. */
  #leave() {
    if (!this.isSaved && !this.#isOver && !this.#unanswered.includes(textOf(this.value))) this.#post()
  }

  async #send() {
    clearTimeout(this.#timer)
    this.#timer = null
    if (this.#isBusy || this.#isOver || this.isSaved) return
    this.#isBusy = true
    const text = textOf(this.value)
    const [status, reply] = await this.#post()
    this.#isBusy = false
    if (!this.#isOver) this.#take(text, status, reply)
  }

  /** The status and content of the answer; 0 where none came. */
  async #post() {
    const body = { value: this.value, revision: this.#revision, sent_before: this.#own() }
    this.#unanswered = [...this.#unanswered, textOf(this.value)].slice(-MOST_UNANSWERED)
    this.#sentAt = performance.now()
    try {
      const response = await fetch(new URL(this.#address, document.baseURI), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        keepalive: true,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      return [response.status, await response.json()]
    } catch {
      return [0, {}]
    }
  }

  /** The values that the server may have from this page. */
  #own() {
    return [this.#known, ...this.#unanswered].map(text => JSON.parse(text))
  }

  #take(text, status, reply) {
    if (status === 200) this.#saved(text, reply)
    else if (status === 409) this.#changedElsewhere(reply)
    else if (status === 404 || status === 410) this.#closed(reply)
    else if (status >= 400 && status < 500 && status !== 429) this.#tell({ state: "unsaved", message: reply.message })
    else this.#failed(reply.message ?? NO_CONNECTION)
    if ("remaining_ms" in reply) emit("remaining", { address: this.#address, ms: reply.remaining_ms })
  }

  #saved(text, { revision, saved_at: at }) {
    this.#failures = 0
    if (revision >= this.#revision) {
      this.#known = text
      this.#revision = revision
    }
    this.#unanswered = []
    if (!this.isSaved) return this.#schedule(SPACING_MS)
    this.#forget()
    this.#tell({ state: "saved", at })
  }

  #changedElsewhere({ value, revision, message }) {
    this.value = value
    this.#known = textOf(value)
    this.#revision = revision
    this.#unanswered = []
    this.#forget()
    this.#tell({ state: "changed", message })
    this.#adopt()
  }

  #closed({ message }) {
    this.#isOver = true
    this.#tell({ state: "unsaved", message })
    emit("redraw")
  }

  #failed(message) {
    this.#tell({ state: "unsaved", message: `${message} It is sent again by itself.` })
    this.#schedule(RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)])
    this.#failures += 1
  }

  /** What this tab could not save before it was reloaded, unless the draft was changed elsewhere since then. */
  #recover(answer, revision) {
    const left = stored(this.#address)
    if (!left || (left.revision !== revision && !left.own.includes(textOf(answer)))) return false
    this.value = JSON.parse(left.text)
    this.#unanswered = left.own
    return true
  }

  #remember() {
    const own = [this.#known, ...this.#unanswered].filter(text => text !== null)
    store(this.#address, { text: textOf(this.value), revision: this.#revision, own })
  }

  #forget() {
    store(this.#address, null)
  }
}

/** Equal answers have equal texts; the order in which gaps were filled means nothing. */
function textOf(value) {
  return Array.isArray(value) ? JSON.stringify(value) : JSON.stringify(value, Object.keys(value ?? {}).sort())
}

/** Without storage (a private window, say) nothing outlives the page. */
function store(address, unsaved) {
  try {
    if (unsaved) sessionStorage.setItem(`cutover.${address}`, JSON.stringify(unsaved))
    else sessionStorage.removeItem(`cutover.${address}`)
  } catch {
    // Nothing to keep it in.
  }
}

function stored(address) {
  try {
    return JSON.parse(sessionStorage.getItem(`cutover.${address}`))
  } catch {
    return null
  }
}
