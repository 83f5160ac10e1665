locals {
  # CloudFront's web ACLs and their logs exist only in this region, wherever the rest is.
  region = var.scope == "CLOUDFRONT" ? "us-east-1" : null

  # What a rule does when it matches: one of the two lists has one element.
  counting = var.count_only ? [true] : []
  blocking = var.count_only ? [] : [true]
}

resource "aws_wafv2_web_acl" "this" {
  name        = var.name
  description = "Protects ${var.name}"

  region = local.region
  scope  = var.scope

  default_action {
    allow {}
  }

  dynamic "association_config" {
    for_each = var.inspected_body_kb == null ? [] : ["KB_${var.inspected_body_kb}"]

    content {
      request_body {
        dynamic "cloudfront" {
          for_each = var.scope == "CLOUDFRONT" ? [association_config.value] : []

          content {
            default_size_inspection_limit = cloudfront.value
          }
        }

        dynamic "api_gateway" {
          for_each = var.scope == "REGIONAL" ? [association_config.value] : []

          content {
            default_size_inspection_limit = api_gateway.value
          }
        }
      }
    }
  }

  dynamic "rule" {
    for_each = local.rate_limits

    content {
      name     = rule.key
      priority = rule.value.priority

      action {
        dynamic "count" {
          for_each = local.counting
          content {}
        }

        dynamic "block" {
          for_each = local.blocking

          content {
            # The default is 403, which tells a client not to retry.
            custom_response {
              response_code = 429

              dynamic "response_header" {
                for_each = local.retry_headers

                content {
                  name  = response_header.key
                  value = response_header.value
                }
              }
            }
          }
        }
      }

      statement {
        rate_based_statement {
          aggregate_key_type    = "CUSTOM_KEYS"
          limit                 = rule.value.limit
          evaluation_window_sec = var.rate_window_seconds

          dynamic "custom_key" {
            for_each = rule.value.keys

            content {
              dynamic "ip" {
                for_each = custom_key.value == "ip" ? [true] : []
                content {}
              }

              dynamic "asn" {
                for_each = custom_key.value == "asn" ? [true] : []
                content {}
              }

              dynamic "ja4_fingerprint" {
                for_each = custom_key.value == "ja4_fingerprint" ? [true] : []

                content {
                  fallback_behavior = "MATCH"
                }
              }

              dynamic "http_method" {
                for_each = custom_key.value == "http_method" ? [true] : []
                content {}
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

  dynamic "rule" {
    for_each = length(var.allowed_countries) == 0 ? [] : [var.allowed_countries]

    content {
      name     = "allowed-countries"
      priority = 2

      action {
        dynamic "count" {
          for_each = local.counting
          content {}
        }

        dynamic "block" {
          for_each = local.blocking

          content {
            custom_response {
              response_code = 403

              dynamic "response_header" {
                for_each = local.cors_headers

                content {
                  name  = response_header.key
                  value = response_header.value
                }
              }
            }
          }
        }
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
        dynamic "count" {
          for_each = local.counting
          content {}
        }

        dynamic "none" {
          for_each = local.blocking
          content {}
        }
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

          dynamic "rule_action_override" {
            for_each = setunion(local.other_rules[rule.key], setintersection(local.body_rules[rule.key], var.blocking_body_rules))

            content {
              name = rule_action_override.value

              action_to_use {
                block {
                  custom_response {
                    response_code = 403

                    dynamic "response_header" {
                      for_each = local.cors_headers

                      content {
                        name  = response_header.key
                        value = response_header.value
                      }
                    }
                  }
                }
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

  tags = var.tags

  # When it is turned off, it can be deleted only after what it protects has released it. This makes
  # Terraform wait for that: hashicorp/terraform-provider-aws#37229.
  lifecycle {
    create_before_destroy = true
  }
}
