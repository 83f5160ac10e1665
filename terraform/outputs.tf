output "api_endpoint" {
  description = "Endpoint of the chatbot, for the web page's NEXT_PUBLIC_CHATBOT_API_ENDPOINT."
  value       = "https://${module.distribution.domain_name}${local.functions["chatbot-query"].routes[0].path}"
}

output "chat_endpoint" {
  description = "Endpoint of stored chats; the list is at /chats on the same host. Null without stored chats."
  value       = var.chat == null ? null : "https://${module.distribution.domain_name}${local.functions["chat"].routes[0].path}"
}

output "chat_function_name" {
  description = "Name of the function for stored chats; null without stored chats."
  value       = one(module.chat[*].function_name)
}

output "chat_function_version" {
  description = "Version that this function serves, for chat.pinned_version; null without stored chats."
  value       = one(module.chat[*].version)
}

output "chat_function_url" {
  description = "URL of this function. It answers 403 to every caller except the distribution; null without stored chats."
  value       = one(module.chat[*].url)
}

output "chat_table_names" {
  description = "Names of the tables of chats and messages; null without stored chats."
  value = one([for tables in module.chat_tables : {
    chats    = tables.chats.name
    messages = tables.messages.name
  }])
}

output "distribution_domain" {
  description = "Host name of the API."
  value       = module.distribution.domain_name
}

output "distribution_id" {
  description = "Id of the distribution."
  value       = module.distribution.id
}

output "function_name" {
  description = "Name of the Lambda function."
  value       = module.function.function_name
}

output "function_alias" {
  description = "The alias that the distribution invokes."
  value       = module.function.alias
}

output "function_version" {
  description = "Version that the alias points to. Note it before a deployment: pinned_version returns to it."
  value       = module.function.version
}

output "function_url" {
  description = "The function URL. It answers 403 to every caller except the distribution."
  value       = module.function.url
}

output "log_group" {
  description = "Name of the function's log group."
  value       = module.function.log_group
}

output "access_log_group" {
  description = "Name of the access log group, in us-east-1; null without access logs."
  value       = module.distribution.access_log_group
}

output "parameter_name" {
  description = "Name of the SSM parameter that holds the model's API key."
  value       = module.gemini_api_key.name
}

output "web_acl_arn" {
  description = "ARN of the web ACL; null without one."
  value       = one(module.waf[*].arn)
}

output "limits_table_name" {
  description = "Name of the table of limits; null without limits and public chat."
  value       = one(module.limits_table[*].name)
}

output "motivator_endpoint" {
  description = "Endpoint of the motivator's chat; its other paths are beside it. Null without the motivator."
  value       = var.motivator == null ? null : "https://${module.distribution.domain_name}${local.functions["motivator"].routes[0].path}"
}

output "motivator_function_name" {
  description = "Name of the function of the motivator; null without it."
  value       = one(module.motivator[*].function_name)
}

output "motivator_function_version" {
  description = "Version that this function serves, for motivator.pinned_version; null without it."
  value       = one(module.motivator[*].version)
}

output "motivator_function_url" {
  description = "URL of this function. It answers 403 to every caller except the distribution; null without it."
  value       = one(module.motivator[*].url)
}

output "feedback_table_name" {
  description = "Name of the table of feedback; null without the motivator."
  value       = one(module.feedback_table[*].name)
}

output "user_pool_id" {
  description = "Id of the user pool whose tokens are accepted."
  value       = local.cognito_user_pool_id
}

output "user_pool_client_id" {
  description = "Id of its app client, for the web page; several, separated by commas, if there are several."
  value       = local.cognito_client_id
}

output "user_pool_login_url" {
  description = "Cognito's login page of the pool that the stack creates; null without user_pool.domain_prefix."
  value       = one(module.user_pool[*].login_url)
}

output "public_chat_endpoint" {
  description = "Endpoint of the public chat; null without it."
  value       = one([for api in module.public_chat_api : one(values(api.urls))])
}

output "public_chat_function_name" {
  description = "Name of the function of the public chat; null without it."
  value       = one(module.public_chat[*].function_name)
}

output "public_chat_function_version" {
  description = "Version that this function serves, for public_chat.pinned_version; null without it."
  value       = one(module.public_chat[*].version)
}
