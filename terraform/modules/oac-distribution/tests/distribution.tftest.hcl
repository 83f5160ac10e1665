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
    error_message = "Both permissions are needed since October 2025."
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
    error_message = "The alias is what may be invoked."
  }

  assert {
    condition     = aws_lambda_permission.url["function"].function_url_auth_type == "AWS_IAM"
    error_message = "The permission must end if the URL is opened to everybody."
  }

  assert {
    condition     = aws_lambda_permission.invoke["function"].invoked_via_function_url
    error_message = "The function may be invoked through its URL only."
  }

  assert {
    condition     = aws_lambda_permission.invoke["function"].function_url_auth_type == null
    error_message = "Lambda takes the URL's type for lambda:InvokeFunctionUrl alone."
  }

  assert {
    condition     = aws_cloudfront_origin_access_control.this.signing_behavior == "always"
    error_message = "Every request must be signed, whatever the viewer sends."
  }

  assert {
    condition     = aws_cloudfront_origin_access_control.this.origin_access_control_origin_type == "lambda" && aws_cloudfront_origin_access_control.this.signing_protocol == "sigv4"
    error_message = "The signature must be one that Lambda understands."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.origin).origin_access_control_id == aws_cloudfront_origin_access_control.this.id
    error_message = "The origin must use the access control."
  }
}

run "what_reaches_the_function" {
  assert {
    condition     = one(aws_cloudfront_distribution.this.origin).domain_name == "abc123.lambda-url.eu-west-1.on.aws"
    error_message = "The origin must be the URL's host alone."
  }

  # AWS accepts only three sets; moto and the schema accept any.
  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].allowed_methods == toset(["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"])
    error_message = "Of the legal sets of methods only that of all seven has POST."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].cached_methods == toset(["GET", "HEAD"])
    error_message = "GET and HEAD are the smallest legal set of cached methods."
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
    error_message = "Tokens travel over https only."
  }

  assert {
    condition     = one(one(aws_cloudfront_distribution.this.origin).custom_origin_config).origin_read_timeout == 60
    error_message = "CloudFront must bear more silence than one heartbeat's interval."
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
    error_message = "The function must begin with the allowed origins."
  }

  assert {
    condition     = split("\n", aws_cloudfront_function.viewer_request.code)[1] == "const routes = [{\"methods\":[\"POST\"],\"path\":\"/ask\"},{\"methods\":[\"GET\",\"DELETE\"],\"path\":\"/asked/*\"}]"
    error_message = "Then it must have what each path takes."
  }

  assert {
    condition     = endswith(aws_cloudfront_function.viewer_request.code, file("viewer-request.js"))
    error_message = "The rest must be the very file that is tested."
  }

  assert {
    condition     = length(aws_cloudfront_function.viewer_request.code) < 10240
    error_message = "CloudFront takes 10 KB."
  }

  assert {
    condition     = aws_cloudfront_function.viewer_request.runtime == "cloudfront-js-2.0" && aws_cloudfront_function.viewer_request.publish
    error_message = "The function must be live, on runtime 2.0."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior[0].function_association).event_type == "viewer-request" && one(aws_cloudfront_distribution.this.default_cache_behavior[0].function_association).function_arn == aws_cloudfront_function.viewer_request.arn
    error_message = "Without the function no token reaches Lambda, and anybody could forge its header."
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
    condition     = one(one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_allow_origins).items == toset(["https://www.example.com", "http://localhost:3000"])
    error_message = "Exactly the given origins may read answers."
  }

  assert {
    condition     = one(one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_allow_methods).items == toset(["GET", "POST", "DELETE", "OPTIONS"])
    error_message = "Pages may do what some path takes, and nothing else."
  }

  assert {
    condition     = one(one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_allow_headers).items == toset(["authorization", "content-type", "id_token", "x-amz-content-sha256"])
    error_message = "Pages must be able to send the token and the body's hash."
  }

  assert {
    condition = length(setsubtract(
      ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-amzn-requestid"],
      one(one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_expose_headers).items,
    )) == 0
    error_message = "Pages must be able to read when to come again, and the request's id."
  }

  assert {
    condition     = one(aws_cloudfront_response_headers_policy.this.cors_config).origin_override
    error_message = "There must be one emitter of CORS headers."
  }

  assert {
    condition     = one(aws_cloudfront_response_headers_policy.this.cors_config).access_control_allow_credentials == false
    error_message = "Cookies are not what signs a user in."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].response_headers_policy_id == aws_cloudfront_response_headers_policy.this.id
    error_message = "The distribution must use the policy."
  }
}

run "same_origin_only_by_default" {
  assert {
    condition     = length(aws_cloudfront_response_headers_policy.this.cors_config) == 0
    error_message = "Without origins there must be no CORS headers."
  }

  assert {
    condition     = startswith(aws_cloudfront_function.viewer_request.code, "const allowedOrigins = []\nconst routes = [{\"methods\":[\"POST\"],\"path\":\"*\"}]\n")
    error_message = "Without origins the function must allow none, and without routes POST alone."
  }

  assert {
    condition = alltrue([
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).strict_transport_security).access_control_max_age_sec >= 31536000,
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_type_options).override,
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).frame_options).frame_option == "DENY",
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).referrer_policy).referrer_policy == "no-referrer",
      startswith(one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_security_policy).content_security_policy, "default-src 'none'"),
    ])
    error_message = "HSTS, nosniff, no frames, no referrer and an empty content policy must be there."
  }
}
