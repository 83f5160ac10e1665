import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Counted } from './answer.ts'

/** Counts in CloudWatch, by lines of the log in its embedded metric format. */
export const counter = (): ((name: Counted) => void) => {
  const metrics = new Metrics({ namespace: 'middy-chat', serviceName: 'motivator' })
  return (name) => {
    metrics.addMetric(name, MetricUnit.Count, 1)
    metrics.publishStoredMetrics()
  }
}
