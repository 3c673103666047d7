// Prose of a bank: paragraphs, bullets and tables of text, code and strong.

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
  for (const { kind, spans, rows } of blocks) {
    if (kind === "table") nodes.push(table(rows))
    else if (kind !== "bullet") nodes.push(make("p", {}, ...prose(spans)))
    else {
      if (nodes.at(-1)?.tagName !== "UL") nodes.push(make("ul"))
      nodes.at(-1).append(make("li", {}, ...prose(spans)))
    }
  }
  return nodes
}

function table([headings, ...rows]) {
  const row = (tag, attributes) => cells => make("tr", {}, ...cells.map(cell => make(tag, attributes, ...prose(cell))))
  const head = make("thead", {}, row("th", { scope: "col" })(headings))
  return make("table", {}, head, make("tbody", {}, ...rows.map(row("td", {}))))
}

export default component(createProse)
