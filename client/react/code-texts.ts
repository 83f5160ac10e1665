import { createContext } from 'react'
import { type ChatbotTexts, chatbotTexts } from './texts.ts'

/** The texts of code blocks. */
export const CodeTexts = createContext<ChatbotTexts>(chatbotTexts.en)
