mock_provider "aws" {
  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/ask/1" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:aws-waf-logs-ask" }
  }
}

variables {
  name = "ask"
}

run "defaults" {
  assert {
    condition     = aws_wafv2_web_acl.this.scope == "CLOUDFRONT" && aws_wafv2_web_acl.this.region == "us-east-1"
    error_message = "The web ACL must have the scope CLOUDFRONT, in us-east-1."
  }

  assert {
    condition     = toset([for rule in aws_wafv2_web_acl.this.rule : rule.name]) == toset(["rate-limit", "network-rate-limit", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet"])
    error_message = "The rules must be the two rate limits, Known Bad Inputs and the Core Rule Set, without a geographic rule."
  }

  assert {
    condition = toset(flatten([
      for rule in aws_wafv2_web_acl.this.rule : [
        for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : override.name if length(override.action_to_use[0].count) == 1
      ] if rule.name == "AWSManagedRulesCommonRuleSet"
    ])) == toset(["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY"])
    error_message = "Every body rule of the Core Rule Set must count: learners' code looks like attacks, and chats exceed 8 KB."
  }

  assert {
    condition = toset(flatten([
      for rule in aws_wafv2_web_acl.this.rule : [
        for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : override.name if length(override.action_to_use[0].count) == 1
      ] if rule.name == "AWSManagedRulesKnownBadInputsRuleSet"
    ])) == toset(["JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY"])
    error_message = "Every body rule of Known Bad Inputs must count: learners ask about Java and React."
  }

  assert {
    condition     = alltrue([for rule in aws_wafv2_web_acl.this.rule : length(rule.override_action[0].none) == 1 if startswith(rule.name, "AWS")])
    error_message = "The groups as a whole must not be overridden to count."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0] if rule.name == "rate-limit"]).limit == 2000
    error_message = "The default limit must be 2,000 requests."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0] if rule.name == "rate-limit"]).evaluation_window_sec == 300
    error_message = "Requests must be counted over 5 minutes."
  }

  assert {
    condition = { for rule in aws_wafv2_web_acl.this.rule : rule.name => sort(flatten([
      for key in rule.statement[0].rate_based_statement[0].custom_key : [for type in ["ip", "asn", "ja4_fingerprint", "http_method"] : type if length(key[type]) == 1]
      ])) if endswith(rule.name, "rate-limit") } == {
      rate-limit         = tolist(["http_method", "ip"])
      network-rate-limit = tolist(["asn", "http_method", "ja4_fingerprint"])
    }
    error_message = "Requests must be counted by address and, because IPv6 addresses are plentiful, by network; preflights must be counted separately."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "network-rate-limit"]) == 20000
    error_message = "A network may send ten times as many requests as an address."
  }

  assert {
    condition = alltrue([for rule in aws_wafv2_web_acl.this.rule : rule.action[0].block[0].custom_response[0].response_code == 429 && (
      { for header in rule.action[0].block[0].custom_response[0].response_header : header.name => header.value } == {
        access-control-allow-origin   = "*"
        access-control-expose-headers = "retry-after"
        retry-after                   = "300"
      }
    ) if endswith(rule.name, "rate-limit")])
    error_message = "Too many requests must be answered with 429 and retry-after, which a page must be able to read."
  }

  # Only the count of body rules has no custom response.
  assert {
    condition = alltrue(flatten([for rule in aws_wafv2_web_acl.this.rule : [
      for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : (
        endswith(override.name, "_BODY") ? length(override.action_to_use[0].block) == 0 : jsonencode([
          for header in override.action_to_use[0].block[0].custom_response[0].response_header : "${header.name}: ${header.value}"
        ]) == jsonencode(["access-control-allow-origin: *"])
      )
    ] if startswith(rule.name, "AWS")]))
    error_message = "A page must be able to read the status of a request that a managed rule blocks."
  }

  assert {
    condition = { for rule in aws_wafv2_web_acl.this.rule : rule.name => length([
      for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : override if length(override.action_to_use[0].block) == 1
    ]) if startswith(rule.name, "AWS") } == { AWSManagedRulesKnownBadInputsRuleSet = 9, AWSManagedRulesCommonRuleSet = 17 }
    error_message = "All other rules of the groups must block."
  }

  assert {
    condition = one(aws_wafv2_web_acl_logging_configuration.this.logging_filter).default_behavior == "DROP" && toset(flatten([
      for filter in one(aws_wafv2_web_acl_logging_configuration.this.logging_filter).filter : [for condition in filter.condition : condition.action_condition[0].action] if filter.behavior == "KEEP"
    ])) == toset(["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"])
    error_message = "Only requests that a rule blocked or counted may be logged."
  }

  assert {
    condition     = startswith(aws_cloudwatch_log_group.this.name, "aws-waf-logs-") && aws_cloudwatch_log_group.this.region == "us-east-1" && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "The log group must have WAF's prefix, be in us-east-1 and have a retention."
  }

  assert {
    condition     = aws_wafv2_web_acl_logging_configuration.this.resource_arn == aws_wafv2_web_acl.this.arn && aws_wafv2_web_acl_logging_configuration.this.log_destination_configs == toset([aws_cloudwatch_log_group.this.arn])
    error_message = "The web ACL must log."
  }

  assert {
    condition     = toset([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : field.single_header[0].name]) == toset(["authorization", "id_token", "x-viewer-authorization", "cookie"])
    error_message = "No token and no cookie may be logged."
  }
}

