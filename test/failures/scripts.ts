import type { Cloud } from '../../twin/cloud.ts'
import type { Refusal, ReplyWriter } from '../../twin/services/reply-writer.ts'
import type { FailingModel } from './failing-model.ts'

/** What a model does with one call. */
export type Script = (writer: ReplyWriter, asked: unknown) => Promise<unknown> | unknown

/** Breaks a model: the `break` of a case. */
export type Break = (cloud: Cloud) => void

export const say =
  (...messages: Uint8Array[]): Script =>
  (writer) =>
    writer.write(Buffer.concat(messages))

export const refuse =
  ({ status, body, headers }: Refusal): Script =>
  (writer) =>
    writer.refuse(status, body, headers)

/** One script after the other. */
export const inTurn =
  (...scripts: Script[]): Script =>
  async (writer, asked) => {
    for (const script of scripts) await script(writer, asked)
  }

export const wait =
  (ms: number): Script =>
  (writer) =>
    writer.delay(ms)

/** Silence over an open connection. */
export const hang: Script = (writer) => writer.hang()

/** Breaks the connection, after a pause for earlier text to arrive: a client drops unread data. */
export const cut: Script = async (writer) => {
  await writer.delay(250)
  writer.destroy()
}

/** The ways to break this model. */
export const breaksOf = ({ server, text }: FailingModel) => {
  /** Every call follows these scripts. */
  const replies =
    (...scripts: Script[]): Break =>
    (cloud) =>
      server(cloud).script(async (asked, writer) => {
        await inTurn(...scripts)(writer, asked)
      })

  /** Each call follows the next script; after the last script, it is repeated. */
  const repliesOneByOne =
    (...scripts: Script[]): Break =>
    (cloud) => {
      let calls = 0
      replies((writer, asked) => {
        const script = scripts[calls] ?? scripts.at(-1)
        calls += 1
        return script?.(writer, asked)
      })(cloud)
    }

  /** The text is sent first, so that it is on its way before the connection fails. */
  const repliesAfterText = (...scripts: Script[]): Break =>
    replies(say(text('Look at'), text(' your loop')), wait(250), ...scripts)

  return { replies, repliesOneByOne, repliesAfterText }
}
