mock_provider "aws" {
  mock_resource "aws_wafv2_web_acl" {
    defaults = {
      arn    = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/ask/1"
      region = "eu-west-1"
    }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn    = "arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-ask"
      region = "eu-west-1"
    }
  }
}

variables {
  name = "ask"
}

run "regional" {
  variables {
    scope             = "REGIONAL"
    inspected_body_kb = 32
  }

  assert {
    condition     = aws_wafv2_web_acl.this.scope == "REGIONAL" && aws_wafv2_web_acl.this.region == "eu-west-1" && aws_cloudwatch_log_group.this.region == "eu-west-1"
    error_message = "A regional web ACL must be where the rest is."
  }

  assert {
    condition     = one(one(one(aws_wafv2_web_acl.this.association_config).request_body).api_gateway).default_size_inspection_limit == "KB_32" && length(one(one(aws_wafv2_web_acl.this.association_config).request_body).cloudfront) == 0
    error_message = "The limit of the body must be that of API Gateway."
  }
}
