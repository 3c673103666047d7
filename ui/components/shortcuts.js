// Keyboard shortcuts of a page beside its row of actions, with the list of them on `?`. They never fire while somebody types.

const SWITCH = "cutover.single-keys"
const SINGLE = "Single keys work (turn this off for voice control)"
const STREAMLIT_DIALOG = "[data-testid=stDialog]"
const TYPING = "input:not([type=radio]):not([type=checkbox]):not([type=button]), textarea, select, [contenteditable=true]"

class Shortcuts {
  #open = make("button", { type: "button", class: "open" }, make("kbd", {}, "?"), "Keyboard shortcuts")
  #table = make("dl", { class: "table" })
  #toggle = make("input", { type: "checkbox", id: "single" })
  #close = make("button", { type: "button", class: "done" }, "Close")
  #dialog = make("dialog", { "aria-labelledby": "title" })
  #ended = new AbortController()
  #sticky = stickActions()
  #bindings = []
  #buttons = {}
  #back = null
  #presses = new Presses(action => this.#knows(action))

  constructor() {
    const title = make("h2", { id: "title" }, "Keyboard shortcuts")
    const label = make("label", { for: "single" }, this.#toggle, SINGLE)
    this.#dialog.append(title, this.#table, label, this.#close)
    this.node = make("div", { class: "keys" }, this.#open, this.#dialog)
    this.#listen()
  }

  show({ bindings, others, buttons, pressed }, { trigger }) {
    this.#bindings = bindings
    this.#buttons = buttons
    this.#presses.receive(pressed, trigger)
    const rows = [...bindings, { keys: ["?"], label: "Show this list" }, ...others]
    this.#table.replaceChildren(...rows.flatMap(rowOf))
    this.#toggle.checked = singleKeys()
    this.#sticky.update()
  }

  close() {
    this.#ended.abort()
    this.#presses.close()
    this.#sticky.end()
  }

  #listen() {
    const early = { capture: true, signal: this.#ended.signal }
    document.addEventListener("keydown", event => this.#press(event), early)
    window.addEventListener("click", event => this.#click(event), early)
    this.#open.addEventListener("click", () => this.#list())
    this.#close.addEventListener("click", () => this.#dialog.close())
    this.#dialog.addEventListener("click", event => event.target === this.#dialog && this.#dialog.close())
    this.#dialog.addEventListener("close", () => (this.#back ?? this.#open).focus())
    this.#toggle.addEventListener("change", () => remember(this.#toggle.checked))
  }

  #press(event) {
    if (event.repeat || event.isComposing || this.#dialog.open || document.querySelector(STREAMLIT_DIALOG)) return
    const pressed = nameOf(event)
    const isSingle = pressed.length === 1
    if (isSingle && (!singleKeys() || typesIn(event.composedPath()[0]))) return
    if (pressed === "?") return act(event, () => this.#list())
    const binding = this.#bindings.find(({ keys }) => keys.includes(pressed))
    if (binding) act(event, () => this.#presses.press(binding.action))
  }

  /** A click on a button of the page goes the way of its key: with the answer, and until it has arrived. */
  #click(event) {
    const button = event.target instanceof Element && event.target.closest("button")
    const action = button && Object.keys(this.#buttons).find(name => button.closest(`.st-key-${this.#buttons[name]}`))
    if (action) act(event, () => this.#presses.press(action))
  }

  #knows(action) {
    return action in this.#buttons || this.#bindings.some(binding => binding.action === action)
  }

  #list() {
    this.#back = deepFocus()
    this.#dialog.showModal()
  }
}

function act(event, then) {
  event.preventDefault()
  event.stopImmediatePropagation()
  then()
}

/** "a", "?" or "Ctrl+Enter"; a letter with Shift is the capital, which no page uses. */
function nameOf({ key, ctrlKey, metaKey, altKey }) {
  return (ctrlKey || metaKey ? "Ctrl+" : "") + (altKey ? "Alt+" : "") + key
}

const typesIn = node => node instanceof Element && node.closest(TYPING) !== null

function deepFocus() {
  let node = document.activeElement
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
  return node === document.body ? null : node
}

function rowOf({ keys, label }) {
  return [make("dt", {}, ...keys.map(key => make("kbd", {}, key))), make("dd", {}, label)]
}

/** Without storage (a private window, say) single keys are on until the page is left. */
function singleKeys() {
  try {
    return localStorage.getItem(SWITCH) !== "off"
  } catch {
    return true
  }
}

function remember(on) {
  try {
    localStorage.setItem(SWITCH, on ? "on" : "off")
  } catch {
    // Nothing to remember it in.
  }
}

export default component(() => new Shortcuts())
