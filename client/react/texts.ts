import type { ErrorCode } from '../../contract/error-catalogue.ts'
import type { ClientErrorCode } from '../core/chat-events.ts'

/** The languages of the texts. */
export type ChatbotLocale = 'en' | 'ko'

/** All texts of the chat, including those for screen readers; see `chatbotTexts.en`. */
export type ChatbotTexts = {
  /** The BCP 47 tag of the language, in which times are written. */
  locale: string
  title: string
  greeting: string
  introduction: string
  /** Suggested questions. */
  suggestions: readonly string[]
  log: string
  you: string
  tutor: string
  input: string
  placeholder: string
  keys: string
  /** The question is longer than the server accepts. */
  tooLong: string
  /** The `{count}` of characters above the `{limit}`. */
  excess: string
  send: string
  stop: string
  retry: string
  signIn: string
  latest: string
  copy: string
  copied: string
  /** The browser did not allow copying. */
  refused: string
  /** Copies an answer, as Markdown. */
  copyAnswer: string
  /** Asks the last question again, for another answer. */
  askAgain: string
  /** Edits a question, to ask it again. */
  edit: string
  /** Stands below a question that is edited, if others follow. */
  editRemoves: string
  cancel: string
  /** Stands below a stored question whose answer never came. */
  unanswered: string
  codeBlock: string
  /** Names a table, before its columns. */
  table: string
  /** Names the checkboxes of a list. */
  done: string
  toDo: string
  waiting: string
  stopped: string
  finish: Record<'length' | 'refused', string>
  questionSent: string
  answering: string
  answerComplete: string
  /** Follows an error that a retry may fix. */
  tryAgain: string
  /** The same during a wait that the server states: of `{seconds}` or `{minutes}`, or until a `{time}`; and after it. */
  tryAgainIn: string
  tryAgainInMinutes: string
  tryAgainAfter: string
  tryAgainNow: string
  /**
   * A text for each code of the server and of the client; the compiler names a missing one.
   * `http_403` and `http_429` are responses without a code, e.g. from a firewall. `unexpected` is any
   * other code.
   */
  errors: Record<ErrorCode | ClientErrorCode | 'http_403' | 'http_429', string>
}

const en: ChatbotTexts = {
  locale: 'en',
  title: 'Tutor',
  greeting: 'Stuck? Ask the tutor.',
  introduction: 'It knows this problem and your code, and gives hints, never the solution.',
  suggestions: [
    'Where should I start?',
    'Why is my code too slow?',
    'Which edge cases am I missing?',
  ],
  log: 'Conversation with the tutor',
  you: 'You',
  tutor: 'Tutor',
  input: 'Your question',
  placeholder: 'Ask about your code',
  keys: 'Enter sends, Shift+Enter adds a line, Escape stops the answer.',
  tooLong: 'Your question is too long to send.',
  excess: 'Remove {count} of its characters; {limit} are allowed.',
  send: 'Send',
  stop: 'Stop',
  retry: 'Try again',
  signIn: 'Sign in again',
  latest: 'Latest message',
  copy: 'Copy code',
  copied: 'Copied',
  refused: 'Copying was refused. The text is selected instead.',
  copyAnswer: 'Copy answer',
  askAgain: 'Ask again',
  edit: 'Edit question',
  editRemoves: 'If you send it, all messages after it are deleted.',
  cancel: 'Cancel',
  unanswered: 'This question was not answered.',
  codeBlock: 'Code block',
  table: 'Table',
  done: 'Done',
  toDo: 'To do',
  waiting: 'Reading your code',
  stopped: 'Stopped.',
  finish: {
    length: 'The answer reached its maximum length. Ask for the rest.',
    refused: 'The tutor stopped here. Try rephrasing your question.',
  },
  questionSent: 'Your question was sent.',
  answering: 'The tutor is answering.',
  answerComplete: 'The answer is complete.',
  tryAgain: 'Try again in a moment.',
  tryAgainIn: 'Try again in {seconds} s.',
  tryAgainInMinutes: 'Try again in {minutes} min.',
  tryAgainAfter: 'Try again after {time}.',
  tryAgainNow: 'You can try again now.',
  errors: {
    ambiguous_token: 'Your sign-in could not be read. Sign in again.',
    answer_refused: 'The tutor declined to answer this. Try rephrasing your question.',
    answer_too_large: 'The answer was too long to send. Ask for part of it.',
    body_too_large: 'Your question and your code are too long. Shorten them.',
    budget_exceeded: 'You have used up what you can ask the tutor for now.',
    budget_reserved: 'The tutor is still answering your earlier questions. Wait for it to finish.',
    chat_changed: 'This conversation has gone on elsewhere. Open it again to see all of it.',
    chat_not_found: 'This conversation no longer exists. Start a new one.',
    closed: 'The answer was cut off.',
    deadline: 'The answer took too long.',
    forbidden: 'Your account is not allowed to ask the tutor.',
    history_not_saved: 'The answer could not be saved. You will not find it here later.',
    history_unavailable: 'Your conversations are unavailable right now.',
    http_403: 'The request was blocked on its way to the tutor.',
    http_429: 'You have asked many questions in a short time. Slow down a little.',
    insecure_context: 'The tutor needs a secure connection. Open this page over https.',
    internal_error: 'Something went wrong on our side.',
    invalid_body: 'Your question or your code is too long or cannot be read. Shorten it.',
    invalid_cursor: 'The rest of the list could not be loaded. Reload the page.',
    invalid_json: 'The question could not be read. Reload the page.',
    invalid_token: 'Your sign-in is not valid. Sign in again.',
    keys_unavailable: 'Your sign-in cannot be verified right now.',
    limits_unavailable: 'The tutor cannot check your limits right now.',
    missing_token: 'Sign in to ask the tutor.',
    model_busy: 'The tutor is getting too many questions right now. Slow down a little.',
    model_empty: 'The tutor gave no answer.',
    model_failed: 'The tutor could not answer.',
    model_incomplete: 'The answer ended too early.',
    model_invalid: 'The answer cannot be displayed.',
    model_length: 'The tutor spent too long thinking and gave no answer. Ask about a smaller part.',
    model_misconfigured:
      'The tutor is not set up correctly. Please contact the support of this site.',
    model_overloaded: 'The tutor is overloaded.',
    model_quota_exceeded: 'The tutor has reached its limit for today.',
    model_stalled: 'The tutor stopped in the middle of the answer.',
    model_timeout: 'The tutor did not start to answer in time.',
    model_unavailable: 'The tutor is unavailable.',
    model_unreachable: 'The tutor cannot be reached.',
    network: 'There is no connection. Check your network.',
    parameter_unavailable: 'The tutor is not ready yet.',
    prompt_exceeds_budget:
      'This is more than you can ask the tutor at once. Shorten the question or your code.',
    prompt_refused: 'The tutor declined this question. Try rephrasing it.',
    prompt_too_large: 'The question is too long. Shorten it.',
    prompt_too_long:
      'This is more than the tutor can read at once. Shorten the question or your code.',
    rate_limited: 'You have asked many questions in a short time. Slow down a little.',
    sign_in: 'Sign in to ask the tutor.',
    silent: 'The tutor has been silent for too long.',
    token_expired: 'Your session has ended. Sign in again.',
    too_many_answers: 'The tutor is still answering your earlier questions. Wait for it to finish.',
    truncated: 'The connection was lost before the answer ended.',
    unexpected: 'Something went wrong.',
    unsupported_media_type: 'The question could not be read. Reload the page.',
  },
}

