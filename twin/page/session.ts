export type Learner = 'learner' | 'learner2'

export type Session = {
  /** For `createTutorClient`: returns the current token, unless a new one is requested. */
  getToken(options: { forceRefresh: boolean }): Promise<string>
}

/** A learner's sign-in at the twin, in place of Amplify's `fetchAuthSession`. */
export const createSession = (learner: Learner): Session => {
  let token: Promise<string> | undefined
  return {
    getToken({ forceRefresh }) {
      if (forceRefresh) token = undefined
      token ??= fetchToken(learner).catch((error) => {
        token = undefined
        throw error
      })
      return token
    },
  }
}

async function fetchToken(learner: Learner): Promise<string> {
  const response = await fetch(`/local/token?user=${learner}`)
  if (!response.ok) throw new Error(`The sign-in answered ${response.status}`)
  const { idToken } = await response.json()
  return idToken
}
