# CORS headers for every response from the function, answers and refusals alike. The function URL
# has none, and those that the function sends are overridden: a browser refuses duplicates. The
# responses of viewer-request.js carry the same headers, in case this policy does not apply to them.
#
# One policy for each set of methods, such as GET-DELETE, because each path has its own methods.
resource "aws_cloudfront_response_headers_policy" "this" {
  for_each = toset(concat([local.default_methods], local.paths[*].methods))

  name    = each.key == local.default_methods ? var.name : "${var.name}-${each.key}"
  comment = "CORS and security headers of ${var.name}, ${each.key}"

  dynamic "cors_config" {
    for_each = length(var.allowed_origins) == 0 ? [] : [var.allowed_origins]

    content {
      origin_override                  = true
      access_control_allow_credentials = false
      access_control_max_age_sec       = 7200

      access_control_allow_origins {
        items = cors_config.value
      }

      access_control_allow_methods {
        items = concat(split("-", each.key), ["OPTIONS"])
      }

      access_control_allow_headers {
        items = ["authorization", "content-type", "id_token", "x-amz-content-sha256"]
      }

      access_control_expose_headers {
        items = ["retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-window", "ratelimit", "ratelimit-policy", "x-amzn-requestid"]
      }
    }
  }

  # For an API, which never serves a page.
  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      override                   = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "no-referrer"
      override        = true
    }

    content_security_policy {
      content_security_policy = "default-src 'none'; frame-ancestors 'none'"
      override                = true
    }
  }

  # A policy can be deleted only after the distribution has released it.
  lifecycle {
    create_before_destroy = true
  }
}

# Earlier versions had one policy for all methods.
moved {
  from = aws_cloudfront_response_headers_policy.this
  to   = aws_cloudfront_response_headers_policy.this["POST"]
}
