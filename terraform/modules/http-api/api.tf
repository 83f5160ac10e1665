resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  description   = "Invokes ${var.function.name}"
  protocol_type = "HTTP"

  # With a host name of its own, the default one must not bypass what stands before that.
  disable_execute_api_endpoint = var.domain != null

  # API Gateway answers preflights itself, and ignores CORS headers of the function.
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
  dynamic "cors_configuration" {
    for_each = length(var.allowed_origins) == 0 ? [] : [var.allowed_origins]

    content {
      allow_origins  = cors_configuration.value
      allow_methods  = distinct([for route in var.routes : split(" ", route)[0]])
      allow_headers  = ["content-type"]
      expose_headers = ["apigw-requestid", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-window"]
      max_age        = 7200
    }
  }

  tags = var.tags
}

resource "aws_apigatewayv2_integration" "this" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_uri        = var.function.alias_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = var.timeout_seconds * 1000
}

resource "aws_apigatewayv2_route" "this" {
  for_each = var.routes

  api_id    = aws_apigatewayv2_api.this.id
  route_key = each.key
  target    = "integrations/${aws_apigatewayv2_integration.this.id}"
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  # Both: a missing one would mean 0, which refuses everybody. For each route, all clients together.
  default_route_settings {
    throttling_rate_limit    = var.throttle.rate_limit
    throttling_burst_limit   = var.throttle.burst_limit
    detailed_metrics_enabled = var.detailed_metrics_enabled
  }

  dynamic "access_log_settings" {
    for_each = aws_cloudwatch_log_group.access

    content {
      destination_arn = access_log_settings.value.arn
      format          = jsonencode(local.access_log_fields)
    }
  }

  tags = var.tags
}

# Only for this API, and for each route's own method and path.
resource "aws_lambda_permission" "invoke" {
  for_each = var.routes

  statement_id_prefix = "${var.name}-"
  action              = "lambda:InvokeFunction"
  function_name       = var.function.name
  qualifier           = var.function.alias
  principal           = "apigateway.amazonaws.com"
  source_arn          = "${aws_apigatewayv2_api.this.execution_arn}/*/${replace(each.key, " ", "")}"
}
