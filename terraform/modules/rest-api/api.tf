resource "aws_api_gateway_rest_api" "this" {
  name        = var.name
  description = "Streams the answers of ${join(", ", sort(values(var.functions)[*].name))}"
  body        = jsonencode(local.definition)

  # With a host name of its own, the web ACL and the logs of that name must not be bypassed.
  disable_execute_api_endpoint = var.domain != null

  # An edge-optimized API closes a stream after 30 s of silence, a regional one after five minutes.
  # https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
  endpoint_configuration {
    types = ["REGIONAL"]
  }

  tags = var.tags
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  triggers = {
    definition = sha256(jsonencode([local.definition, var.domain != null]))
  }

  # The stage keeps the old one until it has the new one.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id          = aws_api_gateway_rest_api.this.id
  deployment_id        = aws_api_gateway_deployment.this.id
  stage_name           = var.stage_name
  xray_tracing_enabled = var.tracing_enabled

  dynamic "access_log_settings" {
    for_each = aws_cloudwatch_log_group.access

    content {
      destination_arn = access_log_settings.value.arn
      format          = jsonencode(local.access_log_fields)
    }
  }

  tags = var.tags
}

resource "aws_api_gateway_method_settings" "this" {
  count = var.throttle == null ? 0 : 1

  rest_api_id = aws_api_gateway_rest_api.this.id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  # Both: a missing one would mean 0, which refuses everybody.
  settings {
    throttling_rate_limit  = var.throttle.rate_limit
    throttling_burst_limit = var.throttle.burst_limit
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  count = var.web_acl == null ? 0 : 1

  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = var.web_acl.arn
}

# Only for this API, and for each function's own methods and paths.
resource "aws_lambda_permission" "invoke" {
  for_each = local.methods

  statement_id_prefix = "${var.name}-"
  action              = "lambda:InvokeFunction"
  function_name       = var.functions[each.value.function_id].name
  qualifier           = var.functions[each.value.function_id].alias
  principal           = "apigateway.amazonaws.com"
  source_arn          = "${aws_api_gateway_rest_api.this.execution_arn}/${var.stage_name}/${each.value.method}${replace(each.value.path, "{proxy+}", "*")}"
}
