// What a whole page needs that Streamlit leaves out: focus that is never lost, a Menu that closes, code that is
// not translated, a lost connection that covers nothing. It looks again after every change of the page.

const MENU = "[data-testid=stExpandSidebarButton]"
const CLOSE = "[data-testid=stSidebarCollapseButton] button"
const CHOICE = "[data-testid=stSidebarNavLink]"
// The announcer says these; a role of their own would have them spoken twice.
const ANNOUNCED = ".st-key-message [role=status], .st-key-message [role=alert]"
const DISCONNECTED = "[data-testid=stApp]:not([data-test-connection-state=CONNECTED])"
const CODE = "code:not([translate]), pre:not([translate])"

const page = { path: location.pathname, focused: null, isQueued: false }

function update() {
  page.isQueued = false
  for (const code of document.querySelectorAll(CODE)) code.translate = false
  for (const alert of document.querySelectorAll(ANNOUNCED)) alert.removeAttribute("role")
  document.querySelector(MENU)?.setAttribute("aria-label", "Menu")
  document.querySelector(CLOSE)?.setAttribute("aria-label", "Close the menu")
  if (isDrawn()) keepFocus()
}

/** Whether the run that a click began has ended: what stands there now will stay. */
function isDrawn() {
  return document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
}

/** On another page, and where what had the focus has gone, the focus goes to the heading. */
function keepFocus() {
  const heading = document.querySelector("[data-testid=stMain] h1")
  if (!heading) return
  const isElsewhere = page.path !== location.pathname
  const isLost = document.activeElement === document.body && page.focused?.isConnected === false
  page.path = location.pathname
  if (!isElsewhere && !isLost) return
  page.focused = heading
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}

function look() {
  if (page.isQueued) return
  page.isQueued = true
  requestAnimationFrame(update)
}

/** Opens or closes the menu by Streamlit's own button, and puts the focus on the one that undoes it. */
function follow(event) {
  if (event.target.closest(MENU)) whenThere(CLOSE)
  if (event.target.closest(CLOSE)) whenThere(MENU)
  if (event.target.closest(CHOICE)) document.querySelector(CLOSE)?.click()
}

function whenThere(button) {
  setTimeout(() => document.querySelector(button)?.focus(), 100)
}

function escape(event) {
  if (event.key === "Escape" && event.target.closest?.("[data-testid=stSidebar]")) document.querySelector(CLOSE)?.click()
}

/**
 * Closes the "Connection error" that Streamlit lays over the page and makes it inert with. Our own line says it, and
 * the page can be used meanwhile. Any other dialog comes from a run, so while there is a connection.
 */
function uncover(changes) {
  if (!document.querySelector(DISCONNECTED)) return
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) node.matches?.("[data-testid=stDialog]") && node.querySelector("[aria-label=Close]")?.click()
  }
}

document.addEventListener("focusin", event => (page.focused = event.target))
document.addEventListener("click", follow)
document.addEventListener("keydown", escape)
new MutationObserver(look).observe(document.getElementById("root"), {
  childList: true,
  subtree: true,
  attributeFilter: ["data-test-script-state"],
})
new MutationObserver(uncover).observe(document.body, { childList: true })
