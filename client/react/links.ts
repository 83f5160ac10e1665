/** The parts of a drawn node that hold its text. */
type Drawn = {
  value?: string
  properties?: { alt?: unknown }
  children?: readonly Drawn[]
}

/** The text of a drawn node; of an image its description, which is drawn in its place. */
export const textOf = ({ value, properties, children = [] }: Drawn): string =>
  value ?? [properties?.alt ?? '', ...children.map(textOf)].join('')

/**
 * Where a link leads, if a click can do no harm: an absolute http, https or mailto URL. A URL with a
 * user name is no link, since `https://bank.example@evil.example` leads to the latter.
 */
export const destinationOf = (href: string): URL | undefined =>
  /^(?:https?:\/\/(?![^/?#]*@)|mailto:)/i.test(href) && URL.canParse(href)
    ? new URL(href)
    : undefined

/**
 * What to show next to a link: the host it leads to, or the address, if its text names another one.
 * A name is anything with a dot between letters, so too many hosts are shown rather than too few.
 * The host is in ASCII, where letters of another script cannot be taken for Latin ones.
 *
 * @example
 * hostToShow(new URL('https://evil.example/'), 'bank.example/login') // 'evil.example'
 */
export const hostToShow = (url: URL, text: string): string | undefined => {
  const mail = url.protocol === 'mailto:'
  const host = mail ? url.pathname.slice(url.pathname.indexOf('@') + 1) : url.hostname
  const same = (name: string) => name === host || name === `www.${host}` || `www.${name}` === host
  if (bare(text) === bare(url.href) || namesIn(text).every(same)) return undefined
  return mail ? url.pathname : url.host
}

/** The hosts that a reader may see in a text, in lower case. */
function namesIn(text: string): string[] {
  const seen = text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll('。', '.')
    .toLowerCase()
  return Array.from(seen.matchAll(/(\/\/)?([\p{L}\p{M}\p{N}._-]+)/gu), ([, slashes, run = '']) => {
    const name = run.replace(/^[._-]+|[._-]+$/g, '')
    return slashes || isName(name) ? name : ''
  }).filter((name) => name !== '')
}

function isName(run: string): boolean {
  const [, last = ''] = /.\.([^.]{2,})$/.exec(run) ?? []
  return /\p{L}/u.test(last) || /^(?:\d+\.){3}\d+$/.test(run)
}

/** A URL as people write it. */
function bare(url: string): string {
  return url.replace(/^(?:https?:\/\/|mailto:)/, '').replace(/\/$/, '')
}
