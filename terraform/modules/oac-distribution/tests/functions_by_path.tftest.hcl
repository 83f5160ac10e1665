# Several functions behind one distribution.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name     = "ask"
  function = { name = "ask", alias = "live", url = "https://abc123.lambda-url.eu-west-1.on.aws/" }
}

run "one_function" {
  assert {
    condition     = length(aws_cloudfront_distribution.this.ordered_cache_behavior) == 0
    error_message = "Without other functions, there must be only the default behavior."
  }

  assert {
    condition     = aws_cloudfront_origin_access_control.this.description == "Signs requests to ask"
    error_message = "The description of the access control must name the functions."
  }
}

run "two_functions" {
  variables {
    functions_by_path = {
      notes = { name = "notes", alias = "now", url = "https://def456.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/note", methods = ["POST"] }, { path = "/notes/*", methods = ["GET", "PUT"] }] }
    }
  }

  assert {
    condition = { for origin in aws_cloudfront_distribution.this.origin : origin.origin_id => origin.domain_name } == {
      function = "abc123.lambda-url.eu-west-1.on.aws"
      notes    = "def456.lambda-url.eu-west-1.on.aws"
    }
    error_message = "Each function must be an origin."
  }

  assert {
    condition = alltrue([for origin in aws_cloudfront_distribution.this.origin :
      origin.origin_access_control_id == aws_cloudfront_origin_access_control.this.id && one(origin.custom_origin_config).origin_read_timeout == 60 && one(origin.custom_origin_config).origin_protocol_policy == "https-only"
    ])
    error_message = "Every origin must have the access control and the read timeout."
  }

  assert {
    condition     = [for each in aws_cloudfront_distribution.this.ordered_cache_behavior : "${each.path_pattern} ${each.target_origin_id}"] == ["/note notes", "/notes/* notes"]
    error_message = "Each path must lead to its function."
  }

  assert {
    condition = jsondecode(trimprefix(split("\n", aws_cloudfront_function.viewer_request.code)[1], "const routes = ")) == [
      { path = "/note", methods = ["POST"] },
      { path = "/notes/*", methods = ["GET", "PUT"] },
      { path = "*", methods = ["POST"] },
    ]
    error_message = "The routes must have the methods of each path, the default last."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "function"
    error_message = "All other paths must lead to the default function."
  }

  assert {
    condition = alltrue([for each in aws_cloudfront_distribution.this.ordered_cache_behavior : jsonencode({
      for name, value in each : name => value if !contains(["path_pattern", "target_origin_id", "response_headers_policy_id", "default_ttl", "max_ttl", "trusted_key_groups", "trusted_signers"], name)
      }) == jsonencode({
      for name, value in aws_cloudfront_distribution.this.default_cache_behavior[0] : name => value if !contains(["target_origin_id", "response_headers_policy_id", "default_ttl", "max_ttl", "trusted_key_groups", "trusted_signers"], name)
    })])
    error_message = "Behaviors must differ only in path, origin and methods."
  }

  # An unset value reads as null there and as empty here.
  assert {
    condition = alltrue([for each in aws_cloudfront_distribution.this.ordered_cache_behavior :
      jsonencode([each.default_ttl, each.max_ttl, each.trusted_key_groups, each.trusted_signers]) == jsonencode([null, null, null, null])
      ]) && alltrue([for each in aws_cloudfront_distribution.this.default_cache_behavior :
      jsonencode([each.default_ttl, each.max_ttl, each.trusted_key_groups, each.trusted_signers]) == jsonencode([0, 0, [], []])
    ])
    error_message = "No path may be cached or require a signed URL."
  }

  assert {
    condition = alltrue([for permissions in [aws_lambda_permission.url, aws_lambda_permission.invoke] :
      { for id, each in permissions : id => "${each.function_name}:${each.qualifier}" } == { function = "ask:live", notes = "notes:now" }
    ])
    error_message = "Both permissions must be granted for the alias of each function."
  }

  assert {
    condition     = alltrue([for each in concat(values(aws_lambda_permission.url), values(aws_lambda_permission.invoke)) : each.source_arn == aws_cloudfront_distribution.this.arn && each.principal == "cloudfront.amazonaws.com"])
    error_message = "Only this distribution may invoke the functions."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.id == run.one_function.id
    error_message = "A second function must not replace the distribution."
  }
}

run "one_function_again" {
  assert {
    condition     = aws_cloudfront_distribution.this.id == run.one_function.id && keys(aws_lambda_permission.url) == ["function"]
    error_message = "Removing a function must remove its permissions and keep the distribution."
  }
}
