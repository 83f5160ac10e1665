mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name     = "ask"
  function = { name = "ask", alias = "live", url = "https://abc123.lambda-url.eu-west-1.on.aws/" }
}

run "without_options" {
  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).cloudfront_default_certificate == true && length(aws_cloudfront_distribution.this.aliases) == 0
    error_message = "Without a domain, CloudFront's own certificate must be used."
  }

  assert {
    condition     = length(aws_acm_certificate.this) + length(aws_route53_record.validation) + length(aws_acm_certificate_validation.this) + length(aws_route53_record.alias) == 0
    error_message = "Without a domain, there must be no certificate and no record."
  }

  assert {
    condition     = output.domain_name == "d1.cloudfront.net"
    error_message = "Without a domain, the output must be CloudFront's name."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == null
    error_message = "There must be no web ACL by default."
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.access) + length(aws_cloudwatch_log_delivery_source.access) + length(aws_cloudwatch_log_delivery_destination.access) + length(aws_cloudwatch_log_delivery.access) == 0
    error_message = "Access logs must be off by default."
  }

  assert {
    condition     = length(aws_cloudfront_monitoring_subscription.this) == 0
    error_message = "The additional metrics cost extra, so they must be off by default."
  }
}

run "with_options" {
  variables {
    domain                    = { name = "chat.example.com", hosted_zone_id = "Z0123456789" }
    web_acl_arn               = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/ask/1"
    access_log_retention_days = 7
    origin_read_timeout       = 120
    price_class               = "PriceClass_All"
  }

  assert {
    condition     = aws_cloudfront_distribution.this.aliases == toset(["chat.example.com"])
    error_message = "The distribution must serve the domain."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == "TLSv1.2_2021" && one(aws_cloudfront_distribution.this.viewer_certificate).ssl_support_method == "sni-only"
    error_message = "With a custom certificate, the minimum must be TLS 1.2."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).acm_certificate_arn == one(aws_acm_certificate_validation.this).certificate_arn
    error_message = "The distribution must wait for a validated certificate."
  }

  assert {
    condition     = one(aws_acm_certificate.this).region == "us-east-1" && one(aws_acm_certificate.this).validation_method == "DNS"
    error_message = "The certificate must be in us-east-1 for CloudFront, and validated by DNS so that it renews itself."
  }

  assert {
    condition     = keys(aws_route53_record.alias) == ["A", "AAAA"] && alltrue([for record in aws_route53_record.alias : one(record.alias).name == "d1.cloudfront.net" && record.name == "chat.example.com"])
    error_message = "The name must resolve to the distribution over IPv4 and IPv6."
  }

  assert {
    condition     = output.domain_name == "chat.example.com"
    error_message = "With a domain, the output must be the domain."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == "arn:aws:wafv2:us-east-1:123456789012:global/webacl/ask/1"
    error_message = "The distribution must use the web ACL."
  }

  assert {
    condition     = one(aws_cloudwatch_log_delivery_source.access).resource_arn == aws_cloudfront_distribution.this.arn && one(aws_cloudwatch_log_delivery_source.access).log_type == "ACCESS_LOGS"
    error_message = "The distribution's requests must be logged."
  }

  assert {
    condition = alltrue([for region in [
      one(aws_cloudwatch_log_group.access).region,
      one(aws_cloudwatch_log_delivery_source.access).region,
      one(aws_cloudwatch_log_delivery_destination.access).region,
      one(aws_cloudwatch_log_delivery.access).region,
    ] : region == "us-east-1"])
    error_message = "Everything that delivers CloudFront's logs must be in us-east-1."
  }

  assert {
    condition     = length(setintersection(one(aws_cloudwatch_log_delivery.access).record_fields, ["cs(Cookie)", "cs-uri-query", "cs(Referer)"])) == 0
    error_message = "Access logs must not contain a cookie, a query string or a referrer."
  }

  assert {
    condition     = one(aws_cloudwatch_log_group.access).retention_in_days == 7
    error_message = "Access logs must have a retention."
  }

  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).custom_origin_config).origin_read_timeout == 120
    error_message = "The read timeout must be the given one."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.id == run.without_options.id
    error_message = "Turning options on must not replace the distribution."
  }
}

run "without_options_again" {
  assert {
    condition     = aws_cloudfront_distribution.this.id == run.without_options.id
    error_message = "Turning options off must not replace the distribution."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == null && length(aws_cloudfront_distribution.this.aliases) == 0
    error_message = "An option that is turned off must leave nothing behind."
  }
}

run "existing_certificate" {
  variables {
    domain = { name = "chat.example.com", hosted_zone_id = "Z0123456789", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/own" }
    tags   = { Team = "a" }
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.viewer_certificate).acm_certificate_arn == "arn:aws:acm:us-east-1:123456789012:certificate/own" && length(aws_acm_certificate.this) == 0 && length(aws_route53_record.alias) == 2
    error_message = "The distribution must use this certificate, and the module must make none."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.tags == tomap({ Team = "a" })
    error_message = "The distribution must have the tags."
  }

  assert {
    condition     = output.cloudfront_domain_name == "d1.cloudfront.net" && output.hosted_zone_id == "Z2FDTNDATAQYW2"
    error_message = "The outputs must serve records outside of the module."
  }
}

run "certificate_of_another_region" {
  command = plan

  variables {
    domain = { name = "chat.example.com", hosted_zone_id = "Z0123456789", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/own" }
  }

  expect_failures = [var.domain]
}

run "additional_metrics" {
  variables {
    additional_metrics_enabled = true
  }

  assert {
    condition = (
      one(aws_cloudfront_monitoring_subscription.this[*].distribution_id) == aws_cloudfront_distribution.this.id &&
      one(one(aws_cloudfront_monitoring_subscription.this[0].monitoring_subscription).realtime_metrics_subscription_config).realtime_metrics_subscription_status == "Enabled"
    )
    error_message = "CloudFront must publish the additional metrics of this distribution."
  }
}

run "own_key_for_the_access_logs" {
  variables {
    access_log_retention_days = 7
    access_log_kms_key_arn    = "arn:aws:kms:us-east-1:123456789012:key/1"
    tags                      = { Team = "a" }
  }

  assert {
    condition     = one(aws_cloudwatch_log_group.access).kms_key_id == "arn:aws:kms:us-east-1:123456789012:key/1" && output.access_log_group_arn == one(aws_cloudwatch_log_group.access).arn
    error_message = "The key must encrypt the access logs."
  }

  assert {
    condition = alltrue([for tags in [
      one(aws_cloudwatch_log_group.access).tags,
      one(aws_cloudwatch_log_delivery_source.access).tags,
      one(aws_cloudwatch_log_delivery_destination.access).tags,
      one(aws_cloudwatch_log_delivery.access).tags,
      aws_cloudfront_function.viewer_request.tags,
    ] : tags == tomap({ Team = "a" })])
    error_message = "Everything must have the tags."
  }
}

# CloudFront's access logs are in us-east-1, and a key encrypts only in its region.
run "refuses_a_key_of_another_region" {
  command = plan

  variables {
    access_log_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
  }

  expect_failures = [var.access_log_kms_key_arn]
}
