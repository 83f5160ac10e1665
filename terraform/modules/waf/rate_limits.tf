# Each method is counted separately. A page sends at most one preflight for each request, so its
# preflights still pass when its requests are refused; otherwise it could not see the 429.
#
# An IPv6 client has at least 2^64 addresses, and WAF counts each of them. It cannot count by prefix,
# so requests are also counted by network (autonomous system) and TLS fingerprint.
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html
locals {
  rate_limits = {
    rate-limit = {
      priority = 0
      limit    = var.rate_limit
      keys     = ["ip", "http_method"]
    }
    network-rate-limit = {
      priority = 1
      limit    = coalesce(var.network_rate_limit, 10 * var.rate_limit)
      keys     = ["asn", "ja4_fingerprint", "http_method"]
    }
  }
}

# AWS documents response headers policies for responses from the origin and the cache, not for blocks
# of the web ACL. Without these headers a page would see a network error instead of the status. Any
# origin may read a block, which says nothing else.
locals {
  cors_headers  = { access-control-allow-origin = "*" }
  retry_headers = merge(local.cors_headers, { access-control-expose-headers = "retry-after", retry-after = tostring(var.rate_window_seconds) })
}
