# A request body is a learner's code and chat, and legitimate code looks like an attack: a script
# tag, a path with ../, a URL of localhost, `Runtime.getRuntime().exec`, `${jndi:`. And
# SizeRestrictions_BODY stops at 8 KB, which a long chat exceeds. So every managed rule that
# inspects the body only counts, and the others block. This loses nothing: the handler only parses
# the body as JSON, checks it against a schema and limits its size itself; nothing runs it.
#
# To make one of them block, once its metric or the log shows that it hits no legitimate request:
#
#   blocking_body_rules = ["EC2MetaDataSSRF_BODY"]
#
# The names: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
locals {
  body_rules = {
    AWSManagedRulesKnownBadInputsRuleSet = [
      "JavaDeserializationRCE_BODY",
      "Log4JRCE_BODY",
      "ReactJSRCE_BODY",
    ]
    AWSManagedRulesCommonRuleSet = [
      "CrossSiteScripting_BODY",
      "EC2MetaDataSSRF_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      "SizeRestrictions_BODY",
    ]
  }

  # In order of evaluation; the cheap rules come before them.
  rule_groups = {
    AWSManagedRulesKnownBadInputsRuleSet = 2
    AWSManagedRulesCommonRuleSet         = 3
  }
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "Protects the distribution of ${var.name}"

  # CloudFront's web ACLs exist only in this region, wherever the rest is.
  region = "us-east-1"
  scope  = "CLOUDFRONT"

  default_action {
    allow {}
  }

  rule {
    name     = "rate-limit"
    priority = 0

    action {
      block {
        # The default is 403, which tells a client not to try again.
        custom_response {
          response_code = 429

          response_header {
            name  = "retry-after"
            value = tostring(var.rate_window_seconds)
          }
        }
      }
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        limit                 = var.rate_limit
        evaluation_window_sec = var.rate_window_seconds
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-rate-limit"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = length(var.allowed_countries) == 0 ? [] : [var.allowed_countries]

    content {
      name     = "allowed-countries"
      priority = 1

      action {
        block {}
      }

      statement {
        not_statement {
          statement {
            geo_match_statement {
              country_codes = sort(rule.value)
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-allowed-countries"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = local.rule_groups

    content {
      name     = rule.key
      priority = rule.value

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          dynamic "rule_action_override" {
            for_each = setsubtract(local.body_rules[rule.key], var.blocking_body_rules)

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }

  # When it is turned off, it can be deleted only after the distribution has released it. This makes
  # Terraform wait for that: hashicorp/terraform-provider-aws#37229.
  lifecycle {
    create_before_destroy = true
  }
}
