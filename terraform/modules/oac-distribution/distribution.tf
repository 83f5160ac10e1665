locals {
  # Keyed by the ids of their origins.
  functions = merge({ function = var.function }, var.functions_by_path)

  paths = flatten([for id, each in var.functions_by_path : [
    for route in each.routes : { origin_id = id, pattern = route.path, methods = join("-", sort(route.methods)) }
  ]])

  # Those of the default behavior, which is for all paths of var.function.
  default_methods = join("-", sort(distinct(flatten(var.function.routes[*].methods))))

  # For viewer-request.js. The first match decides, so the default behavior's routes come last.
  routes = concat(flatten(values(var.functions_by_path)[*].routes), var.function.routes)
}

# `always`: the viewer's own `authorization` never gets through. With no-override, a request that
# has one would not be signed at all, and the URL refuses unsigned requests.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
resource "aws_cloudfront_origin_access_control" "this" {
  name                              = var.name
  description                       = "Signs requests to ${join(", ", values(local.functions)[*].name)}"
  origin_access_control_origin_type = "lambda"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

data "aws_cloudfront_cache_policy" "disabled" {
  name = "Managed-CachingDisabled"
}

# Everything except Host, which is part of the signature. A custom policy could not list
# Authorization; it need not, because the CloudFront Function copies it.
data "aws_cloudfront_origin_request_policy" "all_viewer_except_host" {
  name = "Managed-AllViewerExceptHostHeader"
}

resource "aws_cloudfront_distribution" "this" {
  comment         = var.name
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = var.price_class
  aliases         = var.domain == null ? [] : [var.domain.name]
  web_acl_id      = var.web_acl_arn

  dynamic "origin" {
    for_each = local.functions

    content {
      origin_id                = origin.key
      domain_name              = trimsuffix(trimprefix(origin.value.url, "https://"), "/")
      origin_access_control_id = aws_cloudfront_origin_access_control.this.id

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]

        # Limits the silence before the first byte, and between any two bytes after it.
        origin_read_timeout      = var.origin_read_timeout
        origin_keepalive_timeout = 60
      }
    }
  }

  default_cache_behavior {
    target_origin_id       = "function"
    viewer_protocol_policy = "https-only"

    # The only valid set that includes POST; the function answers OPTIONS, and 405 to the others.
    # https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html
    allowed_methods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
    cached_methods  = ["GET", "HEAD"]

    # Compression would buffer the stream.
    compress                   = false
    cache_policy_id            = data.aws_cloudfront_cache_policy.disabled.id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.all_viewer_except_host.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this[local.default_methods].id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.viewer_request.arn
    }
  }

  # The same for the paths of other functions: CloudFront has no inheritance.
  dynamic "ordered_cache_behavior" {
    for_each = local.paths

    content {
      path_pattern           = ordered_cache_behavior.value.pattern
      target_origin_id       = ordered_cache_behavior.value.origin_id
      viewer_protocol_policy = "https-only"

      allowed_methods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
      cached_methods  = ["GET", "HEAD"]

      compress                   = false
      cache_policy_id            = data.aws_cloudfront_cache_policy.disabled.id
      origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.all_viewer_except_host.id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.this[ordered_cache_behavior.value.methods].id

      function_association {
        event_type   = "viewer-request"
        function_arn = aws_cloudfront_function.viewer_request.arn
      }
    }
  }

  # CloudFront keeps a failed response to a GET for 10 s and, for most statuses, whatever its headers
  # say. Without a page of its own, it passes the response on unchanged. These are all the statuses
  # that it accepts here; it does not cache others, such as 401 and 429.
  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
  dynamic "custom_error_response" {
    for_each = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]

    content {
      error_code            = custom_error_response.value
      error_caching_min_ttl = 0
    }
  }

  restrictions {
    # modules/waf restricts countries.
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.domain == null ? true : null
    acm_certificate_arn            = local.makes_certificate ? aws_acm_certificate_validation.this[0].certificate_arn : try(var.domain.certificate_arn, null)
    ssl_support_method             = var.domain == null ? null : "sni-only"

    # With CloudFront's own certificate the minimum is TLSv1, whatever is set here.
    minimum_protocol_version = var.domain == null ? null : "TLSv1.2_2021"
  }

  tags = var.tags
}
