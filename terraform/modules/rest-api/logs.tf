resource "aws_cloudwatch_log_group" "access" {
  count = var.access_log_retention_days == null ? 0 : 1

  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.access_log_retention_days
  kms_key_id        = var.access_log_kms_key_arn

  tags = var.tags
}

# Who called, and the result: no query string and no header but the user agent.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
locals {
  access_log_fields = {
    time               = "$context.requestTime"
    requestId          = "$context.requestId"
    extendedRequestId  = "$context.extendedRequestId"
    sourceIp           = "$context.identity.sourceIp"
    userAgent          = "$context.identity.userAgent"
    method             = "$context.httpMethod"
    path               = "$context.path"
    status             = "$context.status"
    responseLength     = "$context.responseLength"
    responseLatency    = "$context.responseLatency"
    timeToAllHeaders   = "$context.integration.timeToAllHeaders"
    timeToFirstContent = "$context.integration.timeToFirstContent"
    integrationStatus  = "$context.integration.status"
    error              = "$context.error.responseType"
    wafResponseCode    = "$context.wafResponseCode"
  }
}
