import * as z from 'zod/mini'
import * as env from '../../../src/config.ts'
import type { Format } from '../../../src/formats.ts'
import type { Locale } from '../locale.ts'
import known from './help-lines.json' with { type: 'json' }

/**
 * A line for people in a crisis.
 *
 * `region` is a country (ISO 3166-1 alpha-2) or `INTERNATIONAL`, `contact` a telephone number or
 * a website as one would read it out, `url` an https URL, `hours` for people to read.
 */
export type HelpLine = {
  region: string
  name: string
  contact: string
  url?: string | undefined
  hours: string
}

const international = 'INTERNATIONAL'
const region = /^([A-Z]{2}|INTERNATIONAL)$/
const sentence = (max: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max))

const ownLines = z
  .array(
    z.strictObject({
      region: z.string().check(z.regex(region, `must be a country code or ${international}`)),
      name: sentence(100),
      contact: sentence(50),
      url: z.optional(z.url({ protocol: /^https$/, error: 'must be an https URL' })),
      hours: sentence(50),
    }),
  )
  .check(z.minLength(1))

const regionCodes: Format = {
  what: `country codes (ISO 3166-1 alpha-2) or ${international}, comma-separated`,
  matches: (text) => text.split(',').every((each) => region.test(each.trim())),
}

/** A variable that is JSON, for a schema to check; JSON in a fault's message would repeat the input. */
const json = () =>
  z.pipe(
    z.string(),
    z.transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.issues.push({ code: 'custom', message: 'must be JSON', input: undefined })
        return z.NEVER
      }
    }),
  )

/** The variables of the help lines: whose regions are shown in which order, and own lines. */
export const helpLineVariables = {
  HELP_LINE_REGIONS: z._default(
    z.pipe(
      env.text(regionCodes),
      z.transform((codes) => codes.split(',').map((each) => each.trim())),
    ),
    ['US', 'KR', 'GB', international],
  ),
  HELP_LINES: z.optional(z.pipe(json(), ownLines)),
}

type Config = z.output<z.ZodMiniObject<typeof helpLineVariables>>

/** Checks that each region has a help line; also when variables of others are faulty. */
export const regionsNeedHelpLines = () =>
  z.refine<Config>(
    ({ HELP_LINE_REGIONS: regions, HELP_LINES: own = [] }) =>
      regions.every((code) => [...own, ...known].some((line) => line.region === code)),
    {
      error: `no help line is known for one of them; HELP_LINES can add it`,
      path: ['HELP_LINE_REGIONS'],
      when: ({ value }) => {
        const { HELP_LINE_REGIONS: regions, HELP_LINES: own = [] } = value as Partial<Config>
        return Array.isArray(regions) && Array.isArray(own)
      },
    },
  )

/**
 * The help lines of the configured regions in their order; for a reader of Korean those of Korea
 * come first. Own lines replace the known ones of their region, and those of other regions are added.
 */
export const helpLinesOf = ({
  HELP_LINE_REGIONS: regions,
  HELP_LINES: own = [],
}: Config): ((locale: Locale) => HelpLine[]) => {
  const lines = (code: string): HelpLine[] => {
    const ours = own.filter(({ region }) => region === code)
    return ours.length > 0 ? ours : known.filter(({ region }) => region === code).map(shown)
  }
  const order = [...new Set([...regions, ...own.map(({ region }) => region)])]
  const korean = [...new Set([...order.filter((code) => code === 'KR'), ...order])]
  const byLocale = { en: order.flatMap(lines), ko: korean.flatMap(lines) }
  return (locale) => byLocale[locale]
}

function shown({ region, name, contact, url, hours }: (typeof known)[number]): HelpLine {
  return { region, name, contact, ...(url !== undefined && { url }), hours }
}
