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
        <h2 id="problem-title">{title}</h2>
        <p>{description}</p>
        <h3>{texts.examples}</h3>
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
        <h3>{texts.constraints}</h3>
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
