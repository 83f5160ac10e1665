mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name     = "ask"
  function = { name = "ask", alias = "live", url = "https://abc123.lambda-url.eu-west-1.on.aws/" }
}

run "only_the_distribution_may_invoke" {
  assert {
    condition     = aws_lambda_permission.url["function"].action == "lambda:InvokeFunctionUrl" && aws_lambda_permission.invoke["function"].action == "lambda:InvokeFunction"
    error_message = "Both permissions must be granted: function URLs created since October 2025 need them."
  }

  assert {
    condition     = aws_lambda_permission.url["function"].principal == "cloudfront.amazonaws.com" && aws_lambda_permission.invoke["function"].principal == "cloudfront.amazonaws.com"
    error_message = "Only CloudFront may invoke."
  }

  assert {
    condition     = aws_lambda_permission.url["function"].source_arn == aws_cloudfront_distribution.this.arn
    error_message = "Only this distribution may call the URL."
  }

  assert {
    condition     = aws_lambda_permission.invoke["function"].source_arn == aws_cloudfront_distribution.this.arn
    error_message = "Only this distribution may invoke the function."
  }

  assert {
    condition     = aws_lambda_permission.url["function"].qualifier == "live" && aws_lambda_permission.invoke["function"].qualifier == "live"
    error_message = "Only the alias may be invoked."
  }

  assert {
    condition     = aws_lambda_permission.url["function"].function_url_auth_type == "AWS_IAM"
    error_message = "The permission must not apply to a URL that requires no signature."
  }

  assert {
    condition     = aws_lambda_permission.invoke["function"].invoked_via_function_url
    error_message = "The function may be invoked only through its URL."
  }

  assert {
    condition     = aws_lambda_permission.invoke["function"].function_url_auth_type == null
    error_message = "Lambda accepts function_url_auth_type only for lambda:InvokeFunctionUrl."
  }

  assert {
    condition     = aws_cloudfront_origin_access_control.this.signing_behavior == "always"
    error_message = "Every request must be signed, whatever the viewer sends."
  }

  assert {
    condition     = aws_cloudfront_origin_access_control.this.origin_access_control_origin_type == "lambda" && aws_cloudfront_origin_access_control.this.signing_protocol == "sigv4"
    error_message = "The access control must sign for Lambda."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.origin).origin_access_control_id == aws_cloudfront_origin_access_control.this.id
    error_message = "The origin must use the access control."
  }
}

run "requests_to_the_function" {
  assert {
    condition     = one(aws_cloudfront_distribution.this.origin).domain_name == "abc123.lambda-url.eu-west-1.on.aws"
    error_message = "The origin must be the host of the URL."
  }

  # AWS accepts only three sets; moto and the schema accept any.
  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].allowed_methods == toset(["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"])
    error_message = "Allowed methods must be all seven, the only set with POST that CloudFront accepts."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].cached_methods == toset(["GET", "HEAD"])
    error_message = "Cached methods must be GET and HEAD, the smallest set that CloudFront accepts."
  }

  assert {
    condition     = data.aws_cloudfront_cache_policy.disabled.name == "Managed-CachingDisabled" && aws_cloudfront_distribution.this.default_cache_behavior[0].cache_policy_id == data.aws_cloudfront_cache_policy.disabled.id
    error_message = "No answer may be cached."
  }

  assert {
    condition     = data.aws_cloudfront_origin_request_policy.all_viewer_except_host.name == "Managed-AllViewerExceptHostHeader" && aws_cloudfront_distribution.this.default_cache_behavior[0].origin_request_policy_id == data.aws_cloudfront_origin_request_policy.all_viewer_except_host.id
    error_message = "All headers but Host must reach the function."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].compress == false
    error_message = "A stream must not be compressed."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].viewer_protocol_policy == "https-only" && one(one(aws_cloudfront_distribution.this.origin).custom_origin_config).origin_protocol_policy == "https-only"
    error_message = "Only HTTPS may be used, because requests carry tokens."
  }

  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).custom_origin_config).origin_read_timeout == 60
    error_message = "CloudFront must wait longer than the interval of the heartbeat."
  }
}

run "errors_are_not_cached" {
  command = plan

  assert {
    condition = { for each in aws_cloudfront_distribution.this.custom_error_response : each.error_code => each.error_caching_min_ttl } == {
      for code in [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504] : code => 0
    }
    error_message = "CloudFront must not keep an error: the next request may succeed."
  }

  assert {
    condition     = alltrue([for each in aws_cloudfront_distribution.this.custom_error_response : each.response_page_path == null && each.response_code == null])
    error_message = "CloudFront must pass errors on unchanged."
  }
}

