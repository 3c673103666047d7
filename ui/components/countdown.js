// The time left, ticking in the browser. The server decides when it is over; this only shows it.

const SPOKEN_AT = [60, 30, 10, 5]
const LAST_SECONDS = 10
const SAME_CLOCK_MS = 1000

class Countdown {
  #digits = make("span", { class: "digits", "aria-hidden": "true" })
  #rest = make("span", { class: "rest" })
  #live = liveRegion()
  #clock = make("div", { class: "clock", role: "timer", "aria-live": "off" })
  #end = null
  #shown = null
  #isOver = false
  #timer
  #data
  #send
  #wake = () => this.#tick()

  constructor() {
    this.#clock.append(this.#digits, make("span", { class: "track" }, this.#rest))
    this.node = make("div", { class: "countdown" }, this.#clock, this.#live.node)
    document.addEventListener("visibilitychange", this.#wake)
  }

  /**
   * A clock that is within a second of ours is ours: what a run brings has been under way for a while.
   * And so is one that says what it said before: a change of the theme shows the last run's data again.
   */
  show(data, { trigger }) {
    const isRepeated = data.remaining_ms === this.#data?.remaining_ms
    this.#data = data
    this.#send = trigger
    const end = performance.now() + data.remaining_ms
    const differs = this.#end === null || this.#isOver || Math.abs(end - this.#end) >= SAME_CLOCK_MS
    if (differs && !isRepeated) this.#end = end
    if (data.remaining_ms > 0 && !isRepeated) this.#isOver = false
    this.#tick()
  }

  close() {
    clearTimeout(this.#timer)
    document.removeEventListener("visibilitychange", this.#wake)
  }

  #tick() {
    clearTimeout(this.#timer)
    const left = Math.max(0, this.#end - performance.now())
    const seconds = Math.ceil(left / 1000)
    if (seconds !== this.#shown) this.#paint(seconds)
    if (seconds > 0) this.#timer = setTimeout(this.#wake, left % 1000 || 1000)
    else this.#runOut()
  }

  #paint(seconds) {
    this.#digits.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    this.#clock.setAttribute("aria-label", `${this.#data.label}: ${inWords(seconds)}`)
    this.#clock.classList.toggle("last", seconds <= LAST_SECONDS)
    this.#rest.style.transform = `scaleX(${Math.min(1, (seconds * 1000) / this.#data.total_ms)})`
    const passed = SPOKEN_AT.some(mark => this.#shown > mark && seconds <= mark)
    if (passed && seconds > 0) this.#live.say(`${inWords(seconds)} left`)
    this.#shown = seconds
  }

  #runOut() {
    if (this.#isOver) return
    this.#isOver = true
    this.#live.say("The time is up")
    this.#send("ran_out", true)
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

export default component(() => new Countdown())
