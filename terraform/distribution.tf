module "distribution" {
  source = "./modules/oac-distribution"

  name           = local.name
  function_name  = module.function.function_name
  function_alias = module.function.alias
  function_url   = module.function.url

  allowed_origins           = var.allowed_origins
  domain                    = var.domain
  price_class               = var.price_class
  web_acl_arn               = one(module.waf[*].arn)
  access_log_retention_days = var.access_logs_enabled ? var.log_retention_days : null
}
