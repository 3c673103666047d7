// Announces what happened to screen readers, and scrolls it into view.

const MAIN = "[data-testid=stMain]"

function createAnnouncer() {
  const live = liveRegion()
  const my = { said: "", item: null }

  function show({ say, item, show: key }) {
    const moved = my.item !== null && item !== my.item
    const isNews = say !== "" && (say !== my.said || moved)
    Object.assign(my, { said: say, item })
    if (moved) document.querySelector(MAIN)?.scrollTo({ top: 0 })
    if (isNews) live.say(say)
    if (isNews && key) whenDrawn(() => reveal(key))
  }

  return { node: live.node, show }
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

export default component(createAnnouncer)
