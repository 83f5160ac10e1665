resource "aws_cloudwatch_log_group" "access" {
  count = var.access_log_retention_days == null ? 0 : 1

  # AWS stores the policy that lets it write, which has a size limit; groups with this prefix share
  # one entry: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
  name              = "/aws/vendedlogs/http-api/${var.name}"
  retention_in_days = var.access_log_retention_days
  kms_key_id        = var.access_log_kms_key_arn

  tags = var.tags
}

# Who called, and the result: no query string and no header but the user agent.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
locals {
  access_log_fields = {
    time               = "$context.requestTime"
    requestId          = "$context.requestId"
    sourceIp           = "$context.identity.sourceIp"
    userAgent          = "$context.identity.userAgent"
    method             = "$context.httpMethod"
    path               = "$context.path"
    route              = "$context.routeKey"
    status             = "$context.status"
    responseLength     = "$context.responseLength"
    responseLatency    = "$context.responseLatency"
    integrationStatus  = "$context.integration.status"
    integrationLatency = "$context.integration.latency"
    error              = "$context.error.responseType"
  }
}
