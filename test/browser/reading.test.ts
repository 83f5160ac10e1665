import { expect, it } from 'vitest'
import { text } from '../../twin/testing/scripted-server.ts'
import { answerWith } from './scripted.ts'
import { answer, ask, ended, openPage } from './stage.ts'

it('bold beside Korean shows no asterisks, nor does its announcement', async () => {
  await using page = await openPage({ locale: 'ko-KR' })
  const korean = [
    '**해시 맵(hash map)**을 쓰면 **"한 번에"**는 찾을 수 있어요.',
    '**[문서](https://example.com/)**를 읽고, **`nums`**를 *(천천히)*에서 **O(n²)**으로 보세요.',
    '1. **첫째:**값을 적어요.\n2. 이것은**(중요)**해요.',
  ].join('\n\n')
  await using _ = await answerWith(page, Array.from(korean, (letter) => [text(letter), 2]).flat())
  await ask(page, '왜 느린가요?')
  expect(await ended(page)).not.toContain('*')
  expect(await answer(page).locator('strong').allInnerTexts()).toEqual([
    '해시 맵(hash map)',
    '"한 번에"',
    '문서',
    'nums',
    'O(n²)',
    '첫째:',
    '(중요)',
  ])
  expect(await answer(page).locator('em').allInnerTexts()).toEqual(['(천천히)'])
  expect(await page.locator('[data-middy-chat=live]').innerText()).not.toContain('*')
  expect(page.faults).toEqual([])
})
