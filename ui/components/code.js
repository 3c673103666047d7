// A block of code or of printed output, coloured by its language, never broken into new lines.

function createCode() {
  const code = make("code", { class: "block" })
  const node = make("pre", { class: "code" }, code)
  // Only what scrolls needs to be reached by keyboard.
  const fit = () => (node.scrollWidth > node.clientWidth ? node.setAttribute("tabindex", 0) : node.removeAttribute("tabindex"))
  const watch = new ResizeObserver(fit)
  watch.observe(node)
  return {
    node,
    show({ text, language, label }) {
      code.replaceChildren(...highlighted(text, language))
      fill(node, { role: "group", "aria-label": label }, [])
    },
    close: () => watch.disconnect(),
  }
}

export default component(createCode)
