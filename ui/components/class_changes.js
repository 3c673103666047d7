// Hears of every change of a class over a WebSocket, and has the page drawn again. It shows nothing.

const AGAIN_MS = [500, 1000, 2000, 5000]

class ClassChanges {
  #socket
  #address
  #revision = null
  #failures = 0
  #timer
  #send = () => {}

  constructor() {
    this.node = make("span", { class: "visually-hidden", "aria-hidden": "true" })
  }

  show({ socket, revision }, { trigger }) {
    this.#send = trigger
    this.#revision = revision
    const address = new URL(socket, document.baseURI)
    address.protocol = address.protocol.replace("http", "ws")
    if (this.#address === address.href) return
    this.#address = address.href
    this.#socket?.close()
    this.#connect()
  }

  close() {
    clearTimeout(this.#timer)
    this.#address = null
    this.#socket?.close()
  }

  #connect() {
    const socket = new WebSocket(this.#address)
    this.#socket = socket
    socket.addEventListener("message", ({ data }) => {
      this.#failures = 0
      const revision = Number(data)
      if (revision === this.#revision) return
      this.#revision = revision
      this.#send("changed", revision)
    })
    socket.addEventListener("close", () => {
      if (this.#socket !== socket || this.#address === null) return
      const wait = AGAIN_MS[Math.min(this.#failures++, AGAIN_MS.length - 1)]
      this.#timer = setTimeout(() => this.#connect(), wait)
    })
  }
}

export default component(() => new ClassChanges())
