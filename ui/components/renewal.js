// Brings the token of a fresh device id to the server, which answers with the cookie.

// As often as the token is good for: it also survives a server that is started again meanwhile.
const TRIES = 30
const PAUSE_MS = 2000

class Renewal {
  #token = ""
  #timer

  constructor() {
    this.node = make("span", { class: "visually-hidden", "aria-hidden": "true" })
  }

  show({ token }) {
    if (token === this.#token) return
    this.#token = token
    clearTimeout(this.#timer)
    this.#bring(TRIES)
  }

  close() {
    clearTimeout(this.#timer)
  }

  async #bring(tries) {
    const token = this.#token
    // Without its fresh id this browser is nobody, so the request goes on when its page is left.
    const request = { method: "POST", body: token, keepalive: true }
    const answer = await fetch(new URL("device", document.baseURI), request).catch(() => null)
    const mayHelp = answer === null || answer.status >= 500
    if (mayHelp && tries > 1 && token === this.#token) {
      this.#timer = setTimeout(() => this.#bring(tries - 1), PAUSE_MS)
    }
  }
}

export default component(() => new Renewal())