run "one_body_rule_blocks" {
  variables {
    blocking_body_rules = ["EC2MetaDataSSRF_BODY"]
  }

  assert {
    condition = contains(flatten([
      for rule in aws_wafv2_web_acl.this.rule : [
        for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : override.name if length(override.action_to_use[0].block) == 1
      ] if rule.name == "AWSManagedRulesCommonRuleSet"
    ]), "EC2MetaDataSSRF_BODY")
    error_message = "The named rule must block."
  }

  assert {
    condition = length(flatten([for rule in aws_wafv2_web_acl.this.rule : [
      for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : override if length(override.action_to_use[0].count) == 1
    ] if startswith(rule.name, "AWS")])) == 7
    error_message = "The other seven must still count."
  }
}

run "all_body_rules_block" {
  variables {
    blocking_body_rules = [
      "SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "EC2MetaDataSSRF_BODY",
      "JavaDeserializationRCE_BODY", "Log4JRCE_BODY", "ReactJSRCE_BODY",
    ]
  }

  assert {
    condition = length(flatten([for rule in aws_wafv2_web_acl.this.rule : [
      for override in rule.statement[0].managed_rule_group_statement[0].rule_action_override : override if length(override.action_to_use[0].count) == 1
    ] if startswith(rule.name, "AWS")])) == 0
    error_message = "Every named body rule must block."
  }
}

run "options" {
  variables {
    rate_limit          = 100
    network_rate_limit  = 500
    rate_window_seconds = 60
    allowed_countries   = ["KR", "DE"]
    log_retention_days  = 7
    log_kms_key_arn     = "arn:aws:kms:us-east-1:123456789012:key/1"
    tags                = { Team = "a" }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:us-east-1:123456789012:key/1" && output.log_group_arn == aws_cloudwatch_log_group.this.arn
    error_message = "The key must encrypt the log."
  }

  assert {
    condition     = aws_wafv2_web_acl.this.tags == tomap({ Team = "a" }) && aws_cloudwatch_log_group.this.tags == tomap({ Team = "a" })
    error_message = "Everything must have the tags."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "rate-limit"]) == 100
    error_message = "The limit must be the given one."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "network-rate-limit"]) == 500
    error_message = "The limit of a network must be the given one."
  }

  assert {
    condition = jsonencode(one([for rule in aws_wafv2_web_acl.this.rule : [
      for header in rule.action[0].block[0].custom_response[0].response_header : "${header.name}: ${header.value}"
    ] if rule.name == "allowed-countries"])) == jsonencode(["access-control-allow-origin: *"])
    error_message = "A page must be able to read the status of a request from another country."
  }

  assert {
    condition = one([
      for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].not_statement[0].statement[0].geo_match_statement[0].country_codes if rule.name == "allowed-countries"
    ]) == tolist(["DE", "KR"])
    error_message = "The rule must match every country that is not listed."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : length(rule.action[0].block) if rule.name == "allowed-countries"]) == 1
    error_message = "The geographic rule must block."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 7
    error_message = "The retention must be the given one."
  }

  assert {
    condition     = aws_wafv2_web_acl.this.id == run.defaults.id
    error_message = "Options must not replace the web ACL."
  }
}

run "unknown_rule" {
  command = plan

  variables {
    blocking_body_rules = ["SizeRestriction_BODY"]
  }

  expect_failures = [var.blocking_body_rules]
}

run "count_only" {
  variables {
    count_only        = true
    allowed_countries = ["KR"]
    inspected_body_kb = 64
  }

  assert {
    condition     = alltrue([for rule in aws_wafv2_web_acl.this.rule : length(flatten([rule.action[*].block, rule.override_action[*].none])) == 0 && length(flatten([rule.action[*].count, rule.override_action[*].count])) == 1])
    error_message = "No rule may block."
  }

  assert {
    condition     = one(one(one(aws_wafv2_web_acl.this.association_config).request_body).cloudfront).default_size_inspection_limit == "KB_64"
    error_message = "The limit of the body must be that of CloudFront."
  }
}

run "unknown_scope" {
  command = plan

  variables {
    scope = "GLOBAL"
  }

  expect_failures = [var.scope]
}

run "unsupported_body_limit" {
  command = plan

  variables {
    inspected_body_kb = 128
  }

  expect_failures = [var.inspected_body_kb]
}

run "limit_below_the_minimum" {
  command = plan

  variables {
    rate_limit = 9
  }

  expect_failures = [var.rate_limit]
}

run "network_limit_below_that_of_an_address" {
  command = plan

  variables {
    network_rate_limit = 1000
  }

  expect_failures = [var.network_rate_limit]
}

run "unsupported_window" {
  command = plan

  variables {
    rate_window_seconds = 90
  }

  expect_failures = [var.rate_window_seconds]
}

run "country_name" {
  command = plan

  variables {
    allowed_countries = ["Korea"]
  }

  expect_failures = [var.allowed_countries]
}
