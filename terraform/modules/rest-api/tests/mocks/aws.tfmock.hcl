mock_resource "aws_api_gateway_rest_api" {
  defaults = {
    id            = "abc123"
    execution_arn = "arn:aws:execute-api:eu-west-1:123456789012:abc123"
  }
}

mock_resource "aws_api_gateway_stage" {
  defaults = {
    arn        = "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/live"
    invoke_url = "https://abc123.execute-api.eu-west-1.amazonaws.com/live"
  }
}

mock_resource "aws_api_gateway_domain_name" {
  defaults = {
    regional_domain_name = "d-abc123.execute-api.eu-west-1.amazonaws.com"
    regional_zone_id     = "ZLY8HYME6SFDD"
  }
}

mock_resource "aws_acm_certificate" {
  defaults = {
    arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    domain_validation_options = [{
      domain_name           = "chat.example.com"
      resource_record_name  = "_1.chat.example.com."
      resource_record_type  = "CNAME"
      resource_record_value = "_2.acm-validations.aws."
    }]
  }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/apigateway/ask" }
}
