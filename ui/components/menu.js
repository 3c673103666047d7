// A menu beside a button.

/** Entries `{label, kind, act}` below a button; arrow keys move, Escape and a click elsewhere close. */
class Menu {
  node = make("div", { class: "menu", role: "menu", popover: "auto" })
  #from = null

  constructor() {
    this.node.addEventListener("keydown", event => this.#press(event))
    this.node.addEventListener("toggle", event => event.newState === "closed" && this.#from.focus())
  }

  open(from, label, entries) {
    this.#from = from
    this.node.setAttribute("aria-label", label)
    this.node.replaceChildren(...entries.map(entry => this.#entryOf(entry)))
    this.node.showPopover()
    this.#standBy(from.getBoundingClientRect())
    this.node.firstChild?.focus()
  }

  #entryOf({ label, kind, act }) {
    const entry = make("button", { type: "button", class: `entry ${kind}`, role: "menuitem", tabindex: "-1" }, label)
    entry.addEventListener("click", () => {
      this.node.hidePopover()
      act()
    })
    return entry
  }

  /** Below the button, or above it where the window ends; always inside the window. */
  #standBy({ left, top, bottom }) {
    const { offsetWidth: width, offsetHeight: height } = this.node
    const hasRoom = bottom + 6 + height <= innerHeight
    this.node.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`
    this.node.style.top = `${hasRoom ? bottom + 6 : Math.max(8, top - 6 - height)}px`
  }

  #press(event) {
    const entries = [...this.node.children]
    const at = entries.indexOf(event.target)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (event.key === "Tab") this.node.hidePopover()
    if (to === undefined) return
    event.preventDefault()
    entries.at(to % entries.length).focus()
  }
}
