import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { TutorRequest } from '../../handlers/chatbot-query/request.ts'
import { Refusal } from './refusal.ts'

/** @throws Refusal unless chatbot-query would accept the body */
export const readRequest = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2) => {
  const value = parsed(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body)
  if (!isTutorRequest(value)) throw new Refusal(400, 'invalid body')
  return value
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new Refusal(400, 'malformed JSON')
  }
}

function isTutorRequest(value: unknown): value is TutorRequest {
  if (!isRecord(value)) return false
  const { problemDetails, userCode, history, query } = value
  return (
    isRecord(problemDetails) &&
    Buffer.byteLength(JSON.stringify(problemDetails)) <= 65_536 &&
    isText(userCode, 100_000) &&
    Array.isArray(history) &&
    history.length <= 500 &&
    history.every(isMessage) &&
    isText(query, 16_000) &&
    query !== ''
  )
}

function isMessage(value: unknown): boolean {
  return (
    isRecord(value) &&
    (value.role === 'user' || value.role === 'model') &&
    isText(value.content, 32_000)
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength
}
