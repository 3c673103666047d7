// A block of code or of printed output, coloured by its language, never broken into new lines, to be copied.

const COPIED_MS = 2000

function createCode() {
  const code = make("code", { class: "block" })
  const block = make("pre", { class: "code", translate: "no" }, code)
  const copy = make("button", { type: "button", class: "copy" }, "Copy")
  const live = liveRegion()
  copy.addEventListener("click", () => copyText(code.textContent, copy, live))
  // Only what scrolls needs to be reached by keyboard.
  const watch = new ResizeObserver(() => {
    const scrolls = block.scrollWidth > block.clientWidth
    block.classList.toggle("scrolls", scrolls)
    scrolls ? block.setAttribute("tabindex", 0) : block.removeAttribute("tabindex")
  })
  watch.observe(block)
  return {
    node: make("div", { class: "frame" }, block, copy),
    show({ text, language, label }) {
      code.replaceChildren(...highlighted(text, language))
      fill(block, { role: "group", "aria-label": label }, [])
      copy.setAttribute("aria-label", `Copy: ${label}`)
    },
    close: () => watch.disconnect(),
  }
}

/** Without https a browser gives no clipboard; then the text is selected, to be copied by hand. */
async function copyText(text, button, live) {
  try {
    await navigator.clipboard.writeText(text)
    tell(button, live, "Copied")
  } catch {
    getSelection().selectAllChildren(button.previousSibling)
    tell(button, live, "Selected")
  }
}

function tell(button, live, word) {
  button.textContent = word
  live.say(word)
  setTimeout(() => (button.textContent = "Copy"), COPIED_MS)
}

export default component(createCode)
