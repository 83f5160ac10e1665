mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name = "ask"
  functions = {
    ask = {
      name      = "ask"
      alias     = "live"
      alias_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ask:live"
      routes    = [{ path = "/ask", methods = ["POST"] }]
    }
  }
}

run "without_options" {
  assert {
    condition     = output.url == "https://abc123.execute-api.eu-west-1.amazonaws.com/live" && aws_api_gateway_rest_api.this.disable_execute_api_endpoint == false
    error_message = "Without a domain, the URL must be API Gateway's."
  }

  assert {
    condition     = length(jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].post.security) == 0 && length(aws_api_gateway_usage_plan.this) == 0
    error_message = "By default the functions check tokens, and no key is needed."
  }

  assert {
    condition     = length(aws_api_gateway_method_settings.this) + length(aws_wafv2_web_acl_association.this) + length(aws_cloudwatch_log_group.access) + length(aws_acm_certificate.this) == 0
    error_message = "Throttles, web ACL, access logs and domain must be off by default."
  }

  assert {
    condition     = output.regional_domain == null && output.access_log_group_arn == null
    error_message = "Outputs must be null for what does not exist."
  }
}

run "domain" {
  variables {
    domain = { name = "chat.example.com", hosted_zone_id = "Z0123456789" }
  }

  assert {
    condition     = output.url == "https://chat.example.com" && aws_api_gateway_rest_api.this.disable_execute_api_endpoint == true
    error_message = "With a domain, API Gateway's own host name must be closed."
  }

  assert {
    condition     = aws_api_gateway_domain_name.this[0].security_policy == "TLS_1_2" && aws_api_gateway_domain_name.this[0].regional_certificate_arn == one(aws_acm_certificate_validation.this).certificate_arn
    error_message = "The domain must wait for a validated certificate, and refuse TLS below 1.2."
  }

  assert {
    condition     = toset([for record in aws_route53_record.alias : "${record.type} ${one(record.alias).name}"]) == toset(["A d-abc123.execute-api.eu-west-1.amazonaws.com", "AAAA d-abc123.execute-api.eu-west-1.amazonaws.com"])
    error_message = "The domain must lead to the API, over IPv4 and IPv6."
  }
}

run "existing_certificate" {
  variables {
    domain = { name = "chat.example.com", hosted_zone_id = "Z0123456789", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/2" }
  }

  assert {
    condition     = length(aws_acm_certificate.this) + length(aws_acm_certificate_validation.this) + length(aws_route53_record.validation) == 0
    error_message = "With a certificate of its own, the module must not make one."
  }

  assert {
    condition     = aws_api_gateway_domain_name.this[0].regional_certificate_arn == "arn:aws:acm:eu-west-1:123456789012:certificate/2" && length(aws_route53_record.alias) == 2
    error_message = "The domain must use the given certificate."
  }

  assert {
    condition     = output.regional_domain == { name = "d-abc123.execute-api.eu-west-1.amazonaws.com", hosted_zone_id = "ZLY8HYME6SFDD" }
    error_message = "The output must have what a record of one's own needs."
  }
}

run "refuses_an_iam_certificate" {
  command = plan

  variables {
    domain = { name = "chat.example.com", hosted_zone_id = "Z0123456789", certificate_arn = "arn:aws:iam::123456789012:server-certificate/2" }
  }

  expect_failures = [var.domain]
}

run "sign_in_before_the_function" {
  variables {
    user_pool_arns = ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123"]
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].post.security == [{ user-pool = [] }]
    error_message = "Every request must need a token of the pool."
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this.body).components.securitySchemes.user-pool.x-amazon-apigateway-authorizer.providerARNs == ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEf123"]
    error_message = "The authorizer must accept tokens of this pool only."
  }
}

run "usage_plan" {
  variables {
    usage_plan = { keys = ["partner"], rate_limit = 5, burst_limit = 10, quota_limit = 1000 }
  }

  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.this.body).paths["/ask"].post.security == [{ api-key = [] }]
    error_message = "Every request must need a key."
  }

  assert {
    condition     = one(aws_api_gateway_usage_plan.this[0].quota_settings).period == "DAY" && one(aws_api_gateway_usage_plan.this[0].throttle_settings).rate_limit == 5
    error_message = "The plan must have its limits."
  }

  assert {
    condition     = keys(aws_api_gateway_usage_plan_key.this) == ["partner"] && keys(nonsensitive(output.api_keys)) == ["partner"]
    error_message = "Each name must have a key of the plan."
  }
}

run "throttle_waf_and_logs" {
  variables {
    throttle                  = { rate_limit = 50, burst_limit = 100 }
    web_acl                   = { arn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/ask/1" }
    access_log_retention_days = 30
    access_log_kms_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/1"
  }

  assert {
    condition     = one(aws_cloudwatch_log_group.access).kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/1" && output.access_log_group_arn == one(aws_cloudwatch_log_group.access).arn
    error_message = "The key must encrypt the access logs."
  }

  assert {
    condition     = one(aws_api_gateway_method_settings.this[0].settings).throttling_rate_limit == 50 && one(aws_api_gateway_method_settings.this[0].settings).throttling_burst_limit == 100
    error_message = "Both limits must be set."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.this[0].resource_arn == aws_api_gateway_stage.this.arn
    error_message = "The web ACL must protect the stage."
  }

  # Tokens are in headers, and cursors of chats in the query string.
  assert {
    condition     = length(regexall("(?i)authorization|\\$context.identity.apiKey|querystring|requestOverride|\\$input", one(aws_api_gateway_stage.this.access_log_settings).format)) == 0
    error_message = "Access logs must have neither tokens, keys nor queries."
  }
}

run "refuses_a_function_without_alias" {
  command = plan

  variables {
    functions = { ask = { name = "ask", alias = "live", alias_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ask", routes = [{ path = "/ask", methods = ["POST"] }] } }
  }

  expect_failures = [var.functions]
}

run "refuses_a_wildcard_within_a_segment" {
  command = plan

  variables {
    functions = { ask = { name = "ask", alias = "live", alias_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ask:live", routes = [{ path = "/ask*", methods = ["POST"] }] } }
  }

  expect_failures = [var.functions]
}

run "refuses_half_a_throttle" {
  command = plan

  variables {
    throttle = { rate_limit = 10, burst_limit = 0 }
  }

  expect_failures = [var.throttle]
}

run "refuses_a_web_acl_of_cloudfront" {
  command = plan

  variables {
    web_acl = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/ask/1" }
  }

  expect_failures = [var.web_acl]
}

run "refuses_a_quota_of_zero" {
  command = plan

  variables {
    usage_plan = { keys = ["partner"], rate_limit = 5, burst_limit = 10, quota_limit = 0 }
  }

  expect_failures = [var.usage_plan]
}
