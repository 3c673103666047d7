// The time left, ticking in the browser. The server decides when it is over; this only shows it.

const SPOKEN_AT = [60, 30, 10, 5]
const LAST_SECONDS = 10
const SAME_CLOCK_MS = 1000

function createCountdown() {
  const digits = make("span", { class: "digits", "aria-hidden": "true" })
  const gone = make("span", { class: "gone" })
  const clock = make("div", { class: "clock", role: "timer", "aria-live": "off" }, digits, gone)
  const speech = speaker()
  const my = { end: null, total: 1, shown: null, over: false, timer: null, send: null }

  function tick() {
    clearTimeout(my.timer)
    const left = Math.max(0, my.end - performance.now())
    const seconds = Math.ceil(left / 1000)
    if (seconds !== my.shown) paint(seconds)
    if (seconds > 0) my.timer = setTimeout(tick, left % 1000 || 1000)
    else runOut()
  }

  function paint(seconds) {
    digits.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    clock.setAttribute("aria-label", `${my.label}: ${inWords(seconds)}`)
    clock.classList.toggle("last", seconds <= LAST_SECONDS)
    gone.style.transform = `scaleX(${Math.min(1, (seconds * 1000) / my.total)})`
    const passed = SPOKEN_AT.some(mark => my.shown > mark && seconds <= mark)
    if (passed && seconds > 0) speech.say(`${inWords(seconds)} left`)
    my.shown = seconds
  }

  function runOut() {
    if (my.over) return
    my.over = true
    speech.say("The time is up")
    my.send("ran_out", true)
  }

  function show({ remaining_ms: remaining, total_ms: total, label }, { trigger }) {
    Object.assign(my, { total, label, send: trigger })
    const end = performance.now() + remaining
    const jumps = my.end === null || my.over || Math.abs(end - my.end) >= SAME_CLOCK_MS
    if (jumps) Object.assign(my, { end, over: my.over && remaining === 0 })
    tick()
  }

  const wake = () => my.end !== null && tick()
  document.addEventListener("visibilitychange", wake)
  return {
    node: make("div", { class: "countdown" }, clock, speech.node),
    show,
    close() {
      clearTimeout(my.timer)
      document.removeEventListener("visibilitychange", wake)
    },
  }
}

function inWords(seconds) {
  const parts = [
    [Math.floor(seconds / 60), "minute"],
    [seconds % 60, "second"],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
  return said.join(" ") || "no time"
}

export default component(createCountdown)
