// Colours code by its words. Rules are tried in order; what none of them takes stays plain.

const QUOTED = String.raw`"(?:\\.|[^"\\\n])*"|'(?:[^'\n]|'')*'`
const NUMBER = String.raw`\b\d+(?:\.\d+)?(?:[a-zA-Z%]{1,3})?\b`
const PROMPT = /^\$ /m
const GRAMMARS = {
  shell: [
    ["comment", String.raw`(?<=^|\s)#[^\n]*`],
    ["string", String.raw`"(?:\\.|[^"\\])*"|'[^']*'`],
    ["name", String.raw`\$\{[^}\n]*\}|\$\w+`],
    ["option", String.raw`(?<=\s)--?[a-zA-Z][\w-]*`],
    ["word", String.raw`\b(?:if|then|elif|else|fi|for|while|until|do|done|case|esac|in|function|return|exit)\b`],
    ["word", String.raw`(?<=^|[|;&] )[\w./-]+(?=\s|$)`],
  ],
  yaml: [
    ["comment", String.raw`(?<=^|\s)#[^\n]*`],
    ["word", String.raw`[\w./-]+(?=:(?:\s|$))`],
    ["string", QUOTED],
    ["number", String.raw`${NUMBER}|\b(?:true|false|null)\b`],
  ],
  json: [
    ["word", String.raw`"(?:\\.|[^"\\\n])*"(?=\s*:)`],
    ["string", QUOTED],
    ["number", String.raw`-?${NUMBER}|\b(?:true|false|null)\b`],
  ],
  python: [
    ["comment", String.raw`#[^\n]*`],
    ["string", String.raw`"""[^]*?"""|[rbf]?"(?:\\.|[^"\\\n])*"|[rbf]?'(?:\\.|[^'\\\n])*'`],
    ["number", NUMBER],
    [
      "word",
      String.raw`\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|False|finally|for|from|if|import|in|is|lambda|None|not|or|pass|raise|return|True|try|while|with|yield)\b`,
    ],
  ],
}
const PATTERNS = Object.fromEntries(
  Object.entries(GRAMMARS).map(([language, rules]) => [
    language,
    new RegExp(rules.map(([, rule]) => `(${rule})`).join("|"), "gm"),
  ]),
)

/** The text as runs of [kind, text]; kind is "plain" where no rule fits. Together the runs are the text. */
function tokens(text, language) {
  return language === "shell" && PROMPT.test(text) ? sessionTokens(text) : ruledTokens(text, language)
}

/** What was typed behind a prompt is coloured; what was printed is not. */
function sessionTokens(text) {
  let typed = false
  return text.split(/(?<=\n)/).flatMap(line => {
    const continues = typed
    const prompt = line.match(PROMPT)?.[0] ?? ""
    typed = (prompt || continues) && line.endsWith("\\\n")
    if (!prompt && !continues) return [["plain", line]]
    return [["plain", prompt], ...ruledTokens(line.slice(prompt.length), "shell")]
  })
}

function ruledTokens(text, language) {
  const runs = []
  let from = 0
  for (const match of PATTERNS[language] ? text.matchAll(PATTERNS[language]) : []) {
    const rule = match.slice(1).findIndex(group => group !== undefined)
    if (match.index > from) runs.push(["plain", text.slice(from, match.index)])
    runs.push([GRAMMARS[language][rule][0], match[0]])
    from = match.index + match[0].length
  }
  if (from < text.length) runs.push(["plain", text.slice(from)])
  return runs
}

/** The runs as nodes, ready to be put into a `code`. */
function highlighted(text, language) {
  return tokens(text, language).map(([kind, run]) => (kind === "plain" ? run : make("span", { class: kind }, run)))
}
