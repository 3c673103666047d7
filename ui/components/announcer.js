// Announces what happened to screen readers, and takes the focus to it.

const MAIN = "[data-testid=stMain]"
const HEADING = `${MAIN} h1`

function createAnnouncer() {
  const live = liveRegion()
  const my = { said: "", act: null, item: null }

  /** `act` counts what the learner did: the same words are spoken again after another act. */
  function show({ say, item, show: key, act }) {
    const isFirst = my.item === null
    const moved = !isFirst && item !== my.item
    const isNews = say !== "" && (say !== my.said || act !== my.act || moved)
    Object.assign(my, { said: say, act, item })
    if (moved) document.querySelector(MAIN)?.scrollTo({ top: 0 })
    if (moved) live.clear()
    if (isNews) live.say(say)
    if (isNews && key) whenDrawn(() => focusOn(`.st-key-${CSS.escape(key)}`))
    else if (moved) whenDrawn(() => focusOn(HEADING))
  }

  return { node: make("span"), show }
}

/** The focus on a part of the page that no Tab stops at, scrolled just enough to be seen. */
function focusOn(selector) {
  const part = document.querySelector(selector)
  if (!part) return
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  part.tabIndex = -1
  part.focus({ preventScroll: true })
  part.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" })
}

/** What the same run sent before us is in the page by the second frame. */
function whenDrawn(then) {
  requestAnimationFrame(() => requestAnimationFrame(then))
}

export default component(createAnnouncer)
