// Says what happened to who does not see it, and brings it into view for who does.

const MAIN = "[data-testid=stMain]"

function createHerald() {
  const speech = speaker()
  const my = { said: "", place: null }

  function show({ say, place, show: key }) {
    const moved = my.place !== null && place !== my.place
    const isNews = say !== "" && (say !== my.said || moved)
    Object.assign(my, { said: say, place })
    if (moved) document.querySelector(MAIN)?.scrollTo({ top: 0 })
    if (isNews) speech.say(say)
    if (isNews && key) whenDrawn(() => reveal(key))
  }

  return { node: speech.node, show }
}

function reveal(key) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  document.querySelector(`.st-key-${CSS.escape(key)}`)?.scrollIntoView({
    block: "nearest",
    behavior: calm ? "auto" : "smooth",
  })
}

/** What the same run sent before us is in the page by the second frame. */
function whenDrawn(then) {
  requestAnimationFrame(() => requestAnimationFrame(then))
}

export default component(createHerald)
