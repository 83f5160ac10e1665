# The cache hit rate, the latency of the origin and the rate of errors by status code, in CloudWatch of
# us-east-1.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html#monitoring-console.distributions-additional
resource "aws_cloudfront_monitoring_subscription" "this" {
  count = var.additional_metrics_enabled ? 1 : 0

  distribution_id = aws_cloudfront_distribution.this.id

  monitoring_subscription {
    realtime_metrics_subscription_config {
      realtime_metrics_subscription_status = "Enabled"
    }
  }
}
