# WAF requires the prefix: https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
resource "aws_cloudwatch_log_group" "this" {
  region = local.region

  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn

  tags = var.tags
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  region = local.region

  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]

  # Only what a rule blocked or counted: the access logs have every request.
  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      dynamic "condition" {
        for_each = ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"]

        content {
          action_condition {
            action = condition.value
          }
        }
      }
    }
  }

  # WAF logs headers, never bodies. These carry tokens; x-viewer-authorization only if it is forged,
  # because WAF runs before the CloudFront Function.
  dynamic "redacted_fields" {
    for_each = ["authorization", "id_token", "x-viewer-authorization", "cookie"]

    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }
}
