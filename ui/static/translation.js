// A page that the browser translates goes on following what Streamlit writes.
//
// To translate, browsers put <font> elements in the place of pieces of text. Streamlit goes on writing into the
// pieces that were taken out, which nobody sees, and stumbles over them when it removes them. Here such a piece
// goes back to its place as soon as it is written to or removed; the browser then translates the new text.

const fonts = new WeakMap() // the font element that stands for a piece of text
const written = new MutationObserver(changes => changes.forEach(({ target }) => putBack(target)))
const replaced = new MutationObserver(changes => changes.forEach(note))

function note({ addedNodes, removedNodes, previousSibling, nextSibling }) {
  const font = [...addedNodes, previousSibling, nextSibling].find(node => node?.nodeName === "FONT")
  if (!font) return
  for (const text of removedNodes) {
    if (text.nodeType !== Node.TEXT_NODE) continue
    fonts.set(text, font)
    written.observe(text, { characterData: true })
  }
}

function putBack(text) {
  const font = fonts.get(text)
  fonts.delete(text)
  if (font?.isConnected && !text.isConnected) font.replaceWith(text)
}

for (const [name, at] of [["removeChild", 0], ["insertBefore", 1], ["replaceChild", 1]]) {
  const original = Node.prototype[name]
  Node.prototype[name] = function (...nodes) {
    replaced.takeRecords().forEach(note)
    if (nodes[at]) putBack(nodes[at])
    return original.apply(this, nodes)
  }
}
replaced.observe(document.getElementById("root"), { childList: true, subtree: true })
