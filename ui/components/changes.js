// Has its part of the page drawn again whenever the server says that something changed.

const PAUSES_MS = [500, 1000, 2000, 4000, 8000]

class Changes {
  node = make("span", { hidden: true })
  #ended = new AbortController()
  #socket = null
  #trigger = null
  #pauses = [...PAUSES_MS]
  #timer
  #number = 0
  #isBehind = false

  constructor() {
    document.addEventListener("visibilitychange", () => this.#isBehind && this.#draw(), { signal: this.#ended.signal })
  }

  show({ socket }, { trigger }) {
    this.#trigger = trigger
    if (this.#socket === null) this.#connect(socket)
  }

  close() {
    this.#ended.abort()
    clearTimeout(this.#timer)
    this.#socket?.close()
  }

  #connect(address) {
    const url = new URL(address, document.baseURI)
    url.protocol = url.protocol.replace("http", "ws")
    this.#socket = new WebSocket(url)
    this.#socket.addEventListener("message", () => {
      this.#pauses = [...PAUSES_MS]
      this.#draw()
    })
    this.#socket.addEventListener("close", () => this.#ended.signal.aborted || this.#retry(address))
  }

  /** Whoever is not told asks: the page is drawn again at each attempt, the last pause for ever. */
  #retry(address) {
    const pause = this.#pauses.length > 1 ? this.#pauses.shift() : this.#pauses[0]
    this.#timer = setTimeout(() => {
      this.#draw()
      this.#connect(address)
    }, pause)
  }

  /** A page that nobody sees is drawn when somebody looks at it again. */
  #draw() {
    this.#isBehind = document.hidden
    if (!document.hidden) this.#trigger("changed", ++this.#number)
  }
}

export default component(() => new Changes())
