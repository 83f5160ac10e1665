resource "aws_api_gateway_usage_plan" "this" {
  count = var.usage_plan == null ? 0 : 1

  name = var.name

  api_stages {
    api_id = aws_api_gateway_rest_api.this.id
    stage  = aws_api_gateway_stage.this.stage_name
  }

  throttle_settings {
    rate_limit  = var.usage_plan.rate_limit
    burst_limit = var.usage_plan.burst_limit
  }

  dynamic "quota_settings" {
    for_each = var.usage_plan.quota_limit == null ? [] : [var.usage_plan]

    content {
      limit  = quota_settings.value.quota_limit
      period = quota_settings.value.quota_period
    }
  }

  tags = var.tags
}

resource "aws_api_gateway_api_key" "this" {
  for_each = toset(flatten(var.usage_plan[*].keys))

  name = "${var.name}-${each.key}"

  tags = var.tags
}

resource "aws_api_gateway_usage_plan_key" "this" {
  for_each = aws_api_gateway_api_key.this

  usage_plan_id = aws_api_gateway_usage_plan.this[0].id
  key_id        = each.value.id
  key_type      = "API_KEY"
}
