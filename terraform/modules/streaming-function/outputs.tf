output "function_name" {
  description = "The function's name."
  value       = aws_lambda_function.this.function_name
}

output "function_arn" {
  description = "The function's ARN, without version or alias."
  value       = aws_lambda_function.this.arn
}

output "alias" {
  description = "The alias to invoke."
  value       = aws_lambda_alias.live.name
}

output "version" {
  description = "The version that the alias names."
  value       = aws_lambda_alias.live.function_version
}

output "url" {
  description = "The alias's function URL, for whom IAM allows to call it."
  value       = aws_lambda_function_url.live.function_url
}

output "log_group" {
  description = "The log group's name."
  value       = aws_cloudwatch_log_group.this.name
}
