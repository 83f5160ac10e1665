import { z } from 'zod'

/** The request of chatbot-query, with the same limits. */
export const tutorRequest = z.object({
  problemDetails: z
    .record(z.string(), z.unknown())
    .refine((problem) => Buffer.byteLength(JSON.stringify(problem)) <= 65_536),
  userCode: z.string().max(100_000),
  history: z
    .array(z.object({ role: z.enum(['user', 'model']), content: z.string().max(32_000) }))
    .max(500),
  query: z.string().min(1).max(16_000),
})
