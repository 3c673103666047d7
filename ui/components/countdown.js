// The time left, ticking in the browser. The server decides when it is over; this only shows it.

const SPOKEN_AT = [60, 30, 10, 5]
const LAST_SECONDS = 10
const SAME_CLOCK_MS = 1000
// The two clocks of a device drift apart by this much only while it sleeps, or when somebody sets one.
const SLEPT_MS = 2000
const AGAIN_MS = [3000, 6000, 12000]

class Countdown {
  #digits = make("span", { class: "digits", "aria-hidden": "true" })
  #rest = make("span", { class: "rest" })
  #live = liveRegion()
  #clock = make("div", { class: "clock", role: "timer", "aria-live": "off" })
  #end = null
  #shown = null
  #isOver = false
  #timer
  #again
  #data
  #send
  #sleep = new SleepWatch()
  #ended = new AbortController()

  constructor() {
    this.#clock.append(this.#digits, make("span", { class: "track" }, this.#rest))
    this.node = make("div", { class: "countdown" }, this.#clock)
    const { signal } = this.#ended
    document.addEventListener("visibilitychange", () => this.#wake(), { signal })
    listen("connected", signal, () => this.#wake())
    listen("remaining", signal, ({ address, ms }) => address === this.#data?.address && this.#correct(ms))
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
    if (!isRepeated) clearTimeout(this.#again)
    this.#tick()
  }

  close() {
    clearTimeout(this.#timer)
    clearTimeout(this.#again)
    this.#ended.abort()
  }

  /** A device that slept, or a tab that was away, asks how much time is left. */
  #wake() {
    if (document.hidden) return
    this.#ask()
    this.#tick()
  }

  async #ask() {
    const { address } = this.#data ?? {}
    if (!address) return
    try {
      const response = await fetch(new URL(address, document.baseURI), { signal: AbortSignal.timeout(5000) })
      const { remaining_ms: ms, kind } = await response.json()
      if (response.ok && kind === "open") this.#correct(ms)
      else if (response.status < 500) emit("redraw")
    } catch {
      // Until the server can be asked again, the clock that went on counts.
      this.#end -= this.#sleep.take()
      this.#tick()
    }
  }

  /** The server's time left, which is right whatever this device thinks. */
  #correct(ms) {
    this.#sleep.take()
    if (ms === null) return
    const end = performance.now() + ms
    if (Math.abs(end - this.#end) >= SAME_CLOCK_MS) this.#end = end
    if (ms > 0) this.#isOver = false
    this.#tick()
  }

  #tick() {
    clearTimeout(this.#timer)
    if (this.#sleep.lost >= SLEPT_MS) this.#ask()
    const left = Math.max(0, this.#end - performance.now())
    const seconds = Math.ceil(left / 1000)
    if (seconds !== this.#shown) this.#paint(seconds)
    if (seconds > 0) this.#timer = setTimeout(() => this.#tick(), left % 1000 || 1000)
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
    this.#sendRanOut(0)
  }

  /** Again until a page comes: the first may have met a line that was cut. */
  #sendRanOut(count) {
    this.#send("ran_out", true)
    this.#again = setTimeout(() => this.#sendRanOut(count + 1), AGAIN_MS[Math.min(count, AGAIN_MS.length - 1)])
  }
}

/** `performance.now` stands still while most devices sleep; `Date.now` goes on, and people set it. */
class SleepWatch {
  #apart = Date.now() - performance.now()

  /** Milliseconds that passed in sleep since the last `take`; never below zero. */
  get lost() {
    return Math.max(0, Date.now() - performance.now() - this.#apart)
  }

  take() {
    const { lost } = this
    this.#apart = Date.now() - performance.now()
    return lost
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
