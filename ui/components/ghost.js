// What a pointer carries.

const DRAG_PX = 6

/** The picture of a chip under way; a pointer that hardly moved was a tap and shows none. */
class Ghost {
  #node
  #said
  #start

  constructor(said, { clientX: x, clientY: y }) {
    this.#said = said
    this.#start = { x, y }
  }

  carry(home, x, y) {
    if (!this.#node && Math.hypot(x - this.#start.x, y - this.#start.y) < DRAG_PX) return false
    if (!this.#node) home.append((this.#node = make("div", { class: "ghost", "aria-hidden": "true" }, this.#said)))
    this.#node.style.transform = `translate(${x}px, ${y}px) translate(-50%, -120%)`
    return true
  }

  /** Whether there was one; the click that follows a drag is then no tap. */
  vanish(home) {
    if (!this.#node) return false
    this.#node.remove()
    const stop = event => event.stopPropagation()
    home.addEventListener("click", stop, { capture: true, once: true })
    setTimeout(() => home.removeEventListener("click", stop, { capture: true }), 50)
    return true
  }
}
