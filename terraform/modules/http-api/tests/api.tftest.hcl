mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name     = "ask"
  function = { name = "ask", alias = "live", alias_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ask:live" }
  throttle = { rate_limit = 2, burst_limit = 10 }
}

run "defaults" {
  assert {
    condition     = aws_apigatewayv2_api.this.protocol_type == "HTTP" && aws_apigatewayv2_api.this.disable_execute_api_endpoint == false && output.url == "https://abc123.execute-api.eu-west-1.amazonaws.com"
    error_message = "Without a domain, the URL must be API Gateway's."
  }

  assert {
    condition     = { for key, route in aws_apigatewayv2_route.this : route.route_key => route.target } == { "POST /chat" = "integrations/int123" }
    error_message = "POST /chat must be the only route, and lead to the function."
  }

  assert {
    condition = (
      aws_apigatewayv2_integration.this.integration_type == "AWS_PROXY" && aws_apigatewayv2_integration.this.payload_format_version == "2.0" &&
      aws_apigatewayv2_integration.this.integration_uri == "arn:aws:lambda:eu-west-1:123456789012:function:ask:live" && aws_apigatewayv2_integration.this.timeout_milliseconds == 30000
    )
    error_message = "The route must invoke the alias with payload 2.0, and wait as long as API Gateway can."
  }

  assert {
    condition     = one(aws_apigatewayv2_stage.this.default_route_settings).throttling_rate_limit == 2 && one(aws_apigatewayv2_stage.this.default_route_settings).throttling_burst_limit == 10
    error_message = "Both throttling arguments must be set: a missing one means 0, which refuses everybody."
  }

  assert {
    condition     = aws_apigatewayv2_stage.this.name == "$default" && aws_apigatewayv2_stage.this.auto_deploy
    error_message = "The path must not begin with a stage, and a change must be deployed."
  }

  assert {
    condition = jsonencode([for permission in aws_lambda_permission.invoke : [permission.function_name, permission.qualifier, permission.principal, permission.source_arn]]) == jsonencode([
      ["ask", "live", "apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:123456789012:abc123/*/POST/chat"]
    ])
    error_message = "Only this API may invoke the alias, for the route's method and path."
  }

  assert {
    condition     = length(aws_apigatewayv2_api.this.cors_configuration) + length(aws_apigatewayv2_domain_name.this) + length(aws_acm_certificate.this) == 0
    error_message = "CORS and a domain must be off by default."
  }

  # Tokens are in headers, and a query may hold anything.
  assert {
    condition = (
      one(aws_cloudwatch_log_group.access).name == "/aws/vendedlogs/http-api/ask" &&
      one(aws_apigatewayv2_stage.this.access_log_settings).destination_arn == output.access_log_group_arn &&
      length(regexall("(?i)authorization|authorizer|querystring|\\$request", one(aws_apigatewayv2_stage.this.access_log_settings).format)) == 0
    )
    error_message = "Access logs must be on, and have neither tokens nor queries."
  }
}

run "a_page_of_another_origin" {
  variables {
    allowed_origins = ["https://www.example.com"]
    routes          = ["POST /chat", "GET /health"]
  }

  assert {
    condition = (
      one(aws_apigatewayv2_api.this.cors_configuration).allow_origins == toset(["https://www.example.com"]) &&
      one(aws_apigatewayv2_api.this.cors_configuration).allow_methods == toset(["GET", "POST"]) &&
      one(aws_apigatewayv2_api.this.cors_configuration).allow_headers == toset(["content-type"])
    )
    error_message = "Only the origin may call the API, with the methods of its routes."
  }

  assert {
    condition     = output.urls == { "GET /health" = "https://abc123.execute-api.eu-west-1.amazonaws.com/health", "POST /chat" = "https://abc123.execute-api.eu-west-1.amazonaws.com/chat" }
    error_message = "Each route must have its URL."
  }

  assert {
    condition     = length(setsubtract(["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-window"], one(aws_apigatewayv2_api.this.cors_configuration).expose_headers)) == 0
    error_message = "The page must be able to read the limits."
  }
}

