// Prose of a bank: paragraphs and bullets of text, code and strong.

function createProse() {
  const node = make("div", { class: "prose" })
  return {
    node,
    show({ blocks, tone }) {
      node.className = `prose ${tone}`
      node.replaceChildren(...grouped(blocks))
    },
  }
}

function grouped(blocks) {
  const nodes = []
  for (const { kind, spans } of blocks) {
    if (kind !== "bullet") nodes.push(make("p", {}, ...prose(spans)))
    else {
      if (nodes.at(-1)?.tagName !== "UL") nodes.push(make("ul"))
      nodes.at(-1).append(make("li", {}, ...prose(spans)))
    }
  }
  return nodes
}

export default component(createProse)
