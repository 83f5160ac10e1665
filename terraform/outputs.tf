output "api_endpoint" {
  description = "For the web page's NEXT_PUBLIC_CHATBOT_API_ENDPOINT."
  value       = "https://${module.distribution.domain_name}${local.functions["chatbot-query"].routes[0].path}"
}

output "chat_endpoint" {
  description = "Where chats are kept: this, and /chats beside it. Null without."
  value       = var.chat == null ? null : "https://${module.distribution.domain_name}${local.functions["chat"].routes[0].path}"
}

output "chat_function_name" {
  description = "The name of the chats' function; null without."
  value       = one(module.chat[*].function_name)
}

output "chat_function_version" {
  description = "The version that its alias names, for chat.pinned_version; null without."
  value       = one(module.chat[*].version)
}

output "chat_table_names" {
  description = "The tables of the chats and of their messages; null without."
  value = one([for tables in module.chat_tables : {
    chats    = tables.chats.name
    messages = tables.messages.name
  }])
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