run "domain" {
  variables {
    domain = { name = "chat.example.com", hosted_zone_id = "Z0123456789" }
  }

  assert {
    condition     = output.url == "https://chat.example.com" && aws_apigatewayv2_api.this.disable_execute_api_endpoint == true
    error_message = "With a domain, API Gateway's own host name must be closed."
  }

  assert {
    condition = (
      one(aws_apigatewayv2_domain_name.this[0].domain_name_configuration).security_policy == "TLS_1_2" &&
      one(aws_apigatewayv2_domain_name.this[0].domain_name_configuration).certificate_arn == one(aws_acm_certificate_validation.this).certificate_arn
    )
    error_message = "The domain must wait for a validated certificate, and refuse TLS below 1.2."
  }

  assert {
    condition     = toset([for record in aws_route53_record.alias : "${record.type} ${one(record.alias).name}"]) == toset(["A ${output.regional_domain.name}", "AAAA ${output.regional_domain.name}"])
    error_message = "The domain must lead to the API, over IPv4 and IPv6."
  }
}

run "existing_certificate" {
  variables {
    domain = { name = "chat.example.com", hosted_zone_id = "Z0123456789", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/2" }
  }

  assert {
    condition     = length(aws_acm_certificate.this) + length(aws_acm_certificate_validation.this) + length(aws_route53_record.validation) == 0 && one(aws_apigatewayv2_domain_name.this[0].domain_name_configuration).certificate_arn == "arn:aws:acm:eu-west-1:123456789012:certificate/2"
    error_message = "The domain must use the given certificate, and the module must make none."
  }
}

run "options" {
  variables {
    access_log_retention_days = 7
    access_log_kms_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/1"
    detailed_metrics_enabled  = true
    timeout_seconds           = 10
    tags                      = { Team = "a" }
  }

  assert {
    condition     = one(aws_cloudwatch_log_group.access).retention_in_days == 7 && one(aws_cloudwatch_log_group.access).kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/1"
    error_message = "The access logs must have the retention and the key."
  }

  assert {
    condition     = one(aws_apigatewayv2_stage.this.default_route_settings).detailed_metrics_enabled && aws_apigatewayv2_integration.this.timeout_milliseconds == 10000
    error_message = "The metrics and the timeout must be the given ones."
  }

  assert {
    condition     = alltrue([for tags in [aws_apigatewayv2_api.this.tags, aws_apigatewayv2_stage.this.tags, one(aws_cloudwatch_log_group.access).tags] : tags == tomap({ Team = "a" })])
    error_message = "Everything must have the tags."
  }
}

run "without_access_logs" {
  variables {
    access_log_retention_days = null
  }

  assert {
    condition     = length(aws_cloudwatch_log_group.access) + length(aws_apigatewayv2_stage.this.access_log_settings) == 0 && output.access_log_group == null
    error_message = "Without a retention there must be no access logs."
  }
}

run "refuses_a_rate_of_zero" {
  command = plan
  variables {
    throttle = { rate_limit = 0, burst_limit = 10 }
  }
  expect_failures = [var.throttle]
}

run "refuses_a_burst_of_zero" {
  command = plan
  variables {
    throttle = { rate_limit = 2, burst_limit = 0 }
  }
  expect_failures = [var.throttle]
}

run "refuses_a_null_limit" {
  command = plan
  variables {
    throttle = { rate_limit = null, burst_limit = 10 }
  }
  expect_failures = [var.throttle]
}

run "refuses_a_function_without_alias" {
  command = plan
  variables {
    function = { name = "ask", alias = "live", alias_arn = "arn:aws:lambda:eu-west-1:123456789012:function:ask" }
  }
  expect_failures = [var.function]
}

run "refuses_the_route_of_everything" {
  command = plan
  variables {
    routes = ["$default"]
  }
  expect_failures = [var.routes]
}

run "refuses_more_time_than_there_is" {
  command = plan
  variables {
    timeout_seconds = 31
  }
  expect_failures = [var.timeout_seconds]
}

run "refuses_any_origin" {
  command = plan
  variables {
    allowed_origins = ["*"]
  }
  expect_failures = [var.allowed_origins]
}