run "viewer_request" {
  variables {
    allowed_origins = ["https://www.example.com", "http://localhost:3000"]
    function = {
      name   = "ask"
      alias  = "live"
      url    = "https://abc123.lambda-url.eu-west-1.on.aws/"
      routes = [{ path = "/ask", methods = ["POST"] }, { path = "/asked/*", methods = ["GET", "DELETE"] }]
    }
  }

  assert {
    condition     = startswith(aws_cloudfront_function.viewer_request.code, "const allowedOrigins = [\"https://www.example.com\",\"http://localhost:3000\"]\n")
    error_message = "The code must begin with the allowed origins."
  }

  assert {
    condition     = split("\n", aws_cloudfront_function.viewer_request.code)[1] == "const routes = [{\"methods\":[\"POST\"],\"path\":\"/ask\"},{\"methods\":[\"GET\",\"DELETE\"],\"path\":\"/asked/*\"}]"
    error_message = "The code must contain the methods of each path."
  }

  assert {
    condition     = endswith(aws_cloudfront_function.viewer_request.code, file("viewer-request.js"))
    error_message = "The rest of the code must be the file that is tested."
  }

  assert {
    condition     = length(aws_cloudfront_function.viewer_request.code) < 10240
    error_message = "The function must be smaller than CloudFront's limit of 10 KB."
  }

  assert {
    condition     = aws_cloudfront_function.viewer_request.runtime == "cloudfront-js-2.0" && aws_cloudfront_function.viewer_request.publish
    error_message = "The function must be live, on runtime 2.0."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior[0].function_association).event_type == "viewer-request" && one(aws_cloudfront_distribution.this.default_cache_behavior[0].function_association).function_arn == aws_cloudfront_function.viewer_request.arn
    error_message = "The behavior must use the function: without it no token reaches Lambda, and anyone could forge its header."
  }
}

run "cors_for_the_given_origins" {
  variables {
    allowed_origins = ["https://www.example.com", "http://localhost:3000"]
    functions_by_path = {
      notes = { name = "notes", alias = "live", url = "https://def456.lambda-url.eu-west-1.on.aws/", routes = [{ path = "/notes", methods = ["GET", "DELETE"] }] }
    }
  }

  assert {
    condition     = one(one(aws_cloudfront_response_headers_policy.this["POST"].cors_config).access_control_allow_origins).items == toset(["https://www.example.com", "http://localhost:3000"])
    error_message = "Only the given origins may read answers."
  }

  assert {
    condition = { for methods, policy in aws_cloudfront_response_headers_policy.this : methods => one(one(policy.cors_config).access_control_allow_methods).items } == {
      POST       = toset(["POST", "OPTIONS"])
      DELETE-GET = toset(["GET", "DELETE", "OPTIONS"])
    }
    error_message = "Pages may use the methods of each path, and no others."
  }

  assert {
    condition     = { for methods, policy in aws_cloudfront_response_headers_policy.this : methods => policy.name } == { POST = "ask", DELETE-GET = "ask-DELETE-GET" }
    error_message = "The names of the policies must differ."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.ordered_cache_behavior).response_headers_policy_id == aws_cloudfront_response_headers_policy.this["DELETE-GET"].id
    error_message = "The path must have the policy of its methods."
  }

  assert {
    condition     = one(one(aws_cloudfront_response_headers_policy.this["POST"].cors_config).access_control_allow_headers).items == toset(["authorization", "content-type", "id_token", "x-amz-content-sha256"])
    error_message = "Pages must be able to send the token and the body's hash."
  }

  assert {
    condition = length(setsubtract(
      ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-window", "ratelimit", "ratelimit-policy", "x-amzn-requestid"],
      one(one(aws_cloudfront_response_headers_policy.this["POST"].cors_config).access_control_expose_headers).items,
    )) == 0
    error_message = "Pages must be able to read when to retry, and the request id."
  }

  assert {
    condition     = one(aws_cloudfront_response_headers_policy.this["POST"].cors_config).origin_override
    error_message = "The policy must override the function's CORS headers, because browsers refuse duplicates."
  }

  assert {
    condition     = one(aws_cloudfront_response_headers_policy.this["POST"].cors_config).access_control_allow_credentials == false
    error_message = "Credentials must not be allowed: users do not sign in by cookie."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].response_headers_policy_id == aws_cloudfront_response_headers_policy.this["POST"].id
    error_message = "The distribution must use the policy."
  }
}

run "same_origin_only_by_default" {
  assert {
    condition     = length(aws_cloudfront_response_headers_policy.this["POST"].cors_config) == 0
    error_message = "Without origins, there must be no CORS headers."
  }

  assert {
    condition     = startswith(aws_cloudfront_function.viewer_request.code, "const allowedOrigins = []\nconst routes = [{\"methods\":[\"POST\"],\"path\":\"*\"}]\n")
    error_message = "By default, no origin and only POST must be allowed."
  }

  assert {
    condition = alltrue([
      one(one(aws_cloudfront_response_headers_policy.this["POST"].security_headers_config).strict_transport_security).access_control_max_age_sec >= 31536000,
      one(one(aws_cloudfront_response_headers_policy.this["POST"].security_headers_config).content_type_options).override,
      one(one(aws_cloudfront_response_headers_policy.this["POST"].security_headers_config).frame_options).frame_option == "DENY",
      one(one(aws_cloudfront_response_headers_policy.this["POST"].security_headers_config).referrer_policy).referrer_policy == "no-referrer",
      startswith(one(one(aws_cloudfront_response_headers_policy.this["POST"].security_headers_config).content_security_policy).content_security_policy, "default-src 'none'"),
    ])
    error_message = "HSTS, nosniff, no frames, no referrer and an empty content policy must be set."
  }
}
