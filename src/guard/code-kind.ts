import { isLiteral, tokensOf } from './tokens.ts'

/**
 * How much a statement says: `code` may be part of a solution; `value` is a result or a value that
 * somebody follows by hand, and says nothing alone; `none` is not code.
 */
export type CodeKind = 'code' | 'value' | 'none'

const control =
  /^(?:(?:\}\s*)?else\s+)?(?:for|while|if|elif|switch|foreach|catch|except|with)\b\s*(?:\(.*|.*[:{]\s*|.*\{.*)$|^for\s+[\w, ]+\s+in\s+[\w.]+(?:\(.*)?$|^for\s.*:=|^(?:case\b.*|default):$/
const definition =
  /^(?:async\s+)?(?:def|func|function|fn)\s+\w*\s*\(|^(?:class|struct|interface)\s+\w+.*[:{]?$|^(?:(?:public|private|protected|static|final|override)\s+)+[\w<>[\], ]+\(?/
const assignment =
  /^[\w.$[\](),*&\s:<>'"+-]*?[\w\])]\s*(?:[-+*/%&|^]|\/\/|\*\*|<<|>>|:|\?\?|\|\|)?=(?![=>])\s*\S/
const declaration =
  /^(?:const|let|var|auto|final)\s+\S|^[A-Za-z_][\w:]*(?:<.*>|\[\])?\s+\w+\s*(?:=|\(.*\)$|\[.*\]$)/
const returns =
  /^(?:return|yield|throw|raise)\b\s*(?:(?:[-!]?\S*|\w+\s)[([{.+\-*/%<>=!&|'"\d].*|\w+(?:\s*,\s*\w+)*)?;?$/
const call = /^(?:await\s+|new\s+)?[\p{L}_$][\w.$[\]]*(?:::\w+)?\(.*\)(?:\.\w+\(.*\))*;?$/u
const step = /^(?:[\w.[\]]+(?:\+\+|--)|(?:\+\+|--)[\w.[\]]+|break|continue)$/
const importing = /^(?:import|from|using|#include|package)\b\s*\S+(?:\s+(?:import|as)\s.*)?$/
const chained = /^[.?]{1,2}\w+\(/

/** What a runtime, a compiler or a test says, and what a learner follows by hand. */
const said =
  /^(?:Traceback\b|File\s+"|at\s+\S+.*[(:]|Caused by|Exception\b|goroutine\b|panic:|exit status|E\s|FAILED|PASSED|ok\b|FAIL\b|[\w./\\-]+\.\w{1,4}:\d+|(?:[\w.]+)?(?:Error|Exception|Warning)\b|(?:input|output|expected|actual|got|result|입력|출력|기대|예상|결과|step|round|pass|단계|반복)\b\s*\d*\s*[:=]|\$\s|>>>|\^|~+\^|\.\.\.\s|main\.\w+\(0x|assert\b|note:|error:|warning:)/i
const followed =
  /→|⇒|➜|\s->\s|=\s*[^=]+\s=\s[^=]|\s=>\s*(?:\d|\[|True|False|true|false|"|')|==>|\.\.\.$|…/

/** @param isFenced whether it stands in a code block, where a plain line is code too */
export const kindOf = (statement: string, isFenced: boolean): CodeKind => {
  if (said.test(statement)) return 'value'
  if (
    followed.test(statement) &&
    !control.test(statement) &&
    !/^(?:const|let|var)\b/.test(statement)
  ) {
    return 'value'
  }
  if (hangulOutsideTexts(statement)) return 'none'
  if (control.test(statement)) return isProse(statement) ? 'none' : 'code'
  if (definition.test(statement) || step.test(statement) || importing.test(statement)) return 'code'
  if (chained.test(statement)) return 'code'
  if (returns.test(statement)) return isProse(statement) ? 'none' : 'code'
  if (assignment.test(statement) || declaration.test(statement)) {
    if (isProse(statement)) return 'none'
    return isValue(statement) ? 'value' : 'code'
  }
  if (call.test(statement)) return isExampleCall(statement) ? 'value' : 'code'
  return isFenced && isDense(statement) ? 'code' : 'none'
}

const english =
  /\b(?:the|an|you|your|each|every|this|that|which|what|when|does|of|we|it|its|they|are|was|can|should|will|would|then|there|about|because|but|same|already|has|have)\b/gi

/** Two words that no code has, outside of texts. */
function isProse(statement: string): boolean {
  const words = statement.replace(/"[^"]*"|'[^']*'/g, '').match(english)
  return words !== null && words.length >= (/[;{=]|:$/.test(statement) ? 2 : 1)
}

function hangulOutsideTexts(statement: string): boolean {
  return /[가-힣]/.test(statement) && /[가-힣]/.test(statement.replace(/"[^"]*"|'[^']*'/g, ''))
}

/** An assignment whose right sides are all literals. */
function isValue(statement: string): boolean {
  const sides = statement.split(/=(?!=)/).slice(1)
  if (sides.length === 0) return false
  return sides.every((side, at) => {
    const tokens = tokensOf(side)
    // Of `a = 1, b = 2` the first side ends with the next name.
    const names = tokens.filter((each) => /^[\p{L}_$]/u.test(each) && !isLiteral(each))
    return names.length <= (at < sides.length - 1 ? 1 : 0)
  })
}

/** A call on literals, as in the examples of a problem; or one that prints. */
function isExampleCall(statement: string): boolean {
  if (/^(?:print|console\.log|System\.out\.print\w*|fmt\.Print\w*|printf)\(/.test(statement))
    return true
  const inside = statement.slice(statement.indexOf('('))
  return tokensOf(inside).every((each) => !/^[\p{L}_$]/u.test(each) || isLiteral(each))
}

/** More than 40 % operators, with names among them: an expression, and not a table of values. */
function isDense(statement: string): boolean {
  const tokens = tokensOf(statement)
  const names = tokens.filter((each) => /^[\p{L}_$]/u.test(each) && !isLiteral(each)).length
  const signs = tokens.filter((each) => /^[^\p{L}\p{N}_"']/u.test(each)).length
  return names >= 2 && signs / tokens.length > 0.4
}
