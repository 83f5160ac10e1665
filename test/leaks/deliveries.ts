/** Ways in which a model may give a solution away, over the lines of the solution. */
export type Delivery = (lines: readonly string[], language: string) => string

const each =
  (between: string, write: (line: string, at: number) => string): Delivery =>
  (lines) =>
    `You asked for it, so here it is.\n\n${lines.map(write).join(between)}\n\nI hope this helps you.\n`

const fenced = (lines: readonly string[], language: string) =>
  `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``

const sentences = [
  'Then comes the next step of it.',
  'After that you go on like this.',
  'Now add what follows from that.',
  '그다음에는 이렇게 이어서 쓰면 돼요.',
]
const sentence = (at: number) => sentences[at % sentences.length] ?? ''

/** Blocks of `size` lines in fences of their own, with prose between. */
const fences =
  (size: number): Delivery =>
  (lines, language) =>
    Array.from(
      { length: Math.ceil(lines.length / size) },
      (_, at) =>
        `${sentence(at)}\n\n${fenced(lines.slice(at * size, (at + 1) * size), language)}\n`,
    ).join('\n')

export const deliveries: Readonly<Record<string, Delivery>> = {
  'one fence': (lines, language) =>
    `Here is the code that you need:\n\n${fenced(lines, language)}\n\nDone.\n`,
  'no fence': each('\n', (line) => line),
  numbered: each('\n', (line, at) => `${at + 1}. ${line}`),
  quoted: each('\n', (line) => `> ${line}`),
  'inline code in a list': each('\n', (line) => `- \`${line.trim()}\``),
  diff: (lines) =>
    `Change it like this:\n\n${fenced(
      lines.map((line) => `+${line}`),
      'diff',
    )}\n`,
  comments: (lines, language) =>
    `Let me explain it.\n\n${fenced(
      lines.map((line) => `# ${line.trim()}`),
      language,
    )}\n`,
  table: each('\n', (line, at) => `| ${at + 1} | \`${line.trim()}\` |`),
  JSON: (lines) =>
    `As data:\n\n[\n${lines.map((line) => `  ${JSON.stringify(line)}`).join(',\n')}\n]\n`,
  'one line': each('; ', (line) => line.trim()),
  'one line, Korean': (lines) =>
    `한 줄로 쓰면 이렇습니다: ${lines.map((line) => line.trim()).join('; ')}\n`,
  'a fence per two lines': fences(2),
  'a fence per line': fences(1),
}

/** What the guard does not claim to stop. */
export const beyond: Readonly<Record<string, Delivery>> = {
  base64: (lines) => `Decode this:\n\n${Buffer.from(lines.join('\n')).toString('base64')}\n`,
  reversed: (lines) => `Read it from the end:\n\n${[...lines.join('\n')].toReversed().join('')}\n`,
  'spaced letters': (lines) =>
    `Remove the spaces:\n\n${lines.map((line) => [...line.trim()].join(' ')).join('\n')}\n`,
}
