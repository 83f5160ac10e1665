import { CodeEditor } from './code-editor.tsx'
import type { PageTexts } from './texts.ts'

type Props = { texts: PageTexts; code: string; setCode(code: string): void }

/** The problem, and the learner's code. */
export const ProblemPane = ({ texts, code, setCode }: Props) => {
  const { title, description, examples, constraints } = texts.details
  return (
    <section className="problem" aria-labelledby="problem-title">
      <article>
        <p className="eyebrow">{texts.problem}</p>
        <h1 id="problem-title">{title}</h1>
        <p>{description}</p>
        <h2>{texts.examples}</h2>
        {examples.map(({ input, output }) => (
          <dl key={input}>
            <div>
              <dt>{texts.input}</dt>
              <dd>
                <code>{input}</code>
              </dd>
            </div>
            <div>
              <dt>{texts.output}</dt>
              <dd>
                <code>{output}</code>
              </dd>
            </div>
          </dl>
        ))}
        <h2>{texts.constraints}</h2>
        <ul>
          {constraints.map((constraint) => (
            <li key={constraint}>
              <code>{constraint}</code>
            </li>
          ))}
        </ul>
      </article>
      <CodeEditor label={texts.code} keys={texts.codeKeys} code={code} setCode={setCode} />
    </section>
  )
}
