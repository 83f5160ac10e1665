output "api_endpoint" {
  description = "For the web page's NEXT_PUBLIC_CHATBOT_API_ENDPOINT."
  value       = "https://${module.distribution.domain_name}/chatbot"
}

output "distribution_domain" {
  description = "The host name that answers."
  value       = module.distribution.domain_name
}

output "distribution_id" {
  description = "The distribution's id."
  value       = module.distribution.id
}

output "function_name" {
  description = "The Lambda function's name."
  value       = module.function.function_name
}

output "function_alias" {
  description = "The alias that the distribution invokes."
  value       = module.function.alias
}

output "function_version" {
  description = "The version that the alias names. Note it before a deployment: pinned_version takes it back."
  value       = module.function.version
}

output "function_url" {
  description = "The function URL. It answers 403 to all but the distribution."
  value       = module.function.url
}

output "log_group" {
  description = "The function's log group."
  value       = module.function.log_group
}

output "access_log_group" {
  description = "The distribution's log group, in us-east-1; null without access logs."
  value       = module.distribution.access_log_group
}

output "parameter_name" {
  description = "The SSM parameter that holds the model's key."
  value       = module.gemini_api_key.name
}

output "web_acl_arn" {
  description = "The web ACL; null without."
  value       = one(module.waf[*].arn)
}
