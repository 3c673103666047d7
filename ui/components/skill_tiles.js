// A tile for each skill. Dots are answers, filled where they were right; from five on, an interval on a line.

function createTiles() {
  const list = make("ul", { class: "tiles" })
  let send
  function show({ tiles }, given) {
    send = given
    list.replaceChildren(...tiles.map(tile => make("li", {}, tileOf(tile, () => send.trigger("practise", tile.id)))))
  }
  return { node: list, show }
}

function tileOf(tile, press) {
  const { title, right, answered, dots } = tile
  const isKnown = answered >= dots
  const words = answered === 0 ? "No answer yet" : `${right} of ${answered} right`
  const range = isKnown ? `, ${percent(tile.low)} to ${percent(tile.high)} known` : ""
  const button = make(
    "button",
    { type: "button", class: "tile" },
    make("span", { class: "title" }, make("span", { class: "visually-hidden" }, "Practise "), title),
    make("span", { class: "state" }, isKnown ? interval(tile) : row(tile), make("span", { class: "words" }, words + range)),
  )
  button.addEventListener("click", press)
  return button
}

function row({ right, answered, dots }) {
  const each = Array.from({ length: dots }, (_, at) => {
    const kind = at < right ? "right" : at < answered ? "missed" : "none"
    return make("span", { class: `dot ${kind}` })
  })
  return make("span", { class: "dots", "aria-hidden": "true" }, ...each)
}

function interval({ low, mean, high }) {
  const bar = make("span", { class: "bar" })
  const mark = make("span", { class: "mean" })
  bar.style.left = percent(low)
  bar.style.right = percent(1 - high)
  mark.style.left = percent(mean)
  return make("span", { class: "track", "aria-hidden": "true" }, bar, mark)
}

function percent(share) {
  return `${Math.round(100 * Number(share))}%`
}

export default component(createTiles)
