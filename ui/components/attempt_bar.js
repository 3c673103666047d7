// The progress of an attempt: a mark for each problem, also in words for screen readers.

function createAttemptBar() {
  const steps = make("div", { class: "steps", role: "img" })
  const facts = make("p", { class: "facts" })
  return {
    node: make("div", { class: "bar" }, steps, facts),
    show({ marks, position, facts: said }) {
      steps.setAttribute("aria-label", describe(marks, position))
      steps.replaceChildren(...marks.map((mark, at) => make("i", { class: `${mark}${at + 1 === position ? " now" : ""}` })))
      facts.replaceChildren(...said.map((fact, at) => make(at === 0 ? "b" : "span", {}, fact)))
    },
  }
}

function describe(marks, position) {
  const done = marks.map((mark, at) => `${at + 1} ${mark}`).filter((_, at) => marks[at] !== "ahead" && marks[at] !== "open")
  return [`Problem ${position} of ${marks.length}`, ...done].join(", ")
}

export default component(createAttemptBar)
