mock_provider "aws" {
  override_during = plan

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/notes/1" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-notes" }
  }
}

run "plan" {
  command = plan

  assert {
    condition     = output.web_acl_arn == "arn:aws:wafv2:us-east-1:123456789012:global/webacl/notes/1" && module.waf.log_group == "aws-waf-logs-notes"
    error_message = "The example must plan the web ACL and its log group."
  }
}
