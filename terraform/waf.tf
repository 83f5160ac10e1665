locals {
  waf_enabled = coalesce(var.waf_enabled, var.environment == "prod")
}

# When turned off and on, only the web ACL is destroyed and created; the distribution is updated in
# place.
module "waf" {
  source = "./modules/waf"
  count  = local.waf_enabled ? 1 : 0

  name                = local.name
  rate_limit          = var.waf.rate_limit
  network_rate_limit  = var.waf.network_rate_limit
  rate_window_seconds = var.waf.rate_window_seconds
  allowed_countries   = var.waf.allowed_countries
  blocking_body_rules = var.waf.blocking_body_rules
  count_only          = var.waf.count_only
  inspected_body_kb   = var.waf.inspected_body_kb
  log_retention_days  = var.log_retention_days
}
