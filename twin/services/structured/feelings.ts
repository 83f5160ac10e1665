import type { Locale } from '../tutor/turn.ts'

/** What somebody says, the emotion in it, and what to say to them: without a quotation. */
export type Feeling = { emotion: string; words: RegExp; message: Record<Locale, string> }

/** Words of somebody who may harm themselves. */
const despair = /\b(?:kill(?:ing)? myself|suicid|want to die|end my life)|자살|죽고\s*싶|자해/i

export function isInDanger(message: string): boolean {
  return despair.test(message)
}

export const caring: Record<Locale, string> = {
  en: 'I am glad that you wrote this, and I am sorry that it hurts so much. You do not have to carry it alone. Please speak with somebody right now: a person close to you, or one of the lines below.',
  ko: '이렇게 털어놓아 주셔서 고맙습니다. 얼마나 힘드셨을지 마음이 아픕니다. 혼자 견디지 않으셔도 됩니다. 지금 바로 가까운 사람이나 아래의 상담 전화에 이야기해 주세요.',
}

/** The first whose words are in a message is what it shows. */
export const feelings: readonly Feeling[] = [
  {
    emotion: 'grieving',
    words: /\b(?:grie[fv]|mourn|funeral|passed away)|돌아가셨|장례|사별/i,
    message: {
      en: 'I am so sorry for your loss. Grief takes the time that it takes, and love is the reason for it. Let somebody sit with you today.',
      ko: '소중한 분을 떠나보내신 마음을 함께 슬퍼합니다. 슬픔에는 시간이 필요하니 서두르지 않으셔도 됩니다. 오늘은 곁에 있어 줄 사람에게 기대어 보세요.',
    },
  },
  {
    emotion: 'anxious',
    words: /\b(?:anxi|nervous|panic)|불안|초조|긴장/i,
    message: {
      en: 'It makes sense that you feel uneasy before something that matters to you. Breathe slowly for a minute, and think of the next small step only. You do not have to hold everything at once.',
      ko: '중요한 일을 앞두고 불안한 것은 자연스러운 일입니다. 잠시 천천히 숨을 쉬고, 지금 할 수 있는 작은 일 하나만 떠올려 보세요. 모든 것을 한꺼번에 감당하지 않으셔도 됩니다.',
    },
  },
  {
    emotion: 'worried',
    words: /\b(?:worr(?:y|ied))|걱정|염려/i,
    message: {
      en: 'Your worry shows how much you care. Write down what you can do about it today, and let the rest wait until tomorrow. You are not facing it alone.',
      ko: '걱정하시는 만큼 마음을 많이 쓰고 계시는군요. 오늘 할 수 있는 일만 적어 보고, 나머지는 내일로 미루어 두셔도 괜찮습니다. 혼자 감당하지 않으셔도 됩니다.',
    },
  },
  {
    emotion: 'fearful',
    words: /\b(?:afraid|scared|fear|terrif)|무서|무섭|두려|두렵/i,
    message: {
      en: 'Being afraid does not mean that you are weak. Tell somebody you trust what frightens you. Fear grows smaller when it is shared.',
      ko: '두려움을 느낀다고 해서 약한 것은 아닙니다. 믿을 수 있는 사람에게 무엇이 두려운지 이야기해 보세요. 두려움은 나누면 작아집니다.',
    },
  },
  {
    emotion: 'lonely',
    words: /\b(?:lonely|loneliness|alone)|외로|외롭|쓸쓸/i,
    message: {
      en: 'Feeling alone is heavy, and it was brave to say it. There is somebody who would be glad to hear from you: write one short message today. You matter.',
      ko: '외로움은 참 무거운 마음인데, 용기 내어 말씀해 주셨네요. 소식을 반가워할 사람이 분명히 있으니 오늘 짧은 안부를 보내 보세요. 당신은 소중한 사람입니다.',
    },
  },
  {
    emotion: 'angry',
    words: /\b(?:angry|anger|furious|mad at)|화(?:가|나|났|난)|분노|짜증/i,
    message: {
      en: 'Your anger says that something important was hurt. Give it a little time before you answer. Then say calmly what you need.',
      ko: '화가 나는 것은 소중한 무언가가 다쳤다는 뜻입니다. 대답하기 전에 잠시 시간을 가져 보세요. 그다음에 필요한 것을 차분히 말해도 늦지 않습니다.',
    },
  },
  {
    emotion: 'guilty',
    words: /\b(?:guilt|my fault|regret)|죄책|제\s*잘못|내\s*잘못|후회/i,
    message: {
      en: 'That you regret it shows a good heart. Make right what you can, and do not punish yourself for the rest. You may begin again.',
      ko: '후회하신다는 것은 마음이 바르다는 뜻입니다. 바로잡을 수 있는 것은 바로잡고, 나머지로 자신을 벌하지는 마세요. 다시 시작하셔도 됩니다.',
    },
  },
  {
    emotion: 'discouraged',
    words: /\b(?:discourag|fail|give up|hopeless)|낙심|실패|포기|좌절/i,
    message: {
      en: 'A setback is not the end of your road. Look at how far you have come already. Rest a little, and then take one more step.',
      ko: '이번 일이 길의 끝은 아닙니다. 여기까지 걸어온 길을 한번 돌아보세요. 조금 쉬고 나서 한 걸음만 더 내디뎌 보세요.',
    },
  },
  {
    emotion: 'tired',
    words: /\b(?:tired|exhaust|worn out|weary)|지쳤|지쳐|지친|피곤/i,
    message: {
      en: 'You have given a lot, and your body is asking for rest. Rest is not a failure. Put down one thing today that can wait.',
      ko: '그동안 정말 애쓰셨으니 몸과 마음이 쉼을 바라는 것도 당연합니다. 쉬는 것은 지는 것이 아닙니다. 오늘은 미루어도 되는 일 하나를 내려놓아 보세요.',
    },
  },
  {
    emotion: 'confused',
    words: /\b(?:confus|unsure|what to do)|혼란|모르겠|헷갈/i,
    message: {
      en: 'You do not have to know the whole way to take the next step. Talk it through with somebody wise. Clarity often comes while you walk.',
      ko: '길 전체를 알아야 다음 걸음을 내디딜 수 있는 것은 아닙니다. 지혜로운 사람과 차분히 이야기해 보세요. 걷다 보면 길이 보일 때가 많습니다.',
    },
  },
  {
    emotion: 'sad',
    words: /\b(?:sad|unhappy|cry|cried|heartbroken)|슬프|슬퍼|슬픔|우울|눈물/i,
    message: {
      en: 'I am sorry that you are sad. You do not have to hide it or hurry through it. Be gentle with yourself today, and let somebody know how you are.',
      ko: '슬픈 마음을 나누어 주셔서 고맙습니다. 감추거나 서둘러 이겨 내지 않으셔도 됩니다. 오늘은 자신을 다정하게 대하고, 누군가에게 마음을 이야기해 보세요.',
    },
  },
  {
    emotion: 'grateful',
    words: /\b(?:thank|grateful|gratitude|blessed)|감사|고마/i,
    message: {
      en: 'How good to read this. Keep the moment, and tell the person who made it possible. Thanks grows when it is shared.',
      ko: '감사한 마음을 나누어 주셔서 저도 기쁩니다. 이 순간을 오래 기억하고, 고마운 분에게 마음을 전해 보세요. 감사는 나눌수록 커집니다.',
    },
  },
  {
    emotion: 'joyful',
    words: /\b(?:happy|joy|glad|delighted)|기뻐|기쁘|기쁨|행복/i,
    message: {
      en: 'Your joy is a gift, and it is good to celebrate it. Share it with somebody today. May it stay with you on the harder days.',
      ko: '기쁜 소식을 들려주셔서 함께 기뻐합니다. 오늘 이 기쁨을 누군가와 나누어 보세요. 힘든 날에도 이 마음이 힘이 되기를 바랍니다.',
    },
  },
  {
    emotion: 'hopeful',
    words: /\b(?:hope|looking forward)|희망|기대/i,
    message: {
      en: 'Hold on to this hope. Small faithful steps will carry you further than you think. I look forward to it with you.',
      ko: '그 희망을 꼭 붙드세요. 작은 걸음이 생각보다 멀리 데려다줄 것입니다. 저도 함께 기대하겠습니다.',
    },
  },
]

/** For a message without any of these words. */
export const neutral: Omit<Feeling, 'words'> = {
  emotion: 'neutral',
  message: {
    en: 'Thank you for writing. Whatever today brings, you do not go through it alone. Take a quiet moment for yourself.',
    ko: '이야기해 주셔서 고맙습니다. 오늘 어떤 일이 있든 혼자가 아닙니다. 잠시 자신을 위한 조용한 시간을 가져 보세요.',
  },
}
