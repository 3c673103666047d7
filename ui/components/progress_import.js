// Sends a learner's own download to the server, says what it took from it, and has the page drawn anew.

class ProgressImport {
  #file = make("input", { type: "file", id: "file", accept: ".json,application/json" })
  #label = make("label", { for: "file" })
  #button = make("button", { type: "button" })
  #words = make("p", { class: "words" })
  #live = liveRegion()
  #isBusy = false
  #data

  constructor() {
    this.node = make("div", { class: "progress-import" }, this.#label, this.#file, this.#button, this.#words)
    this.#button.addEventListener("click", () => this.#send())
  }

  show(data) {
    this.#data = data
    this.#label.textContent = data.label
    this.#button.textContent = data.button
  }

  async #send() {
    const [file] = this.#file.files
    if (!file) return this.#say(this.#data.no_file)
    if (this.#isBusy) return
    this.#busy(true)
    const { kind, message } = await this.#post(file)
    this.#busy(false)
    this.#say(message)
    if (kind === "imported") emit("redraw")
  }

  async #post(file) {
    try {
      const headers = { "content-type": "application/json" }
      const answer = await fetch(new URL(this.#data.path, document.baseURI), { method: "POST", headers, body: file })
      return await answer.json()
    } catch {
      return { kind: "unsaved", message: this.#data.not_sent }
    }
  }

  #busy(isBusy) {
    this.#isBusy = isBusy
    this.#button.setAttribute("aria-disabled", String(isBusy))
  }

  #say(words) {
    this.#words.textContent = words
    this.#live.say(words)
  }
}

export default component(() => new ProgressImport())
