# Standard logging v2, to CloudWatch Logs: no bucket with ACLs, which the older version needs, one
# place to search all logs, and only the selected fields. It must be in us-east-1.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
locals {
  access_logs = var.access_log_retention_days == null ? 0 : 1
}

resource "aws_cloudwatch_log_group" "access" {
  count  = local.access_logs
  region = "us-east-1"

  # AWS stores the policy that lets it write, which has a size limit; groups with this prefix share
  # one entry: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
  name              = "/aws/vendedlogs/cloudfront/${var.name}"
  retention_in_days = var.access_log_retention_days
  kms_key_id        = var.access_log_kms_key_arn

  tags = var.tags
}

resource "aws_cloudwatch_log_delivery_source" "access" {
  count  = local.access_logs
  region = "us-east-1"

  name         = "${var.name}-access"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.this.arn

  tags = var.tags
}

resource "aws_cloudwatch_log_delivery_destination" "access" {
  count  = local.access_logs
  region = "us-east-1"

  name          = "${var.name}-access"
  output_format = "json"

  delivery_destination_configuration {
    destination_resource_arn = aws_cloudwatch_log_group.access[0].arn
  }

  tags = var.tags
}

resource "aws_cloudwatch_log_delivery" "access" {
  count  = local.access_logs
  region = "us-east-1"

  delivery_source_name     = aws_cloudwatch_log_delivery_source.access[0].name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.access[0].arn

  # Who called, and the result: no cookie, no query string, no referrer.
  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
  record_fields = [
    "date",
    "time",
    "c-ip",
    "c-country",
    "cs-method",
    "cs-uri-stem",
    "cs-bytes",
    "cs-protocol-version",
    "cs(User-Agent)",
    "sc-status",
    "sc-bytes",
    "time-taken",
    "time-to-first-byte",
    "origin-fbl",
    "origin-lbl",
    "x-edge-location",
    "x-edge-result-type",
    "x-edge-detailed-result-type",
    "x-edge-request-id",
  ]

  tags = var.tags
}
