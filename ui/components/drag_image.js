// The image that follows a pointer during a drag.

const DRAG_PX = 6

/** The image of a dragged chip; a pointer that hardly moved was a tap and shows none. */
class DragImage {
  #node
  #label
  #start

  constructor(label, { clientX: x, clientY: y }) {
    this.#label = label
    this.#start = { x, y }
  }

  /** Shows the image at a point; false while the pointer has hardly moved. */
  follow(parent, x, y) {
    if (!this.#node && Math.hypot(x - this.#start.x, y - this.#start.y) < DRAG_PX) return false
    if (!this.#node) parent.append((this.#node = make("div", { class: "drag-image", "aria-hidden": "true" }, this.#label)))
    this.#node.style.transform = `translate(${x}px, ${y}px) translate(-50%, -120%)`
    return true
  }

  /** Whether an image was shown; the click that follows a drag is then no tap. */
  remove(parent) {
    if (!this.#node) return false
    this.#node.remove()
    const stop = event => event.stopPropagation()
    parent.addEventListener("click", stop, { capture: true, once: true })
    setTimeout(() => parent.removeEventListener("click", stop, { capture: true }), 50)
    return true
  }
}