const ko: ChatbotTexts = {
  locale: 'ko',
  title: '튜터',
  greeting: '막혔나요? 튜터에게 물어보세요.',
  introduction: '이 문제와 작성한 코드를 알고 있으며, 정답 대신 힌트를 드려요.',
  suggestions: [
    '어디서부터 시작하면 좋을까요?',
    '제 코드가 왜 느린가요?',
    '어떤 예외 상황을 놓치고 있나요?',
  ],
  log: '튜터와의 대화',
  you: '나',
  tutor: '튜터',
  input: '질문',
  placeholder: '코드에 대해 물어보세요',
  keys: 'Enter는 보내기, Shift+Enter는 줄 바꿈, Escape는 답변 멈추기예요.',
  tooLong: '질문이 너무 길어 보낼 수 없어요.',
  excess: '{count}자를 줄여 주세요. 최대 {limit}자까지 보낼 수 있어요.',
  send: '보내기',
  stop: '멈추기',
  retry: '다시 시도',
  signIn: '다시 로그인',
  latest: '최근 메시지로',
  copy: '코드 복사',
  copied: '복사했어요',
  refused: '복사가 거부되어 대신 텍스트를 선택해 두었어요.',
  copyAnswer: '답변 복사',
  askAgain: '다시 묻기',
  edit: '질문 수정',
  editRemoves: '보내면 이 질문 뒤의 메시지가 모두 지워져요.',
  cancel: '취소',
  unanswered: '이 질문에는 아직 답변이 없어요.',
  codeBlock: '코드 블록',
  table: '표',
  done: '완료',
  toDo: '할 일',
  waiting: '코드를 읽고 있어요',
  stopped: '멈췄어요.',
  finish: {
    length: '답변이 최대 길이에 이르렀어요. 이어서 물어보세요.',
    refused: '튜터가 여기서 답변을 멈췄어요. 질문을 바꿔 보세요.',
  },
  questionSent: '질문을 보냈어요.',
  answering: '튜터가 답변하고 있어요.',
  answerComplete: '답변이 끝났어요.',
  tryAgain: '잠시 후 다시 시도해 주세요.',
  tryAgainIn: '{seconds}초 후에 다시 시도해 주세요.',
  tryAgainInMinutes: '{minutes}분 후에 다시 시도해 주세요.',
  tryAgainAfter: '{time} 이후에 다시 시도해 주세요.',
  tryAgainNow: '이제 다시 시도할 수 있어요.',
  errors: {
    ambiguous_token: '로그인 정보를 읽을 수 없어요. 다시 로그인해 주세요.',
    answer_refused: '튜터가 이 질문에는 답하지 않기로 했어요. 질문을 바꿔 보세요.',
    answer_too_large: '답변이 너무 길어 보낼 수 없어요. 일부만 물어봐 주세요.',
    body_too_large: '질문과 코드가 너무 길어요. 줄여 주세요.',
    budget_exceeded: '지금 튜터에게 물어볼 수 있는 양을 모두 사용했어요.',
    budget_reserved: '튜터가 앞선 질문에 아직 답하고 있어요. 답변이 끝날 때까지 기다려 주세요.',
    chat_changed: '다른 곳에서 대화가 이어졌어요. 대화를 다시 열어 주세요.',
    chat_not_found: '이 대화를 찾을 수 없어요. 새 대화를 시작해 주세요.',
    closed: '답변이 중간에 끊겼어요.',
    deadline: '답변이 너무 오래 걸렸어요.',
    forbidden: '이 계정으로는 튜터를 이용할 수 없어요.',
    history_not_saved: '답변을 저장하지 못했어요. 나중에는 여기에서 보이지 않을 거예요.',
    history_unavailable: '지금은 대화를 불러올 수 없어요.',
    http_403: '요청이 튜터에게 가는 도중에 차단되었어요.',
    http_429: '짧은 시간에 질문을 많이 했어요. 조금만 천천히 물어봐 주세요.',
    insecure_context: '튜터를 이용하려면 보안 연결이 필요해요. https 주소로 접속해 주세요.',
    internal_error: '서비스에 문제가 생겼어요.',
    invalid_body: '질문이나 코드가 너무 길거나 읽을 수 없어요. 줄여 주세요.',
    invalid_cursor: '목록을 이어서 읽을 수 없어요. 페이지를 새로고침해 주세요.',
    invalid_json: '질문을 읽을 수 없어요. 페이지를 새로고침해 주세요.',
    invalid_token: '로그인이 유효하지 않아요. 다시 로그인해 주세요.',
    keys_unavailable: '지금은 로그인을 확인할 수 없어요.',
    limits_unavailable: '지금은 이용 한도를 확인할 수 없어요.',
    missing_token: '튜터에게 물어보려면 로그인해 주세요.',
    model_busy: '지금은 튜터에게 질문이 너무 많아요. 조금만 천천히 물어봐 주세요.',
    model_empty: '튜터가 아무 말도 하지 않았어요.',
    model_failed: '튜터에 오류가 생겼어요.',
    model_incomplete: '답변이 끝나기 전에 끊겼어요.',
    model_invalid: '답변을 보여 줄 수 없는 형식으로 받았어요.',
    model_length: '튜터가 너무 오래 생각하다가 답하지 못했어요. 더 작은 부분을 물어봐 주세요.',
    model_misconfigured: '튜터 설정에 문제가 있어요. 사이트 운영자에게 알려 주세요.',
    model_overloaded: '튜터가 너무 바빠요.',
    model_quota_exceeded: '튜터가 오늘 답할 수 있는 질문을 모두 답했어요.',
    model_stalled: '튜터가 답변 도중에 멈췄어요.',
    model_timeout: '튜터가 제시간에 답변을 시작하지 못했어요.',
    model_unavailable: '튜터가 잠시 쉬고 있어요.',
    model_unreachable: '튜터에게 연결할 수 없어요.',
    network: '연결되지 않았어요. 네트워크를 확인해 주세요.',
    parameter_unavailable: '튜터가 아직 준비되지 않았어요.',
    prompt_exceeds_budget: '한 번에 물어볼 수 있는 양을 넘었어요. 질문이나 코드를 줄여 주세요.',
    prompt_refused: '튜터가 이 질문을 받지 않았어요. 질문을 바꿔 보세요.',
    prompt_too_large: '질문이 너무 길어요. 줄여 주세요.',
    prompt_too_long: '튜터가 한 번에 읽기에는 너무 길어요. 질문이나 코드를 줄여 주세요.',
    rate_limited: '짧은 시간에 질문을 많이 했어요. 조금만 천천히 물어봐 주세요.',
    sign_in: '튜터에게 물어보려면 로그인해 주세요.',
    silent: '튜터에게서 너무 오랫동안 소식이 없어요.',
    token_expired: '로그인이 만료되었어요. 다시 로그인해 주세요.',
    too_many_answers: '튜터가 앞선 질문에 아직 답하고 있어요. 답변이 끝날 때까지 기다려 주세요.',
    truncated: '답변이 끝나기 전에 연결이 끊겼어요.',
    unexpected: '문제가 생겼어요.',
    unsupported_media_type: '질문을 읽을 수 없어요. 페이지를 새로고침해 주세요.',
  },
}

/** The texts of each language. */
export const chatbotTexts: Record<ChatbotLocale, ChatbotTexts> = { en, ko }
