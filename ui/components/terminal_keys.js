// Keys that a soft keyboard lacks, as a row of buttons for touch screens; the style sheet hides it elsewhere.

const ESCAPE = "\x1b"
// Name for screen readers, what the button shows, and what the key sends.
const PLAIN_KEYS = [
  ["Escape", "Esc", ESCAPE],
  ["Tab", "Tab", "\t"],
]
// The last letter of an arrow's sequence; what stands before it depends on the mode of the program that runs.
const ARROWS = [
  ["Left", "←", "D"],
  ["Up", "↑", "A"],
  ["Down", "↓", "B"],
  ["Right", "→", "C"],
]

class TerminalKeys {
  #send
  #hasApplicationArrows
  #isCtrlDown = false
  #ctrl = make("button", { type: "button", "aria-pressed": "false" }, "Ctrl")

  /** `send` takes what a key writes; `hasApplicationArrows` says whether a program like vi wants its own arrows. */
  constructor(send, hasApplicationArrows) {
    this.#send = send
    this.#hasApplicationArrows = hasApplicationArrows
    const plain = PLAIN_KEYS.map(([name, text, keys]) => this.#button(name, text, () => keys))
    const arrows = ARROWS.map(([name, text, letter]) => this.#button(name, text, () => this.#arrow(letter)))
    this.#ctrl.addEventListener("click", () => this.#hold(!this.#isCtrlDown))
    this.node = make("div", { class: "keys", role: "group", "aria-label": "Keys for the terminal" })
    this.node.append(plain[0], plain[1], this.#ctrl, ...arrows)
    // A press must not take the focus, or the soft keyboard would close.
    this.node.addEventListener("mousedown", event => event.preventDefault())
  }

  /** What was typed, with Ctrl if it is held: for one character only, as a real Ctrl is let go after it. */
  typed(text) {
    if (!this.#isCtrlDown) return text
    this.#hold(false)
    const code = text.toUpperCase().charCodeAt(0)
    return text.length === 1 && code >= 64 && code < 96 ? String.fromCharCode(code & 31) : text
  }

  #button(name, text, keys) {
    const button = make("button", { type: "button", "aria-label": name }, text)
    button.addEventListener("click", () => this.#send(keys()))
    return button
  }

  #arrow(letter) {
    return `${ESCAPE}${this.#hasApplicationArrows() ? "O" : "["}${letter}`
  }

  #hold(isDown) {
    this.#isCtrlDown = isDown
    this.#ctrl.setAttribute("aria-pressed", String(isDown))
  }
}
