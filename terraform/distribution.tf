module "distribution" {
  source = "./modules/oac-distribution"

  name = local.name

  function = {
    name   = module.function.function_name
    alias  = module.function.alias
    url    = module.function.url
    routes = local.functions["chatbot-query"].routes
  }

  functions_by_path = merge(
    { for chat in module.chat : "chat" => {
      name   = chat.function_name
      alias  = chat.alias
      url    = chat.url
      routes = local.functions["chat"].routes
    } },
    { for motivator in module.motivator : "motivator" => {
      name   = motivator.function_name
      alias  = motivator.alias
      url    = motivator.url
      routes = local.functions["motivator"].routes
    } },
  )

  allowed_origins            = var.allowed_origins
  domain                     = var.domain
  price_class                = var.price_class
  origin_read_timeout        = var.origin_read_timeout
  web_acl_arn                = one(module.waf[*].arn)
  access_log_retention_days  = var.access_logs_enabled ? var.log_retention_days : null
  additional_metrics_enabled = var.additional_metrics_enabled
}
